import datetime
import io
import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from api.pages.posters import Press, make_sheet, posters_page
from api.settings import Settings
from api.use_cases.posters import build_posters
from api.use_cases.view import build_view
from data.planning import load_demand_places
from data.snapshot import load_snapshot
from geo.hours import Closure, parse_opening_hours
from geo.messages import Language
from geo.places import SERVICES
from geo.week_hours import week_hours
from tests.browser.conftest import settle

TODAY = datetime.date(2026, 11, 22)
PUBLIC_URL = "https://fuwu.example.org"
MM = 96 / 25.4
A4_MM = (210, 297)
DESKTOP = {"viewport": {"width": 1280, "height": 1200}, "has_touch": False, "is_mobile": False}
LONG_NAME = (
    "上海市总工会户外职工爱心接力站暨外来务工人员综合服务分中心暨职工法律援助工作站（筹）" * 2
)
LONG_HOURS = (
    "Mo 08:30-11:30,13:30-17:00; Tu 09:00-20:00; We 10:00-12:00,14:00-21:00; Fr 09:00-17:00"
)
TYPE_SIZE = "part => parseFloat(getComputedStyle(part).fontSize)"
STICKING_OUT = """
  () => [...document.querySelectorAll(".poster")].flatMap(poster => {
    const sheet = poster.getBoundingClientRect();
    const parts = [...poster.querySelectorAll("h1, h2, p, li, section, footer, ol, .code")];
    return parts.filter(part => {
      const box = part.getBoundingClientRect();
      return box.left < sheet.left - 1 || box.right > sheet.right + 1
        || box.bottom > sheet.bottom + 1 || part.scrollWidth > part.clientWidth + 1;
    }).map(part => part.outerHTML);
  })
"""
OVERLAPPING = """
  () => [...document.querySelectorAll(".poster")].flatMap(poster => {
    const parts = [...poster.querySelectorAll(".band, .services, .desks > li, .find, footer")];
    return parts.filter((part, place) => place > 0 && part.getBoundingClientRect().top
      < parts[place - 1].getBoundingClientRect().bottom - 1).map(part => part.outerHTML);
  })
"""


@pytest.fixture
def town(sqlite):
    """The town of the server, and its places."""
    with sqlite.transaction() as session:
        settle(session)
    with sqlite.reading() as session:
        snapshot = load_snapshot(session)
        return build_view(snapshot, Settings()), load_demand_places(session, snapshot.jurisdictions)


@pytest.fixture
def poster(town):
    """The poster of the first apartment."""
    view, places = town
    return build_posters(view, [place for place in places if place.code == "A1"], today=TODAY)[0]


@pytest.fixture
def paper(context, town, tmp_path):
    """Lay posters out as the file that is printed; it may ask for nothing else."""
    services = town[0].snapshot.services
    asked = []

    def lay_out(*posters):
        file = tmp_path / "posters.html"
        sheets = [make_sheet(each, Press(PUBLIC_URL, TODAY, services)) for each in posters]
        file.write_text(posters_page(sheets, Language.CHINESE), encoding="utf-8")
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.emulate_media(media="print")
        page.goto(file.as_uri())
        return page

    yield lay_out
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def scanned(locator):
    """What a phone reads from a picture of a part of the page."""
    picture = Image.open(io.BytesIO(locator.screenshot()))
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def crowded(poster):
    """The poster with three desks of which everything is as long as it ever gets."""
    desk = poster.desks[0]
    full = replace(
        desk,
        name=LONG_NAME,
        address=LONG_NAME,
        phone="021-5588 0000转8012、" * 3,
        services=tuple(SERVICES),
        week=week_hours(parse_opening_hours(LONG_HOURS)),
        closure=Closure(TODAY, TODAY),
    )
    return replace(poster, desks=[full] * 3, place=replace(poster.place, name=LONG_NAME))


on_a_desktop = pytest.mark.parametrize("context_options", [DESKTOP])


@on_a_desktop
def test_the_code_leads_to_the_same_desk_first(paper, poster, phone):
    page = paper(poster)

    found = scanned(page.locator(".code"))
    answer = phone.open(urlsplit(found[0]).path)

    assert found == [f"{PUBLIC_URL}/at/A1"]
    expect(answer.get_by_text("从控江蓝领公寓出发")).to_be_visible()
    first = page.locator(".desks h2").first.inner_text()
    expect(answer.locator(".card h2").first).to_have_text(first)


@on_a_desktop
def test_the_code_is_read_from_a_picture_of_the_whole_page(paper, poster):
    assert scanned(paper(poster).locator(".poster")) == [f"{PUBLIC_URL}/at/A1"]


@on_a_desktop
def test_code_and_headline_are_large_enough_to_be_seen_from_afar(paper, poster):
    page = paper(poster)

    code_mm = page.locator(".code path").evaluate("part => part.getBoundingClientRect().width") / MM
    head_mm = (
        page.locator("h1").evaluate("part => parseFloat(getComputedStyle(part).fontSize)") / MM
    )

    assert code_mm >= 40
    assert head_mm >= 20


@on_a_desktop
@pytest.mark.parametrize("is_crowded", [False, True])
def test_nothing_overlaps_or_sticks_out(paper, poster, is_crowded):
    page = paper(crowded(poster) if is_crowded else poster, replace(poster, desks=[]))

    assert page.evaluate(OVERLAPPING) == []
    assert page.evaluate(STICKING_OUT) == []


@on_a_desktop
def test_each_poster_is_one_page_of_a4(paper, poster):
    page = paper(poster, crowded(poster), replace(poster, desks=[]))

    pdf = page.pdf(prefer_css_page_size=True, print_background=True)

    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    size_mm = {(round(float(w) / 72 * 25.4), round(float(h) / 72 * 25.4)) for w, h in boxes}
    assert size_mm == {A4_MM}
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 3


def test_places_are_found_and_ticked_without_scrolling_sideways(phone):
    page = phone.open("/planner/posters?q=控江")

    page.get_by_label("控江蓝领公寓").check()

    assert page.evaluate("document.documentElement.scrollWidth") == 360
    expect(page.get_by_role("button", name="打开勾选的海报")).to_be_disabled()
    expect(page.get_by_text("NIANGJIA_PUBLIC_URL")).to_be_visible()
