"""Alembic's entry: runs inside the transaction that `migrate` opened."""

from alembic import context

from partyschool.storage.models import all_tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=all_tables(),
    render_as_batch=True,  # SQLite cannot alter a table in place
    transactional_ddl=False,  # the transaction is `migrate`'s own, around all steps
)
context.run_migrations()
