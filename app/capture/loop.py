"""The daemon's process: one for each home, beat after beat until it is told to stop."""

import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from app.capture.control import control
from app.capture.desktop.seam import DesktopGone, find_desktop
from app.home import Home, prepare
from core.clock import utc_now
from core.errors import EbbError, ExitCode
from core.store.lock import FileLock

if TYPE_CHECKING:
    from types import FrameType

    from app.capture.beat import Parts
    from app.capture.pace import Pause

SLICE_SECONDS = 0.5
"""How long the daemon is deaf at most to a request to stop or to pause."""
STORE_SECONDS = 2.0
"""How long a write waits for other programs before it is tried again at the next beat."""
LOCK_SECONDS = 2.0


def lock_of(home: Home) -> FileLock:
    """The lock that a home's daemon holds as long as it runs."""
    return FileLock(home.root / "capture.lock", LOCK_SECONDS)


def run(home: Home, watch: int = 0) -> bool:
    """Capture until SIGTERM, SIGINT, or until it is no longer wanted. Raises: Locked if another daemon does so.

    `watch` is the process that would start this one again, 0 for none. Returns whether all that ended it was that
    `watch` is gone, so that it should go on under another.
    """
    from app.capture.usage import be_frugal

    be_frugal()
    with lock_of(home).held(), _stopped() as stopped:
        if not control(home).wanted:
            return False
        with _parts(home) as parts:
            from app.capture.beat import Beat

            beat = Beat(parts, utc_now())
            while not stopped.is_set() and control(home).wanted and not _is_alone(watch):
                pause = beat.beat(utc_now())
                beat.woken = _wait(parts, pause, stopped)
            beat.stop(utc_now())
        return _is_alone(watch) and not stopped.is_set() and control(home).wanted


def _is_alone(watch: int) -> bool:
    """Whether the process that watched over this one is gone."""
    return watch > 0 and os.getppid() != watch


@contextmanager
def _parts(home: Home) -> "Iterator[Parts]":
    """Everything a beat works with, after what a killed daemon left behind was put in order."""
    _put_right(home)
    from app.capture.beat import Parts
    from app.capture.spool import Spool
    from app.capture.titles import masked
    from app.config import load
    from app.screens.keeping import Keeping
    from core.screen.changes import Changes
    from core.store.store import Store

    store = Store(home.db, lock_seconds=STORE_SECONDS, synchronous="NORMAL")
    try:
        keeping = Keeping(store, home, load(home.config), masked=masked)
        yield Parts(home, Spool(home), keeping, Changes(), lambda: find_desktop(os.environ))
    finally:
        store.close()


def _put_right(home: Home) -> None:
    """Bring the database up to date and put in order what a killed daemon left behind; in a child process.

    What that needs would else stay in this one's memory. Where it fails it is done here, and raises what it raises.
    """
    child = os.fork() if threading.active_count() == 1 else -1
    if child:
        if child < 0 or os.waitpid(child, 0)[1]:
            _sweep(home)
        return
    try:
        _sweep(home)
        os._exit(0)
    finally:
        os._exit(1)


def _sweep(home: Home) -> None:
    from app.capture.spool import Spool
    from app.config import load
    from app.screens.keeping import Keeping
    from core.store.store import Store

    store = Store(home.db, lock_seconds=STORE_SECONDS, synchronous="NORMAL")
    try:
        spool = Spool(home)
        spool.sweep()
        Keeping(store, home, load(home.config)).sweep(spool)
    finally:
        store.close()


@contextmanager
def _stopped() -> "Iterator[threading.Event]":
    """An event that SIGTERM and SIGINT set; a lost terminal is nothing to stop for."""
    event = threading.Event()

    def stop(_: int, __: "FrameType | None") -> None:
        event.set()

    kinds: dict[signal.Signals, Any] = {signal.SIGTERM: stop, signal.SIGINT: stop, signal.SIGHUP: signal.SIG_IGN}
    before = {kind: signal.signal(kind, handler) for kind, handler in kinds.items()}
    try:
        yield event
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def _wait(parts: "Parts", pause: "Pause", stopped: threading.Event) -> bool:
    """Wait as the beat asked, in slices; returns whether something moved. A request to pause cuts it short."""
    begun, wanted = time.monotonic(), control(parts.home)
    while not stopped.is_set():
        passed = time.monotonic() - begun
        if passed >= pause.most or control(parts.home) != wanted:
            return pause.most == pause.least
        if passed < pause.least or parts.desktop is None:
            stopped.wait(min(SLICE_SECONDS, (pause.least if passed < pause.least else pause.most) - passed))
            continue
        try:
            if parts.desktop.wait(min(SLICE_SECONDS, pause.most - passed)):
                return True
        except DesktopGone:  # the next beat says so
            return True
    return False


def main(root: str, watch: int = 0) -> int:
    """Run the daemon of a home, under `watch` as in `run`; the one broad catch of this process.

    Returns the exit status. Where `watch` was lost, another one is left that starts the daemon anew.
    What nobody foresaw is recorded by type and place only, never with its message, which may hold what was seen.
    """
    from pathlib import Path

    home = Home(Path(root))
    try:
        if run(prepare(home), watch):
            from app.capture import launch

            launch.leave(launch.watch_over(home))
    except EbbError as error:
        record(home, f"{type(error).__name__}: {error.message}")
        return error.exit_code
    except Exception as error:
        places = (
            f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
        )
        record(home, "\n".join([type(error).__name__, *places]))
        return ExitCode.BUG
    return ExitCode.DONE


LOG_LIMIT = 1_000_000  # bytes; a longer log is begun anew


def record(home: Home, text: str) -> None:
    """Add to the log of the capture."""
    path = home.logs / "capture.log"
    with suppress(OSError):
        fresh = not path.exists() or path.stat().st_size > LOG_LIMIT
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if fresh else os.O_APPEND), 0o600)
        with os.fdopen(handle, "a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"{utc_now().isoformat(timespec='seconds')} {os.getpid()} {text}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:3])))
