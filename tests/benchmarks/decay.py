"""Ebb's forgetting curve beside the published ones: `python tests/benchmarks/decay.py`; asserts nothing.

Published: FSRS-6 (open-spaced-repetition, py-fsrs 6.3.2, untrained parameters, first recall graded good), and the
savings of Ebbinghaus's own experiment, *Über das Gedächtnis* (1885), as Murre and Dros give them (PLoS ONE 10(7), 2015,
e0120644, table 3).
"""

import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from core.decay.curve import Curve, days_until, first_difficulty, first_stability, retention
from core.decay.grades import Grade
from core.decay.strength import Strength, after

DAYS = (1, 7, 30, 90)
PUBLISHED_RETENTION = (0.9468, 0.8083, 0.6675, 0.5678)
GAPS = (1, 3, 7, 21, 60)
PUBLISHED_GROWTH = (2.3, 7.3, 19.8, 45.1, 108.0, 260.0)
SAVINGS = {  # days: share of the work saved on learning the list again
    20 / 1440: 0.582, 1 / 24: 0.442, 9 / 24: 0.358, 1.0: 0.337, 2.0: 0.278, 6.0: 0.254, 31.0: 0.211,
}  # fmt: skip
KINDS = ("note", "chat", "screen")


def ebbinghaus_1885(days: float) -> float:
    """Ebbinghaus's own equation, b = k / (c-th power of log10 minutes + k) with k = 1.84 and c = 1.25."""
    return 1.84 / (math.pow(math.log10(days * 1440), 1.25) + 1.84)


def fitted(form: Callable[[float, float], float]) -> float:
    """The stability in days with which a form comes nearest to Ebbinghaus's savings, by least squares."""
    tried = (10 ** (power / 200) for power in range(-1200, 800))
    return min(tried, key=lambda stability: sum((form(day, stability) - left) ** 2 for day, left in SAVINGS.items()))


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a Markdown table."""
    for row in (heads, ["---"] * len(heads), *rows):
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print()


def forgetting() -> None:
    """How much is retained after days, for what each kind of memory begins with."""
    print("## Retention after days\n")
    rows: list[list[object]] = [
        ["FSRS-6, published", *(f"{left:.4f}" for left in PUBLISHED_RETENTION)],
        ["Ebb, chat (S = 2.31 days)", *(f"{retention(day, first_stability('chat')):.4f}" for day in DAYS)],
        ["Ebb, note (S = 8.30)", *(f"{retention(day, first_stability('note')):.4f}" for day in DAYS)],
        ["Ebb, screen (S = 1.29)", *(f"{retention(day, first_stability('screen')):.4f}" for day in DAYS)],
    ]
    exponential = [retention(day, first_stability("chat"), Curve.EBBINGHAUS) for day in DAYS]
    rows.append(["Ebb, chat, decay.curve = ebbinghaus", *(f"{left:.4f}" for left in exponential)])
    table(["", *(f"{day} d" for day in DAYS)], rows)


def growth() -> None:
    """How stability grows over recalls, each graded good, at growing gaps."""
    print("## Stability in days after recalls at gaps of 1, 3, 7, 21 and 60 days\n")
    held = Strength(first_stability("chat"), first_difficulty("chat"))
    found = [held]
    for gap in GAPS:
        held = after(held, gap, Grade.GOOD)
        found.append(held)
    rows: list[list[object]] = [
        ["published", *PUBLISHED_GROWTH],
        ["Ebb", *(f"{one.stability:.2f}" for one in found)],
        ["Ebb, difficulty", *(f"{one.difficulty:.3f}" for one in found)],
    ]
    table(["", "at first", *(f"+{gap} d" for gap in GAPS)], rows)


def savings() -> None:
    """Both forms beside what Ebbinghaus measured on nonsense syllables, each with the stability that fits best."""
    print("## Ebbinghaus's savings, 1885\n")
    power = fitted(retention)
    decay = fitted(lambda days, stability: retention(days, stability, Curve.EBBINGHAUS))
    names = ("20 min", "1 h", "9 h", "1 d", "2 d", "6 d", "31 d")
    rows = [
        ["measured", *(f"{left:.3f}" for left in SAVINGS.values())],
        ["his equation", *(f"{ebbinghaus_1885(day):.3f}" for day in SAVINGS)],
        [f"Ebb's power form, S = {power * 1440:.1f} min", *(f"{retention(day, power):.3f}" for day in SAVINGS)],
        [
            f"exponential, S = {decay * 1440:.0f} min",
            *(f"{retention(day, decay, Curve.EBBINGHAUS):.3f}" for day in SAVINGS),
        ],
    ]
    table(["", *names], rows)


def states() -> None:
    """When a memory that nobody recalls passes from one state to the next."""
    print("## Days until a memory that is never recalled is fading, faint, dormant\n")
    rows = [
        [f"{kind}, {curve}", *(f"{days_until(level, first_stability(kind), curve):,.0f}" for level in (0.8, 0.5, 0.3))]
        for curve in Curve
        for kind in KINDS
    ]
    table(["", "fading (< .8)", "faint (< .5)", "dormant (< .3)"], rows)


if __name__ == "__main__":
    forgetting()
    growth()
    savings()
    states()
