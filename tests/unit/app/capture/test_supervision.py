"""The process above the daemon: starts it again when it died, not in a rush, ends when it ended as it should, and is
itself small."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.capture import control, supervision
from app.home import Home, prepare
from core.errors import ExitCode
from tests.desktop.stage import wait_for

STANDIN = """
import os, pathlib, signal, sys, time
home = pathlib.Path(sys.argv[1])
assert int(sys.argv[2]) == os.getppid()
def end(kind, _):
    (home / "told").write_text(str(kind))
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
with open(home / "starts", "a") as file:
    file.write(f"{os.getpid()} {time.monotonic()}\\n")
code = home / "code"
if code.exists():
    sys.exit(int(code.read_text()))
time.sleep(60)
"""
"""A daemon that notes each start, and ends as the file `code` says, or waits for SIGTERM."""
LARGEST = 13_000_000
"""Bytes that the watch may take; a bare Python takes about 9 MB of it."""


class Watched:
    """A watch over a stand-in of the daemon."""

    def __init__(self, home: Home, folder: Path) -> None:
        self.home = home
        package = folder / "standin" / "app" / "capture"
        package.mkdir(parents=True)
        for part in (package, package.parent):
            (part / "__init__.py").touch()
        real = Path(supervision.__file__)
        (package / "supervision.py").write_text(real.read_text("utf-8"), "utf-8")
        (package / "loop.py").write_text(STANDIN, "utf-8")
        paths = os.pathsep.join((str(folder / "standin"), str(real.parents[2])))
        self.command = [sys.executable, "-W", "error", "-P", "-m", "app.capture.supervision", str(home.root)]
        self.environment = os.environ | {"PYTHONPATH": paths}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "subprocess.Popen[bytes]":
        """Start the watch."""
        self.process = subprocess.Popen(self.command, env=self.environment, cwd=self.home.root)
        return self.process

    def starts(self) -> list[tuple[int, float]]:
        """The process and the moment of each start of the daemon so far."""
        file = self.home.root / "starts"
        lines = file.read_text().splitlines() if file.exists() else []
        return [(int(pid), float(at)) for pid, at in map(str.split, lines)]

    def ends_with(self, code: int) -> None:
        """Let the daemon end like this from now on."""
        (self.home.root / "code").write_text(str(code))

    def end(self) -> None:
        """End everything."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)


@pytest.fixture
def watched(home: Path, tmp_path: Path) -> Iterator[Watched]:
    """A watch that has not started."""
    made = Watched(prepare(Home(home)), tmp_path)
    control.want(made.home, True)
    yield made
    made.end()


def test_the_file_that_cuts_a_rest_short_is_the_one_that_says_what_is_wanted(home: Path) -> None:
    assert Home(home).root / supervision.WANTED == control.control_file(Home(home))


def test_a_killed_daemon_is_started_again(watched: Watched) -> None:
    watched.start()
    wait_for(lambda: len(watched.starts()) == 1, "the first start")
    os.kill(watched.starts()[0][0], signal.SIGKILL)
    wait_for(lambda: len(watched.starts()) == 2, "the second start")


def test_one_that_cannot_start_is_tried_ever_more_rarely(watched: Watched) -> None:
    watched.ends_with(ExitCode.BUG)
    watched.start()
    wait_for(lambda: len(watched.starts()) >= 4, "four tries")
    moments = [at for _, at in watched.starts()]
    gaps = [later - earlier for earlier, later in zip(moments, moments[1:], strict=False)]
    assert gaps[0] >= 2 * supervision.FASTEST_RESTART and gaps[2] > gaps[1] > gaps[0]


@pytest.mark.parametrize("code", supervision.ENDED)
def test_it_ends_with_a_daemon_that_ended_as_it_should(watched: Watched, code: int) -> None:
    watched.ends_with(code)
    assert watched.start().wait(20) == 0
    assert len(watched.starts()) == 1


def test_being_asked_to_end_is_passed_on_even_to_a_daemon_that_stands_still(watched: Watched) -> None:
    process = watched.start()
    wait_for(lambda: len(watched.starts()) == 1, "the start")
    os.kill(watched.starts()[0][0], signal.SIGSTOP)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert (watched.home.root / "told").read_text() == str(int(signal.SIGTERM))


def test_a_rest_ends_when_something_else_is_wanted(watched: Watched) -> None:
    watched.ends_with(ExitCode.BUG)
    process = watched.start()
    wait_for(lambda: len(watched.starts()) == 4, "some tries")
    watched.ends_with(ExitCode.DONE)
    begun = time.monotonic()
    control.want(watched.home, False)
    assert process.wait(20) == 0
    assert time.monotonic() - begun < 2, "the fourth rest lasts four seconds"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_it_is_small(watched: Watched) -> None:
    process = watched.start()
    wait_for(lambda: len(watched.starts()) == 1, "the start")
    pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    assert pages * os.sysconf("SC_PAGE_SIZE") < LARGEST
