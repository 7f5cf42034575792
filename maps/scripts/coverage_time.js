/* The bar below the coverage map: week or hour, and a slider over the 168 hours with its chart. */
(function () {
  "use strict";

  const { make, fill } = niangjia;
  const HOURS_PER_DAY = 24;
  const STEP_MS = 450;
  const THUMB_PX = 28;
  const CHART_PX = 44;
  const DARK = "#0072B2";
  const LIGHT = "#a9c9de";
  const INK = "#28221c";

  niangjia.coverage.time = function (model) {
    const { texts, look, served, count, HOURS } = model;
    const views = makeViews();
    const chart = make("canvas", { class: "coverage-chart", "aria-hidden": "true" });
    const slider = make("input", {
      class: "coverage-slider", "aria-label": texts.hour_slider,
      on: { input: () => go(Number(slider.value)), keydown: skipDays },
    });
    Object.assign(slider, { type: "range", min: 0, max: HOURS - 1, step: 1, value: look.hour });
    const play = make("button", {
      type: "button", class: "coverage-play", on: { click: () => (model.isCalm() ? next() : setPlaying(!timer)) },
    });
    const now = make("output", { class: "coverage-now" });
    const days = make("div", { class: "coverage-days", "aria-hidden": "true" },
      ...texts.weekdays.map((day) => make("span", { text: day })));
    const track = make("div", { class: "coverage-track" }, chart, slider, days);
    const bar = make("section", { class: "coverage-bar", "aria-label": texts.view },
      make("div", { class: "coverage-bar-top" }, views.element, play, now), track);
    let timer = null;

    function makeViews() {
      const name = `coverage-view-${model.canvas.map.getContainer().id}`;
      const radios = ["week", "hour"].map((view) => {
        const radio = make("input", {
          type: "radio", name, value: view, checked: look.view === view,
          on: { change: () => { setPlaying(false); model.change({ view }); } },
        });
        return [view, radio, make("label", {}, radio, make("span", { text: texts[`${view}_view`] }))];
      });
      return {
        element: make("fieldset", { class: "coverage-views" }, make("legend", { text: texts.view }),
          ...radios.map(([, , label]) => label)),
        show: () => { for (const [view, radio] of radios) radio.checked = look.view === view; },
      };
    }

    function go(hour) {
      model.change({ view: "hour", hour });
    }

    const next = () => go((look.hour + 1) % HOURS);

    function skipDays(event) {
      const days = { PageUp: 1, PageDown: -1 }[event.key];
      if (!days) return;
      event.preventDefault();
      go((look.hour + days * HOURS_PER_DAY + HOURS) % HOURS);
    }

    function setPlaying(isPlaying) {
      clearInterval(timer);
      timer = isPlaying ? setInterval(next, STEP_MS) : null;
      if (isPlaying && look.view === "week") model.change({ view: "hour" });
      label();
    }

    function label() {
      const words = model.isCalm() ? texts.next_hour : (timer ? texts.pause : texts.play);
      play.textContent = words;
      play.classList.toggle("is-playing", Boolean(timer));
    }

    /* Bars of people by hour; the thumb of the slider stands on the bar of its hour. */
    function drawChart() {
      const width = track.clientWidth;
      if (!width) return;
      const ratio = window.devicePixelRatio || 1;
      chart.width = width * ratio;
      chart.height = CHART_PX * ratio;
      const context = chart.getContext("2d");
      context.scale(ratio, ratio);
      const most = Math.max(...served, 1);
      const step = (width - THUMB_PX) / (HOURS - 1);
      served.forEach((people, hour) => {
        const isChosen = look.view === "hour" && hour === look.hour;
        const height = people ? Math.max((people / most) * (CHART_PX - 2), 1) : 0;
        context.fillStyle = isChosen ? DARK : LIGHT;
        context.fillRect(THUMB_PX / 2 + (hour - 0.5) * step, CHART_PX - height, Math.max(step - 0.5, 1), height);
        if (isChosen) context.fillRect(THUMB_PX / 2 + hour * step - 0.5, 0, 1, CHART_PX);
      });
      context.fillStyle = INK;
      context.fillRect(0, CHART_PX - 0.5, width, 0.5);
    }

    function show() {
      const isHour = model.isHour();
      const words = fill(texts.hour_value, { hour: model.hourName(look.hour), people: count(served[look.hour]) });
      views.show();
      slider.value = look.hour;
      slider.setAttribute("aria-valuetext", words);
      bar.classList.toggle("is-week", !isHour);
      now.textContent = isHour ? words : "";
      drawChart();
    }

    label();
    model.listen(show);
    return { bar, show };
  };
})();
