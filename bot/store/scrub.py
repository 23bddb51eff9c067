"""Writing a database file anew, so that nothing is left in it of what was deleted.

SQLite only marks what is deleted as free. After 0.1.0's plain rows were sealed, their words would stand in the free
pages and in the write-ahead log for years.
"""

import sqlite3
from typing import Any

from bot.store.database import Store
from bot.store.notes import SCRUB, forget_note

#: Seconds to wait for others to stop reading.
_PATIENCE = 10.0


def scrub(store: Store) -> bool:
    """Write the file of *store* anew and empty its log; False if others were reading all the time.

    The note that it has to be done goes only when it was done, so a crash in between is made good at the next start.
    """
    connection = store.engine.raw_connection()
    try:
        done = _rewrite(connection.cursor())
    except sqlite3.OperationalError:
        done = False
    finally:
        connection.invalidate()  # its settings are for this once
    if done:
        with store.writing() as writing:
            forget_note(writing, SCRUB)
    return done


def _rewrite(cursor: Any) -> bool:
    cursor.execute(f"PRAGMA busy_timeout={round(1000 * _PATIENCE)}")
    cursor.execute("PRAGMA temp_store=FILE")  # the copy may be larger than memory, and is sealed
    cursor.execute("VACUUM")
    return not cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
