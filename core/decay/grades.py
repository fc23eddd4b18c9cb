"""What happens to a memory, how well that shows it was recalled, and the weights of FSRS-6."""

from enum import IntEnum, StrEnum
from typing import Final

from core.memory import Kind

WEIGHTS: Final = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip
"""FSRS-6's default parameters w0 to w20 (open-spaced-repetition, py-fsrs 6.3.2, `DEFAULT_PARAMETERS`)."""


class Grade(IntEnum):
    """FSRS's four grades of a recall."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Event(StrEnum):
    """What counts as recalling a memory; being listed, found or shown in passing does not."""

    OPENED = "opened"
    EDITED = "edited"
    CITED = "cited"
    KEPT = "kept"
    PINNED = "pinned"
    WRONG = "wrong"


_GRADES: Final = {Event.PINNED: Grade.EASY, Event.WRONG: Grade.AGAIN}
_FIRST: Final = {Kind.NOTE: Grade.EASY, Kind.PROFILE: Grade.EASY, Kind.SCREEN: Grade.HARD}


def grade_of(event: Event) -> Grade:
    """How well an event shows that the memory was recalled: pinned easy, marked wrong again, all others good."""
    return _GRADES.get(event, Grade.GOOD)


def first_grade(kind: str) -> Grade:
    """How well a memory of this kind was learnt at first: one made by hand easy, one merely seen hard, others good."""
    return _FIRST.get(Kind(kind), Grade.GOOD)
