"""Checks of the file itself."""

import sqlite3

from core.store import index

WAL_RESET_FIXED = (3, 51, 3)
"""The first SQLite in which two connections may write and checkpoint a WAL at once (sqlite.org/wal.html)."""


def sqlite_version() -> tuple[str, bool]:
    """SQLite's version, and whether it has the WAL-reset fix."""
    return sqlite3.sqlite_version, sqlite3.sqlite_version_info >= WAL_RESET_FIXED


def problems(connection: sqlite3.Connection) -> list[str]:
    """What SQLite's integrity check and foreign keys find, [] if nothing; reads the whole file."""
    found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
    dangling = connection.execute("PRAGMA foreign_key_check").fetchmany(5)
    return [text for text in found if text != "ok"] + [f"a row of {row[0]} points nowhere" for row in dangling]


def verify_index(connection: sqlite3.Connection) -> None:
    """Compare the full-text index with the memories; raises sqlite3.DatabaseError where they differ."""
    index.verify(connection)
