"""What `niangjia coverage` prints: who is covered, by union, and the largest gaps."""

import re
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from api.messages import BY_METHOD
from api.pages.texts import WEEKDAYS as WEEKDAY_NAMES
from api.pages.texts import say
from api.use_cases.planning_inputs import NEAREST_WITHIN_MIN
from geo.hours_rules import WEEKDAYS
from geo.messages import Language, Message

Report = Mapping[str, Any]
MOST_LINES = 10
STANDARD = Message(
    "coverage_standard",
    zh="标准：单程 {minutes:g} 分钟以内（{mode}，{method}），每次办事 {stay:g} 分钟，"
    "每周至少 {days} 天",
    en="standard: at most {minutes:g} min each way ({mode}, {method}), {stay:g} min at the desk, "
    "on {days} days a week",
)
SERVICES_ASKED = Message("coverage_services", zh="服务：{services}", en="services: {services}")
NO_PEOPLE = Message(
    "coverage_no_people",
    zh="还没有可以计算的需求点。请先用 niangjia import 导入 apartments、parks 或 firms，"
    "人数列也要填写。",
    en="there is nobody to count; import apartments, parks or firms with `niangjia import`, with "
    "their numbers of people",
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
GAPS = Message("coverage_gaps", zh="最大的 {count} 个缺口：", en="the {count} largest gaps:")
GAP = Message(
    "coverage_gap",
    zh="{number}. {union}，{places}：{people:,} 人，{reason}",
    en="{number}. {union}, {places}: {people:,} people, {reason}",
)
AND_OTHERS = Message("coverage_and_others", zh="{name}等 {count} 处", en="{name} and {others} more")
GAP_REASONS = {
    "distance": Message("gap_distance", zh="主要是路太远", en="mostly too far"),
    "service": Message("gap_service", zh="主要是没有所需的服务", en="mostly not offered"),
    "hours": Message("gap_hours", zh="主要是时间对不上", en="mostly closed when they are free"),
}
GAP_NEAREST = Message(
    "gap_nearest",
    zh="最近的是{name}，单程 {minutes} 分钟",
    en="the nearest desk is {name}, {minutes} min away",
)
GAP_NO_NEAREST = Message(
    "gap_no_nearest", zh="单程 {minutes} 分钟内没有服务点", en="no desk within {minutes} min"
)
GAP_EXTENSION = Message(
    "gap_extension",
    zh="{name}加开 {hours}（每周多 {added:g} 小时），可覆盖 {people:,} 人",
    en="{name} open also {hours} ({added:g} h more a week) would cover {people:,}",
)


def show_coverage(console: Console, report: Report, lang: Language) -> None:
    """Print the figures of a coverage report, the worst unions and the largest gaps."""
    console.print(_standard(report, lang), markup=False, soft_wrap=True)
    for missing, message in (
        (not report["people"], NO_PEOPLE),
        (not report["sites"], NO_SITES),
    ):
        if missing:
            console.print(message.text(lang), markup=False, soft_wrap=True)
    if not report["people"]:
        return
    console.print(_people_table(report, lang), _union_table(report, lang))
    largest = [gap for gap in report["gaps"] if gap["people"]][:MOST_LINES]
    if largest:
        console.print(GAPS.text(lang, count=len(largest)), markup=False)
    for number, gap in enumerate(largest, start=1):
        console.print(_gap_sentence(report, gap, number, lang), markup=False, soft_wrap=True)


def _standard(report: Report, lang: Language) -> str:
    asked = report["standard"]
    parts = [
        STANDARD.text(
            lang,
            mode=say(f"mode_{asked['mode']}", lang).lower(),
            method=BY_METHOD[report["travel_method"]].text(lang),
            minutes=asked["minutes"],
            stay=asked["stay_minutes"],
            days=asked["days"],
        )
    ]
    if asked["services"]:
        services = ("、" if lang is Language.CHINESE else ", ").join(asked["services"])
        parts.append(SERVICES_ASKED.text(lang, services=services))
    return ("；" if lang is Language.CHINESE else "; ").join(parts)


def _people_table(report: Report, lang: Language) -> Table:
    table = _table(PEOPLE_HEADINGS, lang)
    figures = {"people": report["people"], "covered_people": report["covered_people"]}
    for name, people in (figures | report["by_reason"]).items():
        share = f"{people / report['people']:.1%}"
        table.add_row(PEOPLE_ROWS[name].text(lang), f"{people:,}", share)
    return table


def _union_table(report: Report, lang: Language) -> Table:
    """Show the unions with the most uncovered people."""
    table = _table(UNION_HEADINGS, lang)
    worst = sorted(
        (union for union in report["by_union"] if union["people"]),
        key=lambda union: union["covered_people"] - union["people"],
    )
    for union in worst[:MOST_LINES]:
        people, covered = union["people"], union["covered_people"]
        name = union["name"] or NO_UNION.text(lang)
        table.add_row(name, f"{people:,}", f"{covered:,}", f"{covered / people:.1%}")
    return table


def _table(headings: Message, lang: Language) -> Table:
    table = Table()
    first, *numbers = headings.text(lang).split("|")
    table.add_column(first, overflow="fold")
    for heading in numbers:
        table.add_column(heading, justify="right")
    return table


def _gap_sentence(report: Report, gap: Report, number: int, lang: Language) -> str:
    unions = {union["code"]: union["name"] for union in report["by_union"]}
    sites = {site["code"]: site["name"] for site in report["sites"]}
    places = {place["code"]: place["name"] for place in report["demand_points"]}
    name, others = places[gap["demand_codes"][0]], len(gap["demand_codes"]) - 1
    count = AND_OTHERS.text(lang, name=name, count=others + 1, others=others)
    parts = [
        GAP.text(
            lang,
            number=number,
            union=unions[gap["union_code"]] or NO_UNION.text(lang),
            places=count if others else name,
            people=gap["people"],
            reason=GAP_REASONS[gap["reason"]].text(lang),
        )
    ]
    nearest, extension = gap["nearest"], gap["extension"]
    if nearest:
        minutes = nearest["minutes"]
        parts.append(GAP_NEAREST.text(lang, name=sites[nearest["code"]], minutes=minutes))
    else:
        minutes = f"{max(report['standard']['minutes'], NEAREST_WITHIN_MIN):g}"
        parts.append(GAP_NO_NEAREST.text(lang, minutes=minutes))
    if extension:
        parts.append(
            GAP_EXTENSION.text(
                lang,
                name=sites[extension["code"]],
                hours=_spoken(extension["added"], lang),
                added=extension["weekly_hours_added"],
                people=extension["people"],
            )
        )
    comma, stop = ("；", "。") if lang is Language.CHINESE else ("; ", "")
    return comma.join(parts) + stop


def _spoken(hours: str, lang: Language) -> str:
    """Write hours with the weekdays of a language."""
    if lang is not Language.CHINESE:
        return hours
    names = dict(zip(WEEKDAYS, WEEKDAY_NAMES[lang], strict=True))
    days = "|".join(WEEKDAYS)
    ranges = re.sub(rf"({days})-({days})", r"\1至\2", hours)
    return re.sub(days, lambda day: names[day[0]], ranges).replace("; ", "；")
