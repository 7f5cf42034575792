"""What `niangjia outreach` prints: the days of each team, and who is not visited and why."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.cli_planning_views import table_with
from api.use_cases.outreach import OutreachStage
from geo.messages import Language, Message
from planner.outreach_report import OutreachReport, RouteReport
from planner.outreach_words import REASONS, speak_day

STAGES = {
    OutreachStage.LOADING: Message("outreach_loading", zh="读取数据", en="reading the data"),
    OutreachStage.COVERAGE: Message(
        "outreach_coverage", zh="找出要走访的地方", en="finding whom to visit"
    ),
    OutreachStage.WAYS: Message("outreach_ways", zh="计算路程", en="finding the ways"),
    OutreachStage.ROUTES: Message("outreach_routes", zh="安排路线", en="planning the routes"),
    OutreachStage.REPORT: Message("outreach_writing", zh="整理结果", en="writing the result"),
}
SUMMARY = Message(
    "outreach_summary",
    zh="{first} 起 {days} 天：走访 {stops} 处、{people:,} 人（共 {listed} 处、{everyone:,} 人），"
    "优先级 {served:,} / {total:,}",
    en="from {first}, days: {days}; visits to {stops} of {listed} places, {people:,} of "
    "{everyone:,} people, priority {served:,} of {total:,}",
)
SEARCHED = Message(
    "outreach_searched",
    zh="搜索了 {seconds:g} 秒；没有证明这是最好的安排。",
    en="searched for {seconds:g} s; nothing proves that no plan is better",
)
DAY_OF_TEAM = Message(
    "outreach_day_of_team",
    zh="{team} {day}：{leave} 出发，{back} 返回，路上 {travel} 分钟、{km:.1f} 公里",
    en="{team}, {day}: leave {leave}, back {back}, {travel} min and {km:.1f} km on the way",
)
STOP_HEADINGS = Message(
    "outreach_stop_headings",
    zh="走访点|时间|人数|优先级|电话",
    en="stop|time|people|priority|phone",
)
UNSERVED = Message(
    "outreach_unserved",
    zh="没有排上的有 {count:,} 处：",
    en="not visited, places: {count:,}",
)
ONE_UNSERVED = Message(
    "outreach_one_unserved",
    zh="· {name}（优先级 {priority}）：{reason}。{would_help}。",
    en="· {name} (priority {priority}): {reason}; {would_help}",
)
NO_ROUTES = Message(
    "outreach_no_routes",
    zh="没有排出走访，原因如下。",
    en="nobody can be visited; the reasons are below",
)
MORE_UNSERVED = Message(
    "outreach_more_unserved",
    zh="另有 {count:,} 处，见 outreach.xlsx。",
    en="{count:,} more are in outreach.xlsx",
)
MOST_UNSERVED = 20
METRES_PER_KM = 1_000


def show_outreach(console: Console, report: OutreachReport, lang: Language) -> None:
    """Print an outreach plan, told in one language."""
    _print_lines(console, _summary(report, lang))
    names = {team["code"]: team["name"] for team in report["teams"]}
    for route in report["routes"]:
        _print_lines(console, [_heading(route, names.get(route["team"], route["team"]), lang)])
        console.print(_stops(route, lang))
    if report["unserved"]:
        _print_lines(console, _unserved(report, lang))


def _print_lines(console: Console, lines: Iterable[str]) -> None:
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _summary(report: OutreachReport, lang: Language) -> list[str]:
    stops = sum(len(route["stops"]) for route in report["routes"])
    told = SUMMARY.text(
        lang,
        first=speak_day(date.fromisoformat(report["start"]), lang),
        days=report["days"],
        stops=stops,
        listed=stops + len(report["unserved"]),
        people=report["served_people"],
        everyone=report["total_people"],
        served=report["served_priority"],
        total=report["total_priority"],
    )
    searched = SEARCHED.text(lang, seconds=report["solver"]["seconds"])
    return [told, searched if report["routes"] else NO_ROUTES.text(lang)]


def _heading(route: RouteReport, team: str, lang: Language) -> str:
    return DAY_OF_TEAM.text(
        lang,
        team=team,
        day=speak_day(date.fromisoformat(route["date"]), lang),
        leave=_clock(route["leave_depot"]),
        back=_clock(route["return_depot"]),
        travel=route["travel_minutes"],
        km=route["distance_m"] / METRES_PER_KM,
    )


def _clock(moment: str) -> str:
    return f"{datetime.fromisoformat(moment):%H:%M}"


def _stops(route: RouteReport, lang: Language) -> Table:
    table = table_with(STOP_HEADINGS, lang)
    for stop in route["stops"]:
        table.add_row(
            Text(f"{stop['order']}.{stop['name']}"),
            f"{_clock(stop['start'])}–{_clock(stop['depart'])}",
            f"{stop['people']:,}",
            str(stop["priority"]),
            Text(stop["phone"] or ""),
        )
    return table


def _unserved(report: OutreachReport, lang: Language) -> Iterator[str]:
    """Say of the first of those not visited why, and what would help."""
    yield UNSERVED.text(lang, count=len(report["unserved"]))
    for one in report["unserved"][:MOST_UNSERVED]:
        yield ONE_UNSERVED.text(
            lang,
            name=one["name"],
            priority=one["priority"],
            reason=REASONS[one["reason"]].text(lang),
            would_help=one["would_help"],
        )
    if (more := len(report["unserved"]) - MOST_UNSERVED) > 0:
        yield MORE_UNSERVED.text(lang, count=more)
