"""The entry of the audit log that all data was taken out, with its hashes and phone numbers."""

from datetime import datetime

from sqlalchemy.exc import InternalError, ProgrammingError

from data.actors import COMMAND
from data.audit import Action, note_change
from data.database import Database
from geo.errors import SourceUnavailable
from geo.messages import Message

DATABASE_READ_ONLY = Message(
    "database_read_only",
    zh="数据库在这里只能读（{reason}）。",
    en="the database can only be read from here ({reason})",
)


def note_backup(database: Database, file_name: str, *, rows: int, at: datetime) -> None:
    """Write down that a backup was taken; raises SourceUnavailable where nothing can be written."""
    try:
        with database.transaction(COMMAND) as session:
            row = ("database", file_name)
            note_change(session, Action.BACKUP, row, after={"rows": rows}, at=at)
    except (InternalError, ProgrammingError) as error:
        # A standby, and a user who may only read.
        reason = str(error.orig).partition("\n")[0]
        raise SourceUnavailable(DATABASE_READ_ONLY, reason=reason) from error
