"""Forms as they come in, read no further than need be."""

from fastapi import Request
from starlette.datastructures import FormData

from data.database import NUL_IN_TEXT
from geo.errors import InvalidInput

MOST_FIELDS = 200
LONGEST_FIELD_BYTES = 64_000


async def sent_fields(request: Request) -> FormData:
    """Read a form without files; raises InvalidInput for a text with NUL."""
    async with request.form(
        max_files=0, max_fields=MOST_FIELDS, max_part_size=LONGEST_FIELD_BYTES
    ) as form:
        fields = FormData([(name, value) for name, value in form.multi_items()])
    if any(isinstance(value, str) and "\0" in value for _, value in fields.multi_items()):
        raise InvalidInput(NUL_IN_TEXT)
    return fields
