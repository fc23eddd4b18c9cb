"""`ebb history`: every revision of a memory, what changed it and why, and the way back."""

from collections.abc import Iterator
from datetime import datetime

import click

from core.clock import from_micros
from core.errors import ExitCode
from core.memory import Revision
from core.text.sanitise import shown_line
from core.text.times import ago
from ui.cli.command import Command
from ui.cli.moments import date_of, local_now
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
    if origin := _origin(revision):
        yield f"     {paint(origin, 'dim')}"
    yield from (f"     {line}" for line in differences(revision, width() - 5))


def _origin(revision: Revision) -> str:
    """Say which memory a change came from, and in which run it was made."""
    parts = [f"from {revision.cause}" if revision.cause else "", f"run {revision.run}" if revision.run else ""]
    return ", ".join(filter(None, parts))


def differences(revision: Revision, room: int) -> Iterator[str]:
    """Give what a revision changed, field by field, in lines of at most `room` cells: what went and what came."""
    for field, after in revision.after.items():
        before = revision.before.get(field)
        if before == after:
            continue
        label = paint(f"{_FIELDS.get(field, shown_line(field)):>8}", "dim")
        if isinstance(after, list | tuple):
            yield f"{label}  {shown_line(_exchanged(before, after), room - 10)}"
            continue
        gone, new = _apart(_said(field, before), _said(field, after), room - 12)
        if len(gone) + len(new) + 13 <= room and "\n" not in gone + new:
            ends = (paint(shown_line(text) or "(none)", style) for text, style in ((gone, "bad"), (new, "good")))
            yield f"{label}  {' → '.join(ends)}"
            continue
        for sign, text, style in (("-", gone, "bad"), ("+", new, "good")):
            if text:
                yield f"{label}  {paint(f'{sign} {shown_line(text, room - 12)}', style)}"
                label = " " * 8


_FIELDS = {"auto_tags": "own tags", "known_until": "known to", "valid_from": "from", "valid_until": "until",
           "occurred_at": "time"}  # fmt: skip
_TIMES = ("valid_from", "valid_until", "known_until")


def _exchanged(before: object, after: object) -> str:
    """Say which entries of a list went and which came."""
    had, has = (list(map(str, value)) if isinstance(value, list | tuple) else [] for value in (before, after))
    gone = [f"-{one}" for one in had if one not in has]
    return " ".join([*gone, *(f"+{one}" for one in has if one not in had)])


def _said(field: str, value: object) -> str:
    if field == "occurred_at" and isinstance(value, int):
        return f"{from_micros(value).astimezone():%Y-%m-%d %H:%M:%S}"
    if field in _TIMES and isinstance(value, int):
        return date_of(from_micros(value))
    if field == "keywords" and isinstance(value, str):
        return value.strip("[]").replace('"', "")
    return "" if value is None else str(value)


def _apart(before: str, after: str, room: int) -> tuple[str, str]:
    """Cut what two texts begin and end with in common, but for some words around the change, if they are long."""
    if max(len(before), len(after)) <= room:
        return before, after
    old, new = before.split(), after.split()
    start = next((at for at, (x, y) in enumerate(zip(old, new, strict=False)) if x != y), min(len(old), len(new)))
    rest = min(len(old), len(new)) - start
    end = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    return _around(old, start, end), _around(new, start, end)


def _around(words: list[str], start: int, end: int) -> str:
    first, last = max(0, start - _CONTEXT), len(words) - max(0, end - _CONTEXT)
    parts = ["…" if first else "", *words[first:last], "…" if last < len(words) else ""]
    return " ".join(filter(None, parts)) if len(words) > start + end else ""


_CONTEXT = 4
