"""Near copies: memories that say the same in the same words, found by MinHash so that no text is held against all."""

import struct
import zlib
from collections.abc import Sequence
from hashlib import blake2b

from core.store.connection import Connection
from core.store.copies import candidates, put_bands, similar
from core.store.statements import Text
from core.text.likeness import likeness
from core.text.words import numbers, words
from core.truth.clauses import LONGEST

SAME = 0.9
"""Jaccard of three-word runs from which two texts are near copies."""
NEAR = 0.97
"""Cosine from which two memories of one day with the same figures are."""
_LEAST_WORDS = 7
"""Shorter texts are greetings and lists: they come again and mean it."""
_LONG = 40
"""Words from which a text is a copy whenever it was written; a shorter one on another day is a new occasion."""
_BANDS, _ROWS = 4, 3  # at likeness .9 a pair shares a band with probability 1 - (1 - .9^3)^4 = .995
_DAY = 86_400_000_000
_PRIME = (1 << 61) - 1
_FACTORS = [
    (zlib.crc32(struct.pack("<Q", 2 * n + 1)) | 1, zlib.crc32(struct.pack("<Q", 2 * n + 2)))
    for n in range(_BANDS * _ROWS)
]


def bands(text: str) -> tuple[int, ...]:
    """The bands of a text's MinHash over three-word runs, 56-bit; () for a text too short to be a copy."""
    said = words(text[:LONGEST])
    if len(said) < _LEAST_WORDS:
        return ()
    runs = {
        zlib.crc32(" ".join(run).encode("utf-8", "surrogatepass"))
        for run in zip(said, said[1:], said[2:], strict=False)
    }
    least = [min((factor * run + shift) % _PRIME for run in runs) for factor, shift in _FACTORS]
    return tuple(_band(band, least[band * _ROWS : (band + 1) * _ROWS]) for band in range(_BANDS))


def _band(number: int, least: Sequence[int]) -> int:
    """One band as a number that is the same on every machine."""
    return int.from_bytes(blake2b(repr((number, *least)).encode(), digest_size=7).digest())


def copies(connection: Connection, text: Text, found: Sequence[int]) -> list[tuple[Text, float]]:
    """Store a memory's bands; the memories that it nearly copies, or that nearly copy it, with how alike they are."""
    put_bands(connection, text.seq, found)
    alike = []
    for other in candidates(connection, text.seq, found) if found else ():
        score = likeness(text.text, other.text)
        if score >= SAME and _same_occasion(text, other):
            alike.append((other, score))
    for other, score in similar(connection, text.seq, NEAR):
        if _same_day(text, other) and sorted(numbers(text.text)) == sorted(numbers(other.text)):
            alike.append((other, score))
    return [pair for pair in alike if pair[0].author == text.author]


def _same_occasion(a: Text, b: Text) -> bool:
    return _same_day(a, b) or len(words(a.text)) >= _LONG


def _same_day(a: Text, b: Text) -> bool:
    return abs(a.occurred_at - b.occurred_at) < _DAY
