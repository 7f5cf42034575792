/* The layers of the plan map: unions, people, service points, actions, and whom an action reaches. */
(function () {
  "use strict";

  const UNION_STYLE = { color: "#8d857a", weight: 0.7, fillOpacity: 0.75, interactive: false };
  const LINE_STYLE = { color: "#95291f", weight: 2, interactive: false };
  const RING_STYLE = { color: "#28221c", weight: 2.5, fillOpacity: 1, interactive: false };
  const [LARGEST, SMALLEST, ACTION, SITE] = [15, 3, 12, 3];
  const RING_PX = 3;
  const SLACK_PX = 8;
  const CLOSEST_ZOOM = 15;
  const PADDING_PX = 56;
  const FIRST_ZOOM = 10;

  const grow = (zoom) => Math.min(Math.max(2 ** ((zoom - FIRST_ZOOM) / 4), 0.7), 2);

  niangjia.plan.drawing = function (model) {
    const { canvas: { map }, demand, actions, data: { styles } } = model;
    const pane = (name, zIndex) => {
      const element = map.createPane(name);
      element.style.zIndex = zIndex;
      element.style.pointerEvents = "none";
      return name;
    };
    const unions = makeUnions(model, pane("plan-unions", 240));
    const sites = niangjia.symbols.layer({
      lon: model.sites.lon, lat: model.sites.lat, radii: model.sites.lon.map(() => SITE),
      classes: new Uint8Array(model.sites.lon.length), styles: styles.site, grow,
      pane: pane("plan-sites", 415),
    });
    const most = demand.people.reduce((large, people) => Math.max(large, people), 1);
    const people = niangjia.symbols.layer({
      lon: demand.lon, lat: demand.lat, grow, styles: styles.demand, classes: shownClasses(model),
      radii: niangjia.symbols.radii(demand.people, { most, largest: LARGEST, smallest: SMALLEST }),
      pane: pane("plan-demand", 420),
    });
    const reached = makeReached(model, people, pane("plan-reached", 430));
    const numbered = niangjia.symbols.layer({
      lon: actions.map(({ lon }) => lon), lat: actions.map(({ lat }) => lat),
      // What comes first lies on top, since small symbols lie on large ones.
      radii: actions.map((_, i) => ACTION + i / (100 * actions.length)), labels: actions.map(({ order }) => String(order)),
      classes: actions.map(({ is_new: isNew }) => Number(isNew)), styles: styles.action,
      pane: pane("plan-actions", 440),
    });

    const shown = {};
    model.listen(({ view, layers }) => {
      toggle(map, unions.layer, layers.unions);
      toggle(map, sites, layers.sites);
      toggle(map, numbered, layers.actions);
      toggle(map, people, layers.demand || layers.visits);
      unions.colour();
      // Whom an action reaches is drawn on top, and alters nothing below.
      if (shown.view !== view || shown.layers !== layers) people.setClasses(shownClasses(model));
      Object.assign(shown, { view, layers });
      reached.show();
      map.getPane("plan-demand").classList.toggle("is-quiet", model.active() >= 0);
    });
    map.on("zoomend", reached.show);

    return {
      unions,
      actionAt: (point) => (model.look.layers.actions ? numbered.at(point, SLACK_PX) : -1),
      /* The places at a point, that on top first. */
      placesAt(point) {
        const { demand: isAny, visits } = model.look.layers;
        const top = isAny || visits ? people.at(point, SLACK_PX) : -1;
        return top < 0 ? [] : [top, ...people.near(point, SLACK_PX).filter((row) => row !== top)];
      },
      siteAt: (point) => (model.look.layers.sites ? sites.at(point, SLACK_PX) : -1),
      placeOf: (action) => numbered.place(action),
      /* Show an action and all whom it reaches. */
      goTo(action) {
        const bounds = L.latLngBounds([numbered.place(action)]);
        actions[action].reached.forEach((row) => bounds.extend(people.place(row)));
        map.fitBounds(bounds, {
          maxZoom: CLOSEST_ZOOM, padding: [PADDING_PX, PADDING_PX], animate: !model.isCalm(),
        });
      },
    };
  };

  function toggle(map, layer, isOn) {
    if (isOn && !map.hasLayer(layer)) layer.addTo(map);
    if (!isOn) layer.remove();
  }

  function shownClasses(model) {
    const { demand: isDemand, visits } = model.look.layers;
    const { VISIT, UNCOVERED } = niangjia.plan;
    const { HIDDEN } = niangjia.symbols;
    return model.classes().map((number) => {
      if (number === VISIT && visits) return VISIT;
      if (!isDemand) return HIDDEN;
      return number === VISIT ? UNCOVERED : number;
    });
  }

  function makeUnions(model, pane) {
    const { unions, data: { styles: { shares } } } = model;
    const renderer = L.canvas({ pane, padding: 0.2 });
    const ringsOf = new Map();
    unions.ringUnion.forEach((union, i) => {
      if (!ringsOf.has(union)) ringsOf.set(union, []);
      ringsOf.get(union).push(unions.rings[i]);
    });
    const drawn = new Map([...ringsOf].map(([union, rings]) =>
      [union, L.polygon(rings, { ...UNION_STYLE, pane, renderer })]));
    let shown = "";

    function colour() {
      if (shown === model.look.view) return;
      shown = model.look.view;
      for (const [union, polygon] of drawn) {
        const share = unions[shown][union] / unions.people[union];
        const number = Math.min(Math.floor(share * shares.length), shares.length - 1);
        polygon.setStyle({ fill: unions.people[union] > 0, fillColor: shares[number] });
      }
    }

    return {
      layer: L.layerGroup([...drawn.values()]),
      colour,
      isAny: drawn.size > 0,
      missing: unions.names.filter((_, i) => unions.isUnion[i] && !drawn.has(i)),
      /* The smallest union that holds a position, or -1. */
      at(latLng) {
        if (!model.look.layers.unions) return -1;
        const holding = [...ringsOf].filter(([, rings]) => niangjia.isInside(rings, latLng));
        return holding.length ? holding[holding.length - 1][0] : -1;
      },
    };
  }

  /* Lines from the action that is looked at to the places it newly covers, and these once more on top. */
  function makeReached(model, people, pane) {
    const { canvas: { map }, actions, data: { styles } } = model;
    const renderer = L.canvas({ pane, padding: 0.2 });
    const group = L.layerGroup().addTo(map);
    const fillColor = styles.demand[niangjia.plan.NEWLY].fill;

    function show() {
      group.clearLayers();
      const action = actions[model.active()];
      if (!action) return;
      const from = L.latLng(action.lat, action.lon);
      for (const row of action.reached) {
        const line = [from, people.place(row)];
        L.polyline(line, { ...LINE_STYLE, pane, renderer }).addTo(group);
      }
      for (const row of action.reached) {
        // Not people.radius(row): that asks the layer's map, and a layer that is off has none.
        const radius = people.options.radii[row] * grow(map.getZoom()) + RING_PX;
        L.circleMarker(people.place(row), { ...RING_STYLE, radius, fillColor, pane, renderer })
          .addTo(group);
      }
    }

    return { show };
  }
})();
