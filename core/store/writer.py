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
from core.store.connection import connect
from core.store.failures import translated
from core.store.migrations import migrate

T = TypeVar("T")
Job = tuple[Callable[[sqlite3.Connection], object], "Future[object]", bool]

LOCK_SECONDS = 30.0
CHECKPOINT_BYTES = 8 * 1024 * 1024


class Writer:
    """Runs functions on the writing connection, in order; a result means that it is on disk."""

    def __init__(self, path: Path, *, lock_seconds: float = LOCK_SECONDS) -> None:
        """Open (and, if need be, create or migrate) the database. Raises: CannotOpen's family, Locked."""
        from filelock import FileLock

        self._path = path
        self._lock = FileLock(path.with_name(path.name + ".lock"), timeout=lock_seconds, mode=0o600, thread_local=False)
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._closed = False
        self._guard = threading.Lock()
        with translated(path):
            self._locked(self._open)
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

    def _open(self) -> None:
        self._connection = connect(self._path)
        try:
            migrate(self._connection, self._path)
        except BaseException:
            self._connection.close()
            raise

    def _locked(self, work: Callable[[], T]) -> T:
        from filelock import Timeout

        try:
            self._lock.acquire()
        except Timeout as error:
            raise Locked("Another program is writing to this memory.", "Try again in a moment.") from error
        try:
            return work()
        finally:
            self._lock.release()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            work, future, transaction = job
            try:
                with translated(self._path):
                    result = self._locked(lambda w=work, t=transaction: self._perform(w, t))  # type: ignore[misc]
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
        log = self._path.with_name(self._path.name + "-wal")
        try:
            if log.stat().st_size > CHECKPOINT_BYTES:
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except (OSError, sqlite3.Error):
            return  # the transaction is durable in the log already; the next write tries again

    def _finish(self) -> None:
        try:
            with translated(self._path):
                self._locked(self._connection.close)
        except (CannotOpen, Locked):
            return  # everything acknowledged is in the log; the next opening folds it in
