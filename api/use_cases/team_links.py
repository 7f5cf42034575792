"""Links by which teams open their visits without an account."""

import datetime
from collections.abc import Iterable

from data.database import Session
from data.outreach_plans import team_key

TEAM_PATH = "/outreach/t/"


def make_team_links(
    session: Session, teams: Iterable[str], public_url: str, *, at: datetime.datetime
) -> dict[str, str]:
    """Return the address that each team opens, by its code; keys are made where there are none."""
    address = public_url.rstrip("/") + TEAM_PATH
    return {team: address + team_key(session, team, at=at) for team in teams}
