import json

import orjson
import pytest
import shapely
from sqlalchemy import insert, update
from starlette.testclient import TestClient

from api import coverage_desk
from api.clock import now
from api.coverage_desk import MOST_ANSWERS, CoverageDesk
from api.desk import Desk
from api.schemas_coverage import CoverageReport
from api.settings import Settings
from api.use_cases.coverage import coverage_report
from api.use_cases.planning_inputs import CoverageRequest, prepare_inputs
from data.actors import SERVER
from data.planning import load_planning_data
from data.tables import Firm, WorkerApartment
from data.visits import record_visit
from geo.errors import SourceUnavailable
from geo.places import PlaceKind
from planner.visited import VisitDays
from planner.visits import VisitRecord
from tests.applications import make_app
from tests.street_towns import grid, network
from tests.towns import CENTRE

EVENINGS = "Mo-Su 18:00-22:00"
FIRM = {"code": "f", "name": "企业", "employees": 1, "location": shapely.Point(CENTRE)}


@pytest.fixture
def city(client, sqlite):
    """The interface to the town of the desks, with eight people at home and one at a firm.

    Three of those at home are members, and all of them are covered by the desk `late`.
    """
    with sqlite.transaction() as session:
        living = {"residents": 8, "members": 3, "free_hours": EVENINGS}
        session.execute(update(WorkerApartment).values(living))
        session.execute(insert(Firm), [FIRM])
    return client


@pytest.fixture
def desk(settings, sqlite):
    return CoverageDesk(sqlite, settings, Desk(sqlite, settings))


def ask(client, **wishes):
    return client.get("/v1/coverage", params=wishes)


def people(client, **wishes):
    report = ask(client, **wishes).json()
    return report["people"], report["covered_people"]


def add_residents(database):
    with database.transaction() as session:
        session.execute(update(WorkerApartment).values(residents=16))


def test_the_answer_is_the_content_of_the_file(city, settings, sqlite):
    with sqlite.reading() as session:
        data = load_planning_data(session)
    inputs = prepare_inputs(data, CoverageRequest(), settings=settings, network=None)
    visited = VisitDays({}, now().date())

    answer = ask(city)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == json.loads(orjson.dumps(coverage_report(inputs, visits=visited)))


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        ({}, (9, 9)),
        ({"minutes": 9}, (9, 1)),
        ({"minutes": 4, "mode": "bike"}, (9, 9)),
        ({"stay_minutes": 480}, (9, 0)),
        ({"days": 6}, (9, 0)),
        ({"service": "mediation"}, (9, 0)),
        ({"service": ["legal_aid", "membership"]}, (9, 9)),
        ({"demand": "apartments"}, (8, 8)),
        ({"demand": "parks,firms"}, (1, 1)),
        ({"demand": ["apartments", "firms"]}, (9, 9)),
        ({"weight": "non_members"}, (6, 6)),
    ],
)
def test_parameters_are_the_options_of_the_command(city, wishes, expected):
    assert people(city, **wishes) == expected


def test_hours_are_told_where_asked_for(city):
    with_hours, without = ask(city, hours=True).json(), ask(city).json()

    assert [len(text) for text in with_hours["served_hours"]] == [168, 168]
    assert "served_hours" not in without


@pytest.mark.parametrize(
    ("wishes", "code", "chinese", "english"),
    [
        ({"minutes": "0"}, "standard_minutes_invalid", "大于 0、至多 240", "above 0 and at most"),
        ({"minutes": "soon"}, "standard_minutes_invalid", "收到“soon”", '"soon" was sent'),
        ({"minutes": "nan"}, "standard_minutes_invalid", "收到“nan”", '"nan" was sent'),
        ({"stay_minutes": "481"}, "stay_minutes_invalid", "0 到 480", "from 0 to 480"),
        ({"stay_minutes": ""}, "stay_minutes_invalid", "收到“”", '"" was sent'),
        ({"days": "8"}, "days_invalid", "1 到 7", "from 1 to 7"),
        ({"days": "2.5"}, "days_invalid", "收到“2.5”", '"2.5" was sent'),
        ({"mode": "plane"}, "mode_unknown", "walk, bike", "choose among walk"),
        ({"service": "food"}, "service_unknown", "没有“food”", '"food"'),
        ({"demand": "flats"}, "demand_kind_unknown", "没有“flats”", "choose among apartments"),
        ({"demand": ""}, "demand_kind_unknown", "没有“”", "choose among apartments"),
        ({"weight": "all"}, "weight_unknown", "没有“all”", "choose among people, non_members"),
        ({"hours": "maybe"}, "value_invalid", "“hours”的值“maybe”", 'for "hours"'),
        ({"standard": "walk:15"}, "parameter_unknown", "没有“standard”", 'no parameter "standard"'),
    ],
)
def test_what_cannot_be_asked_is_refused_in_the_asked_language(
    city, wishes, code, chinese, english
):
    answers = [ask(city, lang=lang, **wishes) for lang in ("zh-CN", "en")]

    told = [answer.json() for answer in answers]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert [problem["code"] for problem in told] == [code, code]
    assert chinese in told[0]["detail"]
    assert english in told[1]["detail"]


def test_an_answer_may_be_kept_but_must_be_asked_for_again(city):
    first = ask(city)

    again = city.get(
        "/v1/coverage", headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'}
    )

    assert first.headers["cache-control"] == "private, no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == "private, no-cache"


def test_a_visit_is_told_at_once_beside_who_is_covered(city, sqlite):
    before = ask(city).json()

    with sqlite.transaction() as session:
        today = now().date()
        record_visit(session, VisitRecord("visit-1", PlaceKind.APARTMENT, "home", today, "T1"))
    after = ask(city).json()

    assert (before["visited"]["people"], after["visited"]["people"]) == (0, 8)
    assert after["covered_people"] == before["covered_people"]


def test_new_data_is_answered_at_once_under_another_tag(city, sqlite):
    before = ask(city).headers["etag"]

    add_residents(sqlite)
    after = city.get("/v1/coverage", headers={"If-None-Match": before})

    assert (after.status_code, after.json()["people"]) == (200, 17)
    assert after.headers["etag"] != before


def test_another_question_has_another_tag(city):
    assert ask(city, days=3).headers["etag"] != ask(city).headers["etag"]


def test_without_a_database_it_says_so():
    settings = Settings(database_url="postgresql://nobody@127.0.0.1:1/none")

    with TestClient(
        make_app(settings), client=("127.0.0.1", 1), base_url="http://127.0.0.1"
    ) as client:
        answer = ask(client, lang="en")

    assert (answer.status_code, answer.json()["code"]) == (503, "database_away")
    assert "does not answer" in answer.json()["detail"]


def test_an_answer_is_computed_once_while_nothing_changes(desk, sqlite):
    first = desk.answer(CoverageRequest(), actor=SERVER)

    assert desk.answer(CoverageRequest(), actor=SERVER) is first
    assert desk.answer(CoverageRequest(), actor=SERVER, with_hours=True) is not first
    add_residents(sqlite)
    assert desk.answer(CoverageRequest(), actor=SERVER) is not first


def test_new_streets_are_another_question(settings, sqlite):
    live = Desk(sqlite, settings)
    desk = CoverageDesk(sqlite, settings, live)
    estimated = desk.answer(CoverageRequest(), actor=SERVER)

    live.network = network(grid(12, 2))

    assert json.loads(estimated.content)["travel_method"] == "estimated"
    assert (
        json.loads(desk.answer(CoverageRequest(), actor=SERVER).content)["travel_method"]
        == "streets"
    )


def test_only_the_last_answers_are_kept(desk):
    first = desk.answer(CoverageRequest(minutes=1), actor=SERVER)
    others = [
        desk.answer(CoverageRequest(minutes=2 + more), actor=SERVER) for more in range(MOST_ANSWERS)
    ]

    assert desk.answer(CoverageRequest(minutes=2), actor=SERVER) is others[0]
    assert desk.answer(CoverageRequest(minutes=1), actor=SERVER) is not first


def test_while_another_is_computed_only_known_answers_are_given(desk, monkeypatch):
    monkeypatch.setattr(coverage_desk, "LONGEST_WAIT_S", 0.01)
    known = desk.answer(CoverageRequest(), actor=SERVER)

    with desk._computing:
        assert desk.answer(CoverageRequest(), actor=SERVER) is known
        with pytest.raises(SourceUnavailable) as refused:
            desk.answer(CoverageRequest(days=3), actor=SERVER)

    assert refused.value.code == "coverage_busy"
    assert desk.answer(CoverageRequest(days=3), actor=SERVER)


def test_a_refused_question_does_not_block_the_next(city):
    assert ask(city, service="food").status_code == 422

    assert ask(city).status_code == 200


@pytest.mark.parametrize("wishes", [{}, {"hours": True}, {"minutes": 1}, {"days": 7}])
def test_the_answer_fits_its_schema(city, wishes):
    answer = ask(city, **wishes).json()

    report = CoverageReport.model_validate(answer, extra="forbid")
    assert report.model_dump(mode="json", exclude_unset=True) == answer


def test_the_interface_describes_the_question_and_the_report(client):
    described = client.get("/openapi.json").json()

    route = described["paths"]["/v1/coverage"]["get"]
    schemas = described["components"]["schemas"]
    schema = route["responses"]["200"]["content"]["application/json"]["schema"]
    parameters = {parameter["name"]: parameter for parameter in route["parameters"]}
    assert schema == {"$ref": "#/components/schemas/CoverageReport"}
    assert schemas["CoverageGap"]["properties"].keys() >= {"demand_points", "extension"}
    assert parameters.keys() == {
        *("mode", "minutes", "stay_minutes", "days", "service", "demand", "weight", "union"),
        *("hours", "lang"),
    }
    assert parameters["minutes"]["schema"]["maximum"] == 240
