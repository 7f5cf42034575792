/* Beside the plan map: the switch, what is covered, the actions in build order, and the legend. */
(function () {
  "use strict";

  const MOST_PLACES = 20;
  const MOST_NAMES = 5;
  const BADGE_PX = 12;
  const LEGEND_PX = 6;

  niangjia.plan.panel = function (model, drawing) {
    niangjia.panel.beside(model.canvas, { name: "plan", label: model.texts.panel },
      makeHead(model), makeLegend(model, drawing), makeList(model, drawing));
  };

  function makeHead(model) {
    const { make } = niangjia;
    const { texts, fill, count, share, data } = model;
    const headline = make("p", { class: "plan-headline", "aria-live": "polite" });
    let shown = "";
    model.listen(({ view }) => {
      if (shown === view) return;
      shown = view;
      const covered = model.covered();
      const more = view === "after" && data.people
        ? fill(texts.gained, { people: count(data.after - data.before) }) : "";
      headline.replaceChildren(...(data.people ? [
        make("strong", { text: fill(texts.headline,
          { covered: count(covered), share: share(covered, data.people) }) }),
        make("span", { text: [fill(texts.of_people, { people: count(data.people) }), more]
          .filter(Boolean).join(" · ") }),
      ] : [texts.no_people]));
    });
    return make("div", { class: "plan-head" }, makeSwitch(model), headline,
      make("p", { class: "plan-standard", text: data.standard }));
  }

  function makeSwitch(model) {
    const { make } = niangjia;
    const name = `plan-view-${model.canvas.map.getContainer().id}`;
    const choices = ["before", "after"].map((view) => {
      const input = make("input", { type: "radio", name, value: view,
        on: { change: () => model.change({ view }) } });
      model.listen((look) => { input.checked = look.view === view; });
      return make("label", {}, input, make("span", { text: model.texts[view] }));
    });
    return make("fieldset", { class: "plan-switch" },
      make("legend", { text: model.texts.view }), ...choices);
  }

  function makeList(model, drawing) {
    const { make } = niangjia;
    const { texts, fill, count, actions, data } = model;
    if (!actions.length) return make("p", { class: "plan-none", text: texts.no_actions });
    const items = actions.map((_, i) => makeItem(model, drawing, i));
    let shown = -1;
    model.listen(({ selected }) => {
      items.forEach((item, i) => item.classList.toggle("is-active", model.active() === i));
      if (selected === shown) return;
      shown = selected;
      if (selected >= 0) items[selected].scrollIntoView({ block: niangjia.panel.isWide() ? "nearest" : "start" });
    });
    return make("section", { class: "plan-actions" },
      make("h2", { text: texts.actions }),
      make("p", { text: fill(texts.cost, { actions: count(actions.length), cost: count(data.spent) }) }),
      make("ol", {}, ...items));
  }

  function makeItem(model, drawing, number) {
    const { make } = niangjia;
    const { texts, fill, count, actions, data } = model;
    const action = actions[number];
    const meta = [fill(texts.action_from, action),
      fill(texts.action_gain, { people: count(action.people) }),
      fill(texts.action_cost, { cost: count(action.cost) })];
    const unhover = () => model.look.hovered === number && model.change({ hovered: -1 });
    const detail = make("div", { class: "plan-detail", hidden: true });
    const button = make("button", { type: "button", on: {
      click() {
        const isNew = model.look.selected !== number;
        model.change({ selected: isNew ? number : -1, hovered: -1 });
        if (isNew) drawing.goTo(number);
      },
      mouseenter: () => model.change({ hovered: number }),
      mouseleave: unhover,
      focus: () => button.matches(":focus-visible") && model.change({ hovered: number }),
      blur: unhover,
    } },
    niangjia.panel.badge(data.styles.action[Number(action.is_new)], BADGE_PX, String(action.order)),
    make("span", { class: "plan-name", text: action.name }),
    make("span", { class: "plan-kind", text: action.is_new ? texts.new_site : texts.extend_hours }),
    make("span", { class: "plan-meta" }, ...meta.map((text) => make("span", { text }))));
    model.listen(({ selected }) => {
      const isOpen = selected === number;
      button.setAttribute("aria-expanded", String(isOpen));
      detail.hidden = !isOpen;
      if (isOpen && !detail.childElementCount) detail.append(...describe(model, action));
    });
    return make("li", {}, button, detail);
  }

  /* What an action brings: its hours, why, and the places it newly covers. */
  function describe(model, action) {
    const { make } = niangjia;
    const { texts, fill, count, demand } = model;
    const rows = action.reached.slice(0, MOST_PLACES).map((row, i) => make("li", {},
      fill(texts.place_people, { name: demand.names[row], people: count(demand.people[row]) }),
      action.only_here[i] ? make("em", { text: texts.only_here }) : null));
    const left = action.reached.slice(MOST_PLACES);
    if (left.length) {
      const people = left.reduce((sum, row) => sum + demand.people[row], 0);
      rows.push(make("li", {
        text: fill(texts.and_more, { count: count(left.length), people: count(people) }),
      }));
    }
    return [
      make("p", { text: fill(texts.hours, action) }),
      make("p", { text: action.reason }),
      make("p", { class: "plan-label",
        text: action.reached.length ? texts.reached : texts.reached_none }),
      make("ul", {}, ...rows),
    ];
  }

  function makeLegend(model, drawing) {
    const { make } = niangjia;
    const { texts, data: { styles }, unions } = model;
    const entry = (style, text) =>
      make("li", {}, niangjia.panel.badge(style, LEGEND_PX), make("span", { text }));
    const kinds = [entry(styles.action[0], texts.extend_hours), entry(styles.action[1], texts.new_site)];
    const groups = [
      makeGroup(model, "actions", kinds),
      makeGroup(model, "demand", makePeople(model)),
      makeGroup(model, "visits", [makeVisits(model)]),
      drawing.unions.isAny ? makeGroup(model, "unions", [makeRamp(styles.shares)]) : null,
      unions.isUnion.some(Boolean) && drawing.unions.missing.length
        ? make("p", { text: model.fill(texts.not_drawn,
          { names: model.someOf(drawing.unions.missing, MOST_NAMES) }) }) : null,
      model.sites.names.length ? makeGroup(model, "sites", [entry(styles.site[0], texts.site)]) : null,
    ];
    return niangjia.panel.legend("plan", texts.legend, ...groups);
  }

  function makeGroup(model, layer, entries) {
    const { make } = niangjia;
    const box = make("input", { type: "checkbox", checked: model.look.layers[layer], on: {
      change: () => model.change({ layers: { ...model.look.layers, [layer]: box.checked } }),
    } });
    return make("div", { class: "plan-group" },
      make("label", {}, box, make("span", { text: model.texts[`layer_${layer}`] })),
      make("ul", { class: `plan-${layer}-entries` }, ...entries));
  }

  /* The classes of people with their numbers, which change with the switch. */
  function makePeople(model) {
    const { make } = niangjia;
    const { texts, fill, count, data: { styles } } = model;
    const { COVERED, UNCOVERED, NEWLY, VISIT } = niangjia.plan;
    return [[COVERED, texts.covered], [NEWLY, texts.newly], [UNCOVERED, texts.uncovered]]
      .map(([number, text]) => {
        const people = make("span", { class: "plan-count" });
        const item = make("li", {}, niangjia.panel.badge(styles.demand[number], LEGEND_PX),
          make("span", { text }), people);
        let shown = "";
        model.listen(({ view }) => {
          if (shown === view) return;
          shown = view;
          const sums = model.sums();
          // Those of the visiting list are not covered either.
          const more = number === UNCOVERED ? sums[VISIT].people : 0;
          people.textContent = fill(texts.people_count, { people: count(sums[number].people + more) });
          item.hidden = number === NEWLY && view === "before";
        });
        return item;
      });
  }

  function makeVisits(model) {
    const { make } = niangjia;
    const { texts, fill, count, data: { styles } } = model;
    const { people, places } = model.sums()[niangjia.plan.VISIT];
    return make("li", {}, niangjia.panel.badge(styles.demand[niangjia.plan.VISIT], LEGEND_PX),
      make("span", { text: texts.visit }),
      make("span", { class: "plan-count",
        text: fill(texts.people_places, { people: count(people), count: count(places) }) }));
  }

  function makeRamp(shares) {
    const { make } = niangjia;
    const steps = shares.map((colour) => {
      const step = make("span");
      step.style.backgroundColor = colour;
      return step;
    });
    return make("li", { class: "plan-ramp" }, make("span", { text: "0%" }),
      make("span", { class: "plan-steps", "aria-hidden": "true" }, ...steps), make("span", { text: "100%" }));
  }
})();
