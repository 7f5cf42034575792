import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.chinese_hours import normalise_opening_hours
from geo.errors import InvalidInput
from geo.hours import parse_opening_hours
from geo.messages import Language
from geo.week_hours import week_hours

GUIDE = (Path(__file__).parents[2] / "docs/opening-hours.md").read_text(encoding="utf-8")
CHINESE_EXAMPLES = re.findall(r"^\| (.*[\u4e00-\u9fff].*) \| `(.+)` \|$", GUIDE, re.MULTILINE)

REFUSED_EXAMPLES = re.findall(r"^\| ([^|`]+) \| .+\? .*\| .+ \|$", GUIDE, re.MULTILINE)


@pytest.mark.parametrize(("text", "standard"), CHINESE_EXAMPLES)
def test_the_examples_of_the_guide_are_read_as_it_says(text: str, standard: str) -> None:
    assert {normalise_opening_hours(form) for form in text.split(", ")} == {standard}


@pytest.mark.parametrize(
    ("text", "standard"),
    [
        ("８：３０－１７：００", "08:30-17:00"),
        ("周一至周五　８：３０－１７：００", "Mo-Fr 08:30-17:00"),
        ("开放时间：周一—周五 8:30--17:00", "Mo-Fr 08:30-17:00"),
        ("周1至周5 8点30分到17点整", "Mo-Fr 08:30-17:00"),
        ("礼拜一到五 九点到十二点，下午一点半到五点一刻", "Mo-Fr 09:00-12:00,13:30-17:15"),
        ("周一至周五上午：8:30-11:30；下午：13:30-17:00", "Mo-Fr 08:30-11:30,13:30-17:00"),
        ("周一至周五\n8:30-17:00", "Mo-Fr 08:30-17:00"),
        ("周一、周三及周五 9:00-12:00", "Mo,We,Fr 09:00-12:00"),
        ("周一，周三 9:00-12:00", "Mo,We 09:00-12:00"),
        ("周日至周二 9:00-12:00", "Mo-Tu,Su 09:00-12:00"),
        ("周六日9:00-16:00", "Sa-Su 09:00-16:00"),
        ("周一至周五 8:30-17:00 周末休息", "Mo-Fr 08:30-17:00; Sa-Su off"),
        ("工作日 8:30-17:30; 周日及法定节假日休息", "Mo-Fr 08:30-17:30; Su,PH off"),
        ("除法定节假日外每天9:00-17:00", "Mo-Su 09:00-17:00; PH off"),
        ("周一休息，9:00-17:00", "09:00-17:00; Mo off"),
        ("每天24小时", "24/7"),
        ("24小时开放（节假日休息）", "24/7; PH off"),
        ("周六24小时", "Sa 00:00-24:00"),
        ("节假日9:00-12:00", "PH 09:00-12:00"),
        ("周一至周五 8:30-17:00，周末照常", "Mo-Su 08:30-17:00"),
        ("9:00-17:00，节假日不休", "Mo-Su,PH 09:00-17:00"),
        ("晚上6:00-9:00", "18:00-21:00"),
        ("中午11:30-1:30", "11:30-13:30"),
        ("晚上8点-12点", "20:00-24:00"),
        ("晚上10点到凌晨2点", "22:00-02:00"),
        ("周一至周五 18:00-2:00，周六9:00-12:00，周日休息", "Mo-Fr 18:00-02:00, Sa 09:00-12:00"),
        ("周一至周五 8:30-17:00，中午12:00-13:00休息", "Mo-Fr 08:30-12:00,13:00-17:00"),
        ("9:00-12:00 周一至周五", "Mo-Fr 09:00-12:00"),
        (
            "周一至周五，夏季（5月-9月）8:30-17:30，冬季（10月至次年4月）9:00-17:00",
            "May-Sep Mo-Fr 08:30-17:30; Oct-Apr Mo-Fr 09:00-17:00",
        ),
        (
            "周一 9:00-12:00，周二 9:00-17:00，周一 13:00-17:00",
            "Mo 09:00-12:00,13:00-17:00; Tu 09:00-17:00",
        ),
        (
            "夏季(5月-9月) 8:00-18:00，平日 8:30-17:00",
            "Mo-Fr 08:30-17:00; May-Sep Mo-Fr 08:00-18:00",
        ),
        ("周一至周五八点半到十二点", "Mo-Fr 08:30-12:00"),
        ("周六十点到二十一点", "Sa 10:00-21:00"),
        ("每天零八点到二十点", "Mo-Su 08:00-20:00"),
        ("周末9:00-12:00，周日休息", "Sa-Su 09:00-12:00; Su off"),
        ("2026年10月1日-7日 10:00-16:00", "2026 Oct 01-2026 Oct 07 10:00-16:00"),
    ],
)
def test_what_offices_write_is_read(text: str, standard: str) -> None:
    assert normalise_opening_hours(text) == standard


@pytest.mark.parametrize(
    ("text", "standard"),
    [
        ("Mo-Fr  08:30 - 17:00 ;Sa 9-16", "Mo-Fr 08:30-17:00; Sa 09:00-16:00"),
        ("Su-Th 18:00-21:00, Fr-Sa 17:00-01:00", "Su-Th 18:00-21:00, Fr-Sa 17:00-01:00"),
        ('Mo-Fr 09:00-17:00 open "请按铃"', 'Mo-Fr 09:00-17:00 open "请按铃"'),
        ("Mo-Su 09:00-17:00; PH closed", "Mo-Su 09:00-17:00; PH closed"),
        ("Tu-Sa 10:00-16:00+", "Tu-Sa 10:00-16:00+"),
        ("off", "off"),
    ],
)
def test_osm_text_stays(text: str, standard: str) -> None:
    assert normalise_opening_hours(text) == standard


@pytest.mark.parametrize(
    "text",
    [
        "周一至周五 1:30-5:00",
        "周一至周五 8:30-5:00",
        "上午8:30-5:00",
        "周一至周五 8:30-11:30，2:00-5:00",
        "周一至周五 8:30-8:30",
        "周一至周五 8:00-次日17:00",
        "周一至周五 25:00-26:00",
        "周一至周五 8:75-17:00",
        "周一",
        "工作日",
        "周一至周五；8:30-17:00",
        "周一至周五 8:30",
        "周一至周五 8:30-17:00，周六",
        "周一至周五 8:30-17:00 休息",
        "休息",
        "周末休息",
        "节假日照常",
        "周一至周五 8:30-17:00 中午休息",
        "周一至周五8:30-17:00，周六全天",
        "夏季8:30-17:00",
        "周一至周三 9:00-12:00，周三至周五 13:00-17:00",
        "周一至周五 9:00-12:00，11:00-15:00",
        "周一至周五 8:30-17:00，周六 9:00-12:00，节假日照常",
        "周一至周五 8:30-17:00，无休",
        "周一至周五 9:00-17:00，周六 9:00-12:00，夏季(5月-9月) 8:00-18:00",
        "周末、节假日 9:00-12:00，周一、节假日 13:00-17:00",
        "周一至周五(周六) 8:30-17:00",
        "周一至周五）8:30-17:00",
        "早八九点到晚五六点",
        "9点到十七八点",
        "周一至五九点到十七点",
        "九点到二十一二点",
        "9点到十十点",
        "周一至周六上午8:30-11:00，周日休息，下午13:00-17:00",
        "周一至周五上午8:30-11:00，周日休息，下午13:00-17:00",
        "10月1日 8:30-11:00，周日休息，下午13:00-17:00",
        "周六9:00-12:00，周末休息",
        "工作日 8:30-17:00，节假日9:00-12:00，节假日休息",
        "周一至周五 预约",
        "国庆节休息",
        "每天9:00-17:00(16:30停止入场)",
        "周五下午休息 9:00-17:00",
        "隔周六 9:00-12:00",
        "周六也开放",
        "2月30日 9:00-12:00",
        "13月 9:00-12:00",
        "早九晚五",
        "Mo-Fr 8:30-17:00 节假日休息",
        "Mo 9-",
        "Mo-Fr 9-5",
        "Mo-Fr 8:30-11:30,1:30-5:00",
        "9:00-12:00,11:00-15:00",
        'Mo 9-12 || "call"',
        '"By appointment"',
        'Mo-Fr 09:00-17:00; "ring first"',
        "",
        "  ",
        "周" * 2000,
    ],
)
def test_what_could_mean_two_things_is_refused_and_quoted(text: str) -> None:
    with pytest.raises(InvalidInput) as failure:
        normalise_opening_hours(text)

    assert failure.value.code == "unreadable_hours"
    assert text.strip()[:40] in failure.value.text(Language.CHINESE)
    assert text.strip()[:40] in failure.value.text(Language.ENGLISH)


DAYS = ["周一", "周一至周五", "工作日", "双休日", "每天", "节假日", "5月-9月", "10月1日"]
TIMES = ["8:30-17:00", "上午9点-11点半", "下午1:30-5:00", "18:00-次日2:00", "24小时"]
STATES = ["休息", "照常", "中午不休", "午休12:00-13:00", "除", "外", "Mo", "Sa,Su", "off", "PH"]
parts = st.sampled_from([*DAYS, *TIMES, *STATES, *"（），；、"])


@pytest.mark.parametrize("row", REFUSED_EXAMPLES)
def test_the_doubtful_examples_of_the_guide_are_refused(row: str) -> None:
    assert {outcome(text) for text in row.split(", ")} == {"unreadable_hours"}


def outcome(text: str) -> str:
    """The standard text, or the code of the refusal."""
    try:
        return normalise_opening_hours(text)
    except InvalidInput as failure:
        return failure.code


@settings(max_examples=400)
@given(st.lists(parts, min_size=1, max_size=7).map("".join))
def test_any_text_is_refused_or_becomes_a_text_that_stays(text: str) -> None:
    standard = outcome(text)

    assert standard == "unreadable_hours" or outcome(standard) == standard


open_days = st.sampled_from([("周一至周五", "Mo-Fr"), ("周六、日", "Sa-Su"), ("每天", "Mo-Su")])
hours_of_day = st.tuples(st.integers(6, 12), st.integers(13, 24))


@settings(max_examples=100)
@given(open_days, hours_of_day)
def test_chinese_and_osm_text_open_the_same_week(days, hours):
    (chinese, osm), (start, end) = days, hours

    standard = normalise_opening_hours(f"{chinese}{start}点至{end}点")

    expected = parse_opening_hours(f"{osm} {start:02}:00-{end:02}:00")
    assert week_hours(parse_opening_hours(standard)) == week_hours(expected)
