"""All addresses below /planner."""

from fastapi import APIRouter

from api.pages.planner import (
    closure_routes,
    coverage_routes,
    files,
    hours,
    imports,
    lists,
    outreach_routes,
    overview,
    points,
    reports,
)

router = APIRouter()
# The order matters: an address for any list or service point comes after those for one thing.
for part in (
    overview,
    coverage_routes,
    outreach_routes,
    files,
    hours,
    imports,
    reports,
    closure_routes,
    points,
    lists,
):
    router.include_router(part.router)
