"""Which columns a file has, and what each would be imported as: so that people can correct it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from data.imports.cells import Cell, FormulaCell, text_of
from data.imports.fields import kind_called
from data.imports.headers import claim_headers
from data.imports.importer import ImportOptions, read_table

_ROWS_LOOKED_AT = 20
_LONGEST_EXAMPLE = 60


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of a file: its place, its header, the field it is read as, and a value in it."""

    place: int
    header: str
    field: str | None
    example: str


@dataclass(frozen=True, slots=True)
class FileColumns:
    """The columns with a header, and the fields of the list that no column is read as."""

    columns: Sequence[FileColumn]
    unread_fields: Sequence[str]


def read_columns(kind_name: str, path: Path, options: ImportOptions) -> FileColumns:
    """Look into a file as an import would; raises InvalidInput where it cannot be read."""
    kind = kind_called(kind_name)
    table = read_table(kind, path, options)
    claims = claim_headers(
        kind,
        table.headers,
        crs=options.crs,
        header_map=options.header_map,
        constants=options.constants,
    )
    field_at = {place: name for name, place in claims.items()}
    rows = [row.cells for row in islice(table.rows, _ROWS_LOOKED_AT)]
    return FileColumns(
        [
            FileColumn(place, header, field_at.get(place), _example(rows, place))
            for place, header in enumerate(table.headers)
            if header
        ],
        [
            field.name
            for field in kind.fields
            if field.name not in claims and field.name not in options.constants
        ],
    )


def _example(rows: Sequence[Sequence[Cell]], place: int) -> str:
    """Show the first value that a column has."""
    cells = (row[place] for row in rows if place < len(row))
    shown = (cell.reference if isinstance(cell, FormulaCell) else text_of(cell) for cell in cells)
    return next((text[:_LONGEST_EXAMPLE] for text in shown if text), "")
