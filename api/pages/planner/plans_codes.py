"""Codes of plans as they stand in addresses."""

import re

from api.schemas_plans import CODE_PATTERN
from data.plan_messages import PLAN_UNKNOWN
from geo.errors import NotFound


def require_plan_code(text: str) -> str:
    """Return what may be the code of a plan; raises NotFound for what cannot be one."""
    if not re.fullmatch(CODE_PATTERN, text):
        raise NotFound(PLAN_UNKNOWN, value=text[:40])
    return text
