"""A capture that tests break: the real daemon and its reader on a home of their own, and what may be found there.

The checks read the home as another program sees it, so that they hold at any moment: right after a kill, or while
everything stands still.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from PIL import Image

from app.capture import processes
from app.capture.spool import Spool
from app.home import Home, prepare
from app.screens.pictures import frame_of
from tests.desktop.stage import Screens, wait_for

ROOT = Path(__file__).parents[2]
DAEMON, READER, WATCH = "app.capture.loop", "app.screens.reading", "app.capture.supervision"
NOTICED = 15.0
"""Seconds within which everything that keeps frames from coming must show."""
PATIENCE = 60.0
"""Seconds to wait for what has no limit of its own, on a machine that is busy with other things."""
SETTINGS = "[work]\nbackground = false\n[capture]\nidle = 100000.0\ninterval = 0.3\n"
EXPECTED = {
    "capture-wanted.json",
    "capture.json",
    "capture.lock",
    "capture.lock-line",
    "config.toml",
    "ebb.db",
    "ebb.db-shm",
    "ebb.db-wal",
    "ebb.db.lock",
    "ebb.db.lock-line",
    "logs/capture.log",
    "reader.json",
    "reader.lock",
    "reader.lock-line",
}
"""The files of a home besides pictures."""


class Life:
    """A capture of one home; the test starts its processes, stops and kills them."""

    def __init__(self, root: Path, shown: Screens) -> None:
        self.home = prepare(Home(root))
        self.environment = shown.environment | {"PYTHONPATH": str(ROOT)}
        self.home.config.write_text(SETTINGS, encoding="utf-8")
        (self.home.root / "capture-wanted.json").write_text('{"wanted": true, "paused": false, "until": null}')
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self, module: str = DAEMON) -> "subprocess.Popen[bytes]":
        """Start the daemon, or the process that watches over it."""
        quiet = subprocess.DEVNULL
        command = [sys.executable, "-W", "error", "-P", "-m", module, str(self.home.root)]
        process = subprocess.Popen(
            command, stdin=quiet, stdout=quiet, stderr=quiet, env=self.environment, cwd=self.home.root
        )
        self.started.append(process)
        return process

    def alive(self, *modules: str) -> list[int]:
        """The processes of this home that run one of these modules, also those that nobody looks after any more."""
        place = os.fsencode(self.home.root)
        numbers = [int(entry.name) for entry in os.scandir("/proc") if entry.name.isdigit()]
        return [pid for pid in numbers if place in _words(pid) and any(processes.runs(pid, one) for one in modules)]

    def status(self) -> dict[str, Any]:
        """What `ebb capture status --json` prints."""
        command = [sys.executable, "-m", "ui.cli.main", "--home", str(self.home.root), "capture", "status", "--json"]
        told = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=PATIENCE)
        assert (told.returncode, told.stderr) == (0, "")
        return dict(json.loads(told.stdout))

    def problems(self) -> str:
        """All problems that the status names, in one text."""
        return " ".join(self.status()["problems"])

    def said(self) -> dict[str, Any]:
        """The daemon's heartbeat; nothing before the first."""
        return _read(self.home.root / "capture.json")

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the database; none before its first migration."""
        if not self.home.db.exists():
            return []
        with self._opened(PATIENCE) as connection:
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'frames'").fetchone() is None:
                return []
            return connection.execute(query, values).fetchall()

    def frozen(self) -> list[int]:
        """Stop all processes at a moment in which none keeps others from reading; returns those that are there.

        One that is stopped while it recovers the write-ahead log would hold its lock for as long as it stands still.
        """
        until = time.monotonic() + PATIENCE
        while True:
            pids = frozen(self.alive(DAEMON, READER))
            try:
                if self.home.db.exists():
                    with self._opened(0.1) as connection:
                        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
                return pids
            except sqlite3.OperationalError:
                for pid in pids:
                    send(pid, signal.SIGCONT)
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def _opened(self, timeout: float) -> closing[sqlite3.Connection]:
        """The database to read; `timeout` in seconds."""
        return closing(sqlite3.connect(f"file:{self.home.db}?mode=ro", uri=True, timeout=timeout))

    def number(self, query: str) -> int:
        """One number out of the database, 0 for none."""
        rows = self.rows(query)
        return int(rows[0][0] or 0) if rows else 0

    def waiting(self) -> set[str]:
        """The pixels that frames wait for."""
        return {row[0] for row in self.rows("SELECT spool FROM frames WHERE state = 'waiting'")}

    def spooled(self) -> set[str]:
        """The pixels that wait."""
        return set(Spool(self.home).ids())

    def begun(self) -> tuple[int, int]:
        """Which frame a reader has begun last, and how often; zeros before the first."""
        said = _read(Spool(self.home).folder / "reader.json")
        return int(said.get("frame", 0)), int(said.get("starts", 0))

    def reads(self, text: str) -> bool:
        """Whether the memories of the screen hold these words."""
        return bool(self.rows("SELECT 1 FROM memory_index WHERE memory_index MATCH ?", f'"{text}"'))

    def is_well(self) -> bool:
        """Whether the capture runs without a problem and has looked at the screens just now."""
        told = self.status()
        return told["running"] and not told["problems"] and told["last_frame_age_s"] < NOTICED

    def end(self) -> None:
        """End everything, whatever state it is in."""
        for pid in (one for module in (WATCH, DAEMON, READER) for one in self.alive(module)):
            send(pid, signal.SIGKILL)
        for process in self.started:
            process.wait(PATIENCE)
        self.started.clear()
        Spool(self.home).clear()


@contextmanager
def life(root: Path, shown: Screens) -> Iterator[Life]:
    """A capture that has not begun; ended behind the test, with everything that belongs to it."""
    made = Life(root, shown)
    try:
        yield made
    finally:
        made.end()


def noticed(happened: Callable[[], bool], what: str, seconds: float = NOTICED) -> float:
    """Wait until something is so; returns how many seconds that took. Raises: TimeoutError."""
    begun = time.monotonic()
    wait_for(happened, what, seconds)
    return time.monotonic() - begun


def send(pid: int, kind: signal.Signals) -> None:
    """Send a signal; a process that is gone is no error."""
    with suppress(ProcessLookupError):
        os.kill(pid, kind)


def frozen(pids: Iterable[int]) -> list[int]:
    """Stop processes; returns, once all of them stand still, those that are there."""
    pids = list(pids)
    for pid in pids:
        send(pid, signal.SIGSTOP)
    wait_for(lambda: all(processes.is_stopped(pid) or not processes.is_alive(pid) for pid in pids), "standing still")
    return [pid for pid in pids if processes.is_alive(pid)]


def wrongs(seen: Life) -> Iterator[str]:
    """What may be found in a home at no moment, whoever was killed; nobody may be writing."""
    rows = seen.rows("SELECT id, state, file, bytes, width, height, key, bands, spool FROM frames")
    doomed = {row[0] for row in seen.rows("SELECT file FROM doomed_files")}
    waits = {row[0]: row[8] for row in rows if row[1] == "waiting"}
    named = {row[2]: row for row in rows if row[2]}
    screens = seen.home.screens
    files = {path.relative_to(screens).as_posix() for path in screens.rglob("*") if path.is_file()}
    for file, row in named.items():
        if told := _picture(screens / file, row):
            yield f"frame {row[0]}, {file}: {told}"
    for file in files - named.keys() - doomed:
        if frame_of(file) not in waits:
            yield f"{file} is there without a row"
    there = seen.spooled()
    yield from (f"frame {one} waits for pixels that are gone" for one, spool in waits.items() if spool not in there)
    yield from (f"{name} lies in the home" for name in strangers(seen.home))


def strangers(home: Home) -> list[str]:
    """Files of a home that are neither its own nor pictures; half a heartbeat counts as one."""
    names = (path.relative_to(home.root).as_posix() for path in home.root.rglob("*") if path.is_file())
    return [
        name
        for name in names
        if name not in EXPECTED
        and frame_of(name.removeprefix("screens/")) is None
        and not name.startswith((".capture.json.", ".reader.json."))
    ]


def _picture(path: Path, row: tuple[Any, ...]) -> str:
    """What is wrong with a picture that a row names; "" for nothing."""
    _, _, _, size, width, height, key, bands, _ = row
    if not path.exists():
        return "no such file"
    if path.stat().st_size != size:
        return f"{path.stat().st_size} bytes instead of {size}"
    boxes = json.loads(bands)
    wanted = (width, height) if key else (max(box[2] for box in boxes), sum(box[3] for box in boxes))
    try:
        with Image.open(path) as image:
            image.load()
            return "" if image.format == "WEBP" and image.size == wanted else f"{image.format} of {image.size}"
    except OSError as error:
        return f"cannot be read: {error}"


def _words(pid: int) -> list[bytes]:
    """The command line of a process; nothing for one that is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return []


def _read(path: Path) -> dict[str, Any]:
    """A small file of JSON; nothing where there is none."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}
