import io
import json
import re
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from api.clock import now
from api.doors import DOORS, Need
from api.pages.planner.point_form import FIELDS
from api.plan_request import PlanRequest
from api.settings import Settings
from api.use_cases.coverage import coverage_report
from api.use_cases.outreach_publishing import publish_to_teams
from api.use_cases.plan_search import find_choices
from api.use_cases.planning_inputs import CoverageRequest, prepare_inputs
from api.use_cases.stored_outreach import make_stored_outreach
from api.use_cases.stored_plan import make_stored_plan
from data.actors import Role
from data.outreach_plans import list_team_keys, withdraw
from data.planning import load_planning_data
from data.plans import OUTREACH, add_plan
from geo.errors import InvalidInput
from tests.applications import make_app
from tests.signed_in import account, bearer
from tests.stored_plans import MONDAY, finished, outreach_result
from tests.stored_visits import ASKED
from tests.two_districts import EAST, TEAM, WEST, fill_two_districts

PLANS, VISITS, POINTS = "/v1/plans", "/v1/outreach-plans", "/planner/data/service-points"
WAS = quote(json.dumps(dict.fromkeys(FIELDS, "")))
TEAMS = [{"code": "T9", "depot_code": "service_point-e", "work_hours": "Mo-Fr 09:00-17:00"}]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
TODAY = now().date().isoformat()
AWAY = "apartment:worker_apartment-w"
NOBODY = {
    "plan": "p-20261120-zzzzzz",
    "visits": "v-20261120-zzzzzz",
    "point": "nowhere",
    "closure": "no-closure",
    "report": "no-report",
    "place": "apartment:nowhere",
}

DETAILS = [
    ("GET /v1/plans/{code}", f"GET {PLANS}/<plan>", ""),
    ("DELETE /v1/plans/{code}", f"DELETE {PLANS}/<plan>", ""),
    ("POST /v1/plans/{code}/cancel", f"POST {PLANS}/<plan>/cancel", ""),
    ("GET /v1/plans/{code}/compare/{other}", f"GET {PLANS}/<plan>/compare/<own_plan>", ""),
    ("GET /v1/plans/{code}/compare/{other}", f"GET {PLANS}/<own_plan>/compare/<plan>", ""),
    ("GET /v1/plans/{code}/files/{name}", f"GET {PLANS}/<plan>/files/plan.xlsx", ""),
    ("POST /v1/plans", f"POST {PLANS}", '{"rerun_of": "<plan>"}'),
    ("GET /v1/plans", f"GET {PLANS}?before=<plan>", ""),
    ("GET /v1/outreach-plans/{code}", f"GET {VISITS}/<visits>", ""),
    ("DELETE /v1/outreach-plans/{code}", f"DELETE {VISITS}/<visits>", ""),
    ("POST /v1/outreach-plans/{code}/cancel", f"POST {VISITS}/<visits>/cancel", ""),
    ("POST /v1/outreach-plans/{code}/publish", f"POST {VISITS}/<visits>/publish", ""),
    ("POST /v1/outreach-plans/{code}/withdraw", f"POST {VISITS}/<visits>/withdraw", ""),
    (
        "POST /v1/outreach-plans/{code}/moves",
        f"POST {VISITS}/<visits>/moves",
        '{"place": "park:A1", "date": "2026-11-24"}',
    ),
    (
        "GET /v1/outreach-plans/{code}/files/{name}",
        f"GET {VISITS}/<visits>/files/calendar-T1.ics",
        "",
    ),
    (
        "GET /v1/outreach-plans/{code}/files/{name}",
        f"GET {VISITS}/<visits>/files/outreach.xlsx",
        "",
    ),
    ("POST /v1/outreach-plans", f"POST {VISITS}", '{"rerun_of": "<visits>"}'),
    ("GET /v1/outreach-plans", f"GET {VISITS}?before=<visits>", ""),
    (
        "PUT /v1/visits/{code}",
        "PUT /v1/visits/11111111-1111-4111-8111-111111111111",
        '{"place": "<place>", "date": "<today>", "outcome": "met", "team": "T9"}',
    ),
    ("GET /planner/plans/{code}", "GET /planner/plans/<plan>", ""),
    ("POST /planner/plans/{code}/cancel", "POST /planner/plans/<plan>/cancel", ""),
    ("POST /planner/plans/{code}/rerun", "POST /planner/plans/<plan>/rerun", ""),
    ("GET /planner/plans", "GET /planner/plans?before=<plan>", ""),
    ("GET /planner/plans/new", "GET /planner/plans/new?like=<plan>", ""),
    (
        "GET /planner/plans/compare",
        "GET /planner/plans/compare?first=<own_plan>&second=<plan>",
        "",
    ),
    ("GET /planner/outreach/{code}", "GET /planner/outreach/<visits>", ""),
    ("POST /planner/outreach/{code}/cancel", "POST /planner/outreach/<visits>/cancel", ""),
    ("POST /planner/outreach/{code}/rerun", "POST /planner/outreach/<visits>/rerun", ""),
    ("POST /planner/outreach/{code}/publish", "POST /planner/outreach/<visits>/publish", ""),
    ("POST /planner/outreach/{code}/withdraw", "POST /planner/outreach/<visits>/withdraw", ""),
    ("POST /planner/outreach/{code}/links", "POST /planner/outreach/<visits>/links", "team=T1"),
    (
        "POST /planner/outreach/{code}/moves",
        "POST /planner/outreach/<visits>/moves",
        "place=park:A1&day=2026-11-24",
    ),
    ("GET /planner/outreach", "GET /planner/outreach?before=<visits>", ""),
    ("GET /planner/outreach/new", "GET /planner/outreach/new?like=<visits>", ""),
    ("GET /planner/data/service-points/{code:path}", f"GET {POINTS}/<point>", ""),
    (
        "POST /planner/data/service-points/{code:path}",
        f"POST {POINTS}/<point>",
        f"was={WAS}&name=x",
    ),
    (
        "POST /planner/data/service-points/{code:path}/closures",
        f"POST {POINTS}/<point>/closures",
        "first_day=2026-12-01",
    ),
    (
        "POST /planner/data/service-points/{code:path}/closures/{closure_code}/delete",
        f"POST {POINTS}/service_point-e/closures/<closure>/delete",
        "",
    ),
    (
        "POST /planner/data/reports/{code}",
        "POST /planner/data/reports/<report>",
        "status=seen",
    ),
]
"""Every door that takes a code: how it is asked about something, and with which body."""
OF_NOBODY = {
    "GET /planner/data/{kind}",
    "GET /planner/data/{kind}/export",
    "GET /planner/data/import/{token}",
    "POST /planner/data/import/{token}",
}
"""Doors whose addresses name a list, or a file by its secret token."""


@pytest.fixture(scope="module")
def city(_migrated_file, tmp_path_factory):
    """A server with plans, visits and links of a western and an eastern planner."""
    folder = tmp_path_factory.mktemp("city")
    (folder / "city.db").write_bytes(_migrated_file.read_bytes())
    url = f"sqlite:///{folder / 'city.db'}"
    settings = Settings(database_url=url, data_folder=folder, planner_access="accounts")
    app = make_app(settings, plans_wait=True)
    with app.state.database.transaction() as session:
        fill_two_districts(session)
    withdrawn = _plans(app, EAST, TEAM)
    with app.state.database.transaction(EAST) as session:
        app.state.withdrawn_key = list_team_keys(session, [TEAM])[TEAM]
        withdraw(session, withdrawn["visits"])
    app.state.codes = {"west": _plans(app, WEST, TEAM), "east": _plans(app, EAST, "T2")}
    with TestClient(app, follow_redirects=False) as client:
        client.headers.update(_east(client))
        yield client


def _plans(app, actor, team):
    with app.state.database.transaction(actor) as session:
        plan = finished(session)
        visits = finished(
            session, outreach_result(team), kind=OUTREACH, request={**ASKED, "union": actor.union}
        )
        publish_to_teams(session, visits, at=MONDAY)
    return {"plan": plan, "visits": visits}


def _east(client):
    database = client.app.state.database
    return bearer(database, account(database, "east", Role.PLANNER, "east"))


def of_the_west(city):
    side = {kind: f"{kind}-w" for kind in ("closure", "report")}
    place = {"place": "apartment:worker_apartment-w", "point": "service_point-w"}
    return {**city.app.state.codes["west"], **side, **place}


def ask(city, how, body, codes):
    """Ask about codes, and return status and answer with the codes left out."""
    known = {**codes, "own_plan": city.app.state.codes["east"]["plan"], "today": TODAY}
    fill = re.compile(r"<(\w+)>")
    method, address = fill.sub(lambda found: known[found[1]], how).split(" ")
    content = fill.sub(lambda found: known[found[1]], body)
    headers = JSON if content.startswith("{") else FORM
    answer = city.request(method, address, content=content, headers=headers)
    return answer.status_code, re.sub("|".join(map(re.escape, codes.values())), "…", answer.text)


@pytest.mark.parametrize(("door", "how", "body"), DETAILS)
def test_what_is_of_another_district_is_as_if_it_did_not_exist(city, door, how, body):
    status, text = ask(city, how, body, of_the_west(city))

    assert status == 404
    assert (status, text) == ask(city, how, body, NOBODY)


def test_every_door_that_takes_a_code_is_asked():
    taking = {door for door, need in DOORS.items() if need in {Need.PLANNER, Need.FIELD}}
    taking = {door for door in taking if "{" in door}

    assert taking - OF_NOBODY == {door for door, _, _ in DETAILS if "{" in door}


def test_nothing_of_another_district_was_changed(city):
    west = bearer(city.app.state.database, account(city.app.state.database, "west", union="west"))
    codes = city.app.state.codes["west"]

    visits = city.get(f"{VISITS}/{codes['visits']}", headers=west).json()
    plan = city.get(f"{PLANS}/{codes['plan']}", headers=west).json()

    assert (plan["status"], visits["status"]) == ("done", "done")
    assert visits["published_at"]


LISTS = [
    "/planner",
    "/planner/coverage",
    "/planner/plans",
    "/planner/plans/new",
    "/planner/outreach",
    "/planner/outreach/new",
    "/planner/outreach/teams-example.csv",
    "/planner/outreach/visits?since=2026-11-01&until=2026-11-30",
    "/planner/posters",
    "/planner/data",
    "/planner/data/service-points",
    "/planner/data/service-points/new",
    "/planner/data/closures",
    "/planner/data/apartments",
    "/planner/data/parks",
    "/planner/data/firms?q=firm",
    "/planner/data/unions",
    "/planner/data/candidates",
    "/planner/data/reports?status=all",
    "/planner/data/service-points/export?format=csv",
    "/planner/data/firms/export?format=csv",
    "/planner/data/visits/export?format=csv",
    "/v1/coverage?mode=walk&minutes=15",
    "/v1/plans",
    "/v1/outreach-plans",
    "/v1/visits",
    "/v1/visits/figures?since=2026-11-01&until=2026-11-30",
]


@pytest.mark.parametrize("address", LISTS)
def test_no_page_list_or_file_tells_of_another_district(city, address):
    west = city.app.state.codes["west"]

    answer = city.get(address)

    assert answer.status_code == 200
    assert not re.search(rf"\w-w\b|west|{west['plan']}|{west['visits']}", answer.text)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/planner/data/apartments", "worker_apartment-e"),
        ("/planner/data/visits/export?format=csv", "visit-e"),
        ("/planner/posters", "worker_apartment-e"),
        ("/v1/visits", "visit-e"),
        ("/v1/coverage", "industrial_park-e"),
        (
            "/planner/data/reports?status=all",
            "report-e",
        ),
    ],
)
def test_what_is_of_the_own_district_is_shown(city, address, shown):
    assert shown in city.get(address).text


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [
        ("GET", "/v1/coverage?union=west", None),
        ("POST", PLANS, {"budget": 1000, "union": "west"}),
        ("POST", PLANS, {"budget": 1000, "floors": {"west": 0.5}}),
        ("POST", VISITS, ASKED | {"teams": TEAMS, "union": "west"}),
        ("GET", "/planner/posters?union=west", None),
    ],
)
def test_another_union_cannot_be_asked_about(city, method, address, body):
    answer = city.request(method, address, json=body)

    assert answer.status_code in {404, 422}


def test_a_plan_that_is_asked_for_is_about_the_own_district(city):
    plan = city.post(PLANS, json={"budget": 1000}).json()
    town = city.post(PLANS, json={"budget": 1000, "union": "town"}).json()
    visits = city.post(VISITS, json={**ASKED, "teams": TEAMS}).json()

    asked = [each["request"]["union"] for each in (plan, town, visits)]
    assert asked == ["east", "town", "east"]


def test_coverage_of_the_own_district_counts_nobody_else(city):
    own = city.get("/v1/coverage").json()

    assert own["people"] == 300
    assert own["union_code"] == "east"
    assert {point["union_code"] for point in own["demand_points"]} == {"town"}


def test_answers_for_one_district_are_not_given_to_another(city):
    database = city.app.state.database
    everyone = bearer(database, account(database, "whole"))

    counts = [
        city.get("/v1/coverage").json()["people"],
        city.get("/v1/coverage", headers=everyone).json()["people"],
        city.get("/v1/coverage", headers=everyone, params={"union": "west"}).json()["people"],
    ]

    assert counts == [300, 600, 300]


def test_a_file_with_rows_of_another_district_is_refused(city):
    file = io.BytesIO(b"code,residents\nworker_apartment-w,5\n")

    sent = city.post(
        "/planner/data/import", data={"kind": "apartments"}, files={"file": ("a.csv", file)}
    )
    shown = city.get(sent.headers["location"])

    assert "不归您所在的工会管" in shown.text


def test_a_visit_of_another_district_is_not_written_over(city):
    asked = {"place": "apartment:worker_apartment-e", "date": TODAY, "outcome": "met"}

    new = city.put("/v1/visits/the-visit-of-t9", json={**asked, "team": TEAM})
    known = city.put("/v1/visits/the-visit-w", json={**asked, "team": TEAM})

    assert (new.status_code, known.status_code) == (201, 409)


def test_field_staff_of_one_district_record_visits_there_alone(city):
    database = city.app.state.database
    staff = bearer(database, account(database, "staff", Role.FIELD, "east"), Role.FIELD)
    asked = {"date": TODAY, "outcome": "met", "team": "T2"}

    here = {**asked, "place": "apartment:worker_apartment-e"}
    there = {**asked, "place": "apartment:worker_apartment-w"}

    assert city.put("/v1/visits/visit-by-staff", json=here, headers=staff).status_code == 201
    assert city.put("/v1/visits/visit-elsewhere", json=there, headers=staff).status_code == 404


def test_field_staff_of_one_district_see_its_plans_alone(city):
    database = city.app.state.database
    staff = bearer(database, account(database, "road", Role.FIELD, "east"), Role.FIELD)
    codes = city.app.state.codes

    listed = city.get(VISITS, headers=staff).json()["plans"]
    teams = city.get("/outreach", headers=staff).text

    assert codes["east"]["visits"] in {plan["code"] for plan in listed}
    assert codes["west"]["visits"] not in {plan["code"] for plan in listed}
    assert "T2" in teams
    assert "T1" not in teams


def test_the_link_of_a_team_does_not_open_what_another_union_publishes_for_its_code(city):
    key = city.app.state.withdrawn_key

    listed = city.get(VISITS, headers={"Authorization": f"Bearer {key}"})
    opened = city.get(f"/outreach/t/{key}")

    assert (listed.status_code, opened.status_code) == (401, 403)


@pytest.fixture
def two_districts(database):
    with database.transaction() as session:
        fill_two_districts(session)
    return database


def plan_data(database, union):
    with database.reading() as session:
        return load_planning_data(session, union=union)


def inputs_of(database, union):
    asked = CoverageRequest(union=union)
    data = plan_data(database, union)
    return prepare_inputs(data, asked, settings=Settings(), network=None)


def test_only_service_points_of_the_union_are_extended_and_only_there_new_ones_are_opened(
    two_districts,
):
    request = PlanRequest(budget=1_000_000, union="west")
    inputs = inputs_of(two_districts, "west")

    choices = find_choices(inputs, request, settings=Settings(), network=None)

    codes = {choices.sites.codes[site] for site in choices.actions.site.tolist()}
    assert codes == {"service_point-w", "stray-w", "candidate_site-w"}


def test_hours_that_would_help_are_those_of_service_points_of_the_union(two_districts):
    report = coverage_report(inputs_of(two_districts, "west"))

    assert {gap["extension"]["code"] for gap in report["gaps"]} <= {"service_point-w", "stray-w"}
    assert report["gaps"]
    assert {site["code"] for site in report["sites"]} == {"service_point-w", "stray-w", "far-e"}


def test_a_plan_for_a_union_is_made_of_its_places(two_districts):
    with two_districts.transaction(EAST) as session:
        asked = PlanRequest(budget=1_000_000, union="east").model_dump(mode="json")
        stored = add_plan(session, asked, at=MONDAY)

    made = make_stored_plan(
        two_districts, stored, settings=Settings(), network=None, on_progress=lambda *_: None
    )

    written = json.dumps(made.result)
    assert "worker_apartment-e" in written
    assert not re.search(r"\w-w\b|west", written)


@pytest.mark.parametrize("named", ["must", "promised", "needs"])
def test_visits_of_a_union_go_nowhere_else_also_not_by_name(two_districts, named):
    wish = {"must": [AWAY], "promised": {AWAY: ASKED["start"]}, "needs": {AWAY: ["law"]}}[named]
    with two_districts.transaction(EAST) as session:
        asked = {**ASKED, "teams": TEAMS, "union": "east", named: wish}
        stored = add_plan(session, asked, at=MONDAY, kind=OUTREACH)

    with pytest.raises(InvalidInput, match=AWAY):
        make_stored_outreach(
            two_districts, stored, settings=Settings(), network=None, on_progress=lambda *_: None
        )


def test_the_command_line_tells_the_coverage_of_one_union(niangjia, sqlite, tmp_path):
    with sqlite.transaction() as session:
        fill_two_districts(session)

    status, out, _ = niangjia("coverage", "--out", tmp_path / "out", "--union", "town", "--json")
    refused, _, error = niangjia(
        "coverage", "--out", tmp_path / "o", "--union", "no", "--lang", "en"
    )

    assert (status, json.loads(out)["people"]) == (0, 300)
    assert refused != 0
    assert 'no union has the code "no"' in error


def test_the_command_line_plans_for_one_union(niangjia, sqlite, tmp_path):
    with sqlite.transaction() as session:
        fill_two_districts(session)

    status, out, _ = niangjia(
        "plan", "--out", tmp_path / "out", "--union", "west", "--budget", 500_000, "--json"
    )

    assert status == 0
    assert {union["code"] for union in json.loads(out)["by_union"]} == {"west"}
