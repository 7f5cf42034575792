"""A coverage standard, and how its ways were found, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.pages.planner.coverage_texts import COVERAGE_TEXTS
from api.use_cases.planning_inputs import DEMAND_KINDS
from geo.messages import Language
from geo.travel import TravelMethod
from planner.demand import Weight
from planner.plan_words import MODES, listed


@dataclass(frozen=True, slots=True)
class StandardAsked:
    """A standard, whom it is about, and the names of the services by code."""

    mode: str
    minutes: float
    stay_minutes: float
    days: int
    services: Sequence[str]
    demand: Sequence[str]
    weight: str


def standard_in_words(
    asked: StandardAsked, service_names: Mapping[str, str], language: Language
) -> str:
    """Say the standard in one sentence, without what is usual."""
    words = _say(
        "standard_words",
        language,
        mode=MODES[asked.mode].text(language),
        minutes=asked.minutes,
        stay=asked.stay_minutes,
        days=asked.days,
    )
    if asked.services:
        names = [service_names.get(code, code) for code in asked.services]
        words += _say("services_words", language, services=listed(names, language))
    if set(asked.demand) != set(DEMAND_KINDS):
        kinds = [_say(f"demand_{kind}", language) for kind in asked.demand]
        words += _say("demand_words", language, kinds=listed(kinds, language))
    if asked.weight == Weight.NON_MEMBERS:
        words += _say("weight_words", language)
    return words


def method_in_words(method: str, estimated_places: int, language: Language) -> str:
    """Say how ways were found; a warning where no streets were known."""
    if method == TravelMethod.ESTIMATED:
        return _say("estimated_words", language)
    if estimated_places:
        return _say("partly_estimated_words", language, count=f"{estimated_places:,}")
    return _say("by_streets_words", language)


def _say(name: str, language: Language, /, **values: object) -> str:
    return COVERAGE_TEXTS[name].text(language, **values)
