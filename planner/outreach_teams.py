"""Teams as they are listed in a file: rows of text turned into shifts, breaks and skills."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from geo.chinese_hours import normalise_opening_hours
from geo.errors import InvalidInput
from geo.hours import OpeningHours, open_intervals, parse_opening_hours
from geo.hours_rules import Span
from geo.messages import Message
from geo.travel import Mode
from geo.units import MINUTES_PER_DAY
from geo.workdays import WorkdayCalendar
from planner.outreach_types import Horizon, Team, Window

MISSING_TEAM_VALUE = Message(
    "missing_team_value",
    zh="这一格必须填写；请补上",
    en="this cell may not be empty; fill it in",
)
BAD_TEAM_CODE = Message(
    "bad_team_code",
    zh="小组编号“{value}”不能用：只能用文字、数字和 - _ . ，"
    "以文字或数字开头，不超过 {longest} 个字",
    en='the team code "{value}" cannot be used: letters, digits and - _ . only, a letter or digit '
    "first, at most {longest} characters",
)
DUPLICATE_TEAM = Message(
    "duplicate_team",
    zh="小组编号“{value}”出现了不止一次；请每组用不同的编号",
    en='the team code "{value}" appears more than once; give each team its own',
)
UNKNOWN_DEPOT = Message(
    "unknown_depot",
    zh="没有编号为“{value}”的服务点；depot_code 要填小组出发的服务点编号",
    en='there is no service point "{value}"; depot_code is the code of the one the team starts at',
)
UNKNOWN_MODE = Message(
    "unknown_team_mode",
    zh="出行方式“{value}”看不懂；可填：步行 walk、自行车 bike、电动车 ebike、开车 drive",
    en='there is no way of travelling "{value}"; choose among walk, bike, ebike, drive',
)
UNKNOWN_SKILL = Message(
    "unknown_team_skill",
    zh="没有“{value}”这项专长；可填：法律 law、健康 health、语言 language",
    en='there is no skill "{value}"; choose among law, health, language',
)
BAD_TEAM_SIZE = Message(
    "bad_team_size",
    zh="人数“{value}”不对；请填 1 到 {most} 的整数",
    en='a team cannot have "{value}" people; give a whole number from 1 to {most}',
)
NIGHT_SHIFT = Message(
    "team_night_shift",
    zh="工作时间“{value}”过了半夜；走访小组最晚到 24:00，请改成例如“周一至周五 14:00-22:00”",
    en='the work hours "{value}" run over midnight; a team works until 24:00 at the latest: '
    'write e.g. "Mo-Fr 14:00-22:00"',
)
SPLIT_SHIFT = Message(
    "team_split_shift",
    zh="工作时间“{value}”一天分成几段，与午休对不上；请写成一段，中间的休息填在 lunch 里，"
    "例如 12:00-13:00",
    en='the work hours "{value}" have gaps that are not the lunch break; write one span a day, and '
    "the break as lunch, e.g. 12:00-13:00",
)
BAD_LUNCH = Message(
    "bad_team_lunch",
    zh="午休“{value}”看不懂；请写成“12:00-13:00”，没有就留空",
    en='the lunch break "{value}" cannot be read; write "12:00-13:00", or leave it empty',
)


_Value = TypeVar("_Value")


class Skill(StrEnum):
    """What a team may be good at."""

    LAW = "law"
    HEALTH = "health"
    LANGUAGE = "language"


TEAM_COLUMNS = ("code", "name", "depot_code", "mode", "work_hours", "lunch", "size", "skills")
REQUIRED_COLUMNS = ("code", "depot_code", "work_hours")
DEFAULT_MODE = Mode.DRIVE
MOST_PEOPLE = 100
_MODE_WORDS = {
    **{mode.value: mode for mode in Mode},
    **dict.fromkeys(("步行", "走路"), Mode.WALK),
    **dict.fromkeys(("自行车", "骑自行车", "骑车", "单车"), Mode.BIKE),
    **dict.fromkeys(("电动车", "骑电动车", "电动自行车", "电瓶车"), Mode.EBIKE),
    **dict.fromkeys(("开车", "驾车", "汽车"), Mode.DRIVE),
}
_SKILL_WORDS = {
    **{skill.value: skill for skill in Skill},
    **dict.fromkeys(("法律", "法律援助"), Skill.LAW),
    **dict.fromkeys(("健康", "医疗"), Skill.HEALTH),
    **dict.fromkeys(("语言", "外语", "方言"), Skill.LANGUAGE),
}
_NOTHING = frozenset({"", "-", "--", "—", "/", "无"})
_NO_CODE = ""
_LONGEST_CODE = 64
_CODE = re.compile(r"[^\W_][\w.-]*")
_SIZE = re.compile(r"(\d{1,4})\s*[人名]?")
_SEPARATORS = re.compile(r"[;,、/|\s]+")


@dataclass(frozen=True, slots=True)
class Depot:
    """Where a service point is, in degrees."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A row of the file by column; `line` counts as in the file, the headers being line 1."""

    line: int
    cells: Mapping[str, str]

    def cell(self, column: str) -> str:
        """Return a cell without spaces around it, empty where there is none."""
        return (self.cells.get(column) or "").strip()


@dataclass(frozen=True, slots=True)
class TeamFault:
    """What is wrong with a cell."""

    line: int
    column: str
    error: InvalidInput


@dataclass(frozen=True, slots=True)
class TeamList:
    """The teams of the rows that can be read, and all that is wrong with the others."""

    teams: tuple[Team, ...]
    faults: tuple[TeamFault, ...]


def read_teams(
    rows: Iterable[TeamRow],
    horizon: Horizon,
    *,
    calendar: WorkdayCalendar,
    depots: Mapping[str, Depot],
) -> TeamList:
    """Read the teams of a file for the days of the horizon; empty rows are passed over.

    Shifts follow the calendar as opening hours do: none on holidays, those of a workday on make-up
    workdays. Hours in two parts a day with the same gap everywhere are a shift with that lunch
    break. A team with a fault is left out, and all its faults are told.
    """
    teams: list[Team] = []
    faults: list[TeamFault] = []
    codes: set[str] = set()
    for row in rows:
        if any(cell and cell.strip() for cell in row.cells.values()):
            reader = _RowReader(row, [])
            team = _read_team(reader, horizon, calendar, depots)
            if team.code in codes - {_NO_CODE}:
                reader.note("code", InvalidInput(DUPLICATE_TEAM, value=team.code))
            codes.add(team.code)
            teams += [] if reader.faults else [team]
            faults += reader.faults
    return TeamList(tuple(teams), tuple(faults))


@dataclass(frozen=True, slots=True)
class _RowReader:
    """Reads the cells of a row and notes what is wrong with them."""

    row: TeamRow
    faults: list[TeamFault]

    def note(self, column: str, error: InvalidInput) -> None:
        self.faults.append(TeamFault(self.row.line, column, error))

    def read(self, column: str, convert: Callable[[str], _Value], instead: _Value) -> _Value:
        """Convert a cell; where that fails, note it and go on with another value."""
        text = self.row.cell(column)
        try:
            if not text and column in REQUIRED_COLUMNS:
                raise InvalidInput(MISSING_TEAM_VALUE)
            return convert(text)
        except InvalidInput as error:
            self.note(column, error)
            return instead


def _read_team(
    reader: _RowReader, horizon: Horizon, calendar: WorkdayCalendar, depots: Mapping[str, Depot]
) -> Team:
    """Read one team; what is wrong with it is noted, and then it is of no use."""
    code = reader.read("code", _code, _NO_CODE)
    lunch = reader.read("lunch", _lunch, None)
    days: Sequence[Sequence[Span]] = reader.read(
        "work_hours", lambda text: _days(text, lunch, horizon, calendar), ()
    )
    pause = next(iter(_gaps(days)), lunch)
    depot_code = reader.row.cell("depot_code")
    depot = reader.read("depot_code", lambda text: _depot(text, depots), Depot(0, 0))
    return Team(
        code=code,
        name=reader.row.cell("name") or code,
        depot_code=depot_code,
        lon=depot.lon,
        lat=depot.lat,
        mode=reader.read("mode", _mode, DEFAULT_MODE),
        shifts=_shifts(days),
        lunch=pause,
        lunch_min=pause[1] - pause[0] if pause else 0,
        size=reader.read("size", _size, 1),
        skills=reader.read("skills", _skills, frozenset()),
    )


def _code(text: str) -> str:
    code = _plain(text)
    if len(code) > _LONGEST_CODE or not _CODE.fullmatch(code):
        raise InvalidInput(BAD_TEAM_CODE, value=code, longest=_LONGEST_CODE)
    return code


def _plain(text: str) -> str:
    """Make full-width letters, digits and punctuation narrow."""
    return unicodedata.normalize("NFKC", text)


def _depot(text: str, depots: Mapping[str, Depot]) -> Depot:
    if text not in depots:
        raise InvalidInput(UNKNOWN_DEPOT, value=text)
    return depots[text]


def _mode(text: str) -> Mode:
    word = _plain(text).casefold()
    if word and word not in _MODE_WORDS:
        raise InvalidInput(UNKNOWN_MODE, value=text)
    return _MODE_WORDS.get(word, DEFAULT_MODE)


def _size(text: str) -> int:
    found = _SIZE.fullmatch(_plain(text) or "1")
    size = int(found[1]) if found else 0
    if not 1 <= size <= MOST_PEOPLE:
        raise InvalidInput(BAD_TEAM_SIZE, value=text, most=MOST_PEOPLE)
    return size


def _skills(text: str) -> frozenset[str]:
    words = [word for word in _SEPARATORS.split(_plain(text).casefold()) if word not in _NOTHING]
    unknown = [word for word in words if word not in _SKILL_WORDS]
    if unknown:
        raise InvalidInput(UNKNOWN_SKILL, value=", ".join(unknown))
    return frozenset(_SKILL_WORDS[word] for word in words)


def _work_hours(text: str) -> OpeningHours:
    hours = parse_opening_hours(normalise_opening_hours(text))
    if any(end > MINUTES_PER_DAY for rule in hours.rules for _, end in rule.spans):
        raise InvalidInput(NIGHT_SHIFT, value=text)
    return hours


def _lunch(text: str) -> Window | None:
    """Read one span of the day; no days, no second span."""
    if text in _NOTHING:
        return None
    try:
        rules = parse_opening_hours(normalise_opening_hours(text)).rules
    except InvalidInput as error:
        raise InvalidInput(BAD_LUNCH, value=text) from error
    spans = [] if any(rule.names_weekday or rule.dates for rule in rules) else rules[0].spans
    if len(rules) > 1 or len(spans) != 1 or spans[0][1] > MINUTES_PER_DAY:
        raise InvalidInput(BAD_LUNCH, value=text)
    return spans[0]


def _days(
    text: str, lunch: Window | None, horizon: Horizon, calendar: WorkdayCalendar
) -> Sequence[Sequence[Span]]:
    """Return when a team works on each day, in minutes of the day; gaps must be the lunch break."""
    hours = _work_hours(text)
    dates = [horizon.date_of(day) for day in range(horizon.days)]
    spans = [open_intervals(hours, on, 1, calendar=calendar).tolist() for on in dates]
    days = [[(start, end) for start, end in rows] for rows in spans]
    gaps = _gaps(days)
    if len(gaps) > 1 or (gaps and lunch and lunch not in gaps):
        raise InvalidInput(SPLIT_SHIFT, value=text)
    return days


def _gaps(days: Sequence[Sequence[Span]]) -> set[Window]:
    return {(before[1], after[0]) for spans in days for before, after in pairwise(spans)}


def _shifts(days: Sequence[Sequence[Span]]) -> tuple[Window | None, ...]:
    return tuple(
        (spans[0][0] + day * MINUTES_PER_DAY, spans[-1][1] + day * MINUTES_PER_DAY)
        if spans
        else None
        for day, spans in enumerate(days)
    )
