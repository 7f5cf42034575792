import re

import pytest

from api.pages.service_point import ServicePointView, report_thanks_page, service_point_page
from api.schemas import ServicePointDetail
from geo.messages import Language
from tests.api.pages_desk import MONDAY_EVENING, OPEN, day, service_point, words

NINE_TO_FIVE = ("09:00", "17:00")
UNION = {"code": "U1", "name": "杨浦区总工会", "level": "district", "phone": None}


def page(language=Language.CHINESE, **changes):
    point = ServicePointDetail.model_validate(service_point(**changes))
    return service_point_page(ServicePointView(point, {}, MONDAY_EVENING.date()), language)


def rows(html):
    """What one reads in each row of the coming days."""
    table = re.search(r"<tbody>.*</tbody>", html, re.DOTALL)[0]
    return [words(row).strip() for row in table.split("</tr>")[:-1]]


def test_the_page_says_all_that_is_recorded():
    text = words(page(union=UNION))

    assert "杨浦区职工服务中心" in text
    assert "开放到 20:00" in text
    assert "普通话、英语" in text
    assert "工会 杨浦区总工会" in text
    assert "信息核对于 10月8日" in text


def test_a_point_that_is_closed_now_says_when_it_opens():
    closed = OPEN | {
        "state": "closed",
        "until": None,
        "next_open_at": "2026-11-24T09:00:00+08:00",
    }

    assert "关着，明天 09:00 再开" in words(page(open=closed))


def test_the_usual_week_is_the_one_of_the_text_whatever_the_coming_days_are():
    holiday = [day("2026-11-23", day_type="holiday")]

    text = words(page(days=holiday))

    assert "平常一周 周一至周五 09:00\N{EN DASH}20:00 周六 09:00\N{EN DASH}16:00 周日" in text


def test_each_of_the_coming_days_has_date_weekday_and_hours():
    days = [day("2026-11-23", NINE_TO_FIVE), day("2026-11-24"), day("2026-11-25", NINE_TO_FIVE)]

    found = rows(page(days=days))

    assert found == [
        "今天 11月23日 周一 09:00\N{EN DASH}17:00",
        "明天 11月24日 周二 不开放",
        "11月25日 周三 09:00\N{EN DASH}17:00",
    ]


def test_today_alone_stands_out():
    html = page(days=[day("2026-11-23", NINE_TO_FIVE), day("2026-11-24", NINE_TO_FIVE)])

    assert html.count('<tr class="today" aria-current="date">') == 1
    assert html.index("aria-current") < html.index("今天</b>") < html.index("明天</b>")


def test_a_special_day_is_named_in_the_calendar():
    days = [day("2026-11-24", day_type="holiday", day_name="国庆节")]

    assert rows(page(days=days)) == ["明天 11月24日 周二 法定节假日 · 国庆节 不开放"]


def test_a_closure_says_why():
    closure = {"is_closed": True, "reason": "空调检修"}

    assert "临时不开放：空调检修" in words(page(days=[day("2026-11-24", closure=closure)]))


def test_a_year_without_decreed_holidays_is_said_once():
    days = [day("2027-01-04", calendar="provisional"), day("2027-01-05", calendar="provisional")]

    assert words(page(days=days)).count("2027 年的放假安排还没公布") == 1


def test_without_recorded_hours_the_page_asks_to_call_and_to_tell():
    days = [day("2027-01-04", calendar="provisional")]

    text = words(page(opening_hours=None, days=days))

    assert "还没有登记，请先打电话" in text
    assert "知道几点开门？告诉我们" in text
    assert "不开放" not in text
    assert "放假安排" not in text


def test_dated_hours_alone_are_shown():
    special = {"is_closed": False, "reason": "流动服务台"}
    days = [day("2026-11-24", ("14:00", "16:00"), closure=special)]

    text = words(page(opening_hours=None, days=days))

    assert "14:00\N{EN DASH}16:00" in text
    assert "还没有登记" not in text
    assert "平常一周" not in text


def test_the_page_speaks_english():
    html = page(Language.ENGLISH)

    assert '<html lang="en">' in html
    assert "Open until 20:00" in words(html)
    assert 'href="/points/S1"' in html


@pytest.mark.parametrize("field", ["name", "address", "phone"])
def test_a_name_that_is_html_is_read_as_text_everywhere(field):
    html = page(**{field: "</script><script>alert(1)</script>"})

    assert "<script>alert" not in html
    assert html.count("</script>") == 2


def test_the_thanks_name_the_service_point_and_lead_back():
    point = ServicePointDetail.model_validate(service_point())

    html = report_thanks_page(point, Language.ENGLISH)

    assert "about “杨浦区职工服务中心”" in words(html)
    assert 'href="/points/S1?lang=en"' in html
    assert 'class="switch" href="/points/S1?thanks=1"' in html
