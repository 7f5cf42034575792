/* A stop is moved to another day: asked for here, and waited for while the later days are planned. */
var visitMoves = (function () {
  "use strict";

  const LOOK_MS = 1500;

  class Refusal extends Error {}

  /* `renew` shows a page anew, at an address. */
  function watch(main, say, renew) {
    const follow = (code, line) => followed(code, line, say).then(() => renew(main.dataset.address));
    for (const form of document.querySelectorAll("form.move-form")) {
      form.addEventListener("submit", (event) => move(event, main.dataset.plan, say, follow));
    }
    const waits = document.querySelector("[data-moving]");
    if (waits) follow(waits.dataset.moving, waits).catch((error) => { waits.textContent = error.message; });
  }

  async function move(event, plan, say, follow) {
    const form = event.target, line = form.querySelector(".form-problem");
    event.preventDefault();
    line.textContent = say("moving");
    form.querySelector("button").disabled = true;
    try {
      await follow(await ask(form, plan), line);
    } catch (error) {
      line.textContent = error instanceof Refusal ? error.message : say("needs_network");
    }
    form.querySelector("button").disabled = false;
  }

  /* Returns the code of the plan that is being made. */
  async function ask(form, plan) {
    const answer = await fetch(`/v1/outreach-plans/${plan}/moves`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "Accept-Language": document.documentElement.lang,
        "X-CSRF-Token": form.elements.csrf ? form.elements.csrf.value : "",
      },
      body: JSON.stringify({ place: form.elements.place.value, date: form.elements.date.value }),
      credentials: "same-origin",
    });
    const told = await answer.json();
    if (!answer.ok) throw new Refusal(told.detail);
    return told.code;
  }

  async function followed(code, line, say) {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      const state = await look(code);
      if (state.isLost) throw new Refusal(say("moving_ended", { reason: say("moving_lost") }));
      if (state.problem) throw new Refusal(say("moving_ended", { reason: state.problem }));
      if (state.has_ended) break;
    }
    line.textContent = "";
  }

  /* How far a plan is; nothing is known while the network is away. */
  async function look(code) {
    try {
      const lang = document.documentElement.lang === "en" ? "&lang=en" : "";
      const answer = await fetch("/outreach/status?plan=" + encodeURIComponent(code) + lang);
      if (answer.status >= 400 && answer.status < 500) return { isLost: true };
      return answer.ok ? await answer.json() : {};
    } catch (error) {
      return {};
    }
  }

  return { watch };
})();
