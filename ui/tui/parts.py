"""What a review is made of: parts, the things in each of them, what can be answered, and what is shown meanwhile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.decay.history import ForgettingCurve
from core.memory import Memory
from ui.tui.rows import Row, Spans

if TYPE_CHECKING:
    from app import Ebb

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
