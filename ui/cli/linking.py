"""`ebb links`, `ebb link` and `ebb unlink`: the edges between memories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from core.errors import EbbError, ExitCode
from ui.cli.command import Command
from ui.cli.options import typed
from ui.cli.output import paint, put, put_json, say, width
from ui.cli.session import Session

if TYPE_CHECKING:
    from app import Ebb
    from core.memory import Link


@click.command(cls=Command)
@click.argument("id")
@click.pass_obj
def links(session: Session, id: str) -> ExitCode:
    """List what a memory is linked with, both ways, and why."""
    with session.open() as ebb:
        memory = ebb.get(id)
        found = ebb.links(memory.id)
        if session.json:
            put_json({"id": memory.id, "links": [link.to_json() for link in found]})
        elif found:
            put("\n".join(edges(ebb, found)))
        else:
            say("No links.")
    return ExitCode.DONE if found else ExitCode.NOTHING


@click.command(cls=Command)
@click.argument("a")
@click.argument("b")
@click.option("--why", default="", metavar="TEXT", help="What connects the two.")
@click.pass_obj
def link(session: Session, a: str, b: str, why: str) -> ExitCode:
    """Link memory A to memory B."""
    reason = typed([why])
    with session.open() as ebb:
        ends = ebb.get(a).id, ebb.get(b).id
        ebb.link(*ends, reason)
    if session.json:
        put_json({"ids": list(ends), "count": 1, "why": reason})
    else:
        say("Linked.")
    return ExitCode.DONE


@click.command(cls=Command)
@click.argument("a")
@click.argument("b")
@click.pass_obj
def unlink(session: Session, a: str, b: str) -> ExitCode:
    """Take the link between A and B away."""
    with session.open() as ebb:
        ends = ebb.get(a).id, ebb.get(b).id
        count = ebb.unlink(*ends)
    if session.json:
        put_json({"ids": list(ends), "count": count})
    else:
        say("Unlinked." if count else "There was no link between them.")
    return ExitCode.DONE if count else ExitCode.NOTHING


def edges(ebb: Ebb, found: Iterable[Link]) -> Iterator[str]:
    """Give each link on a line (arrow, kind, id, name), with its reason below where it has one."""
    from core.text.sanitise import shown_line
    from ui.cli.lines import name

    for edge in found:
        arrow = "→" if edge.direction == "out" else "←"
        kind = shown_line(edge.kind)
        try:
            title = name(ebb.get(edge.id), width() - len(kind) - 36)
        except EbbError:
            title = "(forgotten)"
        yield f"{arrow} {kind:<10}  {paint(edge.id, 'dim')}  {title}"
        if edge.why:
            yield f"  {paint(shown_line(edge.why, width() - 2), 'dim')}"
