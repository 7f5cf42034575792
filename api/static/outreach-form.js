/* The form of a visit: read as a record, filled in from one, and told in words. */
var visitForm = (function () {
  "use strict";

  /* A record as the form has it; empty numbers are unknown. */
  function read(form, team) {
    const fields = new FormData(form);
    const isMet = fields.get("outcome") === "met";
    const count = (name) => isMet && fields.get(name) ? Number(fields.get(name)) : null;
    return {
      place: fields.get("place"),
      date: fields.get("date"),
      team,
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

  const figure = (count) => count.toLocaleString("en-US");

  function words(form, body, say) {
    const told = [form.querySelector(`[value=${body.outcome}]`).labels[0].textContent.trim()];
    if (body.people_met !== null) told.push(say("figures_met", { count: figure(body.people_met) }));
    if (body.joined !== null) told.push(say("figures_joined", { count: figure(body.joined) }));
    return told.join(" · ");
  }

  /* Numbers are asked for only where somebody was met. */
  function watch(form, record) {
    const numbers = form.querySelector(".numbers");
    const update = () => { numbers.hidden = form.elements.outcome.value !== "met"; };
    form.addEventListener("change", update);
    form.addEventListener("input", () => { form.dataset.touched = "yes"; });
    form.addEventListener("submit", record);
    update();
  }

  return { read, fill, words, watch };
})();
