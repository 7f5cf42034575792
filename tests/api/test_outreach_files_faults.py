import pytest
import shapely

from api.use_cases.outreach_downloads import load_outreach_content
from geo.messages import Language
from tests.stored_visits import ASKED, finished_visits

AREAS = {"yp": shapely.box(113, 34, 114, 35)}


@pytest.mark.parametrize(
    ("name", "has_before", "has_areas"),
    [
        ("outreach.json", False, False),
        ("outreach.xlsx", False, False),
        ("outreach.html", False, True),
        ("sheets.html", False, False),
        ("calendar-T1.ics", True, False),
        ("route-T1.gpx", False, False),
    ],
)
def test_a_file_loads_only_what_it_needs(session, monkeypatch, name, has_before, has_areas):
    monkeypatch.setattr("api.use_cases.outreach_downloads.load_union_areas", lambda _: AREAS)
    before = finished_visits(session)
    moved = {"replaces": before, "moved_on": "2026-11-20"}
    code = finished_visits(session, request=ASKED | moved)

    content = load_outreach_content(session, code, Language.CHINESE, name=name, streets=None)

    assert (content.before is not None, bool(content.union_areas)) == (has_before, has_areas)
