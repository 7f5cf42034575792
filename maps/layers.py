"""Our own layers: data that stands in the page as JSON, and the script of ours that draws it.

Folium's own layers write their data into a script, and pass what they write through a template a
second time: a name with `{{ }}` in it would be run as code. Nothing of people goes through those.
"""

from collections.abc import Mapping, Sequence

import orjson
from branca.element import Element, Figure, MacroElement
from folium import Map
from markupsafe import Markup

from maps.trusted_html import trusted

_DATA = '<script type="application/json" data-map="{map}" data-draws="{draws}">{json}</script>'


class Finished(Element):
    """HTML that is written as it stands; an ordinary Element would take it for a template."""

    def __init__(self, html: Markup) -> None:
        super().__init__()
        self.html = html

    def render(self, **_: object) -> str:
        """Return the HTML."""
        return self.html


class DataLayer(MacroElement):
    """Something on a map that `maps/scripts/<draws>.js` draws from `data`.

    `data` is anything JSON holds, and numpy arrays as lists; large ones are smaller by
    `maps.packing`. `requires` names scripts that must be loaded before. A style sheet
    `maps/styles/<draws>.css` is loaded where there is one.
    """

    def __init__(
        self, draws: str, data: Mapping[str, object], *, requires: Sequence[str] = ()
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca's has no types
        self._name = "DataLayer"
        self.draws = draws
        self.data = data
        self.scripts = (*requires, draws)

    def render(self, **_: object) -> str:
        """Put the data into the page that the map stands on; nothing is written here."""
        page, drawn_on = self.get_root(), self._parent
        if not isinstance(page, Figure) or not isinstance(drawn_on, Map):
            message = "a DataLayer is drawn on a map: add it with add_to(canvas) first"
            raise TypeError(message)
        html = data_element(drawn_on.get_name(), self.draws, self.data)
        page.html.add_child(Finished(html), name=self.get_name())
        return ""


def data_element(map_name: str, draws: str, data: Mapping[str, object]) -> Markup:
    """Write data as an element that no browser runs, and that nothing in the data can end."""
    options = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS
    json = orjson.dumps(data, option=options).decode().replace("<", "\\u003c")
    return trusted(_DATA).format(map=map_name, draws=draws, json=trusted(json))
