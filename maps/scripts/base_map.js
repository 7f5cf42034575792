/* The tiles of a base map, below everything else. */
niangjia.draws("base_map", function (canvas, data) {
  "use strict";

  for (const tiles of data.tiles) {
    const options = {
      attribution: data.attribution,
      subdomains: tiles.subdomains,
      maxNativeZoom: tiles.max_zoom,
      maxZoom: 19,
      referrerPolicy: tiles.referrer_policy,
    };
    const layer = data.mainland
      ? niangjia.shiftedTiles(tiles.address, data.mainland, options)
      : L.tileLayer(tiles.address, options);
    layer.addTo(canvas.map);
  }
});
