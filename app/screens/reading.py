"""The reader's process: reads what waits, oldest first, at the lowest priority, and ends when nothing comes any more.

`python -m app.screens.reading HOME`. One for each home; killed at any moment it loses nothing, the next goes on.
"""

import os
import signal
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from app.capture.spool import Spool
from app.capture.state import ReaderState, write_reader
from app.home import Home, located
from core.clock import utc_now
from core.errors import EbbError, ExitCode
from core.store.lock import FileLock
from core.store.store import Store

if TYPE_CHECKING:
    from app.screens.keeping import Keeping, WaitingFrame
    from app.screens.reader import FrameReader

BEAT_SECONDS = 2.0
LOOK_SECONDS = 0.25
"""How often to look whether something waits; a look is one glance at a folder in memory."""
IDLE_SECONDS = 120.0
"""How long nothing must have waited before the process ends and gives its memory back."""
LEFT_OVER_SECONDS = 60.0
LONGEST = timedelta(seconds=180)
"""How long one frame may take before the process ends: an engine may hang."""
BATCH = 8
STORE_SECONDS = 30.0


class Pulse:
    """Beats into the home from a thread of its own, however long an engine takes."""

    def __init__(self, home: Home, engine: str) -> None:
        self._home = home
        self._engine = engine
        self._stopped = threading.Event()
        self._frame: int | None = None
        self._since = utc_now()
        self._done = self._failed = 0
        self._thread = threading.Thread(target=self._run, name="ebb-pulse", daemon=True)
        self._thread.start()

    def begin(self, frame: int) -> None:
        """A frame is begun."""
        self._frame, self._since = frame, utc_now()

    def end(self, done: bool) -> None:
        """The frame was read, or not."""
        self._frame = None
        self._done += done
        self._failed += not done

    def stop(self) -> None:
        """Beat once more, then no longer."""
        self._stopped.set()
        self._thread.join()
        self._beat()

    def _run(self) -> None:
        self._beat()
        while not self._stopped.wait(BEAT_SECONDS):
            self._beat()
            if self._frame is not None and utc_now() - self._since > LONGEST:
                os._exit(ExitCode.BUG)

    def _beat(self) -> None:
        used = time.process_time()
        state = ReaderState(os.getpid(), utc_now(), self._frame, self._done, self._failed, used, self._engine)
        with suppress(OSError):  # on a full disk the last beat grows old, which shows
            write_reader(self._home, state)


def work(home: Home, stopped: threading.Event, *, idle: float = IDLE_SECONDS) -> None:
    """Read everything that waits, and what comes until nothing has for `idle` seconds, or `stopped` is set.

    Raises: Locked if another process reads for this home, ModelMissing, CannotOpen's family, BadInput, SpoolError.
    """
    with FileLock(home.root / "reader.lock", 0).held():
        store = Store(home.db, lock_seconds=STORE_SECONDS, synchronous="NORMAL")
        try:
            _work(home, store, stopped, idle)
        finally:
            store.close()


def _work(home: Home, store: Store, stopped: threading.Event, idle: float) -> None:
    from app.config import load
    from app.screens.engines import find_reader
    from app.screens.keeping import Keeping
    from app.screens.reader import FrameReader
    from app.screens.remnant import Remnant
    from core.screen.rules import Rules

    config = load(home.config)
    spool, keeping = Spool(home), Keeping(store, home, config)
    engine = find_reader(config.capture)
    reader = FrameReader(config.capture, keeping, spool, engine, Rules.of(config.capture), Remnant(spool.folder))
    pulse = Pulse(home, engine.name)
    try:
        _until_idle(spool, keeping, reader, pulse, stopped, idle)
    finally:
        pulse.stop()
        engine.close()


class Leftovers:
    """Entries of the spool that no frame waits for, as a reader leaves them that was killed after it kept a frame."""

    def __init__(self) -> None:
        self._since: dict[str, float] = {}

    def old(self, ids: Sequence[str], now: float) -> list[str]:
        """Those of the entries that have been left over for long: a frame's row comes after its pixels."""
        self._since = {id: self._since.get(id, now) for id in ids}
        return [id for id, since in self._since.items() if now - since >= LEFT_OVER_SECONDS]


def _until_idle(
    spool: Spool, keeping: "Keeping", reader: "FrameReader", pulse: Pulse, stopped: threading.Event, idle: float
) -> None:
    frames: list[WaitingFrame] = keeping.waiting(BATCH)
    last, leftovers = time.monotonic(), Leftovers()
    while not stopped.is_set() and (frames or time.monotonic() - last < idle):
        for frame in frames:
            if stopped.is_set():
                return
            pulse.begin(frame.id)
            pulse.end(reader.read(frame))
            last = time.monotonic()
        if not frames:
            for id in leftovers.old(spool.ids(), time.monotonic()):
                spool.drop(id)
            stopped.wait(LOOK_SECONDS)
        frames = keeping.waiting(BATCH) if spool.ids() else []


def main(root: str) -> int:
    """The process: returns its exit code. Ends after the frame it is at when asked to."""
    stopped = threading.Event()
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda *_: stopped.set())
    if hasattr(os, "nice"):
        os.nice(19)
    try:
        work(located(root), stopped)
    except EbbError as error:
        return error.exit_code  # the daemon says what that means, and tries again
    return ExitCode.DONE


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1]))
