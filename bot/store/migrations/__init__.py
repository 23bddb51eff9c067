"""The steps from one version of the schema to the next, for Alembic.

Each step holds its own copy of the tables it makes, so that it still does the same when the schema has gone on.
A new one: `python -m bot.store.migrations "what changes"`; then add its number to `bot.store.migrate.REVISIONS`.
"""
