/* The panel beside the coverage map: the figures, and a legend of what there is, with its switches. */
(function () {
  "use strict";

  const { make, fill } = niangjia;
  const ICON_PX = 7;
  const LARGEST_SHOWN_PX = 20;
  const BORDERS = ["solid", "dotted", "dashed"];
  const MOST_NAMES = 6;
  const STEPS = [1, 2, 5];

  /* A round number of people: 1, 2 or 5 times a power of ten. */
  function roundBelow(number) {
    const power = 10 ** Math.floor(Math.log10(Math.max(number, 1)));
    return power * STEPS.filter((step) => step * power <= Math.max(number, 1)).pop();
  }

  const icon = (style, radius = ICON_PX) =>
    make("span", { class: "coverage-icon", "aria-hidden": "true" }, niangjia.symbols.picture(style, radius));
  const row = (picture, words, value) => make("li", {}, picture, make("span", { text: words }),
    value === undefined ? null : make("span", { class: "coverage-value", text: value }));

  niangjia.coverage.legend = function (model, layers, areas) {
    const { texts, data, count, share } = model;
    const headline = makeHeadline();
    const sections = [
      makeDemand(model, layers), makeSites(model), makeUnions(model, areas), makeGaps(model, areas),
      makeArea(model),
    ].filter(Boolean);
    const close = make("button", {
      type: "button", class: "coverage-close", text: texts.close,
      on: { click: () => setOpen(false) },
    });
    const panel = make("section", { class: "coverage-panel", "aria-label": texts.legend },
      close, headline.element, ...sections.map((section) => section.element));
    const toggle = make("button", {
      type: "button", class: "coverage-toggle", text: texts.legend, "aria-expanded": "false",
      on: { click: () => setOpen(!panel.classList.contains("is-open")) },
    });

    function setOpen(isOpen) {
      panel.classList.toggle("is-open", isOpen);
      toggle.setAttribute("aria-expanded", String(isOpen));
      (isOpen ? close : toggle).focus();
    }

    const show = () => {
      headline.show();
      for (const section of sections) section.show();
    };
    show();
    model.listen(show);
    return { panel, toggle, zoomed: () => sections[0].resize?.() };

    function makeHeadline() {
      const words = make("p", { class: "coverage-headline-words" });
      const number = make("p", { class: "coverage-number" });
      const of = make("p", { class: "coverage-of" });
      const note = make("p", { class: "coverage-note" });
      const made = fill(texts.made_on, { date: data.made_on });
      const element = make("div", { class: "coverage-headline" }, words, number, of, note,
        make("p", { class: "coverage-note", text: data.standard }),
        data.is_estimated ? make("p", { class: "coverage-note", text: texts.estimated_all }) : null,
        data.sites.names.length ? null : make("p", { class: "coverage-warning", text: texts.no_sites }),
        make("p", { class: "coverage-note", text: made }));
      if (!data.people) {
        element.prepend(make("p", { class: "coverage-warning", text: texts.no_people }));
      }
      return {
        element,
        show() {
          const isHour = model.isHour();
          const people = isHour ? model.served[model.look.hour] : data.covered_people;
          words.textContent = isHour ? texts.hour_headline : texts.week_headline;
          number.textContent = count(people);
          of.textContent = fill(texts.of_people, {
            people: count(data.people), share: share(people, data.people),
          });
          note.textContent = isHour
            ? fill(texts.hour_note, { hour: model.hourName(model.look.hour) }) : "";
          for (const part of [words, number, of]) part.hidden = !data.people;
          note.hidden = !isHour;
        },
      };
    }
  };

  /* A part of the legend with the switch of its layer. */
  function makeSection(model, layer, title) {
    const list = make("ul");
    const box = make("input", {
      type: "checkbox", checked: model.look.layers[layer],
      on: {
        change: () => model.change({ layers: { ...model.look.layers, [layer]: box.checked } }),
      },
    });
    const words = make("span", { text: title });
    const element = make("div", { class: "coverage-section" }, make("h2", {},
      make("label", {}, box, words)), list);
    return {
      element, list, words,
      show: () => element.classList.toggle("is-off", !model.look.layers[layer]),
    };
  }

  function makeDemand(model, layers) {
    const { texts, data: { styles }, demand, byStatus, count, served } = model;
    const isTold = (number, i) => i === 0 || layers.radius(number) > layers.smallest;
    if (!demand.names.length) return null;
    const section = makeSection(model, "demand", texts.demand_people);
    const sizes = make("li", { class: "coverage-sizes" });
    const people = (number) => fill(texts.people_count, { count: count(number) });
    const statusRow = (style, number) => row(icon(style),
      number ? texts.reasons[number - 1] : texts.covered, count(byStatus[number]));
    const present = styles.status.map((_, number) => number)
      .filter((number) => demand.status.includes(number));
    const week = present.map((number) => statusRow(styles.status[number], number));
    const values = ["", ""].map(() => make("span", { class: "coverage-value" }));
    const hour = [[1, texts.served_now], [0, texts.not_served_now]].map(([style, words], i) =>
      make("li", {}, icon(styles.hour[style]), make("span", { text: words }), values[i]));
    section.list.append(...week, ...hour, sizes);

    function resize() {
      const size = (number) => layers.radius(number) * layers.demand.growth();
      let largest = roundBelow(layers.mostPeople);
      while (largest > 1 && size(largest) > LARGEST_SHOWN_PX) largest = roundBelow(largest / 2);
      const shown = [...new Set([largest, roundBelow(largest / 4), roundBelow(largest / 20)])]
        .filter(isTold);
      sizes.replaceChildren(make("span", { text: texts.size }), make("span", { class: "coverage-size-row" },
        ...shown.map((number) => make("span", {},
          niangjia.symbols.picture({ ...styles.status[0], fill: "#fff" }, size(number)),
          make("span", { text: people(number) })))));
    }

    return {
      element: section.element,
      resize,
      show() {
        section.show();
        const isHour = model.isHour();
        for (const each of week) each.hidden = isHour;
        for (const each of hour) each.hidden = !isHour;
        if (!isHour) return;
        const now = served[model.look.hour];
        values[0].textContent = count(now);
        values[1].textContent = count(model.data.people - now);
      },
    };
  }

  function makeSites(model) {
    const { texts, data: { styles }, sites, count } = model;
    if (!sites.names.length) return null;
    const section = makeSection(model, "sites", texts.sites);
    const tiers = styles.open.map((style, tier) => [tier, sites.tier.filter((each) => each === tier).length])
      .filter(([, number]) => number > 0);
    const rows = tiers.map(([tier, number]) =>
      row(icon(styles.open[tier], styles.tier_radii[tier]), texts.tiers[tier], count(number)));
    const [first] = tiers[0];
    const states = [[styles.open, texts.open_now], [styles.closed, texts.closed_now]].map(([list, words]) =>
      row(icon(list[first], styles.tier_radii[first]), words));
    const openCount = make("li", { class: "coverage-note" });
    section.list.append(...rows, ...states, openCount);
    return {
      element: section.element,
      show() {
        section.show();
        const isHour = model.isHour();
        for (const each of [...states, openCount]) each.hidden = !isHour;
        if (!isHour) return;
        const open = sites.hours.at(model.look.hour).reduce((sum, isOpen) => sum + isOpen, 0);
        openCount.textContent = fill(texts.open_count, { count: count(open), all: count(sites.names.length) });
      },
    };
  }

  function makeUnions(model, { unions }) {
    const { texts, data: { styles: { shares } } } = model;
    if (!unions.isAny && !unions.missing.length) return null;
    const section = makeSection(model, "unions", texts.unions);
    const swatches = shares.map((colour, i) => {
      const swatch = make("span", { class: "coverage-swatch" });
      swatch.style.background = colour;
      const percent = (part) => Math.round((part * 100) / shares.length);
      return make("span", {}, swatch, make("span", { text: `${percent(i)}–${percent(i + 1)}%` }));
    });
    if (unions.isAny) section.list.append(make("li", { class: "coverage-shares" }, ...swatches));
    if (unions.missing.length) {
      const names = model.someOf(unions.missing, MOST_NAMES);
      section.list.append(make("li", { class: "coverage-note", text: fill(texts.not_drawn, { names }) }));
    }
    return {
      element: section.element,
      show() {
        section.show();
        section.words.textContent = model.isHour() ? texts.unions_hour : texts.unions;
      },
    };
  }

  function makeGaps(model, { gaps }) {
    const { texts, data: { styles } } = model;
    if (!model.gaps.cells.length) return null;
    const section = makeSection(model, "gaps", texts.gaps);
    gaps.reasons.forEach((isThere, reason) => {
      if (!isThere) return;
      const cell = make("span", { class: "coverage-cell" });
      cell.style.borderColor = styles.status[reason + 1].fill;
      cell.style.borderStyle = BORDERS[reason];
      section.list.append(row(cell, texts.gap_reasons[reason]));
    });
    return section;
  }

  function makeArea(model) {
    const { texts } = model;
    const words = make("p");
    const how = make("p", { class: "coverage-note" });
    const element = make("div", { class: "coverage-section" }, make("h2", { text: texts.area }), words, how);
    return {
      element,
      show() {
        const { area } = model.look;
        element.hidden = !area;
        words.textContent = area?.text ?? "";
        how.textContent = area?.how ?? "";
      },
    };
  }
})();
