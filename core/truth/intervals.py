"""From when to when statements of one subject and slot hold: pure code, whatever the order in which they came.

A statement is closed by the first one after it in time that may close it (as Graphiti invalidates facts: the later
beginning ends the earlier, and disjoint intervals never conflict). No model is asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.store.statements import Statement
from core.truth import statement as slots
from core.truth.people import ROLES
from core.truth.things import KEPT, STRICT
from core.truth.values import compatible

Verdicts = Mapping[tuple[int, int], bool]
"""What a person decided of (older memory, newer memory): whether the newer supersedes the older."""

NEWS: Final = 45 * 86_400_000_000
"""Microseconds: what began so shortly before it was said is news, and told later counts as later."""

_PROPOSED = frozenset(
    (slots.LIVES, slots.WORKS, slots.PHONE, slots.EMAIL, slots.ADDRESS, slots.STATUS, slots.PARTNER, slots.DRIVES)
)
_LOOSE_EVENTS = frozenset(
    "meeting call train flight class lesson party game match date session talk visit lunch dinner".split()
)


@dataclass(frozen=True, slots=True)
class Closing:
    """How a statement ends: which one closes it, when it ceased to hold, and when that was said."""

    by: Statement
    valid_until: int
    known_until: int


def settled(statements: Iterable[Statement], verdicts: Verdicts) -> dict[int, Closing | None]:
    """What closes each statement, by its number; None for what still holds. The order of arrival does not matter."""
    ordered = sorted(statements, key=_order)
    closers = [one for one in ordered if _may_close(one, verdicts)]
    result: dict[int, Closing | None] = {}
    at = 0
    for one in ordered:
        while at < len(closers) and _order(closers[at]) <= _order(one):
            at += 1
        by = next((closer for closer in closers[at:] if closes(closer, one, verdicts)), None)
        result[one.id] = None if by is None else Closing(by, max(_begin(one), _begin(by)), by.said_at)
    return result


def closes(new: Statement, old: Statement, verdicts: Verdicts) -> bool:
    """Whether `new`, which is later, ends `old`."""
    if old.form not in {slots.Form.HOLDS, slots.Form.JOINS} or _order(new) <= _order(old) or _disjoint(old, new):
        return False
    verdict = verdicts.get((old.seq, new.seq))
    if verdict is False:
        return False
    if new.form == slots.Form.ENDS:
        return not new.key or compatible(new.key, old.key)
    if new.form != slots.Form.HOLDS or old.form != slots.Form.HOLDS or compatible(new.key, old.key):
        return False
    return bool(verdict or new.cue or _strict(new))


def conflicts(
    statements: Sequence[Statement], closings: Mapping[int, Closing | None]
) -> list[tuple[Statement, Statement]]:
    """Pairs (older, newer) of a slot whose values cannot both hold, though nothing says that one is over.

    For each plain statement the latest one before it that differs; none in slots where several values are usual.
    """
    ordered = sorted((one for one in statements if one.form == slots.Form.HOLDS), key=_order)
    found = []
    for place, new in enumerate(ordered):
        if new.cue or not _is_proposed(new) or closings.get(new.id):
            continue
        for old in reversed(ordered[:place]):
            closing = closings.get(old.id)
            if old.seq == new.seq or _disjoint(old, new) or (closing and _order(closing.by) <= _order(new)):
                continue
            if closing is None and not compatible(old.key, new.key):
                found.append((old, new))
            break
    return found


def _order(one: Statement) -> tuple[int, int, int, int]:
    begin = _begin(one)
    news = one.said_at - NEWS <= begin <= one.said_at
    return (one.said_at if news else begin, one.said_at, one.seq, one.start)


def _begin(one: Statement) -> int:
    return one.said_at if one.valid_from is None else one.valid_from


def _disjoint(old: Statement, new: Statement) -> bool:
    """Whether the older one had ended by itself before the newer one was said or began."""
    return old.ends_at is not None and old.ends_at <= max(_begin(new), new.said_at)


def _may_close(one: Statement, verdicts: Verdicts) -> bool:
    if one.form == slots.Form.ENDS:
        return True
    if one.form != slots.Form.HOLDS:
        return False
    return bool(one.cue) or _strict(one) or any(new == one.seq for (_, new), yes in verdicts.items() if yes)


def _strict(one: Statement) -> bool:
    """Whether everybody has exactly one such figure, so that two plain statements leave no doubt."""
    return one.slot == slots.VALUE and one.subject.rpartition("/")[2] in STRICT


def _is_proposed(one: Statement) -> bool:
    thing = one.subject.rpartition("/")[2].split()
    if one.slot == slots.PLACE:
        return bool(KEPT & set(thing))
    if one.slot == slots.WHEN:
        return len(thing) > 1 or not _LOOSE_EVENTS & set(thing)
    return one.slot in _PROPOSED or one.slot in ROLES or one.slot.startswith(slots.FAVOURITE) or _is_figure(one)


def _is_figure(one: Statement) -> bool:
    return one.slot == slots.VALUE and one.key[:1].isdigit()
