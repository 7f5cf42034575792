"""The web application: one process, one snapshot, all doors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from api.coverage_desk import CoverageDesk
from api.desk import Desk
from api.errors import UnexpectedFailures, install_error_handlers
from api.pages.field.routes import router as field_pages
from api.pages.planner.routes import router as planner_pages
from api.pages.posters_routes import router as poster_pages
from api.pages.routes import router as pages
from api.plan_jobs import PlanRunner
from api.plan_worker import PlanProcess
from api.routes import (
    coverage,
    lookups,
    nearest,
    operation,
    outreach_files,
    outreach_plans,
    plan_files,
    plans,
    service_areas,
    visits,
)
from api.routes.docs import install_docs
from api.settings import Settings
from api.use_cases.stored_outreach import make_stored_outreach
from api.use_cases.stored_plan import make_stored_plan
from data.database import connect
from data.plans import OUTREACH
from maps.basemaps import choose_base_map

DESCRIPTION = (
    "Finds the union help desk that can serve a worker: open on arrival, long enough, on this very "
    "date. No position of a worker is stored or logged."
)


def create_app(settings: Settings) -> FastAPI:
    """Build the application; the database is contacted when it starts."""
    app = FastAPI(
        title="Niangjia 娘家",
        version="0.1.0",
        description=DESCRIPTION,
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
    )
    database = connect(settings.database_url)
    app.state.settings = settings
    app.state.base_map = choose_base_map(settings.base_map, settings.tianditu_key)
    app.state.database = database
    app.state.desk = Desk(database, settings)
    app.state.coverage_desk = CoverageDesk(database, settings, app.state.desk)
    app.state.plan_runner = PlanRunner(database, partial(PlanProcess, settings, make_stored_plan))
    start_outreach = partial(PlanProcess, settings, make_stored_outreach, kind=OUTREACH)
    app.state.outreach_runner = PlanRunner(database, start_outreach, OUTREACH)
    for routes in (
        nearest,
        lookups,
        service_areas,
        coverage,
        plans,
        plan_files,
        outreach_plans,
        outreach_files,
        visits,
        operation,
    ):
        app.include_router(routes.router)
    app.include_router(planner_pages)
    app.include_router(poster_pages)
    app.include_router(field_pages)
    app.include_router(pages)
    nearest.install_short_way(app)
    install_docs(app)
    install_error_handlers(app)
    app.add_middleware(UnexpectedFailures)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Load the snapshot before the first request, and let go of everything after the last."""
    await run_in_threadpool(app.state.desk.start)
    app.state.plan_runner.start()
    app.state.outreach_runner.start()
    try:
        yield
    finally:
        await run_in_threadpool(app.state.outreach_runner.stop)
        await run_in_threadpool(app.state.plan_runner.stop)
        await run_in_threadpool(app.state.desk.stop)
        app.state.database.close()
