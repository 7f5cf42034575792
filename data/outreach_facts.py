"""What the first sheet of a workbook of visits says, line by line."""

from collections.abc import Iterator
from datetime import date, timedelta

from data.fact_sheet import PERSONS, Fact
from data.sheet_writing import DAY, PLAIN_WHOLE, WHOLE
from geo.messages import Language, Message
from planner.outreach_report import OutreachReport, SolverReport, SourceReport
from planner.outreach_words import solver_text, speak_day
from planner.plan_words import METHODS, service_names, standard_text

ASKED = Message("outreach_part_asked", zh="怎么排的", en="What was asked")
FOUND = Message("outreach_part_found", zh="排上了多少", en="What is planned")
START = Message("outreach_label_start", zh="第一天", en="First day")
DAYS = Message("outreach_label_days", zh="天数", en="Days")
UNTIL = Message("outreach_until", zh="到 {day} 为止", en="until {day}")
SOURCE = Message("outreach_label_source", zh="走访谁", en="Whom to visit")
SOURCES = {
    "plan": Message(
        "outreach_from_plan",
        zh="方案 {code} 的走访名单，也就是方案实施后仍覆盖不到的地方",
        en="the visiting list of plan {code}: places that it leaves uncovered",
    ),
    "coverage": Message(
        "outreach_from_coverage",
        zh="今天还没有覆盖到的地方，和没有工会的企业",
        en="places that are not covered today, and firms without a union",
    ),
}
STANDARD = Message("outreach_label_standard", zh="覆盖标准", en="Coverage standard")
SERVICES = Message("outreach_label_services", zh="所需服务", en="Services asked for")
METHOD = Message("outreach_label_method", zh="路上时间", en="Travel times")
BY_STRAIGHT_LINE = Message(
    "outreach_by_straight_line",
    zh="估算（按直线距离推算，没有用路网；实际路上可能更久，请留出余地）",
    en="estimated from the straight line, without streets; ways may take longer, so allow for it",
)
REVISION = Message("outreach_label_revision", zh="数据版本", en="Data revision")
TEAMS = Message("outreach_label_teams", zh="小组", en="Teams")
TEAM_COUNT = {Language.CHINESE: '#,##0 "个"', Language.ENGLISH: WHOLE}
STOPS = Message("outreach_label_stops", zh="走访点", en="Stops")
STOP_COUNT = {Language.CHINESE: '#,##0 "处"', Language.ENGLISH: WHOLE}
OF_STOPS = Message(
    "outreach_of_stops",
    zh="共 {total:,} 处想走访，没有排上 {left:,} 处，原因见“{sheet}”",
    en='of {total:,} proposed; {left:,} are on no route, see "{sheet}" for the reasons',
)
PEOPLE = Message("outreach_label_people", zh="要见的人", en="People to meet")
OF_PEOPLE = Message(
    "outreach_of_people",
    zh="想走访的地方共有 {total:,} 人要见",
    en="of {total:,} at all places proposed",
)
PRIORITY = Message("outreach_label_priority", zh="优先级（分）", en="Priority (points)")
OF_PRIORITY = Message(
    "outreach_of_priority",
    zh="想走访的地方合计 {total:,} 分。每处 1 到 100 分：没有服务点够得到的人越多、没有入会的人"
    "越多、企业没有建会、越久没有走访，分数越高；安排走访就是让得分合计尽量高",
    en="of {total:,} at all places proposed. Each has 1 to 100 points: more for people whom no "
    "service point covers, for non-members, for a firm without a union, and for the months since "
    "the last visit; the plan serves as many points as it can",
)
SOLVER = Message("outreach_label_solver", zh="计算方法", en="Solver")
SOLVED = Message(
    "outreach_solved",
    zh="{solver}；用时 {seconds:.1f} 秒；每条路线都另外核对过",
    en="{solver}; {seconds:.1f} seconds; every route was checked apart from it",
)


def outreach_facts(
    report: OutreachReport, language: Language, *, unserved_sheet: str
) -> Iterator[Fact]:
    """Say what was asked, who is visited, and how the plan was found."""
    yield Fact(ASKED.text(language))
    yield from _days(report, language)
    yield from _asked(report, language)
    yield Fact(FOUND.text(language))
    yield Fact(TEAMS.text(language), len(report["teams"]), TEAM_COUNT[language])
    yield _stops(report, language, unserved_sheet)
    yield _people(report, language)
    yield _priority(report, language)
    yield Fact(SOLVER.text(language), _solved(report["solver"], language))


def _days(report: OutreachReport, language: Language) -> Iterator[Fact]:
    first, days = date.fromisoformat(report["start"]), report["days"]
    until = speak_day(first + timedelta(days=days - 1), language)
    yield Fact(START.text(language), first, DAY, note=speak_day(first, language))
    yield Fact(DAYS.text(language), days, PLAIN_WHOLE, note=UNTIL.text(language, day=until))


def _asked(report: OutreachReport, language: Language) -> Iterator[Fact]:
    source = report["source"]
    services = service_names(source["standard"]["services"], language)
    yield Fact(SOURCE.text(language), _source(source, language))
    yield Fact(STANDARD.text(language), standard_text(source, language))
    yield Fact(SERVICES.text(language), services)
    yield Fact(METHOD.text(language), _method(report["travel_method"], language))
    yield Fact(REVISION.text(language), report["data_revision"], PLAIN_WHOLE)


def _source(source: SourceReport, language: Language) -> str:
    return SOURCES[source["kind"]].text(language, code=source["plan_code"])


def _method(method: str, language: Language) -> str:
    words = METHODS["streets"] if method == "streets" else BY_STRAIGHT_LINE
    return words.text(language)


def _stops(report: OutreachReport, language: Language, sheet: str) -> Fact:
    served = sum(len(route["stops"]) for route in report["routes"])
    left = len(report["unserved"])
    note = OF_STOPS.text(language, total=served + left, left=left, sheet=sheet)
    share = _share(served, served + left)
    return Fact(STOPS.text(language), served, STOP_COUNT[language], share, note)


def _people(report: OutreachReport, language: Language) -> Fact:
    served, total = report["served_people"], report["total_people"]
    note = OF_PEOPLE.text(language, total=total)
    return Fact(PEOPLE.text(language), served, PERSONS[language], _share(served, total), note)


def _priority(report: OutreachReport, language: Language) -> Fact:
    served, total = report["served_priority"], report["total_priority"]
    note = OF_PRIORITY.text(language, total=total)
    return Fact(PRIORITY.text(language), served, WHOLE, _share(served, total), note)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _solved(solver: SolverReport, language: Language) -> str:
    return SOLVED.text(
        language,
        solver=solver_text(solver, language),
        seconds=solver["seconds"],
    )
