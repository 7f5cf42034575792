/* What the map of visits knows: the stops of all routes, and which day, team and stop are looked at. */
(function () {
  "use strict";

  const ALL = -1;

  niangjia.outreach = { ALL };

  /* `look` is { day, team, stop, isUnserved }: positions in `data.days`, `data.teams` and `stops`, or ALL;
     no stop is ALL too. */
  niangjia.outreach.model = function (canvas, data) {
    const numbers = new Intl.NumberFormat(canvas.language);
    const stops = [];
    data.routes.forEach((route, number) => {
      for (const entry of route.entries) {
        if (!("order" in entry)) continue;
        entry.stop = stops.length;
        stops.push({ ...entry, route: number, team: route.team });
      }
    });
    const firstDay = data.routes.length ? data.routes[0].day : ALL;
    const watched = niangjia.look({ day: firstDay, team: ALL, stop: ALL, isUnserved: false });
    const { look } = watched;
    const isShown = ({ day, team }) =>
      (look.day === ALL || look.day === day) && (look.team === ALL || look.team === team);

    return {
      canvas, data, stops, ...watched,
      texts: data.texts,
      fill: niangjia.fill,
      count: (number) => numbers.format(number),
      isCalm: () => window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      routes: () => data.routes.filter(isShown),
      isStopShown: (stop) => isShown(data.routes[stop.route]),
      shownStops: () => stops.filter((stop) => isShown(data.routes[stop.route])),
    };
  };
})();
