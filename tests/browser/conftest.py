"""A real server on a small town, and a phone that reports what a page must not do."""

import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright
from shapely import MultiPolygon, Point, box

from api.app import create_app
from api.settings import Settings
from data.database import Session, connect
from data.tables import ServicePoint, Union, WorkerApartment
from geo.places import Host, Tier, UnionLevel

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NARROW_PHONE = {"width": 360, "height": 740}
AT_HOME = {"longitude": 121.52345, "latitude": 31.26789}
STARTS_WITHIN_S = 10


@dataclass
class Phone:
    """A page, and what was seen while it was used."""

    page: Page
    server: str
    addresses: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.responses.clear()
        self.page.goto(self.server + path)
        return self.page

    @property
    def weight(self) -> int:
        return sum(len(response.body()) for response in self.responses)

    def watch(self) -> None:
        self.page.on("request", lambda request: self.addresses.append(request.url))
        self.page.on("response", self._keep)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self._hear(message.type, message.text))

    def _keep(self, response: Response) -> None:
        self.responses.append(response)

    def _hear(self, kind: str, text: str) -> None:
        is_refusal = "status of 404" in text or "status of 422" in text
        if kind in {"error", "warning"} and not is_refusal:
            self.complaints.append(text)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, _migrated_file: Path) -> Iterator[str]:
    """The whole application on a SQLite file with a few rows; its address."""
    file = shutil.copy(_migrated_file, tmp_path_factory.mktemp("town") / "town.db")
    url = f"sqlite:///{file}"
    database = connect(url)
    with database.transaction() as session:
        _settle(session)
    database.close()
    app = create_app(Settings(database_url=url))
    config = uvicorn.Config(app, port=0, ws="none", log_level="error")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{_port(running)}"
    finally:
        running.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("no chromium on the path; run `make test-setup`, or apt-get install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield running
        running.close()


@pytest.fixture
def context_options() -> dict[str, object]:
    """How this phone differs from an ordinary one; overridden by parametrizing."""
    return {}


@pytest.fixture
def context(browser: Browser, context_options: dict[str, object]) -> Iterator[BrowserContext]:
    """A phone with nothing on it yet."""
    ordinary = {"viewport": NARROW_PHONE, "has_touch": True, "is_mobile": True}
    fresh = browser.new_context(**(ordinary | context_options))
    fresh.set_default_timeout(5_000)
    yield fresh
    fresh.close()


@pytest.fixture
def phone(context: BrowserContext, server: str) -> Iterator[Phone]:
    """A phone that fails the test for an error on the page, or a request to another host."""
    watched = Phone(context.new_page(), server)
    watched.watch()
    yield watched
    assert watched.complaints == []
    assert [url for url in watched.addresses if not url.startswith(f"{server}/")] == []


def _settle(session: Session) -> None:
    always = {"opening_hours": "24/7", "services": ("membership", "legal_aid")}
    session.add_all(
        [
            ServicePoint(
                code="S1",
                name="控江路职工服务中心",
                tier=Tier.DISTRICT_CENTRE,
                host=Host.OFFICE,
                address="控江路 1555 号",
                phone="021-5588 0000转8012",
                languages=("zh",),
                wheelchair=True,
                location=Point(121.530, 31.270),
                **always,
            ),
            ServicePoint(
                code="S2",
                name="大连路户外劳动者联系点和职工驿站",
                tier=Tier.CONTACT_POINT,
                location=Point(121.520, 31.262),
                opening_hours="2026 Jan 01 09:00-10:00",
                services=(),
            ),
            WorkerApartment(code="A1", name="控江蓝领公寓", location=Point(121.526, 31.268)),
            WorkerApartment(code="A2", name="长白蓝领公寓", location=Point(121.540, 31.280)),
            Union(
                code="U1",
                name="杨浦区总工会",
                level=UnionLevel.DISTRICT,
                phone="021-65431234",
                area=MultiPolygon([box(121.45, 31.20, 121.60, 31.35)]),
            ),
        ]
    )


def _port(running: uvicorn.Server) -> int:
    give_up_at = time.monotonic() + STARTS_WITHIN_S
    while not running.started and time.monotonic() < give_up_at:
        time.sleep(0.02)
    return int(running.servers[0].sockets[0].getsockname()[1])
