"""Whether two texts say the same in the same words."""

from core.text.words import numbers, words

SAME = 0.8
"""Likeness from which two texts may be one memory written twice."""


def likeness(a: str, b: str) -> float:
    """The share of three-word runs that two texts have in common (Jaccard), 0 to 1; 0 where their numbers differ.

    Texts of fewer than five words are alike only if they are the same words.
    """
    ours, theirs = words(a), words(b)
    if ours == theirs:
        return 1.0 if ours else 0.0
    if min(len(ours), len(theirs)) < 5 or sorted(numbers(a)) != sorted(numbers(b)):
        return 0.0
    runs, others = _runs(ours), _runs(theirs)
    return len(runs & others) / len(runs | others)


def _runs(said: list[str]) -> set[tuple[str, ...]]:
    return set(zip(said, said[1:], said[2:], strict=False))
