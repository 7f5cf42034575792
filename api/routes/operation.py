"""For those who run the server: is it alive, is it ready, how is it doing."""

from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from api.clock import now
from api.desk import Desk

router = APIRouter(tags=["operation"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Say that the process is alive."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(request: Request, response: Response) -> dict[str, Any]:
    """Say whether lookups are answered, from which data, and since when the database is away.

    200 as long as there is a snapshot to answer from, 503 before the first.
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
    }


@router.get("/metrics", response_class=Response)
async def metrics(request: Request) -> Response:
    """Show Prometheus the state of the snapshot and the database."""
    desk: Desk = request.app.state.desk
    registry = CollectorRegistry()
    age = Gauge("niangjia_snapshot_age_seconds", "Age of the snapshot.", registry=registry)
    points = Gauge("niangjia_service_points", "Open service points.", registry=registry)
    reachable = Gauge("niangjia_database_reachable", "1 while it answers.", registry=registry)
    reachable.set(desk.unreachable_since is None)
    if desk.loaded_at:
        age.set((now() - desk.loaded_at).total_seconds())
        points.set(len(desk.snapshot.service_points.points))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
