"""Two names that may mean the same, as a review asks about them: with what bears each, and what a model thinks."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from core.memory import Memory
from core.text.sanitise import shown_line
from ui.tui.parts import Card, Choice, Item, Side, Undo, titled
from ui.tui.rows import Row, day_name

if TYPE_CHECKING:
    from app import Ebb
    from app.likening import Names

_LONGEST: Final = 60
_LIKENS: Final = {"same": "takes them for the same", "different": "takes them for two", "unsure": "cannot tell"}


def asked(ebb: "Ebb", now: datetime, limit: int) -> list[Item]:
    """The newest pairs of names that are open to decide."""
    return [_of_names(one, now) for one in ebb.truth.names(limit)]


def _of_names(one: "Names", now: datetime) -> Item:
    choices = {
        "yes": Choice("The same", "Took for the same", partial(_decide, one.key, True)),
        "no": Choice("Two", "Told apart", partial(_decide, one.key, False)),
    }
    name, other = shown_line(one.name, _LONGEST), shown_line(one.other, _LONGEST)
    row = Row(one.key, "names", "≈", f"{name} · {other}", below=shown_line(one.why, 200))
    return Item(one.key, f"“{name}” and “{other}”", row, None, choices, partial(_card, one, now))


def _decide(key: str, accept: bool, ebb: "Ebb", _: Card) -> Undo:
    before = ebb.truth.decide_names(key, accept)
    return lambda ebb: ebb.truth.reopen_names(before)


def _card(one: "Names", now: datetime, ebb: "Ebb") -> Card:
    name, other = shown_line(one.name, _LONGEST), shown_line(one.other, _LONGEST)
    bearing, others = ebb.truth.bearers(one.key)
    sides = (_side(name, bearing, now), _side(other, others, now))
    return Card(f"Is {name} the same as {other}?", _why(one), sides)


def _side(name: str, bearing: Sequence[Memory], now: datetime) -> Side:
    told = "\n".join(f"{day_name(one.occurred_at, now)}: {shown_line(one.text)}" for one in bearing)
    return titled(name, "", "", told or "No sentence bears this name any more.")


def _why(one: "Names") -> str:
    """Why it is asked, and what a language model thinks."""
    why, note = shown_line(one.why), one.note
    if note is None:
        return why
    quoted = ", ".join(f"“{part}”" for part in (note.first, note.second) if part)
    said = f"{note.by} {_LIKENS[note.verdict]}{f': {quoted}' if quoted else ''}. {note.reason}"
    return f"{why}. {shown_line(said)}"
