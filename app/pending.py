"""Work that follows behind `add`: what the current model has not embedded is pending, whoever stopped before.

It is found in the data, so nothing is lost when a process dies. One process at a time does it; queries go first.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from app.home import Home
from app.minds import Minds
from core.errors import EbbError
from core.store import vectors
from core.store.store import Store

if TYPE_CHECKING:
    from core.store.vectors import Due

SETTLE_BATCH = 64
"""Memories embedded per transaction while somebody waits for the end."""
BEHIND_BATCH = 6
"""Memories per slice behind a person's back: about 80 ms, the longest that a query can wait."""
QUIET_SECONDS = 0.4
"""How long nobody must have asked for anything before work goes on behind."""
RETRY_SECONDS = 30.0


class Pending:
    """Embeds what is pending, in a thread behind or while the caller waits."""

    def __init__(self, store: Store, minds: Minds, home: Home, *, running: bool) -> None:
        self._store = store
        self._minds = minds
        self._home = home
        self._running = running
        self.left_behind = False
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()
        self._woken = threading.Event()
        self._busy = 0
        self._last_asked = 0.0
        self._guard = threading.Lock()
        if running and self.count():
            self.wake()

    def count(self) -> int:
        """How many memories are pending; 0 when there is no embedding model."""
        name = self._minds.embedder_name()
        return self._store.read(lambda connection: vectors.pending_count(connection, name)) if name else 0

    @contextmanager
    def paused(self) -> Iterator[None]:
        """While inside, and shortly after, the work behind stands still."""
        with self._guard:
            self._busy += 1
        try:
            yield
        finally:
            with self._guard:
                self._busy -= 1
                self._last_asked = time.monotonic()

    def wake(self) -> None:
        """Something may be pending; starts the thread on first use."""
        self.left_behind = True
        if not self._running or self._stopped.is_set():
            return
        with self._guard:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="ebb-pending", daemon=True)
                self._thread.start()
        self._woken.set()

    def stop(self) -> None:
        """End the thread after the slice it is at; what is left stays pending."""
        self._stopped.set()
        self._woken.set()
        if self._thread:
            self._thread.join()

    def settle(
        self, progress: Callable[[int, int], None] | None = None, cancelled: Callable[[], bool] | None = None
    ) -> None:
        """Embed everything pending, or watch another process do it; `progress(done, total)` in memories."""
        with self.paused():
            self._settle(progress, cancelled or (lambda: False), patient=True)

    def settle_alone(self) -> None:
        """Embed everything pending, unless another process is at it: that one will see what is new."""
        self._settle(None, lambda: False, patient=False)

    def _settle(self, progress: Callable[[int, int], None] | None, stop: Callable[[], bool], *, patient: bool) -> None:
        total = self.count()
        while (left := self.count()) and not stop():
            if progress:
                progress(total - left, max(total, left))
            with self._alone() as alone:
                if alone:
                    if self._slice(SETTLE_BATCH) == 0:
                        return
                    continue
            if not patient:
                return
            time.sleep(0.1)
        if progress and total:
            progress(total - self.count(), total)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._woken.wait()
            self._woken.clear()
            while not self._stopped.is_set() and self._is_quiet():
                try:
                    with self._alone() as alone:
                        done = self._slice(BEHIND_BATCH) if alone else 0
                except EbbError:
                    done = 0  # the disk may be full or the file locked: what is pending stays so, and is tried again
                    self._stopped.wait(RETRY_SECONDS)
                if not done:
                    break

    def _is_quiet(self) -> bool:
        """Wait for a quiet moment; false once stopped."""
        while not self._stopped.is_set():
            with self._guard:
                left = QUIET_SECONDS - (time.monotonic() - self._last_asked)
                if not self._busy and left <= 0:
                    return True
            self._stopped.wait(max(left, 0.05))
        return False

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        from filelock import FileLock, Timeout

        lock = FileLock(self._home.db.with_name("pending.lock"), timeout=0, mode=0o600, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    def _slice(self, size: int) -> int:
        """Embed up to `size` memories; returns how many were done."""
        from core.recall.passages import embedded

        embedder = self._minds.shared_embedder()
        if embedder is None:
            return 0
        name = embedder.name
        due: Sequence[Due] = self._store.read(lambda connection: vectors.due(connection, name, size))
        if not due:
            return 0
        made: list[tuple[Due, Any]] = embedded(due, embedder)
        self._store.write(lambda connection: vectors.put(connection, name, made))
        return len(due)


def start_behind(home: Home) -> None:
    """Leave a process of its own that embeds what is pending in `home` and ends; the caller does not wait."""
    import subprocess
    import sys

    subprocess.Popen(
        [sys.executable, "-P", "-m", "app.pending", os.fspath(home.root)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        close_fds=True,
        cwd=home.root,
    )


def main(root: str) -> None:
    """The process behind: embed what is pending, at the lowest priority, unless another does so already."""
    from app.ebb import Ebb

    if hasattr(os, "nice"):
        os.nice(19)
    try:
        with Ebb.open(root, background=False) as ebb:
            ebb.settle_alone()
    except EbbError:
        return  # whoever opens the memory next meets the same error, with a person there to read it


if __name__ == "__main__":
    import sys

    main(sys.argv[1])
