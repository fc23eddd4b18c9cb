"""How a memory fades: retention over days since it was last recalled. Nothing here deletes or hides.

The power form and its numbers are FSRS-6's, untrained (open-spaced-repetition; log loss .344 on 702.7 M reviews against
.404 for an exponential half-life). The exponential is Ebbinghaus's as MemoryBank meant it.
"""

import math
from datetime import datetime
from enum import StrEnum

from core.clock import DAY
from core.memory import Kind

DECAY = 0.1542  # FSRS-6, w20
FACTOR = 0.9 ** (-1 / DECAY) - 1  # so that retention after `stability` days is 0.9

# FSRS-6's first stabilities in days for a memory made with effort (w3, "easy"), met (w2, "good") or seen (w1, "hard").
MADE, MET, SEEN = 8.2956, 2.3065, 1.2931
_FIRST = {Kind.NOTE: MADE, Kind.PROFILE: MADE, Kind.SCREEN: SEEN}


class Curve(StrEnum):
    """The forms a forgetting curve may have; a setting."""

    FSRS = "fsrs"
    EBBINGHAUS = "ebbinghaus"


def retention(days: float, stability_days: float, curve: Curve = Curve.FSRS) -> float:
    """The probability of still recalling after `days`, in [0, 1]; a clock that stepped back counts as no time."""
    elapsed = max(days, 0.0) / stability_days
    if curve is Curve.EBBINGHAUS:
        return math.exp(-elapsed)
    return float((1 + FACTOR * elapsed) ** -DECAY)


def first_stability(kind: str) -> float:
    """The stability in days with which a memory of this kind begins: a note outlives a chat, a chat a screen."""
    return _FIRST.get(Kind(kind), MET)


def days_between(then: datetime, now: datetime) -> float:
    """Float days from `then` to `now`; negative if the clock went back."""
    return (now - then) / DAY
