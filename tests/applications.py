"""Applications for tests: made as the real one is, but quickly, and at wish computing nothing."""

from functools import cache
from types import SimpleNamespace

from fastapi import FastAPI
from fastapi.routing import APIRouter

from api.app import create_app
from api.settings import Settings


def make_app(settings: Settings, *, plans_wait: bool = False, **changes: object) -> FastAPI:
    """Build the application with changed settings; at wish all plans wait for ever.

    All of them share their routes, so none may override a dependency.
    """
    app = create_app(settings.model_copy(update=changes))
    # FastAPI prepares every route at an app's first request, which takes longer than most tests.
    app.router = _routes()
    if plans_wait:
        idle = SimpleNamespace(start=lambda: None, stop=lambda: None)
        app.state.plan_runner = app.state.outreach_runner = idle
    return app


@cache
def _routes() -> APIRouter:
    return create_app(Settings(database_url="sqlite://")).router
