"""Request bodies: a JSON object, read no further than need be."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import orjson
from fastapi import Request
from pydantic import BaseModel

from api.messages import BODY_TOO_LARGE, UNREADABLE_BODY
from geo.errors import InvalidInput
from geo.messages import Message

VALUE_IN_QUOTES = Message(
    "value_of_wrong_kind",
    zh="“{field}”在 JSON 里应写成不带引号的数字（或 true、false）；收到 {value}，请改正。",
    en='"{field}" must be a number (or true or false) as JSON writes it, without quotation marks, '
    "but {value} was sent; correct it",
)
Body = dict[str, object]
Read = TypeVar("Read", bound=BaseModel)


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


def read_body(model: type[Read], body: Body) -> Read:
    """Read a body as a model; numbers must be numbers there, while queries and forms have texts.

    Raises InvalidInput, or pydantic's ValidationError.
    """
    read = model.model_validate(body)
    _require_kinds(body, read.model_dump(), "")
    return read


def _require_kinds(sent: object, read: object, field: str) -> None:
    """Refuse what pydantic would take for a number or a truth value."""
    if isinstance(sent, dict) and isinstance(read, dict):
        for name in sent.keys() & read.keys():
            _require_kinds(sent[name], read[name], f"{field}.{name}" if field else name)
    elif isinstance(sent, list) and isinstance(read, list):
        for each_sent, each_read in zip(sent, read, strict=True):
            _require_kinds(each_sent, each_read, field)
    elif _is_of_other_kind(sent, read):
        raise InvalidInput(VALUE_IN_QUOTES, field=field, value=orjson.dumps(sent).decode())


def _is_of_other_kind(sent: object, read: object) -> bool:
    if isinstance(read, bool):
        return not isinstance(sent, bool)
    return isinstance(read, int | float) and isinstance(sent, bool | str)
