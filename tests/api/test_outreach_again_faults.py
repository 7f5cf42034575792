from datetime import date

import pytest

from api.use_cases.stored_outreach import load_outreach
from data.plans import delete_plan
from geo.errors import Conflict, InvalidInput, NotFound
from tests.data.plan_reports import town_plan
from tests.outreach_cities import (
    MONDAY,
    TEAM,
    asked,
    city,
    left,
    place,
    stops,
    visited,
    visits_of,
)
from tests.stored_plans import finished
from tests.stored_visits import finished_visits, waiting_visits

TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)
TUE, WED = "2026-11-24", "2026-11-25"
LARGE = 600
"""So many people take up the whole of a noon."""


def moved(request, code="park:A", day=WEDNESDAY, today=MONDAY):
    return request.moved(code, day, replaces="v-1", today=today)


def test_a_stop_is_moved_after_the_plan_of_sites_is_gone():
    visits = [{"code": code, "kind": "park", "people": 250} for code in "AB"]
    siting = town_plan(visiting_list=visits, coverage_after=[])
    data, request = city(place("A", 10, 400), place("B", 10, 400)), asked(plan="p-1", days=3)
    before = visits_of(data, request, siting=siting)

    after = visits_of(data, moved(request), before=before)

    assert ("A", WED) in visited(after)
    assert after["source"] == before["source"]
    assert stops(after)["A"]["people"] == 250
    assert stops(after)["A"]["why"] == stops(before)["A"]["why"]


def test_a_plan_of_sites_that_is_gone_is_missed_by_a_new_plan_alone(session):
    siting = finished(session)
    before = finished_visits(session)
    request = asked(plan=siting)
    delete_plan(session, siting)

    data, earlier = load_outreach(
        session, request.model_copy(update={"replaces": before, "moved_on": MONDAY})
    )

    assert (data.planning.places, earlier.siting) == ([], None)
    assert earlier.outreach["days"] == 2
    with pytest.raises(NotFound, match=siting):
        load_outreach(session, request)


def test_an_outreach_plan_that_waits_is_called_one(session):
    before = waiting_visits(session)
    request = asked(replaces=before, moved_on=MONDAY)

    with pytest.raises(Conflict) as refused:
        load_outreach(session, request)

    assert refused.value.code == "outreach_without_result"


def test_wishes_for_places_deleted_since_then_are_passed_over(caplog):
    wishes = {"must": ["B"], "promised": {"C": WED}, "needs": {"park:C": ["law"]}, "never": ["D"]}
    request = asked(days=3, **wishes)
    before = visits_of(city(*(place(code, 10, LARGE) for code in "ABCD")), request)

    after = visits_of(city(place("A", 10, LARGE)), moved(request, day=TUESDAY), before=before)

    assert ("A", TUE) in visited(after)
    assert left(after) == {}
    assert "passed over: C" in caplog.text


def test_wishes_for_places_that_never_were_are_refused():
    with pytest.raises(InvalidInput, match="X"):
        visits_of(city(place("A", 10, LARGE)), asked(must=["X"]))


def test_days_that_are_over_are_no_reason_why_nobody_has_time():
    data = city(place("A", 10, LARGE), place("B", 10, LARGE, free="Mo 11:30-13:00"))
    request = asked(days=3, promised={"A": "2026-11-23"})
    before = visits_of(data, request)

    after = visits_of(data, moved(request), before=before)

    (one,) = after["unserved"]
    assert (one["code"], one["reason"]) == ("B", "no_window")
    assert one["would_help"]["en"].startswith("nobody is free on these days")


def test_what_one_place_needs_by_two_names_is_all_needed():
    needs = {"A": ["law"], "park:A": ["health"]}

    report = visits_of(city(place("A", 10, LARGE)), asked(needs=needs))

    (one,) = report["unserved"]
    assert one["help"]["skills"] == ["health", "law"]


def test_days_on_which_nobody_works_are_refused_before_they_wait(idle):
    weekend = {"start": "2026-11-28", "days": 2, "teams": [TEAM | {"depot_code": "near"}]}

    with idle() as client:
        answer = client.post("/v1/outreach-plans", json=weekend)

        assert (answer.status_code, answer.json()["code"]) == (422, "outreach_no_team_works")
        assert client.get("/v1/outreach-plans").json()["plans"] == []
