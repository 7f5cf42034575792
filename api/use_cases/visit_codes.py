"""The codes under which the pages of teams record their stops."""

import datetime
import uuid

from geo.errors import Forbidden
from geo.messages import Message

NOT_YOUR_CODE = Message(
    "visit_not_your_code",
    zh="编号 {code} 是系统留给另一处走访的，不能用来记录这次走访。"
    "请在本组的走访页面上记录，或换一个编号。",
    en="the code {code} is kept by the server for another visit; record yours on the page of your "
    "team, or under another code",
)
_NAMESPACE = uuid.UUID("6f1c5f5e-2a55-4d0e-9a57-0d1a37a5d1c6")
_MADE_FROM_NAMES = 5


def visit_code(team: str, day: datetime.date, place: str) -> str:
    """Make the code under which a team records a stop, e.g. `park:A1`, of a day.

    Everybody makes the same one, so that a record sent twice, or by two phones of a team, is one.
    """
    return str(uuid.uuid5(_NAMESPACE, f"{team}/{day}/{place}"))


def require_own_code(code: str, team: str, day: datetime.date, place: str) -> None:
    """Refuse a code that may be that of another visit, of this team or another; raises Forbidden.

    Whoever knows a team and its stops can tell its codes. These are UUIDs of version 5, so of that
    version none but the right one is taken.
    """
    try:
        made = uuid.UUID(code)
    except ValueError:
        return
    if made.version == _MADE_FROM_NAMES and code != visit_code(team, day, place):
        raise Forbidden(NOT_YOUR_CODE, code=code)
