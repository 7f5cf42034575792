"""The words of a plan of visits, in both languages."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from geo.messages import Language, Message
from geo.units import MINUTES_PER_HOUR, SECONDS_PER_MINUTE
from planner.outreach_report import SolverReport
from planner.plan_words import listed
from planner.visits import VisitOutcome

TOPICS = {
    "membership": Message("topic_membership", zh="介绍入会", en="joining the union"),
    "new_union": Message("topic_new_union", zh="商量建会", en="founding a union"),
    "services": Message(
        "topic_services",
        zh="介绍服务点和 12351 热线",
        en="the service points and the hotline 12351",
    ),
}
REASONS = {
    "excluded": Message("unserved_excluded", zh="按要求不走访", en="not to be visited, as asked"),
    "not_considered": Message(
        "unserved_not_considered",
        zh="优先级不够高，没有排进这次考虑的名单",
        en="priority too low to be among the stops looked at",
    ),
    "no_skill": Message(
        "unserved_no_skill", zh="没有小组具备所需专长", en="no team has the skills it needs"
    ),
    "no_window": Message(
        "unserved_no_window",
        zh="大家有空的时间，没有小组能去",
        en="no team works when people are there for long enough",
    ),
    "too_far": Message(
        "unserved_too_far", zh="路太远，当天回不来", en="too far to be back in time"
    ),
    "not_chosen": Message(
        "unserved_not_chosen",
        zh="时间有限，排给了别的走访点",
        en="the hours there are went to others",
    ),
}
OUTCOMES = {
    VisitOutcome.MET: Message("outcome_met", zh="见到了大家", en="met people"),
    VisitOutcome.NOBODY_THERE: Message("outcome_nobody_there", zh="没有人在", en="nobody there"),
    VisitOutcome.REFUSED: Message("outcome_refused", zh="对方不方便接待", en="turned away"),
    VisitOutcome.POSTPONED: Message("outcome_postponed", zh="改天再来", en="put off"),
}
SKILLS = {
    "law": Message("skill_law", zh="法律", en="law"),
    "health": Message("skill_health", zh="健康", en="health"),
    "language": Message("skill_language", zh="语言", en="language"),
}
PHONE_OF = {
    "place": Message("phone_of_place", zh="对方", en="the place"),
    "union": Message("phone_of_union", zh="当地工会", en="the union there"),
}
PROMISED = Message("stop_promised", zh="已约好", en="promised")
MUST = Message("stop_must", zh="必须去", en="must be visited")
SOLVERS = {
    "plan before": Message("solver_plan_before", zh="原来的安排", en="the plan before"),
}
STOPPED_BY = {
    "time_limit": Message(
        "outreach_stopped_by_time",
        zh="时间用完（给更多时间，可能更好）",
        en="out of time (more time may find a better plan)",
    ),
    "iterations": Message(
        "outreach_stopped_by_iterations", zh="达到计算次数上限", en="ended after so many tries"
    ),
    "finished": Message(
        "outreach_finished", zh="没有再找到更好的安排", en="found nothing better to try"
    ),
    "mended": Message("outreach_mended", zh="只改了必须改的", en="changed only where it had to be"),
}
_WEEKDAYS = {
    Language.CHINESE: ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    Language.ENGLISH: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def topics_text(topics: Iterable[str], language: Language) -> str:
    """Name what a visit is about."""
    return listed((TOPICS[topic].text(language) for topic in topics), language)


def since_midnight(moment: str, day: str) -> timedelta:
    """Return the time of a day at a moment, both ISO 8601; midnight at its end is 24 hours."""
    return datetime.fromisoformat(moment).replace(tzinfo=None) - datetime.fromisoformat(day)


def clock_text(moment: str, day: str) -> str:
    """Write the time of a day: `09:30`, `24:00` at its end."""
    minutes = int(since_midnight(moment, day).total_seconds()) // SECONDS_PER_MINUTE
    return f"{minutes // MINUTES_PER_HOUR:02}:{minutes % MINUTES_PER_HOUR:02}"


def span_text(span: tuple[str, str], day: str) -> str:
    """Write a part of a day: `11:30–13:00`."""
    return "–".join(clock_text(moment, day) for moment in span)


def speak_day(day: date, language: Language) -> str:
    """Write a day for people: `11月23日 周一`, `Mon 23 Nov`."""
    weekday = speak_weekday(day, language)
    if language is Language.CHINESE:
        return f"{day.month}月{day.day}日 {weekday}"
    return f"{weekday} {day.day} {_MONTHS[day.month - 1]}"


def solver_text(solver: SolverReport, language: Language) -> str:
    """Name what a plan was made by, and say why it ended."""
    name = SOLVERS.get(solver["name"])
    told = name.text(language) if name else solver["name"]
    comma = "，" if language is Language.CHINESE else ", "
    return f"{told}{comma}{STOPPED_BY[solver['stopped_by']].text(language)}"


def speak_weekday(day: date, language: Language) -> str:
    """Name the day of the week: `周一`, `Mon`."""
    return _WEEKDAYS[language][day.weekday()]
