"""A plan that is asked for, anew or again, and how the answers describe it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from api.clock import CHINA_TIME
from api.plan_request import PlanRequest
from api.schemas_plans import NewPlan, RerunPlan
from api.use_cases.coverage import Json
from api.use_cases.plan_comparison import PLAN_NOT_DONE
from data.actors import actor_of
from data.database import Session
from data.job_columns import JobStatus
from data.plan_queue import hold_queue
from data.plans import OUTREACH, SITING, PlanKind, StoredPlan, add_plan, count_queued, find_plan
from data.scope import scope_of, union_in_scope
from data.snapshot import Snapshot
from geo.errors import Conflict, InvalidInput, SourceUnavailable
from geo.messages import Language, Message
from geo.service_points import SERVICE_UNKNOWN
from planner.siting import UNKNOWN_UNION

PLAN_QUEUE_FULL = Message(
    "plan_queue_full",
    zh="已有 {value} 个方案在排队，暂时不能再加。请过一会儿再试，或取消不需要的方案。",
    en="{value} plans are waiting already; try again in a while, or cancel those nobody needs",
)
OUTREACH_QUEUE_FULL = Message(
    "outreach_queue_full",
    zh="已有 {value} 份走访安排在排队，暂时不能再加。请过一会儿再试，或取消不需要的。",
    en="{value} outreach plans are waiting already; try again in a while, or cancel those nobody "
    "needs",
)
QUEUE_FULL = {SITING.prefix: PLAN_QUEUE_FULL, OUTREACH.prefix: OUTREACH_QUEUE_FULL}
"""What is said where too many plans of a kind wait."""
MOST_QUEUED = 10


def queue_plan(session: Session, asked: NewPlan | RerunPlan, at: datetime) -> StoredPlan:
    """Queue a plan, with its own request or that of a stored plan.

    Raises NotFound for an unknown plan, InvalidInput for a stored request that cannot be any more
    and for unions that are not the sender's, and SourceUnavailable where too many wait.
    """
    asked_for, rerun_of = _request_of(session, asked, at)
    request = _within_scope(session, asked_for)
    stored = request.model_dump(mode="json", include=set(PlanRequest.model_fields))
    plan = add_plan(
        session, stored, at=at, author=author_of(session, asked.author), rerun_of=rerun_of
    )
    require_short_queue(session, SITING)
    return plan


def author_of(session: Session, named: str | None) -> str | None:
    """Return who asks for a plan: as they say, with the account they act for, if any."""
    account = actor_of(session).account
    return f"{named} ({account})" if named and account else named or account


def _within_scope(session: Session, request: PlanRequest) -> PlanRequest:
    """Confine a request to what its sender may see; raises InvalidInput for more than that."""
    union = union_in_scope(session, request.union)
    scope = scope_of(session, union)
    foreign = next((code for code in request.floors if scope and code not in scope.codes), None)
    if foreign is not None:
        raise InvalidInput(UNKNOWN_UNION, code=foreign)
    return request.model_copy(update={"union": union})


def require_short_queue(session: Session, kind: PlanKind) -> None:
    """Refuse the plan that was added last where too many wait; raises SourceUnavailable.

    It is counted when nobody else can add one, so of those who ask at the same moment only as many
    get in as there is room for.
    """
    hold_queue(session)
    if (waiting := count_queued(session, kind=kind) - 1) >= MOST_QUEUED:
        raise SourceUnavailable(QUEUE_FULL[kind.prefix], value=waiting)


def require_done(plan: StoredPlan, message: Message = PLAN_NOT_DONE) -> None:
    """Refuse a plan without a result; raises Conflict."""
    if plan.status is not JobStatus.DONE:
        raise Conflict(message, value=plan.code, status=plan.status)


def require_known_services(services: Iterable[str], snapshot: Snapshot) -> None:
    """Refuse services that nobody defined."""
    known = snapshot.services
    unknown = next((code for code in services if code not in known), None)
    if unknown is not None:
        raise InvalidInput(SERVICE_UNKNOWN, value=unknown, known=", ".join(known))


def require_known(request: PlanRequest, snapshot: Snapshot) -> None:
    """Refuse services and unions that nobody defined, before a plan waits in vain."""
    require_known_services(request.services, snapshot)
    unknown = next((code for code in request.floors if code not in snapshot.unions), None)
    if unknown is not None:
        raise InvalidInput(UNKNOWN_UNION, code=unknown)


def _request_of(
    session: Session, asked: NewPlan | RerunPlan, at: datetime
) -> tuple[PlanRequest, str | None]:
    if isinstance(asked, NewPlan):
        return asked, None
    before = find_plan(session, asked.rerun_of)
    return PlanRequest.model_validate(before.request).again(at), before.code


def describe_stored_plan(plan: StoredPlan, revision: int, language: Language) -> Json:
    """Write a plan without its result; `revision` is that of the data now."""
    return {
        "code": plan.code,
        "status": plan.status,
        "stage": plan.stage,
        "progress": plan.progress,
        "created_at": plan.created_at.astimezone(CHINA_TIME),
        "started_at": _in_china(plan.started_at),
        "finished_at": _in_china(plan.finished_at),
        "author": plan.author,
        "data_revision": plan.data_revision,
        "is_current": plan.data_revision == revision,
        "rerun_of": plan.rerun_of,
        "request": plan.request,
        "problem": None if plan.problem is None else _told(plan.problem, language),
        "figures": plan.figures,
    }


def _in_china(moment: datetime | None) -> datetime | None:
    return moment and moment.astimezone(CHINA_TIME)


def _told(problem: Mapping[str, object], language: Language) -> Json:
    texts = problem["message"]
    text = texts[language.value] if isinstance(texts, Mapping) else texts
    return {"code": problem["code"], "message": text}
