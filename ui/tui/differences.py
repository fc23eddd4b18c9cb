"""What each of two texts says that the other does not, word by word."""

import re
from difflib import SequenceMatcher
from typing import Final

from ui.tui.rows import Spans

_WORD = re.compile(r"\w+|[^\w\s]")
_MOST: Final = 600
"""Words of each text that are compared; more take longer than a person waits."""
_ALIKE: Final = 0.5
"""Share of words in common below which nothing is pointed out: all of it differs."""


def differing(a: str, b: str) -> tuple[Spans, Spans]:
    """Where in `a`, and where in `b`, the words stand that the other has not there; () where little is common."""
    ours, theirs = list(_WORD.finditer(a))[:_MOST], list(_WORD.finditer(b))[:_MOST]
    matcher = SequenceMatcher(None, [one[0].casefold() for one in ours], [one[0].casefold() for one in theirs], False)
    if matcher.ratio() < _ALIKE:
        return (), ()
    left, right = [], []
    for kind, a_start, a_end, b_start, b_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        if a_end > a_start:
            left.append((ours[a_start].start(), ours[a_end - 1].end()))
        if b_end > b_start:
            right.append((theirs[b_start].start(), theirs[b_end - 1].end()))
    return tuple(left), tuple(right)
