import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.imports.cells import (
    FormulaCell,
    to_choice,
    to_code,
    to_count,
    to_date,
    to_note,
    to_phone,
    to_share,
    to_text,
    to_words,
    to_yes_no,
)
from geo.errors import InvalidInput
from geo.messages import Language
from geo.places import Status, Tier, UnionStatus

WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
"""Full-width forms of letters, digits and punctuation, as Chinese keyboards type them."""


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("1234", 1234),
        ("1,234", 1234),
        ("1,234人".translate(WIDE), 1234),
        ("300人", 300),
        (300.0, 300),
        ("0", 0),
        ("", None),
        ("暂无", None),
        (None, None),
    ],
)
def test_a_clear_number_is_read(cell, count):
    assert to_count(cell) == count


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("约300人", "unclear_number"),
        ("12,34", "unclear_number"),
        ("1.2万", "unclear_number"),
        ("-5", "negative_number"),
        ("12.5", "not_whole"),
        ("99999999999", "number_too_large"),
        (True, "unclear_number"),
    ],
)
def test_an_unclear_number_is_refused(cell, code):
    with pytest.raises(InvalidInput) as refused:
        to_count(cell)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("cell", "share"),
    [("35%", 0.35), ("0.4", 0.4), (0.35, 0.35), ("35%".translate(WIDE), 0.35), ("100%", 1)],
)
def test_a_share_may_be_a_percentage(cell, share):
    assert to_share(cell) == share


@pytest.mark.parametrize("cell", ["35", "120%", "三成", "-5%"])
def test_an_unclear_share_is_refused(cell):
    with pytest.raises(InvalidInput) as refused:
        to_share(cell)

    assert refused.value.code == "unclear_share"


@pytest.mark.parametrize(
    "cell",
    [
        "2026-01-02",
        "2026/1/2",
        "2026.1.2",
        "2026年1月2日",
        "2026 年 1 月 2 日",
        "2026-01-02".translate(WIDE),
        "2026-01-02T00:00:00",
        datetime.date(2026, 1, 2),
        datetime.datetime(2026, 1, 2, 8, 30),  # noqa: DTZ001  spreadsheets know no time zone
    ],
)
def test_a_date_is_read_year_first(cell):
    assert to_date(cell) == datetime.date(2026, 1, 2)


@pytest.mark.parametrize("cell", ["2026-02-30", "1/2/2026", "46024", "明天", 46024.0])
def test_an_unclear_date_is_refused(cell):
    with pytest.raises(InvalidInput) as refused:
        to_date(cell)

    assert refused.value.code == "unclear_date"


def test_a_phone_keeps_its_extension():
    assert to_phone("021-5588 0000转8012") == "021-5588 0000转8012"
    assert to_phone("021-5588 0000".translate(WIDE)) == "021-5588 0000"
    assert to_phone(2155880000.0) == "2155880000"


def test_text_loses_invisible_characters_and_spare_spaces():
    assert to_text(" 杨浦\u200b区\n\x07 总工会 ") == "杨浦区 总工会"
    assert to_note("第一行 \r\n第二行\n") == "第一行\n第二行"


@pytest.mark.parametrize("cell", ["YP/01", "YP 01", "x" * 65, "a?b"])
def test_a_code_that_cannot_stand_in_an_address_is_refused(cell):
    with pytest.raises(InvalidInput) as refused:
        to_code(cell)

    assert refused.value.code == "bad_code"


def test_services_are_split_at_every_usual_mark():
    expected = ("入会", "法律援助", "mediation", "欠薪追讨")

    assert to_words("入会；法律援助、mediation，欠薪追讨,入会") == expected


@pytest.mark.parametrize(("cell", "yes"), [("是", True), ("√", True), ("No", False), ("", None)])
def test_yes_and_no_are_read_in_both_languages(cell, yes):
    assert to_yes_no(cell) is yes


@pytest.mark.parametrize(
    ("kind", "cell", "choice"),
    [
        (Tier, "区级中心", Tier.DISTRICT_CENTRE),
        (Tier, "街道分中心", Tier.SUBDISTRICT_CENTRE),
        (Tier, "流动服务点", Tier.MOBILE_DESK),
        (Tier, "Contact Point", Tier.CONTACT_POINT),
        (Status, "筹建", Status.PLANNED),
        (UnionStatus, "合建", UnionStatus.JOINT),
        (UnionStatus, "无", UnionStatus.NONE),
    ],
)
def test_choices_are_read_in_both_languages(kind, cell, choice):
    assert to_choice(kind)(cell) is choice


def test_an_unknown_choice_names_those_there_are():
    with pytest.raises(InvalidInput) as refused:
        to_choice(Tier)("总店")

    assert refused.value.code == "unknown_choice"
    assert "station (站点)" in refused.value.text(Language.ENGLISH)


def test_a_formula_is_refused_by_its_cell():
    with pytest.raises(InvalidInput) as refused:
        to_text(FormulaCell("D5"))

    assert refused.value.code == "formula_cell"
    assert "D5" in refused.value.text(Language.CHINESE)


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none()))
@pytest.mark.parametrize("convert", [to_count, to_share, to_date, to_yes_no, to_code, to_words])
def test_whatever_a_cell_holds_is_read_or_refused(convert, cell):
    try:
        convert(cell)
    except InvalidInput as refused:
        assert refused.text(Language.CHINESE)  # noqa: PT017  either outcome is right
