"""`ebb export`: memories as a folder of Markdown that is read and edited anywhere, or as one JSON file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.errors import ExitCode, UsageError
from core.text.sanitise import shown_line
from ui.cli.command import Command
from ui.cli.edge import INTERRUPTED
from ui.cli.moments import local_now, moment
from ui.cli.options import filters
from ui.cli.output import put, put_json, say, width
from ui.cli.progress import Progress, interruptible
from ui.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app import Ebb
    from app.vault.report import Report
    from app.vault.wanted import Wanted

_LISTED = 10


@click.command("export", cls=Command)
@click.argument("directory", metavar="DIR", type=click.Path())
@click.option(
    "--format", type=click.Choice(["markdown", "json"]), default="markdown", show_default=True, help="What is written."
)
@filters
@click.option("--query", metavar="WORDS", help="Only what a search for these words finds.")
@click.option("--links", type=click.Choice(["wiki", "markdown"]), help="Link as [[Name]] or as [Name](Name.md).")
@click.option("--flavour", type=click.Choice(["obsidian", "logseq"]), help="The program that the vault is for.")
@click.option("--redact", multiple=True, metavar="WHAT", help="Take out secrets, persons, names, or somebody by name.")
@click.option("--no-pictures", is_flag=True, help="Leave pictures of the screen out.")
@click.option("--into", is_flag=True, help="Write into a folder Ebb of a vault that you have already.")
@click.option("--restore-deleted", is_flag=True, help="Write files again that were deleted from the vault.")
@click.option("--watch", is_flag=True, help="Go on writing what changes, until Ctrl-C.")
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be written.")
@click.pass_obj
def export(session: Session, /, directory: str, format: str, into: bool, watch: bool, **given: Any) -> int:
    """Write memories as a vault of Markdown notes, or as JSON.

    The vault is for Obsidian or, with --flavour logseq, for Logseq.

    Run it again to bring DIR up to date: only what changed is written. A file that you edited is never overwritten,
    one that you deleted does not come back, and one that you moved stays where it is; `ebb import DIR` takes your
    changes into the memory.
    """
    target = Path(directory)
    if watch and (given["dry_run"] or format == "json"):
        raise UsageError("--watch keeps a Markdown vault current.", "Leave --dry-run and --format json out.")
    with session.open() as ebb, interruptible() as cancelled:
        if format == "json":
            return _json(session, ebb, target, _wanted(ebb, given), cancelled)
        from app.vault.opening import located

        root = located(target, into=into)
        wanted = _wanted(ebb, given)
        if watch:
            return _watch(session, ebb, root, wanted, cancelled)
        report = _written(ebb, root, wanted, cancelled)
    if session.json:
        put_json(_figures(root, report))
    else:
        put(str(root) if str(root).isprintable() else shown_line(str(root)))
    _tell(report)
    if report.cancelled:
        return INTERRUPTED
    return ExitCode.DONE if report.memories else ExitCode.NOTHING


def _wanted(ebb: Ebb, given: dict[str, Any]) -> Wanted:
    from app.vault.wanted import wanted

    now = local_now()
    return wanted(
        ebb,
        links=given["links"],
        flavour=given["flavour"],
        pictures=False if given["no_pictures"] else None,
        since=moment(given["since"], now),
        until=moment(given["until"], now, end=True),
        kinds=given["kinds"],
        tags=given["tags"],
        query=given["query"],
        redact=given["redact"],
        restore_deleted=given["restore_deleted"],
        dry_run=given["dry_run"],
    )


def _written(ebb: Ebb, root: Path, wanted: Wanted, cancelled: Callable[[], bool]) -> Report:
    from app.vault.opening import export as write

    progress = Progress("Looking through" if wanted.dry_run else "Exporting")
    try:
        return write(ebb, root, wanted, progress, cancelled)
    finally:
        progress.end()


def _watch(session: Session, ebb: Ebb, root: Path, wanted: Wanted, cancelled: Callable[[], bool]) -> int:
    from app.vault.opening import watch

    def tell(report: Report) -> None:
        if session.json:
            put_json(_figures(root, report))
        elif report.changed or report.pages or report.deleted:
            _tell(report)

    say("Keeping the vault current; Ctrl-C ends it.")
    watch(ebb, root, wanted, tell, cancelled)
    return ExitCode.DONE


def _json(session: Session, ebb: Ebb, target: Path, wanted: Wanted, cancelled: Callable[[], bool]) -> int:
    from app.vault.json_form import write
    from app.vault.wanted import ids

    progress = Progress("Exporting")
    try:
        chosen = ids(ebb, wanted)
        written = write(
            ebb, target.expanduser(), chosen=chosen, redact=wanted.redact, dry_run=wanted.dry_run, progress=progress,
            cancelled=cancelled,
        )  # fmt: skip
    finally:
        progress.end()
    memories = written.counts.get("memory", 0)
    if session.json:
        put_json({"file": str(written.path), "format": "json", "counts": written.counts, "changed": written.changed,
                  "dry_run": wanted.dry_run, "cancelled": written.cancelled})  # fmt: skip
    else:
        put(shown_line(str(written.path)))
    if written.cancelled:
        say("Stopped; nothing was written.")
        return INTERRUPTED
    did = "Would write" if wanted.dry_run else "Wrote" if written.changed else "Nothing changed; the file holds"
    say(f"{did} {memories:,} {'memory' if memories == 1 else 'memories'}.")
    return ExitCode.DONE if memories else ExitCode.NOTHING


def _figures(root: Path, report: Report) -> dict[str, Any]:
    return {
        "directory": str(root),
        "format": "markdown",
        "memories": report.memories,
        "written": report.written,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "pages": report.pages,
        "pictures": report.pictures,
        "edited": report.edited,
        "offered": report.offered,
        "deleted": report.deleted,
        "moved": [{"from": old, "to": new} for old, new in report.moved],
        "left": report.left,
        "dry_run": report.dry_run,
        "cancelled": report.cancelled,
    }


def _tell(report: Report) -> None:
    say(str(report))
    if report.cancelled:
        say("Stopped before the end; what was written stays. The same command goes on from there.")
    _list("Edited by you and left alone; `ebb import` takes your changes in", report.edited)
    _list("Of these the memory changed too; its note lies in .ebb/incoming", report.offered)
    _list("Deleted by you and not written again (--restore-deleted does)", report.deleted)
    _list("Moved by you and followed", [new for _, new in report.moved])
    _list("Forgotten, but edited by you and left alone", report.left)


def _list(heading: str, paths: Iterable[str]) -> None:
    named = list(paths)
    if not named:
        return
    say(f"{heading} ({len(named):,}):")
    for path in named[:_LISTED]:
        say(f"  {shown_line(path, width() - 2)}")
    if len(named) > _LISTED:
        say(f"  … and {len(named) - _LISTED:,} more")
