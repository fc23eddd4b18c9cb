"""Vectors in the file: float16 passages are the truth, int8 token vectors refine, packed sign bits are derived.

Passage vectors of one model are numbered; number n has its sign bits in block n // BLOCK at place n % BLOCK. A block is
one row, so the bits for a scan of 100,000 passages are read as a hundred blobs and are part of the one file.
"""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from core.store.filters import Filters

BLOCK = 1024


SETTLED = "seq NOT IN (SELECT seq FROM screen_episodes WHERE open = 1 AND seq IS NOT NULL)"
"""What is as it will stay: an episode on the screen that still goes on is left for later."""
_NOT_BY = tuple(
    f"status <> 'forgotten' AND embedded_by {condition} AND {SETTLED}"
    for condition in ("IS NULL", "< :model", "> :model")
)
"""What a model has not embedded, in three ranges of one index, so that it costs nothing when there is nothing."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of a memory's text, embedded: float16 `vector`, its packed sign `bits`, int8 `tokens` (may be empty)."""

    start: int
    end: int
    vector: bytes
    bits: bytes
    tokens: bytes


@dataclass(frozen=True, slots=True)
class Due:
    """A memory that the current model has not embedded as it stands."""

    seq: int
    version: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """Sign bits of up to BLOCK passages, (words, BLOCK) uint64; `present` has one bit (LSB first) per passage."""

    number: int
    present: bytes
    bits: bytes


def model_number(connection: sqlite3.Connection, name: str) -> int:
    """The number of a model's name, given on first use."""
    connection.execute("INSERT OR IGNORE INTO models (name) VALUES (?)", (name,))
    return int(connection.execute("SELECT id FROM models WHERE name = ?", (name,)).fetchone()[0])


def find_model(connection: sqlite3.Connection, name: str) -> int | None:
    """The number of a model's name, or None if nothing was embedded by it yet."""
    row = connection.execute("SELECT id FROM models WHERE name = ?", (name,)).fetchone()
    return int(row[0]) if row else None


def pending_count(connection: sqlite3.Connection, model_name: str) -> int:
    """How many memories the named model has still to embed."""
    found = connection.execute(
        f"SELECT {' + '.join(f'(SELECT count(*) FROM memories WHERE {part})' for part in _NOT_BY)}",
        {"model": find_model(connection, model_name) or 0},
    )
    return int(found.fetchone()[0])


def due(connection: sqlite3.Connection, model_name: str, limit: int) -> list[Due]:
    """Up to `limit` memories to embed: those without any vector first, newest first, then those of other models."""
    values = {"model": find_model(connection, model_name) or 0, "limit": limit}
    for part in _NOT_BY:
        found = connection.execute(
            f"""SELECT seq, version, title, text FROM memories WHERE seq IN
                (SELECT seq FROM memories WHERE {part} ORDER BY seq DESC LIMIT :limit) ORDER BY seq DESC""",
            values,
        ).fetchall()
        if found:
            return [Due(*row) for row in found]
    return []


def as_they_stand(connection: sqlite3.Connection, seqs: Sequence[int]) -> dict[int, Due]:
    """These memories as they are embedded, whether due or not; forgotten ones are left out."""
    rows = connection.execute(
        f"SELECT seq, version, title, text FROM memories WHERE seq IN ({_marks(seqs)}) AND status <> 'forgotten'", seqs
    )
    return {row[0]: Due(*row) for row in rows}


def put(connection: sqlite3.Connection, model_name: str, embedded: Sequence[tuple[Due, Sequence[Passage]]]) -> int:
    """Store the passages of memories that still are as they were read; returns how many memories that was."""
    model_id = model_number(connection, model_name)
    current = [
        (due, passages)
        for due, passages in embedded
        if connection.execute(
            "SELECT 1 FROM memories WHERE seq = ? AND version = ? AND status <> 'forgotten'", (due.seq, due.version)
        ).fetchone()
    ]
    remove(connection, [due.seq for due, _ in current])
    bits: dict[int, bytes] = {}
    for due, passages in sorted(current, key=lambda pair: pair[0].seq):
        for passage in passages:
            bits[_insert(connection, due.seq, model_id, passage)] = passage.bits
        connection.execute(
            "UPDATE memories SET linked = iif(embedded_by <> ?1, 0, linked), embedded_by = ?1 WHERE seq = ?2",
            (model_id, due.seq),
        )
    _set_bits(connection, model_id, bits)
    return len(current)


def _insert(connection: sqlite3.Connection, seq: int, model_id: int, passage: Passage) -> int:
    number = connection.execute(
        'INSERT INTO vectors (seq, "start", "end", model_id, vector) VALUES (?, ?, ?, ?, ?)',
        (seq, passage.start, passage.end, model_id, passage.vector),
    ).lastrowid
    assert number is not None
    if passage.tokens:
        connection.execute("INSERT INTO token_vectors (id, data) VALUES (?, ?)", (number, passage.tokens))
    return number


def remove(connection: sqlite3.Connection, seqs: Iterable[int]) -> None:
    """Delete all vectors of these memories, with their token vectors and bits."""
    gone: dict[int, dict[int, bytes]] = {}
    for seq in seqs:
        for number, model_id in connection.execute("SELECT id, model_id FROM vectors WHERE seq = ?", (seq,)):
            gone.setdefault(model_id, {})[number] = b""
        connection.execute("DELETE FROM vectors WHERE seq = ?", (seq,))
    for model_id, numbers in gone.items():
        _set_bits(connection, model_id, numbers)


def _set_bits(connection: sqlite3.Connection, model_id: int, bits: dict[int, bytes]) -> None:
    """Write bits at their places; empty bits mean that the place is free again."""
    by_block: dict[int, dict[int, bytes]] = {}
    for number, value in bits.items():
        by_block.setdefault(number // BLOCK, {})[number % BLOCK] = value
    for block, places in by_block.items():
        row = connection.execute(
            "SELECT present, bits FROM vector_blocks WHERE model_id = ? AND block = ?", (model_id, block)
        ).fetchone()
        width = len(row[1]) // BLOCK if row else max(map(len, places.values()))  # bytes, a multiple of 8
        present = bytearray(row[0] if row else BLOCK // 8)
        data = bytearray(row[1] if row else BLOCK * width)
        for place, value in places.items():
            for word in range(0, width, 8):
                at = word * BLOCK + place * 8
                data[at : at + 8] = value[word : word + 8] or bytes(8)
            if value:
                present[place // 8] |= 1 << place % 8
            else:
                present[place // 8] &= ~(1 << place % 8)
        connection.execute(
            "INSERT OR REPLACE INTO vector_blocks (model_id, block, present, bits) VALUES (?, ?, ?, ?)",
            (model_id, block, bytes(present), bytes(data)),
        )


def blocks(connection: sqlite3.Connection, model_id: int) -> list[Block]:
    """All sign bits of a model, in order of block."""
    rows = connection.execute(
        "SELECT block, present, bits FROM vector_blocks WHERE model_id = ? ORDER BY block", (model_id,)
    )
    return [Block(*row) for row in rows]


def by_number(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[tuple[int, int, bytes]]:
    """(number, seq, float16 vector) of these passages, in no order."""
    rows = connection.execute(f"SELECT id, seq, vector FROM vectors WHERE id IN ({_marks(numbers)})", numbers)
    return rows.fetchall()


def of_others(
    connection: sqlite3.Connection, seqs: Sequence[int], model_id: int, known: Sequence[int] = ()
) -> list[tuple[int, int, bytes]]:
    """(number, seq, float16 vector) of all passages of these memories but those `known` by number, in no order."""
    rows = connection.execute(
        f"""SELECT id, seq, vector FROM vectors WHERE seq IN ({_marks(seqs)}) AND id NOT IN ({_marks(known)})
            AND model_id = ?""",
        (*seqs, *known, model_id),
    )
    return rows.fetchall()


def of_memories(
    connection: sqlite3.Connection, seqs: Sequence[int], model_id: int
) -> list[tuple[int, int, int, int, bytes]]:
    """(number, seq, start, end, float16 vector) of all passages of these memories, by memory and place."""
    rows = connection.execute(
        f"""SELECT id, seq, "start", "end", vector FROM vectors WHERE seq IN ({_marks(seqs)}) AND model_id = ?
            ORDER BY seq, id""",
        (*seqs, model_id),
    )
    return rows.fetchall()


def tokens_of(connection: sqlite3.Connection, seqs: Sequence[int], model_id: int) -> list[tuple[int, bytes]]:
    """(seq, int8 token vectors) of all passages of these memories that have any."""
    rows = connection.execute(
        f"""SELECT v.seq, t.data FROM vectors v JOIN token_vectors t ON t.id = v.id
            WHERE v.seq IN ({_marks(seqs)}) AND v.model_id = ?""",
        (*seqs, model_id),
    )
    return rows.fetchall()


def token_data(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, bytes]:
    """int8 token vectors by passage number; passages without any are left out."""
    rows = connection.execute(f"SELECT id, data FROM token_vectors WHERE id IN ({_marks(numbers)})", numbers)
    return dict(rows.fetchall())


def passing(connection: sqlite3.Connection, filters: Filters) -> tuple[list[int] | None, list[int]]:
    """Passages of the memories that pass, None if all do; and apart those of the few that are barred in any case."""
    condition, values = replace(filters, superseded=True, derived=True).condition("vectors.seq")
    allowed = connection.execute(f"SELECT id FROM vectors WHERE 1{condition}", values) if condition else None
    barred = [
        row[0]
        for query in filters.barred()
        for row in connection.execute(f"SELECT id FROM vectors WHERE seq IN ({query})")
    ]
    return (None if allowed is None else [row[0] for row in allowed]), barred


def neighbours(
    connection: sqlite3.Connection, seqs: Sequence[int], offsets: Collection[int] = (-1, -2, 1, 2)
) -> list[tuple[int, int, int]]:
    """(seq, offset, neighbour) for the up to two memories before (-1, -2) and after (1, 2) in the same thread."""
    found: list[tuple[int, int, int]] = []
    wanted = [part for part in _OFFSETS if part[0] in offsets]
    columns = ", ".join(_NEIGHBOUR.format(side, order, place) for _, side, order, place in wanted)
    rows = connection.execute(
        f"SELECT m.seq, {columns} FROM memories m WHERE m.seq IN ({_marks(seqs)}) AND m.thread_id IS NOT NULL", seqs
    )
    for seq, *others in rows:
        found += [(seq, wanted[at][0], other) for at, other in enumerate(others) if other is not None]
    return found


_NEIGHBOUR = """(SELECT n.seq FROM memories n WHERE n.thread_id = m.thread_id AND n.seq {} m.seq
    AND n.status <> 'forgotten' ORDER BY n.seq {} LIMIT 1 OFFSET {})"""
_OFFSETS = ((-1, "<", "DESC", 0), (-2, "<", "DESC", 1), (1, ">", "ASC", 0), (2, ">", "ASC", 1))


def _marks(values: Sequence[int]) -> str:
    return ", ".join("?" * len(values))


def clear(connection: sqlite3.Connection) -> None:
    """Delete every vector, so that everything is due again."""
    connection.execute("DELETE FROM vectors")
    connection.execute("DELETE FROM vector_blocks")
    connection.execute("UPDATE memories SET embedded_by = NULL")
