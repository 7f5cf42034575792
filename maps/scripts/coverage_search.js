/* Finds places and desks by name or code, in the page itself: nothing that is typed leaves it. */
(function () {
  "use strict";

  const { make, fill } = niangjia;
  const MOST = 8;

  niangjia.coverage.search = function (model, popups) {
    const { texts, demand, sites, canvas: { map } } = model;
    const id = `coverage-found-${map.getContainer().id}`;
    const lower = (list) => list.map((text) => text.toLowerCase());
    const kinds = [["site", sites], ["demand", demand]].map(([kind, columns]) => ({
      kind, columns, names: lower(columns.names), codes: lower(columns.codes),
    }));
    let found = [];
    let chosen = -1;

    const list = make("ul", { class: "coverage-found", id, role: "listbox", hidden: true,
      "aria-label": texts.search });
    const box = make("input", {
      type: "search", class: "coverage-search-box", placeholder: texts.search, "aria-label": texts.search,
      role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list",
      autocomplete: "off", on: { input: find, keydown: steer, focus: find, blur: () => setTimeout(close, 150) },
    });
    const note = make("p", { class: "coverage-search-note", role: "status", hidden: true });
    const element = make("div", { class: "coverage-search leaflet-control" }, box, list, note);
    L.DomEvent.disableClickPropagation(element);
    L.DomEvent.disableScrollPropagation(element);

    /* Names that begin with the text come first. */
    function find() {
      const text = box.value.trim().toLowerCase();
      if (!text) return close();
      const starts = [];
      const holds = [];
      for (const { kind, names, codes } of kinds) {
        names.forEach((name, i) => {
          const at = name.indexOf(text);
          if (at === 0 || codes[i] === text) starts.push([kind, i]);
          else if (at > 0 || codes[i].startsWith(text)) holds.push([kind, i]);
        });
      }
      const all = [...starts, ...holds];
      found = all.slice(0, MOST);
      chosen = -1;
      show(all.length);
    }

    function show(count) {
      list.replaceChildren(...found.map(([kind, i], number) => make("li", {
        id: `${id}-${number}`, role: "option", "aria-selected": String(number === chosen),
        on: { mousedown: (event) => event.preventDefault(), click: () => visit(number) },
      },
      make("span", { text: columnsOf(kind).names[i] }),
      make("small", { text: kind === "site" ? texts.tiers[sites.tier[i]] : texts.kinds[demand.kind[i]] }))));
      list.hidden = !found.length;
      note.hidden = count > 0 && count <= MOST;
      note.textContent = count
        ? fill(texts.search_more, { count: model.count(count - MOST) })
        : fill(texts.search_none, { text: box.value.trim() });
      box.setAttribute("aria-expanded", String(!list.hidden));
      mark();
    }

    const columnsOf = (kind) => (kind === "site" ? sites : demand);

    function mark() {
      Array.from(list.children).forEach((option, number) => {
        option.setAttribute("aria-selected", String(number === chosen));
      });
      if (chosen < 0) box.removeAttribute("aria-activedescendant");
      else box.setAttribute("aria-activedescendant", `${id}-${chosen}`);
    }

    function steer(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && found.length) {
        event.preventDefault();
        chosen = (chosen + step + found.length) % found.length;
        mark();
      } else if (event.key === "Enter" && found.length) {
        visit(Math.max(chosen, 0));
      } else if (event.key === "Escape") {
        close();
      }
      event.stopPropagation();
    }

    function visit(number) {
      const [kind, i] = found[number];
      close();
      box.blur();
      popups.visit(kind, i);
    }

    function close() {
      list.hidden = true;
      note.hidden = true;
      box.setAttribute("aria-expanded", "false");
    }

    return element;
  };
})();
