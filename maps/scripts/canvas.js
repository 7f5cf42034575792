/* Draws every map of the page from the JSON that stands in it.

   A layer's script names what it draws:

     niangjia.draws("coverage", function (canvas, data) { ... });

   `canvas` has `map` (Leaflet's), `language`, `bounds` ([west, south, east, north]), `unpack` and
   `positions` (for maps/packing.py) and `latLngs`. Layers are drawn in the order of the page. */
(function () {
  "use strict";

  const painters = {};

  window.niangjia = {
    draws(name, paint) { painters[name] = paint; },
    isInside,
  };

  document.addEventListener("DOMContentLoaded", function () {
    for (const box of document.querySelectorAll(".folium-map")) draw(box);
  });

  function draw(box) {
    const settings = JSON.parse(dataOf(box, "canvas")[0].textContent);
    const map = makeMap(box, settings);
    const canvas = {
      map, unpack, positions, latLngs, language: settings.language, bounds: settings.bounds,
    };
    // Folium's own layers know the map as a global variable of this name.
    window[box.id] = map;
    for (const element of dataOf(box)) {
      const paint = painters[element.dataset.draws];
      if (paint) paint(canvas, JSON.parse(element.textContent));
    }
    box.dataset.drawn = "";
    fitPaper(box, map);
  }

  /* Whether rings hold a position: a line to the west crosses them an odd number of times. */
  function isInside(rings, { lat, lng }) {
    let inside = false;
    for (const ring of rings) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        const [a, b] = [ring[i], ring[j]];
        const crosses = (a.lat > lat) !== (b.lat > lat)
          && lng < ((b.lng - a.lng) * (lat - a.lat)) / (b.lat - a.lat) + a.lng;
        if (crosses) inside = !inside;
      }
    }
    return inside;
  }

  /* On paper the map is smaller: show the same part of it there, and not a corner. */
  function fitPaper(box, map) {
    let center, zoom;
    const resize = (isPrinted) => {
      box.classList.toggle("is-printed", isPrinted);
      map.invalidateSize({ animate: false, pan: false });
    };
    window.addEventListener("beforeprint", () => {
      const shown = map.getBounds();
      [center, zoom] = [map.getCenter(), map.getZoom()];
      resize(true);
      map.fitBounds(shown, { animate: false });
    });
    window.addEventListener("afterprint", () => {
      resize(false);
      map.setView(center, zoom, { animate: false });
    });
  }

  function dataOf(box, draws) {
    const all = Array.from(document.querySelectorAll("script[data-draws]"));
    return all.filter((element) => element.dataset.map === box.id
      && (!draws || element.dataset.draws === draws));
  }

  function makeMap(box, settings) {
    // Tiles are sharp at whole zooms only; lines are at every one, and so fill the view better.
    const map = L.map(box, {
      zoomControl: false, preferCanvas: true, minZoom: 3, maxZoom: 19,
      zoomSnap: settings.hasTiles ? 1 : 0.25,
    });
    const [west, south, east, north] = settings.bounds;
    map.fitBounds([[south, west], [north, east]], { padding: [16, 16], animate: false });
    L.control.zoom({ zoomInTitle: settings.zoomIn, zoomOutTitle: settings.zoomOut }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    map.attributionControl.setPrefix('<a href="https://leafletjs.com">Leaflet</a>');
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", settings.label);
    return map;
  }

  const arrays = {
    Uint8: Uint8Array, Int8: Int8Array, Uint16: Uint16Array, Int16: Int16Array,
    Uint32: Uint32Array, Int32: Int32Array, Float32: Float32Array, Float64: Float64Array,
  };

  /* The typed array that `pack` made. */
  function unpack(packed) {
    const text = atob(packed.base64);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    return new arrays[packed.type](bytes.buffer);
  }

  /* Degrees, as two Float64Arrays, that `pack_positions` made. */
  function positions(packed) {
    const [west, south, east, north] = packed.bounds;
    const degrees = (steps, low, high) =>
      Float64Array.from(unpack(steps), (step) => low + (step / 65535) * (high - low));
    return { lon: degrees(packed.x, west, east), lat: degrees(packed.y, south, north) };
  }

  /* Leaflet's positions of lines that `pack_lines` made: one list per line. */
  function latLngs(packed) {
    const { lon, lat } = positions(packed.positions);
    let next = 0;
    return Array.from(unpack(packed.counts), function (count) {
      const first = next;
      next += count;
      return Array.from({ length: count }, (_, i) => L.latLng(lat[first + i], lon[first + i]));
    });
  }
})();
