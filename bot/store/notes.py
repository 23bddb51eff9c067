"""What the store knows of itself: a few values by name."""

from sqlalchemy import Connection

from bot.store.database import Store, ask

#: A word sealed with the store's keys, to tell the right keyring from a wrong one.
KEYS = "keys"
#: Where the store was moved to: a URL without its password.
MOVED = "moved"
#: The file may still hold what it held before it was sealed: it has to be written anew.
SCRUB = "scrub"


def read_note(connection: Connection, name: str) -> bytes | None:
    """The note *name*; None if there is none."""
    found = ask(connection, f"SELECT value FROM notes WHERE name = {_mark(connection)}", (name,)).scalar()  # noqa: S608
    return None if found is None else bytes(found)


def write_note(connection: Connection, name: str, value: bytes) -> None:
    """Write the note *name*, whether or not there is one."""
    forget_note(connection, name)
    mark = _mark(connection)
    ask(connection, f"INSERT INTO notes (name, value) VALUES ({mark}, {mark})", (name, value))  # noqa: S608


def forget_note(connection: Connection, name: str) -> None:
    """Take the note *name* away; none is fine."""
    ask(connection, f"DELETE FROM notes WHERE name = {_mark(connection)}", (name,))  # noqa: S608


def moved_to(store: Store) -> str | None:
    """Where *store* was moved to (a URL without its password); None if it is the one to serve."""
    with store.reading() as connection:
        found = read_note(connection, MOVED)
    return None if found is None else found.decode()


def _mark(connection: Connection) -> str:
    return "?" if connection.dialect.name == "sqlite" else "%s"
