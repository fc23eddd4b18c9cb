"""How alike two names are written, and whether a name is distinctive enough for likeness to mean anything."""

import math
from collections import Counter

ALIKE = 0.93
"""The least Jaro-Winkler likeness at which two names may be one, misspelt."""
LEAST_BITS = 28.0
"""The least entropy of a name, in bits over its letters: "ann lee" has 14, "christine baker" 48."""


def jaro_winkler(a: str, b: str) -> float:
    """The Jaro-Winkler likeness of two texts, 0 to 1, prefix weight .1 over at most 4 characters (Winkler 1990)."""
    jaro = _jaro(a, b)
    prefix = next((at for at, (x, y) in enumerate(zip(a[:4], b[:4], strict=False)) if x != y), min(4, len(a), len(b)))
    return jaro + prefix * 0.1 * (1 - jaro)


def bits(name: str) -> float:
    """Shannon's entropy of a name's letters, times their number."""
    letters = name.replace(" ", "")
    total = len(letters)
    return -sum(count * math.log2(count / total) for count in Counter(letters).values()) if total else 0.0


def may_be_misspelt(a: str, b: str) -> bool:
    """Whether two keys are alike enough, and long and varied enough, to be one full name in two spellings.

    Single words never are: Daniel and Daniela, Christina and Christine are two people. Nor are names of which more than
    one word differs, or that differ in a number.
    """
    first, second = a.split(), b.split()
    if len(first) != len(second) or len(first) < 2 or a == b:
        return False
    differing = [(x, y) for x, y in zip(first, second, strict=True) if x != y]
    if len(differing) != 1 or min(map(len, differing[0])) < 5 or any(part.isdigit() for part in differing[0]):
        return False
    return min(bits(a), bits(b)) >= LEAST_BITS and jaro_winkler(*differing[0]) >= ALIKE and jaro_winkler(a, b) >= ALIKE


def _jaro(a: str, b: str) -> float:
    if a == b:
        return 1.0
    reach = max(0, max(len(a), len(b)) // 2 - 1)
    used = [False] * len(b)
    same: list[str] = []
    for at, char in enumerate(a):
        for other in range(max(0, at - reach), min(len(b), at + reach + 1)):
            if not used[other] and b[other] == char:
                used[other] = True
                same.append(char)
                break
    if not same:
        return 0.0
    matched = [char for char, taken in zip(b, used, strict=True) if taken]
    swaps = sum(x != y for x, y in zip(same, matched, strict=True)) / 2
    return (len(same) / len(a) + len(same) / len(b) + (len(same) - swaps) / len(same)) / 3
