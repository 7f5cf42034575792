"""All texts of two public collections: what we read must be right, the rest refused in words."""

import csv
import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import holidays
import pytest

from geo.chinese_hours import normalise_opening_hours
from geo.errors import InvalidInput
from geo.hours import open_intervals, parse_opening_hours
from geo.messages import Language
from geo.workdays import CalendarDay, CalendarKind, WorkdayCalendar, build_calendar

ROOT = Path(__file__).parents[2]
FOLDER = ROOT.parent / "shared/realdata/opening_hours"
CASES_FILE, PLACES_FILE = FOLDER / "expected_intervals.json", FOLDER / "places_with_hours.csv"
CASES = json.loads(CASES_FILE.read_text(encoding="utf-8")) if CASES_FILE.exists() else []
needs_cases = pytest.mark.skipif(not CASES, reason=f"{CASES_FILE} is not there")
needs_places = pytest.mark.skipif(not PLACES_FILE.exists(), reason=f"{PLACES_FILE} is not there")

TABLE_ROW = re.compile(r"^\| .+ \| .+ \| (#\d+(?:, #\d+)*) \|$", re.MULTILINE)
DOCUMENTED = TABLE_ROW.findall((ROOT / "docs/opening-hours.md").read_text(encoding="utf-8"))
OUT_OF_SCOPE = {int(number) for row in DOCUMENTED for number in re.findall(r"\d+", row)}

HOLIDAY_TABLES = {
    19: ("BR", None), 32: ("US", "AL"), 33: ("US", "AZ"), 35: ("US", "CT"), 36: ("US", "DC"),
    42: ("US", "ME"), 46: ("US", "NE"), 52: ("US", "RI"), 53: ("US", "SD"), 55: ("US", "UT"),
    62: ("SE", None), 63: ("SE", None),
}  # fmt: skip
"""Cases whose days the `holidays` package confirms; for others the case's own list is the calendar:
which days are holidays is data, what `PH` does on them is ours."""

ORIGINS_MARK = " prettifyValue"
"""A mark of the original's own tests for its pretty printer; no part of the hours."""


def moment(text: str) -> datetime:
    """Read e.g. `2012-10-01 0:00`; the original writes 31 November where it means 1 December."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    year, month, day, hour, minute = numbers[:5]
    return datetime(year, month, 1, hour, minute) + timedelta(days=day - 1)  # noqa: DTZ001  # wall time


def certain(case: dict) -> list[tuple[datetime, datetime]]:
    """The intervals of a case that are not marked as unknown."""
    rows = case["expected_open_intervals"]
    return [(moment(row[0]), moment(row[1])) for row in rows if not (len(row) > 2 and row[2])]


def calendar_of(number: int, case: dict) -> WorkdayCalendar:
    """Without `PH` the original knows no holidays."""
    if not any("PH" in value for value in case["values"]):
        return build_calendar([])
    first, last = moment(case["start"]).date(), moment(case["end"]).date()
    days = {
        start.date() + timedelta(days=number)
        for start, end in certain(case)
        for number in range((end - start).days)
    }
    if number in HOLIDAY_TABLES:
        country, subdivision = HOLIDAY_TABLES[number]
        years = range(first.year, last.year + 1)
        days = set(holidays.country_holidays(country, subdiv=subdivision, years=years))
    return build_calendar(
        CalendarDay(day, CalendarKind.HOLIDAY, "PH", official=True) for day in days
    )


def joined(intervals: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Join intervals that touch: the original tells them apart by comment."""
    starts, ends = {start for start, _ in intervals}, {end for _, end in intervals}
    return list(zip(sorted(starts - ends), sorted(ends - starts), strict=True))


def is_right(number: int, value: str) -> bool:
    """Whether a text is read, and opens exactly in the intervals of its case."""
    case = CASES[number - 1]
    start, end = moment(case["start"]), moment(case["end"])
    try:
        hours = parse_opening_hours(value.removesuffix(ORIGINS_MARK))
    except InvalidInput:
        return False
    days = (end.date() - start.date()).days + 1
    found = open_intervals(hours, start.date(), days, calendar=calendar_of(number, case))
    midnight = datetime(start.year, start.month, start.day)  # noqa: DTZ001  # local wall time
    clipped = [
        (
            max(midnight + timedelta(minutes=first), start),
            min(midnight + timedelta(minutes=last), end),
        )
        for first, last in found.tolist()
    ]
    return joined([span for span in clipped if span[0] < span[1]]) == joined(certain(case))


def numbered(numbers: list[int]) -> list:
    """One parameter set per case, named as the original names it."""
    return [pytest.param(number, id=f"#{number} {CASES[number - 1]['name']}") for number in numbers]


ALL = range(1, len(CASES) + 1)


@needs_cases
def test_every_case_is_there_and_those_out_of_scope_are_documented() -> None:
    assert len(CASES) == 125
    assert OUT_OF_SCOPE
    assert set(ALL) >= OUT_OF_SCOPE


@needs_cases
@pytest.mark.parametrize("number", numbered([n for n in ALL if n not in OUT_OF_SCOPE]))
def test_all_texts_of_a_case_open_exactly_as_expected(number: int) -> None:
    wrong = [value for value in CASES[number - 1]["values"] if not is_right(number, value)]

    assert wrong == []


@needs_cases
@pytest.mark.parametrize("number", numbered(sorted(OUT_OF_SCOPE & set(ALL))))
def test_a_case_out_of_scope_does_not_pass_unnoticed(number: int) -> None:
    assert not all(is_right(number, value) for value in CASES[number - 1]["values"])


def refusal(text: str) -> tuple[str, str] | None:
    """Code and Chinese message of a refused text, None if the text is read."""
    try:
        normalise_opening_hours(text)
    except InvalidInput as failure:
        return failure.code, failure.text(Language.CHINESE)
    return None


@needs_places
def test_of_347_real_places_331_are_read_and_16_refused_with_their_text() -> None:
    doubtful = re.compile(r"\d\+|\|\||sunrise|lunchtimes|\"")
    with PLACES_FILE.open(encoding="utf-8-sig", newline="") as file:
        texts = [row["opening_hours"] for row in csv.DictReader(file)]

    refused = {text: refusal(text) for text in texts if refusal(text)}

    assert len(texts) == 347
    assert sum(text in refused for text in texts) == 16
    assert all(doubtful.search(text) for text in refused)
    assert all(
        code == "unreadable_hours" and f"“{text}”" in message
        for text, (code, message) in refused.items()
    )
