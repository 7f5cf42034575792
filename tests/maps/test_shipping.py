import json
import re
from pathlib import Path

from folium import folium as folium_map

from maps.asset_files import HERE, load_assets
from maps.shipping import INLINE, content_hash, inline_style, served_files, served_from

ENDS_AN_ELEMENT = re.compile(r"</(script|style)|<!--|<script", re.IGNORECASE)
IMAGE = re.compile(r"url\(([\w.-]+\.png)\)")
OURS = {"canvas", "backdrop", "base_map", "shifted_tiles"}


def served(ending):
    return {name: file for name, file in served_files().items() if name.endswith(ending)}


def test_leaflet_and_our_scripts_are_there():
    assert {"leaflet", *OURS} <= load_assets().scripts.keys()


def test_leaflet_is_pinned_to_the_minor_version_that_folium_expects():
    pinned = json.loads((HERE / "assets" / "package.json").read_text())["dependencies"]["leaflet"]

    expected = re.search(r"leaflet@(\d+\.\d+)\.", dict(folium_map._default_js)["leaflet"])[1]

    assert re.fullmatch(rf"{expected}\.\d+", pinned)


def test_no_asset_can_end_the_element_it_stands_in():
    files = load_assets()

    texts = [*files.scripts.values(), *files.styles.values()]

    assert [text[:60] for text in texts if ENDS_AN_ELEMENT.search(text)] == []


def test_no_script_asks_for_a_source_map():
    scripts = load_assets().scripts

    assert [name for name, text in scripts.items() if "sourceMappingURL" in text] == []


def test_an_inline_style_holds_its_pictures():
    style = inline_style(load_assets(), "leaflet")

    assert style.count("url(data:image/png;base64,") == 3
    assert "images/" not in style


def test_a_served_style_names_pictures_that_are_served_beside_it():
    style = next(file for name, file in served("css").items() if name.startswith("leaflet"))

    named = IMAGE.findall(style.content.decode())

    assert len(named) == 3
    assert set(named) <= served_files().keys()


def test_a_tag_names_a_file_that_is_served():
    tag = served_from("/static/maps/").script_tag("canvas")

    name = re.fullmatch(r'<script src="/static/maps/(.+)" defer></script>', str(tag))[1]

    assert served_files()[name].media_type in {"text/javascript", "application/javascript"}
    assert served_files()[name].content.decode() == load_assets().scripts["canvas"]


def test_a_file_with_another_content_has_another_name(tmp_path):
    source = Path(HERE / "assets" / "node_modules" / "leaflet" / "dist")
    (tmp_path / "images").mkdir()
    copies = [(tmp_path / path.relative_to(source), path) for path in source.rglob("*.png")]
    copies += [(tmp_path / name, source / name) for name in ("leaflet.js", "leaflet.css")]
    written = [copy.write_bytes(path.read_bytes()) for copy, path in copies]
    (tmp_path / "leaflet.js").write_text("changed")

    changed = served_files(tmp_path).keys() - served_files().keys()

    assert len(written) >= 5
    assert [name[:8] for name in changed] == ["leaflet."]


def test_an_inline_script_is_known_by_the_hash_of_its_very_text():
    tag = str(INLINE.script_tag("canvas"))

    text = tag.removeprefix("<script>").removesuffix("</script>")

    assert content_hash(text) == content_hash(load_assets().scripts["canvas"])
    assert content_hash("alert(1)") == "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"
