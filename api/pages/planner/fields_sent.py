"""Forms as they come in, read no further than need be."""

from fastapi import Request
from starlette.datastructures import FormData

MOST_FIELDS = 200
LONGEST_FIELD_BYTES = 64_000


async def sent_fields(request: Request) -> FormData:
    """Read a form without files."""
    async with request.form(
        max_files=0, max_fields=MOST_FIELDS, max_part_size=LONGEST_FIELD_BYTES
    ) as form:
        return FormData([(name, value) for name, value in form.multi_items()])
