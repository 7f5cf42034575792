"""Plans are computed in the background: how far each is, and how it ended."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TABLES = ("plan", "outreach_plan")
STATUSES = ("queued", "running", "done", "failed", "cancelled", "interrupted")


def upgrade() -> None:
    """Add the columns of jobs.

    SQLite walks through all pages of a row to what lies behind a large value, so there the result
    stays the last column.
    """
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    before = "result" if is_sqlite else None
    for table in TABLES:
        with op.batch_alter_table(table, recreate="always" if is_sqlite else "never") as batch:
            for column in _job_columns():
                batch.add_column(column, insert_before=before)
        op.create_index(f"ix_{table}_status", table, ["status"])
        # What is there already must not be computed again.
        stored = sa.table(table, sa.column("status"), sa.column("result"))
        ended = sa.case((stored.c.result.is_(None), "interrupted"), else_="done")
        op.execute(stored.update().values(status=ended))


def downgrade() -> None:
    """Take them away again."""
    for table in TABLES:
        op.drop_index(f"ix_{table}_status", table)
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_job_status"), type_="check")
            for column in _job_columns():
                batch.drop_column(column.name)


def _job_columns() -> Sequence[sa.Column[object]]:
    kind = sa.Enum(
        *STATUSES, name="job_status", native_enum=False, create_constraint=True, length=32
    )
    return [
        sa.Column("status", kind, nullable=False, server_default="queued"),
        sa.Column("stage", sa.Text),
        sa.Column("progress", sa.Double),
        sa.Column("problem", sa.JSON),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True)),
        sa.Column("wants_cancel", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("rerun_of", sa.Text),
        sa.Column("figures", sa.JSON),
    ]
