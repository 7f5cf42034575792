"""Days as programs write them."""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _read_day(value: object) -> date:
    """Read a day such as 2026-11-22; numbers and moments are none, which pydantic would take."""
    if isinstance(value, str) and _WRITTEN.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise _unreadable() from error
    if type(value) is date:
        return value
    raise _unreadable()


def _unreadable() -> PydanticCustomError:
    return PydanticCustomError("day", "no day")


Day = Annotated[date, BeforeValidator(_read_day)]
"""A day of a query or a body, in the one form that the interface says it takes."""
