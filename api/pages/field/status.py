"""How far a plan is that is made anew because a stop was moved."""

from dataclasses import dataclass

from api.pages.field.texts import say_in_field
from api.use_cases.outreach_requests import describe_outreach_plan, require_readable
from data.database import Session
from data.job_columns import JobStatus
from data.plans import OUTREACH, find_plan
from geo.errors import Forbidden, NotFound
from geo.messages import Language

_GOES_ON = (JobStatus.QUEUED, JobStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class Moving:
    """A plan that is being made anew: its code while it goes on, or why there will be none."""

    going_on: str = ""
    problem: str = ""


def load_move(session: Session, code: str, *, team: str | None, language: Language) -> Moving:
    """Tell whether a page is still to wait for a plan; of one that is nobody's it is said so."""
    if not code:
        return Moving()
    try:
        told = move_status(session, code, team=team, language=language)
    except (NotFound, Forbidden):
        reason: object = say_in_field(language, "moving_lost")
    else:
        if not told["has_ended"]:
            return Moving(going_on=code)
        reason = told["problem"]
    return Moving(problem=say_in_field(language, "moving_ended", reason=reason) if reason else "")


def move_status(
    session: Session, code: str, *, team: str | None, language: Language
) -> dict[str, object]:
    """Say whether a plan has ended, and what went wrong; raises NotFound and Forbidden."""
    plan = find_plan(session, code, kind=OUTREACH)
    require_readable(session, plan, team)
    described = describe_outreach_plan(plan, plan.data_revision, None, language)
    return {
        "status": plan.status,
        "has_ended": plan.status not in _GOES_ON,
        "progress": plan.progress,
        "problem": _problem(plan.status, described["problem"], language),
    }


def _problem(status: JobStatus, told: object, language: Language) -> str | None:
    if status in _GOES_ON or status is JobStatus.DONE:
        return None
    if isinstance(told, dict):
        return str(told["message"])
    return say_in_field(language, "moving_cancelled")
