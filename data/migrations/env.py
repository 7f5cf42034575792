"""Alembic's door: runs the steps inside the transaction that `data.migrate` opened."""

from alembic import context

from data.migrate import ours
from data.tables import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    include_object=ours(connection.dialect.name),
    # SQLite cannot change a column in place; a batch does so on both homes.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
