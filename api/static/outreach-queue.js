/* Records of visits on this phone, until the server has them: read by the page and by its worker.

   A record is kept under the code that the server made for it, and sent under it, so that however
   often it is sent it is stored once. Nothing but what was typed is kept, for a fortnight. */
var visitQueue = (function () {
  "use strict";

  const KEEP_SENT_DAYS = 14;
  const LATER = [408, 425, 429];
  const LONGEST_MS = 20000;
  const NO_TOKEN = "form_token_missing";
  const NO_ACCESS = [NO_TOKEN, "team_key_unknown", "team_key_missing", "visit_not_your_team"];
  let opened = null;
  let token = "";
  let sending = Promise.resolve();

  function open() {
    opened = opened || new Promise(function (resolve, reject) {
      const request = indexedDB.open("niangjia-outreach", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("visits", { keyPath: "code" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return opened;
  }

  /* Run `act` on the store in one transaction; what its request answers counts once it is kept. */
  async function inStore(mode, act) {
    const store = await open();
    return new Promise(function (resolve, reject) {
      const transaction = store.transaction("visits", mode);
      const request = act(transaction.objectStore("visits"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  const all = () => inStore("readonly", (store) => store.getAll());
  const remove = (code) => inStore("readwrite", (store) => store.delete(code));

  /* `edit` tells two contents of one record apart, so that an answer to the older one is no answer
     to the newer. */
  const put = (record) => inStore("readwrite", (store) => store.put(
    Object.assign({}, record, { state: "waiting", problem: "", edit: Date.now() + Math.random() })
  ));

  const settle = (record, state, problem) => inStore("readwrite", function (store) {
    const request = store.get(record.code);
    request.onsuccess = function () {
      const kept = request.result;
      if (kept && kept.edit === record.edit) {
        store.put(Object.assign(kept, { state, problem, settledAt: Date.now() }));
      }
    };
    return request;
  });

  /* What the server says of a record; nothing while it is away. */
  async function ask(record) {
    const patience = new AbortController();
    const end = setTimeout(() => patience.abort(), LONGEST_MS);
    try {
      const answer = await fetch("/v1/visits/" + encodeURIComponent(record.code), {
        method: "PUT",
        headers: {
          "Content-Type": "application/json",
          "Accept-Language": record.language,
          "X-CSRF-Token": token,
        },
        body: JSON.stringify(record.body),
        credentials: "same-origin",
        signal: patience.signal,
      });
      const told = await answer.json().catch(() => null);
      return { isStored: answer.ok, status: answer.status, told: told || {} };
    } catch (error) {
      return null;
    } finally {
      clearTimeout(end);
    }
  }

  /* Whoever has signed in sends the token of the session too; a team by its link has none. */
  async function askWithToken(record) {
    const answer = await ask(record);
    if (!answer || answer.told.code !== NO_TOKEN) return answer;
    try {
      token = (await (await fetch("/outreach/form-token", { cache: "no-store" })).json()).token;
    } catch (error) {
      return null;
    }
    return ask(record);
  }

  /* Returns whether the server was there. Networks that ask to sign in answer in its place: only
     the record itself says that it is stored, and only a problem of ours that it never will be. */
  async function sendOne(record) {
    const answer = await askWithToken(record);
    if (!answer) return false;
    const { isStored, status, told } = answer;
    if (isStored && told.code === record.code) {
      await settle(record, "sent", "");
      return true;
    }
    if (isStored || !told.code || status >= 500 || LATER.includes(status)) return false;
    const first = told.errors && told.errors[0];
    const isClosed = status === 401 || NO_ACCESS.includes(told.code);
    const problem = isClosed ? "no_access" : first ? first.message : told.detail;
    await settle(record, isClosed ? "waiting" : "refused", problem);
    return true;
  }

  async function sendWaiting() {
    const records = (await all()).sort((one, other) => one.edit - other.edit);
    for (const record of records.filter((each) => each.state === "waiting")) {
      if (!await sendOne(record)) return false;
    }
    const oldest = new Date(Date.now() - KEEP_SENT_DAYS * 86400000).toISOString().slice(0, 10);
    for (const record of records) {
      if (record.state === "sent" && record.body.date < oldest) await remove(record.code);
    }
    return true;
  }

  /* Send what waits, one sender at a time: a page, another page, or the worker. Otherwise what was
     corrected might be overtaken by what it was before. */
  function send() {
    if (navigator.locks) return navigator.locks.request("niangjia-visits", sendWaiting);
    sending = sending.then(sendWaiting, sendWaiting);
    return sending;
  }

  return { all, put, remove, send };
})();
