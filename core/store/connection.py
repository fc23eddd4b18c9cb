"""The one door to the database file: nothing else opens a connection, so encryption can come in here later."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from core.store.failures import translated

APPLICATION_ID = 0x45424221  # "EBB!": tells Ebb's files from other SQLite files
MODE = 0o600
BUSY_MS = 10_000
READ_KIB, WRITE_KIB = 4_096, 16_384
"""Of the file, kept by each connection: one for each thread that reads, whose pages the system keeps too, and a writer.
"""
NO_LOG = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)  # what SQLite says when it cannot make a log to read with
Connection = sqlite3.Connection


def to_write(
    path: Path, accept: Callable[[Connection, Path], None] | None = None, *, synchronous: str = "FULL"
) -> Connection:
    """Open the database for writing, making an empty file where there is none; the caller holds the writers' lock.

    It gets WAL, `synchronous=FULL` (an acknowledged memory survives a power cut), `secure_delete`, and no automatic
    checkpoint: those run under the lock only. `accept` may refuse the file, by raising, before anything is changed.

    Raises: NotADatabase, DamagedDatabase, ReadOnlyHome, DiskFull, CannotOpen, and what `accept` raises.
    """
    with translated(path):
        create_private(path)
        connection = _opened(path, "mode=rw", WRITE_KIB)
        try:
            if accept:
                accept(connection, path)
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
            connection.execute(f"PRAGMA synchronous={synchronous}")
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("PRAGMA secure_delete=ON").fetchone()
            connection.execute("PRAGMA wal_autocheckpoint=0").fetchone()
        except BaseException:
            connection.close()
            raise
        return connection


def to_read(path: Path) -> Connection:
    """Open the database for reading; such a connection never writes, creates or checkpoints.

    Raises: NotADatabase, DamagedDatabase, ReadOnlyHome, CannotOpen.
    """
    with translated(path):
        try:
            return _reading(path, "mode=ro")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in NO_LOG or not _is_at_rest(path):
                raise
            return _reading(path, "mode=ro&immutable=1")


def _reading(path: Path, options: str) -> Connection:
    connection = _opened(path, options, READ_KIB)
    try:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _opened(path: Path, options: str, kib: int) -> Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?{options}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_MS / 1000,
    )
    connection.execute(f"PRAGMA cache_size=-{kib}")
    connection.execute("PRAGMA trusted_schema=OFF")
    return connection


def _is_at_rest(path: Path) -> bool:
    """Whether nobody can be writing: the folder is read-only, so there can be no log, and there is none.

    SQLite needs a log's files even to read, and here it could not make them.
    """
    log = path.with_name(path.name + "-wal")
    return path.is_file() and not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size)


def create_private(path: Path) -> None:
    """Make an empty file with mode 0600, whatever the umask, unless there is one. SQLite's log copies its mode."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, MODE)
    except FileExistsError:
        return
    try:
        os.fchmod(handle, MODE)
    finally:
        os.close(handle)
