"""One memory file: a reader for each thread that asks, and one writer that opens on the first write."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from core.errors import CannotOpen, ReadOnlyHome
from core.store.connection import connect
from core.store.failures import translated
from core.store.migrations import NEWEST, check, version_of
from core.store.writer import Writer

T = TypeVar("T")


class Store:
    """The database behind one home; safe to use from several threads and beside other processes."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open the file, creating or migrating it unless `read_only`. Raises: CannotOpen's family, Locked."""
        self.path = path
        self._read_only = read_only
        self._writer: Writer | None = None
        self._readers: list[sqlite3.Connection] = []
        self._local = threading.local()
        self._guard = threading.Lock()
        self._closed = False
        if not self._is_current():
            if read_only:
                raise CannotOpen(f"There is no memory at {path} yet.", "Open it once for writing.")
            self._writer = Writer(path)

    def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` on this thread's read-only connection; it sees everything committed so far."""
        with translated(self.path):
            return work(self._reader())

    def snapshot(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """`read` in one transaction: everything `work` asks is answered from the same moment."""

        def within(connection: sqlite3.Connection) -> T:
            connection.execute("BEGIN")
            try:
                return work(connection)
            finally:
                connection.execute("COMMIT")

        return self.read(within)

    def write(self, work: Callable[[sqlite3.Connection], T], *, transaction: bool = True) -> T:
        """Run `work` on the writing connection in one transaction; returns once that is on disk.

        Raises: ReadOnlyHome, DiskFull, Locked, DamagedDatabase, and whatever `work` raises.
        """
        if self._read_only:
            raise ReadOnlyHome("This memory was opened for reading only.", "Open it without read_only.")
        with self._guard:
            if self._closed:
                raise CannotOpen("This memory is closed.", "Open it again.")
            if self._writer is None:
                self._writer = Writer(self.path)
        return self._writer.submit(work, transaction=transaction)

    def close(self) -> None:
        """Finish writing and close every connection; idempotent."""
        with self._guard:
            if self._closed:
                return
            self._closed = True
            readers, self._readers = self._readers, []
        for reader in readers:
            reader.close()
        if self._writer:
            self._writer.close()

    def _is_current(self) -> bool:
        if not self.path.exists() or self.path.stat().st_size == 0:
            return False
        connection = connect(self.path, read_only=True)
        try:
            with translated(self.path):
                check(connection, self.path)
                return version_of(connection) == NEWEST
        finally:
            connection.close()

    def _reader(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if self._closed:
            raise CannotOpen("This memory is closed.", "Open it again.")
        if connection is None:
            connection = self._local.connection = connect(self.path, read_only=True)
            with self._guard:
                self._readers.append(connection)
        return connection
