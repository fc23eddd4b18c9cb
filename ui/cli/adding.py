"""`ebb add`: remember a text from the arguments, stdin, files or the editor."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.errors import BadInput, EbbError, ExitCode, UsageError
from core.text.sanitise import shown_line
from ui.cli.command import Command
from ui.cli.edge import INTERRUPTED
from ui.cli.moments import local_now, moment
from ui.cli.options import KINDS, typed
from ui.cli.output import put, put_json, say, terminal
from ui.cli.session import Session

if TYPE_CHECKING:
    from app.adding import Filed, Wanted


@click.command(cls=Command)
@click.argument("words", metavar="[TEXT...|-]", nargs=-1)
@click.option(
    "--file",
    "files",
    metavar="F",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A document or a picture, of which the text is read; may be repeated.",
)
@click.option("--title", metavar="T", help="A title.")
@click.option("--tag", "tags", metavar="T", multiple=True, help="A tag; may be repeated.")
@click.option("--at", metavar="WHEN", help="When it happened: 2023-05-12, yesterday, last Tuesday.")
@click.option(
    "--kind",
    type=KINDS,
    metavar="K",
    help="note (unless told), chat, screen, document, summary, fact or profile.",
)
@click.pass_obj
def add(
    session: Session, /, words: tuple[str, ...], files: tuple[Path, ...], at: str | None, tags: tuple[str, ...],
    **given: Any,
) -> int:  # fmt: skip
    """Remember something and print its id.

    The text is taken from the words, from stdin (with "-", or when something is piped in), from files, or written in
    $EDITOR.
    """
    from app.adding import Wanted

    title = None if given["title"] is None else typed([given["title"]])
    wanted = Wanted(title, tuple(typed([tag]) for tag in tags), given["kind"], moment(at, local_now()))
    if not files:
        return _add_text(session, words, wanted)
    if words:
        raise UsageError("Give words or files, not both.", "Add them one after the other.")
    return _add_files(session, files, wanted)


def _add_text(session: Session, words: tuple[str, ...], wanted: Wanted) -> ExitCode:
    draft = None
    if words == ("-",) or (not words and not terminal(sys.stdin)):
        text = from_stdin()
    elif words:
        text = typed(words)
    else:
        from ui.cli.draft import Draft

        draft = Draft.written(session.place())
        text = draft.text
    try:
        with session.open() as ebb:
            id = ebb.add(text, wanted.kind or "note", wanted.title, wanted.tags, wanted.occurred_at)
    except EbbError as error:
        if draft:
            raise draft.kept(error) from error
        raise
    if draft:
        draft.drop()
    if session.json:
        put_json({"ids": [id], "count": 1})
    else:
        put(id)
    return ExitCode.DONE


def _add_files(session: Session, files: tuple[Path, ...], wanted: Wanted) -> int:
    from app.adding import add_files
    from ui.cli.progress import Progress, interruptible

    progress = Progress("Adding")
    with session.open() as ebb, interruptible() as cancelled:
        try:
            filed = add_files(
                ebb, [file.expanduser() for file in files], wanted, progress=progress, cancelled=cancelled
            )
        finally:
            progress.end()
        stopped = cancelled()
    _tell(session, filed)
    if stopped:
        return INTERRUPTED
    return ExitCode.BAD_INPUT if filed.skipped and not filed.ids else ExitCode.DONE


def _tell(session: Session, filed: Filed) -> None:
    skipped = [(one.file, one.reason) for one in filed.skipped]
    if session.json:
        put_json(
            {
                "ids": filed.ids,
                "count": len(filed.ids),
                "skipped": [{"file": shown_line(file), "reason": reason} for file, reason in skipped],
            }
        )
    else:
        for id in filed.ids:
            put(id)
    for file, text in [*((one.file, one.text) for one in filed.remarks), *skipped]:
        say(f"ebb: {shown_line(file)}: {shown_line(text)}.")


def from_stdin() -> str:
    """Read stdin to its end, as far as a memory can reach; bytes that are no text are replaced, and that is said.

    Raises: BadInput if there is no stdin, or if it is a picture, an archive or a program.
    """
    from core.text.clean import MAX_CHARACTERS, decoded, looks_binary

    if sys.stdin is None or sys.stdin.closed:
        raise BadInput("There is no input to read.", 'Give the words, as in: ebb add "Buy milk".')
    data = sys.stdin.buffer.read(4 * MAX_CHARACTERS + 4)
    if looks_binary(data.replace(b"\0", b"")):  # a stray NUL in a text is replaced like other bytes that are none
        raise BadInput("The input is no text.", "For a document or a picture: ebb add --file FILE.")
    result = decoded(data)
    if result.replaced:
        say(f"ebb: {result.replaced:,} characters were not valid text and were replaced by U+FFFD.")
    return result.text
