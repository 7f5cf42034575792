"""The revision, and the triggers that raise its number with every write, whoever writes."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

COUNTED = (
    "service_point",
    "closure",
    "service",
    "union",
    "worker_apartment",
    "industrial_park",
    "firm",
    "candidate_site",
    "workday_calendar",
    "visit",
)
"""Tables that lookups and plans depend on: a write to any of them is a new revision."""

# Once per transaction, because each further update of the same row would have to walk over all
# earlier ones; and before the statement, so that writers queue up here instead of in a deadlock.
BUMP_FUNCTION = """
CREATE FUNCTION bump_revision() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    bumped bigint;
BEGIN
    IF coalesce(current_setting('niangjia.bumped', true), '') = '' THEN
        UPDATE revision SET number = number + 1 WHERE id = 1 RETURNING number INTO bumped;
        PERFORM pg_notify('niangjia_revision', bumped::text);
        PERFORM set_config('niangjia.bumped', 'yes', true);
    END IF;
    RETURN NULL;
END $$
"""
POSTGRESQL_TRIGGER = """
CREATE TRIGGER bump_revision BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{table}"
FOR EACH STATEMENT EXECUTE FUNCTION bump_revision()
"""
SQLITE_TRIGGER = """
CREATE TRIGGER {name} AFTER {event} ON "{table}"
BEGIN UPDATE revision SET number = number + 1 WHERE id = 1; END
"""


def upgrade() -> None:
    """Begin to count at nought."""
    revision_table = op.create_table(
        "revision",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.CheckConstraint("id = 1", name="one_row"),
    )
    op.bulk_insert(revision_table, [{"id": 1, "number": 0}])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(BUMP_FUNCTION)
        for table in COUNTED:
            op.execute(POSTGRESQL_TRIGGER.format(table=table))
    else:
        for name, event, table in _sqlite_triggers():
            op.execute(SQLITE_TRIGGER.format(name=name, event=event, table=table))


def downgrade() -> None:
    """Stop counting."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION bump_revision() CASCADE")
    else:
        for name, _, _ in _sqlite_triggers():
            op.execute(f"DROP TRIGGER {name}")
    op.drop_table("revision")


def _sqlite_triggers() -> Iterator[tuple[str, str, str]]:
    for table in COUNTED:
        for event in ("insert", "update", "delete"):
            yield f"bump_revision_{table}_{event}", event, table
