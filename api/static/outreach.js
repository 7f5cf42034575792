/* The page of field staff: records visits without a network, and sends them when there is one.

   Without it, or in a browser that keeps nothing, the forms are sent as forms. */
(function () {
  "use strict";

  const CHINA_MS = 8 * 3600000;
  const AGAIN_MS = 30000;
  const LOOK_MS = 1500;
  const OLD_MS = 600000;
  const openedAt = Date.now();
  const main = document.getElementById("content");
  const bar = document.getElementById("bar");
  const texts = JSON.parse(main.dataset.texts);
  const isKept = document.documentElement.dataset.from === "kept";
  const today = new Date(Date.now() + CHINA_MS).toISOString().slice(0, 10);

  const say = (name, values) => texts[name].replace(/\{(\w+)\}/g, (all, key) => values[key]);
  const stops = () => Array.from(document.querySelectorAll("[data-visit]"));
  const hasUnsaved = () => Boolean(document.querySelector("form[data-touched]"));
  const stopOf = (code) => stops().find((stop) => stop.dataset.visit === code);

  /* A record as the form has it; empty numbers are unknown. */
  function read(form) {
    const fields = new FormData(form);
    const isMet = fields.get("outcome") === "met";
    const count = (name) => isMet && fields.get(name) ? Number(fields.get(name)) : null;
    return {
      place: fields.get("place"),
      date: fields.get("date"),
      team: main.dataset.team,
      outcome: fields.get("outcome"),
      people_met: count("people_met"),
      joined: count("joined"),
      notes: fields.get("notes").trim() || null,
    };
  }

  function fill(form, body) {
    for (const name of ["people_met", "joined", "notes"]) {
      form.elements[name].value = body[name] === null ? "" : body[name];
    }
    form.elements.outcome.value = body.outcome;
    form.dispatchEvent(new Event("change"));
  }

  function words(form, body) {
    const told = [form.querySelector(`[value=${body.outcome}]`).labels[0].textContent.trim()];
    if (body.people_met !== null) told.push(say("figures_met", { count: body.people_met }));
    if (body.joined !== null) told.push(say("figures_joined", { count: body.joined }));
    return told.join(" · ");
  }

  /* Show at its stop what this phone knows of a record. What the server shows by itself is newer
     than what was sent long ago. */
  function show(record) {
    const stop = stopOf(record.code);
    if (!stop || (record.state === "sent" && stop.dataset.recorded === "server" && !isKept)) return;
    const form = stop.querySelector("form.record-form");
    const isRefused = record.state === "refused";
    stop.dataset.recorded = isRefused ? "" : "phone";
    stop.querySelector(".result").textContent = words(form, record.body);
    stop.querySelector(".sending").textContent = isRefused
      ? texts.refused + record.problem : texts[record.state];
    stop.querySelector(".done").hidden = false;
    stop.querySelector(".done").classList.toggle("refused", isRefused);
    stop.querySelector(".throw-away").hidden = !isRefused;
    if (!form.dataset.touched) fill(form, record.body);
    const moving = stop.querySelector(".move");
    if (moving) moving.hidden = record.body.outcome === "met";
    stop.querySelector(".record > summary").textContent = texts.correct;
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
    }
    if (next) next.open = true;
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
    if (!lines.length && of("sent").length) lines.push(texts.bar_sent);
    bar.hidden = !lines.length;
    bar.classList.toggle("is-sent", !waiting.length && !refused.length);
    bar.querySelector(".bar-text").textContent = lines.join(" · ");
    bar.querySelector(".bar-more").textContent = more(waiting);
    bar.querySelector("button").hidden = !waiting.length;
    list(refused.filter((record) => !stopOf(record.code)));
  }

  function more(waiting) {
    if (waiting.some((record) => record.problem === "no_access")) return texts.new_link;
    return waiting.length && !navigator.onLine ? texts.bar_away : "";
  }

  /* Refused records whose stop is not on this page must not be forgotten. */
  function list(records) {
    const place = bar.querySelector(".bar-list");
    place.textContent = "";
    for (const record of records) {
      const row = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = texts.throw_away;
      button.addEventListener("click", () => throwAway(record.code));
      row.append(`${record.name} ${record.body.date}: ${record.problem} `, button);
      place.appendChild(row);
    }
  }

  async function throwAway(code) {
    if (!window.confirm(texts.throw_away_sure)) return;
    await visitQueue.remove(code);
    location.reload();
  }

  async function send() {
    await visitQueue.send();
    await refresh();
  }

  async function record(event) {
    const form = event.target, stop = form.closest("[data-visit]");
    event.preventDefault();
    const body = read(form);
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
    window.scrollTo(0, 0);
    askForSync();
    await send();
  }

  async function askForSync() {
    try {
      const worker = await navigator.serviceWorker.ready;
      await worker.sync.register("visits");
    } catch (error) {
      // This browser sends from the open page alone.
    }
  }

  /* Numbers are asked for only where somebody was met. */
  function watchOutcome(form) {
    const numbers = form.querySelector(".numbers");
    const update = () => { numbers.hidden = form.elements.outcome.value !== "met"; };
    form.addEventListener("change", update);
    form.addEventListener("input", () => { form.dataset.touched = "yes"; });
    form.addEventListener("submit", record);
    update();
  }

  /* To another day: the later days are planned anew while this waits. */
  async function move(event) {
    const form = event.target, line = form.querySelector(".form-problem");
    event.preventDefault();
    line.textContent = texts.moving;
    form.querySelector("button").disabled = true;
    try {
      const answer = await fetch(`/v1/outreach-plans/${main.dataset.plan}/moves`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
        body: JSON.stringify({ place: form.elements.place.value, date: form.elements.date.value }),
        credentials: "same-origin",
      });
      const told = await answer.json();
      if (!answer.ok) throw new Refusal(told.detail);
      await follow(told.code, line);
    } catch (error) {
      line.textContent = error instanceof Refusal ? error.message : texts.needs_network;
    }
    form.querySelector("button").disabled = false;
  }

  class Refusal extends Error {}

  async function follow(code, line) {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      const state = await look(code);
      if (state && state.has_ended) {
        if (state.problem) throw new Refusal(say("moving_ended", { reason: state.problem }));
        line.textContent = "";
        location.replace(main.dataset.address);
        return;
      }
    }
  }

  /* How far a plan is; nothing while the network is away. */
  async function look(code) {
    try {
      const lang = document.documentElement.lang === "en" ? "&lang=en" : "";
      const answer = await fetch("/outreach/status?plan=" + encodeURIComponent(code) + lang);
      return answer.ok ? await answer.json() : null;
    } catch (error) {
      return null;
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
    else send();
  }

  function start() {
    for (const form of document.querySelectorAll("form.move-form")) form.addEventListener("submit", move);
    document.querySelectorAll("form.record-form").forEach(watchOutcome);
    for (const stop of stops()) {
      stop.querySelector(".throw-away").addEventListener("click", () => throwAway(stop.dataset.visit));
      // A page that was kept yesterday did not know that its day would come.
      stop.querySelector(".record").hidden = main.dataset.day > today;
    }
    bar.querySelector("button").addEventListener("click", send);
    window.addEventListener("online", online);
    window.addEventListener("offline", refresh);
    document.addEventListener("visibilitychange", seen);
    setInterval(send, AGAIN_MS);
    const waits = document.querySelector("[data-moving]");
    if (waits) follow(waits.dataset.moving, waits).catch((error) => { waits.textContent = error.message; });
    keepPages().catch(() => {});
    return refresh().then(send);
  }

  if (window.indexedDB) start().catch(() => {});
})();
