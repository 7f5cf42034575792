from datetime import date, timedelta

import pytest
from sqlalchemy import update

from api.schemas_outreach import OutreachDetail, OutreachPage, OutreachSummary
from api.settings import PlannerAccess
from api.use_cases.outreach_requests import Move, queue_move
from api.use_cases.plan_requests import MOST_QUEUED
from data.outreach_plans import list_team_keys, publish_in_place
from data.plans import OUTREACH, finish, list_plans
from data.tables import OutreachPlan
from tests.outreach_reports import START, TUESDAY, stored_outreach
from tests.stored_plans import finished, queued
from tests.stored_visits import (
    ASKED,
    FRIDAY,
    MONDAY_EVENING,
    TEAM,
    TEAM_2,
    finished_visits,
    key_of_team,
    published_visits,
    running_visits,
    waiting_visits,
)

ENGLISH = {"Accept-Language": "en"}
PLANS = "/v1/outreach-plans"
MOVE = {"place": "park:A1", "date": TUESDAY}


@pytest.fixture
def clock(monkeypatch):
    """Set the clock of the interface; it is Friday before the first day of the plans."""

    def set_clock(moment):
        monkeypatch.setattr("api.routes.outreach_plans.now", lambda: moment)

    set_clock(FRIDAY)
    return set_clock


@pytest.fixture
def door(idle, clock):
    """Make the interface of a server that computes no plans itself."""

    def open_door(**others):
        client = idle(**others)
        client.headers.update(ENGLISH)
        return client

    return open_door


@pytest.fixture
def client(door):
    """The interface for planners."""
    with door() as client:
        yield client


@pytest.fixture
def field(door, sqlite):
    """The interface for team T1, which may not plan."""
    with sqlite.transaction() as session:
        key = key_of_team(session)
    with door(planner_access=PlannerAccess.NOBODY) as client:
        client.headers["Authorization"] = f"Bearer {key}"
        yield client


def told(answer):
    return answer.status_code, answer.json().get("code")


def codes_of(answer):
    return [plan["code"] for plan in answer.json()["plans"]]


def done(session, code):
    """Let a queued plan be computed; what it replaces is replaced."""
    running = {"status": "running", "started_at": FRIDAY, "heartbeat_at": FRIDAY}
    session.execute(update(OutreachPlan).where(OutreachPlan.code == code).values(**running))
    result = {"plan": stored_outreach()}
    assert finish(session, code, result, data_revision=0, at=FRIDAY, kind=OUTREACH)
    publish_in_place(session, code, at=FRIDAY)


def test_an_outreach_plan_that_is_asked_for_waits(client):
    answer = client.post(PLANS, json=ASKED | {"author": "杨浦区总工会"})

    plan = OutreachSummary.model_validate(answer.json(), extra="forbid")
    assert answer.status_code == 202
    assert answer.headers["location"] == f"{PLANS}/{plan.code}"
    assert (plan.status, plan.author, plan.published_at) == ("queued", "杨浦区总工会", None)
    assert plan.code.startswith("v-")
    assert (plan.request["days"], plan.request["most_stops"]) == (2, 300)
    assert "author" not in plan.request
    assert client.get(answer.headers["location"]).json() == answer.json() | {"result": None}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"start": "Montag"}, "day_unreadable"),
        ({"teams": []}, "outreach_teams_count"),
        ({"colour": "red"}, "parameter_unknown"),
        ({"author": "a\x00b"}, "value_invalid"),
        ({"union": "moon"}, "outreach_union_unknown"),
        ({"standard": {"services": ["magic"]}}, "service_unknown"),
        ({"replaces": "v-1", "moved_on": START}, "outreach_replaced_by_moves"),
        ({"rerun_of": "v-1"}, "parameter_unknown"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_it_waits(client, changed, code):
    answer = client.post(PLANS, json=ASKED | changed)

    assert told(answer) == (422, code)
    assert client.get(PLANS).json()["plans"] == []


def test_part_of_the_name_of_a_union_tells_which_are_alike(client):
    answer = client.post(PLANS, json=ASKED | {"union": "杨浦"})

    assert told(answer) == (422, "outreach_union_unknown")
    assert "did you mean 杨浦区总工会 (yp)?" in answer.json()["detail"]


def test_all_that_is_wrong_with_the_teams_is_told_at_once(client):
    teams = [TEAM | {"depot_code": "nowhere", "mode": "boat"}, TEAM_2 | {"size": "many"}]

    answer = client.post(PLANS, json=ASKED | {"teams": teams})

    assert told(answer) == (422, "outreach_teams_invalid")
    assert all(word in answer.json()["detail"] for word in ("nowhere", "boat", "many", "line 3"))
    assert client.get(PLANS).json()["plans"] == []


def test_the_visiting_list_of_a_plan_needs_the_plan_and_its_result(client, stored):
    done_plan, waiting = stored(finished, queued)

    assert told(client.post(PLANS, json=ASKED | {"plan": "p-nobody"})) == (404, "plan_unknown")
    assert told(client.post(PLANS, json=ASKED | {"plan": waiting})) == (409, "plan_not_done")
    assert client.post(PLANS, json=ASKED | {"plan": done_plan}).status_code == 202


def test_a_stored_request_is_taken_again(client, stored):
    [before] = stored(finished_visits)

    again = client.post(PLANS, json={"rerun_of": before, "author": "王敏"}).json()

    assert (again["status"], again["rerun_of"], again["author"]) == ("queued", before, "王敏")
    assert again["request"]["teams"][0]["code"] == "T1"


def test_days_that_are_over_can_be_planned_to_learn_from_them(client, stored, clock):
    [before] = stored(finished_visits)
    clock(MONDAY_EVENING + timedelta(days=1))

    assert client.post(PLANS, json={"rerun_of": before}).status_code == 202


def test_a_move_that_is_tried_again_leaves_the_days_alone_that_went_by(client, stored, clock):
    [code] = stored(finished_visits)
    moved = client.post(f"{PLANS}/{code}/moves", json=MOVE).json()
    client.post(f"{PLANS}/{moved['code']}/cancel")
    clock(MONDAY_EVENING)

    again = client.post(PLANS, json={"rerun_of": moved["code"]}).json()

    assert moved["request"]["moved_on"] == "2026-11-20"
    assert again["request"] == moved["request"] | {"moved_on": "2026-11-23"}


def test_when_too_many_wait_one_is_told_when_to_come_back(client, stored):
    stored(*[waiting_visits] * MOST_QUEUED)

    answer = client.post(PLANS, json=ASKED)

    assert told(answer) == (503, "outreach_queue_full")
    assert int(answer.headers["retry-after"]) > 0
    assert "10 outreach plans" in answer.json()["detail"]


def test_plans_of_sites_that_wait_keep_no_visits_waiting(client, stored):
    stored(*[queued] * MOST_QUEUED)

    assert client.post(PLANS, json=ASKED).status_code == 202


def test_outreach_plans_are_listed_page_by_page(client, stored):
    codes = stored(waiting_visits, published_visits, waiting_visits)

    first = OutreachPage.model_validate(client.get(f"{PLANS}?limit=2").json(), extra="forbid")
    rest = client.get(PLANS, params={"limit": 2, "before": first.next})

    assert [plan.code for plan in first.plans] == codes[:0:-1]
    assert [plan.published_at for plan in first.plans] == [None, FRIDAY]
    assert (first.plans[1].figures.stops, first.plans[1].figures.unserved) == (5, 2)
    assert (codes_of(rest), rest.json()["next"]) == (codes[:1], None)


def test_a_result_is_told_in_the_asked_language(client, stored):
    [code] = stored(finished_visits)

    english = client.get(f"{PLANS}/{code}").json()
    chinese = client.get(f"{PLANS}/{code}?lang=zh-CN").json()

    assert OutreachDetail.model_validate(english, extra="forbid").status == "done"
    assert english["result"]["unserved"][1]["why"] == "a firm without a union (+15)"
    assert chinese["result"]["unserved"][1]["why"] == "企业还没有建会（15 分）"


def test_a_waiting_plan_is_cancelled_and_deleted(client, stored):
    [code] = stored(waiting_visits)

    early = client.delete(f"{PLANS}/{code}")
    cancelled = client.post(f"{PLANS}/{code}/cancel")
    deleted = client.delete(f"{PLANS}/{code}")

    assert told(early) == (409, "outreach_plan_goes_on")
    assert (cancelled.status_code, cancelled.json()["status"]) == (202, "cancelled")
    assert deleted.status_code == 204
    assert told(client.get(f"{PLANS}/{code}")) == (404, "outreach_plan_unknown")


def test_a_plan_that_its_teams_follow_is_not_deleted(client, stored):
    [code] = stored(published_visits)

    refused = client.delete(f"{PLANS}/{code}")
    client.post(f"{PLANS}/{code}/withdraw")

    assert told(refused) == (409, "outreach_plan_published")
    assert client.delete(f"{PLANS}/{code}").status_code == 204


def test_a_plan_that_another_goes_on_from_is_not_deleted(client, sqlite, stored):
    [code] = stored(finished_visits)
    moved = client.post(f"{PLANS}/{code}/moves", json=MOVE).json()["code"]
    with sqlite.transaction() as session:
        done(session, moved)

    refused = client.delete(f"{PLANS}/{code}")
    newest_first = [client.delete(f"{PLANS}/{each}").status_code for each in (moved, code)]

    assert told(refused) == (409, "outreach_plan_gone_on_from")
    assert moved in refused.json()["detail"]
    assert newest_first == [204, 204]


def test_nothing_is_moved_in_what_was_replaced(client, sqlite, stored):
    [code] = stored(published_visits)
    moved = client.post(f"{PLANS}/{code}/moves", json=MOVE).json()["code"]
    with sqlite.transaction() as session:
        done(session, moved)

    answer = client.post(f"{PLANS}/{code}/moves", json=MOVE)

    assert told(answer) == (409, "outreach_plan_replaced")
    assert moved in answer.json()["detail"]


def test_teams_see_what_is_published_until_it_is_withdrawn(client, field, stored):
    [code] = stored(finished_visits)

    before = field.get(f"{PLANS}/{code}")
    published = client.post(f"{PLANS}/{code}/publish").json()
    shown = field.get(f"{PLANS}/{code}")
    withdrawn = client.post(f"{PLANS}/{code}/withdraw").json()
    after = field.get(f"{PLANS}/{code}")

    assert told(before) == (403, "outreach_not_of_team")
    assert published["published_at"] == "2026-11-20T16:00:00+08:00"
    assert shown.json()["result"]["routes"][0]["team"] == "T1"
    assert withdrawn["published_at"] is None
    assert told(after) == (403, "outreach_not_of_team")


def test_what_is_not_done_or_clashes_is_not_published(client, stored):
    waiting, first, second = stored(waiting_visits, finished_visits, finished_visits)
    client.post(f"{PLANS}/{first}/publish")

    assert told(client.post(f"{PLANS}/{waiting}/publish")) == (409, "outreach_plan_not_done")
    assert told(client.post(f"{PLANS}/{second}/publish")) == (409, "outreach_team_is_busy")


def test_a_team_lists_what_is_published_for_it(field, stored):
    [soon] = stored(published_visits)
    [later] = stored(published_visits, start="2026-12-07")
    stored(published_visits, start="2026-12-14", teams=[stored_outreach()["teams"][1]])
    stored(waiting_visits, finished_visits)

    assert codes_of(field.get(PLANS)) == [later, soon]
    assert codes_of(field.get(f"{PLANS}?limit=1")) == [later]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", ""),
        ("delete", "/{0}"),
        ("post", "/{0}/cancel"),
        ("post", "/{0}/publish"),
        ("post", "/{0}/withdraw"),
    ],
)
def test_a_team_does_not_plan(field, stored, method, path):
    [code] = stored(published_visits)

    assert field.request(method, PLANS + path.format(code)).status_code == 403


def test_a_stop_is_moved_by_a_new_plan_that_keeps_all_promises(client, stored):
    request = ASKED | {"promised": {"firm:F1": TUESDAY}}
    [code] = stored(published_visits, request=request)

    answer = client.post(f"{PLANS}/{code}/moves", json=MOVE)

    plan = OutreachSummary.model_validate(answer.json(), extra="forbid")
    assert answer.status_code == 202
    assert answer.headers["location"] == f"{PLANS}/{plan.code}"
    assert (plan.status, plan.replaces, plan.rerun_of) == ("queued", code, None)
    assert plan.request["promised"] == {"firm:F1": TUESDAY, "park:A1": TUESDAY}
    assert plan.request["moved_on"] == "2026-11-20"


@pytest.mark.parametrize(
    ("moved_on", "kept"), [("2026-11-23", "2026-11-23"), ("2026-11-19", "2026-11-20")]
)
def test_days_stay_as_they_are_up_to_today_at_least(client, stored, moved_on, kept):
    [code] = stored(finished_visits)

    moved = client.post(f"{PLANS}/{code}/moves", json=MOVE | {"moved_on": moved_on}).json()

    assert moved["request"]["moved_on"] == kept


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"place": "park:A9"}, (404, "outreach_moved_place_unknown")),
        ({"place": "A1"}, (404, "outreach_moved_place_unknown")),
        ({"date": START}, (422, "outreach_move_too_early")),
        ({"date": "2026-11-25"}, (422, "promise_outside_horizon")),
        ({"date": "soon"}, (422, "day_unreadable")),
        ({"day": TUESDAY}, (422, "parameter_unknown")),
    ],
)
def test_a_stop_moves_to_a_day_that_is_still_to_come(client, stored, clock, changed, expected):
    clock(MONDAY_EVENING)
    [code] = stored(published_visits)

    assert told(client.post(f"{PLANS}/{code}/moves", json=MOVE | changed)) == expected


def test_nothing_is_moved_in_what_is_not_done_or_being_moved_in(client, stored):
    running, code = stored(running_visits, finished_visits)
    first = client.post(f"{PLANS}/{code}/moves", json=MOVE)

    second = client.post(f"{PLANS}/{code}/moves", json=MOVE | {"place": "park:P3"})

    assert first.status_code == 202
    assert told(second) == (409, "outreach_move_under_way")
    assert first.json()["code"] in second.json()["detail"]
    waits = client.post(f"{PLANS}/{running}/moves", json=MOVE)
    assert told(waits) == (409, "outreach_without_result")


def test_a_team_moves_a_stop_and_watches_until_it_is_published(field, sqlite, stored):
    [code] = stored(published_visits)

    moved = field.post(f"{PLANS}/{code}/moves", json=MOVE).json()
    watched = field.get(f"{PLANS}/{moved['code']}")
    with sqlite.transaction() as session:
        done(session, moved["code"])

    assert (moved["author"], watched.json()["status"]) == ("T1", "queued")
    assert codes_of(field.get(PLANS)) == [moved["code"]]
    assert told(field.get(f"{PLANS}/{code}")) == (403, "outreach_not_of_team")


def test_a_move_is_queued_on_either_home_of_the_data(session):
    code = published_visits(session)

    move = Move("park:A1", date(2026, 11, 24))
    plan = queue_move(session, code, move, at=FRIDAY, team="T1")

    assert (plan.request["replaces"], plan.author) == (code, "T1")


@pytest.mark.parametrize("place", ["apartment:B2", "park:P9"])
def test_a_team_does_not_move_the_stops_of_another(field, client, stored, place):
    [code] = stored(published_visits)
    asked = {"place": place, "date": TUESDAY}

    refused = field.post(f"{PLANS}/{code}/moves", json=asked)
    by_planner = client.post(f"{PLANS}/{code}/moves", json=asked)

    assert told(refused) == (403, "outreach_stop_of_another_team")
    assert f'"{place}" is a stop of another team' in refused.json()["detail"]
    assert by_planner.status_code == 202


def test_a_team_promises_a_place_that_nobody_is_sent_to(field, stored):
    [code] = stored(published_visits)

    answer = field.post(f"{PLANS}/{code}/moves", json=MOVE | {"place": "park:P3"})

    assert answer.status_code == 202


def test_a_team_moves_nothing_in_what_is_not_published_for_it(field, sqlite, stored):
    [code] = stored(finished_visits)

    assert told(field.post(f"{PLANS}/{code}/moves", json=MOVE)) == (403, "outreach_not_of_team")
    with sqlite.reading() as session:
        assert len(list_plans(session, limit=9, kind=OUTREACH)) == 1


def test_a_page_of_somebody_else_moves_nothing(field, stored):
    [code] = stored(published_visits)

    answer = field.post(
        f"{PLANS}/{code}/moves", json=MOVE, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert told(answer) == (403, "form_from_elsewhere")


@pytest.mark.parametrize("path", ["", "/{0}", "/v-nobody", "/{0}/files/outreach.json"])
def test_no_answer_is_kept_on_its_way(client, stored, path):
    [code] = stored(finished_visits)

    assert client.get(PLANS + path.format(code)).headers["cache-control"] == "no-store"


def test_a_code_that_no_plan_can_have_is_refused(client):
    assert client.get(f"{PLANS}/a%01b").status_code == 422
    assert client.get(PLANS, params={"before": "a\x00b"}).status_code == 422


def test_the_interface_describes_what_can_be_sent(client):
    paths = client.get("/openapi.json").json()["paths"]

    body = paths[PLANS]["post"]["requestBody"]["content"]["application/json"]["schema"]
    new, again = body["anyOf"]
    assert new["properties"].keys() >= {"teams", "must", "never", "promised", "author"}
    assert again["properties"].keys() == {"rerun_of", "author"}
    moves = paths[f"{PLANS}/{{code}}/moves"]["post"]
    move = moves["requestBody"]["content"]["application/json"]["schema"]
    assert move["properties"].keys() == {"place", "date", "moved_on"}
    conflict = moves["responses"]["409"]["content"]["application/problem+json"]["schema"]
    assert conflict["example"]["code"] == "outreach_without_result"
    visit = paths["/v1/visits/{code}"]["put"]
    assert visit["requestBody"]["content"]["application/json"]["schema"]["required"] == [
        "place",
        "date",
        "outcome",
    ]


@pytest.mark.parametrize(
    ("name", "media_type", "begins"),
    [
        ("outreach.json", "application/json", b"{"),
        ("outreach.xlsx", "application/vnd.openxmlformats", b"PK"),
        ("outreach.html", "text/html", b"<!doctype html>"),
        ("sheets.html", "text/html", b"<!doctype html>"),
        ("calendar-T1.ics", "text/calendar", b"BEGIN:VCALENDAR"),
        ("route-T1.gpx", "application/gpx+xml", b"<?xml"),
    ],
)
def test_the_files_of_a_plan_can_be_downloaded(client, stored, name, media_type, begins):
    [code] = stored(finished_visits)

    answer = client.get(f"{PLANS}/{code}/files/{name}")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media_type)
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{code}-{name}"
    assert answer.content.lower().startswith(begins.lower())


def test_the_downloaded_plan_is_the_result_in_the_asked_language(client, stored):
    [code] = stored(finished_visits)

    file = client.get(f"{PLANS}/{code}/files/outreach.json")

    assert file.json() == client.get(f"{PLANS}/{code}").json()["result"]


def test_the_name_of_a_team_may_be_chinese(client, stored):
    [code] = stored(finished_visits)

    answer = client.get(f"{PLANS}/{code}/files/calendar-二组.ics")

    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith("-calendar-%E4%BA%8C%E7%BB%84.ics")


def test_an_unknown_file_is_answered_with_those_there_are(client, stored):
    [code] = stored(finished_visits)

    answer = client.get(f"{PLANS}/{code}/files/plan.json")

    assert told(answer) == (404, "outreach_file_unknown")
    assert "outreach.json, outreach.xlsx" in answer.json()["detail"]


def test_a_team_gets_its_own_files_only(field, stored):
    [code] = stored(published_visits)

    own = [
        field.get(f"{PLANS}/{code}/files/{name}") for name in ("calendar-T1.ics", "route-T1.gpx")
    ]
    others = field.get(f"{PLANS}/{code}/files/calendar-二组.ics")
    sheets = field.get(f"{PLANS}/{code}/files/sheets.html")

    assert [answer.status_code for answer in own] == [200, 200]
    assert told(others) == told(sheets) == (403, "outreach_file_of_others")


def test_a_team_gets_no_file_of_what_is_not_published(field, stored):
    [code] = stored(finished_visits)

    answer = field.get(f"{PLANS}/{code}/files/calendar-T1.ics")

    assert told(answer) == (403, "outreach_not_of_team")


@pytest.mark.parametrize(
    ("public_url", "has_links"), [("https://desk.example/", True), ("", False)]
)
def test_the_sheets_have_the_links_of_the_teams(door, stored, monkeypatch, public_url, has_links):
    drawn = []
    monkeypatch.setattr(
        "api.use_cases.outreach_downloads.draw_outreach_sheets",
        lambda report, *, team_links, **_: drawn.append(team_links) or "",
    )
    [code, draft], [key] = stored(published_visits, finished_visits), stored(key_of_team)

    with door(public_url=public_url) as client:
        client.get(f"{PLANS}/{code}/files/sheets.html")
        client.get(f"{PLANS}/{draft}/files/sheets.html")

    links, of_draft = drawn
    assert of_draft == {}
    assert links.get("T1") == (f"https://desk.example/outreach/t/{key}" if has_links else None)
    assert links.keys() == ({"T1", "二组"} if has_links else set())


def test_sheets_of_what_is_not_published_make_no_keys(door, stored, sqlite):
    [code] = stored(finished_visits)

    with door(public_url="https://desk.example/") as client:
        sheets = client.get(f"{PLANS}/{code}/files/sheets.html")

    assert sheets.status_code == 200
    with sqlite.reading() as session:
        assert list_team_keys(session, ["T1", "二组"]) == {}


def test_the_files_of_what_is_not_done_wait(client, stored):
    [code] = stored(waiting_visits)

    assert client.get(f"{PLANS}/{code}/files/outreach.json").status_code == 409
