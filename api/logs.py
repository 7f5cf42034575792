"""What the server writes to its log, and what it never writes: who asked, and for what."""

import logging
import re
import secrets
import traceback
from collections.abc import Mapping

from asgi_correlation_id import CorrelationIdMiddleware, correlation_id
from pythonjsonlogger.core import RESERVED_ATTRS
from starlette.types import ASGIApp

from api.settings import LogFormat, Settings

REQUEST_HEADER = "X-Request-ID"
_REQUEST_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""What proxies give: taken for granted it would let anybody write a position into our log."""
_OWN_LOGGERS = ("api", "data", "maps", "uvicorn", "uvicorn.error")
_FORMATTERS: Mapping[LogFormat, dict[str, object]] = {
    LogFormat.JSON: {
        "()": "pythonjsonlogger.orjson.OrjsonFormatter",
        "fmt": ["levelname", "name", "message"],
        "timestamp": "time",
        "rename_fields": {"levelname": "level", "name": "logger", "exc_info": "failure"},
        "reserved_attrs": [*RESERVED_ATTRS, "color_message"],
    },
    LogFormat.TEXT: {
        "()": "logging.Formatter",
        "fmt": "%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s %(failure)s",
        "defaults": {"request_id": "-", "failure": ""},
    },
}


class DiscreetFilter(logging.Filter):
    """Puts the id of the request to what is logged inside of one, and takes texts of others away.

    Outside of requests there is nothing of a worker that an exception could tell.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Change a record before it is written; all are written."""
        number = request_id()
        if number is not None:
            record.request_id = number
            if record.exc_info and record.exc_info[1]:
                record.failure = where_from(record.exc_info[1])
                record.exc_info = None
        return True


def log_config(settings: Settings) -> dict[str, object]:
    """Return what logging.config.dictConfig takes: all goes to stderr, of libraries only warnings.

    The server's own log of requests has paths and addresses, and so has what it says of
    connections below the level `debug`: neither can be switched on.
    """
    level = settings.log_level.upper()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"discreet": {"()": DiscreetFilter}},
        "formatters": {"ours": _FORMATTERS[settings.log_format]},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "ours",
                "filters": ["discreet"],
            }
        },
        "loggers": {
            **{name: {"level": level} for name in _OWN_LOGGERS},
            # It warns of every id that it does not take.
            "asgi_correlation_id": {"level": "ERROR"},
        },
        "root": {"level": "WARNING", "handlers": ["stderr"]},
    }


def with_request_id(app: ASGIApp) -> ASGIApp:
    """Put a layer around an app that gives every request an id, and tells it in the answer."""
    return CorrelationIdMiddleware(
        app,
        header_name=REQUEST_HEADER,
        update_request_header=False,
        generator=_new_request_id,
        validator=_is_request_id,
    )


def request_id() -> str | None:
    """Return the id of the request that is answered here and now; None outside of requests."""
    return correlation_id.get()


def where_from(error: BaseException) -> str:
    """Return the frames of an exception without its own text, which may hold a position."""
    return "".join(traceback.format_tb(error.__traceback__))


def _new_request_id() -> str:
    return secrets.token_hex(6)


def _is_request_id(given: str) -> bool:
    return _REQUEST_ID.fullmatch(given) is not None
