"""Run the migrations on the connection that `holdfire.db.migrate` hands over."""

from alembic import context

from holdfire.db.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
