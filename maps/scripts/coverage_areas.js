/* Areas of the coverage map: unions by share, gaps as outlined cells, and one service area. */
(function () {
  "use strict";

  const UNION_STYLE = { color: "#6b635a", weight: 1, interactive: false };
  /* By reason, a second signal beside the colour. */
  const DASHES = [null, "1 5", "7 4"];
  const AREA_STYLE = { color: "#28221c", weight: 2, fillColor: "#28221c", fillOpacity: 0.08, interactive: false };

  function pane(map, name, zIndex) {
    const element = map.createPane(name);
    element.style.zIndex = zIndex;
    element.style.pointerEvents = "none";
    return name;
  }

  niangjia.coverage.shareClass = (part, all, classes) =>
    (all ? Math.min(Math.floor((part / all) * classes), classes - 1) : -1);

  niangjia.coverage.areas = function (model) {
    const { map } = model.canvas;
    const unions = makeUnions(model, pane(map, "coverage-unions", 240));
    const gaps = makeGaps(model, pane(map, "coverage-gaps", 410));
    const serviceArea = makeServiceArea(model, pane(map, "coverage-area", 405));
    const show = ({ layers }) => {
      for (const [name, layer] of [["unions", unions.layer], ["gaps", gaps.layer]]) {
        if (layers[name] && !map.hasLayer(layer)) layer.addTo(map);
        if (!layers[name]) layer.remove();
      }
      unions.colour();
    };
    show(model.look);
    model.listen(show);
    return { unions, gaps, serviceArea };
  };

  function makeUnions(model, pane) {
    const { unions, data: { styles } } = model;
    const renderer = L.canvas({ pane, padding: 0.2 });
    // Without tiles the backdrop draws the borders, and nothing shines through.
    const over = model.data.has_tiles ? { stroke: true, fillOpacity: 0.5 } : { stroke: false, fillOpacity: 1 };
    const ringsOf = new Map();
    unions.ringUnion.forEach((union, i) => {
      if (!ringsOf.has(union)) ringsOf.set(union, []);
      ringsOf.get(union).push(unions.rings[i]);
    });
    const drawn = new Map();
    for (const [union, rings] of ringsOf) {
      drawn.set(union, L.polygon(rings, { ...UNION_STYLE, ...over, pane, renderer }));
    }
    const shown = { view: "", hour: -1 };

    function colour() {
      const { view, hour } = model.look;
      const isSame = shown.view === view && (view === "week" || shown.hour === hour);
      if (isSame || !model.look.layers.unions) return;
      Object.assign(shown, { view, hour });
      const people = view === "hour" ? model.servedByUnion(hour) : unions.covered;
      for (const [union, polygon] of drawn) {
        const number = niangjia.coverage.shareClass(
          people[union], unions.people[union], styles.shares.length);
        const fillColor = styles.shares[number] ?? "#fff";
        if (polygon.options.fillColor !== fillColor) polygon.setStyle({ fillColor, fill: number >= 0 });
      }
    }

    return {
      layer: L.layerGroup([...drawn.values()]),
      colour,
      isAny: drawn.size > 0,
      missing: unions.names.filter((_, i) => unions.isUnion[i] && !drawn.has(i)),
      /* The smallest union that holds a position, or -1. */
      at(latLng) {
        const holding = [...ringsOf].filter(([, rings]) => niangjia.isInside(rings, latLng));
        return holding.length ? holding[holding.length - 1][0] : -1;
      },
    };
  }

  function makeGaps(model, pane) {
    const { gaps, data: { styles } } = model;
    const renderer = L.canvas({ pane, padding: 0.2 });
    const drawn = styles.status.slice(1).map((style, reason) => {
      const rings = gaps.cells.filter((_, i) => gaps.reason[i] === reason).map((ring) => [ring]);
      return L.polygon(rings, {
        pane, renderer, interactive: false, color: style.fill, weight: 2, fill: false,
        dashArray: DASHES[reason], noClip: true,
      });
    });
    return {
      layer: L.layerGroup(drawn),
      reasons: styles.status.slice(1).map((_, reason) => gaps.reason.includes(reason)),
      /* All gaps whose cell holds a position: one for each union there. */
      at: (latLng) => gaps.cells.map((_, i) => i)
        .filter((i) => niangjia.isInside([gaps.cells[i]], latLng)),
    };
  }

  /* One service area at a time, asked for from our server. */
  function makeServiceArea(model, pane) {
    const { canvas: { map }, data, texts, fill } = model;
    const renderer = L.canvas({ pane, padding: 0.2 });
    let drawn = null;
    let asked = 0;

    function clear() {
      if (drawn) drawn.layer.remove();
      if (drawn?.attribution) map.attributionControl.removeAttribution(drawn.attribution);
      drawn = null;
    }

    function hide() {
      asked += 1;
      clear();
      model.change({ area: null });
    }

    /* The area before stays until the new one is there. */
    async function show(site) {
      asked += 1;
      const mine = asked;
      const code = encodeURIComponent(model.sites.codes[site]);
      const answer = await fetch(fill(data.area_address, { code }));
      if (!answer.ok) throw new Error(`${answer.status}`);
      const feature = await answer.json();
      if (mine !== asked) return;
      clear();
      const { attribution, travel_method: method } = feature.properties;
      const layer = L.geoJSON(feature, { style: { ...AREA_STYLE, pane, renderer }, pane }).addTo(map);
      if (attribution) map.attributionControl.addAttribution(attribution);
      map.fitBounds(layer.getBounds(), { maxZoom: map.getZoom(), animate: !model.isCalm() });
      drawn = { layer, attribution };
      const words = { name: model.sites.names[site], way: texts.way, minutes: data.area_minutes };
      const how = method === "estimated" ? texts.area_estimated : texts.area_by_streets;
      model.change({ area: { site, text: fill(texts.area_of, words), how } });
    }

    return { show, hide };
  }
})();
