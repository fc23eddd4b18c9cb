"""What a group of memories is about, in the few words that set it apart from the other groups."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log

from core.store import edges
from core.store.connection import Connection
from core.text.sanitise import shown_line
from core.text.words import content, stem

_SAMPLE = 80
"""Memories of each group that are read, the most linked ones."""
_WORDS = 3
_TITLE, _KEYWORD, _TEXT = 3, 2, 1
"""How much a word counts by where it stands."""


def topics(connection: Connection, groups: Sequence[Sequence[int]]) -> list[tuple[str, ...]]:
    """Up to three words for each group of memory numbers, best first; none for a group without words."""
    group_of = {seq: number for number, group in enumerate(groups) for seq in group[:_SAMPLE]}
    counts: list[Counter[str]] = [Counter() for _ in groups]
    forms: dict[str, Counter[str]] = {}
    for seq, title, keywords, text in edges.openings(connection, group_of):
        for word, weight in _weighed(title, keywords, text).items():
            root = stem(word)
            counts[group_of[seq]][root] += weight
            forms.setdefault(root, Counter())[word] += 1
    spread = Counter(root for found in counts for root in found)
    return [_best(found, spread, forms, len(groups)) for found in counts]


def _weighed(title: str, keywords: str, text: str) -> dict[str, int]:
    """The words of one memory, each with the weight of the best place where it stands."""
    places: Iterable[tuple[str, int]] = (
        (text, _TEXT),
        (" ".join(map(str, json.loads(keywords))), _KEYWORD),
        (title, _TITLE),
    )
    return {word: weight for where, weight in places for word in content(where) if _tells(word)}


def _tells(word: str) -> bool:
    return len(word) > 2 and not word.isdigit()


def _best(
    found: Counter[str], spread: Mapping[str, int], forms: Mapping[str, Counter[str]], groups: int
) -> tuple[str, ...]:
    score = {root: count * log((1 + groups) / spread[root]) for root, count in found.items()}
    best = sorted(score, key=lambda root: (-score[root], root))[:_WORDS]
    return tuple(shown_line(min(forms[root], key=lambda word: (-forms[root][word], word)), 24) for root in best)
