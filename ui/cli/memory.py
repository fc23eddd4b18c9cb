"""`ebb show` and `ebb pin`: one memory, read and held on to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from core.decay.grades import Event
from core.errors import ExitCode
from ui.cli.command import Command
from ui.cli.output import piece, put, put_json, say
from ui.cli.session import Session

if TYPE_CHECKING:
    from app import Ebb
    from core.memory import Memory


@click.command(cls=Command)
@click.argument("id")
@click.pass_obj
def show(session: Session, id: str) -> ExitCode:
    """Show one memory with its tags, source and links.

    The beginning of an id is enough where no other memory shares it.
    """
    with session.open() as ebb:
        memory = ebb.get(id)
        if session.json:
            put_json(memory.to_json())
        else:
            put("\n".join(_page(ebb, memory)))
        piece("")  # all of it is out before the reading is recorded
        ebb.decay.note([memory.id], Event.OPENED)
    return ExitCode.DONE


def _page(ebb: Ebb, memory: Memory) -> Iterator[str]:
    from ui.cli.lines import entry
    from ui.cli.linking import edges

    yield from entry(memory, ebb.screens.episode(memory.id) if memory.kind == "screen" else None)
    lines = list(edges(ebb, memory.links or ebb.links(memory.id)))
    if lines:
        yield from ("", "Links", *lines)


@click.command(cls=Command)
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option("--unpin", is_flag=True, help="Let it fade again.")
@click.pass_obj
def pin(session: Session, ids: tuple[str, ...], unpin: bool) -> ExitCode:
    """Pin memories, so that they do not fade."""
    with session.open() as ebb:
        memories = [ebb.pin(id, not unpin) for id in ids]
    if session.json:
        put_json({"ids": [memory.id for memory in memories], "count": len(memories), "pinned": not unpin})
    else:
        put("\n".join(memory.id for memory in memories))
        say("Unpinned." if unpin else "Pinned.")
    return ExitCode.DONE
