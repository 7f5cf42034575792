/* Elements of a page from texts that people wrote: these become text, and never HTML.

     niangjia.make("button", { class: "x", text: "…", on: { click } , "aria-label": "…" }, child, …)

   `text` is the content, `on` has listeners, properties such as `hidden`, `value` and `checked` are set
   as such, all others are attributes; those that are null or undefined are left out. */
(function () {
  "use strict";

  const PROPERTIES = new Set(["hidden", "value", "checked", "type", "min", "max", "step", "htmlFor"]);

  niangjia.make = function (tag, options = {}, ...children) {
    const element = document.createElement(tag);
    const { text, on, ...others } = options;
    if (text !== undefined) element.textContent = text;
    for (const [name, listener] of Object.entries(on ?? {})) element.addEventListener(name, listener);
    for (const [name, value] of Object.entries(others)) {
      if (value === null || value === undefined) continue;
      if (PROPERTIES.has(name)) element[name] = value; else element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  };

  /* A sentence with its places in braces filled in. */
  niangjia.fill = (text, values) =>
    text.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
})();
