"""For those who run the server: is it alive, is it ready, how is it doing."""

import logging
from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from api.desk import Desk
from api.languages import asked_language
from api.metrics import Metrics
from data.database import Database
from data.plan_counts import count_plans
from data.plans import OUTREACH, SITING
from geo.errors import SourceUnavailable
from geo.messages import Language
from geo.streets import StreetGraph

logger = logging.getLogger(__name__)
router = APIRouter(tags=["operation"])


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Say that the process is alive."""
    return {"status": "ok"}


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz")
async def readyz(request: Request, response: Response) -> dict[str, Any]:
    """Say whether lookups are answered, from which data and streets, and what is amiss.

    200 as long as there is a snapshot to answer from, 503 before the first. Without streets travel
    times are estimated; a network that cannot be used is told as their problem.
    """
    desk: Desk = request.app.state.desk
    response.status_code = 200 if desk.loaded_at else 503
    away = desk.unreachable_since
    return {
        "ready": desk.loaded_at is not None,
        "snapshot": {
            "revision": desk.snapshot.revision if desk.loaded_at else None,
            "loaded_at": desk.loaded_at,
            "service_points": len(desk.snapshot.service_points.points) if desk.loaded_at else 0,
        },
        "database": {
            "reachable": away is None,
            "unreachable_since": away,
            "watched": desk.is_watching,
            "failed_revision": desk.failed_revision,
        },
        "streets": _describe_streets(desk, asked_language(request)),
    }


def _describe_streets(desk: Desk, language: Language) -> dict[str, Any]:
    network, problem = desk.network, desk.streets_problem
    return {
        "file": desk.streets_name,
        "version": network.version if network else None,
        "source": network.source if network else None,
        "loaded_at": desk.streets_loaded_at,
        "modes": {
            mode.value: _count_streets(graph)
            for mode, graph in (network.graphs.items() if network else ())
        },
        "problem": {"code": problem.code, "message": problem.text(language)} if problem else None,
    }


def _count_streets(graph: StreetGraph) -> dict[str, int]:
    parts = int(graph.part.max(initial=-1)) + 1
    return {"nodes": graph.nodes, "edges": graph.edges, "parts": parts}


@router.get("/metrics", response_class=Response)
def metrics(request: Request) -> Response:
    """Show Prometheus how requests, data, plans and processes are doing.

    Where several processes serve, any of them tells of all.
    """
    shown: Metrics = request.app.state.metrics
    desk: Desk = request.app.state.desk
    if desk.unreachable_since is None:
        _show_plans(shown, request.app.state.database)
    shown.refresh(desk)
    return Response(shown.write(), media_type=CONTENT_TYPE_LATEST)


def _show_plans(shown: Metrics, database: Database) -> None:
    """Count the plans anew; those of before stay while the database is away."""
    try:
        with database.reading() as session:
            for kind in (SITING, OUTREACH):
                shown.show_plans(kind.name, count_plans(session, kind=kind))
    except SourceUnavailable as error:
        logger.warning("plans are not counted: %s", error)
