"""A small process above the daemon that starts it again when it died; it ends when the daemon ended as it should.

It lives as long as the daemon and does nothing, so it imports next to nothing: that keeps it at a tenth of the daemon.
"""

import os
import signal
import sys
import time
from typing import TYPE_CHECKING

from core.errors import ExitCode

if TYPE_CHECKING:
    from types import FrameType

MODULE = "app.capture.loop"
SETTLED_SECONDS = 10.0
"""A daemon that ran this long has not failed to start; the next restart comes at once again."""
FASTEST_RESTART = 0.25
SLOWEST_RESTART = 60.0
SLICE_SECONDS = 0.2
WANTED = "capture-wanted.json"
"""The file of the home that says whether the capture is wanted; the daemon reads it, here it only cuts a rest short."""
ENDED = (ExitCode.DONE, ExitCode.LOCKED)
"""How a daemon ends that is not to be started again: as asked, not wanted, or because another one runs."""


class Watch:
    """Keeps the daemon of a home, given by its folder, running for as long as it is wanted."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._stopped = False
        self._daemon = 0

    def run(self) -> None:
        """Start the daemon, again and again if need be; returns when it ended as it should."""
        signal.signal(signal.SIGTERM, self._pass_on)
        signal.signal(signal.SIGINT, self._pass_on)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        wait = FASTEST_RESTART
        while not self._stopped:
            begun, said = time.monotonic(), self._said()
            if self._ended() in ENDED:
                return
            lasted = time.monotonic() - begun
            wait = FASTEST_RESTART if lasted > SETTLED_SECONDS else min(wait * 2, SLOWEST_RESTART)
            self._rest(wait, said)

    def _ended(self) -> int:
        """Run the daemon to its end, with the Python and the modules of this process; returns its exit status."""
        options = sys.orig_argv[1 : sys.orig_argv.index("-m")]
        command = [sys.executable, *options, "-m", MODULE, self._root, str(os.getpid())]
        quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in range(3)]
        self._daemon = os.posix_spawn(sys.executable, command, os.environ, file_actions=quiet)
        if self._stopped:  # told so while it was started
            self._tell(signal.SIGTERM)
        _, status = os.waitpid(self._daemon, 0)
        self._daemon = 0
        return os.waitstatus_to_exitcode(status)

    def _pass_on(self, kind: int, _: "FrameType | None") -> None:
        self._stopped = True
        self._tell(kind)

    def _tell(self, kind: int) -> None:
        """Ask the daemon to end; a stopped one is let go on, so that it can."""
        if self._daemon:
            for one in (kind, signal.SIGCONT):
                try:
                    os.kill(self._daemon, one)
                except ProcessLookupError:
                    return

    def _rest(self, seconds: float, said: tuple[int, int] | None) -> None:
        """Wait before a restart, until somebody says anew what is wanted: the daemon then sees whether it still is.

        `said` tells when somebody did so before the daemon was started.
        """
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._stopped and self._said() == said:
            time.sleep(SLICE_SECONDS)

    def _said(self) -> tuple[int, int] | None:
        """Tells what was said last about what is wanted from what is said next."""
        try:
            found = os.stat(os.path.join(self._root, WANTED))
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino


if __name__ == "__main__":
    Watch(sys.argv[1]).run()
