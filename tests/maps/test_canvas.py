import re
from html.parser import HTMLParser

import folium
import pytest

from geo.errors import SourceUnavailable
from geo.messages import Language
from maps.basemaps import choose_base_map
from maps.bounds import Bounds
from maps.canvas import canvas, fragments, render
from maps.layers import DataLayer
from maps.shipping import Assets, served_from

HERE = Bounds(121.40, 31.20, 121.60, 31.35)
ATTACK = "</title><script>alert(1)</script>{{ 7*7 }}{% raw %}\"'"
LOADED = re.compile(r"url\(([^)]*)\)|@import")


class Parts(HTMLParser):
    """What a page says, and what a browser would load for it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._inside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._inside.append(tag)

    def handle_endtag(self, tag):
        self._inside.pop()

    def handle_data(self, data):
        self.texts.setdefault(self._inside[-1] if self._inside else "", []).append(data)

    def attributes(self, wanted: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == wanted]

    def loaded(self) -> list[str]:
        sources = [attributes.get("src") for _, attributes in self.tags]
        links = [attributes.get("href") for attributes in self.attributes("link")]
        styles = LOADED.findall("".join(self.texts.get("style", [])))
        return [address for address in [*sources, *links, *styles] if address]


def drawn(**options):
    return canvas("覆盖图", Language.CHINESE, bounds=HERE, **options)


@pytest.mark.parametrize("base_map", ["none", "amap", "openstreetmap"])
def test_a_file_loads_nothing(base_map):
    page = Parts(render(drawn(base_map=choose_base_map(base_map))))

    assert [address for address in page.loaded() if not address.startswith(("data:", "#"))] == []


def test_a_served_page_loads_from_its_own_server_alone():
    page = Parts(render(drawn(assets=served_from("/static/maps"))))

    assert len(page.loaded()) == 4
    assert [address for address in page.loaded() if not address.startswith("/static/maps/")] == []


def test_a_served_page_has_no_script_of_its_own():
    page = Parts(render(drawn(assets=served_from("/static/maps"))))

    scripts = [script for script in page.attributes("script") if "src" not in script]

    assert [script["type"] for script in scripts] == ["application/json"]
    assert page.attributes("style") == []


@pytest.mark.parametrize(
    ("language", "lang"), [(Language.CHINESE, "zh-CN"), (Language.ENGLISH, "en")]
)
def test_the_page_names_its_language(language, lang):
    page = Parts(render(canvas("A", language, bounds=HERE)))

    assert page.attributes("html") == [{"lang": lang}]


def test_the_title_is_text_and_nothing_else():
    page = Parts(render(canvas(ATTACK, Language.ENGLISH, bounds=HERE)))

    assert page.texts["title"] == [ATTACK]
    assert page.texts["h1"] == [ATTACK]


def test_readers_may_zoom_the_page():
    page = Parts(render(drawn()))

    viewports = [tag["content"] for tag in page.attributes("meta") if tag.get("name") == "viewport"]

    assert viewports == ["width=device-width, initial-scale=1"]


def test_the_encoding_is_said_once_and_early():
    html = render(drawn())

    assert html.lower().count("charset=utf-8") == 1
    assert html.lower().index("charset=utf-8") < 1024


def test_who_has_no_scripts_reads_why_the_page_is_empty():
    page = Parts(render(drawn()))

    assert page.attributes("noscript") == [{}]
    assert "JavaScript" in "".join(page.texts["p"])


def test_an_empty_map_weighs_less_than_180_kilobytes():
    assert len(render(drawn()).encode()) < 180_000


def test_the_same_map_is_the_same_file():
    assert render(drawn()) == render(drawn())


def test_rendering_twice_adds_nothing():
    once = drawn()

    assert render(once) == render(once)


def test_a_file_lets_only_its_own_scripts_and_styles_work():
    page = Parts(render(drawn(base_map=choose_base_map("amap"))))

    policies = [
        tag for tag in page.attributes("meta") if tag.get("http-equiv", "")[:7] == "Content"
    ]
    policy = policies[0]["content"]

    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "https://webrd01.is.autonavi.com" in policy
    assert "; style-src 'sha256-" in policy
    assert "unsafe-inline" not in policy


def test_layers_of_folium_work_in_a_file():
    with_circle = drawn()
    folium.Circle((31.3, 121.5), radius=50).add_to(with_circle)

    html = render(with_circle)

    assert "L.circle(" in html
    assert ".addTo(map);" in html


def test_fragments_are_the_map_without_a_page():
    parts = fragments(drawn(assets=served_from("/static/maps"), name="before"))

    assert '<div class="folium-map" id="before">' in parts.body
    assert "<h1" not in parts.body
    assert [str(tag)[:25] for tag in parts.scripts] == ['<script src="/static/maps'] * 2
    assert [str(tag)[:5] for tag in parts.styles] == ["<link"] * 2


def test_a_layer_brings_its_script_and_its_style():
    with_names = drawn(assets=served_from("/static/maps"))
    DataLayer("backdrop", {}).add_to(with_names)
    DataLayer("backdrop", {}).add_to(with_names)

    parts = fragments(with_names)

    assert ["backdrop" in tag for tag in parts.scripts] == [False, False, True]
    assert ["backdrop" in tag for tag in parts.styles] == [False, False, True]


def test_without_leaflet_it_says_what_is_missing_and_what_to_do(tmp_path):
    with pytest.raises(SourceUnavailable) as caught:
        drawn(assets=Assets(folder=tmp_path))

    assert caught.value.code == "assets_missing"
    assert "leaflet.js" in caught.value.text(Language.CHINESE)
    assert "make setup" in caught.value.text(Language.CHINESE)
    assert "Node.js 18" in caught.value.text(Language.ENGLISH)
