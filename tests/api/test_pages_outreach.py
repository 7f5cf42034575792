import datetime
import re

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.clock import CHINA_TIME, now
from api.field_access import TEAM_COOKIE, TEAM_KEY_MISSING, TEAM_KEY_UNKNOWN
from api.pages.assets import assets
from api.settings import Settings
from api.use_cases.map_links import map_links
from api.use_cases.visit_codes import visit_code
from api.use_cases.visits import NOT_YOUR_TEAM
from data.job_columns import JobStatus
from data.outreach_plans import publish, team_key, withdraw
from data.plans import (
    OUTREACH,
    add_finished_plan,
    ask_cancel,
    claim_next,
    fail,
    finish,
    list_plans,
)
from data.visits import list_visits, record_visit
from geo.places import PlaceKind
from geo.travel import Mode
from planner.visits import VisitOutcome, VisitRecord
from tests.api.pages_desk import words
from tests.outreach_reports import HOSTILE, QUOTED, START, T1_MONDAY, TUESDAY, stored_outreach

MONDAY_AT_TEN = datetime.datetime(2026, 11, 23, 10, tzinfo=CHINA_TIME)
TEAM = {
    "size": "2",
    "skills": "",
    "depot_code": "D1",
    "mode": "drive",
    "work_hours": "Mo-Fr 09:00-20:00",
    "lunch": "",
}
REQUEST = {
    "start": START,
    "days": 2,
    "teams": [{"code": code, "name": code, **TEAM} for code in ("T1", "二组")],
}
PARK, APARTMENT = "park:A1", "apartment:A1"


@pytest.fixture
def clock():
    """What time it is; tests may set it."""
    return {"now": MONDAY_AT_TEN}


@pytest.fixture
def anybody(sqlite, clock, tmp_path):
    """Somebody without the link of a team, who is no planner either."""
    url = sqlite.engine.url.render_as_string(hide_password=False)
    app = create_app(Settings(database_url=url, data_folder=tmp_path, planner_access="nobody"))
    app.dependency_overrides[now] = lambda: clock["now"]
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def planner(sqlite, clock, tmp_path):
    url = sqlite.engine.url.render_as_string(hide_password=False)
    app = create_app(Settings(database_url=url, data_folder=tmp_path, planner_access="everyone"))
    app.dependency_overrides[now] = lambda: clock["now"]
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def plan(sqlite):
    """The code of the published plan of two teams for Monday and Tuesday."""
    return published(sqlite, stored_outreach())


@pytest.fixture
def team(anybody, sqlite, plan):
    """The phone of team T1."""
    anybody.cookies.set(TEAM_COOKIE, key_of(sqlite, "T1"))
    return anybody


def published(database, report):
    with database.transaction() as session:
        code = add_finished_plan(
            session,
            REQUEST,
            result={"plan": report},
            data_revision=0,
            at=MONDAY_AT_TEN,
            kind=OUTREACH,
        )
        publish(session, code, at=MONDAY_AT_TEN)
    return code


def key_of(database, team):
    with database.transaction() as session:
        return team_key(session, team, at=MONDAY_AT_TEN)


def visits_in(database):
    with database.reading() as session:
        return list_visits(session)


def record(database, place="park:A1", **others):
    kind, code = place.split(":")
    day = datetime.date.fromisoformat(START)
    visit = VisitRecord(
        visit_code("T1", day, place), PlaceKind(kind), code, day, "T1", VisitOutcome.MET, **others
    )
    with database.transaction() as session:
        record_visit(session, visit)


def form(**others):
    code = visit_code("T1", datetime.date.fromisoformat(START), PARK)
    met = {"outcome": "met", "people_met": "12", "joined": "3", "notes": "从北门进"}
    return {"code": code, "place": PARK, "date": START, "team": "T1", **met, **others}


def names_in(html):
    return re.findall(r'<b class="name">(.*?)</b>', html)


# The link


def test_the_link_of_a_team_opens_its_day_without_the_key_in_the_address(anybody, sqlite, plan):
    opened = anybody.get(f"/outreach/t/{key_of(sqlite, 'T1')}")

    assert opened.status_code == 200
    assert opened.url.path == "/outreach"
    assert "城东一组" in words(opened.text)


def test_the_key_is_kept_where_scripts_cannot_read_it(anybody, sqlite, plan):
    link = f"/outreach/t/{key_of(sqlite, 'T1')}"

    opened = anybody.get(link, follow_redirects=False)
    encrypted = anybody.get(f"https://testserver{link}", follow_redirects=False)

    assert opened.status_code == 303
    assert opened.headers["referrer-policy"] == "no-referrer"
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(opened.headers["set-cookie"].split("; "))
    assert "Secure" not in opened.headers["set-cookie"]
    assert "Secure" in encrypted.headers["set-cookie"]


def test_a_link_that_is_no_longer_valid_says_whom_to_ask(anybody):
    page = anybody.get("/outreach/t/old")

    assert page.status_code == 403
    assert "这个链接已经失效" in words(page.text)
    assert "向安排走访的同事要新的链接" in words(page.text)
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in page.headers


def test_a_phone_with_an_outdated_key_is_told_so(team, sqlite):
    with sqlite.transaction() as session:
        team_key(session, "T1", at=MONDAY_AT_TEN, anew=True)

    page = team.get("/outreach?lang=en")

    assert page.status_code == 403
    assert "This link is no longer valid" in words(page.text)


def test_who_has_no_link_is_asked_to_open_one(anybody, plan):
    page = anybody.get("/outreach")

    assert page.status_code == 403
    assert "请打开本组的走访链接" in words(page.text)
    assert "城东一组" not in page.text


# The day


def test_the_next_stop_stands_on_top_with_all_one_needs_there(team):
    page = team.get("/outreach").text
    text = words(page)

    assert "11月23日 周一 今天" in text
    assert "城东一组 · 高新区职工之家" in text
    assert "10:40 出发 → 18:50 返回" in text
    assert names_in(page)[0] == QUOTED.replace('"', "&#34;")
    assert "下一站 11:30\N{EN DASH}12:20 到达 11:00" in text
    assert "约 300 人 · 已约好" in text
    assert "介绍入会 · 介绍服务点和 12351 热线" in text
    assert "还没有走访过（25 分）" in text
    assert 'href="tel:03711234567"' in page
    assert page.count("https://uri.amap.com/") == 2


def test_a_break_stands_between_the_stops_it_lies_between(team):
    text = words(team.get(f"/outreach?day={START}").text)

    assert text.index("11:00") < text.index("12:30\N{EN DASH}13:30 休息") < text.index("17:40")


def test_names_are_not_html(team):
    page = team.get("/outreach").text

    assert HOSTILE not in page
    assert "幸福公寓" in page


def test_a_recorded_stop_is_ticked_and_the_next_one_is_on_top(team, sqlite):
    record(sqlite, people_met=12, joined=3)

    page = team.get("/outreach").text

    assert "幸福公寓" in names_in(page)[0]
    assert "见到了大家 · 见到 12 人 · 入会 3 人" in words(page)
    assert "已记录 1 个" in words(page)
    assert "修改记录" in words(page)


def test_when_all_is_recorded_nothing_is_next(team, sqlite):
    record(sqlite)
    record(sqlite, APARTMENT)

    page = team.get("/outreach").text

    assert '<section class="sheet next-stop" aria-labelledby="next" hidden>' in page
    assert '<p class="sheet all-done">' in page


def test_a_record_from_a_list_with_a_code_of_its_own_is_gone_on_with(team, sqlite):
    day = datetime.date.fromisoformat(START)
    with sqlite.transaction() as session:
        record_visit(session, VisitRecord("V-2026-0001", PlaceKind.PARK, "A1", day, "T1"))
        record_visit(session, VisitRecord("走访1", PlaceKind.APARTMENT, "A1", day, "T1"))

    page = team.get("/outreach").text

    assert 'name="code" value="V-2026-0001"' in page
    assert f'name="code" value="{visit_code("T1", day, APARTMENT)}"' in page


def test_another_day_is_a_link_away_and_has_no_next_stop(team):
    monday, tuesday = team.get("/outreach").text, team.get(f"/outreach?day={TUESDAY}").text

    assert f'<a href="/outreach?day={TUESDAY}"><b>11月24日 周二</b> <small>1 站</small>' in monday
    assert "东方纺织有限公司" in words(tuesday)
    assert 'aria-labelledby="next" hidden' in tuesday
    assert '<details class="record" hidden>' in tuesday


def test_a_page_knows_its_plans_and_finds_out_that_there_are_others(team, sqlite, plan):
    page, before = team.get("/outreach").text, team.get("/outreach/plans").json()
    with sqlite.transaction() as session:
        withdraw(session, plan)

    after = team.get("/outreach/plans")

    assert f'data-plans="{plan}"' in page
    assert (before, after.json()) == ({"plans": plan}, {"plans": ""})
    assert after.headers["cache-control"] == "private, no-store"


def test_a_team_is_told_its_own_plans_whatever_team_is_asked_for(team, plan):
    assert team.get("/outreach/plans?team=nobody").json() == {"plans": plan}


def test_many_people_are_told_with_commas(team, sqlite):
    record(sqlite, PARK, people_met=1_089, joined=1_000)

    told = words(team.get("/outreach").text)

    assert "见到 1,089 人 · 入会 1,000 人" in told


def test_other_teams_are_not_shown_to_a_team(team):
    page = team.get("/outreach?team=二组").text

    assert "西流湖公寓" not in page
    assert "城东一组" in words(page)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (20, "今天没有安排走访。下面是 11月23日 周一 的安排。"),
        (25, "今天没有安排走访。下面是上一次的安排。"),
    ],
)
def test_on_a_day_without_visits_the_nearest_day_is_shown(team, clock, day, said):
    clock["now"] = MONDAY_AT_TEN.replace(day=day)

    page = team.get("/outreach")

    assert said in words(page.text)
    assert len(names_in(page.text)) in {1, 2}


def test_a_day_that_is_none_is_as_good_as_today(team):
    assert "11月23日 周一 今天" in words(team.get("/outreach?day=tomorrow").text)


def test_a_plan_that_is_withdrawn_is_not_shown(team, sqlite, plan):
    with sqlite.transaction() as session:
        withdraw(session, plan)

    page = team.get("/outreach")

    assert page.status_code == 200
    assert "现在没有发布给您小组的走访安排" in words(page.text)


def test_the_page_speaks_english(team):
    text = words(team.get("/outreach?lang=en").text)

    assert "Next stop" in text
    assert "never visited (+25)" in text
    assert "记录" not in text


def test_a_planner_chooses_one_of_the_teams(planner, plan):
    teams = planner.get("/outreach").text
    day = planner.get("/outreach?team=二组").text

    assert "城东一组 T1 城西二组 二组" in words(teams)
    assert "西流湖公寓" in words(day)
    assert "data-keep" not in day


def test_a_day_of_twelve_stops_is_small(team, sqlite, plan):
    name = "张江高科技园区示例职工公寓12号"
    spots = {"gcj02": (121.588455, 31.188442), "bd09": (121.594937, 31.194469)}
    links = map_links("A1", name, mode=Mode.DRIVE, public_url="", **spots)
    stop = T1_MONDAY["stops"][0] | {"name": name, "links": links}
    stops = [stop | {"order": order, "code": f"310115503-A{order}"} for order in range(1, 13)]
    with sqlite.transaction() as session:
        withdraw(session, plan)
    published(sqlite, stored_outreach(routes=[T1_MONDAY | {"stops": stops}]))

    page = team.get("/outreach")

    assert len(names_in(page.text)) == 12
    assert len(page.content) < 60_000


def test_nothing_on_the_way_keeps_the_page_and_it_may_ask_its_own_server_only(team):
    headers = team.get("/outreach").headers

    assert headers["cache-control"] == "private, no-store"
    assert {"connect-src 'self'", "worker-src 'self'", "manifest-src 'self'"} <= set(
        headers["content-security-policy"].split("; ")
    )
    assert "geolocation=()" in headers["permissions-policy"]


# What is kept on the phone


def test_the_worker_may_keep_the_pages_and_names_every_file_by_its_version(anybody):
    script = anybody.get("/outreach/worker.js")

    assert script.headers["service-worker-allowed"] == "/outreach"
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["cache-control"] == "no-cache"
    assert f"/static/outreach.css?v={assets()['outreach.css'].version}" in script.text
    assert "visitQueue" in script.text


def test_the_page_names_all_days_to_keep(team):
    page = team.get("/outreach")

    assert (
        '["/outreach","/outreach?day=2026-11-23","/outreach?day=2026-11-24"]'
        in page.text.replace("&#34;", '"')
    )
    assert page.headers["content-location"] == f"/outreach?day={START}"


def test_what_is_to_be_kept_changes_with_the_plan_alone(team, sqlite, plan):
    versions = re.compile(r'data-version="(\w+)"')
    before, same = (versions.findall(team.get("/outreach").text) for _ in range(2))
    with sqlite.transaction() as session:
        withdraw(session, plan)
    published(sqlite, stored_outreach())

    after = versions.findall(team.get("/outreach").text)

    assert before == same
    assert before != after


@pytest.mark.parametrize("message", [TEAM_KEY_MISSING, TEAM_KEY_UNKNOWN, NOT_YOUR_TEAM])
def test_records_wait_for_the_right_link(message):
    assert f'"{message.code}"'.encode() in assets()["outreach-queue.js"].content


# Recording without scripts


def test_a_form_records_a_visit_and_leads_back(team, sqlite, plan):
    sent = team.post("/outreach/visits", data=form(), follow_redirects=False)

    (visit,) = visits_in(sqlite)
    assert sent.status_code == 303
    assert sent.headers["location"] == f"/outreach?day={START}"
    assert (visit.place_kind, visit.place_code, visit.team) == (PlaceKind.PARK, "A1", "T1")
    assert (visit.outcome, visit.people_met, visit.joined) == (VisitOutcome.MET, 12, 3)
    assert (visit.notes, visit.plan_code) == ("从北门进", plan)


def test_a_form_sent_twice_is_one_visit_with_the_later_content(team, sqlite):
    team.post("/outreach/visits", data=form())
    team.post("/outreach/visits", data=form(joined="4"))

    assert [visit.joined for visit in visits_in(sqlite)] == [4]


def test_the_form_on_the_page_is_one_that_is_taken(team, sqlite):
    page = team.get("/outreach").text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)[:3])

    team.post("/outreach/visits", data=hidden | {"outcome": "nobody_there"})

    assert [visit.place_code for visit in visits_in(sqlite)] == ["A1"]
    assert hidden["code"] == visits_in(sqlite)[0].code


def test_where_nobody_was_met_the_numbers_are_not_read(team, sqlite):
    team.post("/outreach/visits", data=form(outcome="refused"))

    assert [(visit.people_met, visit.joined) for visit in visits_in(sqlite)] == [(None, None)]


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"outcome": ""}, 422, "outcome"),
        ({"people_met": "many"}, 422, "many"),
        ({"people_met": "99999999999999"}, 422, "见到的人数应是 0 到 100,000"),
        ({"joined": "-1"}, 422, "当场入会的人数应是 0 到 100,000"),
        ({"place": "park:P9"}, 403, "是系统留给另一处走访的"),
        ({"joined": "13"}, 422, "比见到的 12 人还多"),
        ({"place": "park:P9", "code": "made-by-hand"}, 303, ""),
        ({"place": "park:P7", "code": "made-by-hand"}, 403, "不在小组 T1 已发布的走访安排里"),
        ({"team": "二组"}, 403, "不能替小组 二组 记录走访"),
        ({"date": TUESDAY}, 422, "还没有到"),
    ],
)
def test_a_form_that_cannot_be_is_refused_in_words(team, wrong, status, said):
    sent = team.post("/outreach/visits", data=form(**wrong), follow_redirects=False)

    assert sent.status_code == status
    assert said in words(sent.text)


def test_a_form_from_elsewhere_is_refused(team, sqlite):
    elsewhere = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}

    sent = team.post("/outreach/visits", data=form(), headers=elsewhere)

    assert sent.status_code == 403
    assert visits_in(sqlite) == []


def test_who_has_no_link_records_nothing(anybody, sqlite, plan):
    sent = anybody.post("/outreach/visits", data=form())

    assert sent.status_code == 403
    assert visits_in(sqlite) == []


def test_a_planner_records_for_a_team_and_comes_back_to_it(planner, sqlite, plan):
    sent = planner.post("/outreach/visits", data=form(), follow_redirects=False)

    assert sent.headers["location"] == f"/outreach?team=T1&day={START}"
    assert [visit.team for visit in visits_in(sqlite)] == ["T1"]


# To another day


def test_a_stop_can_be_moved_to_later_days_of_the_plan(team):
    monday, tuesday = team.get("/outreach").text, team.get(f"/outreach?day={TUESDAY}").text

    assert monday.count(f'<option value="{TUESDAY}">11月24日 周二</option>') == 2
    assert f'<option value="{START}">' not in monday
    assert "11月24日 周二（就这天，约好了）" in words(tuesday)


def test_a_stop_where_people_were_met_is_not_moved(team, sqlite):
    record(sqlite)

    page = team.get("/outreach").text

    assert page.count('<details class="move" hidden>') == 1
    assert page.count('<details class="move">') == 1


def test_on_the_last_day_nothing_can_be_moved(team, clock):
    clock["now"] = MONDAY_AT_TEN.replace(day=24)

    assert 'class="move"' not in team.get("/outreach").text


def test_moving_without_scripts_queues_a_plan_and_the_page_waits_for_it(team, sqlite, plan):
    asked = {"plan": plan, "place": PARK, "date": TUESDAY, "team": "T1"}

    page = team.post("/outreach/moves", data=asked)

    with sqlite.reading() as session:
        queued = list_plans(session, limit=1, kind=OUTREACH)[0]
    assert queued.request["replaces"] == plan
    assert queued.request["promised"] == {PARK: TUESDAY}
    assert f'data-moving="{queued.code}"' in page.text
    assert '<meta http-equiv="refresh" content="5">' in page.text


def test_a_move_that_cannot_be_is_refused_in_words(team, plan):
    asked = {"plan": plan, "place": "park:P7", "date": TUESDAY, "team": "T1"}

    page = team.post("/outreach/moves", data=asked)

    assert page.status_code == 404
    assert "里没有“park:P7”" in words(page.text)


@pytest.fixture
def moved(team, sqlite, plan):
    """The code of the plan that goes on from the published one, waiting to be made."""
    asked = {"plan": plan, "place": PARK, "date": TUESDAY, "team": "T1"}
    team.post("/outreach/moves", data=asked)
    with sqlite.reading() as session:
        return list_plans(session, limit=1, kind=OUTREACH)[0].code


def status_of_move(client, code):
    told = client.get(f"/outreach/status?plan={code}").json()
    return told["status"], told["has_ended"], told["problem"]


def test_the_status_tells_that_a_plan_waits_runs_and_is_done(team, sqlite, moved):
    waiting = status_of_move(team, moved)
    with sqlite.transaction() as session:
        claim_next(session, at=MONDAY_AT_TEN, kind=OUTREACH)
    running = status_of_move(team, moved)
    with sqlite.transaction() as session:
        content = {"plan": stored_outreach()}
        finish(session, moved, content, data_revision=0, at=MONDAY_AT_TEN, kind=OUTREACH)

    assert waiting == (JobStatus.QUEUED, False, None)
    assert running == (JobStatus.RUNNING, False, None)
    assert status_of_move(team, moved) == (JobStatus.DONE, True, None)


def test_the_status_tells_why_a_plan_failed(team, sqlite, moved):
    problem = {"code": "x", "message": {"zh-CN": "没有路", "en": "no way"}}
    with sqlite.transaction() as session:
        claim_next(session, at=MONDAY_AT_TEN, kind=OUTREACH)
        fail(session, moved, problem, at=MONDAY_AT_TEN, kind=OUTREACH)

    assert status_of_move(team, moved) == (JobStatus.FAILED, True, "没有路")


def test_the_status_tells_that_a_plan_was_cancelled(team, sqlite, moved):
    with sqlite.transaction() as session:
        ask_cancel(session, moved, at=MONDAY_AT_TEN, kind=OUTREACH)

    status, has_ended, problem = status_of_move(team, moved)

    assert (status, has_ended) == (JobStatus.CANCELLED, True)
    assert "原来的安排不变" in problem


def test_the_status_is_not_for_others(team, sqlite, moved):
    with sqlite.transaction() as session:
        key = team_key(session, "T9", at=MONDAY_AT_TEN)
    team.cookies.set(TEAM_COOKIE, key)

    assert team.get(f"/outreach/status?plan={moved}").status_code == 403


# Privacy


def test_no_page_asks_where_the_phone_is(team):
    assert "geolocation" not in team.get("/outreach").text
    assert b"geolocation" not in assets()["outreach.js"].content
    assert b"geolocation" not in assets()["outreach-worker.js"].content
