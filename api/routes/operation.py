"""For those who run the server: is it alive, is it ready, how is it doing."""

from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from api.clock import now
from api.desk import Desk
from api.languages import asked_language
from geo.messages import Language
from geo.streets import StreetGraph

router = APIRouter(tags=["operation"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Say that the process is alive."""
    return {"status": "ok"}


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
async def metrics(request: Request) -> Response:
    """Show Prometheus the state of the snapshot, the database and the streets."""
    desk: Desk = request.app.state.desk
    registry = CollectorRegistry()
    age = Gauge("niangjia_snapshot_age_seconds", "Age of the snapshot.", registry=registry)
    points = Gauge("niangjia_service_points", "Open service points.", registry=registry)
    reachable = Gauge("niangjia_database_reachable", "1 while it answers.", registry=registry)
    streets = Gauge("niangjia_streets_loaded", "1 with a street network.", registry=registry)
    problem = Gauge("niangjia_streets_problem", "1 while a file is refused.", registry=registry)
    reachable.set(desk.unreachable_since is None)
    streets.set(desk.network is not None)
    problem.set(desk.streets_problem is not None)
    if desk.loaded_at:
        age.set((now() - desk.loaded_at).total_seconds())
        points.set(len(desk.snapshot.service_points.points))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
