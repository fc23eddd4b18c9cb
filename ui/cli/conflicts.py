"""`ebb conflicts`: what only seems to be over or said twice, side by side, for a person to decide."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import click

from core.errors import BadInput, ExitCode
from core.text.sanitise import cells, shown_line
from ui.cli.command import Command
from ui.cli.lines import wrapped
from ui.cli.moments import date_of
from ui.cli.output import paint, put, put_json, say, width
from ui.cli.session import Session

if TYPE_CHECKING:
    from app import Ebb
    from app.likening import Names
    from app.truths import Conflict
    from core.memory import Memory

_TEXT = 300
_ASKS = {
    "supersede": "Is the older one over?",
    "duplicate": "Is it said twice?",
    "edited": "Changed here and in the vault: take the vault's words?",
    "deleted": "Its file was deleted from the vault: forget it?",
}
_TAKES = {"same": "reads the same in both", "update": "reads an update", "addition": "reads an addition"}
_LIKENS = {"same": "takes them for the same", "different": "takes them for two", "unsure": "cannot tell"}
_DONE = {
    ("supersede", True): "the older one is superseded; it stays reachable.",
    ("duplicate", True): "the two are one now; the newer one stays reachable.",
    ("supersede", False): "both hold; this is not asked again.",
    ("duplicate", False): "these are two; this is not asked again.",
    ("edited", True): "the vault's words are a revision now.",
    ("edited", False): "it stays as it is; the vault's words are forgotten and can be restored.",
    ("deleted", True): "it is forgotten; ebb restore brings it back.",
    ("deleted", False): "it stays; after the next import of the vault, an export writes its file again.",
}


@click.command(cls=Command)
@click.option("--accept", metavar="N", help="Yes: supersede the older one, or make the two one.")
@click.option("--decline", metavar="N", help="No; it is never asked again.")
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=20, metavar="N", show_default=True, help="How many at most."
)
@click.pass_obj
def conflicts(session: Session, accept: str | None, decline: str | None, limit: int) -> ExitCode:
    """Decide what may be over, said twice, or named twice.

    Nothing is lost by either answer, and deciding the other way takes it back.
    """
    if accept is not None and decline is not None:
        raise BadInput("A conflict cannot be accepted and declined at once.", "Decide one at a time.")
    with session.open() as ebb:
        if (number := accept if accept is not None else decline) is not None:
            if "=" in number:
                return _decide_names(session, ebb, number, accepted=accept is not None)
            decided = ebb.truth.decide(_whole(number), accept is not None)
            return _report(session, decided, accepted=accept is not None)
        found, names = ebb.truth.conflicts(limit), ebb.truth.names(limit)
    if session.json:
        put_json({"conflicts": [_plain(one) for one in found], "names": [one.to_json() for one in names]})
    elif found or names:
        put("\n\n".join("\n".join(lines) for lines in (*map(_lines, found), *map(_names, names))))
    else:
        say("No conflicts.")
    return ExitCode.DONE if found or names else ExitCode.NOTHING


def _whole(number: str) -> int:
    if not (number.isascii() and number.isdigit()):
        raise BadInput(f"{shown_line(number, 40)!r} is no number of a conflict.", "`ebb conflicts` lists them.")
    return int(number)


def _decide_names(session: Session, ebb: Ebb, key: str, *, accepted: bool) -> ExitCode:
    ebb.truth.decide_names(key, accepted)
    if session.json:
        put_json({"names": key, "same": accepted})
    else:
        say("Accepted: both names mean the same now." if accepted else "Declined: these are two; not asked again.")
    return ExitCode.DONE


def _names(one: Names) -> Iterator[str]:
    """Two names that may mean the same: what they are called by, why, and what a language model thinks."""
    head = f"{one.key}. "
    yield f"{head}{paint(shown_line(f'Is {one.name} the same as {one.other}?', width() - len(head)), 'title')}"
    yield f"{' ' * len(head)}{paint(shown_line(one.why, width() - len(head)), 'dim')}"
    if one.note:
        quoted = [f"“{part}”" for part in (one.note.first, one.note.second) if part]
        said = f"{one.note.by} {_LIKENS[one.note.verdict]}{': ' if quoted else '. '}{', '.join(quoted)}"
        said = f"{said}{'. ' if quoted else ''}{one.note.reason}"
        yield from (f"{' ' * len(head)}{paint(line, 'dim')}" for line in wrapped(shown_line(said), width() - len(head)))


def _report(session: Session, one: Conflict, *, accepted: bool) -> ExitCode:
    if session.json:
        put_json(_plain(one))
    else:
        say(f"{one.state.capitalize()}: {_DONE[one.kind, accepted]}")
    return ExitCode.DONE


def _plain(one: Conflict) -> dict[str, Any]:
    return {
        "number": one.number,
        "kind": one.kind,
        "state": one.state,
        "why": one.why,
        "score": one.score,
        "at": one.at.isoformat(),
        "a": one.a.to_json(),
        "b": one.b.to_json(),
        "note": one.note.to_json() if one.note else None,
    }


def _lines(one: Conflict) -> Iterator[str]:
    """One conflict: its number and question, the two memories side by side, and why."""
    head = f"{one.number:>3}. "
    yield f"{head}{paint(_ASKS[one.kind], 'title')}"
    room = (width() - len(head) - 3) // 2
    if one.a.id == one.b.id:
        yield from (f"{' ' * len(head)}{line}" for line in _column(one.a, width() - len(head)))
        yield f"{' ' * len(head)}{paint(shown_line(one.why, width() - len(head)), 'dim')}"
        return
    for left, right in zip_longest(_column(one.a, room), _column(one.b, room), fillvalue=""):
        yield f"{' ' * len(head)}{left}{' ' * (room - cells(left))} | {right}".rstrip()
    yield f"{' ' * len(head)}{paint(shown_line(one.why, width() - len(head)), 'dim')}"
    if one.note:
        said = (
            f"{one.note.by} {_TAKES[one.note.verdict]}: “{one.note.older}”, then “{one.note.newer}”. {one.note.reason}"
        )
        yield from (f"{' ' * len(head)}{paint(line, 'dim')}" for line in wrapped(shown_line(said), width() - len(head)))


def _column(memory: Memory, room: int) -> Iterator[str]:
    yield shown_line(f"{date_of(memory.occurred_at)}{_by(memory)}", room)
    yield from wrapped(shown_line(memory.text, _TEXT), room)
    yield memory.id[:room]


def _by(memory: Memory) -> str:
    return f", {memory.source.author}" if memory.source.author else ""
