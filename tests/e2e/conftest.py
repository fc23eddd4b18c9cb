"""The installed command, run as a person would: in a process of its own, with and without a terminal."""

import json
import os
import pty
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

EBB = Path(sys.executable).with_name("ebb")


@dataclass(frozen=True)
class Outcome:
    """What a command left: its exit code and what it wrote."""

    code: int
    out: str
    err: str = ""

    def json(self) -> Any:
        """What `--json` printed, after checking that the command succeeded."""
        assert self.code == 0, self.err
        return json.loads(self.out)


class Command:
    """`ebb` on one home."""

    def __init__(self, home: Path) -> None:
        assert EBB.exists(), "Ebb is not installed in this environment: pip install -e ."
        self.home = home

    def line(self, *arguments: str) -> list[str]:
        """The command line."""
        return [str(EBB), "--home", str(self.home), *arguments]

    def __call__(self, *arguments: str, text: str | None = None, **options: Any) -> Outcome:
        """Run it to its end, without a terminal; `text` is its standard input."""
        given: dict[str, Any] = {"input": text} if text is not None else {"stdin": subprocess.DEVNULL}
        done = subprocess.run(
            self.line(*arguments), capture_output=True, encoding="utf-8", timeout=60, **given, **options
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    def in_terminal(self, *arguments: str) -> Outcome:
        """Run it to its end on a terminal; `out` is every character that reached the terminal."""
        master, slave = pty.openpty()
        environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
        child = subprocess.Popen(self.line(*arguments), stdin=slave, stdout=slave, stderr=slave, env=environment)
        os.close(slave)
        written = b""
        try:
            while piece := os.read(master, 65536):
                written += piece
        except OSError:  # EIO: the child has ended
            pass
        os.close(master)
        return Outcome(child.wait(60), written.decode("utf-8"))


@pytest.fixture
def command(home: Path) -> Command:
    """`ebb` on a home that does not exist yet."""
    return Command(home)
