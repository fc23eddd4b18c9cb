"""What a sentence states of somebody or something: a value in a slot, at its span, and when that holds."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Form(StrEnum):
    """What a statement does to its slot."""

    HOLDS = "holds"
    """The slot has this value, and one value at a time."""
    JOINS = "joins"
    """The value is one of many that the slot may have: an addition, never an update."""
    ENDS = "ends"
    """The slot has this value no longer; any value, if none is named."""
    HELD = "held"
    """The slot had this value in a past that is over; it changes nothing."""


LIVES: Final = "lives in"
WORKS: Final = "works at"
TITLE: Final = "works as"
STATUS: Final = "is (status)"
PARTNER: Final = "is with"
PHONE: Final = "phone"
EMAIL: Final = "e-mail"
ADDRESS: Final = "address"
DRIVES: Final = "drives"
HEALTH: Final = "health"
DIET: Final = "diet"
VALUE: Final = "is"
PLACE: Final = "is kept"
WHEN: Final = "is on"
OPENS: Final = "opens"
CLOSES: Final = "closes"
PETS: Final = "pets"
CHILDREN: Final = "children"
DOES: Final = "does"
SPEAKS: Final = "speaks"
BEEN: Final = "has been to"
BOUGHT: Final = "bought"
READ: Final = "has read"
ALLERGIES: Final = "is allergic to"
FRIENDS: Final = "friends"
USES: Final = "uses"
FAVOURITE: Final = "favourite "
"""Begins the slots of favourites: "favourite cafe"."""

UNTOLD: Final = "?"
"""The slot of a value that was swapped for another while nothing told which slot it fills: "Goodbye Porto"."""

MANY: Final = frozenset((PETS, CHILDREN, DOES, SPEAKS, BEEN, BOUGHT, READ, ALLERGIES, FRIENDS, USES))
"""Slots that have many values at once."""

SELF: Final = "self"
"""The subject of what a person writes of themselves."""


@dataclass(frozen=True, slots=True)
class Found:
    """One statement at [start, end) of a memory's text; times in microseconds.

    `subject` is a name in lower case, `self`, or one of these and what is theirs ("self/sister", "self/spare key").
    `key` is the value as it is compared. `cue` names the words that make it an exact update; empty for a plain
    statement. `valid_from` is when it says that it began, None for when it was said; `ends_at` when it ends by itself.
    """

    start: int
    end: int
    subject: str
    slot: str
    value: str
    key: str
    form: Form = Form.HOLDS
    cue: str = ""
    valid_from: int | None = None
    ends_at: int | None = None
