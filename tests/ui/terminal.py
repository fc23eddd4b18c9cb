"""The app in a real terminal of its own: every byte that it writes can be looked at."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
OPEN = (
    "from app import Ebb; from ui.tui.app import run; "
    "sys.exit(run(lambda: Ebb.open(sys.argv[1], background=False), 'search'))"
)
PATIENCE = 30.0
"""Seconds to wait for something to be written."""


class Terminal:
    """A terminal of 100 by 30 with a Python program in it; `raw` is what the program wrote so far."""

    def __init__(self, master: int, child: "subprocess.Popen[bytes]") -> None:
        self.master, self.child = master, child
        self.raw = bytearray()

    def press(self, keys: bytes) -> None:
        """Send keys as a keyboard does."""
        os.write(self.master, keys)

    def wait_for(self, words: bytes) -> None:
        """Read until the program has written these words."""
        deadline = time.monotonic() + PATIENCE
        while words not in self.raw:
            assert time.monotonic() < deadline, bytes(self.raw[-2000:])
            assert self._read(), bytes(self.raw[-2000:])

    def wait_for_the_end(self) -> int:
        """Read until the program has ended; returns its exit code."""
        while self._read():
            pass
        return self.child.wait(PATIENCE)

    def _read(self) -> bool:
        try:
            piece = os.read(self.master, 65536)
        except OSError:  # how Linux says that nobody is at the other end any more
            return False
        self.raw += piece
        return bool(piece)


@contextmanager
def terminal(*arguments: str, program: str = OPEN, environment: dict[str, str] | None = None) -> Iterator[Terminal]:
    """Run `program` (Python, with sys imported) in a terminal; it is ended when the block is left."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    child = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", f"import sys; {program}", *arguments],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm-256color", **(environment or {})},
        start_new_session=True,
    )
    os.close(slave)
    try:
        yield Terminal(master, child)
    finally:
        child.kill()
        child.wait()
        os.close(master)
