"""Work that follows behind `add`: memories describe themselves, are embedded, linked, and reconciled with older ones.

What a memory still lacks is found in the data, so nothing is lost when a process dies. One process at a time does it;
queries go first.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from app.askers import Askers
from app.home import Home, make_private
from app.minds import Minds
from core.clock import to_micros, utc_now
from core.errors import EbbError, Locked
from core.store import due, runs, vectors
from core.store.lock import FileLock
from core.store.store import Store

if TYPE_CHECKING:
    from core.bench import Bench
    from core.ports import Embedder, Encoding
    from core.store.connection import Connection
    from core.store.vectors import Due

SETTLE_BATCH = 64
"""Memories per step and transaction while somebody waits for the end."""
BEHIND_BATCH = 6
"""Memories per transaction, and passages at once, behind a person's back: about 80 ms, the longest a query waits."""
CATCH_UP = 16
"""Memories that are reconciled before a question is answered: about 20 ms."""
QUIET_SECONDS = 0.4
"""How long nobody must have asked for anything before work goes on behind."""
IDLE_SECONDS = 300.0
"""How long nobody must have asked for anything before what can wait is done, such as sleep."""
LOOK_SECONDS = 60.0
"""How often to look whether it is that quiet."""
RETRY_SECONDS = 30.0
"""When to look again after an error, or when another process is at it, which may end before it is done."""


class _Interrupted(Exception):
    """The work behind shall stop where it is; what it was at stays pending."""


class _Patient:
    """An embedder in small helpings: before each, `go_on` waits for a quiet moment. Raises what that raises."""

    def __init__(self, embedder: "Embedder", go_on: Callable[[], None]) -> None:
        self._embedder = embedder
        self._go_on = go_on
        self.name = embedder.name
        self.dimensions = embedder.dimensions
        self.token_dimensions = embedder.token_dimensions
        self.max_tokens = embedder.max_tokens

    def encode(self, texts: Sequence[str]) -> "Sequence[Encoding]":
        """Embed texts, in order."""
        made: list[Encoding] = []
        for start in range(0, len(texts), BEHIND_BATCH):
            self._go_on()
            made += self._embedder.encode(texts[start : start + BEHIND_BATCH])
        return made

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, uncut."""
        return self._embedder.count_tokens(texts)


class Pending:
    """Does what is pending, in a thread behind or while the caller waits."""

    def __init__(
        self,
        store: Store,
        minds: Minds,
        home: Home,
        *,
        running: bool,
        when_idle: Callable[[Callable[[], bool]], None] | None = None,
    ) -> None:
        """`when_idle(disturbed)` is called once nobody has asked for anything for long; it ends when disturbed."""
        self._store = store
        self._minds = minds
        self._home = home
        self._askers = Askers(home)
        self._running = running
        self.left_behind = False
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()
        self._woken = threading.Event()
        self._busy = 0
        self._settling = 0
        self._last_asked = time.monotonic() - QUIET_SECONDS
        self._when_idle = when_idle
        self._guard = threading.Lock()
        self._run_number: int | None = None
        if running and (when_idle or self.count()):
            self._start()

    def count(self) -> int:
        """How many memories something is pending for."""
        name = self._minds.embedder_name()
        return self._store.read(lambda connection: due.count(connection, name))

    @contextmanager
    def paused(self) -> Iterator[None]:
        """While inside, and shortly after, the work behind stands still."""
        with self._guard:
            self._busy += 1
        try:
            with self._askers.asking():
                yield
        finally:
            with self._guard:
                self._busy -= 1
                self._last_asked = time.monotonic()

    def wake(self) -> None:
        """Something may be pending; starts the thread on first use."""
        self.left_behind = True
        if self._running and not self._stopped.is_set():
            self._start()

    def _start(self) -> None:
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
        """Do everything pending, or watch another process do it; `progress(done, total)` in memories."""
        with self.paused():
            with self._guard:
                self._settling += 1
            try:
                self._settle(progress, cancelled or (lambda: False), patient=True)
            finally:
                with self._guard:
                    self._settling -= 1
                self._woken.set()

    def settle_alone(self) -> None:
        """Do everything pending, unless another process is at it: that one will see what is new."""
        self._settle(None, lambda: False, patient=False)

    def catch_up(self) -> None:
        """Reconcile what was said last, so that a question right after it knows; not while another process is at it."""
        from core.truth.step import reconcile

        with suppress(EbbError), FileLock(self._home.db.with_name("pending.lock"), 0).held():
            if reconcile(self._bench(None), CATCH_UP):
                self._end_run()

    def _settle(self, progress: Callable[[int, int], None] | None, stop: Callable[[], bool], *, patient: bool) -> None:
        total = self.count()
        while (left := self.count()) and not stop():
            if progress:
                progress(total - left, max(total, left))
            done = self._slice(SETTLE_BATCH)
            if done == 0 or (done is None and not patient):
                return
            if done is None:
                time.sleep(0.1)
        if not self.count():
            self._end_run()
        if progress and total:
            progress(total - self.count(), total)

    def _run(self) -> None:
        while not self._stopped.is_set():
            if not self._woken.wait(LOOK_SECONDS):
                self._rest()
            self._woken.clear()
            while self._go_on():
                try:
                    done = self._slice(BEHIND_BATCH, self._go_on)
                except _Interrupted:
                    break
                except EbbError:
                    done = None  # the disk may be full or the file locked
                if done == 0:
                    break
                if done is None:
                    self._stopped.wait(RETRY_SECONDS)

    def _rest(self) -> None:
        """Do what can wait, once nobody has asked for anything for long; whoever asks, disturbs it."""
        if self._when_idle is None or not self._is_idle():
            return
        with suppress(EbbError):  # whatever it was, the person meets it when they ask for it themselves
            self._when_idle(lambda: self._stopped.is_set() or not self._is_idle())

    def _is_idle(self) -> bool:
        with self._guard:
            return not self._busy and time.monotonic() - self._last_asked > IDLE_SECONDS

    def _go_on(self) -> bool:
        """Wait for a quiet moment; false once stopped, or when somebody else in this process sees to all of it."""
        while not self._stopped.is_set():
            with self._guard:
                if self._settling:
                    return False
                left = QUIET_SECONDS - (time.monotonic() - self._last_asked)
                if not self._busy and left <= 0:
                    return True
            self._stopped.wait(max(left, 0.05))
        return False

    def _slice(self, size: int, go_on: Callable[[], bool] | None = None) -> int | None:
        """Take every step for up to `size` memories; returns how many were due, None if another process is at it."""
        if not self.count():
            self._end_run()
            return 0
        try:
            with FileLock(self._home.db.with_name("pending.lock"), 0).held():
                return self._steps(size, go_on)
        except Locked:
            return None

    def _steps(self, size: int, go_on: Callable[[], bool] | None) -> int:
        from core.links.step import link
        from core.notes.step import describe
        from core.truth.step import reconcile

        bench = self._bench(go_on)
        done = 0
        for step, column in ((describe, "described"), (_embed, ""), (link, "linked"), (reconcile, "reconciled")):
            bench.go_on()
            done += self._taken(step, column, bench, size)
        return done

    def _taken(self, step: Callable[["Bench", int], int], column: str, bench: "Bench", size: int) -> int:
        """Take a step; if a memory breaks it, go memory by memory and pass over the one that does, with a line logged.

        The step has seen that memory then, so that it holds up no other.
        """
        try:
            return step(bench, size)
        except (EbbError, _Interrupted):
            raise
        except Exception as error:
            if not column:
                raise
            ready = bench.embedder is not None and column == "linked"
            due_now = self._store.read(lambda connection: due.numbers(connection, column, 1, embedded=ready))
            if not due_now:
                raise
            if size > 1:
                return self._taken(step, column, bench, 1)
            self._store.write(lambda connection: due.mark(connection, column, due_now))
            self._log(f"{column}: memory {due_now[0]} was passed over, {type(error).__name__}")
            return 1

    def _log(self, line: str) -> None:
        """Note what went wrong behind, without a word of what was kept."""
        file = self._home.logs / "behind.log"
        with suppress(OSError), file.open("a", encoding="utf-8") as log:
            make_private(file)
            log.write(f"{utc_now().isoformat(timespec='seconds')} {line}\n")

    def _bench(self, go_on: Callable[[], bool] | None) -> "Bench":
        from core.bench import Bench

        def going_on() -> None:
            if go_on and not go_on():
                raise _Interrupted

        embedder = self._minds.shared_embedder()
        patient = _Patient(embedder, going_on) if embedder and go_on else embedder
        return Bench(self._store, patient, self._begin_run, going_on, utc_now)

    def _begin_run(self, connection: "Connection") -> int:
        """The number of the pass under way, begun in this transaction if it is the first thing done in it."""
        if self._run_number is None or not runs.is_open(connection, self._run_number):
            self._run_number = runs.begin(connection, "behind", to_micros(utc_now()))
        return self._run_number

    def _end_run(self) -> None:
        number, self._run_number = self._run_number, None
        if number is not None:
            at = to_micros(utc_now())
            self._store.write(lambda connection: runs.end(connection, number, at))


def _embed(bench: "Bench", size: int) -> int:
    """The step that embeds."""
    from core.recall.passages import embedded

    embedder = bench.embedder
    if embedder is None:
        return 0
    name = embedder.name
    waiting: Sequence[Due] = bench.store.read(lambda connection: vectors.due(connection, name, size))
    if waiting:
        made: list[tuple[Due, Any]] = embedded(waiting, embedder)
        bench.store.write(lambda connection: vectors.put(connection, name, made))
    return len(waiting)


def start_behind(home: Home) -> None:
    """Leave a process of its own that does what is pending in `home` and ends; the caller does not wait."""
    import subprocess
    import sys

    modules = os.pathsep.join(filter(None, sys.path))  # the same modules as here, and never the working folder's
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "app.pending", os.fspath(home.root)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        close_fds=True,
        cwd=home.root,
        env={**os.environ, "PYTHONPATH": modules},
    )
    child.returncode = 0  # nobody waits for it, and Popen must not warn of that


def main(root: str) -> None:
    """The process behind, at the lowest priority, unless another is at it: do what is pending, sleep if due.

    With a language model it stays while that has something to do and nobody asks for anything.
    """
    from app.ebb import Ebb
    from app.shell.taking import take

    if hasattr(os, "nice"):
        os.nice(19)
    try:
        with Ebb.open(root, background=False) as ebb:
            ebb.screens.end_past(utc_now())
            take(ebb)
            ebb.settle_alone()
            ebb.sleep_if_due()
            if ebb.librarian.stay():
                ebb.settle_alone()
    except EbbError:
        return  # whoever opens the memory next meets the same error, with a person there to read it


if __name__ == "__main__":
    import sys

    main(sys.argv[1])
