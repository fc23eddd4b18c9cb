"""How a memory fades: retention over days since it was last recalled. Nothing here deletes or hides.

The power form is FSRS-6's, untrained (open-spaced-repetition, srs-benchmark: log loss .344 on 702.7 M reviews against
.404 for an exponential half-life). The exponential is the classic exp(-t/s) that is called Ebbinghaus's, with
s = S / ln(1/0.9): in both forms S is the days after which nine tenths are retained, so a stability keeps its meaning
when the setting changes.
"""

import math
from datetime import datetime
from enum import StrEnum

from core.clock import DAY
from core.decay.grades import WEIGHTS, Grade, first_grade
from core.memory import Kind

AT_STABILITY = 0.9  # retention after as many days as the stability says, by FSRS's definition
EASIEST, HARDEST = 1.0, 10.0  # difficulties, FSRS's D
DECAY = WEIGHTS[20]
FACTOR = AT_STABILITY ** (-1 / DECAY) - 1


class Curve(StrEnum):
    """The forms a forgetting curve may have; a setting."""

    FSRS = "fsrs"
    EBBINGHAUS = "ebbinghaus"


def retention(days: float, stability_days: float, curve: Curve = Curve.FSRS) -> float:
    """The probability of still recalling after `days`, in [0, 1]; a clock that stepped back counts as no time."""
    elapsed = max(days, 0.0) / stability_days
    if curve is Curve.EBBINGHAUS:
        return float(AT_STABILITY**elapsed)
    return float((1 + FACTOR * elapsed) ** -DECAY)


def days_until(level: float, stability_days: float, curve: Curve = Curve.FSRS) -> float:
    """The days after which retention is down to `level`, in (0, 1]; infinite where that is beyond a float."""
    try:
        if curve is Curve.EBBINGHAUS:
            return stability_days * math.log(level) / math.log(AT_STABILITY)
        return float(stability_days * (level ** (-1 / DECAY) - 1) / FACTOR)
    except OverflowError:
        return math.inf


def first_stability(kind: str, importance: float = 0.5) -> float:
    """The stability in days with which a memory begins: a note outlives a chat, a chat a screen (FSRS's w0 to w3).

    Importance, 0 to 1, halves or doubles it at most.
    """
    return float(WEIGHTS[first_grade(kind) - 1] * 4 ** (importance - 0.5))


def first_difficulty(kind: str) -> float:
    """The difficulty with which a memory of this kind begins."""
    return difficulty_at_first(first_grade(kind))


def difficulty_at_first(grade: Grade) -> float:
    """FSRS's difficulty after a first grade G, w4 - e^(w5 (G-1)) + 1 within 1 and 10."""
    return min(max(WEIGHTS[4] - math.exp(WEIGHTS[5] * (grade - 1)) + 1, EASIEST), HARDEST)


def first_importance(kind: str, trust: str, *, titled: bool, tagged: bool) -> float:
    """The importance with which a memory begins: .5, and more for a note that its writer named or filed."""
    by_hand = kind == Kind.NOTE and trust == "self"
    return round(0.5 + 0.1 * by_hand * (titled + tagged), 2)


def days_between(then: datetime, now: datetime) -> float:
    """Float days from `then` to `now`; negative if the clock went back."""
    return (now - then) / DAY
