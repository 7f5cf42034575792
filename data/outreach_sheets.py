"""The lists of a workbook of visits: every stop, every day of a team, and who is left out."""

from collections.abc import Sequence
from datetime import date

from data.outreach_stop_text import (
    MAP_APPS,
    bound_text,
    phone_of_text,
    told,
)
from data.sheet_writing import (
    DAY,
    DEGREES,
    PLAIN_WHOLE,
    TENTHS,
    TIME_OF_DAY,
    TOTAL,
    WHOLE,
    Column,
    Link,
    SheetTable,
    SheetValue,
)
from geo.messages import Language, Message
from geo.units import METRES_PER_KILOMETRE
from planner.outreach_report import (
    OutreachReport,
    RouteReport,
    StopReport,
    TeamReport,
    UnservedReport,
)
from planner.outreach_words import REASONS, since_midnight, span_text, speak_weekday, topics_text
from planner.plan_words import KINDS, MODES, listed

TITLES = {
    "summary": Message("outreach_sheet_summary", zh="总览", en="Summary"),
    "stops": Message("outreach_sheet_stops", zh="每日走访", en="Stops by day"),
    "teams": Message("outreach_sheet_teams", zh="小组", en="Teams"),
    "unserved": Message("outreach_sheet_unserved", zh="没有排上", en="Not on a route"),
}
NO_STOPS = Message("outreach_no_stops", zh="没有排上任何走访。", en="Nobody is visited.")
ALL_SERVED = Message(
    "outreach_all_served", zh="想走访的地方都排上了。", en="Every place proposed is visited."
)
NAVIGATE = Message("outreach_navigate", zh="导航", en="Directions")
_LONG_TEXT = 64
STOP_COLUMNS = (
    Column("日期", "Date", DAY),
    Column("星期", "Weekday"),
    Column("小组", "Team"),
    Column("序号", "Order", PLAIN_WHOLE),
    Column("到达", "Arrive", TIME_OF_DAY),
    Column("开始走访", "Start", TIME_OF_DAY),
    Column("离开", "Depart", TIME_OF_DAY),
    Column("地方", "Place"),
    Column("类别", "Kind"),
    Column("编号", "Code"),
    Column("地址", "Address"),
    Column("要见（人）", "People to meet", WHOLE),
    Column("谈什么", "About"),
    Column("电话", "Phone"),
    Column("谁的电话", "Whose phone"),
    Column("优先级（分）", "Priority (points)", PLAIN_WHOLE),
    Column("为什么去", "Why", widest=_LONG_TEXT),
    Column("约定", "Bound"),
    Column("大家有空的时间", "When people are free"),
    *(Column(app.zh, app.en) for app in MAP_APPS.values()),
)
TEAM_COLUMNS = (
    Column("日期", "Date", DAY),
    Column("星期", "Weekday"),
    Column("小组", "Team"),
    Column("小组编号", "Team code"),
    Column("从哪里出发", "Depot"),
    Column("出行方式", "Travels"),
    Column("出发", "Leave", TIME_OF_DAY),
    Column("返回", "Return", TIME_OF_DAY),
    Column("午休", "Break"),
    Column("走访（处）", "Stops", WHOLE),
    Column("要见（人）", "People to meet", WHOLE),
    Column("路上（分钟）", "On the way (minutes)", WHOLE),
    Column("路程（公里）", "Distance (km)", TENTHS),
)
UNSERVED_COLUMNS = (
    Column("地方", "Place"),
    Column("类别", "Kind"),
    Column("编号", "Code"),
    Column("要见（人）", "People to meet", WHOLE),
    Column("优先级（分）", "Priority (points)", PLAIN_WHOLE),
    Column("为什么去", "Why", widest=_LONG_TEXT),
    Column("为什么没有排上", "Why it is on no route", widest=_LONG_TEXT),
    Column("怎样才能去", "What would help", widest=_LONG_TEXT),
    Column("经度（WGS 84）", "Longitude (WGS 84)", DEGREES),
    Column("纬度（WGS 84）", "Latitude (WGS 84)", DEGREES),
)
_Row = tuple[SheetValue, ...]


def stops_table(report: OutreachReport, language: Language) -> SheetTable:
    """List the stops, day by day and team by team, in the order in which they are visited."""
    names = {team["code"]: team["name"] for team in report["teams"]}
    rows = [
        _stop_row(stop, route, names[route["team"]], language)
        for route in _by_day(report)
        for stop in route["stops"]
    ]
    title, remark = TITLES["stops"].text(language), NO_STOPS.text(language)
    return SheetTable(title, STOP_COLUMNS, rows, remark)


def _stop_row(stop: StopReport, route: RouteReport, team: str, language: Language) -> _Row:
    day = route["date"]
    return (
        *_day(day, language),
        team,
        stop["order"],
        *(since_midnight(moment, day) for moment in _times(stop)),
        stop["name"],
        KINDS[stop["kind"]].text(language),
        stop["code"],
        stop["address"],
        stop["people"],
        topics_text(stop["topics"], language),
        stop["phone"],
        phone_of_text(stop, language) or None,
        stop["priority"],
        told(stop["why"]),
        bound_text(stop, language) or None,
        span_text(stop["window"], day),
        *(Link(NAVIGATE.text(language), stop["links"][app]) for app in MAP_APPS),
    )


def _times(stop: StopReport) -> tuple[str, str, str]:
    return stop["arrive"], stop["start"], stop["depart"]


def teams_table(report: OutreachReport, language: Language) -> SheetTable:
    """List the days of each team: when it leaves and returns, and what it does."""
    teams = {team["code"]: team for team in report["teams"]}
    routes = _by_day(report)
    rows = [_team_row(route, teams[route["team"]], language) for route in routes]
    return SheetTable(
        title=TITLES["teams"].text(language),
        columns=TEAM_COLUMNS,
        rows=rows,
        remark=NO_STOPS.text(language),
        total=_total(routes, language) if rows else (),
    )


def _team_row(route: RouteReport, team: TeamReport, language: Language) -> _Row:
    day = route["date"]
    return (
        *_day(day, language),
        team["name"],
        team["code"],
        team["depot"]["name"],
        MODES[team["mode"]].text(language),
        since_midnight(route["leave_depot"], day),
        since_midnight(route["return_depot"], day),
        listed((span_text(span, day) for span in route["breaks"]), language) or None,
        *_figures([route]),
    )


def _total(routes: Sequence[RouteReport], language: Language) -> _Row:
    figures = _figures(routes)
    words: _Row = (TOTAL.text(language),)
    return words + (None,) * (len(TEAM_COLUMNS) - len(figures) - 1) + figures


def _figures(routes: Sequence[RouteReport]) -> _Row:
    """Count the stops, the people, the minutes and the kilometres of routes."""
    stops = [stop for route in routes for stop in route["stops"]]
    return (
        len(stops),
        sum(stop["people"] for stop in stops),
        sum(route["travel_minutes"] for route in routes),
        sum(route["distance_m"] for route in routes) / METRES_PER_KILOMETRE,
    )


def unserved_table(report: OutreachReport, language: Language) -> SheetTable:
    """List whom nobody visits, why, and what would help."""
    rows = [_unserved_row(one, language) for one in report["unserved"]]
    title, remark = TITLES["unserved"].text(language), ALL_SERVED.text(language)
    return SheetTable(title, UNSERVED_COLUMNS, rows, remark)


def _unserved_row(one: UnservedReport, language: Language) -> _Row:
    return (
        one["name"],
        KINDS[one["kind"]].text(language),
        one["code"],
        one["people"],
        one["priority"],
        told(one["why"]),
        REASONS[one["reason"]].text(language),
        told(one["would_help"]),
        one["lon"],
        one["lat"],
    )


def _by_day(report: OutreachReport) -> Sequence[RouteReport]:
    """Put the routes in the order of days, and of teams on each."""
    order = {team["code"]: number for number, team in enumerate(report["teams"])}
    return sorted(report["routes"], key=lambda route: (route["date"], order[route["team"]]))


def _day(day: str, language: Language) -> tuple[date, str]:
    known = date.fromisoformat(day)
    return known, speak_weekday(known, language)
