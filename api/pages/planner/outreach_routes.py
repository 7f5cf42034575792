"""The addresses of the pages about plans of visits."""

from fastapi import APIRouter

from api.pages.planner import (
    outreach,
    outreach_example,
    outreach_new,
    outreach_publishing,
    visits,
)

router = APIRouter()
# /outreach/new, the example and the visits come before /outreach/{code}.
for part in (outreach_new, outreach_example, visits, outreach, outreach_publishing):
    router.include_router(part.router)
