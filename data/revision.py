"""Which revision the data is at, and a watch that tells when it moves."""

import logging
from collections.abc import Callable
from datetime import datetime

import psycopg
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from data.background import BackgroundThread
from data.database import Database
from data.tables import Revision
from geo.errors import SourceUnavailable

POLL_S = 0.5
# A server that vanished without a word is noticed within two seconds.
IMPATIENT = {
    "connect_timeout": 2,
    "tcp_user_timeout": 2_000,
    "keepalives_idle": 1,
    "keepalives_interval": 1,
    "keepalives_count": 1,
}

logger = logging.getLogger(__name__)


def read_revision(session: Session) -> int:
    """Return the number that every transaction with a write raises."""
    return session.scalars(select(Revision.number)).one()


def hold_writers(session: Session) -> None:
    """Make all who would write wait until this transaction ends; what is read next stays true.

    To be called before anything is read: every write raises the one revision, so its row is the
    lock of them all.
    """
    session.execute(update(Revision).values(number=Revision.number))


class RevisionWatch(BackgroundThread):
    """A background thread that calls `on_change` with each new revision number, soon after it.

    `seen` is the revision that the caller already has; None calls for the first number read, too.
    Where `on_change` raises SourceUnavailable the same number is tried again. The thread goes on
    while the database is away; `now` is asked when it goes.
    """

    def __init__(
        self,
        database: Database,
        on_change: Callable[[int], None],
        *,
        now: Callable[[], datetime],
        seen: int | None = None,
    ) -> None:
        super().__init__("revision-watch")
        self._database = database
        self._on_change = on_change
        self._now = now
        self._seen = seen
        self._unreachable_since: datetime | None = None
        self._failed_revision: int | None = None

    @property
    def unreachable_since(self) -> datetime | None:
        """When the database was found to be away; None while it answers."""
        return self._unreachable_since

    @property
    def failed_revision(self) -> int | None:
        """The revision that `on_change` could not use, if that is the last one."""
        return self._failed_revision

    def _run(self) -> None:
        follow = self._poll if self._database.is_sqlite else self._listen
        while not self._stopping.is_set():
            try:
                follow()
            except (SourceUnavailable, SQLAlchemyError, psycopg.Error) as error:
                self._note_lost(error)
                self._stopping.wait(POLL_S)

    def _poll(self) -> None:
        while not self._stopping.is_set():
            with self._database.reading() as session:
                number = read_revision(session)
            self._note_number(number)
            self._stopping.wait(POLL_S)

    def _listen(self) -> None:
        """Wake up at a notification; look at the number all the same, as one can be lost."""
        engine = self._database.engine
        _, parameters = engine.dialect.create_connect_args(engine.url)
        with psycopg.connect(**{**parameters, **IMPATIENT}, autocommit=True) as connection:
            connection.execute("LISTEN niangjia_revision")
            while not self._stopping.is_set():
                for (number,) in connection.execute("SELECT number FROM revision"):
                    self._note_number(number)
                for _ in connection.notifies(timeout=POLL_S, stop_after=1):
                    pass

    def _note_number(self, number: int) -> None:
        if number != self._seen:
            self._tell(number)
            self._seen = number
        if self._unreachable_since is not None:
            logger.info("database %s is back at revision %d", self._database.target, number)
            self._unreachable_since = None

    def _tell(self, number: int) -> None:
        """Pass a number on; data that cannot be used must not end the watch."""
        self._failed_revision = None
        try:
            self._on_change(number)
        except (SourceUnavailable, SQLAlchemyError, psycopg.Error):
            raise
        except Exception:
            logger.exception("revision %s cannot be used; the one before stays", number)
            self._failed_revision = number

    def _note_lost(self, error: Exception) -> None:
        if self._unreachable_since is None:
            self._unreachable_since = self._now()
            logger.warning("database %s does not answer: %s", self._database.target, error)
