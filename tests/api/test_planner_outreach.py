import html
import re
from datetime import date
from functools import partial
from urllib.parse import unquote, urlsplit

import pytest

from api.pages.planner.outreach_view import FIRST_UNSERVED, MOST_OTHERS, view_outreach
from api.use_cases.outreach_downloads import outreach_file_names
from data.outreach_plans import published_at, team_of_key
from data.plans import OUTREACH, fail, find_plan, interrupt, list_plans, note_progress
from geo.messages import Language
from planner.outreach_words import clock_text, span_text
from tests.api.planner_words import links, words
from tests.outreach_reports import (
    HOSTILE,
    START,
    TUESDAY,
    stored_outreach,
    told,
    town_outreach,
    unserved,
)
from tests.stored_visits import (
    ASKED,
    FRIDAY,
    MONDAY_EVENING,
    finished_visits,
    key_of_team,
    published_visits,
    running_visits,
    waiting_visits,
)

PATH = "/planner/outreach"
PROBLEM = {"code": "plan_killed", "message": {"zh-CN": "内存不够", "en": "memory ran out"}}


@pytest.fixture
def set_clock(monkeypatch):
    """Set the clock of the pages; it is Friday before the first day of the plans."""

    def set_to(moment):
        for name in ("outreach", "outreach_new", "outreach_publishing"):
            monkeypatch.setattr(f"api.pages.planner.{name}.now", lambda: moment)

    set_to(FRIDAY)
    return set_to


@pytest.fixture
def site(idle, set_clock):
    """Open the pages of a server that computes no plans itself."""
    return partial(idle, follow_redirects=False)


@pytest.fixture
def client(site):
    with site() as client:
        yield client


def test_without_plans_it_says_what_they_are_for_and_shows_a_list_of_teams(client):
    page = client.get(PATH)

    assert "还没有走访安排" in words(page)
    assert "T1,走访一组,far,电动车,周一至周五 9:00-18:00,13:00-14:00,2,法律" in page.text
    assert f"{PATH}/teams-example.csv" in links(page, PATH)


def test_a_line_says_when_who_and_what_came_of_it(client, stored):
    [code] = stored(published_visits)

    said = words(client.get(PATH))

    assert "11月23日 周一 至 11月24日 周二 2 组 · 5 个走访点 · 720 人 今天 16:00" in said
    assert f"{code} 已发布 2 个没排上" in said


def test_a_plan_that_goes_on_from_another_takes_its_place(client, stored):
    [first] = stored(finished_visits)
    [second] = stored(
        finished_visits, request=ASKED | {"replaces": first, "moved_on": "2026-11-20"}
    )

    said = words(client.get(PATH))

    assert re.search(rf"{second} 未发布 .*{first} 已有新的", said)
    assert f"新的是 {second}" in words(client.get(f"{PATH}/{first}"))
    assert f"这是 {first} 改动后的新安排" in words(client.get(f"{PATH}/{second}"))


def test_a_plan_that_was_replaced_long_ago_says_so_wherever_it_is_listed(client, stored):
    [before] = stored(finished_visits)
    request = ASKED | {"replaces": before, "moved_on": "2026-11-20"}
    [successor] = stored(finished_visits, request=request)

    older = words(client.get(f"{PATH}?before={successor}"))
    page = words(client.get(f"{PATH}/{before}"))

    assert f"{before} 已有新的" in older
    assert "完成 已有新的" in page


def test_while_the_next_plan_is_made_the_one_before_says_so(client, stored):
    [first] = stored(finished_visits)
    stored(waiting_visits, request=ASKED | {"replaces": first})

    assert "正在按改动重排" in words(client.get(f"{PATH}/{first}"))


def test_older_plans_are_on_the_next_page(client, stored):
    codes = stored(*[waiting_visits] * 21)

    [following] = links(client.get(PATH), f"{PATH}?before")

    assert links(client.get(following), f"{PATH}/v-") == [f"{PATH}/{codes[0]}"]


def test_progress_is_shown_in_words_and_looked_at_again(client, stored, sqlite):
    [code] = stored(running_visits)
    with sqlite.transaction() as session:
        note_progress(session, code, at=FRIDAY, stage="routes", progress=0.4, kind=OUTREACH)

    page = client.get(f"{PATH}/{code}")

    assert '<h2 class="stage">排路线</h2>' in page.text
    assert '<progress max="1" value="0.4"' in page.text
    assert f'data-watch="/v1/outreach-plans/{code}" data-status="running"' in page.text
    assert f'<noscript><meta http-equiv="refresh" content="5; url={PATH}/{code}">' in page.text


@pytest.mark.parametrize(
    ("act", "said"), [(waiting_visits, "已取消。"), (running_visits, "已通知停止")]
)
def test_it_is_cancelled(client, stored, act, said):
    [code] = stored(act)

    answer = client.post(f"{PATH}/{code}/cancel")

    assert answer.status_code == 303
    assert said in words(client.get(answer.headers["location"]))


def test_one_that_has_ended_meanwhile_is_shown(client, stored):
    [code] = stored(finished_visits)

    answer = client.post(f"{PATH}/{code}/cancel")

    assert answer.headers["location"] == f"{PATH}/{code}"


def test_a_failure_says_why(client, stored, sqlite):
    [code] = stored(running_visits)
    with sqlite.transaction() as session:
        fail(session, code, PROBLEM, at=FRIDAY, kind=OUTREACH)

    assert "原因：内存不够" in words(client.get(f"{PATH}/{code}"))


def test_an_interrupted_plan_is_run_again(client, stored, sqlite, reading):
    [code] = stored(running_visits)
    with sqlite.transaction() as session:
        interrupt(session, code, at=FRIDAY, kind=OUTREACH)
    said = words(client.get(f"{PATH}/{code}"))

    answer = client.post(f"{PATH}/{code}/rerun")

    [again, _] = reading(list_plans, limit=2, kind=OUTREACH)
    assert "服务器停了" in said
    assert answer.headers["location"] == f"{PATH}/{again.code}"
    assert (again.rerun_of, again.status) == (code, "queued")


@pytest.mark.parametrize(
    "path", ["", "/cancel", "/rerun", "/publish", "/withdraw", "/links", "/moves"]
)
@pytest.mark.parametrize("code", ["v-nobody", "a%01b"])
def test_an_unknown_plan_is_not_found(client, code, path):
    fields = {"place": "park:A1", "day": TUESDAY, "team": "T1"} if path else None

    answer = client.request("POST" if path else "GET", f"{PATH}/{code}{path}", data=fields)

    assert answer.status_code == 404
    assert "没有编号为" in words(answer)


def test_it_gives_the_figures_and_what_each_team_does(client, stored):
    [code] = stored(finished_visits)

    said = words(client.get(f"{PATH}/{code}"))

    assert "走访点 5 共 7 个待走访" in said
    assert "要见的人 720 共 800 人" in said
    assert "排上的优先级 24% 31 / 127 分" in said
    assert "路上 2.6 小时 32 公里" in said
    assert (
        "城东一组 T1 · 3 人，开车 · 法律、健康 高新区职工之家 2 天 3 440 1.2 小时 · 21 公里" in said
    )


def test_each_day_lists_the_stops_in_order(client, stored):
    [code] = stored(finished_visits)

    said = words(client.get(f"{PATH}/{code}"))

    assert "11月23日 周一：2 组，3 个走访点，480 人 城东一组 10:40 从高新区职工之家出发" in said
    assert "休息 12:30–13:30 1 11:30–12:20 高新“智造”园" in said
    assert "已约好 产业园区" in said
    assert (
        "谈：介绍入会、介绍服务点和 12351 热线 电话：0371-1234567 · 大家有空：11:30–13:00" in said
    )
    assert "为什么：还没有走访过（25 分）" in said
    assert "所属工会电话：0371-7654321" in said


def test_what_is_left_out_says_why_and_what_would_help(client, stored):
    [code] = stored(finished_visits)

    said = words(client.get(f"{PATH}/{code}"))

    assert "2 个走访点、80 人没排上" in said
    assert "时间有限，排给了别的走访点（1） 北部物流园" in said
    assert "怎样才能去：如果城东一组 11 月 23 日多工作 45 分钟，就能去" in said


def test_of_many_left_out_the_last_are_in_files_alone():
    place = unserved("park", "P3", "园", reason="no_window", would_help=told("换时间", "change"))
    report = town_outreach(unserved=[place] * 300)

    [group] = view_outreach(report, Language.CHINESE, today=date(2026, 11, 20)).unserved

    assert (len(group.first), len(group.others)) == (FIRST_UNSERVED, MOST_OTHERS)
    assert group.unlisted == 300 - FIRST_UNSERVED - MOST_OTHERS


def test_it_is_told_in_english(client, stored):
    [code] = stored(finished_visits)

    said = words(client.get(f"{PATH}/{code}?lang=en"))

    assert "Mon 23 Nov. Teams: 2, stops: 3, people: 480" in said
    assert "About: joining the union" in said
    assert "never visited (+25)" in said


def test_a_midnight_that_ends_a_day_is_24_00():
    ends = "2026-11-24T00:00:00+08:00"

    assert span_text(("2026-11-23T22:00:00+08:00", ends), START) == "22:00–24:00"
    assert clock_text(ends, TUESDAY) == "00:00"


def test_a_team_without_stops_is_explained(client, stored):
    [code] = stored(finished_visits, routes=stored_outreach()["routes"][:2])

    assert "没有走访点的小组，多半是上班时间和大家有空的时间" in words(client.get(f"{PATH}/{code}"))


def test_every_file_is_linked(client, stored):
    [code] = stored(finished_visits)

    found = links(client.get(f"{PATH}/{code}"), f"/v1/outreach-plans/{code}/files/")

    names = [unquote(urlsplit(link).path.rpartition("/")[2]) for link in found]
    assert sorted(names) == sorted(outreach_file_names(town_outreach()))
    assert names[:2] == ["outreach.xlsx", "sheets.html"]


def test_names_are_never_run(client, stored):
    [code] = stored(published_visits)

    page = client.get(f"{PATH}/{code}").text

    assert HOSTILE not in page
    assert html.escape(HOSTILE) in page


def test_publishing_asks_first_and_then_shows_the_links(client, stored, reading):
    [code] = stored(finished_visits)
    before = words(client.get(f"{PATH}/{code}"))

    answer = client.post(f"{PATH}/{code}/publish")
    page = client.get(answer.headers["location"])

    assert "发布后，城东一组、城西二组 打开自己的链接" in before
    assert "http://testserver/outreach/t/" not in before
    assert reading(published_at, code) == FRIDAY
    assert "已发布。请把链接或二维码发给各小组。" in words(page)
    keys = re.findall(r'value="http://testserver/outreach/t/([\w-]+)"', page.text)
    assert [reading(team_of_key, key) for key in keys] == ["T1", "二组"]
    assert page.text.count('<div class="qr" role="img"') == 2


def test_links_begin_with_the_address_people_know(site, stored):
    [code] = stored(published_visits)

    with site(public_url="https://fuwu.example.org/") as client:
        page = client.get(f"{PATH}/{code}")

    assert 'value="https://fuwu.example.org/outreach/t/' in page.text
    assert "NIANGJIA_PUBLIC_URL" not in page.text


def test_it_is_withdrawn_and_the_links_stay(client, stored, reading):
    [code] = stored(published_visits)
    [key] = stored(key_of_team)

    answer = client.post(f"{PATH}/{code}/withdraw")

    assert "已撤回" in words(client.get(answer.headers["location"]))
    assert reading(published_at, code) is None
    assert reading(team_of_key, key) == "T1"


def test_a_team_gets_a_new_link(client, stored, reading):
    [code] = stored(published_visits)
    [key] = stored(key_of_team)

    answer = client.post(f"{PATH}/{code}/links", data={"team": "T1"})

    assert "换好了新链接" in words(client.get(answer.headers["location"]))
    assert reading(team_of_key, key) is None


def test_there_is_no_new_link_for_a_team_of_a_draft(client, stored, reading):
    code, key = stored(finished_visits, key_of_team)

    answer = client.post(f"{PATH}/{code}/links", data={"team": "T1"})

    assert answer.status_code == 409
    assert "没有发布" in words(answer)
    assert reading(team_of_key, key) == "T1"


def test_there_is_no_new_link_for_another_team(client, stored):
    [code] = stored(published_visits)

    answer = client.post(f"{PATH}/{code}/links", data={"team": "T9"})

    assert answer.status_code == 404
    assert "没有编号为“T9”的小组" in words(answer)


def test_two_plans_for_one_team_and_day_are_not_both_published(client, stored):
    [first] = stored(published_visits)
    [second] = stored(finished_visits)

    answer = client.post(f"{PATH}/{second}/publish")

    assert answer.status_code == 409
    assert first in words(answer)


def test_a_stop_is_promised_for_another_day(client, stored, reading):
    [code] = stored(published_visits)

    answer = client.post(f"{PATH}/{code}/moves", data={"place": "apartment:A1", "day": TUESDAY})

    moved = reading(find_plan, answer.headers["location"].rpartition("/")[2], kind=OUTREACH)
    assert moved.request["replaces"] == code
    assert moved.request["promised"] == {"apartment:A1": TUESDAY}


@pytest.mark.parametrize("fields", [{"place": "park:A1"}, {"place": "park:A1", "day": "bald"}])
def test_a_day_that_cannot_be_read_is_refused(client, stored, fields):
    [code] = stored(published_visits)

    answer = client.post(f"{PATH}/{code}/moves", data=fields)

    assert answer.status_code == 422
    assert "请从列出的日子里选一天" in words(answer)


def test_only_later_days_can_be_promised(client, stored, set_clock):
    [code] = stored(finished_visits)
    before = client.get(f"{PATH}/{code}").text

    set_clock(MONDAY_EVENING)
    after = client.get(f"{PATH}/{code}").text

    assert f'<option value="{START}">' in before
    assert f'<option value="{START}">' not in after
    assert f'<option value="{TUESDAY}">' in after


def test_to_stay_is_a_choice_unless_it_is_promised_already():
    days = view_outreach(town_outreach(), Language.CHINESE, today=date(2026, 11, 20)).days

    promised, other = days[0].routes[0].stops
    assert list(promised.place.days) == [TUESDAY]
    assert other.place.days[START] == "11月23日 周一（不变，只记为约好）"


def test_the_day_of_today_is_open():
    view = view_outreach(town_outreach(), Language.CHINESE, today=date(2026, 11, 24))

    assert view.opened == TUESDAY


def test_pages_of_others_cannot_publish(client, stored, reading):
    [code] = stored(finished_visits)

    answer = client.post(f"{PATH}/{code}/publish", headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403
    assert reading(published_at, code) is None
