"""`ebb history`: every revision of a memory, what changed it and why, and the way back."""

from collections.abc import Iterator
from datetime import datetime

import click

from core.errors import ExitCode
from core.memory import Revision
from core.text.sanitise import shown_line
from core.text.times import ago
from ui.cli.command import Command
from ui.cli.moments import local_now
from ui.cli.output import paint, put, put_json, say, width
from ui.cli.session import Session


@click.command(cls=Command)
@click.argument("id")
@click.option("--undo", type=click.IntRange(1), metavar="N", help="Take revision N back; that is a revision too.")
@click.pass_obj
def history(session: Session, id: str, undo: int | None) -> ExitCode:
    """List every change of a memory, or undo one."""
    with session.open() as ebb:
        if undo is not None:
            memory = ebb.undo(id, undo)
            if session.json:
                put_json(memory.to_json())
            else:
                put(memory.id)
                say(f"Undone: revision {undo}.")
            return ExitCode.DONE
        memory = ebb.get(id)
        revisions = ebb.history(memory.id)
    if session.json:
        put_json({"id": memory.id, "revisions": [revision.to_json() for revision in revisions]})
    else:
        now = local_now()
        put("\n".join(line for revision in revisions for line in _lines(revision, now)) or "No changes.")
    return ExitCode.DONE


def _lines(revision: Revision, now: datetime) -> Iterator[str]:
    when = ago(revision.at, now)
    yield f"{revision.number:>3}  {when:>14}  {shown_line(revision.actor)}: {shown_line(revision.why)}"
    room = max(10, (width() - 24) // 2)
    for field, after in revision.after.items():
        before = revision.before.get(field)
        if before != after:
            change = f"{_value(before, room)} → {_value(after, room)}"
            yield f"     {paint(f'{shown_line(str(field)):>12}', 'dim')}  {change}"


def _value(value: object, room: int) -> str:
    if value is None or value == "":
        return "(none)"
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return shown_line(text, room)
