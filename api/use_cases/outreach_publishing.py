"""A plan of visits is published: its teams see it, and each has a link of its own."""

import datetime
from typing import cast

from data.database import Session
from data.outreach_plans import publish, team_key
from data.plans import OUTREACH, find_plan


def publish_to_teams(session: Session, code: str, *, at: datetime.datetime) -> None:
    """Let the teams of a plan see it; those that have no link yet get one.

    Raises NotFound, and Conflict where it is not done, or a team is busy or of another union. To be
    called before anything is read.
    """
    publish(session, code, at=at)
    plan = find_plan(session, code, kind=OUTREACH)
    for team in cast("list[str]", (plan.figures or {})["team_codes"]):
        team_key(session, team, union=plan.union_code, at=at)
