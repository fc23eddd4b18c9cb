"""What is stated of somebody and holds, or held: where they live, work, whom they are with; the rest is left aside."""

from collections.abc import Iterable, Sequence

from core.clock import from_micros
from core.levels import wording
from core.levels.evidence import SUPERSEDED, Evidence, Fact
from core.store import portraits
from core.store.connection import Connection
from core.store.portraits import Stated
from core.truth import statement as slots
from core.truth.statement import Form

TOLD = {
    slots.LIVES: "Lives in",
    slots.WORKS: "Works at",
    slots.TITLE: "Works as",
    slots.STATUS: "Is",
    slots.PARTNER: "Is with",
    slots.CHILDREN: "Children:",
    slots.PETS: "Pets:",
    slots.DIET: "Diet:",
    slots.DRIVES: "Drives",
    slots.SPEAKS: "Speaks",
    slots.FRIENDS: "Friends:",
}
"""The slots that a card tells, and how; in this order."""
MOST = 8
SELF = slots.SELF


def facts(connection: Connection, subjects: Iterable[str], as_of: int | None = None) -> tuple[Fact, ...]:
    """What is stated of any of these subjects by `as_of` (microseconds), by slot, what holds before what held."""
    found: dict[tuple[str, str], list[Stated]] = {}
    for one in portraits.stated(connection, list(subjects), list(TOLD), as_of):
        if one.form in (Form.HOLDS, Form.JOINS):
            found.setdefault((one.slot, one.value.casefold()), []).append(one)
    ranked = sorted(found.values(), key=lambda said: (_over(said[-1], as_of), list(TOLD).index(said[-1].slot)))
    return tuple(_fact(said, as_of) for said in ranked[:MOST])


def _fact(said: Sequence[Stated], as_of: int | None) -> Fact:
    first, last = said[0], said[-1]
    since = from_micros(first.valid_from if first.valid_from is not None else first.said_at)
    until = from_micros(last.valid_until) if last.valid_until is not None and _over(last, as_of) else None
    span = f"since {wording.day(since.astimezone())}" if until is None else f"until {wording.day(until.astimezone())}"
    label = "" if until is None else f", {SUPERSEDED}"
    return Fact(
        text=f"{TOLD[last.slot]} {wording.cut(last.value, 100)} ({span}{label})",
        slot=last.slot,
        value=last.value,
        since=since,
        until=until,
        evidence=tuple(_evidence(one, as_of) for one in said[-2:]),
    )


def _evidence(one: Stated, as_of: int | None) -> Evidence:
    label = SUPERSEDED if _over(one, as_of) else ""
    at = from_micros(one.said_at)
    return Evidence(one.id, at, one.author, one.title, one.quote, one.start, one.end, label)


def _over(one: Stated, as_of: int | None) -> bool:
    if one.valid_until is None:
        return False
    return as_of is None or max(one.valid_until, one.known_until or 0) <= as_of
