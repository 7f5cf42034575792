"""A real server on a small town, and a phone that reports what a page must not do."""

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Page,
    Response,
    expect,
    sync_playwright,
)
from shapely import MultiPolygon, Point, box

from api.app import create_app
from api.settings import Settings
from data.database import Database, Session, connect
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
ORDINARY = {"viewport": NARROW_PHONE, "has_touch": True, "is_mobile": True}
PATIENCE_MS = 20_000
Hearers = dict[str, Callable[..., None]]
AT_HOME = {"longitude": 121.52345, "latitude": 31.26789}

# Nothing takes as long, but where the machine does something else, too.
expect.set_options(timeout=PATIENCE_MS)


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

    @property
    def hearers(self) -> Hearers:
        return {
            "request": lambda request: self.addresses.append(request.url),
            "response": self._keep,
            "pageerror": lambda error: self.complaints.append(str(error)),
            "console": lambda message: self._hear(message.type, message.text),
        }

    def _keep(self, response: Response) -> None:
        self.responses.append(response)

    def _hear(self, kind: str, text: str) -> None:
        is_refusal = "status of 404" in text or "status of 422" in text
        if kind in {"error", "warning"} and not is_refusal:
            self.complaints.append(text)


@dataclass(frozen=True)
class Town:
    """A running application: its address, and its database."""

    address: str
    database: Database


@pytest.fixture(scope="module")
def run_town(
    tmp_path_factory: pytest.TempPathFactory, _migrated_file: Path
) -> Iterator[Callable[..., Town]]:
    """Run the whole application on a town that is settled so, as long as a module's tests."""
    with ExitStack() as running:

        def run(
            settle: Callable[[Session], None], *, plans_wait: bool = False, **others: object
        ) -> Town:
            folder = tmp_path_factory.mktemp("town")
            url = f"sqlite:///{shutil.copy(_migrated_file, folder / 'town.db')}"
            database = connect(url)
            running.callback(database.close)
            with database.transaction() as session:
                settle(session)
            app = create_app(Settings(database_url=url, data_folder=folder, **others))
            if plans_wait:
                for runner in (app.state.plan_runner, app.state.outreach_runner):
                    runner.start = runner.stop = lambda: None
            return Town(running.enter_context(_serving(app)), database)

        yield run


@pytest.fixture(scope="module")
def server(run_town: Callable[..., Town]) -> str:
    """The whole application on a town with a few rows; its address."""
    return run_town(settle).address


@pytest.fixture(scope="session")
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
    fresh = browser.new_context(**(ORDINARY | context_options))
    fresh.set_default_timeout(PATIENCE_MS)
    yield fresh
    fresh.close()


@pytest.fixture
def new_phone(context: BrowserContext, server: str) -> Iterator[Phone]:
    """As `phone`, for tests of what is kept on it, or that change what all its pages do."""
    with _watched(context.new_page(), server) as watched:
        yield watched


@pytest.fixture
def phone(used_page: Page, server: str) -> Iterator[Phone]:
    """A phone that fails the test for an error on the page, or a request to another host."""
    with _watched(used_page, server) as watched:
        yield watched


@contextmanager
def _watched(page: Page, server: str) -> Iterator[Phone]:
    watched = Phone(page, server)
    with listening(page, watched.hearers):
        yield watched
    assert watched.complaints == []
    assert [url for url in watched.addresses if not url.startswith(f"{server}/")] == []


@contextmanager
def listening(page: Page, hearers: Hearers) -> Iterator[None]:
    """Hear of events on a page, until others use it."""
    for event, hear in hearers.items():
        page.on(event, hear)
    yield
    for event, hear in hearers.items():
        page.remove_listener(event, hear)


@pytest.fixture(scope="session")
def _used_pages(browser: Browser) -> Iterator[dict[str, Page]]:
    pages = {}
    yield pages
    for page in pages.values():
        page.context.close()


@pytest.fixture
def init_script() -> str:
    """What every page does first; overridden by files."""
    return ""


@pytest.fixture
def used_page(
    browser: Browser,
    context_options: dict[str, object],
    init_script: str,
    _used_pages: dict[str, Page],
) -> Iterator[Page]:
    """A page that other tests have used and nothing is left of: a new one takes longer."""
    options = ORDINARY | context_options
    kind = f"{options} {init_script}"
    page = _used_pages.get(kind)
    if page is None or page.is_closed():
        page = _used_pages[kind] = browser.new_context(**options).new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.add_init_script(init_script)
    yield page
    if not page.is_closed():
        _clean(page, options)


def _clean(page: Page, options: dict[str, object]) -> None:
    for other in page.context.pages:
        if other is not page:
            other.close()
    page.unroute_all()
    origin = urlsplit(page.url)
    _leave(page)
    page.context.set_offline(False)
    page.context.clear_cookies()
    if origin.scheme == "http":
        _forget(page, f"{origin.scheme}://{origin.netloc}")
    page.emulate_media(media="null", reduced_motion=options.get("reduced_motion", "null"))
    page.set_viewport_size(options["viewport"])
    page.mouse.move(0, 0)


def _leave(page: Page) -> None:
    """Show nothing; a page that is just loading itself anew gets in the way once."""
    try:
        page.goto("about:blank")
    except Error:
        page.goto("about:blank")


def _forget(page: Page, origin: str) -> None:
    """Delete what a server's pages have kept, their workers included."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    devtools.detach()


@pytest.fixture
def open_file(used_page: Page, tmp_path: Path) -> Iterator[Callable[[str], Page]]:
    """Open a file as one that was mailed; it may neither complain nor ask for anything else."""
    complaints, addresses = [], []
    hearers = {
        "console": lambda message: complaints.append(message.text),
        "pageerror": lambda error: complaints.append(str(error)),
        "request": lambda request: addresses.append(request.url),
    }

    def opened(html: str) -> Page:
        file = tmp_path / "文件.html"
        file.write_text(html, encoding="utf-8")
        used_page.goto(file.as_uri())
        return used_page

    with listening(used_page, hearers):
        yield opened
    assert complaints == []
    assert [url for url in addresses if not url.startswith(("file:", "data:"))] == []


def settle(session: Session) -> None:
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


@contextmanager
def _serving(app: FastAPI) -> Iterator[str]:
    """Serve at a port that is open from the start: who comes too early waits."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        running = uvicorn.Server(uvicorn.Config(app, ws="none", log_level="error"))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [door]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            running.should_exit = True
            thread.join()
