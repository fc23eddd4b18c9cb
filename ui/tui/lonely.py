"""What stands alone, as a review offers it: to link with what is like it, or to leave alone for a good while."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from core.memory import Memory
from core.text.sanitise import shown_line
from ui.tui.parts import Card, Choice, Item, Undo, side
from ui.tui.rows import name_of, row_of_memory

if TYPE_CHECKING:
    from app import Ebb

LEFT: Final = "Left alone"
"""What was done with one that was skipped."""
_NO_KIN: Final = "Nothing is related to this."


def alone(ebb: "Ebb", now: datetime, limit: int) -> list[Item]:
    """The newest memories that nothing is linked with."""
    return [_of_orphan(memory, now) for memory in ebb.network.lonely(limit, now)]


def aside(ebb: "Ebb", now: datetime) -> int:
    """How many of them were left alone."""
    return len(ebb.network.left_alone(now))


def offered(ebb: "Ebb", now: datetime) -> Undo:
    """Offer all of these again."""
    times = ebb.network.left_alone(now)
    ebb.network.offer_again(list(times))
    return lambda ebb: ebb.network.leave_alone(times)


def _of_orphan(memory: Memory, now: datetime) -> Item:
    choices = {
        "yes": Choice("Link", "Linked", partial(_link, memory.id), _NO_KIN),
        "no": Choice("Not this", "Declined a link of", partial(_refuse, memory.id), _NO_KIN, over=False),
        "skip": Choice("Leave", LEFT, partial(_leave, memory.id)),
    }
    if memory.kind != "screen":
        choices["forget"] = Choice("Forget", "Forgot", partial(_forget, memory.id))
    row = row_of_memory(memory, now)
    return Item(memory.id, name_of(memory), row, memory, choices, partial(_kin_card, memory, now))


def _kin_card(memory: Memory, now: datetime, ebb: "Ebb") -> Card:
    found = next(iter(ebb.network.suggestions(memory.id, 1)), None)
    one = side("", memory, now)
    if found is None:
        return Card("Nothing is linked with this.", "And nothing is related to it yet.", (one,))
    sides = (replace(one, name="Alone"), side("Maybe with", found.memory, now))
    return Card(f"Link it with {name_of(found.memory)}?", shown_line(found.why), sides, other=found.memory)


def _link(id: str, ebb: "Ebb", card: Card) -> Undo:
    assert card.other is not None  # Choice.lacking
    before = ebb.graph.bond(id, card.other.id)
    ebb.link(id, card.other.id, card.why)
    return lambda ebb: ebb.graph.put_back(before)


def _refuse(id: str, ebb: "Ebb", card: Card) -> Undo:
    assert card.other is not None  # Choice.lacking
    before = ebb.graph.bond(id, card.other.id)
    ebb.unlink(id, card.other.id)
    return lambda ebb: ebb.graph.put_back(before)


def _leave(id: str, ebb: "Ebb", _: Card) -> Undo:
    ebb.network.leave_alone({id: datetime.now(UTC)})
    return lambda ebb: ebb.network.offer_again([id])


def _forget(id: str, ebb: "Ebb", _: Card) -> Undo:
    ebb.forget([id])
    return lambda ebb: ebb.restore([id])
