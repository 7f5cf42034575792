"""How rows of our tables become lines of a backup and rows again, the same on both homes."""

import datetime
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import cast

import orjson
import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry
from sqlalchemy import JSON, Date, Insert, Select, Table, Text, column, select
from sqlalchemy import cast as sql_cast
from sqlalchemy import table as sql_table
from sqlalchemy.types import TypeEngine

from data.database import Session
from data.geometry import Geometry
from data.moments import Moment
from data.tables import AccountSession, Base, Revision, SigningKey

Line = bytes
Value = object
LEFT_OUT = frozenset(
    {Revision.__tablename__, AccountSession.__tablename__, SigningKey.__tablename__}
)
"""The revision goes on counting, who is signed in is no data (they sign in again), and servers
that run hold on to the key of their database."""
BATCH_ROWS = 1_000
LARGE_BATCH_ROWS = 10
"""Of tables with JSON, since the result of one plan may be megabytes."""
LITTLE_ENDIAN = 1
NO_ROW = (ValueError, TypeError, KeyError, AttributeError, ShapelyError)
"""What reading a line raises that is no row of its table."""


def backup_tables() -> dict[str, Table]:
    """Return all tables of a backup by name; those that others refer to come first."""
    tables = Base.metadata.sorted_tables
    return {str(table.name): table for table in tables if table.name not in LEFT_OUT}


def read_lines(session: Session, table: Table) -> Iterator[Line]:
    """Read all rows of a table, a batch at a time, as JSON lines in the order of their ids."""
    names = [str(column.name) for column in table.columns]
    encoders = [_encoder(column.type) for column in table.columns]
    size = LARGE_BATCH_ROWS if _has_json(table) else BATCH_ROWS
    for row in session.execute(_all_rows(table), execution_options={"yield_per": size}):
        encoded = (encode(value) for encode, value in zip(encoders, row, strict=True))
        yield orjson.dumps(dict(zip(names, encoded, strict=True)), option=orjson.OPT_APPEND_NEWLINE)


def row_reader(table: Table) -> Callable[[Line], dict[str, Value]]:
    """Make what reads a line back into the values of a row; it raises one of NO_ROW."""
    decoders = {column.name: _decoder(column.type) for column in table.columns}

    def read(line: Line) -> dict[str, Value]:
        given = cast("Mapping[str, Value]", orjson.loads(line))
        return {
            name: None if value is None else decoders[name](value) for name, value in given.items()
        }

    return read


def insert_rows(table: Table, rows: Sequence[Mapping[str, Value]]) -> Insert:
    """Make the statement that adds these rows, which may lack columns, but all the same ones.

    In JSON columns None is NULL, not the `null` of JSON, which counts as a value there. Raises
    ValueError where the rows differ.
    """
    names = rows[0].keys()
    if any(row.keys() != names for row in rows):
        message = f"rows have other columns than {', '.join(names)}"
        raise ValueError(message)
    columns = (column(name, _for_writing(table.columns[name].type)) for name in names)
    return sql_table(table.name, *columns).insert()


def _all_rows(table: Table) -> Select[tuple[Value, ...]]:
    """Read JSON as text: as objects a batch of plans would take ten times the memory."""
    read = [
        sql_cast(column, Text) if isinstance(column.type, JSON) else column
        for column in table.columns
    ]
    return select(*read).order_by(*table.primary_key)


def _has_json(table: Table) -> bool:
    return any(isinstance(column.type, JSON) for column in table.columns)


def _encoder(kind: TypeEngine[Value]) -> Callable[[Value], Value]:
    if isinstance(kind, Geometry):
        return _to_hex
    if isinstance(kind, JSON):
        return lambda text: None if text is None else json.loads(cast("str", text))
    return _as_it_is


def _to_hex(geometry: Value) -> str | None:
    if geometry is None:
        return None
    shape = cast("BaseGeometry", geometry)
    return str(shapely.to_wkb(shape, hex=True, output_dimension=2, byte_order=LITTLE_ENDIAN))


def _decoder(kind: TypeEngine[Value]) -> Callable[[Value], Value]:
    if isinstance(kind, Geometry):
        return lambda text: shapely.from_wkb(cast("str", text))
    if isinstance(kind, Moment):
        return lambda text: datetime.datetime.fromisoformat(cast("str", text))
    if isinstance(kind, Date):
        return lambda text: datetime.date.fromisoformat(cast("str", text))
    return _as_it_is


def _as_it_is(value: Value) -> Value:
    return value


def _for_writing(kind: TypeEngine[Value]) -> TypeEngine[Value]:
    return JSON(none_as_null=True) if isinstance(kind, JSON) else kind
