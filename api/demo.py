"""The sample city in a database of its own, made once and kept."""

from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from api.cli_views import progress_bar
from data.actors import COMMAND
from data.database import Database, Session
from data.imports.importer import ImportOptions, import_file
from data.sample_city import write_sample_files
from data.snapshot import has_service_points


def prepare_demo(database: Database, lists: Path, console: Console) -> None:
    """Import the sample city through the ordinary import, unless it is there already.

    All lists come in with one transaction: stopped half-way, the next start begins anew.
    """
    with database.transaction(COMMAND) as session:
        if not has_service_points(session):
            _import_city(session, lists, console)


def _import_city(session: Session, lists: Path, console: Console) -> None:
    lists.mkdir(exist_ok=True)
    with Progress(console=console, transient=True) as progress:
        for kind, path in write_sample_files(lists).items():
            import_file(session, kind, path, ImportOptions(), progress_bar(progress, path.name))
