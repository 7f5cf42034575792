"""One way to print what was measured beside what was aimed at."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure, its aim, and whether it is met."""

    name: str
    measured: str
    aim: str
    is_met: bool | None = None


def show(title: str, figures: Iterable[Figure]) -> None:
    """Print the figures of one bench."""
    table = Table("figure", "measured", "aim", "met", title=title, title_justify="left")
    for figure in figures:
        met = "" if figure.is_met is None else "yes" if figure.is_met else "NO"
        table.add_row(figure.name, figure.measured, figure.aim, met)
    Console(width=120).print(table)
