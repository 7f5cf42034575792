import datetime
import json

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete

from api.clock import now
from data.outreach_plans import (
    list_published,
    publish,
    publish_in_place,
    team_key,
    withdraw,
)
from data.plans import OUTREACH, add_finished_plan, ask_cancel, claim_next, finish, list_plans
from data.tables import OutreachPlan, Visit
from data.visits import list_visits
from tests.browser.conftest import listening
from tests.browser.page_checks import PHONE
from tests.outreach_reports import START, TUESDAY, stored_outreach

REQUEST = {
    "days": 2,
    "teams": [
        {
            "code": code,
            "name": code,
            "work_hours": "Mo-Su 09:00-20:00",
            "size": "2",
            "skills": "",
            "depot_code": "D1",
            "mode": "drive",
            "lunch": "",
        }
        for code in ("T1", "二组")
    ],
}
PORTAL = "<!doctype html><title>欢迎使用 WLAN</title>"
NO_SYNC = "SyncManager.prototype.register = () => Promise.reject(new Error());"
SENT_STAYS_MS = 8_000
LOOKS_AGAIN_MS = 30_000
LOOKS_FOR_A_PLAN_MS = 1_500


def today():
    return now().date()


def tomorrow():
    return today() + datetime.timedelta(days=1)


@pytest.fixture(scope="module")
def running_town(run_town):
    """The whole application on an empty database; plans that wait are made by the tests."""
    return run_town(lambda _: None, plans_wait=True, planner_access="nobody")


@pytest.fixture
def town(running_town):
    """A town with a published plan of two teams for today and tomorrow, and no visit yet."""
    with running_town.database.transaction() as session:
        session.execute(delete(Visit))
        session.execute(delete(OutreachPlan))
        code = add_finished_plan(
            session,
            REQUEST | {"start": today().isoformat()},
            result={"plan": from_today(stored_outreach())},
            data_revision=0,
            at=now(),
            kind=OUTREACH,
        )
        publish(session, code, at=now())
    return running_town


@pytest.fixture
def context_options():
    return PHONE


@pytest.fixture
def init_script():
    """The page alone sends its records."""
    return NO_SYNC


@pytest.fixture
def context(used_page):
    return used_page.context


@pytest.fixture
def page(used_page, town):
    """The phone of team T1 with the link just opened."""
    failures = []
    with listening(used_page, {"pageerror": lambda error: failures.append(str(error))}):
        used_page.goto(link(town))
        yield used_page
    assert failures == []


@pytest.fixture
def clock(page):
    """The clock of the page, which jumps when it is told to; no other test has this page."""
    page.clock.install()
    yield page.clock
    page.context.close()


@pytest.fixture
def kept(page):
    """The same phone, once it has kept all pages."""
    page.wait_for_selector("html[data-ready]")
    return page


def from_today(report):
    text = json.dumps(report).replace(START, "monday").replace(TUESDAY, tomorrow().isoformat())
    return json.loads(text.replace("monday", today().isoformat()))


def link(town, team="T1"):
    with town.database.transaction() as session:
        return f"{town.address}/outreach/t/{team_key(session, team, at=now())}"


def visits_in(town):
    with town.database.reading() as session:
        return [visit.place_code for visit in list_visits(session)]


def plan_of(town):
    with town.database.reading() as session:
        return list_published(session)[0].code


def newest(town):
    with town.database.reading() as session:
        return list_plans(session, limit=1, kind=OUTREACH)[0].code


def record_next(page, outcome="没有人在"):
    stop = page.locator(".next-stop")
    stop.get_by_text("记录走访").click()
    stop.get_by_label(outcome).check()
    stop.get_by_role("button", name="保存").click()
    expect(page.locator(".record[open]")).to_have_count(0)


def type_notes(page):
    """Begin to record the last stop of the day."""
    stop = page.locator(".day-list .stop").last
    stop.locator("summary").first.click()
    stop.get_by_text("记录走访").click()
    stop.get_by_label("备注").fill("从北门进")
    return stop.get_by_label("备注")


def move_next(page):
    stop = page.locator(".next-stop")
    stop.get_by_text("改到另一天").click()
    with page.expect_response("**/moves"):
        stop.get_by_role("button", name="改到这一天").click()
    return stop


def bar(page):
    return page.locator("#bar")


# Records


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 200, "body": PORTAL, "content_type": "text/html"},
        {"status": 200, "body": "null", "content_type": "application/json"},
        {"status": 403, "body": PORTAL, "content_type": "text/html"},
        {"status": 404, "body": '{"detail": "no route"}', "content_type": "application/json"},
    ],
)
def test_a_record_waits_until_our_own_server_has_answered(page, town, answer):
    page.route("**/v1/visits/*", lambda route: route.fulfill(**answer))
    with page.expect_response("**/v1/visits/*"):
        record_next(page)
    expect(bar(page)).to_contain_text("1 条记录等待发送")
    assert visits_in(town) == []

    page.unroute("**/v1/visits/*")
    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(bar(page)).to_contain_text("记录都已发送")
    assert visits_in(town) == ["A1"]


def test_a_record_that_was_refused_is_sent_again_once_the_plan_is_back(page, town):
    code = plan_of(town)
    with town.database.transaction() as session:
        withdraw(session, code)
    record_next(page)
    expect(bar(page)).to_contain_text("服务器没有接收的记录：1 条")
    with town.database.transaction() as session:
        publish(session, code, at=now())

    page.locator(".next-stop").get_by_role("button", name="再发一次").click()

    expect(bar(page)).to_contain_text("记录都已发送")
    assert visits_in(town) == ["A1"]


def test_that_all_is_sent_is_said_for_a_moment_only(page, clock):
    record_next(page)
    expect(bar(page)).to_contain_text("记录都已发送")

    clock.fast_forward(SENT_STAYS_MS)

    expect(bar(page)).to_be_hidden()


def test_many_people_are_told_as_elsewhere(page):
    stop = page.locator(".next-stop")
    stop.get_by_text("记录走访").click()
    stop.get_by_label("见到了大家").check()
    stop.get_by_label("见到几个人").fill("1089")

    stop.get_by_role("button", name="保存").click()

    expect(page.locator(".day-list").get_by_text("见到 1,089 人")).to_be_visible()


def test_more_people_than_there_can_be_are_not_sent(page, town):
    stop = page.locator(".next-stop")
    stop.get_by_text("记录走访").click()
    stop.get_by_label("见到了大家").check()
    stop.get_by_label("见到几个人").fill("99999999999999")

    stop.get_by_role("button", name="保存").click()

    assert not stop.get_by_label("见到几个人").evaluate("field => field.checkValidity()")
    assert visits_in(town) == []


def test_after_saving_one_goes_on_at_the_next_stop(page):
    record_next(page)

    expect(page.locator(".next-stop .stop > summary")).to_be_focused()


def test_a_stop_that_was_closed_stays_closed(page):
    stop = page.locator(".next-stop .stop")
    stop.locator("summary").first.click()

    page.evaluate("window.dispatchEvent(new Event('offline'))")
    page.wait_for_timeout(300)

    assert stop.get_attribute("open") is None


def test_what_is_said_already_is_not_said_again(kept, context):
    context.set_offline(True)
    record_next(kept)
    expect(bar(kept)).to_contain_text("1 条记录等待发送")
    kept.evaluate(
        "window.said = 0; new MutationObserver(all => { window.said += all.length; })"
        ".observe(document.getElementById('bar'), { subtree: true, childList: true })"
    )

    kept.evaluate("window.dispatchEvent(new Event('offline'))")
    kept.wait_for_timeout(300)

    assert kept.evaluate("window.said") == 0


def test_the_browser_is_asked_to_keep_what_waits(page):
    page.evaluate("navigator.storage.persist = async () => { window.isAsked = true; return true; }")

    record_next(page)

    assert page.evaluate("window.isAsked")


# Another team


def test_the_days_of_the_former_team_are_not_shown_to_the_next_one(kept, context, town):
    kept.goto(link(town, "二组"))
    expect(kept.get_by_text("城西二组")).to_be_visible()
    context.set_offline(True)

    kept.goto(f"{town.address}/outreach?day={tomorrow()}")

    expect(kept.get_by_text("城东一组")).to_have_count(0)


def test_who_leaves_a_team_keeps_none_of_its_days(kept, context, town):
    kept.get_by_text("换小组").click()
    kept.get_by_role("button", name="离开这个小组").click()
    expect(kept.get_by_role("heading", name="请打开本组的走访链接")).to_be_visible()
    context.set_offline(True)

    kept.goto(f"{town.address}/outreach")

    expect(kept.get_by_text("这一页没有存在这台手机里")).to_be_visible()


def test_a_day_that_is_not_kept_says_so_without_a_network(kept, context, town):
    context.set_offline(True)

    kept.goto(f"{town.address}/outreach?day=2020-01-01&lang=en")

    expect(kept.get_by_text("This page is not kept on this phone")).to_be_visible()


def test_a_page_that_was_kept_for_days_says_of_which_day_it_is(kept, clock, context, town):
    clock.set_system_time(now() + datetime.timedelta(days=1))
    context.set_offline(True)

    kept.goto(f"{town.address}/outreach?day={today()}")

    expect(kept.locator(".kept")).to_contain_text(f"{today().month}月{today().day}日")
    expect(kept.locator("h1 .today")).to_be_hidden()


# To another day


def test_a_move_that_is_done_throws_nothing_away_that_was_typed(page, clock, town):
    notes = type_notes(page)
    move_next(page)
    with town.database.transaction() as session:
        code = claim_next(session, at=now(), kind=OUTREACH).code
        content = {"plan": from_today(stored_outreach())}
        finish(session, code, content, data_revision=0, at=now(), kind=OUTREACH)
    clock.run_for(LOOKS_FOR_A_PLAN_MS)

    expect(bar(page).get_by_role("link", name="刷新")).to_be_visible()

    expect(notes).to_have_value("从北门进")


def test_to_delete_a_record_throws_nothing_away_that_was_typed(page, town):
    page.on("dialog", lambda dialog: dialog.accept())
    with town.database.transaction() as session:
        withdraw(session, plan_of(town))
    record_next(page)
    expect(bar(page)).to_contain_text("服务器没有接收的记录：1 条")
    notes = type_notes(page)

    page.get_by_role("button", name="删除这条记录").first.click()

    expect(bar(page).get_by_role("link", name="刷新")).to_be_visible()
    expect(notes).to_have_value("从北门进")


def replace_plan(town):
    """Let somebody else move a stop, and the days be planned anew."""
    with town.database.transaction() as session:
        request = REQUEST | {"start": today().isoformat(), "replaces": plan_of(town)}
        result = {"plan": from_today(stored_outreach())}
        code = add_finished_plan(
            session, request, result=result, data_revision=0, at=now(), kind=OUTREACH
        )
        publish_in_place(session, code, at=now())


def test_a_page_that_comes_back_to_the_front_says_that_the_plan_has_changed(page, town):
    notes = type_notes(page)
    replace_plan(town)

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(bar(page)).to_contain_text("安排有更新")
    expect(notes).to_have_value("从北门进")
    bar(page).get_by_role("link", name="刷新").click()
    expect(page.locator(f"main[data-plan='{plan_of(town)}']")).to_be_attached()
    expect(bar(page)).to_be_hidden()


def test_a_page_that_stays_open_finds_out_by_itself(page, clock, town):
    page.reload()
    replace_plan(town)

    clock.run_for(LOOKS_AGAIN_MS)

    expect(bar(page)).to_contain_text("安排有更新")


def test_a_page_whose_plan_still_holds_says_nothing(page):
    with page.expect_response("**/outreach/plans?*"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(bar(page)).to_be_hidden()


def test_a_plan_that_is_cancelled_is_waited_for_no_longer(page, clock, town):
    stop = move_next(page)

    with town.database.transaction() as session:
        ask_cancel(session, newest(town), at=now(), kind=OUTREACH)
    clock.run_for(LOOKS_FOR_A_PLAN_MS)

    expect(stop.get_by_text("重新安排没有完成：被取消或中断了")).to_be_visible()


def test_a_plan_that_is_gone_is_waited_for_no_longer(page, clock, town):
    stop = move_next(page)

    with town.database.transaction() as session:
        session.execute(delete(OutreachPlan).where(OutreachPlan.code == newest(town)))
    clock.run_for(LOOKS_FOR_A_PLAN_MS)

    expect(stop.get_by_text("现在不知道排得怎么样了")).to_be_visible()
