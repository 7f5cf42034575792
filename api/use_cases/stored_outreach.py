"""A stored outreach plan, made from what was asked, from earlier plans and from today's data."""

import logging
from collections.abc import Callable
from datetime import date, timedelta
from typing import cast

from api.outreach_request import OutreachRequest
from api.settings import Settings
from api.use_cases.outreach import OutreachStage, make_outreach
from api.use_cases.outreach_again import Earlier
from api.use_cases.outreach_requests import OUTREACH_WITHOUT_RESULT
from api.use_cases.plan_comparison import PLAN_NOT_DONE
from api.use_cases.plan_requests import require_done
from api.use_cases.stored_plan import MadePlan
from data.database import Database, Session
from data.outreach import OutreachData, load_outreach_data
from data.plans import OUTREACH, SITING, PlanKind, StoredPlan, find_plan, load_result
from geo.errors import NotFound
from geo.streets import StreetNetwork
from planner.outreach_report import OutreachReport
from planner.plan_reports import PlanReport

logger = logging.getLogger(__name__)


def make_stored_outreach(
    database: Database,
    plan: StoredPlan,
    *,
    settings: Settings,
    network: StreetNetwork | None,
    on_progress: Callable[[str, float], None],
) -> MadePlan:
    """Make the outreach plan that was asked for."""
    on_progress(OutreachStage.LOADING, 0)
    request = OutreachRequest.model_validate(plan.request)
    with database.reading() as session:
        data, earlier = load_outreach(session, request, union=plan.union_code)
    made = make_outreach(
        data,
        request,
        settings=settings,
        network=network,
        earlier=earlier,
        on_progress=on_progress,
    )
    return MadePlan(made.data_revision, {"plan": made.report})


def load_outreach(
    session: Session, request: OutreachRequest, *, union: str | None = None
) -> tuple[OutreachData, Earlier]:
    """Load what an outreach plan is made from; raises NotFound, and Conflict for plans not done.

    `union` is the one whose planner asked: no place of another is looked at, also not by name.
    A visit counts as the last one if it was before the plan begins. Where a plan goes on from
    another one, visits count up to the day of the change, so that nobody is visited twice, and the
    plan of sites may have been deleted meanwhile.
    """
    siting = None if request.plan is None else _siting(session, request.plan, request.replaces)
    before = None if request.replaces is None else _content(session, request.replaces, OUTREACH)
    data = load_outreach_data(session, before=_first_day_not_over(request), union=union)
    return data, Earlier(
        siting=cast("PlanReport | None", siting),
        outreach=cast("OutreachReport | None", before),
    )


def _siting(session: Session, code: str, replaces: str | None) -> object:
    try:
        return _content(session, code, SITING)
    except NotFound:
        if replaces is None:
            raise
        logger.warning("plan %s is gone; %s tells who is not covered", code, replaces)
        return None


def _content(session: Session, code: str, kind: PlanKind) -> object:
    message = OUTREACH_WITHOUT_RESULT if kind == OUTREACH else PLAN_NOT_DONE
    require_done(find_plan(session, code, kind=kind), message)
    result = load_result(session, code, kind=kind) or {}
    return result["plan"]


def _first_day_not_over(request: OutreachRequest) -> date:
    if request.moved_on is None:
        return request.start
    return max(request.start, request.moved_on + timedelta(days=1))
