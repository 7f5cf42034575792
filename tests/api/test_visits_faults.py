from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from api.use_cases.visits import VisitAsked, save_visit
from data.revision import hold_writers
from data.visits import find_visit, load_visit_days
from geo.places import PlaceKind
from planner.visited import SPAN_DAYS, VisitDays, first_day_that_matters
from tests.stored_visits import MONDAY_EVENING, published_visits

CODE = "0b6f4f0e-7a34-4a0c-8d5f-2f4a8f1c9d11"
ASKED = VisitAsked.model_validate({"place": "park:A1", "date": "2026-11-23", "outcome": "met"})


@pytest.fixture
def steps(monkeypatch):
    """Note which plans are read, and when others begin to wait."""
    steps = []

    def places_of(session, code):
        steps.append(code)
        return {"park:A1"}

    def hold(session):
        steps.append("hold")
        hold_writers(session)

    monkeypatch.setattr("api.use_cases.visits.load_places_of", places_of)
    monkeypatch.setattr("api.use_cases.visits.hold_writers", hold)
    return steps


def save(session):
    return save_visit(session, CODE, ASKED, at=MONDAY_EVENING, team="T1")


def test_plans_are_read_before_others_have_to_wait(session, steps):
    plan = published_visits(session)

    save(session)

    assert steps == [plan, "hold"]
    assert find_visit(session, CODE).plan_code == plan


def test_plans_that_were_over_before_the_oldest_visit_are_not_read(session, steps):
    published_visits(session, start="2025-10-16")
    oldest = published_visits(session, start="2025-10-18")

    save(session)

    assert steps == [oldest, "hold"]


def test_a_visit_sent_again_reads_no_plan(session, steps):
    published_visits(session)
    save(session)
    steps.clear()

    assert not save(session)
    assert steps == ["hold"]


def test_days_before_the_first_that_matters_are_not_loaded(session):
    published_visits(session)
    save(session)

    on_the_day = load_visit_days(session, since=date(2026, 11, 23))
    after_it = load_visit_days(session, since=date(2026, 11, 24))

    assert on_the_day == {(PlaceKind.PARK, "A1"): [date(2026, 11, 23)]}
    assert after_it == {}


@pytest.mark.parametrize("months", [1, 3])
def test_no_visit_before_the_first_day_makes_a_place_monthly(months):
    on = date(2026, 11, 23)
    first = first_day_that_matters(on, months=months)
    later = [date.fromordinal(on.toordinal() - SPAN_DAYS * each) for each in range(months - 1)]

    with_it = VisitDays({(PlaceKind.PARK, "A1"): [*later, first]}, on, months)
    before_it = VisitDays(
        {(PlaceKind.PARK, "A1"): [*later, date.fromordinal(first.toordinal() - 1)]}, on, months
    )

    assert with_it.is_monthly(PlaceKind.PARK, "A1")
    assert not before_it.is_monthly(PlaceKind.PARK, "A1")


def test_a_visit_that_is_sent_by_several_tries_at_once_is_new_once(database):
    with database.transaction() as session:
        published_visits(session)

    with ThreadPoolExecutor(4) as tries:
        answers = list(tries.map(send, [database] * 4))

    assert sorted(answers) == [False, False, False, True]


def send(database):
    with database.transaction() as session:
        return save(session)
