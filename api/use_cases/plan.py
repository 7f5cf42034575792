"""Where service points and hours are added, under one budget: a plan from question to answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from api.plan_request import PlanRequest
from api.settings import Settings
from api.use_cases.coverage import Json, coverage_report
from api.use_cases.plan_report import describe_plan
from api.use_cases.plan_search import SEARCH_TO, OnProgress, PlanStage, find_choices, search
from api.use_cases.planning_inputs import prepare_inputs
from data.planning import PlanningData
from geo.messages import Language
from geo.streets import StreetNetwork


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PlanResult:
    """A plan and the coverage it starts from, as they are stored: plain JSON values."""

    data_revision: int
    plan: Json
    coverage: Json


def make_plan(
    data: PlanningData,
    request: PlanRequest,
    *,
    settings: Settings,
    network: StreetNetwork | None,
    on_progress: OnProgress,
) -> PlanResult:
    """Choose new service points and longer hours, and tell what they bring.

    Raises InvalidInput for services, unions or hours that are not known, and NoFeasiblePlan where
    a target cannot be reached.
    """
    on_progress(PlanStage.COVERAGE, 0.05)
    inputs = prepare_inputs(data, request.coverage, settings=settings, network=network)
    on_progress(PlanStage.OPTIONS, 0.15)
    choices = find_choices(inputs, request, settings=settings, network=network)
    found = search(choices, request, on_progress)
    on_progress(PlanStage.REPORT, SEARCH_TO)
    plan = describe_plan(choices, found, request)
    return PlanResult(data.revision, plan, coverage_report(inputs))


def in_language(plan: Json, language: Language) -> Json:
    """Return a stored plan with the reason of each action in one language."""
    actions = cast("Sequence[Mapping[str, object]]", plan["actions"])
    return plan | {"actions": [_told(action, language) for action in actions]}


def _told(action: Mapping[str, object], language: Language) -> Json:
    return {**action, "reason": cast("Mapping[str, str]", action["reason"])[language.value]}
