"""What an import found: every bad cell, row or file, and how many rows it changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from geo.errors import InvalidInput
from geo.messages import Language, Message

IMPORT_REJECTED = Message(
    "import_rejected",
    zh="{file} 有 {count} 处问题，没有导入任何内容。请改正后重试，或用 --skip-bad 略过有问题的行。",
    en="{file} has {count} problems and nothing was imported; correct them, "
    "or leave the bad rows out with --skip-bad",
)

_IN_FILE = Message("in_file", zh="{file}：{said}", en="{file}: {said}")
_IN_LINE = Message("in_line", zh="{file} 第 {line} 行：{said}", en="{file} line {line}: {said}")
_IN_CELL = Message(
    "in_cell",
    zh="{file} 第 {line} 行，“{column}”列：{said}",
    en="{file} line {line}, column {column}: {said}",
)
_SUMMARY = Message(
    "import_summary",
    zh="{file}：共 {rows} 行，新增 {added}，更新 {updated}，未变 {unchanged}，"
    "略过 {skipped}{matched}。",
    en="{file}: {rows} rows, {added} added, {updated} updated, {unchanged} unchanged, "
    "{skipped} left out{matched}",
)
_MATCHED = Message(
    "import_matched",
    zh="；其中 {matched_by_name} 行没有编号，按其他内容对应",
    en="; {matched_by_name} without a code were matched by other columns",
)
_COUNTS = ("rows", "added", "updated", "unchanged", "skipped", "matched_by_name")


_OUTCOMES = {
    "dry_run": Message(
        "import_dry_run",
        zh="这是试运行，数据没有变动。",
        en="This was a dry run; nothing was changed.",
    ),
    "rejected": Message(
        "nothing_imported",
        zh="没有导入任何一行。请改正后重试，或用 --skip-bad 略过有问题的行。",
        en="Nothing was imported. Correct these, or leave the bad rows out with --skip-bad.",
    ),
}


class Outcome(StrEnum):
    """What became of a file."""

    IMPORTED = "imported"
    DRY_RUN = "dry_run"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with a cell, a row (no column), or the whole file (no line)."""

    line: int | None
    column: str | None
    value: str
    message: Message
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The stable code that programs may rely on."""
        return self.message.code

    def text(self, language: Language) -> str:
        """Say what is wrong and what to do."""
        return self.message.text(language, **{"value": self.value, **self.details})

    def located(self, file: str, language: Language) -> str:
        """Say it with its place: `clinics.csv line 48, column 开放时间: …`."""
        place = _IN_FILE
        if self.line is not None:
            place = _IN_LINE if self.column is None else _IN_CELL
        return place.text(
            language, file=file, line=self.line, column=self.column, said=self.text(language)
        )


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How an import went; `skipped` rows were bad, `errors` and `warnings` say why."""

    kind: str
    file: str
    rows: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    matched_by_name: int = 0
    errors: tuple[RowError, ...] = ()
    warnings: tuple[RowError, ...] = ()
    outcome: Outcome = Outcome.IMPORTED

    def text(self, language: Language) -> str:
        """Write the report for people: the sums, then every error and warning on its line."""
        counts = {name: getattr(self, name) for name in _COUNTS}
        matched = _MATCHED.text(language, **counts) if self.matched_by_name else ""
        sums = _SUMMARY.text(language, file=self.file, matched=matched, **counts)
        found = [e.located(self.file, language) for e in (*self.errors, *self.warnings)]
        message = _OUTCOMES.get(self.outcome)
        return "\n".join([sums, *found, *([message.text(language)] if message else [])])


class ImportRejected(InvalidInput):
    """A file with errors, of which nothing was imported; `report` names every one."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__(IMPORT_REJECTED, file=report.file, count=len(report.errors))
        self.report = report


class Findings:
    """Collects what is wrong while a file is read.

    `headers` names the column of each field, in the order of the file.
    """

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.headers = headers
        self.errors: list[RowError] = []
        self.warnings: list[RowError] = []
        self.bad_lines: set[int] = set()

    def row_error(self, line: int, field_name: str | None, error: InvalidInput) -> None:
        """Note what is wrong with a row, or with its value of a field."""
        self.bad_lines.add(line)
        self.errors.append(self._error(line, field_name, error))

    def file_error(self, error: InvalidInput, field_name: str | None = None) -> None:
        """Note what is wrong with the whole file."""
        self.errors.append(self._error(None, field_name, error))

    def warning(self, error: InvalidInput) -> None:
        """Note what people should know, though nothing is wrong."""
        self.warnings.append(self._error(None, None, error))

    def column(self, field_name: str) -> str | None:
        """Name a field for `row_error`, where the file has a column for it."""
        return field_name if field_name in self.headers else None

    @property
    def has_file_errors(self) -> bool:
        """Whether something is wrong that leaving rows out cannot mend."""
        return any(error.line is None for error in self.errors)

    def sorted_errors(self) -> Iterable[RowError]:
        """List the errors as one reads the file, those of the whole file or row first."""
        places = {header: place for place, header in enumerate(self.headers.values())}
        return sorted(
            self.errors, key=lambda error: (error.line or 0, places.get(error.column or "", -1))
        )

    def _error(self, line: int | None, field_name: str | None, error: InvalidInput) -> RowError:
        column = None if field_name is None else self.headers.get(field_name, field_name)
        told = error.values
        position = f"{told['lon']}, {told['lat']}" if "lon" in told else ""
        return RowError(line, column, str(told.get("value", position)), error.message, told)
