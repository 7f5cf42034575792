import html
import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from api.use_cases.plan_downloads import PLAN_FILES
from data.plans import fail, finish, interrupt, list_plans, note_progress
from data.revision import read_revision
from tests.api.planner_words import links, words
from tests.stored_plans import MONDAY, finished, queued, result, running

NEW = "/planner/plans/new"
PROBLEM = {"code": "plan_killed", "message": {"zh-CN": "内存不够", "en": "memory ran out"}}
NASTY = "<script>alert(1)</script>"


@pytest.fixture
def client(idle):
    """The pages of a server that takes no plans itself."""
    with idle(follow_redirects=False) as client:
        yield client


@pytest.fixture
def change_data(sqlite):
    """Change something that plans are computed from."""

    def act():
        with sqlite.transaction() as session:
            session.execute(text("UPDATE service SET name_en = 'a'"))

    return act


def done_today(session, **others):
    """Queue a plan that is done at once, on the data there is."""
    code = running(session, **others)
    assert finish(session, code, result(), data_revision=read_revision(session), at=MONDAY)
    return code


@pytest.fixture
def newest(sqlite):
    """The plan that was asked for last, or None."""

    def find():
        with sqlite.reading() as session:
            return next(iter(list_plans(session, limit=1)), None)

    return find


def test_without_plans_it_says_so(client):
    assert "还没有方案。" in words(client.get("/planner/plans"))


def test_it_says_who_asked_what_and_what_came_of_it(client, stored):
    request = {"budget": 400_000.0, "minutes": 20.0, "services": ["legal_aid"], "days": 3}
    stored(finished, request=request, author="杨浦区总工会 王敏")

    said = words(client.get("/planner/plans"))

    assert "预算 400,000 元/年 步行单程 20 分钟以内，办事 30 分钟，每周至少 3 天办得成" in said
    assert "；要能办法律援助" in said
    assert "杨浦区总工会 王敏 · p-" in said
    assert "51.6% → 90.3% 16 → 28 人 300,000 元/年" in said


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ({"budget": 0.0}, "预算 0 元/年"),
        ({"yearly_budgets": [1e5, 2e5]}, "分 2 年，到 200,000 元/年"),
        ({"target_share": 0.9}, "覆盖 90%，求最省"),
        ({"target_share": 0.9, "budget": 1e6}, "覆盖 90%，求最省，最多 1,000,000 元/年"),
    ],
)
def test_it_says_how_money_was_asked_for(client, stored, request_, said):
    stored(queued, request=request_)

    assert said in words(client.get("/planner/plans"))


def test_it_says_when_the_data_has_changed_since(client, stored, change_data):
    stored(done_today)
    before = words(client.get("/planner/plans"))
    change_data()

    assert "数据后来有变化" not in before
    assert "数据后来有变化" in words(client.get("/planner/plans"))


def test_older_plans_are_on_the_next_page(client, stored):
    codes = stored(*[queued] * 21)

    first = client.get("/planner/plans")
    [following] = links(first, "/planner/plans?before")
    second = client.get(following)

    assert codes[0] not in first.text
    assert links(second, "/planner/plans/p-") == [f"/planner/plans/{codes[0]}"]


def test_only_finished_plans_can_be_ticked(client, stored):
    first, second, _ = stored(finished, finished, queued)

    ticks = re.findall(r'name="plan" value="([^"]+)"', client.get("/planner/plans").text)

    assert ticks == [second, first]


@pytest.mark.parametrize("code", ["p-nobody", "a\x01b", "x" * 50])
def test_a_page_behind_an_unknown_plan_is_not_found(client, code):
    assert client.get("/planner/plans", params={"before": code}).status_code == 404


def test_progress_is_shown_in_words_and_looked_at_again(client, stored, sqlite):
    [code] = stored(running)
    with sqlite.transaction() as session:
        note_progress(session, code, at=MONDAY, stage="search", progress=0.4)
    page = client.get(f"/planner/plans/{code}")

    assert '<h2 class="stage">挑选最好的组合</h2>' in page.text
    assert '<progress max="1" value="0.4"' in page.text
    assert f'<noscript><meta http-equiv="refresh" content="5; url=/planner/plans/{code}">' in (
        page.text
    )
    assert f'data-watch="/v1/plans/{code}" data-status="running"' in page.text


def test_one_that_waits_is_cancelled(client, stored, newest):
    [code] = stored(queued)

    answer = client.post(f"/planner/plans/{code}/cancel")
    page = client.get(answer.headers["location"])

    assert answer.status_code == 303
    assert newest().status == "cancelled"
    assert "已取消。" in words(page)
    assert "没有结果" in words(page)


def test_one_that_runs_is_told_to_stop(client, stored):
    [code] = stored(running)

    answer = client.post(f"/planner/plans/{code}/cancel?lang=en")

    assert answer.headers["location"] == f"/planner/plans/{code}?done=cancelling&lang=en"
    assert "told to stop" in words(client.get(answer.headers["location"]))


def test_one_that_has_ended_meanwhile_is_shown(client, stored):
    [code] = stored(finished)

    answer = client.post(f"/planner/plans/{code}/cancel")

    assert (answer.status_code, answer.headers["location"]) == (303, f"/planner/plans/{code}")


def test_a_failure_says_why(client, stored, sqlite):
    [code] = stored(running)
    with sqlite.transaction() as session:
        fail(session, code, PROBLEM, at=MONDAY)
    said = words(client.get(f"/planner/plans/{code}"))

    assert "没有算成" in said
    assert "原因：内存不够" in said
    assert "重新算一次" in said


def test_an_interrupted_plan_is_run_again(client, stored, sqlite, newest):
    [code] = stored(running, author="王敏")
    with sqlite.transaction() as session:
        interrupt(session, code, at=MONDAY)
    said = words(client.get(f"/planner/plans/{code}"))
    answer = client.post(f"/planner/plans/{code}/rerun")

    again = newest()
    assert "服务器停了" in said
    assert answer.headers["location"] == f"/planner/plans/{again.code}"
    assert (again.rerun_of, again.status) == (code, "queued")


@pytest.mark.parametrize("path", ["", "/cancel", "/rerun"])
@pytest.mark.parametrize("code", ["p-nobody", "a%01b"])
def test_an_unknown_plan_is_not_found(client, code, path):
    send = client.post if path else client.get

    answer = send(f"/planner/plans/{code}{path}")

    assert answer.status_code == 404
    assert "没有编号为" in words(answer)


def test_it_gives_the_answer_and_what_to_do_in_order(client, stored):
    [code] = stored(finished)
    said = words(client.get(f"/planner/plans/{code}"))

    assert "从 16 人（51.6%）增加到 28 人（90.3%），新增 12 人" in said
    assert "1 延时：+1 服务点 2027-01-01 起，每周 +15 小时 下班后才有空" in said
    assert "2 新设：旧厂房" in said
    assert "再增加 10% 预算（到 440,000 元/年），估计还可多覆盖 2 人。" in said
    assert "有 2 处、3 人，花多少钱都覆盖不到" in said
    assert "离保底还差" in said


def test_every_file_can_be_downloaded(client, stored):
    [code] = stored(finished)
    found = links(client.get(f"/planner/plans/{code}"), f"/v1/plans/{code}/files/")

    assert {urlsplit(link).path.rpartition("/")[2] for link in found} == set(PLAN_FILES)
    assert {client.get(link).status_code for link in found} == {200}


def test_it_is_told_in_english(client, stored):
    [code] = stored(finished)
    said = words(client.get(f"/planner/plans/{code}?lang=en"))

    assert "Free only after work" in said
    assert "12 more" in said


def test_the_chart_is_drawn(client, stored):
    [code] = stored(finished)

    assert '<svg class="chart"' in client.get(f"/planner/plans/{code}").text


def test_it_is_run_again_once_the_data_has_changed(client, stored, change_data):
    [code] = stored(done_today)
    before = words(client.get(f"/planner/plans/{code}"))
    change_data()
    after = words(client.get(f"/planner/plans/{code}"))

    assert "用今天的数据重新算" not in before
    assert "用今天的数据重新算" in after
    assert "算完以后数据改过" in after


def test_names_are_never_run(client, stored):
    content = result()
    for action in content["plan"]["actions"]:
        action |= {"name": NASTY, "reason": {"zh-CN": NASTY, "en": NASTY}}
    [code] = stored(finished, content=content, author=NASTY)

    pages = [client.get(path).text for path in ("/planner/plans", f"/planner/plans/{code}")]

    assert [NASTY in page for page in pages] == [False, False]
    assert html.escape(NASTY) in pages[1]


@pytest.fixture
def pair(stored):
    """A plan, and another that asks for more and does without the new site."""
    other = result(spent=93_600.0, covered_after=24)
    other["plan"]["actions"].pop()
    other["plan"]["coverage_after"][2]["covered"] = False
    other["plan"]["by_union"][0]["after"] = 24
    [first] = stored(finished, request={"budget": 4e5, "days": 2})
    [second] = stored(
        finished, content=other, request={"budget": 9e5, "days": 2, "floors": {"yp": 0.5}}
    )
    return first, second


def test_they_stand_side_by_side(client, pair):
    first, second = pair
    said = words(client.get("/planner/plans/compare", params={"first": first, "second": second}))

    assert "方案后覆盖（人） 28 24 −4" in said
    assert "花费（元/年） 300,000 93,600 −206,400" in said
    assert "预算（元/年） 400,000 元/年 900,000 元/年" in said
    assert "个别工会的保底 不限 杨浦区总工会 50%" in said
    assert "只有第一个做（1） 新设：旧厂房" in said
    assert "只有第一个覆盖：1 处，4 人 甲厂 4 人" in said
    assert "甲区工会 28 28 24 −4" in said


def test_those_ticked_in_the_list_are_compared_the_older_first(client, pair):
    first, second = pair
    page = client.get("/planner/plans/compare", params={"plan": [second, first]})

    assert re.findall(r'<option value="([^"]+)" selected', page.text) == [first, second]
    assert "方案后覆盖（人） 28 24 −4" in words(page)


@pytest.mark.parametrize("chosen", [[], ["first"]])
def test_without_two_one_chooses(client, pair, chosen):
    page = client.get("/planner/plans/compare", params=dict.fromkeys(chosen, pair[0]))

    assert "请选两个完成的方案。" in words(page)
    assert all(code in page.text for code in pair)


def test_it_takes_two_to_compare(client, stored):
    stored(finished, queued)

    assert "现在只有 1 个" in words(client.get("/planner/plans/compare"))


def test_one_without_a_result_is_not_compared(client, stored):
    done, waiting = stored(finished, queued)
    answer = client.get(f"/planner/plans/compare?first={done}&second={waiting}")

    assert answer.status_code == 409
    assert "还没有结果" in words(answer)


def test_other_standards_and_data_are_pointed_out(client, stored):
    changed = result(weight="non_members", data_revision=8)
    [first] = stored(finished)
    [second] = stored(finished, content=changed)
    said = words(client.get(f"/planner/plans/compare?first={first}&second={second}"))

    assert "两个方案的覆盖标准不同" in said
    assert "不是同一份数据" in said
    assert "两个方案的要求完全相同。" in said
