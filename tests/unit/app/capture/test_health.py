"""Health as seen from outside: nothing that stands still, is gone or grew old is ever called well."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.capture import control, health, obstacles, state
from app.capture.health import Health
from app.capture.state import DaemonState, ReaderState
from app.home import Home, prepare

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
HOLDER = (
    "import fcntl, sys; held = open(sys.argv[1], 'w'); fcntl.flock(held, fcntl.LOCK_EX); print(1, flush=True); input()"
)
KEYS = """running pid paused last_frame_at last_frame_age_s frames_seen frames_kept pending_ocr cpu_percent bytes_today
    problems"""


@pytest.fixture
def place(home: Path) -> Home:
    """A prepared home."""
    return prepare(Home(home))


@pytest.fixture
def daemon(place: Home) -> "Iterator[subprocess.Popen[str]]":
    """A process that holds the daemon's lock and says that all is well."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", HOLDER, str(place.root / health.LOCK)]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as held:
        assert held.stdout and held.stdout.readline()
        control.want(place, True)
        state.write_daemon(place, DaemonState(held.pid, NOW - timedelta(hours=1), NOW, "looking", NOW, 9, 2))
        yield held
        held.send_signal(signal.SIGCONT)
        held.kill()


@pytest.fixture
def reader(place: Home, tmp_path: Path) -> "Iterator[subprocess.Popen[bytes]]":
    """A process that runs under the reader's name, with a fresh heartbeat."""
    folder = tmp_path / "elsewhere" / "app" / "screens"
    folder.mkdir(parents=True)
    (folder / "reading.py").write_text("input()\n")
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "elsewhere")}
    command = [sys.executable, "-P", "-m", "app.screens.reading"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment) as started:
        state.write_reader(place, ReaderState(started.pid, NOW))
        yield started
        started.send_signal(signal.SIGCONT)
        started.kill()


def seen(place: Home, after: float = 0.0) -> Health:
    """The health so many seconds after everything was well."""
    return health.health(place, NOW + timedelta(seconds=after))


def said(place: Home, **changes: object) -> None:
    """Let the daemon say something else than that all is well."""
    known = state.read_daemon(place)
    assert known
    state.write_daemon(place, replace(known, **changes))  # type: ignore[arg-type]


def test_the_json_has_exactly_the_contracts_keys(place: Home) -> None:
    assert list(seen(place).as_json()) == KEYS.split()


def test_what_was_never_started_is_off_and_says_so(place: Home) -> None:
    found = seen(place)
    assert (found.state, found.running, found.pid, found.age) == ("off", False, None, None)
    assert "off" in found.problems[0]


@pytest.mark.usefixtures("daemon")
def test_all_is_well_only_while_looks_are_fresh(place: Home) -> None:
    assert (seen(place, 3).state, seen(place, 3).problems) == ("capturing", ())
    said(place, at=NOW + timedelta(seconds=13))
    found = seen(place, 13)
    assert found.state == "trouble" and "not been looked at for 13 s" in found.problems[0]


@pytest.mark.usefixtures("daemon")
def test_a_heartbeat_that_grew_old_is_trouble(place: Home) -> None:
    found = seen(place, 11)
    assert found.state == "trouble" and "does not respond" in found.problems[0]


def test_a_stopped_daemon_is_noticed_at_once(place: Home, daemon: "subprocess.Popen[str]") -> None:
    daemon.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, daemon.pid, os.WSTOPPED | os.WNOWAIT)
    found = seen(place)
    assert found.state == "trouble" and "stopped" in found.problems[0]


def test_a_killed_daemon_is_not_running_whatever_it_said_last(place: Home, daemon: "subprocess.Popen[str]") -> None:
    daemon.kill()
    daemon.wait()
    found = seen(place)
    assert (found.state, found.running, found.pid) == ("trouble", False, None)
    assert "died" in found.problems[0]


def test_a_daemon_that_ended_in_good_order_has_not_died(place: Home, daemon: "subprocess.Popen[str]") -> None:
    said(place, state=health.ENDED)
    daemon.kill()
    daemon.wait()
    assert seen(place).state == "off" and "ended from outside" in seen(place).problems[0]


@pytest.mark.usefixtures("daemon")
@pytest.mark.parametrize("word", obstacles.QUIET)
def test_what_rightly_captures_nothing_says_so_and_is_no_trouble_however_long_it_lasts(place: Home, word: str) -> None:
    said(place, at=NOW + timedelta(hours=2), state=word, problems=("It rests.",))
    found = seen(place, 7200)
    assert (found.state, found.problems) == (word, ("It rests.",))


@pytest.mark.usefixtures("daemon")
def test_a_pause_shows_before_the_daemon_has_heard_of_it(place: Home) -> None:
    control.pause(place, NOW + timedelta(minutes=5))
    found = seen(place, 2)
    assert (found.state, found.paused) == ("paused", True)
    assert found.problems != ()


@pytest.mark.usefixtures("daemon")
def test_what_the_daemon_complains_of_is_passed_on(place: Home) -> None:
    said(place, state="trouble", problems=("The desktop is gone.",))
    assert seen(place).problems == ("The desktop is gone.",)
    assert seen(place).state == "trouble"


@pytest.mark.usefixtures("daemon")
def test_a_daemon_that_never_looked_is_not_well(place: Home) -> None:
    said(place, last_frame_at=None)
    assert seen(place).state == "trouble" and seen(place).problems != ()


@pytest.mark.usefixtures("daemon")
def test_a_stopped_reader_is_noticed_at_once(place: Home, reader: "subprocess.Popen[bytes]") -> None:
    assert seen(place).problems == ()
    reader.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, reader.pid, os.WSTOPPED | os.WNOWAIT)
    assert "reader does not respond" in seen(place).problems[0]


@pytest.mark.usefixtures("daemon", "reader")
def test_a_reader_that_fell_silent_is_noticed(place: Home) -> None:
    said(place, at=NOW + timedelta(seconds=11), last_frame_at=NOW + timedelta(seconds=11))
    assert "nothing was heard of it for 11 s" in seen(place, 11).problems[0]


@pytest.mark.usefixtures("daemon")
def test_the_heartbeat_of_a_reader_that_ended_means_nothing(place: Home) -> None:
    state.write_reader(place, ReaderState(os.getpid(), NOW - timedelta(hours=1)))
    assert seen(place).problems == ()


@pytest.mark.usefixtures("daemon")
def test_a_nearly_full_disk_is_seen_even_if_nobody_could_write_it_down(
    place: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = shutil.disk_usage(place.root).free
    monkeypatch.setattr(obstacles, "LOW_BYTES", free * 2)
    assert "nearly full" in seen(place).problems[0]


@pytest.mark.usefixtures("daemon")
def test_a_memory_that_cannot_be_read_is_a_problem_and_no_crash(place: Home) -> None:
    place.db.write_bytes(b"this is no database at all" * 50)
    assert any("cannot be read" in problem for problem in seen(place).problems)


def test_looking_at_the_health_of_a_home_that_is_not_there_makes_nothing(home: Path) -> None:
    assert health.health(Home(home), NOW).state == "off"
    assert not home.exists()
