"""What an outreach plan was made from, as its report tells it."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.outreach_request import OutreachRequest
from api.use_cases.outreach_again import KeptDays
from api.use_cases.outreach_places import NO_FACTS
from data.outreach import OutreachData, PlaceFacts, PlaceKey
from geo.messages import Language
from planner.coverage_report import StandardReport
from planner.outreach_priority import OutreachPlace, priority_parts, priority_text
from planner.outreach_problem import OutreachProblem
from planner.outreach_stops import OutreachRules
from planner.outreach_types import Stop

DECIMALS_DEGREES = 6


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OutreachContext:
    """What an outreach plan was made from, and what is told beside it.

    `places` are all that were looked at, also those that are not among the stops of the problem.
    """

    data: OutreachData
    request: OutreachRequest
    rules: OutreachRules
    problem: OutreachProblem
    places: Mapping[PlaceKey, OutreachPlace]
    standard: StandardReport
    kept: KeptDays


def known(context: OutreachContext, stop: Stop) -> tuple[OutreachPlace, PlaceFacts]:
    """Return the place of a stop, and what is known of it."""
    key = (stop.kind, stop.code)
    return context.places[key], context.data.facts.get(key, NO_FACTS)


def why(context: OutreachContext, place: OutreachPlace) -> Mapping[str, str]:
    """Explain a priority in every language."""
    parts = priority_parts(place, rules=context.rules.priority, at=context.request.start)
    return {language.value: priority_text(parts, language) for language in Language}
