from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from data.revision import read_revision
from data.visits import find_visit, list_visits, load_last_visits, record_visit
from geo.places import PlaceKind
from planner.visits import VisitOutcome, VisitRecord

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (23, 24, 25))
PARK, APARTMENT = PlaceKind.PARK, PlaceKind.APARTMENT
VISIT = VisitRecord(
    code="6f1c",
    place_kind=PARK,
    place_code="A1",
    date=MONDAY,
    team="一组",
    outcome=VisitOutcome.MET,
    people_met=12,
    joined=3,
    notes="东门进，找物业登记",
    plan_code="v-20261120-abcdef",
    recorded_at=datetime(2026, 11, 23, 10, 5, tzinfo=UTC),
)


def record(session, code, **others):
    """Record a visit to a park on Monday by its code; what else matters is said."""
    visit = VisitRecord(code=code, place_kind=PARK, place_code="A1", date=MONDAY, team="一组")
    return record_visit(session, replace(visit, **others))


def codes(visits):
    return [visit.code for visit in visits]


def test_a_visit_comes_back_as_it_was_recorded(session):
    is_new = record_visit(session, VISIT)

    assert is_new
    assert find_visit(session, "6f1c") == VISIT


def test_a_visit_of_which_little_is_known_comes_back_too(session):
    visit = VisitRecord(code="old", place_kind=None, place_code="A1", date=MONDAY, team="一组")

    record_visit(session, visit)

    assert find_visit(session, "old") == visit


def test_an_unknown_visit_is_none(session):
    assert find_visit(session, "nobody") is None


def test_a_visit_sent_again_is_replaced_and_never_there_twice(session):
    record_visit(session, VISIT)
    corrected = replace(VISIT, outcome=VisitOutcome.REFUSED, people_met=0, notes=None)

    is_new = record_visit(session, corrected)

    assert not is_new
    assert list_visits(session) == [corrected]


def test_a_visit_sent_by_several_tries_at_the_same_time_is_new_once(database):
    with ThreadPoolExecutor(4) as tries:
        answers = list(tries.map(send, [database] * 4))

    with database.reading() as session:
        assert list_visits(session) == [VISIT]
    assert sorted(answers) == [False, False, False, True]


def test_a_visit_raises_the_revision_but_not_when_it_is_sent_again(database):
    numbers = [
        revision_after(database, visit) for visit in (VISIT, VISIT, replace(VISIT, joined=4))
    ]

    assert numbers == [1, 1, 2]


def test_visits_are_listed_with_the_newest_first(session):
    record(session, "b", date=TUESDAY)
    record(session, "a", date=MONDAY)
    record(session, "c", date=TUESDAY)

    assert codes(list_visits(session)) == ["c", "b", "a"]
    assert codes(list_visits(session, limit=2)) == ["c", "b"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"since": TUESDAY}, ["c", "b"]),
        ({"until": TUESDAY}, ["b", "a"]),
        ({"since": TUESDAY, "until": TUESDAY}, ["b"]),
        ({"team": "二组"}, ["c"]),
        ({"team": "一组", "since": TUESDAY}, ["b"]),
    ],
    ids=str,
)
def test_visits_can_be_asked_for_by_days_and_team(session, asked, expected):
    record(session, "a", date=MONDAY)
    record(session, "b", date=TUESDAY)
    record(session, "c", date=WEDNESDAY, team="二组")

    assert codes(list_visits(session, **asked)) == expected


def test_the_last_visit_of_each_place_before_a_day_is_found(session):
    record(session, "a", date=MONDAY)
    record(session, "b", date=TUESDAY)
    record(session, "c", date=WEDNESDAY)
    record(session, "d", place_code="B2", date=MONDAY)

    last = load_last_visits(session, before=WEDNESDAY)

    assert last == {(PARK, "A1"): TUESDAY, (PARK, "B2"): MONDAY}


def test_places_of_one_code_are_told_apart_by_their_kind(session):
    record(session, "a", date=MONDAY)
    record(session, "b", place_kind=APARTMENT, date=TUESDAY)
    record(session, "c", place_kind=None, date=MONDAY)

    last = load_last_visits(session, before=WEDNESDAY)

    assert last == {(PARK, "A1"): MONDAY, (APARTMENT, "A1"): TUESDAY, (None, "A1"): MONDAY}


@pytest.mark.parametrize(
    ("outcome", "was_there"),
    [
        (VisitOutcome.MET, True),
        (None, True),
        (VisitOutcome.NOBODY_THERE, False),
        (VisitOutcome.REFUSED, False),
        (VisitOutcome.POSTPONED, False),
    ],
)
def test_only_who_met_people_or_may_have_was_there(session, outcome, was_there):
    record(session, "a", outcome=outcome)

    assert bool(load_last_visits(session, before=TUESDAY)) is was_there


def send(database):
    with database.transaction() as session:
        return record_visit(session, VISIT)


def revision_after(database, visit):
    with database.transaction() as session:
        record_visit(session, visit)
    with database.reading() as session:
        return read_revision(session)
