"""`ebb add`: remember a text from the arguments, from stdin or from the editor."""

import sys
from typing import Any

import click

from core.errors import BadInput, EbbError, ExitCode
from ui.cli.command import Command
from ui.cli.moments import local_now, moment
from ui.cli.options import KINDS, typed
from ui.cli.output import put, put_json, say, terminal
from ui.cli.session import Session


@click.command(cls=Command)
@click.argument("words", metavar="[TEXT...|-]", nargs=-1)
@click.option("--title", metavar="T", help="A title.")
@click.option("--tag", "tags", metavar="T", multiple=True, help="A tag; may be repeated.")
@click.option("--at", metavar="WHEN", help="When it happened: 2023-05-12, yesterday, last Tuesday.")
@click.option(
    "--kind",
    type=KINDS,
    default="note",
    metavar="K",
    help="note (unless told), chat, screen, document, summary, fact or profile.",
)
@click.pass_obj
def add(session: Session, /, words: tuple[str, ...], at: str | None, tags: tuple[str, ...], **given: Any) -> ExitCode:
    """Remember something and print its id.

    The text is taken from the words, from stdin (with "-", or when something is piped in), or written in $EDITOR.
    """
    occurred_at = moment(at, local_now())
    draft = None
    if words == ("-",) or (not words and not terminal(sys.stdin)):
        text = from_stdin()
    elif words:
        text = typed(words)
    else:
        from ui.cli.draft import Draft

        draft = Draft.written(session.place())
        text = draft.text
    title = None if given["title"] is None else typed([given["title"]])
    try:
        with session.open() as ebb:
            id = ebb.add(
                text, kind=given["kind"], title=title, tags=[typed([tag]) for tag in tags], occurred_at=occurred_at
            )
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


def from_stdin() -> str:
    """Read stdin to its end, as far as a memory can reach; bytes that are no text are replaced, and that is said.

    Raises: BadInput if there is no stdin.
    """
    from core.text.clean import MAX_CHARACTERS, decoded

    if sys.stdin is None or sys.stdin.closed:
        raise BadInput("There is no input to read.", 'Give the words, as in: ebb add "Buy milk".')
    result = decoded(sys.stdin.buffer.read(4 * MAX_CHARACTERS + 4))
    if result.replaced:
        say(f"ebb: {result.replaced:,} characters were not valid text and were replaced by U+FFFD.")
    return result.text
