"""Puts a backup in the place of a memory; what was there before is kept in a backup of its own."""

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from core.errors import CannotOpen, DamagedDatabase, NotADatabase
from core.store.backup import beside, copy_to, drop_beside
from core.store.connection import to_read, to_write
from core.store.failures import translated
from core.store.lock import FileLock
from core.store.migrations import check, version_of
from core.store.writer import LOCK_SECONDS, lock_of

LOG_SUFFIXES = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Restored:
    """The copy of what was there before, None for nothing; the texts that the backup holds beside the memory, if any.

    `whole` says that the copy holds what stood beside that memory, too: there was one, and it could be read.
    """

    kept: Path | None
    beside: Mapping[str, str] | None
    whole: bool


def restored(path: Path, backup: Path, kept: Path, texts: Mapping[str, str] | None = None) -> Restored:
    """Make the database at `path` what `backup` holds; what was there is kept at `kept`, with these texts beside it.

    A readable database is overwritten in one transaction, so that other programs that have it open see the restored
    one; one that cannot be read is moved to `kept`, damage and all. Raises: NotADatabase, NewerDatabase,
    DamagedDatabase for a bad backup, before anything is changed; Locked, DiskFull, ReadOnlyHome.
    """
    with closing(_sound(backup)) as source, FileLock(lock_of(path), LOCK_SECONDS).held():
        with translated(backup):
            found = beside(source)
        before, whole = _replaced(source, path, kept, texts)
        return Restored(before, found, whole)


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


def _replaced(
    source: sqlite3.Connection, path: Path, kept: Path, texts: Mapping[str, str] | None
) -> tuple[Path | None, bool]:
    """Where what was there is kept, and whether whole."""
    if not path.exists() or path.stat().st_size == 0:
        path.unlink(missing_ok=True)
        copy_to(source, path)
        return None, False
    try:
        target = to_write(path)
    except (NotADatabase, DamagedDatabase):
        return _moved(source, path, kept), False
    with closing(target), translated(path):
        try:
            copy_to(target, kept, beside=texts)
        except CannotOpen as error:
            if not isinstance(error, NotADatabase | DamagedDatabase):
                raise
        else:
            source.backup(target)
            drop_beside(target)
            target.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return kept, True
    return _moved(source, path, kept), False


def _moved(source: sqlite3.Connection, path: Path, kept: Path) -> Path:
    with translated(path):
        for suffix in ("", *LOG_SUFFIXES):
            part = path.with_name(path.name + suffix)
            if part.exists():
                os.replace(part, kept.with_name(kept.name + suffix))
    copy_to(source, path)
    return kept
