"""What people report about a service point, and how far planners are with it."""

import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column


class ReportKind(StrEnum):
    """What is wrong with what we say of a service point."""

    HOURS = "hours"
    CLOSED_FOR_GOOD = "closed_for_good"
    PHONE = "phone"
    ADDRESS = "address"
    OTHER = "other"


class ReportStatus(StrEnum):
    """How far planners are with a report."""

    NEW = "new"
    SEEN = "seen"
    DONE = "done"


class ReportColumns:
    """A report without a sender: no name, no contact, no address of a device, no position."""

    service_point_code: Mapped[str] = mapped_column(
        ForeignKey("service_point.code", onupdate="CASCADE", ondelete="CASCADE"), index=True
    )
    kind: Mapped[ReportKind]
    text: Mapped[str]
    created_at: Mapped[datetime.datetime]
    status: Mapped[ReportStatus] = mapped_column(
        default=ReportStatus.NEW, server_default="new", index=True
    )
