"""What `niangjia coverage` prints: who is covered, by union, the largest gaps, busy desks."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.messages import BY_METHOD, VISITED
from api.pages.texts import say
from api.use_cases.planning_inputs import NEAREST_WITHIN_MIN
from geo.messages import Language, Message
from geo.places import SERVICES
from geo.spoken_hours import speak_hours
from geo.travel import TravelMethod

Report = Mapping[str, Any]
MOST_LINES, MOST_BUSY = 10, 3
STANDARD = Message(
    "coverage_standard",
    zh="标准：单程 {minutes:g} 分钟以内（{mode}，{method}），每次办事 {stay:g} 分钟，"
    "每周至少 {days} 天",
    en="standard: at most {minutes:g} min each way ({mode}, {method}), {stay:g} min at the desk, "
    "on {days} days a week",
)
SERVICES_ASKED = Message("coverage_services", zh="服务：{services}", en="services: {services}")
ESTIMATED = Message(
    "coverage_estimated",
    zh="没有可用的路网（{mode}），单程时间按直线估算，不考虑河流和围墙；花钱之前，"
    "请先用 niangjia streets build 生成路网。",
    en="there are no streets to go by ({mode}), so ways are estimated from straight lines, which "
    "know no river; run `niangjia streets build` before money is spent",
)
PARTLY_ESTIMATED = Message(
    "coverage_partly_estimated",
    zh="有 {count:,} 处到最近服务点的单程时间按直线估算：有一头离路网太远。",
    en="estimated ways to the nearest desk, since one end is too far from the streets: {count:,}",
)
NO_PEOPLE = Message(
    "coverage_no_people",
    zh="还没有可以计算的需求点。请先用 niangjia import 导入 apartments、parks 或 firms，"
    "人数列也要填写。",
    en="there is nobody to count; import apartments, parks or firms with `niangjia import`, with "
    "their numbers of people",
)
CLOSED = "off"
NO_HOURS = Message(
    "coverage_no_hours",
    zh="有 {count} 个服务点没有登记开放时间（或从不开放），按不开放计算；补上时间后结果会更准。",
    en="service points without recorded hours, or never open: {count}; they count as closed, so "
    "record their hours for a truer result",
)
NO_SITES = Message(
    "coverage_no_sites",
    zh="还没有开放的服务点。请先用 niangjia import service-points 导入。",
    en="there is no open service point; import some with `niangjia import service-points`",
)
PEOPLE_HEADINGS = Message("coverage_headings", zh="|人数|比例", en="|people|share")
PEOPLE_ROWS = {
    "people": Message("coverage_people", zh="全部", en="all"),
    "covered_people": Message("coverage_covered", zh="已覆盖", en="covered"),
    "distance": Message("coverage_distance", zh="未覆盖：路太远", en="not covered: too far"),
    "service": Message(
        "coverage_service", zh="未覆盖：没有所需的服务", en="not covered: service not offered"
    ),
    "hours": Message("coverage_hours", zh="未覆盖：时间对不上", en="not covered: closed when free"),
}
UNION_HEADINGS = Message(
    "coverage_union_headings",
    zh="工会（未覆盖人数最多的在前）|人数|已覆盖|比例",
    en="union, most uncovered people first|people|covered|share",
)
NO_UNION = Message(
    "coverage_no_union", zh="不在任何工会的范围内", en="outside the area of every union"
)
GAPS = Message("coverage_gaps", zh="最大的 {count} 个缺口：", en="the largest gaps ({count}):")
GAP = Message(
    "coverage_gap",
    zh="{number}. {union}，{places}：{people:,} 人，{reason}",
    en="{number}. {union}, {places}: {people:,} people, {reason}",
)
AND_OTHERS = Message("coverage_and_others", zh="{name}等 {count} 处", en="{name} and {others} more")
GAP_REASONS = {
    "distance": Message("gap_distance", zh="主要是路太远", en="mostly too far"),
    "service": Message(
        "gap_service", zh="主要是没有所需的服务", en="mostly no desk with these services"
    ),
    "hours": Message("gap_hours", zh="主要是时间对不上", en="mostly closed when they are free"),
}
GAP_NEAREST = Message(
    "gap_nearest",
    zh="最近的是{name}，单程 {minutes} 分钟",
    en="the nearest desk is {name}, {minutes} min away",
)
GAP_NEXT_DOOR = Message(
    "gap_next_door",
    zh="最近的是{name}，单程不到 1 分钟",
    en="the nearest desk is {name}, less than 1 min away",
)
GAP_NO_NEAREST = Message(
    "gap_no_nearest", zh="单程 {minutes} 分钟内没有服务点", en="no desk within {minutes} min"
)
GAP_EXTENSION = Message(
    "gap_extension",
    zh="{name}加开 {hours}（每周多 {added:g} 小时），可覆盖 {people:,} 人",
    en="{name} open also {hours} ({added:g} h more a week) would cover {people:,}",
)
BUSIEST = Message(
    "coverage_busiest",
    zh="最忙的 {count} 个服务点（估算，不是排队预测：假设够得着、当时有空的人都来）：",
    en="the busiest desks ({count}; an estimate, as if all in reach and free then came):",
)
BUSY = Message(
    "coverage_busy_desk",
    zh="{number}. {name}：{day} {hour}:00-{end}:00，每个窗口 {people:,.0f} 人",
    en="{number}. {name}: {day} {hour}:00-{end}:00, people per open desk: {people:,.0f}",
)


def show_coverage(console: Console, report: Report, lang: Language) -> None:
    """Print the figures of a coverage report, the worst unions, largest gaps and busiest desks."""
    show_standard(console, report, lang)
    _print_lines(console, _cautions(report, lang))
    if report["people"]:
        console.print(_people_table(report, lang), _union_table(report, lang))
        _print_lines(console, [_visited(report, lang)])
        _print_lines(console, [*_gaps(report, lang), *_busiest(report, lang)])


def _visited(report: Report, lang: Language) -> str:
    visited = report["visited"]
    return VISITED.text(
        lang,
        on=visited["on"],
        places=visited["places"],
        people=visited["people"],
        uncovered=visited["uncovered_people"],
    )


def show_standard(console: Console, report: Report, lang: Language) -> None:
    """Print the standard of a report or plan, and a warning where its ways are estimated."""
    lines = [_standard(report, lang)]
    if report["people"] and report["travel_method"] == TravelMethod.ESTIMATED:
        lines.append(ESTIMATED.text(lang, mode=_mode(report, lang)))
    _print_lines(console, lines)


def table_with(headings: Message, lang: Language) -> Table:
    """Make a table of one column for text and the others for numbers, parted by bars."""
    table = Table()
    first, *numbers = headings.text(lang).split("|")
    table.add_column(first, overflow="fold")
    for heading in numbers:
        table.add_column(heading, justify="right")
    return table


def _print_lines(console: Console, lines: Iterable[str]) -> None:
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _cautions(report: Report, lang: Language) -> Iterator[str]:
    """Say what is missing, or less sure than it looks."""
    if not report["people"]:
        yield NO_PEOPLE.text(lang)
    if not report["sites"]:
        yield NO_SITES.text(lang)
    if unknown := sum(site["opening_hours"] == CLOSED for site in report["sites"]):
        yield NO_HOURS.text(lang, count=unknown)
    nearest = [point["nearest"] for point in report["demand_points"] if point["nearest"]]
    estimated = sum(way["travel_method"] == TravelMethod.ESTIMATED for way in nearest)
    if estimated and report["travel_method"] == TravelMethod.STREETS:
        yield PARTLY_ESTIMATED.text(lang, count=estimated)


def _mode(report: Report, lang: Language) -> str:
    return say(f"mode_{report['standard']['mode']}", lang).lower()


def _standard(report: Report, lang: Language) -> str:
    asked = report["standard"]
    parts = [
        STANDARD.text(
            lang,
            mode=_mode(report, lang),
            method=BY_METHOD[report["travel_method"]].text(lang),
            minutes=asked["minutes"],
            stay=asked["stay_minutes"],
            days=asked["days"],
        )
    ]
    if asked["services"]:
        services = [_service(code, lang) for code in asked["services"]]
        comma = "、" if lang is Language.CHINESE else ", "
        parts.append(SERVICES_ASKED.text(lang, services=comma.join(services)))
    return ("；" if lang is Language.CHINESE else "; ").join(parts)


def _service(code: str, lang: Language) -> str:
    """Name a service; those that an installation added are told by their codes."""
    chinese, english = SERVICES.get(code, (code, code))
    return chinese if lang is Language.CHINESE else english


def _people_table(report: Report, lang: Language) -> Table:
    table = table_with(PEOPLE_HEADINGS, lang)
    figures = {"people": report["people"], "covered_people": report["covered_people"]}
    for name, people in (figures | report["by_reason"]).items():
        share = f"{people / report['people']:.1%}"
        table.add_row(PEOPLE_ROWS[name].text(lang), f"{people:,}", share)
    return table


def _union_table(report: Report, lang: Language) -> Table:
    """Show the unions with the most uncovered people."""
    table = table_with(UNION_HEADINGS, lang)
    worst = sorted(
        (union for union in report["by_union"] if union["people"]),
        key=lambda union: union["covered_people"] - union["people"],
    )
    for union in worst[:MOST_LINES]:
        people, covered = union["people"], union["covered_people"]
        name = union["name"] or NO_UNION.text(lang)
        table.add_row(Text(name), f"{people:,}", f"{covered:,}", f"{covered / people:.1%}")
    return table


def _gaps(report: Report, lang: Language) -> Iterator[str]:
    """Tell the largest gaps."""
    largest = [gap for gap in report["gaps"] if gap["people"]][:MOST_LINES]
    if largest:
        yield GAPS.text(lang, count=len(largest))
    for number, gap in enumerate(largest, start=1):
        yield _gap_sentence(report, gap, number, lang)


def _gap_sentence(report: Report, gap: Report, number: int, lang: Language) -> str:
    unions = {union["code"]: union["name"] for union in report["by_union"]}
    sites = {site["code"]: site["name"] for site in report["sites"]}
    places = {(each["kind"], each["code"]): each["name"] for each in report["demand_points"]}
    largest, *others = [places[each["kind"], each["code"]] for each in gap["demand_points"]]
    count = AND_OTHERS.text(lang, name=largest, count=len(others) + 1, others=len(others))
    parts = [
        GAP.text(
            lang,
            number=number,
            union=unions[gap["union_code"]] or NO_UNION.text(lang),
            places=count if others else largest,
            people=gap["people"],
            reason=GAP_REASONS[gap["reason"]].text(lang),
        )
    ]
    nearest, extension = gap["nearest"], gap["extension"]
    if nearest:
        name, minutes = sites[nearest["code"]], nearest["minutes"]
        way = GAP_NEAREST if minutes >= 1 else GAP_NEXT_DOOR
        parts.append(way.text(lang, name=name, minutes=minutes))
    else:
        minutes = f"{max(report['standard']['minutes'], NEAREST_WITHIN_MIN):g}"
        parts.append(GAP_NO_NEAREST.text(lang, minutes=minutes))
    if extension:
        parts.append(
            GAP_EXTENSION.text(
                lang,
                name=sites[extension["code"]],
                hours=speak_hours(extension["added"], lang),
                added=extension["weekly_hours_added"],
                people=extension["people"],
            )
        )
    comma, stop = ("；", "。") if lang is Language.CHINESE else ("; ", "")
    return comma.join(parts) + stop


def _busiest(report: Report, lang: Language) -> Iterator[str]:
    """Tell the desks that most people share in their busiest hour."""
    busy = sorted(
        (site for site in report["sites"] if site["busiest"]),
        key=lambda site: -site["busiest"]["people_per_desk"],
    )[:MOST_BUSY]
    if busy:
        yield BUSIEST.text(lang, count=len(busy))
    for number, site in enumerate(busy, start=1):
        hour = site["busiest"]["hour"]
        yield BUSY.text(
            lang,
            number=number,
            name=site["name"],
            day=speak_hours(site["busiest"]["day"], lang),
            hour=f"{hour:02}",
            end=f"{hour + 1:02}",
            people=site["busiest"]["people_per_desk"],
        )
