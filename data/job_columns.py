"""What a table has whose rows are computed in the background: how far each is, and how it ended."""

import datetime
from enum import StrEnum

from sqlalchemy import false
from sqlalchemy.orm import Mapped, mapped_column


class JobStatus(StrEnum):
    """How far a job is. The last four are how it ended, and stay."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


class JobColumns:
    """The state of a job.

    Whoever computes it renews `heartbeat_at`, so that the others see when its server is gone.
    `rerun_of` is the code of the job that was asked the same before. `problem` says why it failed,
    and `figures` are the few numbers of its result that lists show.
    """

    status: Mapped[JobStatus] = mapped_column(
        default=JobStatus.QUEUED, server_default="queued", index=True
    )
    stage: Mapped[str | None]
    progress: Mapped[float | None]
    problem: Mapped[dict[str, object] | None]
    started_at: Mapped[datetime.datetime | None]
    finished_at: Mapped[datetime.datetime | None]
    heartbeat_at: Mapped[datetime.datetime | None]
    wants_cancel: Mapped[bool] = mapped_column(default=False, server_default=false())
    rerun_of: Mapped[str | None]
    figures: Mapped[dict[str, object] | None]
