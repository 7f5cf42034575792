"""Links by which teams open their visits without an account."""

from typing import cast

from data.database import Session
from data.outreach_plans import list_team_keys, published_at
from data.plans import OUTREACH, find_plan

TEAM_PATH = "/outreach/t/"


def find_team_links(session: Session, code: str, public_url: str) -> dict[str, str]:
    """Return the address that each team of a plan opens, by its code.

    Teams get their keys as the plan is published: before that there are none.
    """
    if published_at(session, code) is None:
        return {}
    figures = find_plan(session, code, kind=OUTREACH).figures or {}
    keys = list_team_keys(session, cast("list[str]", figures["team_codes"]))
    address = public_url.rstrip("/") + TEAM_PATH
    return {team: address + key for team, key in keys.items()}
