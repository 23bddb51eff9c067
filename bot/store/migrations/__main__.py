"""`python -m bot.store.migrations "what changes"`: begin a new step, with the next number."""

import sys

from alembic import command

from bot.store.migrate import newest
from bot.store.migrations.running import config

if len(sys.argv) != 2:
    sys.exit(__doc__)
command.revision(config(), sys.argv[1], rev_id=f"{int(newest()) + 1:04}")
