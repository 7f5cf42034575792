import json
from datetime import timedelta
from functools import partial

import gpxpy
import pytest
from icalendar import Calendar

from api.use_cases.outreach_downloads import (
    OutreachContent,
    load_outreach_content,
    media_type_of,
    outreach_file_names,
    render_outreach_file,
)
from api.use_cases.plan_files import write_plan_files
from data.plans import OUTREACH, add_finished_plan, add_plan, delete_plan
from geo.errors import Conflict, NotFound, SourceUnavailable
from geo.messages import Language
from maps.messages import ASSETS_MISSING
from tests.outreach_reports import MADE_AT, T1_TUESDAY, stored_outreach, town_outreach

NAMES = [
    "outreach.json",
    "outreach.xlsx",
    "outreach.html",
    "sheets.html",
    "calendar-T1.ics",
    "calendar-二组.ics",
    "route-T1.gpx",
    "route-二组.gpx",
]
PARK = "2026-11-23-park-A1-T1@niangjia"


def content(language=Language.CHINESE, **others):
    report = town_outreach(language)
    return OutreachContent(report, language, made_at=MADE_AT, **others)


def stored(session, report=None, *, replaces=None, minutes=0):
    """Store a plan that is done, and return its code."""
    return add_finished_plan(
        session,
        {"replaces": replaces},
        result={"plan": report or stored_outreach()},
        data_revision=7,
        at=MADE_AT + timedelta(minutes=minutes),
        kind=OUTREACH,
    )


def loaded(session, code, language=Language.CHINESE):
    return load_outreach_content(session, code, language, name="calendar-T1.ics", streets=None)


def statuses(outreach, name="calendar-T1.ics"):
    calendar = Calendar.from_ical(render_outreach_file(outreach, name))
    return {str(event["uid"]): event["status"] for event in calendar.events}


def test_a_plan_has_files_for_all_and_for_each_team():
    assert outreach_file_names(town_outreach()) == NAMES


def test_every_file_has_its_media_type():
    types = {name: media_type_of(name) for name in NAMES}

    assert types["outreach.json"] == "application/json"
    assert types["sheets.html"] == "text/html; charset=utf-8"
    assert types["calendar-二组.ics"] == "text/calendar; charset=utf-8"
    assert types["route-T1.gpx"] == "application/gpx+xml"


def test_the_json_is_the_report_as_people_can_read_it():
    written = render_outreach_file(content(), "outreach.json").decode()

    assert written.startswith('{\n  "start": "2026-11-23"')
    assert "高新“智造”园" in written
    assert json.loads(written) == json.loads(json.dumps(town_outreach()))


def test_calendars_and_routes_are_those_of_the_team():
    calendar = Calendar.from_ical(render_outreach_file(content(), "calendar-二组.ics"))
    tracks = gpxpy.parse(render_outreach_file(content(), "route-二组.gpx"))

    assert str(calendar["x-wr-calname"]) == tracks.name == "城西二组"


def test_the_workbook_is_in_the_language_of_the_content():
    chinese = render_outreach_file(content(), "outreach.xlsx")
    english = render_outreach_file(content(Language.ENGLISH), "outreach.xlsx")

    assert chinese[:2] == english[:2] == b"PK"
    assert chinese != english


def test_the_map_shows_the_stops():
    page = render_outreach_file(content(), "outreach.html").decode()

    assert "西流湖公寓" in page


def test_the_printed_sheets_carry_the_links_of_the_teams():
    plain = render_outreach_file(content(), "sheets.html").decode()
    linked = render_outreach_file(
        content(team_links={"T1": "https://niangjia.example/outreach/t/abc"}), "sheets.html"
    ).decode()

    assert "西流湖公寓" in plain
    assert len(linked) > len(plain)


@pytest.mark.parametrize(
    "name", ["plan.xlsx", "calendar-T9.ics", "../outreach.json", "calendar-../T1.ics", ""]
)
def test_other_files_are_refused_with_those_there_are(name):
    with pytest.raises(NotFound, match=r"choose among outreach\.json, .*route-二组\.gpx"):
        render_outreach_file(content(), name)


def test_a_stored_plan_is_loaded_in_one_language(session):
    outreach = loaded(session, stored(session), Language.ENGLISH)

    assert outreach.report["routes"][0]["stops"][0]["why"] == "never visited (+25)"
    assert outreach.made_at == MADE_AT
    assert outreach.before is None


def test_an_unknown_plan_is_not_found(session):
    with pytest.raises(NotFound, match="v-20261120-aaaaaa"):
        loaded(session, "v-20261120-aaaaaa")


def test_a_plan_that_waits_has_no_files_yet(session):
    code = add_plan(session, {}, at=MADE_AT, kind=OUTREACH).code

    with pytest.raises(Conflict, match=code):
        loaded(session, code)


def test_a_plan_made_again_cancels_what_the_one_before_had(session):
    first = stored(session)
    second = stored(session, stored_outreach(routes=[T1_TUESDAY]), replaces=first, minutes=5)

    assert statuses(loaded(session, second))[PARK] == "CANCELLED"
    assert statuses(loaded(session, first))[PARK] == "CONFIRMED"


def test_what_was_cancelled_stays_so_in_all_later_plans(session):
    first = stored(session)
    second = stored(session, stored_outreach(routes=[T1_TUESDAY]), replaces=first, minutes=5)
    third = stored(session, stored_outreach(routes=[T1_TUESDAY]), replaces=second, minutes=9)

    assert statuses(loaded(session, third))[PARK] == "CANCELLED"


def test_a_plan_in_the_middle_is_not_deleted_since_later_calendars_cancel_by_it(session):
    first = stored(session)
    second = stored(session, stored_outreach(routes=[T1_TUESDAY]), replaces=first, minutes=5)
    third = stored(session, stored_outreach(routes=[T1_TUESDAY]), replaces=second, minutes=9)

    with pytest.raises(Conflict, match=f"{third} goes on from {second}"):
        delete_plan(session, second, kind=OUTREACH)

    assert statuses(loaded(session, third))[PARK] == "CANCELLED"


def test_all_files_are_written_into_the_folder(tmp_path):
    render = partial(render_outreach_file, content())

    written = write_plan_files(NAMES, render, tmp_path)

    assert [file.name for file in written.files] == NAMES
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(NAMES)
    assert (tmp_path / "outreach.json").read_bytes() == render("outreach.json")


def test_a_map_without_leaflet_is_left_out_alone(tmp_path, monkeypatch):
    def refuse(*_):
        raise SourceUnavailable(ASSETS_MISSING, missing="leaflet.js")

    monkeypatch.setattr("api.use_cases.outreach_downloads.outreach_canvas", refuse)

    written = write_plan_files(NAMES, partial(render_outreach_file, content()), tmp_path)

    assert list(written.left_out) == ["outreach.html"]
    assert len(written.files) == len(NAMES) - 1


def test_where_one_file_cannot_be_written_there_is_none(tmp_path):
    (tmp_path / "route-T1.gpx").mkdir()

    with pytest.raises(SourceUnavailable, match=r"route-T1\.gpx.*directory"):
        write_plan_files(NAMES, partial(render_outreach_file, content()), tmp_path)

    assert [file.name for file in tmp_path.iterdir()] == ["route-T1.gpx"]


def test_where_one_file_cannot_be_rendered_there_is_none(tmp_path):
    only_the_first = {"a": b""}.__getitem__

    with pytest.raises(KeyError, match="b"):
        write_plan_files(["a", "b"], only_the_first, tmp_path)

    assert list(tmp_path.iterdir()) == []
