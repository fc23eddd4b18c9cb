"""What a review is made of: parts, the things in each of them, what can be answered, and what is shown meanwhile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from core.decay.history import ForgettingCurve
from core.memory import Memory
from core.text.sanitise import shown, shown_line
from ui.tui.rows import Row, Spans, below_title, day_name

if TYPE_CHECKING:
    from app import Ebb

_TEXT: Final = 4_000
"""Characters of a text that a side shows at most."""

Undo = Callable[["Ebb"], object]
"""Takes a decision back, in a thread."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the texts to decide about: its name in a word, when it is from, the safe text, what only it says.

    The first `titled` characters of the text are its title.
    """

    name: str
    when: str
    text: str
    spans: Spans = ()
    titled: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown of the thing under the cursor; `other` is what it could be merged or linked with."""

    question: str = ""
    why: str = ""
    sides: tuple[Side, ...] = ()
    curve: ForgettingCurve | None = None
    other: Memory | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: the `label` of its key, what was `did` in a word or two, and the work, in a thread.

    `lacking` is what to say where it needs another memory and there is none; with `over` the thing leaves the list.
    """

    label: str
    did: str
    work: "Callable[[Ebb, Card], Undo]"
    lacking: str = ""
    over: bool = True


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to decide: its name in a sentence, its row, what enter reads, the answers by the keys' actions."""

    key: str
    name: str
    row: Row
    memory: Memory | None
    choices: Mapping[str, Choice]
    card: "Callable[[Ebb], Card]"


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of things to decide; the label's first letter goes there, `nothing` is said where there are none."""

    name: str
    label: str
    title: str
    nothing: tuple[str, str]
    read: "Callable[[Ebb, datetime, int], list[Item]]"
    """The first things, up to a number of them."""
    count: "Callable[[Ebb, datetime], int]"
    """How many there are in all."""
    aside: "Callable[[Ebb, datetime], int] | None" = None
    """How many were skipped and rest; None where what is skipped comes again at once."""
    offer: "Callable[[Ebb, datetime], Undo] | None" = None
    """Offers those again."""


def side(name: str, memory: Memory, now: datetime) -> Side:
    """A memory as one of the texts to decide about."""
    title = "" if memory.text.startswith(memory.title) else memory.title
    author = f", {shown_line(memory.source.author, 40)}" if memory.source.author else ""
    return titled(name, f"{day_name(memory.occurred_at, now)}{author}", title, memory.text)


def titled(name: str, when: str, title: str, text: str) -> Side:
    """A side with its title above its text."""
    head = shown_line(title, 200)
    body = shown(below_title(title, text)[:_TEXT]).strip()
    return Side(name, when, f"{head}\n{body}" if head else body, titled=len(head))
