"""What Prometheus is shown: requests, lookups, data, plans, imports, sign-ins and processes."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from time import perf_counter

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.clock import now
from api.desk import Desk

LOOKUPS: Mapping[str, str] = {
    "/v1/nearest": "nearest",
    "/v1/places": "places",
    "/v1/service-points/{code}": "detail",
    "/v1/service-points/{code}/service-area": "area",
    "/": "page",
    "/at/{code:path}": "page",
    "/points/{code:path}": "page",
}
"""Kinds of lookups by the template of their route."""
OTHER, STATIC = "other", "static"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30)
REFRESH_S = 5
_WITHOUT_ROUTE = frozenset({"/v1/nearest", "/openapi.json"})
"""Paths of plain routes, of which the framework leaves no note."""

access_log = logging.getLogger("api.access")


class Metrics:
    """The figures of one process; with a folder, those of all processes that share it.

    Of what each process has for itself, the worst is shown: the oldest snapshot, the lowest
    revision. No label is taken from a request but the template of its route and its method.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._registry = registry = CollectorRegistry()
        self._answered: dict[tuple[str, str, int], Callable[[float], None]] = {}
        self.in_progress = Gauge(
            "niangjia_requests_in_progress",
            "Requests that are being answered.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        counter = partial(Counter, registry=registry)
        self._requests = counter(
            "niangjia_requests", "Requests answered.", ["route", "method", "status"]
        )
        self._lookups = counter("niangjia_lookups", "Lookups answered.", ["kind", "status"])
        self._imports = counter("niangjia_imports", "Files imported.", ["kind", "outcome"])
        self._rows = counter("niangjia_import_rows", "Rows of imported files.", ["kind"])
        self._sign_ins = counter("niangjia_sign_ins", "Attempts to sign in.", ["outcome"])
        self._seconds = Histogram(
            "niangjia_request_seconds",
            "Time until the whole answer was given.",
            ["route", "method"],
            registry=registry,
            buckets=BUCKETS_S,
        )
        self._plans = Gauge(
            "niangjia_plans",
            "Plans in the database, by their state.",
            ["kind", "status"],
            registry=registry,
            multiprocess_mode="livemostrecent",
        )
        self._of_desk = _DeskGauges(registry)
        self._of_process = _ProcessGauges(registry)

    def answered(self, route: str, method: str, status: int) -> Callable[[float], None]:
        """Return what counts an answer, given the seconds that it took."""
        key = (route, method, status // 100)
        count = self._answered.get(key)
        if count is None:
            count = self._answered[key] = self._make_count(*key)
        return count

    def _make_count(self, route: str, method: str, hundreds: int) -> Callable[[float], None]:
        status = f"{hundreds}xx" if hundreds else "none"
        observe = self._seconds.labels(route, method).observe
        add = self._requests.labels(route, method, status).inc
        kind = LOOKUPS.get(route)
        add_lookup = self._lookups.labels(kind, status).inc if kind else None

        def count(seconds: float) -> None:
            observe(seconds)
            add()
            if add_lookup:
                add_lookup()

        return count

    def count_import(self, kind: str, outcome: str, rows: int) -> None:
        """Count a file that was imported or refused, and its rows if they were taken."""
        self._imports.labels(kind, outcome).inc()
        self._rows.labels(kind).inc(rows)

    def count_sign_in(self, *, succeeded: bool) -> None:
        """Count an attempt to sign in."""
        self._sign_ins.labels("succeeded" if succeeded else "failed").inc()

    def show_plans(self, kind: str, counts: Mapping[str, int]) -> None:
        """Take over how many plans of a kind there are in each state."""
        for status, count in counts.items():
            self._plans.labels(kind, status).set(count)

    def refresh(self, desk: Desk) -> None:
        """Take over how the desk and this process are doing."""
        self._of_desk.refresh(desk)
        self._of_process.refresh()

    def write(self) -> bytes:
        """Write all figures as Prometheus reads them."""
        if self._folder is None:
            return generate_latest(self._registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry, str(self._folder))  # type: ignore[no-untyped-call]  # theirs
        return generate_latest(registry)


class _DeskGauges:
    """How old the data are that a process answers from, and what it can reach."""

    def __init__(self, registry: CollectorRegistry) -> None:
        lowest = partial(Gauge, registry=registry, multiprocess_mode="livemin")
        highest = partial(Gauge, registry=registry, multiprocess_mode="livemax")
        self._age = highest("niangjia_snapshot_age_seconds", "Age of the snapshot.")
        self._revision = lowest("niangjia_data_revision", "Revision of the data answered from.")
        self._points = lowest("niangjia_service_points", "Open service points.")
        self._reachable = lowest("niangjia_database_reachable", "1 while it answers.")
        self._streets = lowest("niangjia_streets_loaded", "1 with a street network.")
        self._problem = highest("niangjia_streets_problem", "1 while a file is refused.")

    def refresh(self, desk: Desk) -> None:
        """Take over the state of the desk."""
        self._reachable.set(desk.unreachable_since is None)
        self._streets.set(desk.network is not None)
        self._problem.set(desk.streets_problem is not None)
        if desk.loaded_at:
            self._age.set((now() - desk.loaded_at).total_seconds())
            self._revision.set(desk.snapshot.revision)
            self._points.set(len(desk.snapshot.service_points.points))


class _ProcessGauges:
    """What each process takes: as the library's collector says, which knows but its own."""

    def __init__(self, registry: CollectorRegistry) -> None:
        gauge = partial(Gauge, registry=registry, multiprocess_mode="liveall")
        self._collector = ProcessCollector(registry=None)
        self._gauges = {
            "process_resident_memory_bytes": gauge(
                "process_resident_memory_bytes", "Memory in use, bytes."
            ),
            "process_cpu_seconds": gauge("process_cpu_seconds_total", "CPU time spent, seconds."),
            "process_open_fds": gauge("process_open_fds", "Open files and connections."),
        }

    def refresh(self) -> None:
        """Measure this process."""
        for family in self._collector.collect():
            gauge = self._gauges.get(family.name)
            if gauge:
                gauge.set(family.samples[0].value)


class RequestMeter:
    """A layer that times and counts requests, and at wish logs them without who and what."""

    def __init__(self, app: ASGIApp, metrics: Metrics, *, logs_requests: bool = False) -> None:
        self.app = app
        self._metrics = metrics
        self._logs_requests = logs_requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and count it once it is answered or given up."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 0

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        began = perf_counter()
        self._metrics.in_progress.inc()
        try:
            await self.app(scope, receive, send_noted)
        finally:
            self._metrics.in_progress.dec()
            self._note(scope, status, perf_counter() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = route_of(scope)
        method = scope["method"] if scope["method"] in METHODS else OTHER
        self._metrics.answered(route, method, status)(seconds)
        if self._logs_requests:
            noted = {
                "method": method,
                "route": route,
                "status": status,
                "milliseconds": round(1000 * seconds, 1),
            }
            access_log.info("%s %s %d, %.1f ms", *noted.values(), extra=noted)


def route_of(scope: Scope) -> str:
    """Return the template of the route that a request took, never its path."""
    route = scope.get("route")
    if route is not None:
        return str(route.path)
    if isinstance(scope.get("endpoint"), StaticFiles):
        return STATIC
    path = scope["path"]
    return str(path) if path in _WITHOUT_ROUTE else OTHER


@asynccontextmanager
async def refreshing(metrics: Metrics, desk: Desk) -> AsyncIterator[None]:
    """Refresh what is shown of a process now and then, since any other may be asked for it."""

    async def go_on() -> None:
        while True:
            metrics.refresh(desk)
            await asyncio.sleep(REFRESH_S)

    task = asyncio.create_task(go_on())
    try:
        yield
    finally:
        task.cancel()
