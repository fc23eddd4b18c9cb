"""Long work on the command line: how far it is, on stderr, and an interrupt that ends it in good order."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType

from ui.cli.output import say, terminal, width

_REDRAW = 0.1  # seconds between two states of the bar
_TELL = 5.0  # seconds between two lines where there is no terminal


class Progress:
    """Shows done/total of one kind of work; callable, so that it can be handed down as the callback."""

    def __init__(self, verb: str) -> None:
        self.verb = verb
        self._bar = terminal(sys.stderr)
        self._next = 0.0 if self._bar else monotonic() + _TELL
        self._drawn = False

    def __call__(self, done: int, total: int | None = None) -> None:
        """Show the state, at most ten times a second on a terminal and every five seconds elsewhere."""
        now = monotonic()
        if now < self._next and not (self._drawn and done == total):
            return
        self._next = now + (_REDRAW if self._bar else _TELL)
        amount = self.amount(done, total)
        if self._bar:
            self._draw(done, total, amount)
        else:
            say(f"{self.verb} {amount} …")

    def amount(self, done: int, total: int | None) -> str:
        """Say the state in words, as in 12 of 300."""
        return f"{done:,} of {total:,}" if total else f"{done:,}"

    def end(self) -> None:
        """Take the bar off the terminal."""
        if self._drawn:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
            self._drawn = False

    def _draw(self, done: int, total: int | None, amount: str) -> None:
        room = min(30, width() - len(self.verb) - len(amount) - 6)
        filled = min(room, room * done // total) if total else 0
        bar = f"  {'█' * filled}{'─' * (room - filled)}" if total and room > 0 else ""
        sys.stderr.write(f"\r\x1b[2K{self.verb} {amount}{bar}")
        sys.stderr.flush()
        self._drawn = True


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C into a flag, which the yielded function tells; a second one interrupts as usual."""
    seen = False

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal seen
        seen = True
        signal.signal(signal.SIGINT, before)

    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, note)
    try:
        yield lambda: seen
    finally:
        signal.signal(signal.SIGINT, before)
