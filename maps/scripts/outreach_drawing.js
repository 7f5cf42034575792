/* The layers of the map of visits: lines from stop to stop, numbered stops, depots, and who is left out. */
(function () {
  "use strict";

  const [STOP, DEPOT, UNSERVED] = [12, 11, 6];
  const SLACK_PX = 8;
  const CLOSE_ZOOM = 14;
  const PADDING_PX = 40;
  const EDGE = { color: "#28221c", weight: 5.5 };
  const INSIDE = { color: "#fff", weight: 3.5 };
  const WHOLE = { opacity: 1, lineCap: "butt", interactive: false };

  niangjia.outreach.drawing = function (model) {
    const { canvas: { map }, data, stops } = model;
    const pane = (name, zIndex) => {
      const element = map.createPane(name);
      element.style.zIndex = zIndex;
      element.style.pointerEvents = "none";
      return name;
    };
    const symbols = (places, styles, radius, options) => niangjia.symbols.layer({
      lon: places.map(({ lon }) => lon), lat: places.map(({ lat }) => lat), styles,
      classes: places.map(() => 0), radii: places.map(() => radius), ...options,
    });
    const drawLines = makeLines(model, pane("outreach-lines", 410));
    const unserved = symbols(data.unserved, data.styles.unserved, UNSERVED,
      { pane: pane("outreach-unserved", 415) });
    const depots = symbols(data.depots, data.styles.depot, DEPOT,
      { pane: pane("outreach-depots", 430) }).addTo(map);
    const numbered = symbols(stops, data.styles.teams, STOP, {
      pane: pane("outreach-stops", 440), classes: classes(model), labels: labels(model),
      // What comes first lies on top, since small symbols lie on large ones.
      radii: stops.map(({ order }) => STOP + order / 1000),
    }).addTo(map);
    const shown = {};

    model.listen(({ day, team, isUnserved }) => {
      if (isUnserved) unserved.addTo(map); else unserved.remove();
      if (shown.day === day && shown.team === team) return;
      const isFirst = !("day" in shown);
      Object.assign(shown, { day, team });
      numbered.setClasses(classes(model));
      numbered.setLabels(labels(model));
      drawLines();
      if (!isFirst) showAll({ animate: !model.isCalm() });
    });

    /* Show all that is chosen. */
    function showAll({ animate }) {
      const places = model.routes().flatMap((route) =>
        [route.depot, ...stopsOf(route).map(({ lat, lon }) => [lat, lon])]);
      if (!places.length) return;
      map.fitBounds(places, {
        padding: [PADDING_PX, PADDING_PX], maxZoom: CLOSE_ZOOM + 1, animate,
      });
    }

    return {
      showAll,
      /* The stops at a point, that on top first. */
      stopsAt(point) {
        const top = numbered.at(point, SLACK_PX);
        return top < 0 ? [] : [top, ...numbered.near(point, SLACK_PX).filter((i) => i !== top)];
      },
      depotAt: (point) => depots.at(point, SLACK_PX),
      unservedAt: (point) => (model.look.isUnserved ? unserved.at(point, SLACK_PX) : -1),
      goTo: (place) => map.setView(place, Math.max(map.getZoom(), CLOSE_ZOOM), { animate: false }),
    };
  };

  const stopsOf = (route) => route.entries.filter((entry) => "order" in entry);

  const classes = (model) => model.stops.map((stop) =>
    (model.isStopShown(stop) ? stop.team : niangjia.symbols.HIDDEN));

  /* The order of a stop; one that shares its spot with others says so. */
  function labels(model) {
    const spot = ({ lon, lat }) => `${lon.toFixed(5)} ${lat.toFixed(5)}`;
    const together = new Map();
    for (const stop of model.shownStops()) {
      together.set(spot(stop), (together.get(spot(stop)) ?? 0) + 1);
    }
    return model.stops.map((stop) => `${stop.order}${together.get(spot(stop)) > 1 ? "+" : ""}`);
  }

  /* From the depot to each stop in its order and back: dashes of the team's colour in a dark edge. */
  function makeLines(model, pane) {
    const { canvas: { map }, data } = model;
    const renderer = L.canvas({ pane, padding: 0.2 });
    const group = L.layerGroup().addTo(map);

    return function () {
      group.clearLayers();
      // All days of all teams at once would be a tangle.
      if (model.look.day === niangjia.outreach.ALL && model.look.team === niangjia.outreach.ALL) return;
      for (const route of model.routes()) {
        const stops = stopsOf(route).map(({ lat, lon }) => [lat, lon]);
        const way = [route.depot, ...stops, route.depot];
        const colour = { color: data.styles.teams[route.team].fill, weight: INSIDE.weight,
          dashArray: data.dashes[route.team] || null };
        for (const style of [EDGE, INSIDE, colour]) {
          L.polyline(way, { ...WHOLE, ...style, pane, renderer }).addTo(group);
        }
      }
    };
  }
})();
