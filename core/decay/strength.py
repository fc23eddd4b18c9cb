"""How a recall changes a memory: stability and difficulty by FSRS-6.

Formulas: open-spaced-repetition, awesome-fsrs wiki "The Algorithm". Every difficulty lies between 1 and 10, that which
w7 draws towards too, as in py-fsrs 6.1.0; from 6.2 on that one is -4.77, which makes .2 % over five recalls.
"""

import math
from dataclasses import dataclass
from datetime import datetime

from core.decay.curve import EASIEST, HARDEST, Curve, difficulty_at_first, retention
from core.decay.grades import WEIGHTS, Grade

SAME_DAY = 0.5
"""Days within which a recall counts as one of the same day. FSRS counts calendar days, so that the morning after an
evening is a day later; half a day tells the two apart without a time zone.
"""
SHORTEST, LONGEST = 0.001, 36_500.0  # days of stability, FSRS's own bounds


@dataclass(frozen=True, slots=True)
class Strength:
    """How firmly a memory is held: stability in days, difficulty from 1 to 10."""

    stability: float
    difficulty: float


@dataclass(frozen=True, slots=True)
class Recall:
    """One recall that was recorded: retention just before it, stability in days and difficulty just after."""

    at: datetime
    event: str
    retention: float
    stability: float
    difficulty: float


def after(strength: Strength, days: float, grade: Grade, curve: Curve = Curve.FSRS) -> Strength:
    """The strength after a recall, `days` (float) after the one before; negative days count as none.

    Only `AGAIN` ever lowers the stability, and it never raises it.
    """
    gone = max(days, 0.0)
    held = strength.stability
    if gone < SAME_DAY:
        stability = _same_day(held, grade)
    else:
        present = retention(gone, held, curve)
        stability = _lapsed(strength, present) if grade is Grade.AGAIN else _recalled(strength, present, grade)
    low, high = (min(SHORTEST, held), held) if grade is Grade.AGAIN else (held, max(LONGEST, held))
    return Strength(_within(stability, low, high), _harder(strength.difficulty, grade))


def _recalled(strength: Strength, present: float, grade: Grade) -> float:
    """S (1 + e^w8 (11-D) S^-w9 (e^(w10 (1-R)) - 1) · w15 if hard · w16 if easy)."""
    by_grade = {Grade.HARD: WEIGHTS[15], Grade.EASY: WEIGHTS[16]}.get(grade, 1.0)
    growth = (
        math.exp(WEIGHTS[8])
        * (11 - strength.difficulty)
        * math.pow(strength.stability, -WEIGHTS[9])
        * math.expm1(WEIGHTS[10] * (1 - present))
    )
    return strength.stability * (1 + growth * by_grade)


def _lapsed(strength: Strength, present: float) -> float:
    """w11 D^-w12 ((S+1)^w13 - 1) e^(w14 (1-R)), at most S / e^(w17 w18)."""
    lapsed = (
        WEIGHTS[11]
        * math.pow(strength.difficulty, -WEIGHTS[12])
        * (math.pow(strength.stability + 1, WEIGHTS[13]) - 1)
        * math.exp(WEIGHTS[14] * (1 - present))
    )
    return min(lapsed, strength.stability / math.exp(WEIGHTS[17] * WEIGHTS[18]))


def _same_day(stability: float, grade: Grade) -> float:
    """S e^(w17 (G - 3 + w18)) S^-w19."""
    return stability * math.exp(WEIGHTS[17] * (grade - 3 + WEIGHTS[18])) * math.pow(stability, -WEIGHTS[19])


def _harder(difficulty: float, grade: Grade) -> float:
    """D - w6 (G-3) (10-D)/9, drawn by w7 towards the difficulty of what is easy at first."""
    moved = difficulty - WEIGHTS[6] * (grade - 3) * (HARDEST - difficulty) / 9
    return _within(WEIGHTS[7] * difficulty_at_first(Grade.EASY) + (1 - WEIGHTS[7]) * moved, EASIEST, HARDEST)


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
