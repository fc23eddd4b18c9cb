"""`ebb capture` without a desktop: what it says and which exit codes it gives."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.capture import control
from app.home import Home

KEYS = """running pid paused last_frame_at last_frame_age_s frames_seen frames_kept pending_ocr cpu_percent bytes_today
    problems"""


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No desktop, no service manager, settings of its own."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PATH", str(tmp_path))


def test_the_status_has_the_contracts_keys_and_is_never_well_without_a_daemon(run: Any) -> None:
    found = run("capture", "status", "--json")
    assert (found.code, found.err) == (0, "")
    assert list(found.json()) == KEYS.split() and found.json()["problems"] != []


def test_without_a_command_it_says_the_status(run: Any) -> None:
    assert run("capture").out.startswith("off\n")


@pytest.mark.parametrize("word", ["start", "run", "once"])
def test_without_a_desktop_nothing_starts_and_one_line_says_why(run: Any, home: Path, word: str) -> None:
    refused = run("capture", word)
    assert refused.code == 4 and refused.out == "" and refused.err.count("\n") == 1 and "DISPLAY" in refused.err
    assert not control.control(Home(home)).wanted


def test_a_pause_says_until_when(run: Any, home: Path) -> None:
    said = run("capture", "pause", "90", "minutes", "--json").json()
    assert said["paused"] is True and datetime.fromisoformat(said["until"]).tzinfo is not None
    assert run("capture", "status", "--json").json()["paused"] is True
    assert control.control(Home(home)).paused


def test_a_pause_without_a_length_holds_until_resume(run: Any) -> None:
    assert run("capture", "pause", "--json").json() == {"paused": True, "until": None}
    assert run("capture", "resume", "--json").json() == {"paused": False, "running": False}
    assert run("capture", "status", "--json").json()["paused"] is False


def test_a_length_that_is_none_is_bad_input(run: Any) -> None:
    refused = run("capture", "pause", "soonish")
    assert refused.code == 3 and "soonish" in refused.err


def test_stopping_what_does_not_run_is_no_error(run: Any) -> None:
    assert run("capture", "stop", "--json").json() == {"stopped": False}


def test_installing_and_uninstalling_name_the_file(run: Any) -> None:
    done = run("capture", "install", "--json").json()
    assert Path(done["file"]).exists()
    assert "next login" in run("capture", "stop").err
    assert run("capture", "uninstall", "--json").json() == {"files": [done["file"]]}
    assert run("capture", "uninstall").code == 1


def test_why_asks_for_a_memory_of_the_screen(run: Any) -> None:
    note = run("add", "only a note").out.strip()
    assert run("capture", "why", note).code == 1
    assert run("capture", "why", "12345", "--json").code == 1
    assert run("capture", "read", note).code == 1


def test_a_day_without_anything_left_out_has_an_empty_log(run: Any) -> None:
    found = run("capture", "log", "--day", "2023-05-31", "--json")
    assert (found.code, found.json()) == (1, {"day": "2023-05-31", "skipped": []})
