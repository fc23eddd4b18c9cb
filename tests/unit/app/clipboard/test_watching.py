"""The watcher as a process of its own, on a real display: what becomes a memory and what does not."""

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import Ebb
from app.capture.desktop.seam import NoDesktop
from app.clipboard import launch
from app.clipboard.watching import State, read_state, state_file
from app.home import Home, prepare
from core.errors import CannotOpen, Locked
from core.memory import Memory
from tests.desktop.copying import Copier, copier
from tests.desktop.stage import Cast, Screens, needs_screens, wait_for

pytestmark = needs_screens
QUOTE = "The lighthouse keeper counts the ships at dusk."


@pytest.fixture
def place(home: Path, shown: Screens, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A home beside the module's display; its watcher is ended behind the test."""
    monkeypatch.setenv("DISPLAY", shown.display)
    monkeypatch.setenv("EBB_WORK_BACKGROUND", "false")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    made = prepare(Home(home))
    yield made
    launch.stop(made)


@pytest.fixture
def other(shown: Screens) -> Iterator[Copier]:
    """A program that copies."""
    with copier(shown.environment) as started:
        yield started


def state(place: Home) -> State:
    """What the watcher says of itself."""
    found = read_state(place)
    assert found is not None
    return found


def kept(place: Home, number: int) -> list[Memory]:
    """The memories, once the watcher has kept so many; oldest first."""
    wait_for(lambda: state(place).kept >= number, f"keeping {number}")
    with Ebb.open(place.root, background=False) as ebb:
        return sorted(ebb.recent(), key=lambda memory: memory.id)


def test_nothing_is_remembered_before_it_is_started(place: Home, other: Copier) -> None:
    other.copy(QUOTE)
    assert not launch.is_running(place)
    assert not (place.root / "ebb.db").exists()


def test_what_is_copied_becomes_a_note_that_names_its_program(place: Home, other: Copier, actors: Cast) -> None:
    actors.editor().front()
    assert launch.start(place)
    other.copy(QUOTE)
    (memory,) = kept(place, 1)
    assert (memory.text, memory.kind, memory.tags, memory.trust) == (QUOTE, "note", ("clipboard",), "import")
    assert (memory.source.app, memory.source.title) == ("editor", "notes.txt - Editor")


def test_the_same_text_is_remembered_once_and_stays_forgotten(place: Home, other: Copier) -> None:
    launch.start(place)
    other.copy(QUOTE)
    (memory,) = kept(place, 1)
    with Ebb.open(place.root, background=False) as ebb:
        ebb.forget([memory.id])
    launch.stop(place)
    launch.start(place)
    other.copy(QUOTE)
    wait_for(lambda: state(place).kept == 1, "looking at the first")
    other.copy(f"{QUOTE} Then he sleeps.")
    assert [memory.text for memory in kept(place, 2)] == [f"{QUOTE} Then he sleeps."]


def test_secrets_are_masked_and_what_may_be_one_stays_out(place: Home, other: Copier) -> None:
    launch.start(place)
    for reason, formats in (
        ("perhaps a password", {"UTF8_STRING": "Tr0ub4dor&3"}),
        ("a secret", {"UTF8_STRING": "4111 1111 1111 1111 visa"}),
        ("marked as a password", {"UTF8_STRING": "plain words", "x-kde-passwordManagerHint": "secret"}),
    ):
        other.copy(formats=formats)
        wait_for(lambda reason=reason: f"1 {reason}" in state(place).left_out, reason)
    other.copy("Log in with password: hunter2-again at the harbour office")
    (memory,) = kept(place, 1)
    assert "hunter2" not in memory.text
    assert "[password]" in memory.text
    assert "hunter2" not in state_file(place).read_text("utf-8")


def test_private_windows_and_password_managers_are_left_alone(place: Home, other: Copier, actors: Cast) -> None:
    launch.start(place)
    actors.private().front()
    other.copy(f"{QUOTE} In private.")
    wait_for(lambda: "private window" in state(place).left_out, "leaving it out")
    actors.window("KeePassXC", "Vault - KeePassXC", (10, 10, 300, 200)).front()
    other.copy(f"{QUOTE} From the vault.")
    wait_for(lambda: "password manager" in state(place).left_out, "leaving it out")
    assert state(place).kept == 0


def test_only_one_watcher_runs_and_stopping_ends_it(place: Home) -> None:
    assert launch.start(place)
    first = state(place).pid
    assert not launch.start(place)
    assert state(place).pid == first
    assert launch.stop(place)
    assert not launch.is_running(place)
    assert not launch.stop(place)


def test_its_state_is_for_its_owner_alone(place: Home) -> None:
    launch.start(place)
    assert stat.S_IMODE(state_file(place).stat().st_mode) == 0o600
    assert json.loads(state_file(place).read_text("utf-8"))["clipboard"] == "X11"


def test_without_a_display_it_does_not_start(place: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY")
    with pytest.raises(NoDesktop, match="clipboard"):
        launch.start(place)


def test_wl_paste_is_asked_on_wayland(place: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "told"
    os.mkfifo(told)
    script = tmp_path / "wl-paste"
    script.write_text(
        '#!/bin/sh\ncase "$1" in\n'
        f"--watch) exec cat '{told}';;\n"
        f"--list-types) cat '{tmp_path}/types';;\n"
        f"*) cat '{tmp_path}/text';;\nesac\n"
    )
    script.chmod(0o700)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "types").write_text("text/plain;charset=utf-8\nUTF8_STRING\n")
    (tmp_path / "text").write_text(QUOTE)
    holder = os.open(told, os.O_RDWR)
    launch.start(place)
    with open(told, "w") as line:
        line.write("\n")
    (memory,) = kept(place, 1)
    assert (memory.text, memory.source.app) == (QUOTE, "clipboard")
    (tmp_path / "types").write_text("text/plain\nx-kde-passwordManagerHint\n")
    with open(told, "w") as line:
        line.write("\n")
    wait_for(lambda: "marked as a password" in state(place).left_out, "leaving it out")
    os.close(holder)


def test_a_memory_that_cannot_be_opened_is_said_at_once(place: Home) -> None:
    place.db.write_bytes(b"no database at all, and long enough to be read as one" * 20)
    with pytest.raises((CannotOpen, Locked)):
        launch.start(place)
