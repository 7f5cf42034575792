import datetime
import re
from urllib.parse import unquote

import pytest
import shapely
from starlette.testclient import TestClient

from api.pages.poster_fit import shortened
from api.pages.poster_texts import TEXTS
from api.pages.poster_words import shown_address, weekday_words
from api.pages.posters import Press, make_sheet, posters_page
from api.pages.rendering import TEMPLATE_FOLDER
from api.use_cases.planning_inputs import DEMAND_KINDS
from api.use_cases.poster_places import PlaceChoice, choose_places
from api.use_cases.posters import build_posters, require_public_url
from api.use_cases.view import build_view
from data.planning import load_demand_places
from data.snapshot import load_snapshot
from data.tables import Closure, Firm, IndustrialPark, ServicePoint, WorkerApartment
from geo.errors import InvalidInput, NotFound
from geo.messages import Language
from geo.places import PlaceKind, Tier
from tests.api.pages_desk import words
from tests.api.poster_places import PUBLIC_URL, TODAY, add, apartment, change
from tests.applications import make_app
from tests.towns import CENTRE

ALL_WEEK, WORKDAYS, SATURDAY = 127, 31, 32


@pytest.fixture
def town(settings, sqlite):
    """The town of the desks, and how it is looked at after changes."""

    def look():
        with sqlite.reading() as session:
            snapshot = load_snapshot(session)
            return build_view(snapshot, settings), load_demand_places(
                session, snapshot.jurisdictions
            )

    return look


@pytest.fixture
def poster(town):
    """Build the poster of one place."""

    def build(code="home"):
        view, places = town()
        return build_posters(view, [each for each in places if each.code == code], today=TODAY)[0]

    return build


@pytest.fixture
def printed(town, poster):
    """The poster of one place as HTML."""

    def print_one(code="home"):
        view, _ = town()
        press = Press(PUBLIC_URL, TODAY, view.snapshot.services)
        return posters_page([make_sheet(poster(code), press)], Language.CHINESE)

    return print_one


def ways(poster):
    return [
        (desk.code, desk.way.mode.value, round(desk.way.minutes), desk.way.days)
        for desk in poster.desks
    ]


# Which desks


def test_those_that_can_be_reached_when_free_come_first(poster):
    assert ways(poster()) == [("late", "walk", 10, WORKDAYS), ("far", "ebike", 11, ALL_WEEK)]


def test_more_weekdays_come_before_a_shorter_way(poster, sqlite):
    change(sqlite, "near", opening_hours="Sa 18:00-21:00")
    change(sqlite, "far", opening_hours="off")

    assert ways(poster()) == [("late", "walk", 10, WORKDAYS), ("near", "walk", 2, SATURDAY)]


def test_of_equal_weekdays_the_shorter_way_comes_first(poster, sqlite):
    change(sqlite, "near", opening_hours="Mo-Fr 09:00-20:00")

    assert [way[0] for way in ways(poster())] == ["near", "late"]


def test_a_way_of_exactly_half_an_hour_is_not_too_long(poster, sqlite):
    add(sqlite, WorkerApartment, apartment("just", -20), apartment("over", -20.1))

    assert next(desk.code for desk in poster("just").desks if desk.way.mode == "walk") == "late"
    assert not any(
        desk.way.is_usable for desk in poster("over").desks if desk.way.mode.value == "walk"
    )


def test_where_nothing_fits_the_nearest_are_shown_and_it_is_said(poster, printed, sqlite):
    for code in ("near", "late", "far"):
        change(sqlite, code, opening_hours="Mo-Fr 09:00-17:00")

    told = words(printed())

    assert ways(poster()) == [("near", "walk", 2, 0), ("late", "walk", 10, 0)]
    assert "有难处，找工会" in told
    assert told.count("您有空时赶不上它开门，先打电话") == 2


def test_the_nearest_on_foot_stays_where_only_an_ebike_helps(poster, sqlite):
    change(sqlite, "late", opening_hours="Mo-Fr 09:00-17:00")

    assert ways(poster()) == [("far", "ebike", 11, ALL_WEEK), ("near", "walk", 2, 0)]


def test_at_most_three_desks_are_shown(poster, sqlite):
    rows = [
        {
            "code": f"x{number}",
            "name": "新站",
            "tier": Tier.STATION,
            "opening_hours": "24/7",
            "services": (),
            "location": shapely.Point(CENTRE),
        }
        for number in range(5)
    ]
    add(sqlite, ServicePoint, *rows)

    assert [desk.code for desk in poster().desks] == ["x0", "x1", "x2"]


def test_a_firm_in_a_park_has_a_poster_of_its_own(town, sqlite):
    add(sqlite, IndustrialPark, apartment("P", 1))
    add(sqlite, Firm, apartment("F", 3, park_code="P"))
    view, places = town()

    posters = build_posters(view, places, today=TODAY)

    assert [each.place.code for each in posters] == ["F", "P", "home"]


def test_far_from_every_desk_the_page_says_whom_to_call(poster, printed, sqlite):
    add(sqlite, WorkerApartment, apartment("away", 500, name="远处公寓"))

    told = words(printed("away"))

    assert poster("away").desks == []
    assert "附近还没有服务点" in told
    assert "职工服务热线 12351" in told


# Words


def test_the_poster_says_what_a_worker_needs(printed):
    told = words(printed())

    for line in (
        "殷行公寓",
        "工会就在附近",
        "您有空的时候，这 2 个服务点来得及办事",
        "长海站 步行约 10 分钟 （直线 620 米，估算）",
        "周一至周五 09:00-20:00 您有空时来得及：周一至周五",
        "骑电动车约 11 分钟",
        "每天 09:00-21:00 每天都有您来得及的时候",
        "想加入工会 ① 要打官司、问法律 ① 和单位有争议 ②",
        "021-0000 0000",
        "开放时间核对于 2026年11月1日",
        "https://fuwu.example.org/at/home",
        "12351",
        "打印于 2026年11月22日",
        "按空闲时间“周一至周六 18:30-22:30；周日 08:00-22:30”、办事 30 分钟算",
        "10 min on foot · Mo-Fr 09:00-20:00 · Open while you are free: Mo-Fr",
    ):
        assert line in told


def test_unknown_hours_are_told(printed, sqlite):
    for code in ("near", "late", "far"):
        change(sqlite, code, opening_hours=None)

    told = words(printed())

    assert "去之前先打电话，问问什么时候开门" in told
    assert "开放时间没有登记，去之前先打电话" in told


def test_a_closure_to_come_is_told_and_a_past_one_is_not(printed, sqlite):
    past, coming = (datetime.date(2026, month, 1) for month in (10, 12))
    closed = {"service_point_code": "late", "reason": "装修"}
    add(
        sqlite,
        Closure,
        {"code": "c1", "first_day": past, "last_day": past, **closed},
        {"code": "c2", "first_day": coming, "last_day": coming, **closed},
    )

    told = words(printed())

    assert "2026年12月1日至2026年12月1日暂停开放" in told
    assert "10月1日" not in told


def test_a_desk_shut_for_long_gives_way_to_one_that_is_open(poster, sqlite):
    before = [desk.code for desk in poster().desks]
    shut = {"first_day": TODAY, "last_day": TODAY + datetime.timedelta(days=60)}
    add(sqlite, Closure, {"code": "c1", "service_point_code": before[0], **shut})

    after = [desk.code for desk in poster().desks]

    assert before[0] not in after[:1]


def test_names_cannot_become_html(printed, sqlite):
    bad = "<script>alert('1')</script>\"&"
    add(sqlite, WorkerApartment, apartment("bad", 5, name=bad))
    change(sqlite, "late", name=bad, address=bad, phone=bad)

    html = printed("bad")

    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 3


def test_the_document_needs_nothing_else(printed):
    html = printed()

    assert "url(" not in html
    assert "src=" not in html
    assert 'href="data:,"' in html


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (WORKDAYS, "周一至周五", "Mo-Fr"),
        (96, "周六、周日", "Sa-Su"),
        (0b0100101, "周一、周三、周六", "Mo, We, Sa"),
        (ALL_WEEK, "每天", "Mo-Su"),
    ],
)
def test_weekdays_are_said_in_both_languages(days, zh, en):
    assert weekday_words(days, Language.CHINESE) == zh
    assert weekday_words(days, Language.ENGLISH) == en


def test_only_absurd_lengths_are_cut_and_that_is_shown():
    assert shortened("杨浦公寓", 4) == "杨浦公寓"
    assert shortened("杨浦蓝领公寓", 4) == "杨浦蓝…"


# Codes


@pytest.mark.parametrize("code", ["A 1", "甲/1", "100%", "a?b#c", "<b>"])
def test_the_address_in_the_code_opens_the_place(settings, sqlite, town, code):
    add(sqlite, WorkerApartment, apartment(code, 1, name="怪名公寓"))
    view, places = town()
    path = build_posters(view, [p for p in places if p.code == code], today=TODAY)[0].path

    with TestClient(make_app(settings)) as client:
        page = client.get(path)

    assert page.status_code == 200
    assert "从怪名公寓出发" in page.text


def test_a_code_that_two_places_share_is_replaced_by_the_name(poster, sqlite):
    add(sqlite, Firm, apartment("home", 3, name="殷行机械厂"))

    assert unquote(poster().path) == "/at/殷行公寓"
    assert not poster().is_ambiguous


def test_a_place_that_nothing_names_alone_is_warned_of(printed, sqlite):
    add(sqlite, Firm, apartment("home", 3, name="殷行公寓"))

    assert "扫码后认不出是哪一个" in words(printed())


def test_the_address_printed_can_be_typed():
    assert shown_address(PUBLIC_URL, "/at/%E7%94%B2-1") == f"{PUBLIC_URL}/at/甲-1"
    assert shown_address(PUBLIC_URL, "/at/a%2Fb") == f"{PUBLIC_URL}/at/a%2Fb"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8000",
        "http://[::1]/",
        "http://localhost:8000",
        "http://0.0.0.0",
        "fuwu.example.org",
        "ftp://fuwu.example.org",
        "https://",
        "https://a b.org",
        "https://fuwu.example.org/?a=1",
        "https://[",
        "https://" + "a" * 300,
    ],
)
def test_an_address_that_no_phone_opens_is_refused(address):
    with pytest.raises(InvalidInput, match="useless on a wall"):
        require_public_url(address)


@pytest.mark.parametrize(
    "address", ["http://192.168.1.5:8000", "https://a.cn/niangjia/", " https://a.cn "]
)
def test_an_address_that_phones_open_is_taken(address):
    assert require_public_url(address) == address.strip().rstrip("/")


def test_places_are_chosen_by_kind_code_and_union(town, sqlite):
    add(sqlite, Firm, apartment("F", 3))
    add(sqlite, WorkerApartment, apartment("outside", 9_000))
    view, places = town()

    def codes(**choice):
        chosen = choose_places(view.snapshot, places, PlaceChoice(**choice))
        return [place.code for place in chosen]

    assert codes() == ["F", "home", "outside"]
    assert codes(kinds=(PlaceKind.FIRM,)) == ["F"]
    assert codes(union_code="yp") == codes(union_code="sh") == ["F", "home"]
    assert codes(codes=("home",)) == ["home"]
    with pytest.raises(NotFound):
        codes(kinds=(PlaceKind.PARK,))


# Texts

SAID = re.compile(
    r"""\b(?:p|t|zh|en|told|_both|say_on_poster)\(\s*["'](\w+)["']"""
    r"""|["']((?:days|head)_\w+|(?:un)?usable|all_unknown)["']"""
)


def test_every_text_is_said_somewhere_and_every_text_said_is_there():
    pages = [TEMPLATE_FOLDER / "poster.html", TEMPLATE_FOLDER / "planner" / "poster_list.html"]
    pages += (TEMPLATE_FOLDER.parent / "pages").glob("poster*.py")
    sources = [page.read_text() for page in pages if page.name != "poster_texts.py"]

    said = {name for source in sources for found in SAID.findall(source) for name in found if name}

    assert said | {f"kind_{name}" for name in DEMAND_KINDS} == set(TEXTS)


@pytest.mark.parametrize("message", TEXTS.values(), ids=TEXTS.keys())
def test_english_texts_hold_no_chinese(message):
    assert not re.search("[\u4e00-\u9fff]", message.en)
