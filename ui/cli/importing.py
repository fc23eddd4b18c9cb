"""`ebb import`: bring in what other programs kept; what cannot be read is listed, the rest goes in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.errors import ExitCode
from core.text.sanitise import cells, shown_line
from ui.cli.command import Command
from ui.cli.edge import INTERRUPTED
from ui.cli.output import put_json, say, width
from ui.cli.progress import Progress, interruptible
from ui.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from app import Ebb
    from app.importing.report import Report

_LISTED = 20


@click.command("import", cls=Command)
@click.argument("path", type=click.Path())
@click.option(
    "--from", "format", default="auto", metavar="FORMAT", show_default=True, help="markdown, chatgpt, or auto."
)
@click.option("--dry-run", is_flag=True, help="Read everything, add nothing.")
@click.option("--wait", is_flag=True, help="Return when all of it can be found by meaning too.")
@click.pass_obj
def import_(session: Session, path: str, format: str, dry_run: bool, wait: bool) -> int:
    """Import a Markdown file or folder, or a chat export.

    The same input twice adds nothing. Ctrl-C stops and keeps what is in.
    """
    with session.open() as ebb, interruptible() as cancelled:
        report = _read(ebb, Path(path).expanduser(), format, dry_run, cancelled)
        if wait and not dry_run and not report.cancelled:
            _settle(ebb, cancelled)
        pending = 0 if dry_run else ebb.pending()
    if session.json:
        put_json(_figures(report, pending))
    _tell(report, pending)
    if report.cancelled:
        return INTERRUPTED
    return ExitCode.DONE if report.added or report.known else ExitCode.NOTHING


def _read(ebb: Ebb, path: Path, format: str, dry_run: bool, cancelled: Callable[[], bool]) -> Report:
    from app.importing.run import imported

    progress = Progress("Reading")
    try:
        return imported(ebb, path, format=format, dry_run=dry_run, progress=progress, cancelled=cancelled)
    finally:
        progress.end()


def _settle(ebb: Ebb, cancelled: Callable[[], bool]) -> None:
    progress = Progress("Embedding")
    try:
        ebb.settle(progress=progress, cancelled=cancelled)
    finally:
        progress.end()


def _figures(report: Report, pending: int) -> dict[str, Any]:
    return {
        "format": report.format,
        "ids": list(report.ids),
        "count": report.added,
        "known": report.known,
        "linked": report.linked,
        "kinds": dict(report.by_kind),
        "skipped": [{"file": one.file, "reason": one.reason} for one in report.skipped],
        "remarks": [{"file": one.file, "text": one.text} for one in report.remarks],
        "pending": pending,
        "dry_run": report.dry_run,
        "cancelled": report.cancelled,
    }


def _tell(report: Report, pending: int) -> None:
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in report.by_kind.items())
    if report.dry_run:
        say(f"Found {report.added:,} ({kinds or 'nothing'}) as {report.format}; nothing was added.")
    else:
        again = f", {report.known:,} were known already" if report.known else ""
        links = f"; {report.linked:,} links were made" if report.linked else ""
        say(f"Added {report.added:,} as {report.format}{again}{links}.")
    if report.cancelled:
        say("Stopped before the end; what was added stays. The same command goes on from there.")
    _list("Remarks", [(one.file, one.text) for one in report.remarks])
    _list("Left out", [(one.file, one.reason) for one in report.skipped])
    if pending:
        say(f"{pending:,} can be found by their words already; finding by meaning follows behind.")


def _list(heading: str, entries: list[tuple[str, str]]) -> None:
    """What was left out or is to be known, the files of each reason together."""
    if not entries:
        return
    say(f"{heading} ({len(entries):,}):")
    files: dict[str, list[str]] = {}
    for file, why in entries:
        files.setdefault(why, []).append(file)
    for why, named in files.items():
        say(f"  {shown_line(why, width() - 2)}")
        for file in filter(None, named[:_LISTED]):
            say(f"    {_ending(file, width() - 4)}")
        if len(named) > _LISTED:
            say(f"    … and {len(named) - _LISTED:,} more")


def _ending(path: str, room: int) -> str:
    """A path on one line; one that is too long loses its beginning, not its name."""
    line = shown_line(path)
    if cells(line) <= room:
        return line
    while line and cells(line) > room - 1:
        line = line[1:]
    return f"…{line}"
