import datetime
import json
import re
import threading

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete

from api.clock import now
from data.database import DATABASE_AWAY
from data.outreach_plans import list_published, publish, publish_in_place, team_key
from data.plans import OUTREACH, add_finished_plan, claim_next, finish
from data.tables import OutreachPlan, Visit
from data.visits import list_visits
from geo.errors import SourceUnavailable
from planner.visits import VisitOutcome
from tests.browser.conftest import Town, listening
from tests.browser.page_checks import (
    AXE,
    DOUBLE_IDS,
    FAINT_TEXTS,
    OPEN_ALL,
    PHONE,
    TOO_LOW_TO_TAP,
    TOO_WIDE,
    VIOLATIONS,
    WITHOUT_A_NAME,
)
from tests.outreach_reports import START, TUESDAY, stored_outreach

TODAY = now().date()
TOMORROW = TODAY + datetime.timedelta(days=1)
TEAM = {"size": "2", "skills": "", "depot_code": "D1", "mode": "drive", "lunch": ""}
REQUEST = {
    "start": TODAY.isoformat(),
    "days": 2,
    "teams": [
        {"code": code, "name": code, "work_hours": "Mo-Su 09:00-20:00", **TEAM}
        for code in ("T1", "二组")
    ],
}
KEPT_VERSIONS = "caches.keys().then(names => names.sort())"
LEFT_OVER = "caches.open('niangjia-outreach-old').then(() => true)"
# Behind the head is a gradient.
FAINT = FAINT_TEXTS.replace('"body *"', '"main *, .bar *"')

without_scripts = pytest.mark.parametrize(
    "context_options", [PHONE | {"java_script_enabled": False}]
)


class FieldTown(Town):
    """A town whose team T1 has a link, and whose visits can be read."""

    @property
    def link(self):
        with self.database.transaction() as session:
            return f"{self.address}/outreach/t/{team_key(session, 'T1', at=now())}"

    @property
    def visits(self):
        with self.database.reading() as session:
            return [
                (visit.place_kind.value, visit.place_code, visit.outcome)
                for visit in reversed(list_visits(session))
            ]


@pytest.fixture(scope="module")
def running_town(run_town):
    """The whole application on an empty database; plans that wait are made by the tests."""
    running = run_town(lambda _: None, plans_wait=True, planner_access="nobody")
    return FieldTown(running.address, running.database)


@pytest.fixture
def town(running_town):
    """A town with a published plan of two teams for today and tomorrow, and no visit yet."""
    with running_town.database.transaction() as session:
        session.execute(delete(Visit))
        session.execute(delete(OutreachPlan))
    publish_plan(running_town.database)
    return running_town


@pytest.fixture
def context_options():
    return PHONE


@pytest.fixture
def context(used_page):
    return used_page.context


@pytest.fixture
def page(used_page, town):
    """The phone of team T1 with the link just opened."""
    failures = []
    with listening(used_page, {"pageerror": lambda error: failures.append(str(error))}):
        used_page.goto(town.link)
        yield used_page
    assert failures == []


@pytest.fixture
def kept(page):
    """The same phone, once it has kept all pages."""
    page.wait_for_selector("html[data-ready]")
    return page


def publish_plan(database):
    with database.transaction() as session:
        result = {"plan": from_today(stored_outreach())}
        code = add_finished_plan(
            session, REQUEST, result=result, data_revision=0, at=now(), kind=OUTREACH
        )
        publish(session, code, at=now())


def from_today(report):
    text = json.dumps(report).replace(START, "monday").replace(TUESDAY, TOMORROW.isoformat())
    return json.loads(text.replace("monday", TODAY.isoformat()))


def record_next(page: Page, outcome="见到了大家", **numbers):
    """Record the stop on top of the page."""
    stop = page.locator(".next-stop")
    stop.get_by_text("记录走访").click()
    stop.get_by_label(outcome).check()
    for label, number in numbers.items():
        stop.get_by_label(label).fill(str(number))
    stop.get_by_role("button", name="保存").click()
    expect(page.locator(".record[open]")).to_have_count(0)


def bar(page: Page):
    return page.locator("#bar")


def lose_one_answer(page: Page):
    """Let the server store the next record, and lose its answer on the way.

    The page alone is to send it: what its worker sends in the background cannot be caught here.
    """
    page.evaluate("() => { SyncManager.prototype.register = () => Promise.reject(new Error()); }")
    lost = []

    def handle(route):
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort()

    page.route("**/v1/visits/*", handle)
    return lost


# Records


def test_a_record_is_sent_at_once_and_the_next_stop_comes_on_top(page, town):
    record_next(page, 见到几个人=12, 其中当场入会=3)

    expect(bar(page)).to_contain_text("记录都已发送")
    expect(page.locator(".next-stop .name")).to_contain_text("幸福公寓")
    expect(page.locator(".day-list .done")).to_contain_text("见到了大家 · 见到 12 人 · 入会 3 人")
    assert town.visits == [("park", "A1", VisitOutcome.MET)]


def test_two_visits_recorded_without_a_network_are_two_visits(kept, context, town):
    context.set_offline(True)
    record_next(kept, 见到几个人=12)
    record_next(kept, "没有人在")
    expect(bar(kept)).to_contain_text("2 条记录等待发送")
    assert town.visits == []

    context.set_offline(False)

    expect(bar(kept)).to_contain_text("记录都已发送")
    assert town.visits == [
        ("park", "A1", VisitOutcome.MET),
        ("apartment", "A1", VisitOutcome.NOBODY_THERE),
    ]


def test_records_outlast_a_page_that_is_opened_again_without_a_network(kept, context, town):
    context.set_offline(True)
    record_next(kept)
    record_next(kept, "没有人在")
    expect(bar(kept)).to_contain_text("2 条记录等待发送")

    kept.reload()
    expect(bar(kept)).to_contain_text("2 条记录等待发送")
    expect(kept.get_by_text("这一天的走访都记录好了")).to_be_visible()
    kept.close()
    again = context.new_page()
    again.goto(f"{town.address}/outreach")
    context.set_offline(False)

    expect(bar(again)).to_contain_text("记录都已发送")
    assert len(town.visits) == 2


def test_a_visit_whose_answer_was_lost_is_one_visit(page, town):
    lost = lose_one_answer(page)

    record_next(page)
    page.get_by_role("button", name="现在发送").dispatch_event("click")

    expect(bar(page)).to_contain_text("记录都已发送")
    assert lost == [201]
    assert len(town.visits) == 1


def test_two_phones_of_a_team_make_one_record_of_a_stop(page, browser, town):
    record_next(page, "没有人在")
    expect(bar(page)).to_contain_text("记录都已发送")
    other = browser.new_page(**PHONE)
    other.goto(town.link)

    other.locator(".day-list summary").first.click()
    other.get_by_text("修改记录").click()
    other.get_by_label("见到了大家").last.check()
    other.get_by_role("button", name="保存").last.click()

    expect(bar(other)).to_contain_text("记录都已发送")
    other.close()
    assert town.visits == [("park", "A1", VisitOutcome.MET)]


def test_a_record_can_be_corrected(page, town):
    record_next(page, "没有人在")
    stop = page.locator(".day-list .stop").first
    stop.locator("summary").first.click()

    stop.get_by_text("修改记录").click()
    stop.get_by_label("见到了大家").check()
    stop.get_by_label("备注").fill("从北门进")
    stop.get_by_role("button", name="保存").click()

    expect(stop.locator(".done")).to_contain_text("见到了大家")
    expect(bar(page)).to_contain_text("记录都已发送")
    assert town.visits == [("park", "A1", VisitOutcome.MET)]


def test_a_record_that_is_refused_says_why_and_is_sent_once_it_is_correct(page, town):
    record_next(page, 见到几个人=2, 其中当场入会=3)
    stop = page.locator(".next-stop")
    expect(stop.locator(".done")).to_contain_text("服务器没有接收：入会 3 人，比见到的 2 人还多")
    expect(bar(page)).to_contain_text("服务器没有接收的记录：1 条")

    stop.get_by_text("修改记录").click()
    stop.get_by_label("其中当场入会").fill("1")
    stop.get_by_role("button", name="保存").click()

    expect(bar(page)).to_contain_text("记录都已发送")
    assert len(town.visits) == 1


def test_a_record_that_is_refused_can_be_thrown_away(page, town):
    page.on("dialog", lambda dialog: dialog.accept())
    record_next(page, 见到几个人=2, 其中当场入会=3)

    page.locator(".next-stop").get_by_role("button", name="删除这条记录").click()

    expect(bar(page)).to_be_hidden()
    expect(page.locator(".next-stop").get_by_text("记录走访")).to_be_visible()
    assert town.visits == []


def test_without_the_link_records_wait_until_the_new_one_is_opened(kept, context, town):
    context.set_offline(True)
    record_next(kept)
    with town.database.transaction() as session:
        team_key(session, "T1", at=now(), anew=True)
    context.set_offline(False)
    kept.goto(f"{town.address}/outreach")
    expect(bar(kept)).to_contain_text("请打开本组新的走访链接")

    kept.goto(town.link)

    expect(bar(kept)).to_contain_text("记录都已发送")
    assert len(town.visits) == 1


@without_scripts
def test_without_scripts_a_visit_is_recorded_by_a_form(page, town):
    record_next(page)

    expect(page.locator(".day-list .done").first).to_contain_text("见到了大家")
    assert town.visits == [("park", "A1", VisitOutcome.MET)]


def test_a_record_that_was_refused_on_another_day_is_not_forgotten(page, town):
    page.on("dialog", lambda dialog: dialog.accept())
    record_next(page, 见到几个人=2, 其中当场入会=3)
    page.goto(f"{town.address}/outreach?day={TOMORROW}")
    refused = bar(page).get_by_role("listitem")
    expect(refused).to_contain_text(f"{TODAY}: 入会 3 人")

    refused.get_by_role("button", name="删除这条记录").click()

    expect(bar(page)).to_be_hidden()


# Without a network


def test_the_days_open_without_a_network_and_say_from_when_they_are(kept, context, town):
    context.set_offline(True)

    kept.goto(f"{town.address}/outreach")

    expect(kept.get_by_text(re.compile(r"离线，显示的是 \d\d:\d\d 的内容"))).to_be_visible()
    expect(kept.locator(".next-stop .name")).to_be_visible()
    kept.get_by_role("navigation").get_by_role("link").click()
    expect(kept.get_by_text("东方纺织有限公司").first).to_be_visible()
    kept.goto(town.link)
    expect(kept.locator(".next-stop .name")).to_be_visible()


def test_with_a_network_nothing_is_said_to_be_old(kept):
    kept.reload()

    expect(kept.get_by_text("离线，显示的是")).to_be_hidden()


def test_a_server_in_trouble_is_as_good_as_no_network(kept, town, monkeypatch):
    def fail(*_):
        raise SourceUnavailable(DATABASE_AWAY, target="x")

    monkeypatch.setattr("api.pages.field.routes.team_page", fail)

    kept.goto(f"{town.address}/outreach")

    expect(kept.get_by_text("离线，显示的是")).to_be_visible()


def test_a_network_that_is_too_slow_is_as_good_as_none(kept, town, monkeypatch):
    is_over = threading.Event()
    monkeypatch.setattr("api.pages.field.routes.team_page", lambda *_: is_over.wait(10))

    kept.goto(f"{town.address}/outreach")

    expect(kept.get_by_text("离线，显示的是")).to_be_visible()
    is_over.set()


def test_where_nothing_can_be_kept_the_page_says_so_and_works(browser, town):
    page = browser.new_page(**PHONE)
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")

    page.goto(town.link)

    expect(page.get_by_text("这个网址不是 https")).to_be_visible()
    record_next(page)
    expect(bar(page)).to_contain_text("记录都已发送")
    page.close()


def test_old_versions_of_what_is_kept_are_deleted(kept, town):
    kept.evaluate(LEFT_OVER)
    kept.evaluate(
        "navigator.serviceWorker.getRegistration('/outreach').then(one => one.unregister())"
    )

    kept.goto(f"{town.address}/outreach")
    kept.wait_for_selector("html[data-ready]")

    names = kept.evaluate(KEPT_VERSIONS)
    assert len(names) == 2
    assert "niangjia-outreach-old" not in names


def test_pages_outside_are_left_alone(kept, context, town):
    kept.goto(f"{town.address}/")

    assert kept.evaluate("navigator.serviceWorker.controller") is None


# To another day


def finish_waiting_plan(town):
    """Make the plan that waits: the park comes tomorrow instead of today."""
    report = from_today(stored_outreach())
    today, tomorrow = report["routes"][:2]
    moved = today["stops"].pop(0)
    tomorrow["stops"].append(moved | {"order": 2, "promised": True})
    with town.database.transaction() as session:
        code = claim_next(session, at=now(), kind=OUTREACH).code
        finish(session, code, {"plan": report}, data_revision=0, at=now(), kind=OUTREACH)
        publish_in_place(session, code, at=now())


def test_a_stop_that_is_moved_is_on_the_other_day_when_the_plan_is_made(page, town):
    stop = page.locator(".next-stop")
    stop.get_by_text("改到另一天").click()
    stop.get_by_label("改到哪一天？").select_option(TOMORROW.isoformat())

    with page.expect_response("**/moves"):
        stop.get_by_role("button", name="改到这一天").click()
    expect(stop.get_by_text("正在重新安排")).to_be_visible()
    finish_waiting_plan(town)

    expect(page.locator(".next-stop .name")).to_contain_text("幸福公寓")
    page.get_by_role("navigation").get_by_role("link").click()
    expect(page.get_by_text("已约好").first).to_be_visible()


def test_without_a_network_moving_says_that_it_needs_one(kept, context, town):
    context.set_offline(True)
    stop = kept.locator(".next-stop")
    stop.get_by_text("改到另一天").click()

    stop.get_by_role("button", name="改到这一天").click()

    expect(stop.get_by_text("改日子要连网")).to_be_visible()
    with town.database.reading() as session:
        assert len(list_published(session)) == 1


# For everybody


@pytest.mark.parametrize("path", ["/outreach", "/outreach?lang=en", f"/outreach?day={TOMORROW}"])
def test_the_page_fits_a_phone_and_everybody_can_use_it(page, town, path):
    page.goto(town.address + path)
    page.evaluate(OPEN_ALL)

    assert not page.evaluate(TOO_WIDE)
    assert page.evaluate(TOO_LOW_TO_TAP) == []
    assert page.evaluate(WITHOUT_A_NAME) == []
    assert page.evaluate(DOUBLE_IDS) == []
    assert page.evaluate(FAINT) == []


@pytest.mark.parametrize("lang", ["", "?lang=en"])
def test_no_rule_of_axe_is_broken(page, town, lang):
    page.goto(f"{town.address}/outreach{lang}")
    page.evaluate(AXE.read_text("utf-8"))
    page.evaluate(OPEN_ALL)

    assert page.evaluate(VIOLATIONS) == []
