"""Stored outreach plans for tests: those of `tests.outreach_reports`, asked for and published."""

from datetime import datetime

from api.clock import CHINA_TIME
from data.outreach_plans import publish, team_key
from data.plans import OUTREACH, add_finished_plan, add_plan, claim_next
from tests.outreach_reports import START, stored_outreach

FRIDAY = datetime(2026, 11, 20, 16, tzinfo=CHINA_TIME)
"""Before the first of the two days, a Monday."""
MONDAY_EVENING = datetime(2026, 11, 23, 20, tzinfo=CHINA_TIME)
TEAM = {"code": "T1", "depot_code": "near", "work_hours": "Mo-Fr 09:00-17:00"}
TEAM_2 = {"code": "二组", "depot_code": "late", "work_hours": "Mo-Fr 10:00-20:00"}
ASKED = {"start": START, "days": 2, "teams": [TEAM, TEAM_2]}


def waiting_visits(session, **others):
    """Queue an outreach plan, and return its code."""
    asked = {"request": ASKED, "at": FRIDAY} | others
    return add_plan(session, **asked, kind=OUTREACH).code


def running_visits(session):
    """Queue an outreach plan that is taken at once."""
    code = waiting_visits(session)
    assert claim_next(session, at=FRIDAY, kind=OUTREACH).code == code
    return code


def finished_visits(session, request=ASKED, **changed):
    """Store an outreach plan with its result."""
    result = {"plan": stored_outreach(**changed)}
    return add_finished_plan(
        session, request, result=result, data_revision=0, at=FRIDAY, kind=OUTREACH
    )


def published_visits(session, **others):
    """Store an outreach plan that its teams see, and have the links of."""
    code = finished_visits(session, **others)
    publish(session, code, at=FRIDAY)
    for team in ASKED["teams"]:
        key_of_team(session, team["code"])
    return code


def key_of_team(session, team="T1"):
    """Make the key of a team."""
    return team_key(session, team, at=FRIDAY)
