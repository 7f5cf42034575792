import re
from pathlib import Path

import pytest
import shapely
from playwright.sync_api import expect
from sqlalchemy import insert

from api.clock import now
from data.tables import IndustrialPark, ServicePoint, WorkerApartment
from data.visits import record_visit
from geo.places import PlaceKind, Tier
from planner.visits import VisitRecord
from tests.browser.page_checks import (
    DOUBLE_IDS,
    FAINT_TEXTS,
    OPEN_ALL,
    PHONE,
    TOO_WIDE,
    WIDE,
    WITHOUT_A_NAME,
)
from tests.stored_visits import published_visits
from tests.towns import CENTRE, minutes_east

NASTY = "\"'><img src=x onerror=alert(1)><script>alert(2)</script> {{ 7*7 }}"
DONE_WITHIN_MS = 40_000
TEAMS = "编号,出发服务点,工作时间\nT7,S1,周一至周日 9:00-22:00\n"
# Behind the head is a gradient, and maps have colours of their own.
FAINT = FAINT_TEXTS.replace('"body *"', '"main *:not(.map-frame *)"')
LINES = """
  part => { const range = document.createRange(); range.selectNodeContents(part);
    return new Set([...range.getClientRects()].map(line => line.top)).size; }
"""
COPIED = "document.getSelection().toString() || document.activeElement.value"

PUBLISHED = "/planner/outreach/{published}"
PAGES = [
    "/planner/outreach",
    "/planner/outreach/new",
    "/planner/outreach/visits",
    PUBLISHED,
]

on_a_pc = pytest.mark.parametrize("context_options", [WIDE])


@pytest.fixture(scope="module")
def codes():
    """Codes of the stored plans, by what they are."""
    return {}


@pytest.fixture(scope="module")
def server(run_town, codes):
    """The whole application on a town whose office is closed when its people are free.

    A plan of visits, of another town, is published already.
    """
    return run_town(lambda session: codes.update(published=settle(session))).address


def settle(session):
    """Settle the town, and return the code of the plan."""
    at, near = shapely.Point(CENTRE), shapely.Point(minutes_east(20))
    session.add(
        ServicePoint(
            code="S1",
            name=NASTY,
            tier=Tier.STATION,
            opening_hours="Mo-Fr 09:00-17:00",
            services=("membership",),
            location=at,
        )
    )
    evenings, noon = "Mo-Su 18:00-22:00", "Mo-Su 11:30-13:00"
    homes = [{"code": "A1", "name": NASTY, "residents": 40, "free_hours": evenings}]
    parks = [{"code": "P1", "name": "机电园", "workers": 25, "free_hours": noon}]
    session.execute(insert(WorkerApartment), [home | {"location": near} for home in homes])
    session.execute(insert(IndustrialPark), [park | {"location": near} for park in parks])
    record_visit(
        session,
        VisitRecord("visit-1", PlaceKind.PARK, "P404", now().date(), "T1", notes="x" * 400),
    )
    return published_visits(session)


@pytest.fixture
def plan_visits(phone):
    """Ask for a plan of visits with the form, and wait until it is done; returns its page."""

    def plan():
        page = phone.open("/planner/outreach/new")
        sent = {"name": "名单.csv", "mimeType": "text/csv", "buffer": TEAMS.encode("gb18030")}
        page.get_by_label("上传小组名单").set_input_files(sent)
        # There may be a week of holidays soon.
        page.get_by_label("排几天").fill("14")
        page.get_by_text("规模、时限、署名").click()
        page.get_by_label("计算时限").fill("1")
        page.get_by_role("button", name="开始排路线").click()
        title = page.get_by_role("heading", name="排了多少")
        expect(title).to_be_visible(timeout=DONE_WITHIN_MS)
        return page

    return plan


@on_a_pc
def test_visits_are_planned_published_and_promised(phone, plan_visits):
    page = plan_visits()
    expect(page.get_by_text("65", exact=True).first).to_be_visible()
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="outreach.xlsx").click()

    page.get_by_text("发布", exact=True).click()
    page.get_by_role("button", name="确认发布").click()
    expect(page.get_by_role("img", name="T7 的二维码")).to_be_visible()
    link = page.get_by_label("T7 的链接").input_value()
    page.get_by_text("约好，或改到别的日子").first.click()
    same_day = page.locator("option", has_text="不变").first.get_attribute("value")
    page.get_by_label("哪一天").first.select_option(same_day)
    page.get_by_role("button", name="就这天，重新排").first.click()
    expect(page.get_by_text("改动后的新安排")).to_be_visible(timeout=DONE_WITHIN_MS)
    expect(page.get_by_label("T7 的链接")).to_have_value(link, timeout=DONE_WITHIN_MS)

    assert Path(downloaded.value.path()).read_bytes().startswith(b"PK")
    assert re.fullmatch(rf"{re.escape(phone.server)}/outreach/t/[\w-]{{22}}", link)
    expect(page.locator(".badge", has_text="已约好")).to_have_count(1)


@on_a_pc
def test_a_wrong_list_of_teams_is_corrected_in_place(phone):
    page = phone.open("/planner/outreach/new")
    page.get_by_label("或者直接写在这里").fill(TEAMS.replace("S1", "S9"))
    page.get_by_label("排几天").fill("3")

    page.get_by_role("button", name="开始排路线").click()

    expect(page.get_by_text("第 2 行，出发服务点编号：没有编号为“S9”的服务点")).to_be_visible()
    expect(page.get_by_label("或者直接写在这里")).to_have_value(TEAMS.replace("S1", "S9").strip())
    expect(page.get_by_label("排几天")).to_have_value("3")


@on_a_pc
def test_a_link_is_copied(phone, codes):
    page = phone.open(PUBLISHED.format(**codes))
    field = page.get_by_label("城东一组 的链接")

    page.get_by_role("button", name="复制，城东一组").click()

    expect(page.get_by_text("已复制")).to_be_visible()
    assert page.evaluate(COPIED) == field.input_value()


@on_a_pc
def test_a_note_of_one_long_word_leaves_the_other_columns_their_width(phone):
    page = phone.open("/planner/outreach/visits")

    note = page.locator(".long-text").bounding_box()
    assert 150 < note["width"] <= 24 * 16
    assert page.get_by_role("rowheader").last.evaluate(LINES) == 1
    assert not page.evaluate(TOO_WIDE)


@pytest.mark.parametrize(("context_options", "lang"), [(WIDE, ""), (PHONE, "?lang=en")])
@pytest.mark.parametrize("path", PAGES)
def test_pages_fit_and_everything_has_a_name(phone, codes, path, lang):
    page = phone.open(path.format(**codes) + lang)
    page.evaluate(OPEN_ALL)

    assert not page.evaluate(TOO_WIDE)
    assert page.evaluate(WITHOUT_A_NAME) == []
    assert page.evaluate(DOUBLE_IDS) == []
    assert page.evaluate(FAINT) == []


@pytest.mark.parametrize("context_options", [WIDE | {"color_scheme": "dark"}])
def test_texts_stand_out_in_the_dark(phone, codes):
    page = phone.open(PUBLISHED.format(**codes))
    page.evaluate(OPEN_ALL)

    assert page.evaluate(FAINT) == []
