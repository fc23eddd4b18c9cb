"""The hooks in real shells, typed into on a terminal."""

import os
import pty
import select
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.shell.commands import Command, read
from app.shell.snippets import snippet

STARTS = {"bash": ["bash", "--norc", "-i"], "zsh": ["zsh", "-f", "-i"], "fish": ["fish", "-i"]}
PATIENCE = 15.0
Typed = Callable[..., list[Command]]


@pytest.fixture(params=sorted(STARTS))
def shell(request: pytest.FixtureRequest) -> str:
    """Each shell that this machine has."""
    name = str(request.param)
    if not shutil.which(name):
        pytest.skip(f"{name} is not installed")
    return name


@pytest.fixture
def typed(shell: str, tmp_path: Path) -> Iterator[Typed]:
    """Give a function that types lines into a shell with the hook, and returns what that left, without its end."""
    folder, spool = tmp_path / "work it's", tmp_path / "spool's"
    folder.mkdir()
    spool.mkdir(mode=0o700)

    def type_in(*lines: str, **environment: str) -> list[Command]:
        hook = tmp_path / "hook"
        hook.write_text(snippet(shell, str(spool), ["/bin/ebb it", "--home", "x"]))
        # Without this folder fish reads all manual pages at its first start, behind it and for longer than it lives.
        (tmp_path / ".local" / "share" / "fish" / "generated_completions").mkdir(parents=True, exist_ok=True)
        told = _session(shell, [f"source '{hook}'", *lines], folder, {**environment, "HOME": str(tmp_path)})
        assert "rror" not in told.replace("EBB_", ""), told
        files = list(spool.iterdir())
        assert len(files) <= 1
        found = [one for file in files for one in read(file.read_bytes(), file.name, shell)]
        return [one for one in found if not one.text.startswith("source")]

    yield type_in


def _session(shell: str, lines: list[str], folder: Path, environment: dict[str, str]) -> str:
    """Type lines into a shell, each once the one before has said that it is done, then end it; what it showed."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        kept = {"PATH": os.environ["PATH"], "TERM": "dumb", "LC_ALL": "C.UTF-8", "PS1": "$ "}
        os.execvpe(STARTS[shell][0], STARTS[shell], kept | environment)
    shown = b""
    try:
        _until(terminal, b"", bool)
        for number, line in enumerate(lines):
            mark = f"done-{number}."
            os.write(terminal, f"{line}\r".encode())
            os.write(terminal, f" echo done-'{number}.'\r".encode())
            shown += _until(terminal, b"", lambda got, mark=mark: mark.encode() in got)  # type: ignore[misc]
        os.write(terminal, b" exit\r")
        shown += _until(terminal, b"", lambda got: False)
    finally:
        os.close(terminal)
        os.waitpid(pid, 0)
    return shown.decode("utf-8", "replace")


def _until(terminal: int, got: bytes, enough: Callable[[bytes], bool]) -> bytes:
    """Read until it is enough, or the shell has ended. Raises: TimeoutError."""
    end = time.monotonic() + PATIENCE
    while not enough(got):
        if not select.select([terminal], [], [], max(end - time.monotonic(), 0))[0]:
            raise TimeoutError(got.decode("utf-8", "replace"))
        try:
            got += os.read(terminal, 65536)
        except OSError:  # EIO: the shell has ended
            return got
    return got


def test_commands_are_left_with_status_and_folder(typed: Typed, tmp_path: Path) -> None:
    found = typed("echo 'it is a test'", "false", "cd ..", "mkdir made", "nosuchcommand 2>/dev/null")
    assert [(one.text, one.status) for one in found] == [
        ("echo 'it is a test'", 0),
        ("false", 1),
        ("mkdir made", 0),
        ("nosuchcommand 2>/dev/null", 127),
    ]
    assert [one.folder for one in found] == [str(tmp_path / "work it's")] * 2 + [str(tmp_path)] * 2


def test_a_command_behind_a_blank_is_left_out(typed: Typed) -> None:
    assert [one.text for one in typed("echo one", " echo hidden", "echo two")] == ["echo one", "echo two"]


@pytest.mark.parametrize("shell", ["bash"], indirect=True)
def test_what_the_shell_keeps_out_of_its_history_is_left_out(typed: Typed) -> None:
    assert [
        one.text for one in typed("HISTCONTROL=ignoreboth HISTIGNORE='*secret*'", "make", "make", "echo secret")
    ] == [
        "HISTCONTROL=ignoreboth HISTIGNORE='*secret*'",
        "make",
    ]


def test_it_can_be_turned_off(typed: Typed) -> None:
    assert typed("echo one", "echo two", EBB_HOOK="off") == []


def test_a_path_with_a_line_break_is_refused() -> None:
    with pytest.raises(ValueError, match="line break"):
        snippet("bash", "/tmp/a\nb", ["ebb"])
