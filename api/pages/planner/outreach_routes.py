"""The addresses of the pages about plans of visits."""

from fastapi import APIRouter

from api.pages.planner import outreach, outreach_example, outreach_new, outreach_publishing

router = APIRouter()
# /outreach/new and the example come before /outreach/{code}.
for part in (outreach_new, outreach_example, outreach, outreach_publishing):
    router.include_router(part.router)
