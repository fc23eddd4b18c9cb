"""The watcher's process: one for each home, which remembers what is copied until it is told to stop."""

import hashlib
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

from app.capture.settings import Current
from app.capture.state import found, replace_file
from app.clipboard.clips import Clip, reason_against
from app.clipboard.seam import Clipboard, find_clipboard
from app.home import Home, prepare
from core.clock import utc_now
from core.errors import EbbError, ExitCode
from core.memory import Kind
from core.screen.secrets import masked
from core.store.lock import FileLock

SLICE_SECONDS = 1.0
"""How long the watcher is deaf at most to a request to stop."""
MOST_WAITING = 20
"""Copies that are held while the memory cannot be written; the oldest goes first."""
REMEMBERED = 200
"""Copies that are known again without a look into the memory."""


@dataclass(frozen=True, slots=True)
class State:
    """What the watcher says of itself; times are aware UTC, `problem` is a sentence for a person, "" for none.

    `left_out` counts, by reason, what was not remembered.
    """

    pid: int
    started_at: datetime
    clipboard: str = ""
    kept: int = 0
    last_kept_at: datetime | None = None
    left_out: str = ""
    problem: str = ""


def state_file(home: Home) -> Path:
    """Where the watcher says how it goes."""
    return home.root / "clipboard.json"


def lock_of(home: Home, seconds: float = 2.0) -> FileLock:
    """The lock that a home's watcher holds as long as it runs; waited for that long, as others look at it too."""
    return FileLock(home.root / "clipboard.lock", seconds)


def read_state(home: Home) -> State | None:
    """What the watcher said last; None if nothing can be read."""
    return found(state_file(home), State)


@dataclass(slots=True)
class Watcher:
    """Remembers copies, one after the other; what cannot be written waits for the next chance."""

    home: Home
    rules: Current
    state: State
    counts: dict[str, int] = field(default_factory=dict)
    waiting: deque[Clip] = field(default_factory=lambda: deque(maxlen=MOST_WAITING))
    seen: deque[bytes] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def take(self, clip: Clip | None) -> None:
        """Judge a copy, if there is one, and remember what waits. Raises: OSError where the state cannot be written."""
        if clip is not None:
            self._judge(clip)
        while self.waiting:
            try:
                self._remember(self.waiting[0])
            except EbbError as error:
                self._say(problem=str(error))
                return
            self.waiting.popleft()
            self._say(kept=self.state.kept + 1, last_kept_at=utc_now(), problem="")

    def _judge(self, clip: Clip) -> None:
        self.rules.refresh()
        assert self.rules.rules is not None, "refresh raises where there are none"
        reason = reason_against(clip, self.rules.rules, utc_now())
        if reason:
            self.counts[reason] = self.counts.get(reason, 0) + 1
            counted = sorted(self.counts.items(), key=lambda pair: (-pair[1], pair[0]))
            self._say(left_out=", ".join(f"{number} {why}" for why, number in counted))
            return
        key = hashlib.blake2b(clip.text.encode("utf-8", "replace"), digest_size=16).digest()
        if key not in self.seen:
            self.seen.append(key)
            self.waiting.append(clip)

    def _remember(self, clip: Clip) -> None:
        """Store a copy; one that is known, or was forgotten, stays as it is."""
        from app.ebb import Ebb

        source = {"app": clip.app or "clipboard", "title": masked(clip.title), "uri": "clipboard"}
        item = {
            "text": masked(clip.text),
            "kind": Kind.NOTE,
            "tags": ("clipboard",),
            "occurred_at": utc_now(),
            "source": source,
        }
        with Ebb.open(self.home.root, background=False, hand_over=True) as ebb:
            ebb.add_many([item])

    def _say(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        replace_file(state_file(self.home), self.state)


def run(home: Home) -> None:
    """Watch until SIGTERM or SIGINT. Raises: Locked if another watcher does; NoDesktop, DesktopGone, BadInput."""
    rules = Current(home)
    rules.refresh()
    with lock_of(home).held(), _stopped() as stopped, _opened() as clipboard:
        watcher = Watcher(home, rules, State(os.getpid(), utc_now(), clipboard.name))
        replace_file(state_file(home), watcher.state)
        while not stopped.is_set():
            watcher.take(clipboard.next(SLICE_SECONDS))


@contextmanager
def _opened() -> Iterator[Clipboard]:
    clipboard = find_clipboard(os.environ)
    try:
        yield clipboard
    finally:
        clipboard.close()


@contextmanager
def _stopped() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set; a lost terminal is nothing to stop for."""
    event = threading.Event()

    def stop(_: int, __: FrameType | None) -> None:
        event.set()

    kinds: dict[signal.Signals, Any] = {signal.SIGTERM: stop, signal.SIGINT: stop, signal.SIGHUP: signal.SIG_IGN}
    before = {kind: signal.signal(kind, handler) for kind, handler in kinds.items()}
    try:
        yield event
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def main(root: str) -> int:
    """Run the watcher of a home; the one broad catch of this process. Returns the exit status.

    Why it ended stands in its state, never with what was copied.
    """
    home = prepare(Home(Path(root)))
    try:
        run(home)
    except EbbError as error:
        return _ended(home, str(error), error.exit_code)
    except Exception as error:
        return _ended(home, f"Something went wrong inside Ebb ({type(error).__name__}).", ExitCode.BUG)
    return ExitCode.DONE


def _ended(home: Home, problem: str, code: int) -> int:
    state = read_state(home)
    if state is None or state.pid != os.getpid():
        state = State(os.getpid(), utc_now())
    with suppress(OSError):
        replace_file(state_file(home), replace(state, problem=problem))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
