"""Whether rows of visits can be: the same rules as for visits that teams record."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from data.imports.fields import Kind
from data.imports.matching import Stored
from data.imports.report import Findings
from data.imports.rows import ImportRow
from geo.errors import InvalidInput
from planner.visits import VisitOutcome, require_agreement, require_past

_NUMBERS = ("outcome", "people_met", "joined")


def check_visits(
    kind: Kind, rows: Sequence[ImportRow], stored: Stored, *, today: date | None, findings: Findings
) -> None:
    """Note days that have not come, and numbers that contradict each other or the outcome."""
    if kind.name != "visits":
        return
    for row in rows:
        if today is not None:
            _check_day(row, today, findings)
        if any(name in row.values for name in _NUMBERS):
            _check_numbers(row, stored.get(str(row.values[kind.key]), {}), findings)


def _check_day(row: ImportRow, today: date, findings: Findings) -> None:
    day = row.values.get("date")
    try:
        if isinstance(day, date):
            require_past(day, today=today)
    except InvalidInput as error:
        findings.row_error(row.line, findings.column("date"), error)


def _check_numbers(row: ImportRow, before: Mapping[str, object], findings: Findings) -> None:
    """Note numbers that cannot be; what a file does not tell of a visit is as it was before."""
    outcome, met, joined = ({**before, **row.values}.get(name) for name in _NUMBERS)
    try:
        require_agreement(
            cast("VisitOutcome | None", outcome),
            people_met=cast("int | None", met),
            joined=cast("int | None", joined),
        )
    except InvalidInput as error:
        findings.row_error(row.line, None, error)
