"""What outreach needs: more of each visit, phones of places, publishing, and links of teams."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0005"
down_revision = "0004"

PLACES = ("worker_apartment", "industrial_park", "firm")
PLACE_KINDS = ("apartment", "park", "firm")
OUTCOMES = ("met", "nobody_there", "refused", "postponed")


def upgrade() -> None:
    """Add all of it; outcomes in words of their own go to the front of the notes."""
    for table in PLACES:
        op.add_column(table, sa.Column("phone", sa.Text))
    _move_outcomes_to_notes()
    with _changing_visits() as batch:
        batch.alter_column("outcome", existing_type=sa.Text, type_=_choice("outcome", OUTCOMES))
        for column in _visit_columns():
            batch.add_column(column)
    op.create_index("ix_visit_date", "visit", ["date"])
    _add_published_at()
    op.create_table(
        "team_link",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.Text, nullable=False, unique=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("team_link")
    op.drop_index("ix_outreach_plan_published_at", "outreach_plan")
    op.drop_column("outreach_plan", "published_at")
    op.drop_index("ix_visit_date", "visit")
    with _changing_visits() as batch:
        for name in ("outcome", "place_kind", "people_met"):
            batch.drop_constraint(op.f(f"ck_visit_{name}"), type_="check")
        for column in _visit_columns():
            batch.drop_column(column.name)
        batch.alter_column("outcome", existing_type=sa.String(32), type_=sa.Text)
    for table in PLACES:
        op.drop_column(table, "phone")


def _move_outcomes_to_notes() -> None:
    visit = sa.table("visit", sa.column("outcome", sa.Text), sa.column("notes", sa.Text))
    is_other = visit.c.outcome.not_in(OUTCOMES)
    # Even an UPDATE of no row would raise the revision on PostgreSQL.
    if op.get_bind().scalar(sa.select(sa.exists().where(is_other))):
        noted = visit.c.outcome + sa.func.coalesce("; " + visit.c.notes, "")
        op.execute(visit.update().where(is_other).values(notes=noted, outcome=None))


def _add_published_at() -> None:
    """On SQLite the result stays the last column, as in 0003."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table(
        "outreach_plan", recreate="always" if is_sqlite else "never"
    ) as batch:
        batch.add_column(
            sa.Column("published_at", sa.DateTime(timezone=True)),
            insert_before="result" if is_sqlite else None,
        )
    op.create_index("ix_outreach_plan_published_at", "outreach_plan", ["published_at"])


@contextmanager
def _changing_visits() -> Iterator[BatchOperations]:
    """Change the table of visits; on SQLite it is made anew, and its triggers with it."""
    triggers: Sequence[str] = []
    if op.get_bind().dialect.name == "sqlite":
        made_by = sa.text("SELECT sql FROM sqlite_master WHERE type='trigger' AND tbl_name='visit'")
        triggers = op.get_bind().scalars(made_by).all()
    with op.batch_alter_table("visit") as batch:
        yield batch
    for trigger in triggers:
        op.execute(trigger)


def _visit_columns() -> Sequence[sa.Column[object]]:
    people_met = sa.CheckConstraint("people_met >= 0", name="people_met")
    return [
        sa.Column("place_kind", _choice("place_kind", PLACE_KINDS)),
        sa.Column("people_met", sa.Integer, people_met),
        sa.Column("plan_code", sa.Text),
        sa.Column("recorded_at", sa.DateTime(timezone=True)),
    ]


def _choice(name: str, members: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=32)
