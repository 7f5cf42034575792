/* Keeps the pages of /outreach for when there is no network, and sends records when there is.

   The server puts NAME (new with each version) and ASSETS, and the queue, before this. Pages are
   kept for themselves: a new version shows the old ones until it has been online. */
(function () {
  "use strict";

  const PAGES = "niangjia-outreach-pages";
  const PREFIX = "niangjia-outreach-";
  const MARK = "/outreach/kept";
  const LEAVE = "/outreach/leave";
  const AWAY = "/outreach/away";
  const WAIT_MS = 3000;
  const CHINA_MS = 8 * 3600000;

  self.addEventListener("install", function (event) {
    self.skipWaiting();
    event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(ASSETS)));
  });

  self.addEventListener("activate", function (event) {
    event.waitUntil(Promise.all([dropOldVersions(), self.clients.claim()]));
  });

  async function dropOldVersions() {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith(PREFIX) && name !== NAME && name !== PAGES);
    await Promise.all(old.map((name) => caches.delete(name)));
  }

  self.addEventListener("fetch", function (event) {
    const address = new URL(event.request.url);
    if (address.origin !== self.location.origin) return;
    if (event.request.mode === "navigate" && address.pathname === LEAVE) {
      event.respondWith(changeTeam(event.request));
    } else if (event.request.method !== "GET") {
      return;
    } else if (event.request.mode === "navigate" && address.pathname === "/outreach") {
      // A planner looks at several teams, and keeps none.
      if (!address.searchParams.has("team")) event.respondWith(page(event, address));
    } else if (event.request.mode === "navigate" && address.pathname.startsWith("/outreach/t/")) {
      event.respondWith(changeTeam(event.request).catch(() => Response.redirect("/outreach")));
    } else if (address.pathname.startsWith("/static/")) {
      event.respondWith(asset(event.request));
    }
  });

  /* Another team's link, or none any more: the days of the team before are not shown again. */
  async function changeTeam(request) {
    const answer = await fetch(request);
    if (answer.status < 500) await caches.delete(PAGES);
    return answer;
  }

  /* A page that was kept may name a version that is no longer there: any version will do then. */
  async function asset(request) {
    const kept = await caches.match(request);
    if (kept) return kept;
    try {
      return await fetch(request);
    } catch (error) {
      return (await caches.match(request, { ignoreSearch: true })) || Response.error();
    }
  }

  /* From the network if it answers within seconds, else as it was kept, and marked as such. */
  async function page(event, address) {
    const fresh = fetch(event.request);
    event.waitUntil(fresh.then((answer) => keepAnswer(address, answer.clone())).catch(() => {}));
    const kept = await find(address);
    if (!kept) return fresh.catch(() => away(address));
    const late = new Promise((resolve) => setTimeout(resolve, WAIT_MS, null));
    const answer = await Promise.race([fresh.catch(() => null), late]);
    return answer && answer.status < 500 ? answer : markKept(kept);
  }

  /* Instead of a page that is not on this phone. */
  async function away(address) {
    const isEnglish = address.searchParams.get("lang") === "en";
    return (await caches.match(isEnglish ? AWAY + "?lang=en" : AWAY)) || Response.error();
  }

  /* A page names itself, so that nothing else is kept for it, such as the sign-in page of a network.
     Whoever has no access any more keeps no pages either. */
  async function keepAnswer(address, answer) {
    if (answer.status === 403) await caches.delete(PAGES);
    const itself = answer.headers.get("Content-Location");
    if (!answer.ok || !itself || address.searchParams.has("moving")) return;
    const cache = await caches.open(PAGES);
    await cache.put(new URL(itself, address).href, answer.clone());
    await cache.put(keyOf(address), answer);
  }

  function keyOf(address) {
    const key = new URL("/outreach", self.location.origin);
    for (const name of ["day", "lang"]) {
      if (address.searchParams.get(name)) key.searchParams.set(name, address.searchParams.get(name));
    }
    return key.href;
  }

  /* Without a day it is the page of today that is meant, whenever the last one was kept. */
  async function find(address) {
    const cache = await caches.open(PAGES);
    const ofDay = new URL(address);
    if (!ofDay.searchParams.has("day")) {
      ofDay.searchParams.set("day", new Date(Date.now() + CHINA_MS).toISOString().slice(0, 10));
    }
    return (await cache.match(keyOf(ofDay))) || cache.match(keyOf(address));
  }

  async function markKept(kept) {
    const html = await kept.text();
    const headers = new Headers(kept.headers);
    return new Response(html.replace('data-from="server"', 'data-from="kept"'), { headers });
  }

  /* Keep all days of a plan, and no other page; the same ones are not fetched twice. */
  async function keep(addresses, version) {
    const cache = await caches.open(PAGES);
    const mark = await cache.match(MARK);
    if (mark && await mark.text() === version) return;
    for (const address of addresses) {
      const answer = await fetch(address, { credentials: "same-origin" });
      if (!answer.ok) throw new Error("the days are kept later");
      await keepAnswer(new URL(address, self.location.origin), answer);
    }
    const wanted = addresses.map((address) => keyOf(new URL(address, self.location.origin)));
    for (const request of await cache.keys()) {
      if (!wanted.includes(request.url)) await cache.delete(request);
    }
    await cache.put(MARK, new Response(version));
  }

  self.addEventListener("message", function (event) {
    const asked = event.data || {};
    if (asked.type === "keep") event.waitUntil(keep(asked.addresses, asked.version).then(
      () => event.source && event.source.postMessage({ type: "kept" }), () => {}
    ));
  });

  self.addEventListener("sync", function (event) {
    if (event.tag !== "visits") return;
    event.waitUntil(visitQueue.send().then(async function (isSent) {
      for (const page of await self.clients.matchAll()) page.postMessage({ type: "sent" });
      if (!isSent) throw new Error("the server was not there");
    }));
  });
})();
