import json
import re
from html.parser import HTMLParser

import pytest

from geo.errors import SourceUnavailable
from geo.messages import Language
from maps.basemaps import choose_base_map
from maps.bounds import WHOLE_COUNTRY
from maps.canvas import fragments, render
from maps.coverage_map import coverage_canvas
from maps.shipping import Assets, served_from
from tests.coverage_reports import NASTY, a_desk, a_place, a_report, a_scene, no_report

BRACES = re.compile(r"\{(\w+)\}")


class Data(HTMLParser):
    """The data that a page holds, by what it draws."""

    def __init__(self, page):
        super().__init__()
        self.drawn = {}
        self.tags = []
        self._draws = None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self._draws = dict(attrs).get("data-draws")

    def handle_data(self, data):
        if self._draws:
            self.drawn[self._draws] = json.loads(data)

    def handle_endtag(self, tag):
        self._draws = None


def data_of(scene, language=Language.CHINESE, **options):
    return Data(render(coverage_canvas(scene, language, **options))).drawn


def test_the_map_holds_the_report_and_the_standard_in_words():
    data = data_of(a_scene())["coverage"]

    assert (data["people"], data["covered_people"]) == (15, 1)
    assert data["standard"] == "标准：步行单程 15 分钟以内，办事 30 分钟，每周至少 2 天"
    assert data["made_on"] == "2026-12-01"
    assert data["is_estimated"]


def test_services_that_were_asked_for_are_named():
    report = a_report()
    report["standard"]["services"] = ["legal_aid", "our_own"]

    standard = data_of(a_scene(report), Language.ENGLISH)["coverage"]["standard"]

    assert standard.endswith("; services: legal aid, our_own")


def test_both_languages_say_the_same_things():
    chinese = data_of(a_scene())["coverage"]["texts"]
    english = data_of(a_scene(), Language.ENGLISH)["coverage"]["texts"]

    assert chinese.keys() == english.keys()
    assert {name: set(BRACES.findall(str(text))) for name, text in chinese.items()} == {
        name: set(BRACES.findall(str(text))) for name, text in english.items()
    }


def test_names_cannot_become_elements():
    nasty = a_report([a_place(1, name=NASTY, code=NASTY)], [a_desk(name=NASTY, code=NASTY)])
    nasty["by_union"][0]["name"] = NASTY

    found, harmless = (
        Data(render(coverage_canvas(a_scene(report), Language.CHINESE)))
        for report in (nasty, a_report([a_place(1)]))
    )

    assert found.tags == harmless.tags
    assert found.drawn["coverage"]["demand"]["names"] == [NASTY]
    assert found.drawn["coverage"]["unions"]["names"] == [NASTY]


def test_without_a_base_map_there_are_streets_and_borders_below():
    drawn = data_of(a_scene())

    assert list(drawn)[:2] == ["backdrop", "coverage"]
    assert not drawn["coverage"]["has_tiles"]


def test_with_a_base_map_its_tiles_lie_below():
    drawn = data_of(a_scene(), base_map=choose_base_map("openstreetmap"))

    assert list(drawn)[:2] == ["base_map", "coverage"]
    assert drawn["coverage"]["has_tiles"]


def test_a_file_knows_no_address_of_our_server():
    data = data_of(a_scene())["coverage"]

    assert data["area_address"] is None
    assert data["page_address"] is None


@pytest.mark.parametrize(("minutes", "asked"), [(15, 15), (0.4, 1), (20.6, 21), (240, 60)])
def test_a_page_of_the_server_asks_it_for_areas_of_whole_minutes(minutes, asked):
    report = a_report()
    report["standard"] |= {"minutes": minutes, "mode": "bike"}

    data = data_of(a_scene(report), assets=served_from("/static/maps"))["coverage"]

    expected = f"/v1/service-points/{{code}}/service-area?minutes={asked}&mode=bike"
    assert data["area_address"] == expected
    assert data["area_minutes"] == asked


def test_the_map_shows_all_people_desks_and_unions():
    bounds = data_of(a_scene())["canvas"]["bounds"]

    assert bounds == pytest.approx([121.49, 31.19, 121.55, 31.25])


def test_a_map_of_nobody_shows_the_unions_or_else_the_country():
    unions = data_of(a_scene(no_report()))["canvas"]["bounds"]
    nothing = data_of(a_scene(no_report(), union_areas={}))["canvas"]["bounds"]

    country = WHOLE_COUNTRY
    assert unions == pytest.approx([121.49, 31.19, 121.55, 31.25])
    assert nothing == [country.west, country.south, country.east, country.north]


def test_a_page_of_our_own_gets_the_parts():
    served = coverage_canvas(
        a_scene(), Language.CHINESE, assets=served_from("/static/maps"), name="people"
    )

    parts = fragments(served)

    assert 'id="people"' in parts.body
    assert any("coverage." in style for style in parts.styles)
    assert any("symbols." in script for script in parts.scripts)


def test_without_leaflet_there_is_no_map(tmp_path):
    with pytest.raises(SourceUnavailable):
        coverage_canvas(a_scene(), Language.CHINESE, assets=Assets(folder=tmp_path))
