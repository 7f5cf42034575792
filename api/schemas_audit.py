"""Shapes of the audit log, as the OpenAPI document shows them."""

import datetime

from pydantic import BaseModel, Field


class AuditEntry(BaseModel):
    """Who did what; of a change `before` and `after` have the columns that differ."""

    id: int
    at: datetime.datetime
    who: str | None = Field(
        examples=["account:li"],
        description="`account:NAME`, with `/TOKEN` where a program acted; `team:CODE`; `local` for "
        "whoever sits at the server, `command` for its command line, `server` for itself.",
    )
    action: str = Field(examples=["update"])
    table: str = Field(examples=["service_point"])
    code: str = Field(examples=["s1"], description="Of imports and exports the name of the file.")
    before: dict[str, object] | None = Field(examples=[{"phone": "021-0000 0000"}])
    after: dict[str, object] | None = Field(examples=[{"phone": "021-1111 1111"}])
    request_id: str | None


class AuditPage(BaseModel):
    """Entries of the audit log, the newest first."""

    entries: list[AuditEntry]
    next: int | None = Field(
        description="Where the next page begins: send it as `before`; null on the last."
    )
