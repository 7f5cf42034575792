/* A panel beside a map: a column on a wide screen, below the map on a phone and on paper. */
(function () {
  "use strict";

  const WIDE = "(min-width: 701px)";
  const isWide = () => window.matchMedia(WIDE).matches;

  /* Put parts beside the map; `name` goes into the classes of the panel and of what holds both. */
  function beside(canvas, { name, label }, ...parts) {
    const panel = niangjia.make("aside",
      { class: `map-panel ${name}-panel`, "aria-label": label }, ...parts);
    canvas.map.getContainer().after(panel);
    panel.parentElement.classList.add("has-panel", `has-${name}`);
    showAll(canvas);
    return panel;
  }

  /* The panel has taken room from the map. */
  function showAll({ map, bounds: [west, south, east, north] }) {
    map.invalidateSize({ animate: false });
    map.fitBounds([[south, west], [north, east]], { padding: [16, 16], animate: false });
  }

  /* A symbol, with a text in it if there is one. */
  function badge(style, radius, text) {
    const symbol = niangjia.make("span", { class: "panel-badge", "aria-hidden": text ? null : "true" },
      niangjia.symbols.picture(style, radius), text ? niangjia.make("b", { text }) : null);
    symbol.style.color = style.ink;
    return symbol;
  }

  /* The legend: open where there is room for it. */
  function legend(name, title, ...parts) {
    const details = niangjia.make("details", { class: `panel-legend ${name}-legend` },
      niangjia.make("summary", { text: title }), ...parts);
    details.open = isWide();
    return details;
  }

  niangjia.panel = { beside, badge, legend, isWide };
})();
