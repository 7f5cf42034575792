/* The coverage map: puts its parts together, and draws people and desks as they are looked at. */
niangjia.draws("coverage", function (canvas, data) {
  "use strict";

  const { make } = niangjia;
  const { map } = canvas;
  const NARROW_PX = 760;
  const MOST_SHARE = 0.99;
  /* Where there are many desks, they begin small. */
  const DESKS = { few: [1.3, 0.7, 1.3], many: [1.42, 0.24, 1.3] };
  const MANY_DESKS = 300;
  /* Many places have smaller symbols at first: places at most, largest and smallest radius, and by what
     they grow with each zoom, and at most. */
  const SIZES = [
    [500, 16, 4, 1.22, 2.4], [3_000, 13, 3.5, 1.22, 2.4], [15_000, 8, 2, 1.3, 3.5], [Infinity, 5, 1.2, 1.4, 5],
  ];

  const model = niangjia.coverage.model(canvas, data);
  model.colon = canvas.language === "en" ? ": " : "：";
  const { demand, sites } = model;
  const frame = makeFrame();
  let firstZoom = map.getZoom();
  const growing = ([each, first, last]) => (zoom) =>
    Math.min(first * Math.max(each ** (zoom - firstZoom), 1), last);
  const [, largest, smallest, perZoom, most] = SIZES.find(([places]) => demand.names.length <= places);
  const growPeople = growing([perZoom, 1, most]);
  const growDesks = growing(sites.names.length > MANY_DESKS ? DESKS.many : DESKS.few);

  const mostPeople = quantile(demand.people, MOST_SHARE);
  const radius = (people) => niangjia.symbols.radii([people], { most: mostPeople, largest, smallest })[0];
  const areas = niangjia.coverage.areas(model);
  const layers = { demand: makeDemand(), sites: makeSites(), mostPeople, radius, smallest };
  layers.demand.growth = () => growPeople(map.getZoom());
  const popups = niangjia.coverage.popups(model, layers, {
    ...areas.serviceArea, gapsAt: areas.gaps.at, unionAt: areas.unions.at,
  });
  const legend = niangjia.coverage.legend(model, layers, areas);

  map.getContainer().append(legend.toggle);
  frame.append(legend.panel);
  const time = model.hasHours ? niangjia.coverage.time(model) : null;
  if (time) frame.append(time.bar);
  if (demand.names.length || sites.names.length) addSearch();
  L.DomEvent.disableClickPropagation(legend.toggle);
  moveZoom();

  map.on("zoomend", () => legend.zoomed());
  new ResizeObserver(fit).observe(frame);
  fit();
  showAll();
  show();
  model.listen(show);
  legend.zoomed();
  // Areas are painted in the next frame, and shown in the one after.
  requestAnimationFrame(() => requestAnimationFrame(() => {
    niangjia.symbols.printAll(map);
    performance.mark("coverage-drawn");
    frame.dataset.drawn = "";
    if (model.hasHours) prepareHours();
  }));

  /* The map, its panel and its bar, side by side or one above the other. */
  function makeFrame() {
    const box = map.getContainer();
    const made = make("div", { class: "coverage" });
    box.before(made);
    made.append(box);
    return made;
  }

  function fit() {
    if (map.getContainer().classList.contains("is-printed")) return;
    frame.classList.toggle("is-narrow", frame.clientWidth < NARROW_PX);
    map.invalidateSize({ animate: false, pan: false });
    if (time) time.show();
  }

  /* The frame has left the map less room than it had when it was made. */
  function showAll() {
    const [west, south, east, north] = canvas.bounds;
    const all = [[south, west], [north, east]];
    firstZoom = map.getBoundsZoom(all, false, L.point(16, 16));
    map.fitBounds(all, { padding: [8, 8], animate: false });
  }

  function makePane(name, zIndex) {
    const element = map.createPane(name);
    element.style.zIndex = zIndex;
    element.style.pointerEvents = "none";
    return name;
  }

  function makeDemand() {
    return niangjia.symbols.layer({
      pane: makePane("coverage-demand", 420), lon: demand.lon, lat: demand.lat, grow: growPeople,
      radii: niangjia.symbols.radii(demand.people, { most: mostPeople, largest, smallest }),
      styles: [...data.styles.status, ...data.styles.hour],
      classes: demand.status,
    });
  }

  function makeSites() {
    return niangjia.symbols.layer({
      pane: makePane("coverage-sites", 430), lon: sites.lon, lat: sites.lat, grow: growDesks,
      radii: Float32Array.from(sites.tier, (tier) => data.styles.tier_radii[tier]),
      styles: [...data.styles.open, ...data.styles.closed],
      classes: sites.tier,
    });
  }

  function show() {
    const { view, hour, layers: shown } = model.look;
    const isHour = view === "hour";
    toggle(layers.demand, shown.demand);
    toggle(layers.sites, shown.sites);
    const firstHour = data.styles.status.length;
    const served = isHour ? demand.hours.at(hour) : null;
    layers.demand.setClasses(served ? served.map((isServed) => firstHour + isServed) : demand.status);
    const firstClosed = data.styles.open.length;
    const open = isHour ? sites.hours.at(hour) : null;
    layers.sites.setClasses(open
      ? sites.tier.map((tier, i) => (open[i] ? tier : firstClosed + tier)) : sites.tier);
  }

  function corner(...sides) {
    return map.getContainer().querySelector(sides.map((side) => `.leaflet-${side}`).join(""));
  }

  /* Popups open in the upper half: there they would lie below the buttons. */
  function moveZoom() {
    corner("bottom", "right").prepend(map.getContainer().querySelector(".leaflet-control-zoom"));
  }

  function prepareHours() {
    const firstHour = data.styles.status.length;
    for (const isServed of [0, 1]) {
      layers.demand.prepare(demand.status.map(() => firstHour + isServed));
    }
  }

  function toggle(layer, isShown) {
    if (isShown && !map.hasLayer(layer)) layer.addTo(map);
    if (!isShown) layer.remove();
  }

  function addSearch() {
    corner("top", "left").prepend(niangjia.coverage.search(model, popups));
  }

  function quantile(numbers, share) {
    const sorted = numbers.slice().sort();
    return Math.max(sorted[Math.floor((sorted.length - 1) * share)] ?? 1, 1);
  }
});
