"""A memory and what was made of it elsewhere, each changed since: the one takes over the other, and gives it back."""

import sqlite3

from core.store import revisions
from core.store.revisions import Author

_PARTS = ("title", "text", "tags", "occurred_at")


def take_over(connection: sqlite3.Connection, seq: int, other: int, at: int) -> bool:
    """Give a memory another one's title, text, tags and time, as a revision; whether anything differs."""
    theirs = revisions.current(connection, other)
    if theirs is None:
        return False
    changes = {name: theirs[name] for name in _PARTS}
    return revisions.revise(connection, seq, changes, at=at, why="edited in the vault", author=Author(cause=other))


def give_back(connection: sqlite3.Connection, seq: int, other: str, at: int) -> bool:
    """Undo `take_over` from the memory with this id, as a revision; whether there was one."""
    taken = [one for one in revisions.of_memory(connection, seq) if one.cause == other]
    if not taken:
        return False
    return revisions.revise(connection, seq, taken[-1].before, at=at, why="kept as it was before the vault's edit")
