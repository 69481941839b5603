"""Read by Alembic: run the migrations on the connection that `upgrade` hands over, inside its transaction."""

from alembic import context

from bot.storage.models import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
