"""What several tests ask of a page: whether it fits, stands out, and can be used by everybody."""

from maps.asset_files import HERE

WIDE = {"viewport": {"width": 1280, "height": 900}, "is_mobile": False, "has_touch": False}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}

AXE = HERE / "assets" / "node_modules" / "axe-core" / "axe.min.js"
VIOLATIONS = """
  async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
    .map(found => `${found.impact} ${found.id}: ${found.nodes.map(node => node.target).join(" ")}`)
"""
OPEN_ALL = "document.querySelectorAll('details').forEach(part => { part.open = true; })"
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
WIDER_THAN_THE_PAGE = """
  () => [...document.querySelectorAll("body *")]
    .filter(part => part.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .filter(part => !part.closest(".scroll") || matchMedia("print").matches)
    .map(part => part.outerHTML.slice(0, 200))
"""
WITHOUT_A_NAME = """
  () => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea")]
    .filter(part => !(part.getAttribute("aria-label") || part.labels && part.labels.length
      || part.matches("a, button") && part.textContent.trim()))
    .map(part => part.outerHTML)
"""
FAINT_TEXTS = """
  () => {
    const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
    const light = colour => {
      const [r, g, b] = numbers(colour).map(value => value / 255)
        .map(value => value <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4);
      return .2126 * r + .7152 * g + .0722 * b;
    };
    const behind = part => {
      for (; part; part = part.parentElement) {
        const colour = getComputedStyle(part).backgroundColor;
        if (numbers(colour)[3] !== 0) return colour;
      }
    };
    const contrast = part => {
      const pair = [light(getComputedStyle(part).color), light(behind(part))].sort((a, b) => b - a);
      return (pair[0] + .05) / (pair[1] + .05);
    };
    return [...document.querySelectorAll("body *")]
      .filter(part => part.offsetParent && [...part.childNodes].some(
        node => node.nodeType === Node.TEXT_NODE && node.textContent.trim()))
      .filter(part => contrast(part) < 4.5)
      .map(part => contrast(part).toFixed(2) + " " + part.outerHTML);
  }
"""
DOUBLE_IDS = """
  () => [...document.querySelectorAll("[id]")].map(part => part.id)
    .filter((id, place, all) => all.indexOf(id) !== place)
"""
TOO_LOW_TO_TAP = """
  () => [...document.querySelectorAll("main a, main button, main summary, main select")]
    .filter(part => part.checkVisibility() && !part.closest(".leaflet-control-attribution"))
    .filter(part => part.getBoundingClientRect().height < 44
      && !getComputedStyle(part, "::after").position.includes("absolute"))
    .map(part => part.outerHTML)
"""
