from datetime import date

import pytest
from starlette.testclient import TestClient

from api.clock import now
from api.pages.planner.visits import read_span
from data.visits import record_visit
from geo.places import PlaceKind
from planner.visits import VisitOutcome, VisitRecord
from tests.api.pages_desk import words
from tests.applications import make_app

TODAY = date(2026, 11, 22)


@pytest.fixture
def page(settings, sqlite):
    """The page on visits, after one of today to a place with a name."""
    visit = VisitRecord(
        code="visit-1",
        place_kind=PlaceKind.APARTMENT,
        place_code="home",
        date=now().date(),
        team="一组",
        outcome=VisitOutcome.MET,
        people_met=1_200,
        joined=3,
        notes="<b>北门</b>登记",
    )
    with sqlite.transaction() as session:
        record_visit(session, visit)
    with TestClient(make_app(settings)) as client:
        yield lambda **asked: client.get("/planner/outreach/visits", params=asked)


def test_the_figures_of_the_last_month_are_shown_by_team(page):
    told = words(page().text)

    assert "全部小组 1 1 1,200 3 0 – –" in told
    assert "一组 1 1 1,200 3" in told


def test_visits_are_told_with_the_names_of_their_places(page):
    shown = page()

    assert "殷行公寓" in words(shown.text)
    assert "&lt;b&gt;北门&lt;/b&gt;登记" in shown.text


def test_the_page_speaks_english(page):
    assert "All teams 1 1 1,200 3" in words(page(lang="en").text)


def test_days_without_visits_say_so(page):
    assert "这些天没有走访记录" in words(page(since="2020-01-01", until="2020-01-31").text)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("", "", ("2026-10-23", "2026-11-22")),
        ("", "2026-03-31", ("2026-03-01", "2026-03-31")),
        ("2026-11-01", "", ("2026-11-01", "2026-11-22")),
    ],
)
def test_days_that_are_left_out_are_those_of_a_month(since, until, expected):
    span = read_span(since, until, TODAY)

    assert (str(span.since), str(span.until), span.problem) == (*expected, "")


@pytest.mark.parametrize(("since", "until"), [("x", ""), ("2026-11-22", "2026-11-01")])
def test_days_that_cannot_be_are_told(since, until):
    span = read_span(since, until, TODAY)

    assert span.until == TODAY
    assert since in span.problem
