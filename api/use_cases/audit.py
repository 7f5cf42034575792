"""The audit log as it is asked for: filtered, page by page, and whole for files."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.clock import CHINA_TIME
from api.days import Day
from data.actors import Actor
from data.audit import (
    ROWS_AT_ONCE,
    Action,
    AuditFilter,
    Entry,
    count_entries,
    list_entries,
    note_change,
)
from data.database import Database, Session
from data.tables import Base
from geo.errors import InvalidInput
from geo.messages import Message

TABLE_UNKNOWN = Message(
    "audit_table_unknown",
    zh="操作记录里没有“{value}”这一类。可选：{known}。",
    en='the audit log knows no table "{value}"; choose among {known}',
)
TOO_MANY_FOR_SHEET = Message(
    "audit_too_many_for_sheet",
    zh="共 {rows} 条记录，一张 Excel 表最多放 {most} 条。请缩短日期范围，或下载 CSV。",
    en="{rows} entries are more than the {most} that we put into a sheet; ask for fewer days, or "
    "for CSV",
)
MOST_IN_SHEET = 50_000
DATABASE_TABLE = "database"
"""What backups are taken of and brought back to, though it is no table."""
SERVED_TABLES = frozenset({"audit_log", "revision", "signing_key", "account_session"})
"""Tables whose rows nobody changes by hand."""
TABLES = (*sorted(Base.metadata.tables.keys() - SERVED_TABLES), DATABASE_TABLE, "audit_log")
_ONE_DAY = timedelta(days=1)
_LONGEST = 200
TableName = Annotated[str, Field(max_length=_LONGEST, json_schema_extra={"enum": ["", *TABLES]})]
"""One of TABLES; as forms send it, empty for all of them."""


class AuditAsked(BaseModel):
    """Which entries are asked for; days are days in China, both included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    who: str | None = Field(
        None,
        max_length=_LONGEST,
        description="Who did it: an account or a team by its code, `local`, `command` or `server`.",
        examples=["li"],
    )
    table: TableName | None = Field(None, description="Of what.", examples=["service_point"])
    code: str | None = Field(
        None, max_length=_LONGEST, description="The code of what was changed.", examples=["s1"]
    )
    since: Day | None = Field(None, description="First day.")
    until: Day | None = Field(None, description="Last day.")

    def to_filter(self) -> AuditFilter:
        """Turn it into what the log is searched by; raises InvalidInput for an unknown table."""
        if self.table and self.table not in TABLES:
            raise InvalidInput(TABLE_UNKNOWN, value=self.table, known=", ".join(TABLES))
        return AuditFilter(
            who=self.who or None,
            table=self.table or None,
            code=self.code or None,
            since=_midnight(self.since) if self.since else None,
            until=_midnight(self.until) + _ONE_DAY if self.until else None,
        )


def read_all(database: Database, actor: Actor, asked: AuditFilter) -> Iterator[Entry]:
    """Read all entries that are asked for, the newest first, in short transactions.

    Whoever takes them slowly keeps nobody waiting; what is added meanwhile is not among them.
    """
    before = None
    while True:
        with database.reading(actor) as session:
            found = list_entries(session, asked, limit=ROWS_AT_ONCE, before=before)
        yield from found
        if len(found) < ROWS_AT_ONCE:
            return
        before = found[-1].id


def require_room_in_sheet(session: Session, asked: AuditFilter) -> None:
    """Refuse to put more entries into a workbook than can be made in good time: InvalidInput."""
    count = count_entries(session, asked)
    if count > MOST_IN_SHEET:
        raise InvalidInput(TOO_MANY_FOR_SHEET, rows=count, most=MOST_IN_SHEET)


def to_json(entry: Entry) -> dict[str, object]:
    """Say of an entry what programs read."""
    return {
        "id": entry.id,
        "at": entry.at.astimezone(CHINA_TIME).isoformat(timespec="seconds"),
        "who": entry.account_code,
        "action": entry.action,
        "table": entry.table_name,
        "code": entry.row_code,
        "before": entry.before,
        "after": entry.after,
        "request_id": entry.request_id,
    }


def note_export(session: Session, table: str, file: str, *, rows: int | None, at: datetime) -> None:
    """Write down who took data out: of which table, into what file, and how many rows."""
    note_change(session, Action.EXPORT, (table, file), after={"rows": rows}, at=at)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, CHINA_TIME)
