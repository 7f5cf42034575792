"""Accounts that sign in, tokens of programs, plans and links of a union, a log that only grows."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

ROLES = ("field", "planner", "admin")
PLANS = ("plan", "outreach_plan")
KEY_BYTES = 32

APPEND_ONLY_FUNCTION = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME; END $$
"""
POSTGRESQL_TRIGGER = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_log
FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""
POSTGRESQL_WHOLE_TRIGGER = """
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON audit_log
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""
SQLITE_TRIGGER = """
CREATE TRIGGER {name} BEFORE {event} ON audit_log
BEGIN SELECT raise(ABORT, 'rows of audit_log are only ever added'); END
"""
# What replaces a row of SQLite deletes it without asking the trigger for that.
SQLITE_REPLACE_TRIGGER = """
CREATE TRIGGER append_only_insert BEFORE INSERT ON audit_log
WHEN EXISTS (SELECT 1 FROM audit_log WHERE id = NEW.id)
BEGIN SELECT raise(ABORT, 'rows of audit_log are only ever added'); END
"""


def upgrade() -> None:
    """Add all of it."""
    for column in _account_columns():
        op.add_column("account", column)
    _create_sessions()
    _create_tokens()
    _create_key()
    for table in PLANS:
        _add_union_code(table)
    op.add_column("team_link", sa.Column("union_code", sa.Text))
    op.add_column("audit_log", sa.Column("request_id", sa.Text))
    op.create_index("ix_audit_log_at", "audit_log", ["at"])
    _forbid_changes()


def downgrade() -> None:
    """Take it away again; the audit log keeps its rows."""
    _allow_changes()
    op.drop_index("ix_audit_log_at", "audit_log")
    op.drop_column("audit_log", "request_id")
    op.drop_column("team_link", "union_code")
    for table in PLANS:
        op.drop_column(table, "union_code")
    for table in ("signing_key", "access_token", "account_session"):
        op.drop_table(table)
    for column in _account_columns():
        op.drop_column("account", column.name)


def _add_union_code(table: str) -> None:
    """On SQLite the result stays the last column, as in 0003."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table(table, recreate="always" if is_sqlite else "never") as batch:
        batch.add_column(
            sa.Column("union_code", sa.Text), insert_before="result" if is_sqlite else None
        )


def _account_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("locked_until", sa.DateTime(timezone=True)),
        sa.Column("password_changed_at", sa.DateTime(timezone=True)),
        sa.Column("signed_in_at", sa.DateTime(timezone=True)),
    ]


def _create_sessions() -> None:
    op.create_table(
        "account_session",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.Text, nullable=False, unique=True),
        _account_code(),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )


def _create_tokens() -> None:
    op.create_table(
        "access_token",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.Text, nullable=False, unique=True),
        _account_code(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("token_hash", sa.Text, nullable=False, unique=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(sa.column("role").in_(ROLES), name="role"),
    )


def _account_code() -> sa.Column[str]:
    account = sa.ForeignKey("account.code", onupdate="CASCADE", ondelete="CASCADE")
    return sa.Column("account_code", sa.Text, account, nullable=False, index=True)


def _create_key() -> None:
    """Make the key that signs cookies, once for all servers of an installation."""
    signing_key = op.create_table(
        "signing_key",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.CheckConstraint("id = 1", name="one_row"),
    )
    op.bulk_insert(signing_key, [{"id": 1, "key": secrets.token_urlsafe(KEY_BYTES)}])


def _forbid_changes() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(APPEND_ONLY_FUNCTION)
        op.execute(POSTGRESQL_TRIGGER)
        op.execute(POSTGRESQL_WHOLE_TRIGGER)
        return
    op.execute(SQLITE_REPLACE_TRIGGER)
    for event in ("UPDATE", "DELETE"):
        op.execute(SQLITE_TRIGGER.format(name=f"append_only_{event.lower()}", event=event))


def _allow_changes() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER append_only ON audit_log")
        op.execute("DROP TRIGGER append_only_whole ON audit_log")
        op.execute("DROP FUNCTION refuse_change()")
        return
    for event in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER append_only_{event}")
