"""Puts a backup in the place of a memory; what was there before is kept beside it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from core.errors import CannotOpen, DamagedDatabase, NotADatabase
from core.store.backup import copy_to
from core.store.connection import to_read, to_write
from core.store.failures import translated
from core.store.lock import FileLock
from core.store.migrations import check, version_of
from core.store.writer import LOCK_SECONDS, lock_of

LOG_SUFFIXES = ("-wal", "-shm")


def restored(path: Path, backup: Path, kept: Path) -> Path | None:
    """Make the database at `path` what `backup` holds; returns `kept`, the copy of what was there, None for nothing.

    A readable database is overwritten in one transaction, so that other programs that have it open see the restored
    one; one that cannot be read is moved to `kept`, damage and all. Raises: NotADatabase, NewerDatabase,
    DamagedDatabase for a bad backup, before anything is changed; Locked, DiskFull, ReadOnlyHome.
    """
    with closing(_sound(backup)) as source, FileLock(lock_of(path), LOCK_SECONDS).held():
        return _replaced(source, path, kept)


def _sound(backup: Path) -> sqlite3.Connection:
    connection = to_read(backup)
    try:
        with translated(backup):
            check(connection, backup)
            if version_of(connection) == 0:
                raise NotADatabase(f"{backup} is no backup of a memory.", "Name a file that `ebb backup` wrote.")
            if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise DamagedDatabase(f"{backup} is damaged; nothing was changed.", "Try another backup.")
    except BaseException:
        connection.close()
        raise
    return connection


def _replaced(source: sqlite3.Connection, path: Path, kept: Path) -> Path | None:
    if not path.exists() or path.stat().st_size == 0:
        path.unlink(missing_ok=True)
        copy_to(source, path)
        return None
    try:
        target = to_write(path)
    except (NotADatabase, DamagedDatabase):
        return _moved(source, path, kept)
    with closing(target), translated(path):
        try:
            copy_to(target, kept)
        except CannotOpen as error:
            if not isinstance(error, NotADatabase | DamagedDatabase):
                raise
        else:
            source.backup(target)
            target.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return kept
    return _moved(source, path, kept)


def _moved(source: sqlite3.Connection, path: Path, kept: Path) -> Path:
    with translated(path):
        for suffix in ("", *LOG_SUFFIXES):
            part = path.with_name(path.name + suffix)
            if part.exists():
                os.replace(part, kept.with_name(kept.name + suffix))
    copy_to(source, path)
    return kept
