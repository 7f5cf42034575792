from datetime import date, datetime

import pytest
from pydantic import ValidationError
from sqlalchemy import select
from starlette.testclient import TestClient

from api.clock import CHINA_TIME
from api.schemas_outreach import VisitDetail, VisitPage
from api.settings import PlannerAccess
from api.use_cases.visit_codes import visit_code
from api.use_cases.visits import VisitAsked, save_visit
from data.database import Database
from data.outreach_plans import withdraw
from data.revision import read_revision
from data.tables import Visit
from data.visits import find_visit, list_visits
from geo.errors import Conflict, Forbidden, InvalidInput, NotFound
from geo.places import PlaceKind
from planner.visits import VisitOutcome
from tests.applications import make_app
from tests.stored_visits import MONDAY_EVENING, key_of_team, published_visits

CODE = "0b6f4f0e-7a34-4a0c-8d5f-2f4a8f1c9d11"
MET = {"place": "park:A1", "date": "2026-11-23", "outcome": "met", "people_met": 40, "joined": 3}
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def field(settings, monkeypatch):
    """A server on Monday evening whose pages for planners are closed to the sender."""
    monkeypatch.setattr("api.routes.visits.now", lambda: MONDAY_EVENING)
    app = make_app(settings, planner_access=PlannerAccess.LOCAL)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def planner(settings, monkeypatch):
    """The same server for its planners."""
    monkeypatch.setattr("api.routes.visits.now", lambda: MONDAY_EVENING)
    with TestClient(make_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def plan(sqlite):
    """The code of a published plan."""
    with sqlite.transaction() as session:
        return published_visits(session)


def as_team(database: Database, team="T1"):
    with database.transaction() as session:
        key = key_of_team(session, team)
    return ENGLISH | {"Authorization": f"Bearer {key}"}


def asked(**changed):
    return VisitAsked.model_validate(MET | changed)


def save(session, *, code=CODE, at=MONDAY_EVENING, team="T1", **changed):
    return save_visit(session, code, asked(**changed), at=at, team=team)


def test_a_team_records_a_visit(field, sqlite, plan):
    answer = field.put(f"/v1/visits/{CODE}", json=MET, headers=as_team(sqlite))

    visit = VisitDetail.model_validate(answer.json(), extra="forbid")
    assert answer.status_code == 201
    assert (visit.place, visit.team, visit.plan_code) == ("park:A1", "T1", plan)
    assert (visit.outcome, visit.people_met, visit.joined) == ("met", 40, 3)
    assert answer.json()["recorded_at"] == "2026-11-23T20:00:00+08:00"
    assert answer.headers["cache-control"] == "no-store"


def test_what_is_sent_twice_is_recorded_once(field, sqlite, plan):
    first = field.put(f"/v1/visits/{CODE}", json=MET, headers=as_team(sqlite))
    with sqlite.reading() as session:
        revision = read_revision(session)
    second = field.put(f"/v1/visits/{CODE}", json=MET, headers=as_team(sqlite))

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    with sqlite.reading() as session:
        assert len(list_visits(session)) == 1
        assert read_revision(session) == revision


def test_a_corrected_visit_takes_the_place_of_the_first(session):
    published_visits(session)
    save(session)

    is_new = save(session, people_met=41, notes=" 中午人最多 ")

    [visit] = list_visits(session)
    assert (is_new, visit.people_met, visit.notes) == (False, 41, "中午人最多")


def test_a_visit_is_stored_as_it_was_told(session):
    plan = published_visits(session)

    assert save(session, outcome="nobody_there", people_met=0, joined=None)

    visit = find_visit(session, CODE)
    assert (visit.place_kind, visit.place_code) == (PlaceKind.PARK, "A1")
    assert (visit.date, visit.team, visit.plan_code) == (date(2026, 11, 23), "T1", plan)
    assert (visit.outcome, visit.people_met) == (VisitOutcome.NOBODY_THERE, 0)
    assert visit.recorded_at == MONDAY_EVENING


def test_a_place_that_nobody_was_sent_to_may_be_visited_all_the_same(session):
    published_visits(session)

    assert save(session, place="park:P3")


def test_a_visit_belongs_to_the_plan_of_its_day(session):
    this_week = published_visits(session)
    published_visits(session, start="2026-11-30")

    save(session)

    assert find_visit(session, CODE).plan_code == this_week


@pytest.mark.parametrize(
    ("team", "place"), [("T1", "park:P4"), ("T1", "apartment:home"), ("三组", "park:A1")]
)
def test_a_team_records_visits_of_its_own_plans_only(session, team, place):
    published_visits(session)

    with pytest.raises(Forbidden, match=f"in no published outreach plan of team {team}"):
        save(session, team=team, place=place)


def test_a_team_does_not_speak_for_another(session):
    published_visits(session)

    with pytest.raises(Forbidden, match="that of team T1"):
        save_visit(session, CODE, asked(team="二组"), at=MONDAY_EVENING, team="T1")


def test_what_was_recorded_can_be_sent_again_after_its_plan_was_withdrawn(session):
    plan = published_visits(session)
    save(session)
    withdraw(session, plan)

    assert not save(session)
    assert not save(session, joined=4)
    assert find_visit(session, CODE).plan_code == plan


def test_another_team_cannot_take_the_same_code(field, sqlite, plan):
    field.put(f"/v1/visits/{CODE}", json=MET, headers=as_team(sqlite))

    answer = field.put(f"/v1/visits/{CODE}", json=MET, headers=as_team(sqlite, "二组"))

    assert (answer.status_code, answer.json()["code"]) == (409, "visit_of_another_team")
    assert "team T1" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("team", "changed"),
    [("T1", {}), ("T1", {"place": "park:P3"}), ("二组", {"date": "2026-11-22"})],
)
def test_a_code_that_is_kept_for_another_visit_is_refused(field, sqlite, plan, team, changed):
    code = visit_code(team, date(2026, 11, 23), "park:A1")

    answer = field.put(f"/v1/visits/{code}", json=MET | changed, headers=as_team(sqlite, "二组"))

    assert (answer.status_code, answer.json()["code"]) == (403, "visit_not_your_code")
    with sqlite.reading() as session:
        assert list_visits(session) == []


def test_a_team_records_a_stop_under_the_code_that_is_kept_for_it(session):
    published_visits(session)
    code = visit_code("T1", date(2026, 11, 23), "park:A1")

    assert save(session, code=code)
    assert not save(session, code=code, date="2026-11-22")


def test_a_planner_records_a_visit_to_any_place(planner):
    body = {"place": "apartment:home", "date": "2026-11-23", "outcome": "met", "team": "T9"}

    answer = planner.put(f"/v1/visits/{CODE}", json=body)

    assert (answer.status_code, answer.json()["team"]) == (201, "T9")
    assert answer.json()["plan_code"] is None


def test_a_planner_names_the_team_and_a_place_there_is(session):
    with pytest.raises(InvalidInput, match="which team"):
        save(session, team=None)
    with pytest.raises(NotFound, match='no place "park:A1"'):
        save_visit(session, CODE, asked(team="T1"), at=MONDAY_EVENING, team=None)


def test_a_planner_does_not_change_whose_visit_it_was(session):
    published_visits(session)
    save(session)

    with pytest.raises(Conflict, match="team T1"):
        save_visit(session, CODE, asked(team="二组"), at=MONDAY_EVENING, team=None)


@pytest.mark.parametrize(
    ("day", "code"),
    [("2026-11-24", "visit_in_future"), ("2025-10-18", "visit_too_long_ago")],
)
def test_a_visit_was_made_lately(session, day, code):
    published_visits(session)

    with pytest.raises(InvalidInput) as refused:
        save(session, date=day)

    assert refused.value.code == code


def test_a_visit_of_four_hundred_days_ago_can_still_be_recorded(session):
    published_visits(session)

    assert save(session, date="2025-10-19")


def test_the_day_ends_at_midnight_in_china(session):
    published_visits(session)
    just_after = datetime(2026, 11, 24, 0, 1, tzinfo=CHINA_TIME)

    assert save(session, at=just_after, date="2026-11-24")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"place": "A1"}, "visit_place_invalid"),
        ({"place": "union:A1"}, "visit_place_invalid"),
        ({"place": "park: "}, "visit_place_invalid"),
        ({"place": "park:a\nb"}, "visit_place_invalid"),
        ({"joined": 41}, "visit_more_joined"),
        ({"outcome": "nobody_there"}, "visit_met_nobody"),
        ({"outcome": "refused", "people_met": None}, "visit_met_nobody"),
        ({"outcome": "postponed", "joined": 0}, "visit_met_nobody"),
    ],
)
def test_what_cannot_be_is_refused(changed, code):
    with pytest.raises(InvalidInput) as refused:
        asked(**changed)

    assert refused.value.code == code


@pytest.mark.parametrize(
    "changed",
    [
        {"people_met": -1},
        {"people_met": 100_001},
        {"joined": -1},
        {"outcome": "danced"},
        {"notes": "x" * 2_001},
        {"notes": "a\x00b"},
        {"team": "a b"},
        {"phone": "139"},
    ],
)
def test_a_value_out_of_range_is_refused(changed):
    with pytest.raises(ValidationError):
        asked(**changed)


@pytest.mark.parametrize("code", ["short", "a" * 65, "with_underscore", "a%01bcdefgh"])
def test_a_code_that_nobody_makes_is_refused(planner, code):
    assert planner.put(f"/v1/visits/{code}", json=MET).status_code == 422


def test_a_refusal_tells_every_field(planner):
    body = {"place": "park:A1", "people_met": -1}

    answer = planner.put(f"/v1/visits/{CODE}", json=body, headers=ENGLISH)

    assert answer.status_code == 422
    assert {one["field"] for one in answer.json()["errors"]} == {"date", "outcome", "people_met"}


def test_planners_list_the_visits(planner, sqlite):
    with sqlite.transaction() as session:
        published_visits(session)
        save(session)
        save(session, code="second-visit", date="2026-11-22", place="firm:F1")
        save(session, code="third-visit", team="二组")

    def listed(query):
        page = VisitPage.model_validate(planner.get(f"/v1/visits{query}").json(), extra="forbid")
        return [visit.code for visit in page.visits]

    assert listed("") == ["third-visit", CODE, "second-visit"]
    assert listed("?team=T1&since=2026-11-23") == [CODE]
    assert listed("?until=2026-11-22") == ["second-visit"]
    assert listed("?most=1") == ["third-visit"]


def test_a_visit_of_which_no_kind_is_known_is_listed_by_its_code(planner, sqlite):
    old = Visit(code="V-1", place_code="A1", date=date(2025, 1, 1), team="T1")
    with sqlite.transaction() as session:
        session.add(old)

    [visit] = planner.get("/v1/visits").json()["visits"]

    assert (visit["place"], visit["outcome"], visit["recorded_at"]) == ("A1", None, None)


def test_teams_do_not_see_the_visits_of_all(field, sqlite, plan):
    answer = field.get("/v1/visits", headers=as_team(sqlite))

    assert answer.status_code == 401


def test_nothing_about_the_sender_is_stored(field, sqlite, plan):
    field.put(f"/v1/visits/{CODE}", json=MET, headers=as_team(sqlite))

    with sqlite.reading() as session:
        [row] = session.scalars(select(Visit))
        assert set(vars(row)) - {"_sa_instance_state"} == {
            "id", "code", "place_kind", "place_code", "date", "team", "outcome",
            "people_met", "joined", "notes", "plan_code", "recorded_at",
        }  # fmt: skip
