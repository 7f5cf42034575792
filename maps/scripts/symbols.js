/* Symbols of many places on one canvas: a shape and a colour for what they are, an area for how much.

     const layer = niangjia.symbols.layer({ lon, lat, radii, styles, classes, pane: "demand" });
     layer.addTo(map);

   * `lon`, `lat`, `radii`, `classes`: one value per symbol, in any arrays. Radii are pixels; a shape of
     radius r has the area of a circle of radius r. Classes are indices into `styles`; `HIDDEN` hides.
   * `styles`: a list of { shape, fill, stroke, width, halo, rank }. `shape` is one of `SHAPES`, `width`
     that of the outline, `halo` a colour around it, and a higher `rank` is drawn on top. Within a
     rank small symbols lie on large ones.
   * `labels`: texts in the middle of symbols, in the colour `ink` of their style; may be left out.
   * `grow`: from a zoom to the factor of all radii; may be left out.

   What the layer can do:

   * `setClasses(classes)` and `setLabels(labels)` draw it anew, before they return; give new arrays, since
     what did not change is not drawn;
   * `prepare(classes)` paints what these will need, so that the first `setClasses` is as quick as others;
   * `at(point, slack)`: the symbol on top at a point of the container, or the nearest within some pixels
     of slack, or -1; hidden ones are not there;
   * `near(point, distance)`: all symbols whose middle is within some pixels of a point;
   * `place(index)`: where a symbol is, as a position of Leaflet; `radius(index)`: what it measures now.

   For legends `niangjia.symbols.picture(style, radius)` makes a canvas element with one symbol, and
   `niangjia.symbols.radii(people, { most, largest, smallest })` gives radii whose areas tell people:
   that many people have the largest, and nobody a smaller one than the smallest.

   `niangjia.symbols.printAll(map)` has all canvases of a map printed, and not the one on top alone: call
   it when the map stands. */
(function () {
  "use strict";

  const HIDDEN = 255;
  const MOST_PIXELS = 2;
  const turn = (corners, first, far) => Array.from({ length: corners }, (_, i) => {
    const angle = first + (i * 2 * Math.PI) / corners;
    return [far[i % far.length] * Math.cos(angle), far[i % far.length] * Math.sin(angle)];
  });
  const UP = -Math.PI / 2;
  /* Corners about the middle of a shape whose area is that of a circle of radius 1. */
  const CORNERS = {
    triangle: turn(3, UP, [1.555]),
    square: turn(4, UP / 2, [1.2533]),
    diamond: turn(4, UP, [1.2533]),
    star: turn(10, UP, [1.55, 0.69]),
    house: [[0, -1.3], [1.1, -0.3], [1.1, 1.1], [-1.1, 1.1], [-1.1, -0.3]],
    plus: [[-0.42, -1.3], [0.42, -1.3], [0.42, -0.42], [1.3, -0.42], [1.3, 0.42], [0.42, 0.42],
      [0.42, 1.3], [-0.42, 1.3], [-0.42, 0.42], [-1.3, 0.42], [-1.3, -0.42], [-0.42, -0.42]],
    bowtie: [[-1.3, -1.2], [0, -0.35], [1.3, -1.2], [1.3, 1.2], [0, 0.35], [-1.3, 1.2]],
  };
  const turned = ([x, y]) => [(x - y) * Math.SQRT1_2, (x + y) * Math.SQRT1_2];
  CORNERS.cross = CORNERS.plus.map(turned);
  const SHAPES = ["circle", ...Object.keys(CORNERS)];

  function trace(context, shape, x, y, radius) {
    context.beginPath();
    if (shape === "circle") {
      context.arc(x, y, radius, 0, 2 * Math.PI);
    } else {
      for (const [right, down] of CORNERS[shape]) {
        context.lineTo(x + radius * right, y + radius * down);
      }
      context.closePath();
    }
  }

  function paint(context, style, x, y, radius) {
    const width = Math.min(style.width ?? 1, radius / 3);
    context.lineJoin = "round";
    trace(context, style.shape, x, y, radius);
    if (style.halo) {
      context.strokeStyle = style.halo;
      context.lineWidth = width + Math.min(3, Math.max(radius - 2, 0));
      context.stroke();
    }
    context.fillStyle = style.fill;
    context.fill();
    if (width) {
      context.strokeStyle = style.stroke;
      context.lineWidth = width;
      context.stroke();
    }
  }

  const pixelRatio = () => Math.min(window.devicePixelRatio || 1, MOST_PIXELS);
  const reach = (radius) => Math.ceil(radius * 1.6 + 3);

  function picture(style, radius, label = "") {
    const half = reach(radius);
    const ratio = pixelRatio();
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 2 * half * ratio;
    canvas.style.width = canvas.style.height = `${2 * half}px`;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.scale(ratio, ratio);
    paint(context, style, half, half, radius);
    if (label) write(context, label, half, style.ink);
    return canvas;
  }

  function write(context, label, half, ink = "#fff") {
    context.font = "700 13px sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillStyle = ink;
    context.fillText(label, half, half + 1);
  }

  /* The pixels of a symbol, in a picture so many pixels wide: full ones are copied, those of its
     edge are mixed. This is ten times as quick as to have the browser draw each symbol. */
  function makeStamp(style, radius, label, width) {
    const canvas = picture(style, radius, label);
    const size = canvas.width;
    const image = canvas.getContext("2d").getImageData(0, 0, size, size);
    const pixels = new Uint32Array(image.data.buffer);
    const stamp = { size, full: [], fullColours: [], edge: [], edgeColours: [] };
    pixels.forEach((colour, i) => {
      const alpha = colour >>> 24;
      if (!alpha) return;
      const kind = alpha === 255 ? "full" : "edge";
      stamp[kind].push(Math.floor(i / size) * width + (i % size));
      stamp[`${kind}Colours`].push(colour);
    });
    return {
      size,
      full: Int32Array.from(stamp.full),
      fullColours: Uint32Array.from(stamp.fullColours),
      edge: Int32Array.from(stamp.edge),
      edgeColours: Uint32Array.from(stamp.edgeColours),
    };
  }

  function press({ full, fullColours, edge, edgeColours }, pixels, corner) {
    for (let i = 0; i < full.length; i++) pixels[corner + full[i]] = fullColours[i];
    for (let i = 0; i < edge.length; i++) {
      const at = corner + edge[i];
      pixels[at] = pixels[at] ? over(edgeColours[i], pixels[at]) : edgeColours[i];
    }
  }

  /* One colour over another: alpha in the highest byte, then blue, green and red. On a full colour, as
     nearly always, red and blue are mixed in one go. */
  function over(above, below) {
    const a = above >>> 24;
    if (below >>> 24 < 255) return overThin(above, below);
    const share = a + (a >> 7);
    const rest = 256 - share;
    const redBlue = ((above & 0xff00ff) * share + (below & 0xff00ff) * rest) >>> 8;
    const green = ((above & 0xff00) * share + (below & 0xff00) * rest) >>> 8;
    return 0xff000000 | (redBlue & 0xff00ff) | (green & 0xff00);
  }

  function overThin(above, below) {
    const a = above >>> 24;
    const b = ((below >>> 24) * (255 - a)) / 255;
    const mix = (shift) =>
      Math.round((((above >>> shift) & 255) * a + ((below >>> shift) & 255) * b) / (a + b));
    return (Math.round(a + b) << 24) | (mix(16) << 16) | (mix(8) << 8) | mix(0);
  }

  function radii(people, { most, largest, smallest }) {
    return Float32Array.from(people, (count) =>
      Math.max(smallest, largest * Math.sqrt(Math.min(count / most, 1))));
  }

  /* Chromium prints what was drawn since a canvas was last cleared, and the clearing too, which wipes
     away the canvases below. It prints the pixels instead once some of these were put by hand. */
  function printAll(map) {
    window.addEventListener("beforeprint", () => {
      for (const canvas of map.getContainer().querySelectorAll("canvas")) {
        const context = canvas.getContext("2d");
        if (canvas.width && canvas.height) context.putImageData(context.getImageData(0, 0, 1, 1), 0, 0);
      }
    });
  }

  const Symbols = L.Renderer.extend({
    options: { padding: 0.1, grow: () => 1, labels: null },

    initialize(options) {
      L.Renderer.prototype.initialize.call(this, options);
      this._stamps = new Map();
      this._count = options.lon.length;
      this._x = new Float64Array(this._count);
      this._y = new Float64Array(this._count);
      for (let i = 0; i < this._count; i++) {
        const { x, y } = L.CRS.EPSG3857.latLngToPoint(L.latLng(options.lat[i], options.lon[i]), 0);
        this._x[i] = x;
        this._y[i] = y;
      }
      this._classes = options.classes;
      this._radii = options.radii;
      this._order = Uint32Array.from({ length: this._count }, (_, i) => i)
        .sort((a, b) => this._radii[b] - this._radii[a]);
    },

    setClasses(classes) {
      const before = this._classes;
      this._classes = classes;
      if (classes.some((style, i) => style !== before[i])) this._draw();
    },

    prepare(classes) {
      const growth = this._growth();
      classes.forEach((style, i) => {
        if (style !== HIDDEN) this._stampOf(i, style, growth);
      });
    },

    setLabels(labels) {
      const before = this.options.labels;
      this.options.labels = labels;
      if (labels.some((label, i) => label !== before?.[i])) this._draw();
    },

    at(point, slack) {
      let best = -1;
      let bestScore = Infinity;
      this._visit(point, (i, distance, radius) => {
        // Symbols that are hit come before those nearby; of several the smallest lies on top.
        const score = distance <= radius ? radius : 1e4 + distance;
        if (distance <= Math.max(radius, slack) && score < bestScore) [best, bestScore] = [i, score];
      });
      return best;
    },

    near(point, distance) {
      const found = [];
      this._visit(point, (i, away) => { if (away <= distance) found.push(i); });
      return found;
    },

    place(index) {
      return L.latLng(this.options.lat[index], this.options.lon[index]);
    },

    radius(index) {
      return this._radii[index] * this._growth();
    },

    getEvents() {
      const events = L.Renderer.prototype.getEvents.call(this);
      // A view that is set anew ends a move first: one drawing is enough.
      events.viewprereset = () => { this._waits = true; };
      return events;
    },

    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.style.pointerEvents = "none";
      // Pixels are put by hand, so they may stay where the processor reaches them.
      this._context = this._container.getContext("2d", { willReadFrequently: true });
    },

    _destroyContainer() {
      this._container.remove();
      delete this._container;
      delete this._context;
    },

    _reset() {
      this._waits = false;
      L.Renderer.prototype._reset.call(this);
    },

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const ratio = pixelRatio();
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._container.width = size.x * ratio;
      this._container.height = size.y * ratio;
      this._container.style.width = `${size.x}px`;
      this._container.style.height = `${size.y}px`;
      if (!this._container.width || !this._container.height) return;
      if (this._image?.width !== this._container.width) this._stamps.clear();
      this._image = this._context.createImageData(this._container.width, this._container.height);
      this._pixels = new Uint32Array(this._image.data.buffer);
      if (!this._waits) this._draw();
    },

    _growth() {
      return this.options.grow(this._map.getZoom());
    },

    _visit(point, see) {
      const scale = this._map.getZoomScale(this._map.getZoom(), 0);
      const middle = this._map.containerPointToLayerPoint(point).add(this._map.getPixelOrigin());
      const growth = this._growth();
      for (let i = 0; i < this._count; i++) {
        if (this._classes[i] === HIDDEN) continue;
        see(i, Math.hypot(this._x[i] * scale - middle.x, this._y[i] * scale - middle.y),
          this._radii[i] * growth);
      }
    },

    _draw() {
      if (!this._context || !this._container.width || !this._container.height) return;
      this._pixels.fill(0);
      const ranks = this.options.styles.map((style) => style.rank ?? 0);
      for (const rank of [...new Set(ranks)].sort((a, b) => a - b)) {
        this._drawRank(ranks.map((other) => other === rank));
      }
      this._context.putImageData(this._image, 0, 0);
    },

    _drawRank(isDrawn) {
      const ratio = pixelRatio();
      const { width, height } = this._container;
      const scale = this._map.getZoomScale(this._zoom, 0) * ratio;
      const origin = this._bounds.min.add(this._map.getPixelOrigin()).multiplyBy(ratio);
      const growth = this._growth();
      const { _x: xs, _y: ys, _classes: classes, _pixels: pixels } = this;
      for (const i of this._order) {
        const style = classes[i];
        if (style === HIDDEN || !isDrawn[style]) continue;
        const stamp = this._stampOf(i, style, growth);
        const x = Math.round(xs[i] * scale - origin.x - stamp.size / 2);
        const y = Math.round(ys[i] * scale - origin.y - stamp.size / 2);
        // What reaches over the edge lies far outside of what is seen.
        if (x < 0 || y < 0 || x + stamp.size > width || y + stamp.size > height) continue;
        press(stamp, pixels, y * width + x);
      }
    },

    /* Symbols differ by style, half pixels of radius and label only, so each is painted once. */
    _stampOf(index, style, growth) {
      const halfPixels = Math.round(2 * this._radii[index] * growth);
      const label = this.options.labels ? this.options.labels[index] : "";
      const key = label ? `${style} ${halfPixels} ${label}` : style * 1000 + halfPixels;
      let found = this._stamps.get(key);
      if (!found) {
        found = makeStamp(this.options.styles[style], halfPixels / 2, label, this._container.width);
        this._stamps.set(key, found);
      }
      return found;
    },
  });

  niangjia.symbols = { SHAPES, HIDDEN, layer: (options) => new Symbols(options), picture, radii, printAll };
})();
