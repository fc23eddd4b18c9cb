"""`ebb capture` on a real desktop: what shows is found within seconds, what must not be kept is nowhere, and every
way in which it can fail is said."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.capture.health import health
from app.home import Home
from core.clock import utc_now
from core.store import index
from core.store.store import Store
from tests.desktop.stage import Cast, Screens, cast, needs_screens, screens, wait_for
from tests.e2e.conftest import Command

pytestmark = [needs_screens, pytest.mark.timeout(180)]
NOTICED = 15.0
"""Seconds within which everything that goes wrong must show."""
SEARCHABLE = 5.0


@pytest.fixture(scope="module")
def shown() -> Iterator[Screens]:
    """A desktop of two monitors, for the module."""
    with screens() as started:
        yield started


@pytest.fixture
def actors(shown: Screens) -> Iterator[Cast]:
    """The windows of one test."""
    with cast(shown) as opened:
        yield opened


class Capture:
    """`ebb capture` on one home and one desktop."""

    def __init__(self, command: Command, shown: Screens) -> None:
        self.command = command
        self.environment = shown.environment | {"EBB_WORK_BACKGROUND": "false"}

    def __call__(self, *words: str) -> Any:
        """Run one of its commands."""
        return self.command("capture", *words, env=self.environment)

    def status(self) -> dict[str, Any]:
        """What `status --json` says, asked without starting a process."""
        return health(Home(self.command.home), utc_now()).as_json()

    def problems(self) -> str:
        """All problems in one text."""
        return " ".join(self.status()["problems"])

    def finds(self, word: str) -> bool:
        """Whether a word can be searched for, asked without starting a process."""
        store = Store(Home(self.command.home).db, read_only=True)
        try:
            return store.read(lambda connection: index.document_count(connection, word, 1)) > 0
        finally:
            store.close()

    def told(self) -> dict[str, Any]:
        """What `status --json` prints."""
        said: dict[str, Any] = self("status", "--json").json()
        return said

    def reader(self) -> int:
        """The reader's process."""
        return int(json.loads((self.command.home / "reader.json").read_text())["pid"])

    def everything(self) -> bytes:
        """Every byte of every file that lies in the home."""
        files = [path for path in Path(self.command.home).rglob("*") if path.is_file()]
        return b"\0".join(path.read_bytes() for path in files)


@contextmanager
def capturing(home: Path, shown: Screens) -> Iterator[Capture]:
    """The capture of a home; stopped behind, whatever became of it."""
    made = Capture(Command(home), shown)
    try:
        yield made
    finally:
        made("resume")
        made("stop")


@pytest.fixture
def capture(home: Path, shown: Screens) -> Iterator[Capture]:
    """The capture of a fresh home."""
    with capturing(home, shown) as made:
        yield made


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, shown: Screens) -> Iterator[Capture]:
    """A capture that runs and has read something, for tests that leave it running."""
    with cast(shown) as first, capturing(tmp_path_factory.mktemp("running") / "home", shown) as made:
        first.editor(pid=91001, lines=["good morning"])
        assert made("start").code == 0
        within(20, lambda: made.finds("morning"), "the first reading")
        yield made


def within(seconds: float, happened: Callable[[], bool], what: str) -> float:
    """Wait until something is so; returns how long that took, in seconds."""
    begun = time.monotonic()
    wait_for(happened, what, seconds)
    return time.monotonic() - begun


def test_what_is_typed_is_found_within_seconds_and_what_is_forbidden_is_nowhere(capture: Capture, actors: Cast) -> None:
    editor = actors.editor(pid=91001, lines=["A first line"])
    actors.private(pid=91002, lines=["the zeppelin is a secret present"])
    actors.password(pid=91003)
    assert capture("start").code == 0
    within(20, lambda: capture.finds("first"), "the first reading")
    editor.type("\nBring the marmalade along.")
    assert within(SEARCHABLE, lambda: capture.finds("marmalade"), "reading what was typed") < SEARCHABLE
    assert not capture.finds("zeppelin") and not capture.finds("hunter2")
    within(5, lambda: capture.status()["frames_kept"] >= 2, "the heartbeat")
    assert capture.command("search", "marmalade", env=capture.environment).code == 0
    found = capture.told()
    assert found["problems"] == [] and found["running"] is True and found["bytes_today"] > 0
    assert capture("stop").code == 0
    everything = capture.everything()
    assert b"zeppelin" not in everything and b"hunter2" not in everything and b"Gifts for Ida" not in everything


def test_a_killed_daemon_comes_back_by_itself_and_the_queue_goes_on(capture: Capture, actors: Cast) -> None:
    editor = actors.editor(pid=91001, lines=["before the crash"])
    capture("start")
    within(20, lambda: capture.finds("crash"), "the first reading")
    killed, reader = capture.status()["pid"], capture.reader()
    os.kill(reader, signal.SIGSTOP)
    editor.type("\na porcupine in between")
    within(10, lambda: capture.status()["pending_ocr"] > 0, "something that waits")
    os.kill(killed, signal.SIGKILL)
    os.kill(reader, signal.SIGKILL)
    within(NOTICED, lambda: capture.status()["pid"] not in (None, killed), "the restart")
    within(15, lambda: capture.finds("porcupine"), "going on with the queue")
    editor.type("\nand a hedgehog after it")
    within(10, lambda: capture.finds("hedgehog"), "capturing again")


def test_once_reads_what_shows_now_and_why_and_log_say_which_rules_held(capture: Capture, actors: Cast) -> None:
    actors.editor(pid=91001, lines=["An armadillo on the page"])
    actors.password(pid=91003)
    looked = capture("once", "--json").json()
    assert len(looked["frames"]) == 1 and looked["waiting"] == []
    assert {skip["rule"] for skip in looked["skipped"]} == {"password prompt"}
    hits = capture.command("search", "armadillo", "--json", env=capture.environment).json()["hits"]
    told = capture("why", hits[0]["memory"]["id"], "--json").json()
    assert {frame["rule"] for frame in told["frames"]} == {"allowed: no rule against it"}
    skipped = capture("log", "--json").json()["skipped"]
    assert [(skip["app"], skip["rule"]) for skip in skipped] == [("pinentry-gtk-2", "password prompt")]
    assert capture.told()["running"] is False


def test_start_says_what_is_kept_where_and_how_to_end_it(running: Capture) -> None:
    said = running("start").err
    assert str(running.command.home) in said
    assert "private windows" in said and "ebb capture stop" in said and "masked" in said


def test_only_one_daemon_runs_for_a_home(running: Capture) -> None:
    before = running.status()["pid"]
    again = running("start", "--json").json()
    assert again["started"] is False and again["running"] is True
    second = running("run")
    assert second.code == 6 and second.err.count("\n") == 1
    assert running.status()["pid"] == before


def test_a_pause_captures_nothing_and_ends_when_it_is_told_to(running: Capture, actors: Cast) -> None:
    editor = actors.editor(pid=91004, lines=["still awake"])
    within(10, lambda: running.finds("awake"), "reading")
    assert running("pause", "10m", "--json").json()["until"]
    within(5, lambda: running.problems().startswith("Paused"), "the pause")
    seen = running.status()["frames_seen"]
    editor.type("\nunder the mistletoe")
    time.sleep(2.5)  # there is nothing to wait for: nothing must happen
    assert running.status()["paused"] is True and running.status()["frames_seen"] == seen
    assert running("resume").code == 0
    within(10, lambda: running.finds("mistletoe"), "going on")


def test_a_stopped_daemon_shows_and_can_be_ended(running: Capture) -> None:
    os.kill(running.status()["pid"], signal.SIGSTOP)
    within(NOTICED, lambda: "does not respond" in running.problems(), "noticing the daemon")
    assert running("stop").code == 0
    assert running.status()["running"] is False


def test_without_a_desktop_start_refuses_with_one_line(command: Command) -> None:
    environment = {name: value for name, value in os.environ.items() if "DISPLAY" not in name}
    refused = command("capture", "start", env=environment)
    assert refused.code == 4 and refused.out == "" and refused.err.count("\n") == 1
    assert "DISPLAY" in refused.err
    found = command("capture", "status", "--json", env=environment).json()
    assert found["running"] is False and found["pid"] is None and found["problems"] != []
