"""Request bodies: a JSON object, read no further than need be."""

from collections.abc import Awaitable, Callable

import orjson
from fastapi import Request

from api.messages import BODY_TOO_LARGE, UNREADABLE_BODY
from geo.errors import InvalidInput

Body = dict[str, object]


def json_object(most_bytes: int) -> Callable[[Request], Awaitable[Body]]:
    """Make the dependency that reads a JSON object; raises InvalidInput for anything else."""

    async def read(request: Request) -> Body:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > most_bytes:
                raise InvalidInput(BODY_TOO_LARGE, value=most_bytes)
        try:
            found = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise InvalidInput(UNREADABLE_BODY, value=error) from error
        if not isinstance(found, dict):
            raise InvalidInput(UNREADABLE_BODY, value=type(found).__name__)
        return found

    return read
