"""Runs the command line inside the test's process, which is fast; `tests/e2e` runs the installed one."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ui.cli import edge
from ui.cli.main import cli
from ui.cli.session import Session


@dataclass(frozen=True)
class Outcome:
    """What a command left: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """What `--json` printed."""
        return json.loads(self.out)


Run = Callable[..., Outcome]


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a function that runs `ebb` with these arguments on a fresh home, without a terminal."""

    monkeypatch.setenv("EBB_WORK_BACKGROUND", "false")
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: str, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        session = Session()
        line = ["--home", str(home), *arguments]
        code = edge.guarded(session, lambda: cli.main(line, prog_name="ebb", standalone_mode=False, obj=session))
        written = capsys.readouterr()
        return Outcome(code, written.out, written.err)

    return call
