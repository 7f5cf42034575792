"""The words of a plan's files, in both languages."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

from geo.messages import Language, Message
from geo.places import SERVICES
from planner.coverage_report import StandardReport
from planner.plan_reports import PlanReport, ReachedPlace

MOST_PLACES = 20
"""More places than these are only counted: a cell is for reading."""

MODES = {
    "walk": Message("plan_mode_walk", zh="步行", en="on foot"),
    "bike": Message("plan_mode_bike", zh="骑自行车", en="by bicycle"),
    "ebike": Message("plan_mode_ebike", zh="骑电动车", en="by e-bike"),
    "drive": Message("plan_mode_drive", zh="开车", en="by car"),
}
STANDARD = Message(
    "plan_standard",
    zh="{mode}单程不超过 {minutes:g} 分钟，每次办事 {stay:g} 分钟，每周至少有 {days} 天能办上事",
    en="at most {minutes:g} minutes each way {mode}, {stay:g} minutes at the desk, on at least "
    "{days} days a week",
)
ANY_SERVICE = Message("plan_any_service", zh="不限", en="any")
METHODS = {
    "streets": Message(
        "plan_by_streets",
        zh="按道路计算（离道路太远的地方为估算）",
        en="by streets (estimated where there is none nearby)",
    ),
    "estimated": Message(
        "plan_estimated",
        zh="估算（按直线距离推算，没有用路网；花钱之前请先导入路网再算一次）",
        en="estimated from the straight line; build a street network and plan again before money "
        "is spent",
    ),
}
KINDS = {
    "apartment": Message("plan_kind_apartment", zh="职工公寓", en="worker apartment"),
    "park": Message("plan_kind_park", zh="产业园区", en="industrial park"),
    "firm": Message("plan_kind_firm", zh="企业", en="firm"),
}
WEIGHTS = {
    "people": Message("plan_weight_people", zh="全部人数", en="all people"),
    "non_members": Message("plan_weight_non_members", zh="未入会人数", en="non-members"),
}
ACTIONS = {
    "new_site": Message("plan_new_site", zh="新设服务点", en="new service point"),
    "extend_hours": Message("plan_extend_hours", zh="延长开放时间", en="longer hours"),
}
REASONS = {
    "distance": Message(
        "plan_reason_distance",
        zh="路太远：单程 {minutes:g} 分钟内没有服务点",
        en="too far: no service point within {minutes:g} minutes",
    ),
    "service": Message(
        "plan_reason_service",
        zh="缺服务：附近的服务点不提供所需的服务",
        en="not offered: no service point nearby gives the services asked for",
    ),
    "hours": Message(
        "plan_reason_hours",
        zh="时间对不上：附近的服务点开门时，大家没有空",
        en="closed when they are free: desks nearby are open at other times",
    ),
}
STATUSES = {
    "optimal": Message("plan_status_optimal", zh="已证明最优", en="proven best"),
    "gap_reached": Message("plan_status_gap_reached", zh="接近最优", en="close to the best"),
    "time_limit": Message("plan_status_time_limit", zh="时间用完", en="out of time"),
}
WHO = Message("plan_who", zh="{kinds}；{weight}", en="{kinds}; {weight}")
CANDIDATES = {
    "candidate_sites": Message(
        "plan_from_candidate_sites",
        zh="备选点名单，共 {count:,} 处",
        en="{count:,} candidate sites",
    ),
    "places": Message(
        "plan_from_places",
        zh="公寓、园区和可设点的企业，共 {count:,} 处",
        en="{count:,} apartments, parks and firms that can host",
    ),
    "cells": Message(
        "plan_from_cells",
        zh="无人覆盖的网格，共 {count:,} 处",
        en="{count:,} cells with uncovered people",
    ),
    "none": Message(
        "plan_from_nowhere", zh="没有，只延长开放时间", en="nowhere, only longer hours"
    ),
}
STATUS_TEXTS = {
    "optimal": Message(
        "plan_result_optimal",
        zh="已证明最优：同样条件下没有更好的方案",
        en="proven best: no plan within the limits is better",
    ),
    "gap_reached": Message(
        "plan_result_gap_reached",
        zh="接近最优：与最好的方案相差不超过要求的精度，就停止了计算",
        en="close to the best: the search ended at the precision that was asked for",
    ),
    "time_limit": Message(
        "plan_result_time_limit",
        zh="时间用完：这是目前找到的最好方案，没有证明最优；给更多计算时间，可能更好",
        en="out of time: the best plan found so far, not proven best; more time may find a better "
        "one",
    ),
}
LABELS = {
    "asked": Message("plan_part_asked", zh="怎么算的", en="What was asked"),
    "money": Message("plan_part_money", zh="钱", en="Money"),
    "found": Message("plan_part_found", zh="覆盖多少人", en="Who is covered"),
    "trust": Message("plan_part_trust", zh="还能不能更好", en="Could it be better"),
    "standard": Message("plan_label_standard", zh="覆盖标准", en="Coverage standard"),
    "services": Message("plan_label_services", zh="所需服务", en="Services asked for"),
    "method": Message("plan_label_method", zh="路上时间", en="Travel times"),
    "who": Message("plan_label_who", zh="统计谁", en="Who counts"),
    "candidates": Message(
        "plan_label_candidates", zh="可以新设在哪里", en="Where new ones may open"
    ),
    "revision": Message("plan_label_revision", zh="数据版本", en="Data revision"),
    "budget": Message("plan_label_budget", zh="预算", en="Budget"),
    "spent": Message("plan_label_spent", zh="方案花费", en="The plan costs"),
    "staff": Message("plan_label_staff", zh="每开放一小时", en="One open hour"),
    "setup": Message("plan_label_setup", zh="新设一处", en="Setting up a service point"),
    "amortised": Message("plan_label_amortised", zh="分几年摊销", en="Spread over"),
    "rent": Message("plan_label_rent", zh="每处房租", en="Rent of a service point"),
    "most_sites": Message(
        "plan_label_most_sites", zh="最多新设（处）", en="New service points at most"
    ),
    "most_hours": Message(
        "plan_label_most_hours", zh="每周最多增加（小时）", en="Hours added a week at most"
    ),
    "yearly": Message("plan_label_yearly", zh="各年预算", en="Budgets by year"),
    "people": Message("plan_label_people", zh="总人数", en="People in all"),
    "before": Message("plan_label_before", zh="方案前覆盖", en="Covered before"),
    "after": Message("plan_label_after", zh="方案后覆盖", en="Covered after"),
    "gained": Message("plan_label_gained", zh="新增覆盖", en="Gained"),
    "backup": Message("plan_label_backup", zh="双重覆盖", en="Backup-covered"),
    "left": Message("plan_label_left", zh="仍未覆盖", en="Still not covered"),
    "visits": Message("plan_label_visits", zh="走访名单", en="Visiting list"),
    "floors": Message("plan_label_floors", zh="离保底还差", en="Short of the floors"),
    "target": Message("plan_label_target", zh="目标覆盖比例", en="Target share"),
    "status": Message("plan_label_status", zh="计算结果", en="Result"),
    "bound": Message("plan_label_bound", zh="上限", en="Upper bound"),
    "tenth": Message("plan_label_tenth", zh="预算再加一成", en="A tenth more money"),
}
NO_UNION = Message("plan_no_union", zh="不在任何工会的范围内", en="outside the area of every union")
PLACE = Message("plan_place", zh="{name}（{people:,} 人{mark}）", en="{name} ({people:,}{mark})")
MORE_PLACES = Message(
    "plan_more_places",
    zh="等共 {count:,} 处，{people:,} 人",
    en="and more: {count:,} places, {people:,} people in all",
)
ONLY_HERE = "*"


def listed(words: Iterable[str], language: Language) -> str:
    """Write words in a row."""
    return ("、" if language is Language.CHINESE else ", ").join(words)


def service_names(codes: Sequence[str], language: Language) -> str:
    """Name services; one that is not of the first taxonomy keeps its code."""
    number = 0 if language is Language.CHINESE else 1
    names = [SERVICES[code][number] if code in SERVICES else code for code in codes]
    return listed(names, language) if names else ANY_SERVICE.text(language)


def reason_text(reason: str | Mapping[str, str], language: Language) -> str:
    """Return the reason of an action: of a stored plan the one in the asked language."""
    if isinstance(reason, str):
        return reason
    return reason.get(language.value) or reason[language.value[:2]]


class HasStandard(TypedDict):
    """A report with the coverage standard that it rests on."""

    standard: StandardReport


def standard_text(plan: HasStandard, language: Language) -> str:
    """Say the coverage standard in a sentence."""
    standard = plan["standard"]
    return STANDARD.text(
        language,
        mode=MODES[standard["mode"]].text(language),
        minutes=standard["minutes"],
        stay=standard["stay_minutes"],
        days=standard["days"],
    )


def who_text(plan: PlanReport, language: Language) -> str:
    """Say whose coverage it is, and who of them counts."""
    kinds = listed((KINDS[kind].text(language) for kind in plan["demand_kinds"]), language)
    return WHO.text(language, kinds=kinds, weight=WEIGHTS[plan["weight"]].text(language))


def candidates_text(plan: PlanReport, language: Language) -> str:
    """Say where new service points could be opened."""
    candidates = plan["candidates"]
    return CANDIDATES[candidates["source"]].text(language, count=candidates["count"])


def places_text(reached: Sequence[ReachedPlace], language: Language) -> str:
    """Name places with their people; those that nothing else covers have a mark."""
    shown = [
        PLACE.text(
            language,
            name=place["name"] or place["code"],
            people=place["people"],
            mark=ONLY_HERE if place["only_here"] else "",
        )
        for place in reached[:MOST_PLACES]
    ]
    if len(reached) > MOST_PLACES:
        people = sum(place["people"] for place in reached)
        shown.append(MORE_PLACES.text(language, count=len(reached), people=people))
    return listed(shown, language)
