"""Settles the slots that something touched: closes and opens statements, proposes what is only likely."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from core.store import proposals, statements
from core.store.connection import Connection
from core.store.revisions import Author
from core.store.statements import Statement
from core.truth.effects import apply, line
from core.truth.intervals import Closing, conflicts, settled

By = Callable[[], Author]
"""Who makes a change; asked only when there is one, since it may begin a run."""
Touched = dict[tuple[str, str], list[int]]
"""(subject, slot) pairs with the times, in microseconds, around which something changed."""


@dataclass
class Outcome:
    """What settling did, in numbers, and the memories whose statements it closed or opened."""

    closed: int = 0
    proposed: int = 0
    superseded: int = 0
    seqs: set[int] = field(default_factory=set)


def settle(connection: Connection, touched: Touched, author: By, at: int, seqs: Sequence[int] = ()) -> Outcome:
    """Settle each slot, then these memories and those whose statements changed; `author` is who closes."""
    outcome = Outcome(seqs=set(seqs))
    for (subject, slot), times in touched.items():
        _slot(connection, statements.around(connection, subject, slot, times), author, at, outcome)
    for seq in sorted(outcome.seqs):
        outcome.superseded += apply(connection, seq, author, at)
    return outcome


def _slot(connection: Connection, told_of: list[Statement], author: By, at: int, outcome: Outcome) -> None:
    if not told_of:
        return
    proposed = proposals.about(connection, sorted({one.seq for one in told_of}))
    verdicts = {pair: state == "accepted" for pair, state in proposed.items() if state != "open"}
    closings = settled(told_of, verdicts)
    beyond = _beyond(connection, told_of)
    near = [one for one in told_of if one.superseded_by not in beyond or closings[one.id] is not None]
    for one in near:
        closing = closings[one.id]
        if _differs(one, closing):
            _close(connection, one, closing, author)
            outcome.closed += closing is not None
            outcome.seqs.add(one.seq)
    likely = {(old.seq, new.seq): (old, new) for old, new in conflicts(near, closings)}
    _withdraw(connection, proposed, likely, {one.seq for one in near})
    _propose(connection, [likely[pair] for pair in likely if pair not in proposed], author, at, outcome)


def _differs(one: Statement, closing: Closing | None) -> bool:
    if closing is None:
        return one.superseded_by is not None or one.valid_until is not None
    return (one.superseded_by, one.valid_until, one.known_until) != (
        closing.by.id,
        closing.valid_until,
        closing.known_until,
    )


def _beyond(connection: Connection, told_of: list[Statement]) -> set[int]:
    """The statements, by number, that close some of these and are not among them, for they lie too far away."""
    known = {one.id for one in told_of}
    missing = {one.superseded_by for one in told_of if one.superseded_by is not None} - known
    return statements.remembered(connection, missing) if missing else set()


def _close(connection: Connection, one: Statement, closing: Closing | None, author: By) -> None:
    if closing is None:
        statements.close(connection, one.id, None, None, None, None)
    else:
        statements.close(connection, one.id, closing.by.id, closing.valid_until, closing.known_until, author().run)


def _withdraw(
    connection: Connection,
    proposed: Mapping[tuple[int, int], str],
    likely: Collection[tuple[int, int]],
    seqs: set[int],
) -> None:
    """Take back what is still open of these memories and likely no more."""
    stale = [pair for pair, state in proposed.items() if state == "open" and pair not in likely and pair[1] in seqs]
    proposals.withdraw(connection, proposals.SUPERSEDE, stale)


def _propose(
    connection: Connection, likely: list[tuple[Statement, Statement]], author: By, at: int, outcome: Outcome
) -> None:
    for old, new in likely:
        why = f"{line(old)}, then {new.value}"
        outcome.proposed += proposals.propose(
            connection, proposals.SUPERSEDE, old.seq, new.seq, why, 0.5, at, author().run
        )
