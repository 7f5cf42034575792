"""Pictures of every page and map, on a PC and on a phone, for docs/pictures.

They show the sample city at one moment, so that making them again changes what was changed.
`python -m bench.pictures planner-plan` makes only those whose name begins so. Needs Leaflet
(`make setup`), and Chromium and a Chinese font (`make test-setup`).
"""

import io
import math
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from unittest.mock import patch

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from api.app import create_app
from api.settings import PlannerAccess, Settings
from bench.pictured_accounts import ADMIN, PASSWORD
from bench.pictured_city import (
    COVERAGE_FILE,
    LARGER_PLAN,
    MOMENT,
    PLAN_FILE,
    REPORT_FILE,
    REPORTED,
    RUNNING_PLAN,
    SMALLER_PLAN,
    FixedClock,
    build_city,
)
from bench.pictured_visits import OUTREACH_FILE, SHEETS_FILE, VISITING_TEAM, VISITS_PLAN

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
LARGEST_BYTES, LARGEST_FOLDER_BYTES = 150_000, 8_000_000
COLOURS, NEAR_COLOUR = 48, 10
STARTS_WITHIN_S = 20
READY_WITHIN_MS = 60_000
WINDOWS = {
    "1280": {"viewport": {"width": 1280, "height": 900}},
    "390": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}
WEDNESDAY_NOON = 2 * 24 + 12
"""Hours since Monday began."""
TALLEST_PX = 6_000
"""Where longer pages are cut off: they go on as they began."""

APARTMENT, POINT = "310110009-A1", f"/points/{REPORTED}"
FOUND = "/?place=四平路街道示例职工公寓1号"
PUBLIC_URL = "https://fuwu.example.org"
ROWS = (
    "编号,名称,经度,纬度,开放时间\n"
    "N1,江浦路街道职工服务站（示例）,121.5261,31.2713,周一至周五 9:00-17:00\n"
    "N2,四平路街道职工服务站（示例）,121.5077,31.2746,周一 9:00-\n"
)

Act = Callable[[Page], None]


def _nothing(page: Page) -> None:
    """Take the page as it comes."""


def _draw(page: Page) -> None:
    page.locator("[data-drawn]").first.wait_for(timeout=READY_WITHIN_MS)


def _noon(page: Page) -> None:
    """Show who could be served at noon on Wednesday, while many have a break."""
    _draw(page)
    page.get_by_role("radio", name="按小时").check(force=True)
    page.get_by_role("slider").fill(str(WEDNESDAY_NOON))


def _check_file(page: Page) -> None:
    """Send a file with a bad row, and wait for its check."""
    sent = {"name": "站点.csv", "mimeType": "text/csv", "buffer": ROWS.encode("utf-8-sig")}
    page.locator("input[type=file]").set_input_files(sent)
    page.get_by_role("button", name="检查文件").click()
    page.wait_for_url("**/data/import/*")


def _sign_in(page: Page) -> None:
    """Sign in as the admin, and go on to what was asked for."""
    page.get_by_label("账号").fill(ADMIN)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda address: "/sign-in" not in address)


def _swagger(page: Page) -> None:
    page.locator(".opblock").first.wait_for(timeout=READY_WITHIN_MS)


@dataclass(frozen=True, slots=True)
class Shot:
    """A page to take a picture of; `whole` takes all of it, else what is seen at first."""

    path: str
    act: Act = field(default=_nothing)
    whole: bool = True


SHOTS: Mapping[str, Shot] = {
    "worker": Shot("/"),
    "worker-results": Shot(FOUND),
    "worker-unsure": Shot("/?place=四平路"),
    "worker-at-en": Shot(f"/at/{APARTMENT}?lang=en"),
    "worker-lost": Shot("/poitns/S1"),
    "station": Shot(POINT),
    "station-en": Shot(f"{POINT}?lang=en"),
    "station-area": Shot(f"{POINT}?area=15"),
    "station-thanks": Shot(f"{POINT}?thanks=1"),
    "field": Shot(f"/outreach?team={VISITING_TEAM}"),
    "field-en": Shot(f"/outreach?team={VISITING_TEAM}&lang=en"),
    "field-closed": Shot("/outreach/t/nobody"),
    "sign-in": Shot("/sign-in"),
    "account": Shot("/sign-in?next=/account", _sign_in),
    "admin": Shot("/sign-in?next=/admin", _sign_in),
    "admin-accounts": Shot("/sign-in?next=/admin/accounts", _sign_in),
    "admin-audit": Shot("/sign-in?next=/admin/audit", _sign_in, whole=False),
    "docs": Shot("/docs", _swagger),
    "planner": Shot("/planner"),
    "planner-en": Shot("/planner?lang=en"),
    "planner-data": Shot("/planner/data"),
    "planner-import": Shot("/planner/data/import"),
    "planner-import-check": Shot("/planner/data/import?kind=service-points", _check_file),
    "planner-service-points": Shot("/planner/data/service-points?q=四平"),
    "planner-apartments": Shot("/planner/data/apartments?q=四平"),
    "planner-closures": Shot("/planner/data/closures"),
    "planner-service-point": Shot(f"/planner/data/service-points/{REPORTED}"),
    "planner-service-point-en": Shot(f"/planner/data/service-points/{REPORTED}?lang=en"),
    "planner-reports": Shot("/planner/data/reports"),
    "planner-coverage": Shot("/planner/coverage", _draw),
    "planner-coverage-en": Shot("/planner/coverage?lang=en", _draw),
    "planner-plan-form": Shot("/planner/plans/new"),
    "planner-plan-running": Shot(f"/planner/plans/{RUNNING_PLAN}"),
    "planner-plan": Shot(f"/planner/plans/{LARGER_PLAN}", _draw),
    "planner-plan-en": Shot(f"/planner/plans/{LARGER_PLAN}?lang=en", _draw),
    "planner-plans": Shot("/planner/plans"),
    "planner-plans-compare": Shot(f"/planner/plans/compare?plan={SMALLER_PLAN}&plan={LARGER_PLAN}"),
    "planner-outreach": Shot("/planner/outreach"),
    "planner-outreach-form": Shot("/planner/outreach/new"),
    "planner-outreach-plan": Shot(f"/planner/outreach/{VISITS_PLAN}", _draw),
    "planner-outreach-visits": Shot("/planner/outreach/visits"),
    "planner-posters": Shot("/planner/posters?q=四平"),
    "planner-problem": Shot("/planner/plans/p-20261101-nobody"),
    "poster": Shot(f"/planner/posters/print?code={APARTMENT}"),
    "coverage-file": Shot(COVERAGE_FILE, _draw, whole=False),
    "coverage-file-noon": Shot(COVERAGE_FILE, _noon, whole=False),
    "plan-file": Shot(PLAN_FILE, _draw, whole=False),
    "report-file": Shot(REPORT_FILE),
    "outreach-file": Shot(OUTREACH_FILE, _draw, whole=False),
    "outreach-sheets": Shot(SHEETS_FILE),
}
"""Paths without a slash are files."""


def main() -> None:
    """Take the pictures and say how large they are."""
    begins = sys.argv[1] if len(sys.argv) > 1 else ""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob(f"{begins}*.png"):
        old.unlink()
    with (
        tempfile.TemporaryDirectory() as name,
        patch("api.clock.datetime", FixedClock),
        # Its server gives no sign of life, and shall be pictured all the same.
        patch("api.plan_jobs.GONE_AFTER_S", math.inf),
    ):
        folder = Path(name)
        settings = _settings(folder)
        build_city(settings, folder)
        with _serving(settings) as address, _chromium() as browser:
            for shot in SHOTS:
                if shot.startswith(begins):
                    _take(browser, shot, address=address, folder=folder)
    _tell()


def _settings(folder: Path) -> Settings:
    return Settings(
        database_url=f"sqlite:///{folder / 'city.db'}",
        data_folder=folder,
        planner_access=PlannerAccess.EVERYONE,
        public_url=PUBLIC_URL,
    )


@contextmanager
def _serving(settings: Settings) -> Iterator[str]:
    """Run the application in a thread of its own, where the clock is ours; yields its address."""
    config = uvicorn.Config(create_app(settings), port=0, ws="none", log_level="error")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run)
    thread.start()
    give_up_at = time.monotonic() + STARTS_WITHIN_S
    while not running.started and time.monotonic() < give_up_at:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}"
    finally:
        running.should_exit = True
        thread.join()


@contextmanager
def _chromium() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("no chromium on the path; run `make test-setup`, or apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def _take(browser: Browser, name: str, *, address: str, folder: Path) -> None:
    """Take a page in each window."""
    shot = SHOTS[name]
    for width, window in WINDOWS.items():
        context = browser.new_context(**window, locale="zh-CN", timezone_id="Asia/Shanghai")
        page = context.new_page()
        if shot.path.startswith("/outreach"):
            # These pages look at the clock of the phone, too.
            page.clock.set_fixed_time(MOMENT)
        is_served = shot.path.startswith("/")
        page.goto(address + shot.path if is_served else (folder / shot.path).as_uri())
        shot.act(page)
        picture = page.screenshot(full_page=shot.whole, animations="disabled", caret="hide")
        context.close()
        _save(picture, f"{name}-{width}")


def _save(picture: bytes, name: str) -> None:
    """Write a picture, in parts below each other where it is too large."""
    with Image.open(io.BytesIO(picture)) as opened:
        whole = opened.convert("RGB")
    shown = whole.crop((0, 0, whole.width, min(whole.height, TALLEST_PX)))
    parts = math.ceil(len(_packed(shown)) / LARGEST_BYTES)
    while max(map(len, packed := [_packed(part) for part in _cut(shown, parts)])) > LARGEST_BYTES:
        parts += 1
    for number, content in enumerate(packed, start=1):
        suffix = "" if number == 1 else f"-{number}"
        (FOLDER / f"{name}{suffix}.png").write_bytes(content)


def _cut(picture: Image.Image, parts: int) -> Iterator[Image.Image]:
    """Cut a picture into parts of the same height, from the top down."""
    height = math.ceil(picture.height / parts)
    for top in range(0, picture.height, height):
        yield picture.crop((0, top, picture.width, min(top + height, picture.height)))


def _packed(picture: Image.Image) -> bytes:
    """Write a PNG with the most frequent colours, so that areas of one colour keep it."""
    found = sorted(picture.getcolors(picture.width * picture.height), reverse=True)
    chosen: list[tuple[int, int, int]] = []
    for _, colour in found:
        if all(_differ(colour, other) for other in chosen):
            chosen.append(colour)
        if len(chosen) == COLOURS:
            break
    palette = Image.new("P", (1, 1))
    palette.putpalette(list(chain(*chosen)))
    stream = io.BytesIO()
    picture.quantize(palette=palette, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _differ(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return any(abs(a - b) >= NEAR_COLOUR for a, b in zip(one, other, strict=True))


def _tell() -> None:
    """Print how large the pictures are, and end with an error where one is too large."""
    sizes = {file.name: file.stat().st_size for file in sorted(FOLDER.glob("*.png"))}
    too_large = [name for name, size in sizes.items() if size > LARGEST_BYTES]
    print(f"{len(sizes)} pictures in {FOLDER}, {sum(sizes.values()) / 1_000_000:.1f} MB")
    if too_large or sum(sizes.values()) > LARGEST_FOLDER_BYTES:
        sys.exit(f"too large: {', '.join(too_large) or 'all together'}")


if __name__ == "__main__":
    main()
