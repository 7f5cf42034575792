/* What makes the pages about coverage and plans quicker; all of them work without it. */
(function () {
  "use strict";

  const WAIT_MS = 1500;

  /* A plan that is computed: how far it is, and the page anew once it has ended. */
  function watch(box) {
    const bar = box.querySelector("progress");
    const stage = box.querySelector(".stage");
    const stages = JSON.parse(box.dataset.stages);

    async function look() {
      try {
        const answer = await fetch(box.dataset.watch, { headers: { Accept: "application/json" } });
        if (answer.ok && !show(await answer.json())) return;
      } catch (error) {
        // The server is away for a moment; the next look may find it.
      }
      setTimeout(look, WAIT_MS);
    }

    function show(plan) {
      if (plan.status !== box.dataset.status) {
        // Without what the address says was just done.
        location.replace(location.pathname + (document.documentElement.lang === "en" ? "?lang=en" : ""));
        return false;
      }
      if (plan.progress !== null) bar.value = plan.progress;
      if (plan.stage in stages) stage.textContent = stages[plan.stage];
      return true;
    }

    setTimeout(look, WAIT_MS);
  }

  /* A long computation: say so, and take the question once. */
  function announce(form) {
    const line = form.querySelector(".computing");
    form.addEventListener("submit", function () {
      line.textContent = form.dataset.computing;
      line.hidden = false;
      form.querySelector("button").disabled = true;
    });
    // The page as the browser kept it, when somebody comes back to it.
    window.addEventListener("pageshow", function () {
      line.hidden = true;
      form.querySelector("button").disabled = false;
    });
  }

  /* Two plans are compared, neither one nor three. */
  function pair(form) {
    const boxes = Array.from(form.querySelectorAll("input[type=checkbox]"));
    const button = form.querySelector("button");
    const update = function () {
      const count = boxes.filter((box) => box.checked).length;
      button.disabled = count !== 2;
      for (const box of boxes) box.disabled = count === 2 && !box.checked;
    };
    form.addEventListener("change", update);
    update();
    window.addEventListener("pageshow", update);
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-watch]").forEach(watch);
    document.querySelectorAll("[data-computing]").forEach(announce);
    document.querySelectorAll("[data-pair]").forEach(pair);
  });
})();
