/* Tiles that are painted in GCJ-02, laid where they belong in WGS 84: the layer moves, not the data.

   Each tile is put by the middles of its four edges. Neighbours share these, so there are no gaps.
   What is left is that a tile cannot lean: the shift north changes by at most 1/190 of a way east, so
   at the corners of a tile, 128 pixels off, it is 0.7 pixels wrong before rounding. The formulas are those of geo/crs.py. */
(function () {
  "use strict";

  const SEMI_MAJOR_M = 6378245;
  const ECCENTRICITY_SQUARED = 0.00669342162296594323;
  const ROUNDS = 4;
  const DEGREE = Math.PI / 180;

  const wave = (height, halfTurns) => (height * 2) / 3 * Math.sin(Math.PI * halfTurns);

  function shift(lon, lat) {
    const x = lon - 105;
    const y = lat - 35;
    const root = Math.sqrt(Math.abs(x));
    const ripple = wave(20, 6 * x) + wave(20, 2 * x);
    const east = 300 + x + 2 * y + 0.1 * x * (x + y) + 0.1 * root + ripple
      + wave(20, x) + wave(40, x / 3) + wave(150, x / 12) + wave(300, x / 30);
    const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple
      + wave(20, y) + wave(40, y / 3) + wave(160, y / 12) + wave(320, y / 30);
    const flattening = 1 - ECCENTRICITY_SQUARED * Math.sin(lat * DEGREE) ** 2;
    const primeVertical = SEMI_MAJOR_M / Math.sqrt(flattening);
    const meridional = primeVertical * (1 - ECCENTRICITY_SQUARED) / flattening;
    return [east / (primeVertical * Math.cos(lat * DEGREE)) / DEGREE, north / meridional / DEGREE];
  }

  function toGcj02(position) {
    const [lon, lat] = shift(position.lng, position.lat);
    return L.latLng(position.lat + lat, position.lng + lon);
  }

  function fromGcj02(position) {
    let found = position;
    for (let round = 0; round < ROUNDS; round++) {
      const [lon, lat] = shift(found.lng, found.lat);
      found = L.latLng(position.lat - lat, position.lng - lon);
    }
    return found;
  }

  const ShiftedTiles = L.TileLayer.extend({
    initialize(address, mainland, options) {
      L.TileLayer.prototype.initialize.call(this, address, options);
      this._mainland = mainland.map((ring) => ring.map(([lng, lat]) => ({ lat, lng })));
    },

    /* Which part of the tiles' plane the view shows. */
    _getTiledPixelBounds(center) {
      const view = L.TileLayer.prototype._getTiledPixelBounds.call(this, center);
      const corners = [
        view.getTopLeft(), view.getTopRight(), view.getBottomLeft(), view.getBottomRight(),
      ];
      return L.bounds(corners.map((corner) => this._onTiles(corner)));
    },

    _getTilePos(coords) {
      return this._place(coords).min.subtract(this._level.origin);
    },

    _addTile(coords, container) {
      L.TileLayer.prototype._addTile.call(this, coords, container);
      const size = this._place(coords).getSize();
      const style = this._tiles[this._tileCoordsToKey(coords)].el.style;
      style.width = `${size.x}px`;
      style.height = `${size.y}px`;
    },

    /* Where a tile belongs on the map's own plane, in whole pixels. */
    _place(coords) {
      const size = this.getTileSize();
      const corner = coords.scaleBy(size);
      const middle = corner.add(size.divideBy(2));
      const far = corner.add(size);
      const isShifted = niangjia.isInside(
        this._mainland, fromGcj02(this._map.unproject(middle, coords.z)));
      const place = (x, y) => this._onMap(L.point(x, y), coords.z, isShifted);
      return L.bounds(
        L.point(place(corner.x, middle.y).x, place(middle.x, corner.y).y).round(),
        L.point(place(far.x, middle.y).x, place(middle.x, far.y).y).round());
    },

    _onMap(point, zoom, isShifted) {
      const position = this._map.unproject(point, zoom);
      return this._map.project(isShifted ? fromGcj02(position) : position, zoom);
    },

    _onTiles(point) {
      const position = this._map.unproject(point, this._tileZoom);
      const isShifted = niangjia.isInside(this._mainland, position);
      return this._map.project(isShifted ? toGcj02(position) : position, this._tileZoom);
    },
  });

  niangjia.shiftedTiles = (address, mainland, options) =>
    new ShiftedTiles(address, mainland, options);
  niangjia.shiftedTiles.toGcj02 = toGcj02;
  niangjia.shiftedTiles.fromGcj02 = fromGcj02;
})();
