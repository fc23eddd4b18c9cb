"""One memory file: a reader for each thread that asks, and one writer that opens on the first write."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from core.errors import CannotOpen, ReadOnlyHome
from core.store.connection import to_read
from core.store.failures import translated
from core.store.migrations import is_current
from core.store.writer import LOCK_SECONDS, Writer

T = TypeVar("T")
STEPS = 2000
"""SQLite's instructions between two looks at whether a query is still waited for: a tenth of a millisecond."""


class _Reader:
    """A thread's connection; `lock` is held while it is in use, so that `close` never takes it from under a query."""

    def __init__(self, path: Path) -> None:
        self.connection = to_read(path)
        self.lock = threading.RLock()
        self.thread = threading.current_thread()

    def close(self) -> None:
        """Close the connection once nobody is using it."""
        with self.lock:
            self.connection.close()


class Store:
    """The database behind one home; safe to use from several threads and beside other processes."""

    def __init__(
        self, path: Path, *, read_only: bool = False, lock_seconds: float = LOCK_SECONDS, synchronous: str = "FULL"
    ) -> None:
        """Open the file, creating or migrating it unless `read_only`. Raises: CannotOpen's family, Locked.

        A write waits up to `lock_seconds` for other programs. `synchronous="NORMAL"` may lose the newest writes in a
        power cut, never in a crash.
        """
        self.path = path
        self._read_only = read_only
        self._lock_seconds = lock_seconds
        self._synchronous = synchronous
        self._writer: Writer | None = None
        self._readers: list[_Reader] = []
        self._local = threading.local()
        self._guard = threading.Lock()
        self._writing = threading.Lock()
        self._closed = False
        if not self._is_current():
            self._writer = self._new_writer()

    def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` on this thread's read-only connection; it sees everything committed so far."""
        reader = self._reader()
        with reader.lock, translated(self.path):
            if self._closed:
                raise _closed()
            return work(reader.connection)

    def snapshot(self, work: Callable[[sqlite3.Connection], T], stop: Callable[[], bool] | None = None) -> T:
        """`read` in one transaction: everything `work` asks is answered from the same moment.

        A query during which `stop()` becomes true is given up. Raises: Overtaken.
        """

        def within(connection: sqlite3.Connection) -> T:
            try:
                connection.execute("BEGIN")
                connection.set_progress_handler(stop, STEPS)
                return work(connection)
            finally:
                connection.set_progress_handler(None, 0)
                if connection.in_transaction:
                    connection.execute("COMMIT")

        return self.read(within)

    def write(self, work: Callable[[sqlite3.Connection], T], *, transaction: bool = True) -> T:
        """Run `work` on the writing connection in one transaction; returns once that is on disk.

        Raises: ReadOnlyHome, DiskFull, Locked, DamagedDatabase, and whatever `work` raises.
        """
        if self._read_only:
            raise ReadOnlyHome("This memory was opened for reading only.", "Open it without read_only.")
        with self._writing:
            if self._closed:
                raise _closed()
            if self._writer is None:
                self._writer = self._new_writer()
        return self._writer.submit(work, transaction=transaction)

    def close(self) -> None:
        """Let queries that run end, finish writing, and close every connection; idempotent."""
        with self._guard:
            self._closed = True
            readers, self._readers = self._readers, []
        for reader in readers:
            reader.close()
        with self._writing:
            writer = self._writer
        if writer:
            writer.close()

    def _new_writer(self) -> Writer:
        if self._read_only:
            raise CannotOpen(
                f"There is no memory at {self.path} that could be read as it is.", "Open it once for writing."
            )
        return Writer(self.path, lock_seconds=self._lock_seconds, synchronous=self._synchronous)

    def _is_current(self) -> bool:
        """Whether the file can be read as it is; not so if there is none, or a crash left it half made."""
        with translated(self.path):
            if not self.path.exists() or not self.path.stat().st_size:
                return False
            if self.path.with_name(self.path.name + "-journal").exists() and not self._read_only:
                return False
        with closing(to_read(self.path)) as connection, translated(self.path):
            return is_current(connection, self.path)

    def _reader(self) -> _Reader:
        reader: _Reader | None = getattr(self._local, "reader", None)
        return reader or self._new_reader()

    def _new_reader(self) -> _Reader:
        """Open this thread's connection, and close those of threads that have ended."""
        if self._closed:
            raise _closed()
        reader = self._local.reader = _Reader(self.path)
        with self._guard:
            ended = [other for other in self._readers if not other.thread.is_alive()]
            self._readers = [other for other in self._readers if other not in ended]
            (ended if self._closed else self._readers).append(reader)
        for other in ended:
            other.close()
        return reader


def _closed() -> CannotOpen:
    return CannotOpen("This memory is closed.", "Open it again.")
