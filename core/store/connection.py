"""The one door to the database file: nothing else opens a connection, so encryption can come in here later."""

import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

from core.store.failures import translated

APPLICATION_ID = 0x45424221  # "EBB!": tells Ebb's files from other SQLite files
BUSY_MS = 10_000
CACHE_KIB = 16_384
Connection = sqlite3.Connection


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open the database with Ebb's settings; `read_only` connections never write, create or checkpoint.

    A writer gets WAL, `synchronous=FULL` (an acknowledged memory survives a power cut), `secure_delete`, and no
    automatic checkpoint: those run under the writers' lock only.

    Raises: NotADatabase, DamagedDatabase, ReadOnlyHome, CannotOpen.
    """
    with translated(path):
        if not read_only:
            _create_private(path)
        mode = "ro" if read_only else "rw"
        connection = sqlite3.connect(
            f"file:{quote(str(path.absolute()))}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=BUSY_MS / 1000,
        )
        try:
            _configure(connection, read_only)
        except BaseException:
            connection.close()
            raise
        return connection


def _configure(connection: sqlite3.Connection, read_only: bool) -> None:
    connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
    connection.execute("PRAGMA trusted_schema=OFF")
    if read_only:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("PRAGMA schema_version").fetchone()
        return
    connection.execute("PRAGMA journal_mode=WAL").fetchone()
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON").fetchone()
    connection.execute("PRAGMA wal_autocheckpoint=0").fetchone()


def _create_private(path: Path) -> None:
    """Make the file with mode 0600 before SQLite does, whatever the umask; WAL and shm copy its mode."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    except FileExistsError:
        return
    os.close(handle)
