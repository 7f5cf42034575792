import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.pages.structured_data import special_days, structured_data
from api.schemas import DayHours, ServicePointDetail
from geo.hours import Closure, open_intervals, parse_opening_hours
from geo.messages import Language
from geo.workdays import build_calendar
from tests.api.pages_desk import day, service_point

UNION = {"code": "U1", "name": "杨浦区总工会", "level": "district", "phone": "021-65431234"}
MONDAY = date(2026, 11, 23)
NO_CALENDAR = build_calendar([])


def written(language=Language.CHINESE, **changes):
    point = ServicePointDetail.model_validate(service_point(**changes))
    return str(structured_data(point, language))


def described(**changes):
    return json.loads(written(**changes))


def weekly(text):
    found = described(opening_hours=text).get("openingHoursSpecification", [])
    return [(entry["dayOfWeek"], entry["opens"], entry["closes"]) for entry in found]


def special(text, days):
    read = [DayHours.model_validate(entry) for entry in days]
    return [
        (entry["validFrom"], entry["validThrough"], entry["opens"], entry["closes"])
        for entry in special_days(text, read)
    ]


def days_of(text, closures=(), count=14, calendar=NO_CALENDAR):
    """The coming days as the interface tells them: cut at midnight."""
    found = open_intervals(
        parse_opening_hours(text), MONDAY, count, calendar=calendar, closures=closures
    )
    return [
        day(f"{MONDAY + timedelta(days=number)}", *_cut(found.tolist(), number * 1_440))
        for number in range(count)
    ]


def _cut(intervals, midnight):
    cut = [(max(a - midnight, 0), min(b - midnight, 1_440)) for a, b in intervals]
    return [tuple(f"{m // 60:02}:{m % 60:02}" for m in span) for span in cut if span[0] < span[1]]


def test_who_and_where_it_is_is_said():
    found = described(union=UNION)

    assert (found["@type"], found["name"]) == ("GovernmentOffice", "杨浦区职工服务中心")
    assert found["address"]["streetAddress"] == "控江路 1555 号"
    assert found["telephone"] == ["021-5588 0000转8012"]
    assert found["geo"] == {"@type": "GeoCoordinates", "latitude": 31.27, "longitude": 121.52}
    assert found["url"] == "/points/S1"


def test_the_union_languages_and_access_are_said():
    found = described(union=UNION)

    assert found["parentOrganization"] == {
        "@type": "WorkersUnion",
        "name": "杨浦区总工会",
        "telephone": "021-65431234",
    }
    assert found["contactPoint"]["availableLanguage"] == ["zh", "en"]
    assert found["amenityFeature"][0]["value"] is True


def test_that_wheelchairs_cannot_enter_is_said_too():
    assert described(wheelchair=False)["amenityFeature"][0]["value"] is False


def test_what_is_not_known_is_not_said():
    unknown = {
        **dict.fromkeys(("address", "phone", "union", "wheelchair", "opening_hours")),
        "languages": [],
        "days": [],
    }

    assert set(described(**unknown)) == {"@context", "@type", "@id", "url", "name", "geo"}


def test_weekdays_with_an_equal_interval_share_an_entry():
    assert weekly("Mo-We 09:00-11:30,13:00-17:00; Sa 09:00-11:30") == [
        (["Monday", "Tuesday", "Wednesday", "Saturday"], "09:00", "11:30"),
        (["Monday", "Tuesday", "Wednesday"], "13:00", "17:00"),
    ]


@pytest.mark.parametrize(
    ("text", "opens", "closes"),
    [
        ("24/7", "00:00", "23:59"),
        ("Mo 18:00-24:00", "18:00", "23:59"),
        ("Mo 22:00-02:00", "22:00", "02:00"),
    ],
)
def test_midnight_is_written_as_a_time_of_day(text, opens, closes):
    ((_, *times),) = weekly(text)

    assert times == [opens, closes]


def test_days_as_usual_are_not_special():
    assert special("Mo-Fr 09:00-20:00", days_of("Mo-Fr 09:00-20:00")) == []


def test_a_holiday_is_closed_and_a_make_up_workday_open():
    days = [day("2026-11-27"), day("2026-11-28", ("09:00", "20:00"))]

    assert special("Mo-Fr 09:00-20:00", days) == [
        ("2026-11-27", "2026-11-27", "00:00", "00:00"),
        ("2026-11-28", "2026-11-28", "09:00", "20:00"),
    ]


def test_every_interval_of_a_special_day_is_listed():
    days = [day("2026-11-23", ("10:00", "11:00"), ("14:00", "16:00"))]

    assert [entry[2:] for entry in special("Mo 09:00-17:00", days)] == [
        ("10:00", "11:00"),
        ("14:00", "16:00"),
    ]


def test_a_closed_night_changes_only_the_evening_it_would_have_begun_on():
    closed = Closure(MONDAY + timedelta(days=2), MONDAY + timedelta(days=2))

    found = special("22:00-02:00", days_of("22:00-02:00", [closed]))

    assert found == [
        ("2026-11-24", "2026-11-24", "22:00", "23:59"),
        ("2026-11-25", "2026-11-25", "00:00", "00:00"),
    ]


def test_hours_on_dates_alone_are_all_special():
    days = [day("2026-11-23"), day("2026-11-24", ("14:00", "16:00"))]

    assert special(None, days) == [("2026-11-24", "2026-11-24", "14:00", "16:00")]


@settings(max_examples=60)
@given(
    st.sampled_from(["24/7", "Mo-Fr 08:30-17:00", "20:00-04:00", "Fr 08:00-24:00; Sa 00:00-20:00"]),
    st.integers(1, 14),
)
def test_without_exceptions_no_day_is_special_however_far_one_looks(text, count):
    assert special(text, days_of(text, count=count)) == []


@given(st.text(min_size=1) | st.sampled_from(["</script>", "<!--", "&lt;", "'\"", "\u2028"]))
def test_no_name_breaks_out_of_the_script(name):
    text = written(name=name)

    assert not set("<>&'\u2028\u2029") & set(text)
    assert json.loads(text)["name"] == name
