"""Which sentences stand for many: near the middle of what was said, said in telling words, and not twice the same.

The middle is the mean of the memories' own vectors (nothing is embedded anew); maximal marginal relevance keeps
repetitions out (Carbonell and Goldstein, 1998).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log, sqrt
from typing import TYPE_CHECKING

from core.levels.sentences import Sentence
from core.text.words import content, stem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = Mapping[int, NDArray[np.float32]]

MEANING, WORDS = 0.35, 0.5
REPETITION = 0.7
"""How much of a sentence's worth is lost when another says all of its words."""
SAME = 0.9
"""The share of words in common at which two sentences say the same."""
SAME_MEMORY = 0.2
WORTH_LEAST = 0.4
"""The share of the best sentence's worth below which nothing further is quoted."""
CAP = 400
"""Memories with a word are counted no further."""


class Rarity:
    """How rare words are in the whole memory; `count(word, cap)` tells how many memories hold one."""

    def __init__(self, count: Callable[[str, int], int], size: int) -> None:
        self._count = count
        self._size = max(size, 2)
        self._known: dict[str, float] = {}

    def __call__(self, stem: str, word: str) -> float:
        """0 for a word that every memory holds, 1 for one that stands in a single one."""
        if stem not in self._known:
            seen = max(1, self._count(word, min(CAP, self._size)))
            self._known[stem] = max(0.0, log(self._size / seen) / log(self._size))
        return self._known[stem]


def read_vectors(rows: Iterable[tuple[int, bytes]]) -> "Vectors":
    """Each memory's vector, (n,) float32 of unit length: the mean of its passages."""
    import numpy as np

    summed: dict[int, NDArray[np.float32]] = {}
    for seq, data in rows:
        vector = np.frombuffer(data, dtype=np.float16).astype(np.float32)
        summed[seq] = summed[seq] + vector if seq in summed else vector
    return {seq: vector / max(float(np.linalg.norm(vector)), 1e-9) for seq, vector in summed.items()}


def nearness(vectors: "Vectors", seqs: Iterable[int]) -> dict[int, float]:
    """How near each of these memories is to their middle, from 0 to 1; {} where nothing is embedded."""
    import numpy as np

    held = [seq for seq in seqs if seq in vectors]
    if len(held) < 2:
        return {}
    stacked = np.stack([vectors[seq] for seq in held])
    near = stacked @ stacked.mean(axis=0)
    low, high = float(near.min()), float(near.max())
    return {seq: (float(value) - low) / (high - low or 1.0) for seq, value in zip(held, near, strict=True)}


def weights(sentences: Sequence[Sentence], rarity: Rarity) -> dict[str, float]:
    """How much each stem tells of what these sentences are about: rare in the whole, frequent here."""
    members: dict[str, set[int]] = {}
    shown: dict[str, str] = {}
    for sentence in sentences:
        for one, word in sentence.words.items():
            members.setdefault(one, set()).add(sentence.member.seq)
            shown[one] = word
    return {one: (1 + log(len(held))) * rarity(one, shown[one]) for one, held in members.items()}


def chosen(
    sentences: Sequence[Sentence], vectors: "Vectors", rarity: Rarity, most: int, *, per_member: int = 2
) -> list[Sentence]:
    """Up to `most` central sentences in order of occurrence."""
    if not sentences:
        return []
    worth = _worth(sentences, vectors, weights(sentences, rarity))
    picked: list[int] = []
    held: Counter[int] = Counter()
    left = set(range(len(sentences)))
    best = max(worth)
    penalty = [0.0] * len(sentences)
    while left and len(picked) < most:
        at = max(left, key=lambda index: (worth[index] - penalty[index], -index))
        left.discard(at)
        if picked and worth[at] - penalty[at] < WORTH_LEAST * best:
            break
        picked.append(at)
        held[sentences[at].member.seq] += 1
        for other in list(left):
            alike = _alike(sentences[at], sentences[other])
            if alike >= SAME or held[sentences[other].member.seq] >= per_member:
                left.discard(other)
            else:
                penalty[other] = max(penalty[other], REPETITION * alike)
    return sorted((sentences[at] for at in picked), key=in_time)


def in_time(sentence: Sentence) -> tuple[int, int, int]:
    """The order in which sentences were said."""
    return sentence.member.occurred_at, sentence.member.seq, sentence.start


def _worth(sentences: Sequence[Sentence], vectors: "Vectors", weight: Mapping[str, float]) -> list[float]:
    near = nearness(vectors, dict.fromkeys(sentence.member.seq for sentence in sentences))
    telling = [sum(weight[word] for word in one.words) / sqrt(len(one.words) + 4) for one in sentences]
    most = max(telling) or 1.0
    return [
        WORDS * told / most + MEANING * near.get(one.member.seq, 0.5) + one.form
        for one, told in zip(sentences, telling, strict=True)
    ]


def _alike(a: Sentence, b: Sentence) -> float:
    shared = len(a.words.keys() & b.words.keys())
    alike = shared / max(1, min(len(a.words), len(b.words)))
    return max(alike, SAME_MEMORY if a.member.seq == b.member.seq else 0.0)


def topics(sentences: Sequence[Sentence], rarity: Rarity, leave_out: frozenset[str], most: int = 3) -> list[str]:
    """Up to `most` of the memories' keywords that tell what was spoken of, else words; the most telling first.

    `leave_out` are stems, such as those of names.
    """
    weight = weights(sentences, rarity)
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for member in dict.fromkeys(sentence.member for sentence in sentences):
        for phrase in member.phrases:
            counts[phrase.lower()] += 1
            shown[phrase.lower()] = phrase
    if not counts:
        told = {one: word for sentence in sentences for one, word in sentence.words.items()}
        counts.update(told[one] for sentence in sentences for one in sentence.words)
        shown = {word: word for word in counts}
    ranked = sorted(counts, key=lambda phrase: (-_telling(phrase, counts[phrase], weight), phrase))
    found: dict[str, frozenset[str]] = {}
    for phrase in ranked:
        stems = frozenset(stem(word) for word in content(phrase))
        if stems and not stems & leave_out and not any(stems & others for others in found.values()):
            found[shown[phrase]] = stems
        if len(found) == most:
            break
    return list(found)


def _telling(phrase: str, count: int, weight: Mapping[str, float]) -> float:
    held = [weight.get(stem(word), 0.0) for word in content(phrase) if not word.isdigit()]
    return sum(held) / sqrt(len(held)) * sqrt(count) if held else 0.0
