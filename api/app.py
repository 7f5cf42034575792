"""The web application: one process, one snapshot, all doors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import Depends, FastAPI
from starlette.concurrency import run_in_threadpool

from api.body_limits import BodyLimits
from api.coverage_desk import CoverageDesk
from api.desk import Desk
from api.doors import check_door
from api.errors import UnexpectedFailures, install_error_handlers
from api.logs import with_request_id
from api.metrics import Metrics, RequestMeter, refreshing
from api.openapi import GuardedApp
from api.pages.admin.routes import router as admin_pages
from api.pages.field.routes import router as field_pages
from api.pages.planner.routes import router as planner_pages
from api.pages.posters_routes import router as poster_pages
from api.pages.routes import router as pages
from api.pages.sign_in.account import router as account_pages
from api.pages.sign_in.routes import router as sign_in_pages
from api.plan_jobs import PlanRunner
from api.plan_worker import PlanProcess
from api.rate_limits import RateLimits, most_by_group
from api.readable_requests import ReadableRequests
from api.routes import (
    audit,
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
from api.security_headers import SecurityHeaders, default_headers
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


def create_app(settings: Settings, *, metrics_folder: Path | None = None) -> FastAPI:
    """Build the application; the database is contacted when it starts.

    Processes that serve together keep their metrics in one folder.
    """
    app = GuardedApp(
        title="Niangjia 娘家",
        version="0.1.0",
        description=DESCRIPTION,
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        # It would lead to whatever host the request names; api.errors leads to the path alone.
        redirect_slashes=False,
        dependencies=[Depends(check_door)],
    )
    database = connect(settings.database_url)
    app.state.settings = settings
    app.state.base_map = choose_base_map(settings.base_map, settings.tianditu_key)
    app.state.database = database
    app.state.desk = Desk(database, settings)
    app.state.metrics = Metrics(metrics_folder)
    app.state.coverage_desk = CoverageDesk(database, settings, app.state.desk)
    start_plan = partial(PlanProcess, settings, make_stored_plan)
    start_outreach = partial(PlanProcess, settings, make_stored_outreach, kind=OUTREACH)
    at_once = settings.plans_at_once
    app.state.plan_runner = PlanRunner(database, start_plan, at_once=at_once)
    app.state.outreach_runner = PlanRunner(database, start_outreach, OUTREACH, at_once=at_once)
    _include_routes(app)
    install_error_handlers(app)
    _put_layers_around(app, settings)
    return app


def _include_routes(app: FastAPI) -> None:
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
        audit,
        operation,
    ):
        app.include_router(routes.router)
    app.include_router(sign_in_pages)
    app.include_router(account_pages)
    app.include_router(planner_pages)
    app.include_router(admin_pages)
    app.include_router(poster_pages)
    app.include_router(field_pages)
    app.include_router(pages)
    nearest.install_short_way(app)
    install_docs(app)


def _put_layers_around(app: FastAPI, settings: Settings) -> None:
    """Put each layer around those before it."""
    app.add_middleware(ReadableRequests)
    app.add_middleware(BodyLimits)
    app.add_middleware(RateLimits, most_by_group(settings))
    app.add_middleware(UnexpectedFailures)
    app.add_middleware(SecurityHeaders, default_headers(settings))
    app.add_middleware(RequestMeter, app.state.metrics, logs_requests=settings.access_log)
    app.add_middleware(with_request_id)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Load the snapshot before the first request, and let go of everything after the last."""
    await run_in_threadpool(app.state.desk.start)
    app.state.plan_runner.start()
    app.state.outreach_runner.start()
    try:
        async with refreshing(app.state.metrics, app.state.desk):
            yield
    finally:
        await run_in_threadpool(app.state.outreach_runner.stop)
        await run_in_threadpool(app.state.plan_runner.stop)
        await run_in_threadpool(app.state.desk.stop)
        app.state.database.close()
