"""A folium map with our own assets and language, on a page that asks no other host for anything.

Folium gives the tree of map, layers and page; the texts it would write are replaced here: its own
page has no language and no title, forbids zooming, and loads seven libraries from other hosts. Our
page holds data as JSON and draws it with `maps/scripts`, so that one and the same code draws a
file that is mailed around and a page of our server without inline scripts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import folium
from branca.element import Figure
from folium.template import Template
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from geo.messages import Language
from maps.basemaps import NO_BASE_MAP, BaseMap, base_map_layer
from maps.bounds import Bounds
from maps.layers import DataLayer, Finished, data_element
from maps.messages import HOW_TO_MOVE, NEEDS_SCRIPTS, ZOOM_IN, ZOOM_OUT
from maps.shipping import INLINE, Assets, content_hash, inline_style
from maps.trusted_html import trusted

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Fragments:
    """A map for a page of our own: put `styles` into its head, `body` where the map belongs.

    `scripts` go anywhere, each once, also where a page has several maps.
    """

    styles: Sequence[Markup]
    body: Markup
    scripts: Sequence[Markup]


class CanvasPage(Figure):
    """The page around one map."""

    _template = _TEMPLATES.get_template("page.html")

    def __init__(
        self, title: str, language: Language, *, base_map: BaseMap, assets: Assets
    ) -> None:
        super().__init__(title=title)
        self.language = language
        self.base_map = base_map
        self.assets = assets
        self.needs_scripts = NEEDS_SCRIPTS.text(language)

    @property
    def styles(self) -> Sequence[Markup]:
        """The elements that load all style sheets, each once."""
        return [self.assets.style_tag(name) for name in self._style_names()]

    @property
    def scripts(self) -> Sequence[Markup]:
        """The elements that load all scripts, each once."""
        return [self.assets.script_tag(name) for name in self._script_names()]

    @property
    def inline_script(self) -> Markup:
        """What folium's own layers wrote, if there are any, to run when our map stands."""
        script = self.script.render()
        if not script.strip():
            return Markup()
        run = f'document.addEventListener("DOMContentLoaded", function () {{\n{script}\n}});'
        return trusted(run)

    def fragments(self) -> Fragments:
        """Write the parts of the page that belong to the map."""
        for child in self._children.values():
            child.render()
        return Fragments(self.styles, trusted(self.html.render()), self.scripts)

    @property
    def policy(self) -> str:
        """Allow the scripts and styles of this very file and the base map, and forbid all else."""
        files = self.assets.files
        known = [files.scripts[name] for name in self._script_names()]
        scripts = [content_hash(script) for script in [*known, self.inline_script] if script]
        styles = [content_hash(inline_style(files, name)) for name in self._style_names()]
        images = ["data:", "blob:", *self.base_map.hosts]
        return (
            f"default-src 'none'; script-src {' '.join(scripts)}; style-src {' '.join(styles)}; "
            f"img-src {' '.join(images)}; base-uri 'none'; form-action 'none'"
        )

    def _style_names(self) -> Sequence[str]:
        found = self.assets.files.styles
        return ["leaflet", "canvas", *(name for name in self._layer_scripts() if name in found)]

    def _script_names(self) -> Sequence[str]:
        return ["leaflet", "canvas", *self._layer_scripts()]

    def _layer_scripts(self) -> Sequence[str]:
        canvases = [child for child in self._children.values() if isinstance(child, Canvas)]
        layers = [layer for drawn in canvases for layer in drawn.layers]
        return list(dict.fromkeys(script for layer in layers for script in layer.scripts))


class Canvas(folium.Map):
    """A folium map that loads nothing by itself: settings as JSON, drawn by `canvas.js`."""

    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <div class="folium-map" id="{{ this.get_name() }}"></div>
        {% endmacro %}
        """
    )

    def __init__(self, page: CanvasPage, bounds: Bounds, *, name: str) -> None:
        self._element_name = name
        super().__init__(tiles=None)
        # Libraries that folium would load from other hosts: none.
        self.default_js, self.default_css = [], []
        self.page = page
        self.bounds = bounds
        page.add_child(self)

    @property
    def layers(self) -> Sequence[DataLayer]:
        """Our own layers, from the bottom up."""
        return [child for child in self._children.values() if isinstance(child, DataLayer)]

    def get_name(self) -> str:
        """Return the id of the element, and the name that folium's own layers know the map by."""
        return self._element_name

    def render(self, **kwargs: object) -> str:
        """Put the map, its settings and its layers into the page; nothing is written here."""
        super().render(**kwargs)  # type: ignore[no-untyped-call]  # folium's has no types
        settings = data_element(self._element_name, "canvas", self._settings())
        self.page.html.add_child(Finished(settings), name=f"{self._element_name}_settings")
        return ""

    def _settings(self) -> Mapping[str, object]:
        language, bounds = self.page.language, self.bounds
        return {
            "language": language.value,
            "bounds": [bounds.west, bounds.south, bounds.east, bounds.north],
            "hasTiles": bool(self.page.base_map.tiles),
            "label": HOW_TO_MOVE.text(language, title=self.page.title),
            "zoomIn": ZOOM_IN.text(language),
            "zoomOut": ZOOM_OUT.text(language),
        }


def canvas(
    title: str,
    language: Language,
    *,
    bounds: Bounds,
    base_map: BaseMap = NO_BASE_MAP,
    assets: Assets = INLINE,
    name: str = "map",
) -> Canvas:
    """Make an empty map; raises SourceUnavailable where Leaflet is not installed.

    `name` is an identifier of JavaScript, and tells maps on one page apart.
    """
    assets.require()
    drawn = Canvas(CanvasPage(title, language, base_map=base_map, assets=assets), bounds, name=name)
    if base_map.tiles:
        drawn.add_child(base_map_layer(base_map, language))
    return drawn


def render(drawn: Canvas) -> str:
    """Write the whole page; with inline assets it is a file that needs nothing else."""
    return str(drawn.page.render())


def fragments(drawn: Canvas) -> Fragments:
    """Write the parts that a page of our own needs around and for the map."""
    return drawn.page.fragments()
