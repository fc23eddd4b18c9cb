"""The history of a slot: which value held from when to when, as it was known at a time."""

from dataclasses import dataclass
from datetime import datetime

from core.clock import from_micros
from core.store.statements import Statement
from core.truth.statement import Form


@dataclass(frozen=True, slots=True)
class Span:
    """One value of a slot over time: since when, until when (None: it holds), and the memories that prove it."""

    value: str
    since: datetime
    until: datetime | None
    proofs: tuple[str, ...]


def spans(told: list[Statement], until: int | None, ids: dict[int, str]) -> list[Span]:
    """Statements of one value that follow one another made one; ends are no values."""
    spans: list[Span] = []
    keys: list[tuple[str, int | None]] = []
    for one in sorted(told, key=lambda one: (since(one), one.said_at, one.id)):
        if one.form == Form.ENDS:
            continue
        mark = (one.key, end_of(one, until))
        if mark in keys:
            place = keys.index(mark)
            spans[place] = Span(
                spans[place].value, spans[place].since, instant(mark[1]), (*spans[place].proofs, ids[one.seq])
            )
        else:
            spans.append(Span(one.value, since(one), instant(mark[1]), (ids[one.seq],)))
            keys.append(mark)
    return spans


def answering(told: list[Statement], known: int, past: bool) -> list[Statement]:
    """The statements of a slot that answer at a time: each value once, the latest that said it, newest first."""
    ordered = sorted(told, key=lambda one: (one.said_at, one.id), reverse=True)
    values = [one for one in ordered if one.form != Form.ENDS and (past or one.form != Form.HELD)]
    holding = [one for one in values if one.form != Form.HELD and ended(one, known) is None]
    standing = [one for one in values if closed(one, known) is None]
    chosen = values if past else holding or standing[:1] or [one for one in ordered if one.form == Form.ENDS][:1]
    newest: dict[str, Statement] = {}
    for one in chosen:
        newest.setdefault(one.key, one)
    return list(newest.values())


def closed(one: Statement, known: int) -> int | None:
    """When a statement had been superseded at a time, by what was known then; None if it was not."""
    over = one.valid_until is not None and max(one.valid_until, one.known_until or 0) <= known
    return one.valid_until if over else None


def ended(one: Statement, known: int) -> int | None:
    """When a statement had ended at a time; None if it held, or began only later."""
    end = end_of(one, known)
    return end if end is not None and end <= known else None


def end_of(one: Statement, known: int | None) -> int | None:
    """When a statement ends by what was known at a time (None: now), in microseconds."""
    closed = one.valid_until if known is None or (one.known_until or 0) <= known else None
    ends = [end for end in (closed, one.ends_at) if end is not None]
    return min(ends) if ends else None


def since(one: Statement) -> datetime:
    return from_micros(one.said_at if one.valid_from is None else one.valid_from)


def instant(micros: int | None) -> datetime | None:
    """A time out of the store; None stays None."""
    return None if micros is None else from_micros(micros)
