from pathlib import Path

import pytest
import shapely
from playwright.sync_api import expect
from sqlalchemy import insert

from data.tables import CandidateSite, ServicePoint, Union, WorkerApartment
from geo.places import Tier, UnionLevel
from tests.browser.page_checks import (
    DOUBLE_IDS,
    FAINT_TEXTS,
    OPEN_ALL,
    PHONE,
    TOO_WIDE,
    WIDE,
    WITHOUT_A_NAME,
)
from tests.stored_plans import finished
from tests.towns import CENTRE, minutes_east

NASTY = "\"'><img src=x onerror=alert(1)><script>alert(2)</script> {{ 7*7 }}"
EVENINGS = "Mo-Su 18:00-22:00"
MADE_WITHIN_MS = 40_000
# Behind the head is a gradient, and behind the numbers of actions a drawn disc.
FAINT = FAINT_TEXTS.replace('"body *"', '"main *:not(.panel-badge *)"')
LOOKS = [WITHOUT_A_NAME, DOUBLE_IDS, FAINT]
HOLD = "document.addEventListener('submit', event => event.preventDefault())"

PAGES = [
    "coverage?minutes=10",
    "coverage?minutes=0",
    "plans?",
    "plans/new?",
    "plans/compare?",
    "plans/{nasty}?",
]

on_a_pc = pytest.mark.parametrize("context_options", [WIDE])
without_scripts = pytest.mark.parametrize(
    "context_options", [WIDE | {"java_script_enabled": False}]
)


@pytest.fixture(scope="module")
def codes():
    """Codes of the stored plans, by what they are."""
    return {}


@pytest.fixture(scope="module")
def server(run_town, codes):
    """The whole application on a town whose office is closed when its people are free.

    Three plans, of another town, are stored already.
    """
    return run_town(lambda session: codes.update(settle(session))).address


def settle(session):
    """Settle the town, and return the codes of the plans."""
    place, far = shapely.Point(CENTRE), shapely.Point(minutes_east(200))
    area = shapely.MultiPolygon([shapely.box(121.3, 31.2, 121.9, 31.4)])
    homes = [("A1", NASTY, 40, place), ("A2", "远处公寓", 25, far)]
    unions = [{"code": "U1", "name": NASTY, "level": UnionLevel.DISTRICT, "area": area}]
    session.execute(insert(Union), unions)
    session.add(
        ServicePoint(
            code="S1",
            name=NASTY,
            tier=Tier.STATION,
            opening_hours="Mo-Fr 09:00-17:00",
            services=("membership",),
            location=place,
        )
    )
    session.add(CandidateSite(code="C1", name="旧厂房", location=far))
    session.add_all(
        WorkerApartment(code=code, name=name, residents=people, free_hours=EVENINGS, location=at)
        for code, name, people, at in homes
    )
    return {
        "nasty": finished(session, author=NASTY),
        "other": finished(session),
        "third": finished(session),
    }


@pytest.fixture
def make_plan(phone):
    """Ask for a plan with the form, and wait until it is done; returns its page's path."""

    def make(budget):
        page = phone.open("/planner/plans/new")
        page.get_by_label("预算（元/年）", exact=True).fill(budget)
        page.get_by_label("谁做的").fill(NASTY)
        page.get_by_role("button", name="开始计算").click()
        expect(page.get_by_role("heading", name="结论")).to_be_visible(timeout=MADE_WITHIN_MS)
        return page.url.removeprefix(phone.server)

    return make


def faults_of(page):
    """What does not fit, has no name, or cannot be read, with all that is folded."""
    page.evaluate(OPEN_ALL)
    wide = ["wider than the window"] if page.evaluate(TOO_WIDE) else []
    return wide + [fault for look in LOOKS for fault in page.evaluate(look)]


def tick_of(page, code):
    """The box that chooses a plan of the list."""
    return page.locator(f"input[name=plan][value='{code}']")


@on_a_pc
def test_a_plan_runs_from_coverage_to_the_download_and_is_compared(phone, make_plan, codes):
    page = phone.open("/planner/coverage")
    expect(page.get_by_text("去得了、办得成").first).to_be_visible()
    page.get_by_role("link", name="用这个标准做方案").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("做一个新方案")

    path = make_plan("100万")
    expect(page.get_by_text("从 0 人（0.0%）增加到 65 人（100.0%）")).to_be_visible()
    expect(page.get_by_role("heading", name="新设：旧厂房")).to_be_visible()
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="plan.xlsx").click()
    assert faults_of(page) == []
    page.set_viewport_size(PHONE["viewport"])
    phone.open(f"{path}?lang=en")
    assert faults_of(page) == []
    phone.open("/planner/plans")
    tick_of(page, path.rpartition("/")[2]).check()
    tick_of(page, codes["other"]).check()
    page.get_by_role("button", name="比较选中的两个").click()

    assert Path(downloaded.value.path()).read_bytes().startswith(b"PK")
    expect(page.get_by_role("heading", level=1)).to_have_text("两个方案对比")
    expect(page.get_by_role("row", name="方案后覆盖（人） 28 65 +37")).to_be_visible()


@on_a_pc
def test_a_plan_that_is_cancelled_says_so(phone):
    page = phone.open("/planner/plans/new")

    page.get_by_role("button", name="开始计算").click()
    page.get_by_role("button", name="取消").click()

    expect(page.get_by_text("没有结果")).to_be_visible(timeout=MADE_WITHIN_MS)
    expect(page.get_by_role("button", name="重新算一次")).to_be_visible()


@without_scripts
def test_without_scripts_a_plan_is_made_and_its_page_comes_by_itself(phone, make_plan):
    path = make_plan("300000")

    assert path.startswith("/planner/plans/p-")
    expect(phone.page.get_by_role("link", name="report.html")).to_be_visible()


@on_a_pc
def test_a_long_computation_is_announced(phone):
    page = phone.open("/planner/coverage")
    page.evaluate(HOLD)

    page.get_by_text("换一个标准").click()
    page.get_by_role("button", name="计算").click()

    expect(page.get_by_text("正在计算")).to_be_visible()
    expect(page.get_by_role("button", name="计算")).to_be_disabled()


@pytest.mark.parametrize(("context_options", "lang"), [(WIDE, ""), (PHONE, "lang=en")])
@pytest.mark.parametrize("path", PAGES)
def test_pages_fit_and_everything_has_a_name(phone, codes, path, lang):
    page = phone.open(f"/planner/{path.format(**codes)}{lang}")

    assert faults_of(page) == []


@pytest.mark.parametrize("context_options", [WIDE | {"color_scheme": "dark"}])
@pytest.mark.parametrize("path", ["coverage?minutes=10", "plans"])
def test_texts_stand_out_in_the_dark(phone, path):
    page = phone.open(f"/planner/{path}")

    assert page.evaluate(FAINT) == []


@on_a_pc
def test_the_list_lets_two_plans_be_ticked_and_no_third(phone, codes):
    page = phone.open("/planner/plans")
    button = page.get_by_role("button", name="比较")

    expect(button).to_be_disabled()
    tick_of(page, codes["nasty"]).check()
    tick_of(page, codes["other"]).check()

    expect(button).to_be_enabled()
    expect(tick_of(page, codes["third"])).to_be_disabled()
