"""`niangjia serve` and `niangjia demo`: the pages and the interface, until they are stopped."""

from pathlib import Path
from typing import Annotated

import typer

from api import cli_views
from api.cli_accounts import tell_first_admin
from api.cli_options import console
from api.cli_sources import opened
from api.demo import prepare_demo
from api.ports import require_free_port
from api.serving import serve as run_server
from api.settings import LogFormat, LogLevel, Settings, read_settings

Port = Annotated[int | None, typer.Option(min=1, max=65_535, help="Else NIANGJIA_PORT.")]


def serve(
    host: Annotated[str | None, typer.Option(help="Else NIANGJIA_HOST.")] = None,
    port: Port = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes; else NIANGJIA_WORKERS.")
    ] = None,
) -> None:
    """Serve the pages and the interface."""
    settings = read_settings()
    if workers is not None:
        settings = settings.model_copy(update={"workers": workers})
    host, port = _address(settings, host, port)
    with opened(settings) as database:
        console.print(f"http://{host}:{port}", markup=False)
        tell_first_admin(database)
    run_server(settings, host=host, port=port)


def demo(
    folder: Annotated[Path, typer.Option(help="Where the sample city is kept.")] = Path("demo"),
    host: Annotated[str | None, typer.Option(help="Else NIANGJIA_HOST.")] = None,
    port: Port = None,
) -> None:
    """Make the sample city where it is not there yet, and serve it until stopped."""
    own = {
        "database_url": f"sqlite:///{folder / 'niangjia.db'}",
        "log_format": LogFormat.TEXT,
        "log_level": LogLevel.WARNING,
    }
    settings = read_settings().model_copy(update=own)
    host, port = _address(settings, host, port)
    folder.mkdir(parents=True, exist_ok=True)
    with opened(settings) as database:
        prepare_demo(database, folder / "lists", console)
    cli_views.show_welcome(console, f"http://{host}:{port}", settings.database_url)
    run_server(settings, host=host, port=port)


def _address(settings: Settings, host: str | None, port: int | None) -> tuple[str, int]:
    """Return where to listen, once nobody else does."""
    host, port = host or settings.host, settings.port if port is None else port
    require_free_port(host, port)
    return host, port
