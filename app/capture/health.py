"""Whether the screen is being captured, looked at from outside: what the daemon says of itself is not believed alone.

A daemon or a reader that stands still cannot say so, and on a full disk nobody can write it down.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from app.capture import obstacles, processes
from app.capture.control import Control, control
from app.capture.state import DaemonState, ReaderState, read_daemon, read_reader
from core.errors import EbbError

if TYPE_CHECKING:
    from app.home import Home
    from core.store.store import Store

SILENT = timedelta(seconds=10)
"""A heartbeat that is older belongs to a process that does not answer: they come every few seconds."""
STALE = timedelta(seconds=12)
"""A last look that is older is too old, unless it is right that nothing is captured."""
LOCK = "capture.lock"
ENDED = "off"
"""What a daemon says of itself last when it ended in good order."""


@dataclass(frozen=True, slots=True)
class Health:
    """The capture as it is now.

    `state` is off, paused, idle, locked, resting, trouble or capturing, and only the last means that all is well;
    `problems` says why it is not, as sentences. `last_frame_at` is when the screens were last looked at.
    """

    state: str
    running: bool
    pid: int | None
    paused: bool
    last_frame_at: datetime | None
    frames_seen: int
    frames_kept: int
    pending_ocr: int
    cpu_percent: float
    bytes_today: int
    problems: tuple[str, ...]
    at: datetime

    @property
    def age(self) -> float | None:
        """Seconds since the screens were last looked at; None for never."""
        return None if self.last_frame_at is None else max(0.0, (self.at - self.last_frame_at).total_seconds())

    def as_json(self) -> dict[str, Any]:
        """The contract's shape."""
        age = self.age
        return {
            "running": self.running,
            "pid": self.pid,
            "paused": self.paused,
            "last_frame_at": self.last_frame_at.isoformat() if self.last_frame_at else None,
            "last_frame_age_s": None if age is None else round(age, 1),
            "frames_seen": self.frames_seen,
            "frames_kept": self.frames_kept,
            "pending_ocr": self.pending_ocr,
            "cpu_percent": self.cpu_percent,
            "bytes_today": self.bytes_today,
            "problems": list(self.problems),
        }


def is_running(home: "Home") -> bool:
    """Whether a daemon holds this home's lock; a killed one does not, whatever it left behind."""
    import fcntl

    try:
        handle = os.open(home.root / LOCK, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def health(home: "Home", now: datetime, store: "Store | None" = None) -> Health:
    """Look at the capture of a home. `store` gives the figures of the database; without one it is opened for a moment.

    Raises nothing that was foreseen: what is wrong stands in `problems`.
    """
    running = is_running(home)
    daemon, reader, wanted = read_daemon(home), read_reader(home), control(home)
    waiting, written, broken = _figures(home, now, store)
    alive = daemon if running else None
    problems = [*_off(wanted, daemon)] if not running else [*_problems(home, alive, wanted, now)]
    problems += [*_reader(reader, waiting, now), *([broken] if broken else [])]
    told = tuple(dict.fromkeys(problems))
    return Health(
        state=_state(alive, daemon, wanted, told, now),
        running=running,
        pid=alive.pid if alive else None,
        paused=wanted.holds(now),
        last_frame_at=daemon.last_frame_at if daemon else None,
        frames_seen=daemon.seen if daemon else 0,
        frames_kept=daemon.kept if daemon else 0,
        pending_ocr=waiting,
        cpu_percent=alive.cpu_percent if alive else 0.0,
        bytes_today=written,
        problems=told,
        at=now,
    )


def _off(wanted: Control, daemon: DaemonState | None) -> Iterator[str]:
    if not wanted.wanted:
        yield "Capturing is off; 'ebb capture start' turns it on."
    elif daemon is None:
        yield "Capturing did not start; see 'ebb capture start'."
    elif daemon.state == ENDED:
        yield "Capturing was ended from outside; 'ebb capture start' starts it again."
    else:
        yield "Capturing has died; 'ebb capture start' starts it again."


def _problems(home: "Home", daemon: DaemonState | None, wanted: Control, now: datetime) -> Iterator[str]:
    """What is wrong with a daemon that runs."""
    if low := obstacles.low_disk(home):
        yield low
    if daemon is None:
        yield "Capturing is starting; it has not said anything yet."
        return
    if processes.is_stopped(daemon.pid):
        yield "Capturing does not respond: its process has been stopped."
    elif now - daemon.at > SILENT:
        yield f"Capturing does not respond: nothing was heard of it for {_seconds(now - daemon.at)}."
    if wanted.holds(now):
        yield obstacles.pause_of(wanted)
    yield from daemon.problems
    if wanted.holds(now) or daemon.state in obstacles.QUIET:
        return
    if daemon.last_frame_at is None and now - daemon.started_at > STALE:
        yield "The screens have not been looked at since the start."
    elif daemon.last_frame_at is not None and now - daemon.last_frame_at > STALE:
        yield f"The screens have not been looked at for {_seconds(now - daemon.last_frame_at)}."


def _reader(reader: ReaderState | None, waiting: int, now: datetime) -> Iterator[str]:
    """What is wrong with the reader, if one runs."""
    from app.capture.child import MODULE

    if reader is None or not processes.is_alive(reader.pid) or not processes.runs(reader.pid, MODULE):
        return
    left = f"; {waiting:,} waiting" if waiting else ""
    if processes.is_stopped(reader.pid):
        yield f"The reader does not respond: its process has been stopped{left}."
    elif now - reader.at > SILENT:
        yield f"The reader does not respond: nothing was heard of it for {_seconds(now - reader.at)}{left}."


def _state(
    daemon: DaemonState | None, last: DaemonState | None, wanted: Control, problems: tuple[str, ...], now: datetime
) -> str:
    """The state in a word; `daemon` is what one that runs says of itself, `last` what any said last."""
    if daemon is None:
        return "trouble" if wanted.wanted and (last is None or last.state != ENDED) else "off"
    said = "paused" if wanted.holds(now) else daemon.state
    if said in obstacles.QUIET:
        return said if len(problems) <= 1 else "trouble"
    return "trouble" if problems or daemon.last_frame_at is None else "capturing"


def _figures(home: "Home", now: datetime, store: "Store | None") -> tuple[int, int, str | None]:
    """(frames that wait, bytes of today's pictures, what is wrong with the database)."""
    from app.config import Config
    from app.screens.keeping import Keeping
    from core.store.store import Store

    if store is None and not home.db.exists():
        return 0, 0, None
    try:
        opened = store or Store(home.db, read_only=True)
        try:
            found = Keeping(opened, home, Config()).figures(now)
        finally:
            if opened is not store:
                opened.close()
    except EbbError as error:
        return 0, 0, f"The memory cannot be read: {error.message}"
    return found.waiting, found.bytes_today, None


def _seconds(span: timedelta) -> str:
    whole = int(span.total_seconds())
    return f"{whole} s" if whole < 120 else f"{whole // 60} min"
