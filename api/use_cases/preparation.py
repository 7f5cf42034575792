"""Make a database ready for use: its schema, and the calendar of the years around now."""

from data.calendar import seed_calendar
from data.database import Database
from data.migrate import is_current, migrate

YEARS_BACK, YEARS_AHEAD = 6, 5


def prepare_database(database: Database, year: int) -> None:
    """Migrate to this version and fill in the calendar.

    The second time it only reads, so that it does not wait for somebody else's import.
    """
    if not is_current(database):
        migrate(database)
    with database.transaction() as session:
        seed_calendar(session, year - YEARS_BACK, year + YEARS_AHEAD)
