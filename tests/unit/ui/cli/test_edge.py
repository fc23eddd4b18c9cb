"""The edge of the process: what a failure prints, its exit code, and what is kept out of the log."""

import errno
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from core.errors import BadInput, DamagedDatabase, Locked, MemoryNotFound
from ui.cli.edge import guarded
from ui.cli.session import Session

SECRET = "my secret diary"


def raising(error: BaseException) -> Callable[[], object]:
    """Work that fails."""

    def work() -> object:
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (BadInput("It is empty.", "Write more."), 3, "ebb: It is empty. Write more."),
        (MemoryNotFound("There is none."), 1, "ebb: There is none."),
        (DamagedDatabase("It is damaged."), 4, "ebb: It is damaged."),
        (Locked("It is locked."), 6, "ebb: It is locked."),
        (click.UsageError("No such option: --x."), 2, "ebb: No such option: --x. See 'ebb --help'."),
        (OSError(errno.ENOSPC, "No space left on device"), 4, "ebb: No space left on device."),
        (PermissionError(errno.EACCES, "Permission denied", "/x/y"), 3, "ebb: /x/y: Permission denied."),
        (BadInput("two\nlines \x1b[31m"), 3, "ebb: two lines"),
    ],
)
def test_a_failure_is_one_line_and_its_exit_code(
    error: Exception, code: int, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(Session(), raising(error)) == code
    assert capsys.readouterr().err == f"{line}\n"


def test_an_interrupt_ends_quietly_with_130(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(Session(), raising(KeyboardInterrupt())) == 130
    assert guarded(Session(), raising(click.Abort())) == 130
    assert capsys.readouterr().err == ""


def test_a_bug_is_recorded_by_place_and_never_with_what_a_person_wrote(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").mkdir()
    log = tmp_path / "logs" / "ebb.log"
    assert guarded(Session(home=str(tmp_path)), raising(ValueError(SECRET))) == 70
    shown = capsys.readouterr().err
    assert len(shown.splitlines()) == 1
    assert str(log) in shown
    assert SECRET not in shown
    recorded = log.read_text()
    assert "ValueError" in recorded
    assert "test_edge.py" in recorded
    assert SECRET not in recorded
    assert log.stat().st_mode & 0o777 == 0o600


def test_the_log_grows_and_is_begun_anew_when_it_is_long(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    log = tmp_path / "logs" / "ebb.log"
    guarded(Session(home=str(tmp_path)), raising(ValueError()))
    guarded(Session(home=str(tmp_path)), raising(KeyError()))
    assert "ValueError" in log.read_text()
    log.write_text("x" * 1_000_001)
    guarded(Session(home=str(tmp_path)), raising(TypeError()))
    assert log.stat().st_size < 10_000


def test_debug_shows_the_traceback_without_escape_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    guarded(Session(home=str(tmp_path), debug=True), raising(ValueError("odd \x1b]0;x\x07")))
    shown = capsys.readouterr().err
    assert "Traceback" in shown
    assert "\x1b" not in shown
