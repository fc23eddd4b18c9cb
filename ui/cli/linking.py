"""`ebb links`, `ebb link` and `ebb unlink`: the edges between memories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from core.errors import EbbError, ExitCode, UsageError
from ui.cli.command import Command
from ui.cli.moments import local_now
from ui.cli.options import typed
from ui.cli.output import paint, put, put_json, say, width
from ui.cli.session import Session

if TYPE_CHECKING:
    from app import Ebb
    from app.network import Suggestion
    from core.memory import Link, Memory


@click.command(cls=Command)
@click.argument("id", required=False)
@click.option("--suggest", is_flag=True, help="What is related and not linked, with the command to link it.")
@click.option("--orphans", is_flag=True, help="The memories that nothing is linked with.")
@click.option("--hubs", is_flag=True, help="The memories with most links.")
@click.option("--limit", type=click.IntRange(1), default=20, metavar="N", help="How many to list at most.")
@click.pass_obj
def links(session: Session, id: str | None, suggest: bool, orphans: bool, hubs: bool, limit: int) -> ExitCode:
    """List what a memory is linked with, and why.

    Links lead both ways; the number is how firm they are. Without ID, --orphans and --hubs list the ends of the net.
    """
    if (id is None) != (orphans or hubs) or orphans + hubs + suggest > 1:
        raise UsageError("Name a memory, or one of --orphans and --hubs.", "See 'ebb links --help'.")
    with session.open() as ebb:
        if id is None:
            return _orphans(session, ebb, limit) if orphans else _hubs(session, ebb, limit)
        memory = ebb.get(id)
        if suggest:
            return _suggestions(session, ebb, memory, limit)
        found = ebb.links(memory.id)
        if session.json:
            put_json({"id": memory.id, "links": [link.to_json() for link in found]})
        elif found:
            put("\n".join(edges(ebb, found)))
        else:
            say(f"No links. 'ebb links {memory.id} --suggest' shows what is related.")
    return ExitCode.DONE if found else ExitCode.NOTHING


def _suggestions(session: Session, ebb: Ebb, memory: Memory, limit: int) -> ExitCode:
    found = ebb.network.suggestions(memory.id, limit)
    if session.json:
        put_json({"id": memory.id, "suggestions": [one.to_json() for one in found]})
    elif found:
        put("\n".join(line for one in found for line in _suggestion(memory, one)))
        say("'ebb unlink' with the same two ids declines a suggestion for good.")
    else:
        say("Nothing related that is not linked already.")
    return ExitCode.DONE if found else ExitCode.NOTHING


def _suggestion(memory: Memory, one: Suggestion) -> Iterator[str]:
    from core.text.sanitise import shown_line
    from ui.cli.lines import name

    yield paint(name(one.memory, width()), "title")
    yield f"  {shown_line(one.why, width() - 2)}"
    yield f"  {paint(f'ebb link {memory.id} {one.memory.id}', 'dim')}"


def _orphans(session: Session, ebb: Ebb, limit: int) -> ExitCode:
    from ui.cli.lines import row

    found = ebb.network.orphans(limit)
    if session.json:
        put_json({"orphans": [memory.to_json() for memory in found]})
    elif found:
        now = local_now()
        put("\n".join(row(memory, now) for memory in found))
    else:
        say("Every memory is linked with another.")
    return ExitCode.DONE if found else ExitCode.NOTHING


def _hubs(session: Session, ebb: Ebb, limit: int) -> ExitCode:
    from ui.cli.lines import name

    found = ebb.network.hubs(limit)
    if session.json:
        put_json({"hubs": [hub.to_json() for hub in found]})
    elif found:
        room = width() - 37
        put("\n".join(f"{hub.links:>6}  {paint(hub.memory.id, 'dim')}  {name(hub.memory, room)}" for hub in found))
    else:
        say("No links yet.")
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
    """Take the link between A and B away.

    Ebb neither links nor suggests the two from then on; it also declines a suggestion of 'ebb links --suggest'. 'ebb
    link' links them again.
    """
    with session.open() as ebb:
        ends = ebb.get(a).id, ebb.get(b).id
        count = ebb.unlink(*ends)
    if session.json:
        put_json({"ids": list(ends), "count": count})
    else:
        say("Unlinked." if count else "There was no link between them, and Ebb will not make or suggest one.")
    return ExitCode.DONE if count else ExitCode.NOTHING


def edges(ebb: Ebb, found: Iterable[Link]) -> Iterator[str]:
    """Give each link on a line (arrow, kind, strength, id, name), with its reason below where it has one."""
    from core.text.sanitise import shown_line
    from ui.cli.lines import name

    for edge in found:
        arrow = "→" if edge.direction == "out" else "←"
        kind = shown_line(edge.kind)
        try:
            title = name(ebb.get(edge.id), width() - max(len(kind), 10) - 38)
        except EbbError:
            title = "(forgotten)"
        yield f"{arrow} {kind:<10} {edge.weight:>4.2f}  {paint(edge.id, 'dim')}  {title}"
        if edge.why:
            yield f"  {paint(shown_line(edge.why, width() - 2), 'dim')}"
