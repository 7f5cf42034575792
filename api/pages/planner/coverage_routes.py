"""The addresses of the pages about coverage and plans, and of what their maps load."""

from fastapi import APIRouter

from api.pages import map_assets
from api.pages.planner import coverage, plans, plans_compare, plans_new

router = APIRouter()
# /plans/new and /plans/compare come before /plans/{code}.
for part in (map_assets, coverage, plans_new, plans_compare, plans):
    router.include_router(part.router)
