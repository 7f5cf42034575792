import datetime
import re

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.clock import CHINA_TIME, now
from api.field_access import TEAM_COOKIE
from api.pages.assets import assets
from api.pages.field.texts import OUTREACH_TEXTS, SCRIPT_TEXTS
from api.pages.planner import uploads
from api.settings import PlannerAccess, Settings
from data.outreach_plans import list_team_keys, publish, team_key, withdraw
from data.plans import OUTREACH, ask_cancel, list_plans
from tests.api.pages_desk import words
from tests.outreach_reports import START, T1_MONDAY, TUESDAY, at
from tests.stored_visits import finished_visits, key_of_team, published_visits

MONDAY = datetime.datetime(2026, 11, 23, 10, tzinfo=CHINA_TIME)
PARK = "park:A1"


@pytest.fixture
def moment():
    """What time it is; tests may set it."""
    return {"now": MONDAY}


@pytest.fixture
def door(sqlite, moment, tmp_path):
    """Open the pages for whom the server lets in."""
    url = sqlite.engine.url.render_as_string(hide_password=False)

    def opened(access):
        app = create_app(Settings(database_url=url, data_folder=tmp_path, planner_access=access))
        app.dependency_overrides[now] = lambda: moment["now"]
        return TestClient(app, raise_server_exceptions=False)

    return opened


@pytest.fixture
def planner(door):
    return door(PlannerAccess.EVERYONE)


@pytest.fixture
def plan(sqlite):
    """The code of the published plan of two teams for Monday and Tuesday."""
    with sqlite.transaction() as session:
        return published_visits(session)


@pytest.fixture
def team(door, sqlite, plan):
    """The phone of team T1."""
    phone = door(PlannerAccess.NOBODY)
    with sqlite.transaction() as session:
        phone.cookies.set(TEAM_COOKIE, key_of_team(session))
    return phone


def show_instead(database, plan, **changed):
    """Show the teams another report than the one of the published plan."""
    with database.transaction() as session:
        withdraw(session, plan)
        return published_visits(session, **changed)


def move(team, plan, day=TUESDAY):
    return team.post("/outreach/moves", data={"plan": plan, "place": PARK, "date": day})


def newest(database):
    with database.reading() as session:
        return list_plans(session, limit=1, kind=OUTREACH)[0].code


# Who comes in


@pytest.mark.parametrize("path", ["/outreach", "/v1/outreach-plans", "/v1/outreach-plans/{}"])
def test_the_outdated_key_of_a_team_shuts_no_planner_out(planner, plan, path):
    planner.cookies.set(TEAM_COOKIE, "outdated")

    assert planner.get(path.format(plan)).status_code == 200


def test_the_team_is_left_where_its_page_offers_it(team):
    page = team.get("/outreach").text

    left = team.post("/outreach/leave", follow_redirects=False)

    assert 'action="/outreach/leave"' in page
    assert (left.status_code, left.headers["location"]) == (303, "/outreach")
    assert left.headers["set-cookie"].startswith(f'{TEAM_COOKIE}=""')
    assert "Max-Age=0" in left.headers["set-cookie"]


def test_a_planner_who_looks_at_a_team_has_none_to_leave(planner, plan):
    assert "/outreach/leave" not in planner.get("/outreach?team=T1").text


def test_pages_of_others_make_nobody_leave(team):
    left = team.post("/outreach/leave", headers={"Origin": "https://elsewhere.example"})

    assert left.status_code == 403
    assert "set-cookie" not in left.headers


# The day


@pytest.mark.parametrize(
    ("day", "asked", "itself"),
    [
        (23, "", f"/outreach?day={START}"),
        (20, "", "/outreach"),
        (23, "?day=2026-11-29", "/outreach?day=2026-11-29"),
    ],
)
def test_a_day_without_visits_is_not_kept_as_the_day_it_shows(team, moment, day, asked, itself):
    moment["now"] = MONDAY.replace(day=day)

    page = team.get(f"/outreach{asked}")

    assert page.headers["content-location"] == itself


def test_a_stop_says_when_the_visit_begins_and_when_one_arrives(team):
    text = words(team.get("/outreach").text)

    assert "11:30\N{EN DASH}12:20 到达 11:00" in text


def test_a_break_during_the_wait_at_a_stop_comes_before_its_visit(team, sqlite, plan):
    stop = T1_MONDAY["stops"][1] | {"arrive": at("12:00"), "start": at("18:00")}
    stops = [T1_MONDAY["stops"][0], stop]
    show_instead(sqlite, plan, routes=[T1_MONDAY | {"stops": stops}])

    text = words(team.get("/outreach?day=" + START).text)

    assert text.index("12:30\N{EN DASH}13:30 休息") < text.index("18:00\N{EN DASH}")


def test_midnight_at_the_end_of_a_day_is_24(team, sqlite, plan):
    stops = T1_MONDAY["stops"]
    ended = T1_MONDAY | {"return_depot": f"{TUESDAY}T00:00:00+08:00", "stops": stops}
    show_instead(sqlite, plan, routes=[ended])

    assert "→ 24:00 返回" in words(team.get("/outreach").text)


def test_a_page_kept_for_days_says_of_which_day_it_is(team):
    page = team.get("/outreach").text

    assert 'data-made="2026-11-23"' in page
    assert 'data-older="离线，显示的是 11月23日 周一 10:00 的内容"' in page


# To another day


@pytest.mark.parametrize("code", ["v-junk", "v-000000000000"])
def test_nobody_waits_for_a_plan_that_is_not_known(team, code):
    page = team.get(f"/outreach?moving={code}").text

    assert "http-equiv" not in page
    assert "data-moving" not in page
    assert "现在不知道排得怎么样了" in words(page)


def test_waiting_without_scripts_ends_with_the_plan(team, sqlite, plan):
    waiting = move(team, plan).text
    code = newest(sqlite)
    with sqlite.transaction() as session:
        ask_cancel(session, code, at=MONDAY, kind=OUTREACH)

    ended = team.get(f"/outreach?moving={code}").text

    assert "http-equiv" in waiting
    assert "http-equiv" not in ended
    assert "重新安排没有完成：被取消或中断了" in words(ended)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("moves", {"place": PARK, "date": "soon"}),
        ("moves", {"place": "x" * 3_000, "date": TUESDAY}),
        ("visits", {"code": "12345678", "place": PARK, "date": START, "notes": "长" * 20_000}),
        ("visits", {"code": "12345678", "place": PARK, "date": START, "notes": "长" * 5_000}),
    ],
)
def test_what_a_form_cannot_hold_is_refused_on_a_page(team, plan, path, fields):
    refused = team.post(f"/outreach/{path}", data={"plan": plan, "outcome": "met"} | fields)

    assert refused.status_code == 422
    assert refused.headers["content-type"].startswith("text/html")
    assert "没有成功" in words(refused.text)


# What is kept on the phone


def test_the_page_of_what_is_not_kept_needs_no_link_and_is_kept(door):
    anybody = door(PlannerAccess.NOBODY)

    away = anybody.get("/outreach/away?lang=en")

    assert "This page is not kept on this phone" in words(away.text)
    assert '"/outreach/away","/outreach/away?lang=en"' in anybody.get("/outreach/worker.js").text


def test_every_file_of_the_page_is_kept(team):
    files = re.findall(r'"(/static/[^"]+)"', team.get("/outreach").text)

    script = team.get("/outreach/worker.js").text

    assert len(files) >= 7
    assert [file for file in files if file not in script] == []


def test_the_scripts_say_all_that_is_sent_to_them():
    names = ("outreach.js", "outreach-form.js", "outreach-move.js")
    scripts = "".join(assets()[name].content.decode() for name in names)
    used = set(re.findall(r'texts\.(\w+)|say\("(\w+)"', scripts))

    said = {name for pair in used for name in pair if name}

    assert said | {"waiting", "sent"} == set(SCRIPT_TEXTS)
    assert said <= set(OUTREACH_TEXTS)


# The planner's pages


@pytest.mark.parametrize("path", ["/planner/outreach/{}/publish", "/v1/outreach-plans/{}/publish"])
def test_teams_get_their_links_when_their_plan_is_published(planner, sqlite, path):
    with sqlite.transaction() as session:
        code = finished_visits(session)

    planner.post(path.format(code))

    with sqlite.reading() as session:
        keys = list_team_keys(session, ["T1", "二组"])
    page = planner.get(f"/planner/outreach/{code}").text
    assert f"/outreach/t/{keys['T1']}" in page
    assert f"/outreach/t/{keys['二组']}" in page


def test_looking_at_a_plan_makes_no_keys(planner, sqlite):
    with sqlite.transaction() as session:
        code = finished_visits(session)
        publish(session, code, at=MONDAY)

    planner.get(f"/planner/outreach/{code}")

    with sqlite.reading() as session:
        assert list_team_keys(session, ["T1", "二组"]) == {}


def test_publishing_again_keeps_the_keys(planner, sqlite, plan):
    with sqlite.transaction() as session:
        key = team_key(session, "T1", at=MONDAY)

    planner.post(f"/v1/outreach-plans/{plan}/publish")

    with sqlite.reading() as session:
        assert list_team_keys(session, ["T1"]) == {"T1": key}


def test_a_list_that_is_too_large_is_refused_truly_with_the_last_teams(planner, plan, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 1_000)
    monkeypatch.setattr(uploads, "_FORM_BYTES", 0)

    page = planner.post(
        "/planner/outreach/new", files={"teams_file": ("list.csv", b"x" * 2_000, "text/csv")}
    )

    assert page.status_code == 422
    assert "不像是小组名单" in words(page.text)
    assert "这次填的都没有收到，请重新填。" in words(page.text)
    assert "您填的都还在" not in page.text
    assert "niangjia import" not in page.text
    assert re.search(r"\nT1,.*near", page.text)


def test_a_text_that_is_too_long_comes_back_as_it_was(planner, plan):
    text = "编号" * 50_000

    page = planner.post("/planner/outreach/new", data={"teams": text}, files={"none": b""})

    assert page.status_code == 422
    assert "太长了，请删到 20,000 个字以内。" in words(page.text)
    assert text in page.text
    assert "上传没有完成" not in page.text


def test_english_has_no_plural_of_one(planner, sqlite, plan):
    stops = [T1_MONDAY["stops"][0] | {"people": 1}]
    code = show_instead(sqlite, plan, routes=[T1_MONDAY | {"stops": stops}])

    told = words(planner.get(f"/planner/outreach/{code}?lang=en").text)

    assert "Teams: 1, stops: 1, people: 1" in told
    assert re.findall(r"\b1 (?:teams|stops|things|people)\b", told) == []
