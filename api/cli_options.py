"""Options that several commands share, and where they print."""

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, ProgressColumn

from api.cli_views import show_json
from geo.errors import NiangjiaError
from geo.messages import Language

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Lang = Annotated[Language, typer.Option("--lang", help="Language of messages.")]
FAILED, WRONG_USE = 1, 2
"""Exit status: it could not be done, or what was typed must be corrected."""
console = Console()
stderr = Console(stderr=True)


def progress_display(*columns: str | ProgressColumn) -> Progress:
    """A progress display where somebody looks on, and nothing where output goes to a file."""
    return Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal)


def tell(error: NiangjiaError, language: Language, *, as_json: bool) -> None:
    """Say what is wrong: to people in red, to programs as JSON with the stable code."""
    text = error.text(language)
    if as_json:
        show_json({"code": error.code, "message": text})
    else:
        stderr.print(f"{text} [{error.code}]", style="red", markup=False, soft_wrap=True)
