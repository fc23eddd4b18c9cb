"""Copies of the whole memory while it is in use, through SQLite's online backup.

A copy can hold what stands beside the memory, in a table that the memory itself does not have.
"""

import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from core.store.connection import create_private
from core.store.failures import translated

PAGES_PER_STEP = 2048
_BESIDE = "beside"


def copy_to(
    connection: sqlite3.Connection,
    target: Path,
    progress: Callable[[int, int], None] | None = None,
    beside: Mapping[str, str] | None = None,
) -> None:
    """Write a consistent copy to `target`, mode 0600, appearing whole or not at all; `progress(done, total)` in pages.

    `beside` are texts by name that go into it; None for a copy that is opened as a memory.
    Raises: DiskFull, ReadOnlyHome, CannotOpen.
    """
    partial = target.with_name(f".{target.name}.partial")
    with translated(target):
        partial.unlink(missing_ok=True)
        create_private(partial)
        try:
            _copy_pages(connection, partial, progress)
            _put_beside(partial, beside)
            _sync(partial)
            os.replace(partial, target)
            _sync(target.parent)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise


def _copy_pages(connection: sqlite3.Connection, partial: Path, progress: Callable[[int, int], None] | None) -> None:
    """Copy in one reading transaction: SQLite starts a copy over when another program writes in between."""
    copy = sqlite3.connect(partial)
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        connection.backup(
            copy,
            pages=PAGES_PER_STEP,
            progress=(lambda _status, left, total: progress(total - left, total)) if progress else None,
        )
        copy.execute("PRAGMA journal_mode=DELETE").fetchone()
    finally:
        if connection.in_transaction:
            connection.execute("COMMIT")
        copy.close()


def beside(connection: sqlite3.Connection) -> dict[str, str] | None:
    """The texts that a copy holds, by name; None where it is a memory alone."""
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (_BESIDE,)).fetchone():
        return None
    rows = connection.execute(f"SELECT name, text FROM {_BESIDE}")
    return {name: text for name, text in rows if isinstance(name, str) and isinstance(text, str)}


def drop_beside(connection: sqlite3.Connection) -> None:
    """Make a copy a memory alone."""
    connection.execute(f"DROP TABLE IF EXISTS {_BESIDE}")


def _put_beside(copy: Path, texts: Mapping[str, str] | None) -> None:
    """Put these texts into a copy, in the place of those it holds."""
    with closing(sqlite3.connect(copy)) as connection, connection:
        drop_beside(connection)
        if texts is not None:
            connection.execute(f"CREATE TABLE {_BESIDE} (name TEXT PRIMARY KEY, text TEXT NOT NULL)")
            connection.executemany(f"INSERT INTO {_BESIDE} VALUES (?, ?)", list(texts.items()))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
