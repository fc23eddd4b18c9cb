"""`ebb import`: bring in what other programs kept; what cannot be read is listed, the rest goes in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.errors import ExitCode
from core.text.sanitise import cells, shown_line
from ui.cli.command import Command
from ui.cli.edge import INTERRUPTED
from ui.cli.moments import date_of
from ui.cli.output import put_json, say, width
from ui.cli.progress import Progress, interruptible
from ui.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from app import Ebb
    from app.importing.items import Item
    from app.importing.report import Report

_LISTED = 20
_AUTHORS = 5


class _Reading(Progress):
    """Tells the part that is done where the reader knows the whole, in bytes or in files; else counts memories."""

    def amount(self, done: int, total: int | None) -> str:
        """Say the state in words, as in 12 %."""
        return f"{100 * done // total} %" if total else f"{done:,}"


@click.command("import", cls=Command)
@click.argument("path", type=click.Path())
@click.option(
    "--from",
    "format",
    default="auto",
    metavar="FORMAT",
    show_default=True,
    help="What it is, where Ebb mistakes it: whatsapp, pdf…",
)
@click.option("--branches", is_flag=True, help="Also take turns of a chat on branches that were not taken.")
@click.option("--dry-run", is_flag=True, help="Read everything, add nothing, and show what was found.")
@click.option("--wait", is_flag=True, help="Return when all of it can be found by meaning too.")
@click.pass_obj
def import_(session: Session, path: str, format: str, branches: bool, dry_run: bool, wait: bool) -> int:
    """Import notes, chats, journals and more.

    PATH is a file, a folder or a zip, as it comes. Read are Markdown folders and vaults of Obsidian or Logseq; chats of
    ChatGPT, Claude, WhatsApp, Telegram, Signal, Slack, Instagram and Messenger; journals of Day One and jrnl; mail,
    PDF and plain text; bookmarks, browser history and calendars; and what `ebb export` wrote.

    The same input twice adds nothing. Ctrl-C stops and keeps what is in; the same command goes on from there.
    """
    with session.open() as ebb, interruptible() as cancelled:
        report = _read(ebb, Path(path).expanduser(), format, branches, dry_run, cancelled)
        if wait and not dry_run and not report.cancelled:
            _settle(ebb, cancelled)
        pending = 0 if dry_run else ebb.pending()
    if session.json:
        put_json(_figures(report, pending))
    _tell(report, pending)
    if report.cancelled:
        return INTERRUPTED
    return ExitCode.DONE if report.added or report.known else ExitCode.NOTHING


def _read(ebb: Ebb, path: Path, format: str, branches: bool, dry_run: bool, cancelled: Callable[[], bool]) -> Report:
    from app.importing.run import imported

    progress = _Reading("Reading")
    try:
        return imported(
            ebb, path, format=format, branches=branches, dry_run=dry_run, progress=progress, cancelled=cancelled
        )
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
        "authors": dict(report.by_author),
        "threads": report.threads,
        "first": report.first.isoformat() if report.first else None,
        "last": report.last.isoformat() if report.last else None,
        "samples": [_sampled(item) for item in report.samples] if report.dry_run else [],
        "skipped": [{"file": one.file, "reason": one.reason} for one in report.skipped],
        "remarks": [{"file": one.file, "text": one.text} for one in report.remarks],
        "pending": pending,
        "reached": report.reached,
        "dry_run": report.dry_run,
        "cancelled": report.cancelled,
    }


def _sampled(item: Item) -> dict[str, Any]:
    at = item.occurred_at.isoformat() if item.occurred_at else None
    return item.arguments() | {"occurred_at": at, "tags": list(item.tags)}


def _tell(report: Report, pending: int) -> None:
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in report.by_kind.items())
    if report.dry_run:
        say(f"Found {report.added:,} ({kinds or 'nothing'}) as {report.format}; nothing was added.")
        _preview(report)
    else:
        again = f", {report.known:,} were known already" if report.known else ""
        links = f"; {report.linked:,} links were made" if report.linked else ""
        say(f"Added {report.added:,} as {report.format}{again}{links}.")
        if report.new_from:
            say(f"The first new one: {_ending(report.new_from, width() - 19)}")
    if report.cancelled:
        say("Stopped before the end; what was added stays. The same command goes on from there.")
        if report.reached:
            say(f"The last one taken in: {_ending(report.reached, width() - 23)}")
    _list("Remarks", [(one.file, one.text) for one in report.remarks])
    _list("Left out", [(one.file, one.reason) for one in report.skipped])
    if pending:
        say(f"{pending:,} can be found by their words already; finding by meaning follows behind.")


def _preview(report: Report) -> None:
    """What a dry run found: the time it spans, who speaks, and the first of it."""
    if report.first and report.last:
        talks = f", in {report.threads:,} conversation{'s' if report.threads > 1 else ''}" if report.threads else ""
        first, last = date_of(report.first), date_of(report.last)
        say(f"  {first}{talks}" if first == last else f"  {first} to {last}{talks}")
    if report.by_author:
        named = [f"{shown_line(name, 30)} ({count:,})" for name, count in list(report.by_author.items())[:_AUTHORS]]
        more = len(report.by_author) - _AUTHORS
        say(f"  {', '.join(named)}{f' and {more:,} more' if more > 0 else ''}")
    if report.samples:
        say("The first of them:")
    for item in report.samples:
        when = f"{item.occurred_at.astimezone():%Y-%m-%d %H:%M}  " if item.occurred_at else ""
        author = shown_line(item.source.get("author", ""), 30)
        lead = f"{author}: " if author else f"{shown_line(item.title or '', 40)}  " if item.title else ""
        say(f"  {when}{shown_line(lead + item.text, width() - 2 - len(when))}")


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
