"""The reader as the daemon's child: started when something waits, again after it died, ended when it hangs."""

import signal
import subprocess
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.capture import processes
from app.capture.state import read_reader
from core.errors import ExitCode

if TYPE_CHECKING:
    from app.home import Home

MODULE = "app.screens.reading"
HANGS_AFTER = timedelta(seconds=60)
"""How long a reader may be silent before it is killed and another one started."""
SLOWEST_RESTART = timedelta(seconds=60)


class Reader:
    """Looks after the process that reads text; its heartbeat is the reader's own file."""

    def __init__(self, home: "Home") -> None:
        self._home = home
        self._child: subprocess.Popen[bytes] | None = None
        self._begun: datetime | None = None
        self._not_before: datetime | None = None
        self._failures = 0
        self.trouble: str | None = None
        """Why nothing is read, as a sentence; None where nothing is wrong."""

    @property
    def pid(self) -> int | None:
        """The child's process; None if none runs."""
        return self._child.pid if self._child and self._child.poll() is None else None

    def tend(self, now: datetime, *, waiting: bool) -> None:
        """Start a reader if something waits and none runs; take note of one that ended; kill one that hangs."""
        if self._child and self._child.poll() is not None:
            self._ended(self._child.returncode, now)
        self._forgive()
        self._kill_if_hung(now)
        if waiting and self._child is None and (self._not_before is None or now >= self._not_before):
            self._start(now)

    def renew(self) -> None:
        """Let the reader end, so that the next one reads the settings anew."""
        if pid := self.pid:
            processes.end(pid)

    def stop(self, seconds: float = 5.0) -> None:
        """End the reader; what it was at stays waiting."""
        if self._child is None:
            return
        processes.end(self._child.pid)
        try:
            self._child.wait(seconds)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._child = None

    def _start(self, now: datetime) -> None:
        command, environment = processes.module_command(MODULE, str(self._home.root))
        self._child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._home.root,
            env={**environment, "OMP_THREAD_LIMIT": "1"},
        )
        self._begun = now

    def _ended(self, code: int, now: datetime) -> None:
        """Note how it ended: another reader at work and an end for want of work are no failures."""
        self._child = None
        if code in (ExitCode.DONE, ExitCode.LOCKED):
            self._not_before = now + timedelta(seconds=2) if code else None
            self._failures, self.trouble = 0, None
            return
        self._failures += 1
        self._not_before = now + min(timedelta(seconds=2**self._failures), SLOWEST_RESTART)
        if code == ExitCode.MODEL:
            self.trouble = "Nothing that reads text is installed; 'ebb doctor' says what is missing."
        elif self._failures > 1:
            self.trouble = f"The reader ended {self._failures} times without finishing; it is tried again."

    def _forgive(self) -> None:
        """What earlier ones failed at is over once this one has read something."""
        found = read_reader(self._home) if self._failures and self._child else None
        if found and self._child and found.pid == self._child.pid and found.done:
            self._failures, self.trouble = 0, None

    def _kill_if_hung(self, now: datetime) -> None:
        """A reader that a killed daemon left behind counts too, since it keeps others from reading."""
        found = read_reader(self._home)
        if found is None or now - found.at < HANGS_AFTER or not processes.runs(found.pid, MODULE):
            return
        if self._begun is None or now - self._begun >= HANGS_AFTER or self.pid != found.pid:
            processes.end(found.pid, signal.SIGKILL)
