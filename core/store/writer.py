"""The one writer of a process: a thread that runs each write as one transaction under the cross-process lock.

SQLite before 3.51.3 can corrupt a WAL when two connections write and checkpoint at once (sqlite.org/wal.html, "the
WAL-reset bug"), so every write, every checkpoint and the closing of a writing connection happen under one file lock.
"""

import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from core.errors import CannotOpen, Locked
from core.store import index
from core.store.connection import BUSY_MS, to_write
from core.store.failures import translated
from core.store.lock import FileLock
from core.store.migrations import check, migrate

T = TypeVar("T")
Job = tuple[Callable[[sqlite3.Connection], object], "Future[object]", bool]

LOCK_SECONDS = 30.0
CHECKPOINT_BYTES = 8 * 1024 * 1024


class Writer:
    """Runs functions on the writing connection, in order; a result means that it is on disk."""

    def __init__(self, path: Path, *, lock_seconds: float = LOCK_SECONDS, synchronous: str = "FULL") -> None:
        """Open (and, if need be, create or migrate) the database. Raises: CannotOpen's family, Locked."""
        self._path = path
        self._log = path.with_name(path.name + "-wal")
        self._lock = FileLock(lock_of(path), lock_seconds)
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._closed = False
        self._guard = threading.Lock()
        self._checkpoint_at = CHECKPOINT_BYTES
        with self._lock.held(), translated(path):
            self._connection = _migrated(path, synchronous)
        self._thread = threading.Thread(target=self._run, name="ebb-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[sqlite3.Connection], T], *, transaction: bool = True) -> T:
        """Run `work(connection)` in one `BEGIN IMMEDIATE` transaction; returns its result once committed.

        `transaction=False` runs it bare, for VACUUM and checkpoints. Raises what `work` raises, with SQLite's errors
        translated; then nothing of it is in the file.
        """
        future: Future[T] = Future()
        with self._guard:
            if self._closed:
                raise CannotOpen("This memory is closed.", "Open it again.")
            self._jobs.put((work, future, transaction))  # type: ignore[arg-type]
        return future.result()

    def close(self) -> None:
        """Finish what is queued, fold the WAL into the file and let go; idempotent."""
        with self._guard:
            if self._closed:
                return
            self._closed = True
            self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            work, future, transaction = job
            try:
                with self._lock.held(), translated(self._path):
                    result = self._perform(work, transaction)
            except BaseException as error:  # noqa: BLE001 - it belongs to the caller, and is raised there
                future.set_exception(error)
            else:
                future.set_result(result)
        self._finish()

    def _perform(self, work: Callable[[sqlite3.Connection], object], transaction: bool) -> object:
        if not transaction:
            return work(self._connection)
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            result = work(self._connection)
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        self._checkpoint_if_long()
        return result

    def _checkpoint_if_long(self) -> None:
        """Fold a long log into the file, without waiting for those who read an older state of it.

        Where that, or a full disk, is in the way, the log stays and is tried again once it has grown as much again:
        the transaction is durable in it already.
        """
        try:
            length = self._log.stat().st_size
        except OSError:
            return
        if length < self._checkpoint_at:
            return
        self._checkpoint_at = length + CHECKPOINT_BYTES
        try:
            self._connection.execute("PRAGMA busy_timeout=0").fetchone()
            busy = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.Error:
            return
        finally:
            self._connection.execute(f"PRAGMA busy_timeout={BUSY_MS}").fetchone()
        if not busy:
            self._checkpoint_at = CHECKPOINT_BYTES

    def _finish(self) -> None:
        try:
            with self._lock.held(), translated(self._path):
                self._connection.close()
        except (CannotOpen, Locked):
            return  # everything acknowledged is in the log; the next opening folds it in


def lock_of(path: Path) -> Path:
    """The file whose lock every writer to the database at `path` holds."""
    return path.with_name(path.name + ".lock")


def _migrated(path: Path, synchronous: str) -> sqlite3.Connection:
    connection = to_write(path, check, synchronous=synchronous)
    try:
        migrate(connection, path)
        index.delete_securely(connection)
    except BaseException:
        connection.close()
        raise
    return connection
