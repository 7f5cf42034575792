"""Names of other things in a row, such as its union: found by code or by name."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Table, select

from data.database import Session
from data.imports.cells import word
from data.imports.fields import (
    APARTMENTS,
    FIRMS,
    PARKS,
    SERVICE_POINTS,
    SERVICES,
    UNIONS,
    Field,
    Kind,
)
from data.imports.listed import Coded, Listed
from data.imports.report import Findings
from data.imports.rows import ImportRow
from data.scope import in_scope
from geo.errors import InvalidInput
from geo.jurisdictions import require_no_cycles
from geo.messages import Message

_UNKNOWN = {
    SERVICES.name: Message(
        "unknown_service",
        zh="没有“{value}”这项服务。可填：{known:、}。新的服务请先导入 services 名单。",
        en='there is no service "{value}"; choose among {known}, or import new services first',
    ),
    UNIONS.name: Message(
        "unknown_union",
        zh="没有编号或名称为“{value}”的工会。请先导入工会名单（unions），或改正名称。",
        en='there is no union with the code or name "{value}"; import unions first, or correct it',
    ),
    PARKS.name: Message(
        "unknown_park",
        zh="没有编号或名称为“{value}”的园区。请先导入园区名单（parks），或改正名称。",
        en='there is no park with the code or name "{value}"; import parks first, or correct it',
    ),
    APARTMENTS.name: Message(
        "unknown_apartment",
        zh="没有编号或名称为“{value}”的公寓。请先导入公寓名单（apartments），或改正名称。",
        en='there is no apartment with the code or name "{value}"; import apartments first, '
        "or correct it",
    ),
    FIRMS.name: Message(
        "unknown_firm",
        zh="没有编号或名称为“{value}”的企业。请先导入企业名单（firms），或改正名称。",
        en='there is no firm with the code or name "{value}"; import firms first, or correct it',
    ),
    SERVICE_POINTS.name: Message(
        "unknown_service_point",
        zh="没有编号或名称为“{value}”的服务点。请先导入服务点名单（service-points），或改正名称。",
        en='there is no service point with the code or name "{value}"; '
        "import service-points first, or correct it",
    ),
}
AMBIGUOUS_REFERENCE = Message(
    "ambiguous_reference",
    zh="叫“{value}”的不止一个（{codes:、}）。请填写编号。",
    en='several are called "{value}" ({codes}); give the code',
)
PARENT_LEFT_OUT = Message(
    "parent_left_out",
    zh="上级工会“{value}”所在的行有问题，没有导入。请先改正那一行。",
    en='the row of the parent "{value}" is bad and is left out; correct that row first',
)


class Directory:
    """Codes and names of one table's rows; finds the one code that is meant by either."""

    def __init__(self, table_name: str) -> None:
        self._table_name = table_name
        self._codes: dict[str, str] = {}
        self._by_word: dict[str, dict[str, None]] = {}

    def add(self, code: str, names: Sequence[str | None]) -> None:
        """Let a code be found by itself and by its names."""
        self._codes[code] = names[0] or code
        for name in (code, *names):
            if name:
                self._by_word.setdefault(word(name), {})[code] = None

    def has_code(self, text: str) -> bool:
        """Whether a text is a code as it stands."""
        return text in self._codes

    def has_name(self, text: str) -> bool:
        """Whether a text names something, in whatever case, width and spaces."""
        return word(text) in self._by_word

    def code_of(self, text: str) -> str:
        """Find the code; raises InvalidInput where none or several are meant."""
        if text in self._codes:
            return text
        codes = self._by_word.get(word(text), {})
        if not codes:
            known = Coded(self._codes)
            raise InvalidInput(_UNKNOWN[self._table_name], value=text, known=known)
        if len(codes) > 1:
            raise InvalidInput(AMBIGUOUS_REFERENCE, value=text, codes=Listed(codes))
        return next(iter(codes))


def load_directory(session: Session, table: Table) -> Directory:
    """Read the codes and names of a table."""
    directory = Directory(table.name)
    names = [column for column in ("name", "name_en") if column in table.columns]
    # Unions are known to all; of the rest nobody is told what is another union's.
    seen = [] if table is UNIONS else in_scope(session, table)
    listed = select(table.c.code, *(table.c[name] for name in names)).where(*seen)
    for row in session.execute(listed):
        directory.add(row[0], list(row[1:]))
    return directory


def resolve_references(
    session: Session, kind: Kind, rows: Sequence[ImportRow], findings: Findings
) -> None:
    """Put codes in the place of names of things in other tables."""
    for field in kind.fields:
        table = field.refers_to
        if table is None or table is kind.table or not any(field.name in r.values for r in rows):
            continue
        _resolve(field, rows, load_directory(session, table), findings)


def resolve_parents(
    kind: Kind,
    rows: Sequence[ImportRow],
    stored: Mapping[str, Mapping[str, object]],
    findings: Findings,
) -> None:
    """Put codes in the place of parents' names, which may be of the same file; no cycles.

    A row whose parent is new but bad is bad as well.
    """
    field = next((field for field in kind.fields if field.refers_to is kind.table), None)
    if field is None:
        return
    in_file = {str(row.values[kind.key]): row for row in rows if row.values.get(kind.key)}
    directory = Directory(kind.table.name)
    for code, name in _told(in_file, stored, "name").items():
        directory.add(code, [None if name is None else str(name)])
    _resolve(field, rows, directory, findings)
    new = {code: row for code, row in in_file.items() if code not in stored}
    _drop_orphans(field, rows, new, findings)
    parents = _told(in_file, stored, field.name)
    try:
        require_no_cycles({code: str(above) for code, above in parents.items() if above})
    except InvalidInput as error:
        findings.file_error(error, field.name)


def _told(
    in_file: Mapping[str, ImportRow], stored: Mapping[str, Mapping[str, object]], column: str
) -> dict[str, object]:
    """Give a column's values by code as they will be: from the file, else as stored."""
    told = {code: place[column] for code, place in stored.items()}
    for code, row in in_file.items():
        told[code] = row.values.get(column, told.get(code))
    return told


def _resolve(
    field: Field, rows: Sequence[ImportRow], directory: Directory, findings: Findings
) -> None:
    for row in rows:
        named = row.values.get(field.name)
        try:
            if isinstance(named, tuple):
                codes = (directory.code_of(name) for name in named)
                row.values[field.name] = tuple(dict.fromkeys(codes))
            elif named is not None:
                row.values[field.name] = directory.code_of(str(named))
        except InvalidInput as error:
            del row.values[field.name]
            findings.row_error(row.line, field.name, error)


def _drop_orphans(
    field: Field, rows: Sequence[ImportRow], new: Mapping[str, ImportRow], findings: Findings
) -> None:
    """Note rows whose new parent is bad, then those whose parent these are, and so on."""
    dropped = True
    while dropped:
        dropped = False
        for row in rows:
            parent = new.get(str(row.values.get(field.name)))
            is_orphan = parent is not None and parent.line in findings.bad_lines
            if is_orphan and row.line not in findings.bad_lines:
                error = InvalidInput(PARENT_LEFT_OUT, value=row.values[field.name])
                findings.row_error(row.line, field.name, error)
                dropped = True
