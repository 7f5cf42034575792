/* A plan of visits: who goes where on which day, in which order. */
niangjia.draws("outreach", function (canvas, data) {
  "use strict";

  const MOST_PLACES = 6;
  const ROOM_PX = 80;
  const BESIDE_CONTROLS_PX = [60, 8];
  const { make } = niangjia;
  const { map } = canvas;
  const { ALL } = niangjia.outreach;
  const model = niangjia.outreach.model(canvas, data);
  const drawing = niangjia.outreach.drawing(model);
  niangjia.outreach.panel(model, {
    stop(stop) {
      drawing.goTo(model.stops[stop]);
      open([model.stops[stop]], stop);
    },
    unserved(number) {
      drawing.goTo(data.unserved[number]);
      open([data.unserved[number]]);
    },
  });
  // The panel has shown the whole plan.
  drawing.showAll({ animate: false });
  niangjia.symbols.printAll(map);

  map.on("mousemove", ({ containerPoint }) =>
    map.getContainer().classList.toggle("is-over", placesAt(containerPoint).length > 0));
  map.on("click", ({ containerPoint }) => {
    const places = placesAt(containerPoint);
    const [stop = ALL] = drawing.stopsAt(containerPoint);
    if (places.length) open(places, stop);
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") map.closePopup();
  });
  map.on("popupclose", () => model.change({ stop: ALL }));

  /* What is at a point: stops, else a depot, else a place without a visit. */
  function placesAt(point) {
    const stops = drawing.stopsAt(point);
    if (stops.length) return stops.map((stop) => model.stops[stop]);
    const depot = drawing.depotAt(point);
    if (depot >= 0) return [data.depots[depot]];
    const unserved = drawing.unservedAt(point);
    return unserved < 0 ? [] : [data.unserved[unserved]];
  }

  function open(places, stop = ALL) {
    // Closing what was open forgets the stop that was looked at.
    map.closePopup();
    model.change({ stop });
    const left = places.length - MOST_PLACES;
    const content = make("div", { role: "status" }, ...places.slice(0, MOST_PLACES).map(describe),
      left > 0 ? make("p", { text: `+${left}` }) : null);
    L.popup({
      maxWidth: 270, maxHeight: map.getSize().y - ROOM_PX, className: "panel-popup",
      autoPanPaddingTopLeft: BESIDE_CONTROLS_PX,
    })
      .setLatLng(places[0]).setContent(content).openOn(map);
  }

  function describe({ order, name, marks = [], facts }) {
    return make("div", { class: "panel-place" },
      make("strong", { text: order ? `${order}. ${name}` : name }),
      ...marks.map((text) => make("em", { text })),
      ...facts.map((text) => make("p", { text })));
  }
});
