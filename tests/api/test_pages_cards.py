import datetime

import pytest

from api.pages.cards import badge_of, card_of, distance_words, named, phones_in
from api.pages.moments import Spoken
from api.schemas import NearestResult, OpenState
from geo.messages import Language
from tests.api.pages_desk import OPEN, result

MONDAY = datetime.date(2026, 11, 23)
CHINESE = Spoken(MONDAY, Language.CHINESE)
ENGLISH = Spoken(MONDAY, Language.ENGLISH)
SERVICES = {"membership": "入会", "legal_aid": "法律援助"}


def card(**changes):
    found = NearestResult.model_validate(result(**changes))
    return card_of(found, CHINESE, SERVICES, asked=MONDAY, mode="walk")


def badge(spoken=CHINESE, **changes):
    return badge_of(OpenState.model_validate(OPEN | changes), spoken, MONDAY)


@pytest.mark.parametrize(
    ("text", "hrefs"),
    [
        ("021-5588 0000", ["tel:02155880000"]),
        ("021-5588 0000转8012", ["tel:02155880000,8012"]),
        ("（021）55880000", ["tel:02155880000"]),
        ("+86 21 5588 0000", ["tel:+862155880000"]),
        ("65431234；13800001234", ["tel:65431234", "tel:13800001234"]),
        ("021-65431234/65431235", ["tel:02165431234", "tel:65431235"]),
        ("请到现场", []),
        ("", []),
        (None, []),
    ],
)
def test_every_number_of_a_phone_field_can_be_tapped(text, hrefs):
    assert [phone.href for phone in phones_in(text)] == hrefs


def test_a_number_is_shown_as_it_was_written():
    assert phones_in("021-5588 0000转8012")[0].text == "021-5588 0000转8012"


@pytest.mark.parametrize(
    ("metres", "words"),
    [
        (0, "直线 0 米"),
        (487, "直线 490 米"),
        (994, "直线 990 米"),
        (996, "直线 1.0 公里"),
        (2_640, "直线 2.6 公里"),
    ],
)
def test_a_distance_is_said_in_tens_of_metres_then_in_kilometres(metres, words):
    assert distance_words(metres, Language.CHINESE) == words


def test_an_open_point_says_until_when():
    shown = badge()

    assert (shown.state, shown.text) == ("open", "开放到 20:00")


def test_a_point_that_never_closes_says_so():
    assert badge(ENGLISH, until=None).text == "Open 24 hours"


def test_a_point_that_opens_later_today_says_when():
    shown = badge(state="opens_later", next_open_at="2026-11-23T19:00:00+08:00")

    assert (shown.state, shown.text) == ("later", "还没开，19:00 开门")


def test_a_closed_point_says_the_day_it_opens_again():
    shown = badge(state="closed", next_open_at="2026-11-25T08:30:00+08:00")

    assert (shown.state, shown.text) == ("closed", "关着，11月25日 周三 08:30 再开")


def test_a_point_that_does_not_open_again_is_just_closed():
    assert badge(state="closed").text == "没有开放"


def test_one_who_arrives_in_time_reads_so_with_the_begun_minute_counted():
    assert card().arrival == "约 18:40 到，到时还开着，来得及办（按 30 分钟算）"


def test_one_who_must_wait_reads_from_when_the_desk_can_help():
    late = card(can_be_served=False, service_starts_at="2026-11-24T08:30:00+08:00")

    assert late.arrival == "最早 明天 08:30 可以办"
    assert not late.is_served


def test_one_who_cannot_be_served_reads_so():
    late = card(can_be_served=False, service_starts_at=None)

    assert late.arrival == "约 18:40 到，那时关门了或来不及办"


def test_the_way_is_rounded_up_and_called_an_estimate():
    assert (card().way, card().method, card().distance) == ("步行约 8 分钟", "估算", "直线 490 米")


def test_a_way_by_streets_is_called_so():
    assert card(travel_method="streets").method == "按道路计算"


def test_a_service_without_a_name_is_shown_by_its_code():
    assert card(services=["membership", "new"]).facts.services == ["入会", "new"]


def test_what_is_not_recorded_is_left_out():
    facts = card(address=None, phone=None, verified_on=None).facts

    assert (facts.address, facts.phones, facts.verified) == ("", [], "")


@pytest.mark.parametrize(
    ("day_type", "calendar", "tags"),
    [
        ("workday", "official", []),
        ("weekend", "official", []),
        ("makeup_workday", "official", ["调休上班"]),
        ("holiday", "provisional", ["节假日", "放假安排未公布"]),
    ],
)
def test_only_special_days_have_tags(day_type, calendar, tags):
    assert card(open=OPEN | {"day_type": day_type, "calendar": calendar}).tags == tags


def test_a_kind_without_a_name_is_shown_by_its_code():
    assert named("kind", "lighthouse", Language.CHINESE) == "lighthouse"
