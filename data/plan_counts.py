"""How many plans there are in each state, for those who watch the server."""

from collections.abc import Mapping

from sqlalchemy import func, select

from data.database import Session
from data.job_columns import JobStatus
from data.plans import SITING, PlanKind


def count_plans(session: Session, *, kind: PlanKind = SITING) -> Mapping[str, int]:
    """Count the plans of a kind by their state; every state is there."""
    status = kind.table.status
    counted = session.execute(select(status, func.count()).group_by(status))
    found = {row[0]: row[1] for row in counted}
    return {state.value: found.get(state, 0) for state in JobStatus}
