/* The page of field staff: records visits without a network, and sends them when there is one.

   Without it, or in a browser that keeps nothing, the forms are sent as forms. */
(function () {
  "use strict";

  const CHINA_MS = 8 * 3600000;
  const AGAIN_MS = 30000;
  const OLD_MS = 600000;
  const SENT_SHOWN_MS = 8000;
  const openedAt = Date.now();
  const main = document.getElementById("content");
  const bar = document.getElementById("bar");
  const texts = JSON.parse(main.dataset.texts);
  const isKept = document.documentElement.dataset.from === "kept";
  // What says that there is something new, if there is.
  let outdated = "";
  let sentShown = 0;
  const today = new Date(Date.now() + CHINA_MS).toISOString().slice(0, 10);

  const say = (name, values) => texts[name].replace(/\{(\w+)\}/g, (all, key) => values[key]);
  const stops = () => Array.from(document.querySelectorAll("[data-visit]"));
  const hasUnsaved = () => Boolean(document.querySelector("form[data-touched]"));
  // What is said again each time would be read out each time.
  const write = (place, text) => { if (place.textContent !== text) place.textContent = text; };
  const stopOf = (code) => stops().find((stop) => stop.dataset.visit === code);

  /* Show at its stop what this phone knows of a record. What the server shows by itself is newer
     than what was sent long ago. */
  function show(record) {
    const stop = stopOf(record.code);
    if (!stop || (record.state === "sent" && stop.dataset.recorded === "server" && !isKept)) return;
    const form = stop.querySelector("form.record-form");
    const isRefused = record.state === "refused";
    stop.dataset.recorded = isRefused ? "" : "phone";
    write(stop.querySelector(".result"), visitForm.words(form, record.body, say));
    const state = isRefused ? texts.refused + record.problem : texts[record.state];
    write(stop.querySelector(".sending"), state);
    stop.querySelector(".done").hidden = false;
    stop.querySelector(".done").classList.toggle("refused", isRefused);
    stop.querySelector(".refused-only").hidden = !isRefused;
    if (!form.dataset.touched) visitForm.fill(form, record.body);
    const moving = stop.querySelector(".move");
    if (moving) moving.hidden = record.body.outcome === "met";
    write(stop.querySelector(".record > summary"), texts.correct);
  }

  /* The first stop of today that has no record stands on top; the others are in their order. */
  function arrange() {
    const list = document.querySelector(".day-list");
    const top = document.querySelector(".next-stop");
    if (!list || main.dataset.day !== today) return;
    const inOrder = stops().sort((one, other) => one.dataset.order - other.dataset.order);
    const next = inOrder.find((stop) => !stop.dataset.recorded);
    const onTop = top.querySelector("[data-visit]");
    if (onTop && onTop !== next) putBack(list, onTop);
    if (next && next !== onTop) {
      const row = next.closest("li");
      top.appendChild(next);
      row.remove();
      next.open = true;
    }
    top.hidden = !next;
    document.querySelector(".all-done").hidden = Boolean(next);
  }

  function putBack(list, stop) {
    const row = document.createElement("li");
    row.dataset.order = stop.dataset.order;
    row.appendChild(stop);
    stop.open = false;
    const behind = Array.from(list.children).find((each) => each.dataset.order * 1 > row.dataset.order);
    list.insertBefore(row, behind || null);
  }

  async function refresh() {
    const records = await visitQueue.all();
    records.forEach(show);
    arrange();
    const of = (state) => records.filter((record) => record.state === state);
    const waiting = of("waiting"), refused = of("refused");
    const lines = [];
    if (waiting.length) lines.push(say("bar_waiting", { count: waiting.length }));
    if (refused.length) lines.push(say("bar_refused", { count: refused.length }));
    const isSent = !lines.length && isJustSent(of("sent"));
    if (isSent) lines.push(texts.bar_sent);
    bar.classList.toggle("is-sent", !waiting.length && !refused.length);
    write(bar.querySelector(".bar-text"), lines.join(" · "));
    write(bar.querySelector(".bar-more"), more(waiting));
    bar.querySelector(".bar-send").hidden = !waiting.length;
    bar.querySelector(".bar-renew").hidden = !outdated;
    write(bar.querySelector(".bar-renew-line"), outdated);
    list(refused.filter((record) => !stopOf(record.code)));
    bar.hidden = !lines.length && !outdated;
  }

  /* That all was sent is good to know for a moment, and then stands in the way. */
  function isJustSent(records) {
    const age = Date.now() - Math.max(0, ...records.map((record) => record.settledAt || 0));
    clearTimeout(sentShown);
    if (age < SENT_SHOWN_MS) sentShown = setTimeout(refresh, SENT_SHOWN_MS - age);
    return age < SENT_SHOWN_MS;
  }

  function more(waiting) {
    if (waiting.some((record) => record.problem === "no_access")) return texts.new_link;
    return waiting.length && !navigator.onLine ? texts.bar_away : "";
  }

  /* Refused records whose stop is not on this page must not be forgotten. */
  function list(records) {
    const place = bar.querySelector(".bar-list");
    const shown = JSON.stringify(records.map((record) => [record.code, record.edit]));
    if (place.dataset.shown === shown) return;
    place.dataset.shown = shown;
    place.textContent = "";
    for (const record of records) {
      const row = document.createElement("li");
      row.append(
        `${record.name} ${record.body.date}: ${record.problem} `,
        button(texts.send_again, () => sendAgain(record.code)),
        " ",
        button(texts.throw_away, () => throwAway(record.code))
      );
      place.appendChild(row);
    }
  }

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  /* What was refused may be taken later: once the plan is published again, for instance. */
  async function sendAgain(code) {
    const record = (await visitQueue.all()).find((each) => each.code === code);
    if (record) await visitQueue.put(record);
    await refresh();
    await send();
  }

  async function throwAway(code) {
    if (!window.confirm(texts.throw_away_sure)) return;
    await visitQueue.remove(code);
    renew(location.href);
  }

  /* Show the page anew; whoever has typed something is told, and does it afterwards. */
  function renew(address) {
    if (!hasUnsaved()) {
      location.replace(address);
      return;
    }
    tellOutdated(texts.renew_line, address);
  }

  function tellOutdated(text, address) {
    outdated = text;
    bar.querySelector(".bar-renew a").href = address;
    refresh();
  }

  /* Another team, or the planner, may have had the days planned anew. */
  async function lookForNews() {
    if (outdated || main.dataset.plans === undefined || document.hidden || !navigator.onLine) return;
    try {
      const team = encodeURIComponent(main.dataset.team);
      const answer = await fetch("/outreach/plans?team=" + team, { cache: "no-store" });
      if (!answer.ok || (await answer.json()).plans === main.dataset.plans) return;
      tellOutdated(texts.renew_news, main.dataset.address);
    } catch (error) {
      // The network is away again, or asks to sign in.
    }
  }

  async function send() {
    await visitQueue.send();
    await refresh();
  }

  async function record(event) {
    const form = event.target, stop = form.closest("[data-visit]");
    event.preventDefault();
    const body = visitForm.read(form, main.dataset.team);
    if (!body.outcome) {
      form.querySelector(".form-problem").textContent = texts.choose_outcome;
      return;
    }
    try {
      await visitQueue.put({
        code: stop.dataset.visit,
        name: stop.querySelector(".name").textContent,
        language: document.documentElement.lang,
        body,
      });
    } catch (error) {
      // The browser keeps nothing, as in a private window.
      form.submit();
      return;
    }
    delete form.dataset.touched;
    form.querySelector(".form-problem").textContent = "";
    await refresh();
    stop.querySelector(".record").open = false;
    goOn(stop);
    askToKeep();
    askForSync();
    await send();
  }

  /* The next stop comes on top, so that one goes on there. */
  function goOn(stop) {
    const next = document.querySelector(".next-stop [data-visit]");
    if (next) window.scrollTo(0, 0);
    (next || stop).querySelector("summary").focus({ preventScroll: Boolean(next) });
  }

  /* A browser short of space must not clear away what waits. */
  function askToKeep() {
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
  }

  async function askForSync() {
    try {
      const worker = await navigator.serviceWorker.ready;
      await worker.sync.register("visits");
    } catch (error) {
      // This browser sends from the open page alone.
    }
  }

  /* Keep the pages of all days on the phone; only over https, or on this machine. */
  async function keepPages() {
    if (main.dataset.keep === undefined) return;
    const problem = document.getElementById("no-offline");
    if (!("serviceWorker" in navigator) || !window.isSecureContext) {
      if (problem) problem.hidden = false;
      return;
    }
    const worker = await navigator.serviceWorker.register("/outreach/worker.js", {
      scope: "/outreach",
      updateViaCache: "none",
    });
    navigator.serviceWorker.addEventListener("message", heard);
    await navigator.serviceWorker.ready;
    if (isKept || !worker.active) return;
    worker.active.postMessage({
      type: "keep",
      addresses: JSON.parse(main.dataset.keep),
      version: main.dataset.version,
    });
  }

  function heard(event) {
    if (event.data.type === "sent") refresh();
    if (event.data.type === "kept") document.documentElement.dataset.ready = "yes";
  }

  async function online() {
    await send();
    if (isKept && !hasUnsaved()) location.reload();
  }

  /* The phone comes out of the pocket: the plan may have changed meanwhile. */
  function seen() {
    if (document.hidden) return;
    if (navigator.onLine && Date.now() - openedAt > OLD_MS && !hasUnsaved()) location.reload();
    else send().then(lookForNews);
  }

  /* The days go by while a page is kept: it was made on one, and is read on another. */
  function showAge() {
    const kept = document.querySelector(".kept"), mark = document.querySelector("h1 .today");
    if (kept && main.dataset.made !== today) kept.textContent = kept.dataset.older;
    if (mark) mark.hidden = main.dataset.day !== today;
  }

  function start() {
    showAge();
    for (const form of document.querySelectorAll("form.record-form")) visitForm.watch(form, record);
    for (const stop of stops()) {
      const code = stop.dataset.visit;
      stop.querySelector(".send-again").addEventListener("click", () => sendAgain(code));
      stop.querySelector(".throw-away").addEventListener("click", () => throwAway(code));
      // A page that was kept yesterday did not know that its day would come.
      stop.querySelector(".record").hidden = main.dataset.day > today;
    }
    bar.querySelector(".bar-send").addEventListener("click", send);
    window.addEventListener("online", online);
    window.addEventListener("offline", refresh);
    document.addEventListener("visibilitychange", seen);
    setInterval(() => send().then(lookForNews), AGAIN_MS);
    keepPages().catch(() => {});
    return refresh().then(send);
  }

  visitMoves.watch(main, say, renew);
  if (window.indexedDB) start().catch(() => {});
})();
