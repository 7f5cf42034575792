"""What people report about service points; it raises no revision, since no lookup depends on it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

KINDS = ("hours", "closed_for_good", "phone", "address", "other")
STATUSES = ("new", "seen", "done")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "data_report",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.Text, nullable=False, unique=True),
        sa.Column(
            "service_point_code",
            sa.Text,
            sa.ForeignKey("service_point.code", onupdate="CASCADE", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("kind", _choice("report_kind", KINDS), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            _choice("report_status", STATUSES),
            nullable=False,
            server_default="new",
            index=True,
        ),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("data_report")


def _choice(name: str, members: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=32)
