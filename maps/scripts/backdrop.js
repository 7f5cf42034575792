/* Streets and borders in light grey, and the unions' names where there is room for them. */
niangjia.draws("backdrop", function (canvas, data) {
  "use strict";

  const { map } = canvas;
  const WEIGHTS = [[15, 2.5], [13, 1.5], [0, 1]];
  const STREET = "#cfcac2";
  const BORDER = "#8d857a";
  const NAMES_FROM_ZOOM = 10;
  const LETTER_PX = 13;
  const LINE_PX = 18;

  map.createPane("backdrop").style.zIndex = 250;
  const renderer = L.canvas({ pane: "backdrop", padding: 0.2 });
  const lines = (packed, style) => L.polyline(
    canvas.latLngs(packed), { renderer, pane: "backdrop", interactive: false, ...style });

  const streets = lines(data.streets, { color: STREET });
  const setWeight = () =>
    streets.setStyle({ weight: WEIGHTS.find(([zoom]) => map.getZoom() >= zoom)[1] });
  setWeight();
  streets.addTo(map);
  lines(data.borders, { color: BORDER, weight: 1.5, dashArray: "6 4" }).addTo(map);
  if (data.attribution) map.attributionControl.addAttribution(data.attribution);

  map.createPane("backdrop-names").style.zIndex = 260;
  const names = data.names.map(makeName);
  const showNames = () => {
    const taken = [];
    for (const name of names) show(name, taken);
  };
  map.on("zoomend", () => { setWeight(); showNames(); });
  showNames();

  function makeName({ name, lon, lat }) {
    const label = document.createElement("span");
    label.textContent = name;
    const icon = L.divIcon({ className: "backdrop-name", html: label, iconSize: null });
    const options = { icon, pane: "backdrop-names", interactive: false, keyboard: false };
    return { at: L.latLng(lat, lon), width: LETTER_PX * name.length, marker: L.marker([lat, lon], options) };
  }

  function show(name, taken) {
    const { x, y } = map.project(name.at);
    const box = L.bounds(
      [x - name.width / 2, y - LINE_PX / 2], [x + name.width / 2, y + LINE_PX / 2]);
    const fits = map.getZoom() >= NAMES_FROM_ZOOM && !taken.some((other) => other.intersects(box));
    if (fits) taken.push(box);
    if (fits !== map.hasLayer(name.marker)) {
      if (fits) name.marker.addTo(map); else name.marker.remove();
    }
  }
});
