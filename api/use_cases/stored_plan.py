"""A stored plan of sites and hours, made from what was asked and from today's data."""

from collections.abc import Callable
from dataclasses import dataclass

from api.plan_request import PlanRequest
from api.settings import Settings
from api.use_cases.plan import make_plan
from data.database import Database
from data.planning import load_planning_data
from data.plans import Json, StoredPlan
from geo.streets import StreetNetwork


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MadePlan:
    """What is stored of a plan once it is made, and the data it was made from."""

    data_revision: int
    result: Json


def make_stored_plan(
    database: Database,
    plan: StoredPlan,
    *,
    settings: Settings,
    network: StreetNetwork | None,
    on_progress: Callable[[str, float], None],
) -> MadePlan:
    """Make the plan that was asked for, with the coverage it starts from."""
    request = PlanRequest.model_validate(plan.request)
    with database.reading() as session:
        data = load_planning_data(session, union=request.union)
    made = make_plan(data, request, settings=settings, network=network, on_progress=on_progress)
    return MadePlan(made.data_revision, {"plan": made.plan, "coverage": made.coverage})
