"""The example of a list of teams: on pages, and as a file to begin with."""

from fastapi import Request, Response

from api.clock import now
from api.pages.planner.files import attachment
from api.pages.planner.headers import PLANNER_HEADERS
from api.pages.planner.outreach_teams import TEXT_NAME, example_teams
from api.pages.planner.rendering import page_language
from api.pages.planner.router import planner_router
from api.requests import reading
from data.listings import PointFilter, load_listing, point_conditions
from geo.places import Status

MOST_DEPOTS = 2
_MARKED_UTF8 = "utf-8-sig"
"""With the mark at the beginning by which Excel knows it."""
router = planner_router()


@router.get("/outreach/teams-example.csv")
def teams_example(request: Request) -> Response:
    """Send a list of teams with the right headers and a few rows to change."""
    headers = {
        **PLANNER_HEADERS,
        "Content-Disposition": attachment("teams.csv", TEXT_NAME[page_language(request)]),
    }
    content = example_text(request).replace("\n", "\r\n").encode(_MARKED_UTF8)
    return Response(content, headers=headers, media_type="text/csv; charset=utf-8")


def example_text(request: Request) -> str:
    """Write the example, with the codes of open service points of the reader, if there are any."""
    is_open = PointFilter(status=Status.OPEN)
    with reading(request) as session:
        conditions = point_conditions(session, is_open, today=now().date())
        found = load_listing(session, "service-points", conditions=conditions)
    codes = [str(row["code"]) for row in found.rows[:MOST_DEPOTS]]
    return example_teams(codes, page_language(request))
