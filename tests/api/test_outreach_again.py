from datetime import date

import pytest

from api.use_cases.outreach import OutreachStage
from api.use_cases.stored_outreach import make_stored_outreach
from data.plans import OUTREACH, add_finished_plan, add_plan, find_plan
from data.visits import record_visit
from geo.errors import Conflict, InvalidInput
from geo.places import PlaceKind
from planner.visits import VisitOutcome, VisitRecord
from tests.outreach_cities import (
    MONDAY,
    TEAM,
    asked,
    city,
    fact,
    left,
    place,
    stops,
    visited,
    visits_of,
)
from tests.stored_plans import MONDAY as MONDAY_MORNING

TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)
MON, TUE, WED = "2026-11-23", "2026-11-24", "2026-11-25"
LARGE = 600
"""So many people take up the whole of a noon."""
SMALL = 50
THREE_DAYS = {"days": 3, "promised": {"A": MON, "B": TUE}}


def three_places():
    """A and B are promised for Monday and Tuesday, which leaves Wednesday for C."""
    return city(place("A", 10, LARGE), place("B", 10, LARGE), place("C", 10, LARGE))


def moved(request, code, day, today=MONDAY):
    return request.moved(code, day, replaces="v-1", today=today)


def test_a_moved_stop_goes_to_its_day_and_another_one_takes_its_place():
    data, request = three_places(), asked(**THREE_DAYS)
    before = visits_of(data, request)

    after = visits_of(data, moved(request, "park:B", WEDNESDAY), before=before)

    assert visited(before) == [("A", MON), ("B", TUE), ("C", WED)]
    assert visited(after) == [("A", MON), ("C", TUE), ("B", WED)]
    assert stops(after)["B"]["promised"]


def test_the_days_until_today_stay_as_they_were_whatever_the_data_says_now():
    request = asked(**THREE_DAYS)
    before = visits_of(three_places(), request)
    smaller = city(place("A", 10, SMALL), place("B", 10, LARGE), place("C", 10, LARGE))

    after = visits_of(smaller, moved(request, "park:B", WEDNESDAY), before=before)

    assert after["routes"][0] == before["routes"][0]
    assert after["served_priority"] == before["served_priority"]
    assert after["total_people"] == 3 * LARGE
    assert (after["start"], after["days"]) == (MON, 3)


def test_what_is_promised_for_another_day_stays_there():
    data = city(*(place(code, 10, LARGE) for code in "ABCD"))
    request = asked(days=4, promised={"A": MON, "B": TUE, "C": "2026-11-26"})
    before = visits_of(data, request)

    after = visits_of(data, moved(request, "park:B", WEDNESDAY), before=before)

    assert visited(after) == [("A", MON), ("D", TUE), ("B", WED), ("C", "2026-11-26")]


def test_a_stop_moved_from_today_is_taken_out_and_the_others_keep_their_times():
    data = city(place("A", 10, SMALL), place("B", 10, SMALL))
    request = asked(days=2, promised={"A": MON, "B": MON})
    before = visits_of(data, request)
    first, second = before["routes"][0]["stops"]

    after = visits_of(data, moved(request, f"park:{first['code']}", TUESDAY), before=before)

    assert visited(after) == [(second["code"], MON), (first["code"], TUE)]
    assert stops(after)[second["code"]] == second | {"order": 1}


def test_a_route_whose_only_stop_was_moved_is_gone():
    data, request = city(place("A", 10, SMALL)), asked(days=2, promised={"A": MON})
    before = visits_of(data, request)

    after = visits_of(data, moved(request, "park:A", TUESDAY), before=before)

    assert visited(after) == [("A", TUE)]


def test_a_place_that_nobody_visits_may_be_promised():
    data = city(place("A", 10, LARGE), place("B", 10, LARGE), place("C", 10, SMALL))
    request = asked(days=2, promised={"A": MON})
    before = visits_of(data, request)

    after = visits_of(data, moved(request, "park:C", TUESDAY), before=before)

    assert left(before) == {"C": "not_chosen"}
    assert visited(after) == [("A", MON), ("C", TUE)]
    assert left(after) == {"B": "not_chosen"}


def test_a_place_excluded_before_may_be_promised():
    data, request = city(place("A", 10, SMALL)), asked(days=2, never=["A"])
    before = visits_of(data, request)

    after = visits_of(data, moved(request, "park:A", TUESDAY), before=before)

    assert (visited(after), after["unserved"]) == ([("A", TUE)], [])


def test_whoever_was_visited_meanwhile_is_not_planned_again():
    request = asked(**THREE_DAYS)
    before = visits_of(three_places(), request)
    data = city(
        *(place(code, 10, LARGE) for code in "ABC"),
        facts={(PlaceKind.PARK, "C"): fact(last_visit=MONDAY)},
    )

    after = visits_of(data, moved(request, "park:B", WEDNESDAY), before=before)

    assert visited(after) == [("A", MON), ("B", WED)]
    assert after["unserved"] == []


def test_places_that_were_not_in_the_plan_are_not_added():
    request = asked(**THREE_DAYS)
    before = visits_of(three_places(), request)
    larger = city(*(place(code, 10, LARGE) for code in "ABCD"))

    after = visits_of(larger, moved(request, "park:B", WEDNESDAY), before=before)

    assert {code for code, _ in visited(after)} | left(after).keys() == {"A", "B", "C"}


def test_a_move_to_a_day_off_is_told_as_unserved_with_what_would_help():
    data = city(place("A", 10, SMALL, free="Mo-Su 11:30-13:00"))
    request = asked(days=7)
    before = visits_of(data, request)

    after = visits_of(data, moved(request, "park:A", date(2026, 11, 28)), before=before)

    (one,) = after["unserved"]
    assert (after["routes"], one["help"]["date"]) == ([], "2026-11-28")
    assert "不上班" in one["would_help"]["zh-CN"]


def test_a_plan_may_be_changed_before_it_begins():
    data, request = three_places(), asked(**THREE_DAYS)
    before = visits_of(data, request)

    after = visits_of(data, moved(request, "A", WEDNESDAY, date(2026, 11, 20)), before=before)

    assert stops(after)["A"]["promised"]
    assert ("A", WED) in visited(after)
    assert ("B", TUE) in visited(after)


@pytest.mark.parametrize("day", [MONDAY, date(2026, 11, 22)])
def test_nothing_is_moved_to_a_day_that_has_begun_or_is_not_planned(day):
    request = asked(**THREE_DAYS)

    with pytest.raises(InvalidInput, match=r"choose a later day|not among the days planned"):
        moved(request, "park:B", day)


def test_a_place_that_is_not_in_the_plan_cannot_be_moved():
    data, request = three_places(), asked(**THREE_DAYS)
    before = visits_of(data, request)

    with pytest.raises(InvalidInput, match='"park:X" is not in the plan before'):
        visits_of(data, moved(request, "park:X", WEDNESDAY), before=before)


def test_a_plan_that_replaces_another_one_has_the_same_days():
    data, request = three_places(), asked(**THREE_DAYS)
    before = visits_of(data, request)
    longer = asked(days=4, replaces="v-1", moved_on=MONDAY)

    with pytest.raises(InvalidInput, match="3 days from 2026-11-23"):
        visits_of(data, longer, before=before)


def test_after_the_last_day_nothing_is_left_to_be_planned():
    data, request = three_places(), asked(days=3)
    before = visits_of(data, request)
    late = request.model_copy(update={"replaces": "v-1", "moved_on": WEDNESDAY})

    with pytest.raises(InvalidInput, match="no day after 2026-11-25 is left"):
        visits_of(data, late, before=before)


def test_a_second_move_takes_the_place_of_the_first_one():
    request = asked(**THREE_DAYS)

    twice = moved(moved(request, "park:B", WEDNESDAY), "park:B", TUESDAY)

    assert twice.promised == {"A": MONDAY, "park:B": TUESDAY}
    assert (twice.replaces, twice.moved_on) == ("v-1", MONDAY)


def test_half_a_replacement_is_refused():
    with pytest.raises(InvalidInput, match="give both"):
        asked(replaces="v-1")


@pytest.fixture
def week(settings, sqlite):
    """A stored plan for the apartment of the town, which is far from every desk that is open."""
    request = asked(
        days=3,
        teams=[{"code": "T1", "depot_code": "near", "work_hours": "Mo-Fr 13:00-21:00"}],
        must=["home"],
    )
    return settings, sqlite, request


def stored(week, request):
    """Queue a plan and make it at once, as the worker does, and store the result."""
    settings, sqlite, _ = week
    asked_for = request.model_dump(mode="json")
    with sqlite.transaction() as session:
        queued = add_plan(session, asked_for, at=MONDAY_MORNING, kind=OUTREACH)
    stages = []
    made = make_stored_outreach(
        sqlite,
        queued,
        settings=settings,
        network=None,
        on_progress=lambda *told: stages.append(told),
    )
    with sqlite.transaction() as session:
        code = add_finished_plan(
            session,
            asked_for,
            result=made.result,
            data_revision=made.data_revision,
            at=MONDAY_MORNING,
            kind=OUTREACH,
        )
    return code, made.result["plan"], [stage for stage, _ in stages]


def test_the_worker_makes_a_plan_in_stages(week):
    code, report, stages = stored(week, week[2])

    assert stages == list(OutreachStage)
    assert [one for one, _ in visited(report)] == ["home"]
    with week[1].reading() as session:
        assert find_plan(session, code, kind=OUTREACH).figures["stops"] == 1


def test_the_worker_goes_on_from_the_plan_before_and_from_visits_since_then(week):
    code, _, _ = stored(week, week[2])
    met = VisitRecord("x", PlaceKind.APARTMENT, "home", MONDAY, "T1", VisitOutcome.MET)
    with week[1].transaction() as session:
        record_visit(session, met)
    again = week[2].model_copy(update={"replaces": code, "moved_on": MONDAY})

    _, report, _ = stored(week, again)

    assert [day for _, day in visited(report) if day > MON] == []


def test_a_visiting_list_is_not_taken_from_a_plan_without_a_result(week):
    with week[1].transaction() as session:
        queued = add_plan(session, {}, at=MONDAY_MORNING).code

    with pytest.raises(Conflict, match=f"plan {queued} has no result"):
        stored(week, asked(plan=queued))


def test_stops_that_are_not_in_the_way_of_a_move_stay_with_their_team_on_their_day():
    data = city(*(place(code, 10 + at, SMALL) for at, code in enumerate("ABCDEFGH")))
    teams = [TEAM, {**TEAM, "code": "T2"}]
    request = asked(days=4, teams=teams)
    before = visits_of(data, request)
    late = [code for code, on in visited(before) if on != MON]

    after = visits_of(data, moved(request, f"park:{late[0]}", date(2026, 11, 26)), before=before)

    def of_others(report):
        return {
            (route["team"], route["date"], stop["code"])
            for route in report["routes"]
            for stop in route["stops"]
            if stop["code"] != late[0]
        }

    assert of_others(after) == of_others(before)
