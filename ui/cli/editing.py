"""`ebb edit`: change a memory's text, title or tags; the state before stays in its history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from core.errors import EbbError, ExitCode, UsageError
from ui.cli.command import Command
from ui.cli.options import typed
from ui.cli.output import can_ask, put, put_json, say
from ui.cli.session import Session

if TYPE_CHECKING:
    from app import Ebb
    from core.memory import Memory


@click.command(cls=Command)
@click.argument("id")
@click.argument("words", metavar="[TEXT...|-]", nargs=-1)
@click.option("--title", metavar="T", help="A new title; an empty one takes it away.")
@click.option("--tag", "tags", metavar="T", multiple=True, help="Add a tag; may be repeated.")
@click.option("--untag", "untags", metavar="T", multiple=True, help="Take a tag away; may be repeated.")
@click.pass_obj
def edit(session: Session, /, id: str, words: tuple[str, ...], **given: Any) -> ExitCode:
    """Change a memory's text, title or tags.

    Without words and options the text opens in $EDITOR. Every change can be undone: see 'ebb history ID'.
    """
    with session.open() as ebb:
        before = ebb.get(id)
        known = len(ebb.history(before.id))
        changes = _changes(before, words, **given)
        memory = ebb.edit(before.id, **changes) if changes else _by_hand(session, ebb, before)
        number = len(ebb.history(before.id))
    if session.json:
        put_json(memory.to_json())
    else:
        put(memory.id)
        undo = f"Changed. Undo with: ebb history {memory.id} --undo {number}"
        say(undo if number > known else "It is so already; nothing was changed.")
    return ExitCode.DONE


def _changes(
    before: Memory, words: tuple[str, ...], title: str | None, tags: tuple[str, ...], untags: tuple[str, ...]
) -> dict[str, Any]:
    from core.text.clean import tag

    changes: dict[str, Any] = {}
    if words == ("-",):
        from ui.cli.adding import from_stdin

        changes["text"] = from_stdin()
    elif words:
        changes["text"] = typed(words)
    if title is not None:
        changes["title"] = typed([title])
    if tags or untags:
        gone = {tag(typed([name])) for name in untags}
        wanted = [*before.tags, *(tag(typed([name])) for name in tags)]
        changes["tags"] = tuple(name for name in dict.fromkeys(wanted) if name not in gone)
    return changes


def _by_hand(session: Session, ebb: Ebb, before: Memory) -> Memory:
    from ui.cli.draft import Draft

    if not can_ask():
        raise UsageError("There is nothing to change.", "Give new words, --title, --tag or --untag.")
    draft = Draft.written(session.place(), before.text)
    try:
        memory = ebb.edit(before.id, text=draft.text)
    except EbbError as error:
        raise draft.kept(error) from error
    draft.drop()
    return memory
