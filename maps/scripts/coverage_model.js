/* What the coverage map knows: columns unpacked, figures by hour, and what is looked at now. */
(function () {
  "use strict";

  const HOURS = 168;
  const BYTES = HOURS / 8;
  const PER_DEGREE = 1e6;

  niangjia.coverage = {};

  /* `look` is { view: "week" | "hour", hour, layers }; `change` alters it and tells those who listen. */
  niangjia.coverage.model = function (canvas, data) {
    const { unpack } = canvas;
    const { texts } = data;
    const numbers = new Intl.NumberFormat(canvas.language);
    const shares = new Intl.NumberFormat(canvas.language, { style: "percent", maximumFractionDigits: 1 });
    const count = (number) => numbers.format(Math.round(number));
    const share = (part, all) => (all ? shares.format(part / all) : "–");
    const degrees = (packed) => Float64Array.from(unpack(packed), (millionths) => millionths / PER_DEGREE);
    const minutes = (packed) => Float64Array.from(unpack(packed), (tenths) => tenths / 10);

    const demand = {
      names: data.demand.names,
      codes: data.demand.codes,
      lon: degrees(data.demand.lon),
      lat: degrees(data.demand.lat),
      people: unpack(data.demand.people),
      kind: unpack(data.demand.kind),
      status: unpack(data.demand.status),
      days: unpack(data.demand.days),
      union: unpack(data.demand.union),
      nearest: unpack(data.demand.nearest),
      minutes: minutes(data.demand.minutes),
      estimated: unpack(data.demand.estimated),
      crowdHour: unpack(data.demand.crowd_hour),
      crowd: unpack(data.demand.crowd),
      hours: data.demand.hours && hoursOf(data.demand.hours),
    };
    const sites = {
      names: data.sites.names,
      codes: data.sites.codes,
      phones: data.sites.phones,
      lon: degrees(data.sites.lon),
      lat: degrees(data.sites.lat),
      tier: unpack(data.sites.tier),
      desks: unpack(data.sites.desks),
      hoursText: Array.from(unpack(data.sites.hours_text), (i) => data.sites.hours_texts[i]),
      hours: hoursOf(data.sites.hours),
      crowdHour: unpack(data.sites.crowd_hour),
      crowd: unpack(data.sites.crowd),
    };
    const unions = {
      names: data.unions.names,
      isUnion: data.unions.is_union,
      people: unpack(data.unions.people),
      covered: unpack(data.unions.covered),
      rings: canvas.latLngs(data.unions.rings),
      ringUnion: unpack(data.unions.ring_union),
    };
    const gaps = {
      cells: canvas.latLngs(data.gaps.cells),
      people: unpack(data.gaps.people),
      reason: unpack(data.gaps.reason),
      byReason: unpack(data.gaps.by_reason),
      union: unpack(data.gaps.union),
      places: unpack(data.gaps.places),
      first: unpack(data.gaps.first),
      nearest: unpack(data.gaps.nearest),
      minutes: minutes(data.gaps.minutes),
      helpSite: unpack(data.gaps.help_site),
      helpText: Array.from(unpack(data.gaps.help_text), (i) => data.gaps.help_texts[i]),
      helpHours: unpack(data.gaps.help_hours),
      helpPeople: unpack(data.gaps.help_people),
    };

    /* Rows × 168: distinct rows of bits, and which of them each row has. */
    function hoursOf(packed) {
      const patterns = unpack(packed.patterns);
      const which = unpack(packed.which);
      const bit = (pattern, hour) => (patterns[pattern * BYTES + (hour >> 3)] >> (hour & 7)) & 1;
      return {
        is: (row, hour) => bit(which[row], hour) === 1,
        of: (row) => Array.from({ length: HOURS }, (_, hour) => bit(which[row], hour)),
        /* One value per row: 1 where the hour is on. */
        at(hour) {
          const isOn = Uint8Array.from({ length: patterns.length / BYTES }, (_, i) => bit(i, hour));
          const rows = new Uint8Array(which.length);
          for (let row = 0; row < rows.length; row++) rows[row] = isOn[which[row]];
          return rows;
        },
        /* For each hour the sum of what the rows weigh. */
        sums(weights) {
          const byPattern = new Float64Array(patterns.length / BYTES);
          which.forEach((pattern, row) => { byPattern[pattern] += weights[row]; });
          return Float64Array.from({ length: HOURS }, (_, hour) =>
            byPattern.reduce((sum, weight, pattern) => sum + (bit(pattern, hour) ? weight : 0), 0));
        },
      };
    }

    /* How many people of each union can be served in an hour. */
    function servedByUnion(hour) {
      const served = new Float64Array(unions.names.length);
      demand.hours.at(hour).forEach((isServed, row) => {
        if (isServed && demand.union[row] >= 0) served[demand.union[row]] += demand.people[row];
      });
      return served;
    }

    const served = demand.hours && demand.hours.sums(demand.people);
    const best = served ? served.indexOf(Math.max(...served)) : 0;
    const listeners = [];
    const look = {
      view: "week",
      hour: best,
      layers: { demand: true, sites: true, unions: true, gaps: true },
    };

    return {
      canvas, data, texts, demand, sites, unions, gaps, served, servedByUnion, look,
      HOURS, count, share,
      fill: niangjia.fill,
      byStatus: sumsBy(demand.status, demand.people, data.styles.status.length),
      hasHours: Boolean(served) && demand.names.length > 0,
      isHour: () => look.view === "hour",
      isCalm: () => window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      change(changes) {
        Object.assign(look, changes);
        for (const listener of listeners) listener(look);
      },
      listen(listener) { listeners.push(listener); },
      /* "周二 18:00–19:00" */
      hourName(hour) {
        const clock = (number) => `${String(number).padStart(2, "0")}:00`;
        return `${texts.weekdays[Math.floor(hour / 24)]} ${clock(hour % 24)}–${clock((hour % 24) + 1)}`;
      },
      /* "甲、乙、丙等 12 个" */
      someOf(names, most) {
        const few = names.slice(0, most).join(texts.comma);
        return names.length > most
          ? niangjia.fill(texts.and_more, { names: few, count: names.length }) : few;
      },
    };
  };

  function sumsBy(classes, weights, size) {
    const sums = new Float64Array(size);
    classes.forEach((number, row) => { sums[number] += weights[row]; });
    return sums;
  }
})();
