"""Moments in the database: with an offset on both homes."""

import datetime

from sqlalchemy import DateTime, Dialect, TypeDecorator


class Moment(TypeDecorator[datetime.datetime]):
    """A moment that comes back in UTC; a SQLite file keeps no offset, so it has all of them so.

    Without this, moments of different offsets would be compared by what their clocks show.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime.datetime | None, dialect: Dialect
    ) -> datetime.datetime | None:
        """Write in UTC."""
        del dialect
        return value and value.astimezone(datetime.UTC)

    def process_result_value(
        self, value: datetime.datetime | None, dialect: Dialect
    ) -> datetime.datetime | None:
        """Read in UTC; what has no offset is."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=datetime.UTC)
        return value.astimezone(datetime.UTC)
