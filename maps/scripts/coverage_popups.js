/* What a click on the coverage map tells: all figures of a place, a desk, a gap or a union. */
(function () {
  "use strict";

  const SLACK_PX = 8;
  const SAME_SPOT_PX = 4;
  const MOST_LISTED = 30;
  const NO_HOUR = 255;
  const DAYS = 7;
  const HOURS_PER_DAY = 24;
  const GRID = { cell: 9, height: 6 };
  const CLOSEST_ZOOM = 16;

  const { make, fill } = niangjia;

  niangjia.coverage.popups = function (model, layers, areas) {
    const { canvas: { map }, texts, demand, sites, unions, gaps, count, share } = model;
    const popup = L.popup({
      maxWidth: 320, minWidth: 270, maxHeight: 420, autoPanPaddingTopLeft: [12, 66], autoPanPaddingBottomRight: [12, 12],
    });
    let shown = null;

    const facts = (rows) => make("dl", { class: "coverage-facts" }, ...rows
      .filter(([, value]) => value !== null)
      .flatMap(([name, value]) => [
        make("dt", { text: name }),
        value instanceof Node ? make("dd", {}, value) : make("dd", { text: value }),
      ]));
    const heading = (name, below) => [
      make("h2", { text: name }),
      make("p", { class: "coverage-kind", text: below }),
    ];
    const crowd = (hour, people) => (hour === NO_HOUR ? null
      : fill(texts.crowd, { hour: model.hourName(hour), people: count(people) }));
    const withShare = (part, all) => fill(texts.share_of, { count: count(part), share: share(part, all) });
    const way = (text, site, minutes) =>
      make("span", {}, sites.names[site], make("br"), fill(text, { minutes: minutes.toFixed(1) }));
    const unionName = (union) => (union < 0 ? "–" : unions.names[union]);

    /* Seven rows of 24 hours: dark where it is on. */
    function weekGrid(bits, words) {
      const ratio = 2;
      const width = HOURS_PER_DAY * GRID.cell;
      const height = DAYS * (GRID.height + 1);
      const picture = make("canvas", { class: "coverage-grid", role: "img", "aria-label": words });
      picture.width = width * ratio;
      picture.height = height * ratio;
      const context = picture.getContext("2d");
      context.scale(ratio, ratio);
      bits.forEach((isOn, hour) => {
        context.fillStyle = isOn ? model.data.styles.status[0].fill : "#e9e4db";
        const x = (hour % HOURS_PER_DAY) * GRID.cell;
        context.fillRect(x, Math.floor(hour / HOURS_PER_DAY) * (GRID.height + 1), GRID.cell - 1, GRID.height);
      });
      const scale = make("div", { class: "coverage-grid-scale", "aria-hidden": "true" },
        ...[0, 6, 12, 18, 24].map((hour) => make("span", { text: hour })));
      return make("figure", {}, make("figcaption", { text: words }), picture, scale);
    }

    function aboutDemand(i) {
      const status = demand.status[i];
      const days = texts.weekdays.filter((_, day) => (demand.days[i] >> day) & 1);
      const bits = model.hasHours ? demand.hours.of(i) : null;
      const minutesText = demand.estimated[i] ? texts.minutes_estimated : texts.minutes_streets;
      return [
        ...heading(demand.names[i], `${texts.kinds[demand.kind[i]]} · ${demand.codes[i]}`),
        facts([
          [texts.people, count(demand.people[i])],
          [texts.union, unionName(demand.union[i])],
          [texts.status, status ? texts.reasons[status - 1] : texts.covered],
          [texts.days, days.length ? days.join(texts.comma) : texts.days_none],
          [texts.nearest, demand.nearest[i] < 0 ? texts.nearest_none
            : way(minutesText, demand.nearest[i], demand.minutes[i])],
          [texts.least_crowded, crowd(demand.crowdHour[i], demand.crowd[i])],
          [texts.now, bits && model.isHour()
            ? (bits[model.look.hour] ? texts.served_now : texts.not_served_now) : null],
        ]),
        bits?.includes(1) && weekGrid(bits, fill(texts.week_grid, { count: bits.reduce((a, b) => a + b, 0) })),
      ];
    }

    function aboutSite(i) {
      const { data } = model;
      const code = encodeURIComponent(sites.codes[i]);
      return [
        ...heading(sites.names[i], `${texts.tiers[sites.tier[i]]} · ${sites.codes[i]}`),
        facts([
          [texts.hours, sites.hoursText[i]],
          [texts.now, model.isHour()
            ? (sites.hours.is(i, model.look.hour) ? texts.is_open : texts.is_closed) : null],
          [texts.desks, count(sites.desks[i])],
          [texts.phone, sites.phones[i] || null],
          [texts.busiest, crowd(sites.crowdHour[i], sites.crowd[i])],
        ]),
        sites.hours.of(i).includes(1) && weekGrid(sites.hours.of(i), texts.open_grid),
        areaButton(i),
        data.page_address
          && make("a", { class: "coverage-page", href: fill(data.page_address, { code }), text: texts.page }),
      ];
    }

    function areaButton(i) {
      const { data } = model;
      if (!data.area_address) return make("p", { class: "coverage-note", text: texts.area_in_file });
      const isShown = model.look.area?.site === i;
      const words = fill(texts.area_show, { way: texts.way, minutes: data.area_minutes });
      const button = make("button", { type: "button", text: isShown ? texts.area_hide : words });
      const problem = make("p", { class: "coverage-note", role: "status" });
      button.addEventListener("click", async () => {
        if (isShown) areas.hide();
        button.disabled = true;
        try {
          if (!isShown) await areas.show(i);
          // While it was drawn, another popup may have been opened in the place of this one.
          if (button.isConnected) popup.close();
        } catch {
          button.disabled = false;
          problem.textContent = texts.area_failed;
        }
      });
      return make("div", {}, button, problem);
    }

    function aboutGap(i) {
      const name = demand.names[gaps.first[i]];
      const size = texts.gap_reasons.length;
      const reasons = texts.reasons
        .map((text, reason) => [text, gaps.byReason[i * size + reason]])
        .filter(([, people]) => people > 0);
      const help = gaps.helpSite[i] < 0 ? null : fill(texts.extension_words, {
        name: sites.names[gaps.helpSite[i]],
        hours: gaps.helpText[i],
        added: gaps.helpHours[i],
        people: count(gaps.helpPeople[i]),
      });
      return [
        ...heading(`${texts.gap}${model.colon}${unionName(gaps.union[i])}`, texts.gap_reasons[gaps.reason[i]]),
        facts([
          [texts.gap_people, count(gaps.people[i])],
          ...(reasons.length > 1 ? reasons.map(([text, people]) => [text, count(people)]) : []),
          [texts.places, gaps.places[i] === 1 ? name : fill(texts.gap_places, { name, count: gaps.places[i] })],
          [texts.nearest, gaps.nearest[i] < 0 ? texts.nearest_none
            : way(texts.minutes, gaps.nearest[i], gaps.minutes[i])],
          [texts.extension, help],
        ]),
      ];
    }

    function aboutUnion(i) {
      const served = model.isHour() ? model.servedByUnion(model.look.hour)[i] : 0;
      return [
        make("h2", { text: unions.names[i] }),
        facts([
          [texts.people, count(unions.people[i])],
          [texts.covered_people, withShare(unions.covered[i], unions.people[i])],
          [texts.served_people, model.isHour() ? withShare(served, unions.people[i]) : null],
        ]),
      ];
    }

    const about = {
      demand: { tell: aboutDemand, name: (i) => demand.names[i] },
      site: { tell: aboutSite, name: (i) => sites.names[i] },
      gap: { tell: aboutGap, name: (i) => unionName(gaps.union[i]) },
      union: { tell: aboutUnion, name: (i) => unions.names[i] },
    };

    /* Open the popup for one thing, or for a list of all that lies on one spot. */
    function open(found, at) {
      shown = { found, at };
      const content = found.length === 1 ? tell(found[0]) : list(found);
      popup.setLatLng(at).setContent(frame(...content));
      if (popup.isOpen()) popup.update(); else popup.openOn(map);
      popup.getElement().querySelector(".leaflet-popup-close-button")
        .setAttribute("aria-label", texts.close);
    }

    /* A button that replaces what it stands in is no longer in the popup when its click reaches the
       map, which would take it for a click of its own. */
    function frame(...content) {
      return make("div", {
        class: "coverage-popup", on: { click: (event) => event.stopPropagation() },
      }, ...content);
    }

    const tell = ([kind, i]) => about[kind].tell(i).filter(Boolean);

    function list(found) {
      const { at } = shown;
      const listed = found.slice(0, MOST_LISTED);
      const rest = found.length - listed.length;
      return [
        make("h2", { text: fill(texts.here, { count: count(found.length) }) }),
        make("ul", { class: "coverage-here" }, ...listed.map((each) => make("li", {},
          make("button", {
            type: "button", text: about[each[0]].name(each[1]), on: { click: () => choose(each, found, at) },
          })))),
        rest > 0 && make("p", { class: "coverage-note", text: fill(texts.here_more, { count: rest }) }),
      ].filter(Boolean);
    }

    function choose(each, found, at) {
      const back = make("button", {
        type: "button", class: "coverage-back", text: texts.back, on: { click: () => open(found, at) },
      });
      popup.setContent(frame(back, ...tell(each)));
      shown = { found: [each], at };
      back.focus();
    }

    /* All symbols on the spot of the one that was hit, desks first. */
    function symbolsAt(point) {
      const parts = [["site", layers.sites], ["demand", layers.demand]]
        .filter(([, layer]) => map.hasLayer(layer));
      for (const [, layer] of parts) {
        const hit = layer.at(point, SLACK_PX);
        if (hit < 0) continue;
        const spot = map.latLngToContainerPoint(layer.place(hit));
        const found = parts.flatMap(([kind, other]) =>
          other.near(spot, SAME_SPOT_PX).map((i) => [kind, i]));
        return { found, at: layer.place(hit) };
      }
      return null;
    }

    map.on("click", (event) => {
      const hit = symbolsAt(event.containerPoint);
      if (hit) return open(hit.found, hit.at);
      const inGaps = model.look.layers.gaps ? gapsAt(event.latlng) : [];
      if (inGaps.length) return open(inGaps, event.latlng);
      const union = model.look.layers.unions ? areas.unionAt(event.latlng) : -1;
      if (union >= 0) open([["union", union]], event.latlng);
    });
    const gapsAt = (latLng) => areas.gapsAt(latLng).map((i) => ["gap", i]);

    map.on("mousemove", (event) => {
      const isHit = [layers.sites, layers.demand].some((layer) =>
        map.hasLayer(layer) && layer.at(event.containerPoint, 0) >= 0);
      map.getContainer().classList.toggle("is-on-symbol", isHit);
    });

    // What the popup says depends on the hour; the map stays where the reader has moved it.
    model.listen(() => {
      if (!shown || !popup.isOpen() || shown.found.length !== 1) return;
      popup.options.autoPan = false;
      open(shown.found, shown.at);
      popup.options.autoPan = true;
    });

    return {
      /* Go to a place or desk and tell about it. */
      visit(kind, i) {
        const columns = kind === "site" ? sites : demand;
        const at = L.latLng(columns.lat[i], columns.lon[i]);
        map.setView(at, Math.max(map.getZoom(), CLOSEST_ZOOM), { animate: !model.isCalm() });
        open([[kind, i]], at);
      },
    };
  };
})();
