/* What the plan map knows: columns unpacked, who is covered before and after, and what is looked at. */
(function () {
  "use strict";

  const PER_DEGREE = 1e6;
  /* Positions in `data.styles.demand`. */
  const [COVERED, UNCOVERED, NEWLY, VISIT] = [0, 1, 2, 3];

  niangjia.plan = { COVERED, UNCOVERED, NEWLY, VISIT };

  /* `look` is { view: "before" | "after", layers, hovered, selected }, the last two being positions in
     `actions` or -1; `change` alters it and tells those who listen. */
  niangjia.plan.model = function (canvas, data) {
    const { unpack } = canvas;
    const { texts } = data;
    const numbers = new Intl.NumberFormat(canvas.language);
    const shares = new Intl.NumberFormat(canvas.language, { style: "percent", maximumFractionDigits: 1 });
    const degrees = (packed) => Float64Array.from(unpack(packed), (millionths) => millionths / PER_DEGREE);

    const demand = {
      names: data.demand.names,
      kind: unpack(data.demand.kind),
      lon: degrees(data.demand.lon),
      lat: degrees(data.demand.lat),
      people: unpack(data.demand.people),
      before: unpack(data.demand.before),
      after: unpack(data.demand.after),
      visit: unpack(data.demand.visit),
      reason: unpack(data.demand.reason),
      union: unpack(data.demand.union),
    };
    const sites = {
      names: data.sites.names,
      hours: data.sites.hours,
      lon: degrees(data.sites.lon),
      lat: degrees(data.sites.lat),
    };
    const unions = {
      names: data.unions.names,
      isUnion: data.unions.is_union,
      people: unpack(data.unions.people),
      before: unpack(data.unions.covered),
      after: unpack(data.unions.after),
      rings: canvas.latLngs(data.unions.rings),
      ringUnion: unpack(data.unions.ring_union),
    };
    const watched = niangjia.look({
      view: "after",
      layers: { actions: true, demand: true, visits: true, unions: true, sites: false },
      hovered: -1,
      selected: -1,
    });
    const { look } = watched;

    /* What each demand point is in a view; those of the visiting list are not covered in either. */
    const classesIn = (view) => Uint8Array.from(demand.people, (_, row) => {
      if (demand.before[row]) return COVERED;
      if (view === "after" && demand.after[row]) return NEWLY;
      return demand.visit[row] ? VISIT : UNCOVERED;
    });
    const byView = { before: classesIn("before"), after: classesIn("after") };
    const classes = () => byView[look.view];

    return {
      canvas, data, texts, demand, sites, unions, classes, ...watched,
      actions: data.actions,
      fill: niangjia.fill,
      count: (number) => numbers.format(Math.round(number)),
      share: (part, all) => (all ? shares.format(part / all) : "–"),
      isCalm: () => window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      active: () => (look.hovered >= 0 ? look.hovered : look.selected),
      covered: () => data[look.view],
      /* How many people and places each class has. */
      sums() {
        const found = data.styles.demand.map(() => ({ people: 0, places: 0 }));
        classes().forEach((number, row) => {
          found[number].people += demand.people[row];
          found[number].places += 1;
        });
        return found;
      },
      /* The actions that newly cover a place, by their orders. */
      actionsOf: (row) => data.actions.filter(({ reached }) => reached.includes(row))
        .map(({ order }) => order),
      someOf: (names, most) => (names.length > most
        ? niangjia.fill(texts.names_more,
          { names: names.slice(0, most).join(texts.comma), count: names.length })
        : names.join(texts.comma)),
    };
  };
})();
