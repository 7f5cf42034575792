"""What the check of a file comes to, in words and tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from api.pages.planner.field_texts import field_name
from api.pages.planner.import_texts import IMPORT_TEXTS
from api.pages.planner.refusals import ABOUT_FIELDS, error_sentence
from api.pages.planner.rendering import say_from
from api.pages.planner.values import Option, choice_name
from data.import_columns import FileColumns
from data.imports.fields import kind_called
from data.imports.report import ImportReport, Outcome, RowError
from data.imports.xlsx import OTHER_SHEETS
from geo.messages import Language
from geo.places import Host, PlaceKind, Status, Tier, UnionLevel, UnionStatus

MOST_SHOWN = 200
CHOICES_FOR_ALL = {
    "tier": Tier,
    "status": Status,
    "host": Host,
    "level": UnionLevel,
    "union_status": UnionStatus,
    "place_kind": PlaceKind,
}
"""Fields that all rows of a file may share, where it has no column for them."""


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """Something to correct: where it is, what stands there, and what to do."""

    line: str
    column: str
    value: str
    advice: str


@dataclass(frozen=True, slots=True)
class Check:
    """A checked or imported file; `count` rows would be or were written."""

    report: ImportReport
    verdict: str
    is_blocked: bool
    count: int
    figures: Sequence[tuple[str, int]]
    problems: Sequence[ProblemLine]
    problem_count: int
    warnings: Sequence[str]

    @property
    def is_done(self) -> bool:
        """Whether this was imported."""
        return self.report.outcome is Outcome.IMPORTED


@dataclass(frozen=True, slots=True)
class ForAll:
    """A field that may be given one value for all rows; none is chosen where that is empty."""

    name: str
    label: str
    chosen: str
    options: Sequence[Option]


def view_report(report: ImportReport, language: Language) -> Check:
    """Say how the check or the import of a file went."""
    say = partial(say_from, IMPORT_TEXTS, language)
    is_blocked = report.outcome is Outcome.REJECTED
    is_done = report.outcome is Outcome.IMPORTED
    was = "was_" if is_done else ""
    figures = [
        (say("figure_rows"), report.rows),
        (say(f"figure_{was}added"), report.added),
        (say(f"figure_{was}updated"), report.updated),
        (say("figure_unchanged"), report.unchanged),
        (say(f"figure_{was}skipped"), report.skipped),
    ]
    by_name = (
        [say("matched_by_name", count=report.matched_by_name)] if report.matched_by_name else []
    )
    return Check(
        report=report,
        verdict=say(_verdict(report), bad=report.skipped),
        is_blocked=is_blocked,
        count=report.added + report.updated,
        figures=[] if is_blocked else figures,
        problems=[_problem(error, language) for error in report.errors[:MOST_SHOWN]],
        problem_count=len(report.errors),
        warnings=[*(error_sentence(error, language) for error in report.warnings), *by_name],
    )


def sheets_of(report: ImportReport) -> Sequence[str]:
    """List the sheets or layers of a file that has several: the one that was read comes first."""
    for warning in report.warnings:
        others = warning.details.get("others")
        if warning.code == OTHER_SHEETS.code and isinstance(others, tuple):
            return [warning.value, *others]
    return []


def field_options(columns: FileColumns, language: Language) -> Sequence[Option]:
    """List the fields that no column is read as yet."""
    return [(name, field_name(name, language)) for name in columns.unread_fields]


def choices_for_all(
    columns: FileColumns, constants: Mapping[str, str], language: Language
) -> Sequence[ForAll]:
    """List the fields that may be given one value for all rows."""
    return [
        ForAll(
            name,
            say_from(IMPORT_TEXTS, language, "for_all_rows", field=field_name(name, language)),
            constants.get(name, ""),
            [(member.value, choice_name(name, member, language)) for member in choices],
        )
        for name, choices in CHOICES_FOR_ALL.items()
        if name in columns.unread_fields or name in constants
    ]


def required_fields(kind_name: str, language: Language) -> Sequence[str]:
    """Name what a new row must have."""
    kind = kind_called(kind_name)
    names = [field.name for field in kind.fields if field.is_required and field.default is None]
    return [
        field_name(name, language)
        for name in (*names, *(("lon", "lat") if kind.needs_location else ()))
    ]


def _verdict(report: ImportReport) -> str:
    is_dry_run = report.outcome is Outcome.DRY_RUN
    found = (
        ("verdict_blocked", report.outcome is Outcome.REJECTED),
        ("verdict_done", not is_dry_run),
        ("verdict_empty", report.rows == 0),
        ("verdict_all", report.skipped == report.rows),
        ("verdict_some", report.skipped > 0),
        ("verdict_same", report.added + report.updated == 0),
    )
    return next((name for name, holds in found if holds), "verdict_good")


def _problem(error: RowError, language: Language) -> ProblemLine:
    whole = say_from(IMPORT_TEXTS, language, "whole_file")
    return ProblemLine(
        whole if error.line is None else str(error.line),
        error.column or "",
        "" if error.code in ABOUT_FIELDS else error.value,
        error_sentence(error, language),
    )
