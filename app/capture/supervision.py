"""A small process above the daemon that starts it again when it died; it ends when the daemon ended as it should."""

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from app.capture import processes
from app.capture.control import control
from app.home import Home
from core.errors import ExitCode

if TYPE_CHECKING:
    from types import FrameType

MODULE = "app.capture.loop"
SETTLED_SECONDS = 10.0
"""A daemon that ran this long has not failed to start; the next restart comes at once again."""
FASTEST_RESTART = 0.25
SLOWEST_RESTART = 60.0
SLICE_SECONDS = 0.2
ENDED = (ExitCode.DONE, ExitCode.LOCKED)
"""How a daemon ends that is not to be started again: as asked, or because another one runs."""


class Watch:
    """Keeps the daemon of a home running for as long as it is wanted."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._stopped = threading.Event()
        self._daemon: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Start the daemon, again and again if need be; returns when it ended as it should."""
        signal.signal(signal.SIGTERM, self._pass_on)
        signal.signal(signal.SIGINT, self._pass_on)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        wait = FASTEST_RESTART
        while self._is_wanted():
            begun = time.monotonic()
            if self._ended() in ENDED:
                return
            lasted = time.monotonic() - begun
            wait = FASTEST_RESTART if lasted > SETTLED_SECONDS else min(wait * 2, SLOWEST_RESTART)
            self._rest(wait)

    def _ended(self) -> int:
        """Run the daemon to its end; returns its exit status."""
        command, environment = processes.module_command(MODULE, str(self._home.root))
        quiet = subprocess.DEVNULL
        self._daemon = subprocess.Popen(
            command, stdin=quiet, stdout=quiet, stderr=quiet, env=environment, cwd=self._home.root
        )
        return self._daemon.wait()

    def _pass_on(self, kind: int, _: "FrameType | None") -> None:
        self._stopped.set()
        if self._daemon is not None:
            processes.end(self._daemon.pid, signal.Signals(kind))

    def _is_wanted(self) -> bool:
        return not self._stopped.is_set() and control(self._home).wanted

    def _rest(self, seconds: float) -> None:
        """Wait before a restart; no longer than the capture is wanted."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self._is_wanted():
            self._stopped.wait(SLICE_SECONDS)


if __name__ == "__main__":
    Watch(Home(Path(sys.argv[1]))).run()
