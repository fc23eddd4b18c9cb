"""The edge of the process: every failure becomes one line on stderr and an exit code of the contract.

What nobody foresaw is recorded in the home's log by type and place only, never with the message, which may hold
what a person wrote.
"""

import errno
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from core.errors import EbbError, ExitCode
from core.text.sanitise import shown, shown_line
from ui.cli.output import NobodyReads, say
from ui.cli.session import Session

INTERRUPTED = 130  # 128 + SIGINT, as shells report it
PIPE_CLOSED = 141  # 128 + SIGPIPE
LOG_LIMIT = 1_000_000  # bytes; a longer log is begun anew
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)


def guarded(session: Session, work: Callable[[], object]) -> int:
    """Run `work` and return the exit code: what it returned (None is 0), or that of its failure, told on stderr."""
    try:
        code = work()
        sys.stdout.flush()
        return code if isinstance(code, int) else ExitCode.DONE
    except (BrokenPipeError, NobodyReads):
        _let_go_of_stdout()
        return PIPE_CLOSED
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except Exception as error:  # the one broad catch of the command line
        if session.debug:
            sys.stderr.write(shown("".join(traceback.format_exception(error))))
        line, code = _explained(session, error)
        say(f"ebb: {shown_line(line)}")
        _drop_unwritable_stdout()
        return code


def _explained(session: Session, error: Exception) -> tuple[str, int]:
    if isinstance(error, EbbError):
        return str(error), error.exit_code
    if isinstance(error, click.UsageError):
        return _usage(error), ExitCode.USAGE
    if isinstance(error, click.ClickException):
        return error.format_message(), ExitCode.BAD_INPUT
    if isinstance(error, OSError) and error.strerror:
        name = f"{os.fsdecode(error.filename)}: " if error.filename else ""
        return f"{name}{error.strerror}.", ExitCode.CANNOT_OPEN if error.errno in _NO_ROOM else ExitCode.BAD_INPUT
    place = _record(session, error)
    where = f"It is recorded in {place}." if place else "It could not be recorded."
    return f"Something went wrong inside Ebb ({type(error).__name__}). {where} --debug shows more.", ExitCode.BUG


def _usage(error: click.UsageError) -> str:
    path = error.ctx.command_path if error.ctx else "ebb"
    message = error.format_message().rstrip(".?")
    end = "?" if error.format_message().endswith("?") else "."
    return f"{message}{end} See '{path} --help'."


def _record(session: Session, error: BaseException) -> Path | None:
    try:
        log = session.place().logs / "ebb.log"
        fresh = not log.exists() or log.stat().st_size > LOG_LIMIT
        handle = os.open(log, os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if fresh else os.O_APPEND), 0o600)
        with os.fdopen(handle, "a", encoding="utf-8", errors="backslashreplace") as file:
            file.writelines(f"{line}\n" for line in _trace(error))
    except (OSError, EbbError):
        return None
    return log


def _trace(error: BaseException | None) -> Iterator[str]:
    from datetime import UTC, datetime

    yield f"{datetime.now(UTC).isoformat(timespec='seconds')} {os.getpid()}"
    while error is not None:
        yield f"  {type(error).__name__}"
        for frame in traceback.extract_tb(error.__traceback__):
            yield f"    {frame.filename}:{frame.lineno} {frame.name}"
        error = error.__cause__ or error.__context__


def _let_go_of_stdout() -> None:
    """Point stdout at nothing, so that Python's last flush has nobody left to fail on."""
    with open(os.devnull, "w") as nothing:
        os.dup2(nothing.fileno(), sys.stdout.fileno())


def _drop_unwritable_stdout() -> None:
    try:
        sys.stdout.flush()
    except OSError:
        _let_go_of_stdout()
