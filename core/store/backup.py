"""Copies of the whole memory while it is in use, through SQLite's online backup."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from core.store.connection import create_private
from core.store.failures import translated

PAGES_PER_STEP = 2048


def copy_to(connection: sqlite3.Connection, target: Path, progress: Callable[[int, int], None] | None = None) -> None:
    """Write a consistent copy to `target`, mode 0600, appearing whole or not at all; `progress(done, total)` in pages.

    Raises: DiskFull, ReadOnlyHome, CannotOpen.
    """
    partial = target.with_name(f".{target.name}.partial")
    with translated(target):
        partial.unlink(missing_ok=True)
        create_private(partial)
        try:
            _copy_pages(connection, partial, progress)
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


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
