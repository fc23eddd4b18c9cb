"""The vectors of a derived memory: those of the passages that it quotes, so that nothing is embedded anew."""

import sqlite3
from collections.abc import Iterable, Iterator

from core.store import vectors
from core.store.vectors import Due, Passage

_PASSAGE = """SELECT v.vector, coalesce(t.data, x''), models.name FROM vectors v JOIN models ON models.id = v.model_id
    LEFT JOIN token_vectors t ON t.id = v.id
    WHERE v.seq = ? AND v."start" <= ? ORDER BY v."start" DESC LIMIT 1"""


def inherit(connection: sqlite3.Connection, seq: int, spans: Iterable[tuple[int, int, int]]) -> bool:
    """Give a memory that has no vectors those of its quotations, (source, start, end), where they stand in its text.

    Returns whether it has any now; where a source is not embedded, or nothing is quoted verbatim, it stays due.
    """
    row = connection.execute(
        "SELECT version, title, text FROM memories WHERE seq = ? AND embedded_by IS NULL", (seq,)
    ).fetchone()
    if row is None:
        return False
    found = dict(_passages(connection, str(row[2]), spans))
    names = {name for name, _ in found.values()}
    if len(names) != 1:
        return False
    passages = [passage for _, passage in sorted(found.values(), key=lambda pair: pair[1].start)]
    return vectors.put(connection, names.pop(), [(Due(seq, *row), passages)]) == 1


def _passages(
    connection: sqlite3.Connection, text: str, spans: Iterable[tuple[int, int, int]]
) -> Iterator[tuple[int, tuple[str, Passage]]]:
    """(place, (model name, passage)) of each quotation that stands in `text`."""
    for source, start, end in spans:
        said = connection.execute(
            "SELECT substr(text, ?, ?) FROM memories WHERE seq = ?", (start + 1, end - start, source)
        ).fetchone()
        quote = " ".join(str(said[0]).split()) if said else ""
        place = text.find(quote) if quote else -1
        near = connection.execute(_PASSAGE, (source, start)).fetchone() if place >= 0 else None
        if near:
            vector, tokens, name = near
            yield place, (name, Passage(place, place + len(quote), vector, _bits(vector), tokens))


def _bits(vector: bytes) -> bytes:
    """The packed sign bits of a float16 vector, filled up to whole words of 64 bits."""
    import numpy as np

    bits = np.packbits(np.frombuffer(vector, dtype=np.float16) > 0, bitorder="little").tobytes()
    return bits + bytes(-len(bits) % 8)
