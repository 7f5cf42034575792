/* Beside the map of visits: the choice of day and team, the routes with their times, and the legend. */
(function () {
  "use strict";

  const BADGE_PX = 12;
  const LEGEND_PX = 7;
  const [LINE_WIDTH, LINE_HEIGHT] = [44, 12];
  const SVG = "http://www.w3.org/2000/svg";

  /* `open` is told which stop, or which place without a visit, was chosen in the lists. */
  niangjia.outreach.panel = function (model, open) {
    const { texts } = model;
    return niangjia.panel.beside(model.canvas, { name: "outreach", label: texts.panel },
      makeHead(model), makeLegend(model),
      niangjia.make("div", { class: "outreach-lists" },
        makeRoutes(model, open.stop), makeUnserved(model, open.unserved)));
  };

  function makeHead(model) {
    const { make } = niangjia;
    const { texts, data } = model;
    const headline = make("p", { class: "outreach-headline", "aria-live": "polite" });
    model.listen(() => {
      const stops = model.shownStops();
      const people = stops.reduce((sum, stop) => sum + stop.people, 0);
      headline.textContent = stops.length
        ? model.fill(texts.headline, { stops: model.count(stops.length), people: model.count(people) })
        : texts.nothing;
    });
    return make("div", { class: "outreach-head" },
      makeChoice(model, "day", texts.day, [texts.every_day, ...data.days]),
      makeChoice(model, "team", texts.team, [texts.every_team, ...data.teams]),
      headline);
  }

  /* All, or one of them: the options stand one place after what they choose. */
  function makeChoice(model, name, label, names) {
    const { make } = niangjia;
    const { ALL } = niangjia.outreach;
    const select = make("select", { on: {
      change: () => model.change({ [name]: select.selectedIndex - 1, stop: ALL }),
    } }, ...names.map((text) => make("option", { text })));
    model.listen((look) => { select.selectedIndex = look[name] + 1; });
    return make("label", {}, make("span", { text: label }), select);
  }

  function makeRoutes(model, open) {
    const { make } = niangjia;
    const sections = model.data.routes.map((route) => makeRoute(model, route, open));
    model.listen(() => {
      const shown = model.routes();
      model.data.routes.forEach((route, i) => { sections[i].hidden = !shown.includes(route); });
    });
    return make("div", { class: "outreach-routes" }, ...sections);
  }

  function makeRoute(model, route, open) {
    const { make } = niangjia;
    const { data } = model;
    const style = data.styles.teams[route.team];
    const entries = route.entries.map((entry) => ("order" in entry
      ? makeStop(model, entry, style, open)
      : make("li", { class: "outreach-moment" },
        make("time", { text: entry.time }), make("span", { text: entry.text }))));
    return make("section", {},
      make("h2", {}, niangjia.panel.badge(style, LEGEND_PX),
        make("span", { text: `${data.days[route.day]} · ${data.teams[route.team]}` })),
      make("p", { text: route.facts }),
      make("ul", {}, ...entries));
  }

  function makeStop(model, entry, style, open) {
    const { make } = niangjia;
    const button = make("button", { type: "button", on: { click: () => open(entry.stop) } },
      niangjia.panel.badge(style, BADGE_PX, String(entry.order)),
      make("time", { text: entry.time }),
      make("span", { class: "outreach-name", text: entry.name }),
      make("span", { class: "outreach-meta" }, make("span", { text: entry.text }),
        ...entry.marks.map((text) => make("em", { text }))));
    const item = make("li", {}, button);
    let isActive = false;
    model.listen(({ stop }) => {
      if (isActive === (stop === entry.stop)) return;
      isActive = !isActive;
      item.classList.toggle("is-active", isActive);
      if (isActive) button.setAttribute("aria-current", "true"); else button.removeAttribute("aria-current");
      if (isActive) item.scrollIntoView({ block: niangjia.panel.isWide() ? "nearest" : "start" });
    });
    return item;
  }

  function makeUnserved(model, open) {
    const { make } = niangjia;
    const { texts, data } = model;
    if (!data.unserved.length) return null;
    const section = make("section", { class: "outreach-unserved" },
      make("h2", { text: texts.unserved_title }),
      make("ul", {}, ...data.unserved.map((place, i) => make("li", {},
        make("button", { type: "button", on: { click: () => open(i) } },
          make("span", { class: "outreach-name", text: place.name }),
          make("span", { class: "outreach-meta", text: place.reason }))))));
    model.listen(({ isUnserved }) => { section.hidden = !isUnserved; });
    return section;
  }

  function makeLegend(model) {
    const { make } = niangjia;
    const { texts, data, fill } = model;
    const teams = data.teams.map((name, i) => make("li", {},
      niangjia.panel.badge(data.styles.teams[i], LEGEND_PX), makeLine(model, i), make("span", { text: name })));
    const depot = make("li", {}, niangjia.panel.badge(data.styles.depot[0], LEGEND_PX),
      make("span", { text: texts.depot }));
    return niangjia.panel.legend("outreach", texts.legend,
      make("ul", { class: "outreach-key" }, ...teams, depot),
      data.unserved.length ? makeToggle(model, fill(texts.unserved, { count: model.count(data.unserved.length) })) : null,
      makeLineNote(model),
      make("p", { text: texts.more_here }));
  }

  /* Lines are only drawn where they are no tangle. */
  function makeLineNote({ texts, listen }) {
    const { ALL } = niangjia.outreach;
    const note = niangjia.make("p");
    listen(({ day, team }) => {
      note.textContent = day === ALL && team === ALL ? texts.choose : texts.straight;
    });
    return note;
  }

  function makeToggle(model, text) {
    const { make } = niangjia;
    const box = make("input", { type: "checkbox", checked: model.look.isUnserved, on: {
      change: () => model.change({ isUnserved: box.checked }),
    } });
    return make("label", { class: "panel-toggle" }, box,
      niangjia.panel.badge(model.data.styles.unserved[0], LEGEND_PX), make("span", { text }));
  }

  /* A piece of a team's line, as it is on the map. */
  function makeLine({ data }, team) {
    const svg = document.createElementNS(SVG, "svg");
    const middle = LINE_HEIGHT / 2;
    const attributes = { class: "outreach-line", width: LINE_WIDTH, height: LINE_HEIGHT, "aria-hidden": "true" };
    Object.entries(attributes).forEach(([name, value]) => svg.setAttribute(name, value));
    const strokes = [["#28221c", 5.5, ""], ["#fff", 3.5, ""],
      [data.styles.teams[team].fill, 3.5, data.dashes[team]]];
    for (const [stroke, width, dashes] of strokes) {
      const line = document.createElementNS(SVG, "path");
      line.setAttribute("d", `M0 ${middle}H${LINE_WIDTH}`);
      line.setAttribute("stroke", stroke);
      line.setAttribute("stroke-width", width);
      if (dashes) line.setAttribute("stroke-dasharray", dashes);
      svg.append(line);
    }
    return svg;
  }
})();
