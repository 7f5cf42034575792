/* A plan: what to do where in build order, who is covered before and after, and what each action adds. */
niangjia.draws("plan", function (canvas, data) {
  "use strict";

  const MOST_PLACES = 6;
  const { make } = niangjia;
  const { map } = canvas;
  const model = niangjia.plan.model(canvas, data);
  const drawing = niangjia.plan.drawing(model);
  niangjia.plan.panel(model, drawing);
  const { texts, fill, count, share, demand, unions, actions } = model;
  const tooltip = L.tooltip({ direction: "top", offset: [0, -12], className: "plan-tooltip" });

  map.on("mousemove", ({ containerPoint }) => {
    const hovered = drawing.actionAt(containerPoint);
    map.getContainer().classList.toggle("is-over", hovered >= 0 || drawing.placesAt(containerPoint).length > 0);
    hover(hovered);
  });
  map.on("mouseout", () => hover(-1));
  map.on("click", ({ containerPoint, latlng }) => {
    const action = drawing.actionAt(containerPoint);
    model.change({ selected: action, hovered: -1 });
    tooltip.remove();
    const found = action >= 0 ? describeAction(action) : describe(containerPoint, latlng);
    if (found) open(found.at ?? latlng, found.content);
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") model.change({ selected: -1, hovered: -1 });
  });

  function hover(hovered) {
    if (hovered === model.look.hovered) return;
    model.change({ hovered });
    tooltip.remove();
    if (hovered < 0) return;
    const { order, name, people } = actions[hovered];
    tooltip.setLatLng(drawing.placeOf(hovered)).setContent(make("div", {},
      make("strong", { text: `${order}. ${name}` }),
      make("div", { text: fill(texts.action_gain, { people: count(people) }) })));
    tooltip.addTo(map);
  }

  function open(latLng, content) {
    L.popup({ maxWidth: 280, className: "panel-popup plan-popup" }).setLatLng(latLng).setContent(content).openOn(map);
  }

  function describeAction(number) {
    const action = actions[number];
    const content = make("div", {},
      make("strong", { text: `${action.order}. ${action.name}` }),
      make("p", { text: [action.is_new ? texts.new_site : texts.extend_hours,
        fill(texts.action_from, action)].join(texts.comma) }),
      make("p", { text: [fill(texts.action_gain, { people: count(action.people) }),
        fill(texts.action_cost, { cost: count(action.cost) })].join(texts.comma) }),
      make("p", { text: fill(texts.hours, action) }));
    return { at: drawing.placeOf(number), content };
  }

  /* What is at a point: places, else a service point, else the union. */
  function describe(point, latLng) {
    const places = drawing.placesAt(point);
    if (places.length) return { content: describePlaces(places) };
    const site = drawing.siteAt(point);
    if (site >= 0) {
      return { content: make("div", {}, make("strong", { text: model.sites.names[site] }),
        make("p", { text: fill(texts.hours, { hours: model.sites.hours[site] }) })) };
    }
    const union = drawing.unions.at(latLng);
    return union < 0 ? null : { content: describeUnion(union) };
  }

  function describePlaces(places) {
    const shown = places.slice(0, MOST_PLACES).map(describePlace);
    const left = places.length - shown.length;
    if (left) shown.push(make("p", { text: fill(texts.more_here, { count: left }) }));
    return make("div", {}, ...shown);
  }

  function describePlace(row) {
    const orders = model.look.view === "after" ? model.actionsOf(row) : [];
    const union = demand.union[row];
    const reason = [texts.reason_distance, texts.reason_service, texts.reason_hours][demand.reason[row]];
    return make("div", { class: "panel-place plan-place" },
      make("strong", { text: demand.names[row] }),
      make("p", { text: [texts.kinds[demand.kind[row]],
        fill(texts.people_count, { people: count(demand.people[row]) }),
        union >= 0 ? unions.names[union] : texts.outside].join(texts.comma) }),
      make("p", { text: statusOf(row) }),
      reason ? make("p", { text: reason }) : null,
      orders.length ? make("p", { text: fill(texts.by_actions, { orders: orders.join(texts.comma) }) }) : null);
  }

  function statusOf(row) {
    const { COVERED, NEWLY, VISIT } = niangjia.plan;
    const number = model.classes()[row];
    if (number === COVERED) return texts.covered;
    if (number === NEWLY) return texts.newly;
    return number === VISIT ? `${texts.uncovered}${texts.comma}${texts.visit}` : texts.uncovered;
  }

  function describeUnion(union) {
    const { people, before, after } = unions;
    const text = people[union] ? fill(texts.union_change, {
      people: count(people[union]),
      before: count(before[union]),
      after: count(after[union]),
      before_share: share(before[union], people[union]),
      after_share: share(after[union], people[union]),
    }) : texts.union_nobody;
    return make("div", {}, make("strong", { text: unions.names[union] }), make("p", { text }));
  }
});
