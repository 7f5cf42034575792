"""The places that nobody visits, as the report of an outreach plan tells them."""

from math import ceil

from api.use_cases.outreach_context import DECIMALS_DEGREES, OutreachContext, known, why
from api.use_cases.outreach_texts import UnservedStory, help_texts
from planner.outreach_report import HelpReport, UnservedReport
from planner.outreach_types import Horizon, Stop, Unserved, UnservedHelp, UnservedReason
from planner.outreach_windows import NoWindow, why_no_window

NO_HELP = UnservedHelp()


def describe_unserved(context: OutreachContext, one: Unserved) -> UnservedReport:
    """Describe a stop for which the planner found no time."""
    return describe_left(context, context.problem.stops[one.stop], one.reason, one.would_help)


def describe_left(
    context: OutreachContext, stop: Stop, reason: UnservedReason, help_: UnservedHelp = NO_HELP
) -> UnservedReport:
    """Describe a place that nobody visits, why, and what would help."""
    place, _ = known(context, stop)
    return {
        "code": stop.code,
        "kind": stop.kind.value,
        "name": stop.name,
        "lon": round(stop.lon, DECIMALS_DEGREES),
        "lat": round(stop.lat, DECIMALS_DEGREES),
        "people": stop.people,
        "priority": stop.priority,
        "why": why(context, place),
        "reason": reason.value,
        "would_help": help_texts(_story(context, stop, reason, help_)),
        "help": _help(context, help_),
    }


def _help(context: OutreachContext, help_: UnservedHelp) -> HelpReport:
    problem, horizon = context.problem, context.request.horizon
    others = [problem.stops[stop] for stop in help_.instead_of]
    return {
        "team": None if help_.team is None else problem.teams[help_.team].code,
        "date": None if help_.day is None else horizon.date_of(help_.day).isoformat(),
        "extra_minutes": None if help_.extra_min is None else ceil(help_.extra_min),
        "instead_of": [f"{other.kind}:{other.code}" for other in others],
        "skills": sorted(help_.skills),
        "other_break": help_.is_break_in_the_way,
    }


def _story(
    context: OutreachContext, stop: Stop, reason: UnservedReason, help_: UnservedHelp
) -> UnservedStory:
    problem, horizon = context.problem, context.request.horizon
    team = None if help_.team is None else problem.teams[help_.team]
    is_day_off = team is not None and help_.day is not None and team.shifts[help_.day] is None
    return UnservedStory(
        reason=reason,
        visit_min=stop.visit_min,
        team=None if team is None else team.name,
        day=None if help_.day is None else horizon.date_of(help_.day),
        extra_min=None if help_.extra_min is None else ceil(help_.extra_min),
        is_day_off=is_day_off,
        instead_of=[problem.stops[other].name for other in help_.instead_of],
        skills=sorted(help_.skills),
        is_break_in_the_way=help_.is_break_in_the_way,
        no_window=_no_window(context, stop) if reason is UnservedReason.NO_WINDOW else None,
        promised=None if stop.promised_day is None else horizon.date_of(stop.promised_day),
        most_stops=context.request.most_stops,
    )


def _no_window(context: OutreachContext, stop: Stop) -> NoWindow | None:
    """Say why there is no window on the days that are planned: after a move, those that remain."""
    horizon, first_day = context.request.horizon, context.kept.first_day
    return why_no_window(
        context.places[stop.kind, stop.code].place.free,
        Horizon(horizon.date_of(first_day), horizon.days - first_day),
        calendar=context.data.calendar,
        visit_min=stop.visit_min,
    )
