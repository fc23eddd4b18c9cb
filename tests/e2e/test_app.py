"""The installed app in a real terminal of 80 by 24, driven by keys and read back as a person sees it."""

import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
PATIENCE = 30
"""Seconds to wait for something to appear."""


class Terminal:
    """A tmux session of its own server; `raw` gathers every byte that the program wrote."""

    def __init__(self, folder: Path, command: list[str]) -> None:
        self.socket = str(folder / "tmux")
        self.raw = folder / "raw"
        self.raw.touch()
        line = f"{shlex.join(command)}; echo ended with $?; exec cat"
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", "cat")
        self.tmux("pipe-pane", "-o", f"cat >> {shlex.quote(str(self.raw))}")
        self.tmux("respawn-pane", "-k", f"sh -c {shlex.quote(line)}")

    def tmux(self, *arguments: str) -> str:
        """Run one tmux command; returns what it printed."""
        done = subprocess.run(
            ["tmux", "-S", self.socket, *arguments], capture_output=True, encoding="utf-8", timeout=30
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def keys(self, *keys: str) -> None:
        """Press keys, in tmux's names."""
        self.tmux("send-keys", *keys)

    def type(self, text: str) -> None:
        """Type text as it is."""
        self.tmux("send-keys", "-l", text)

    def screen(self) -> str:
        """What is on the screen."""
        return self.tmux("capture-pane", "-p")

    def wait_for(self, text: str) -> str:
        """Wait until `text` is on the screen; returns the screen."""
        deadline = time.monotonic() + PATIENCE
        while text not in (screen := self.screen()):
            assert time.monotonic() < deadline, f"{text!r} never appeared on:\n{screen}"
            time.sleep(0.02)
        return screen


@pytest.fixture
def terminal(tmp_path: Path, command: Any) -> Iterator[Any]:
    """Opens `ebb` in a terminal when called."""
    opened: list[Terminal] = []

    def open_app() -> Terminal:
        opened.append(Terminal(tmp_path, command.line()))
        return opened[-1]

    yield open_app
    for one in opened:
        one.tmux("kill-server")


def test_what_is_written_in_the_app_is_found_by_the_app_and_by_the_command(terminal: Any, command: Any) -> None:
    app = terminal()
    app.wait_for("a new memory")
    app.keys("C-n")
    app.wait_for("What do you want to remember?")
    app.type("The ferry to Bergen leaves at seven. #travel")
    app.keys("C-s")
    app.wait_for("Remembered.")
    app.keys("F3")
    app.wait_for("Search everything you remember")
    app.type("bergen")
    assert "The ferry to Bergen" in app.wait_for("leaves at seven")
    app.keys("C-q")
    app.wait_for("ended with 0")
    (hit,) = command("search", "ferry", "--json").json()["hits"]
    assert hit["memory"]["tags"] == ["travel"]


def test_escape_codes_in_a_memory_never_reach_the_terminal_from_the_app(terminal: Any, command: Any) -> None:
    hostile = (
        "kettle \x1b]52;c;cHduZWQ=\x07 \x1b]8;;http://evil.example\x1b\\click \x1b]0;owned\x07 \x9b31m [/nope] end"
    )
    command("add", "-", "--title", "kettle \x1b]0;owned\x07", text=hostile)
    app = terminal()
    app.wait_for("kettle")
    app.keys("Tab", "Enter")
    app.wait_for("[/nope]")
    app.keys("C-q")
    app.wait_for("ended with 0")
    raw = app.raw.read_bytes()
    assert b"kettle" in raw
    for code in (b"\x1b]52", b"\x1b]8;", b"\x1b]0;owned", b"\xc2\x9b", b"\x9b31m"):
        assert code not in raw
