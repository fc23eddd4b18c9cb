"""The links as the edges of a graph: around some memories, or all of them as columns of numbers."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

Int64 = NDArray[np.int64]
Float32 = NDArray[np.float32]

_AROUND = """WITH both AS (
    SELECT l.source, l.target, l.kind, l.weight, l.why, l.target AS other FROM links l WHERE l.source = :seq
    UNION ALL
    SELECT l.source, l.target, l.kind, l.weight, l.why, l.source FROM links l WHERE l.target = :seq)
    SELECT source, target, kind, weight, why FROM (
        SELECT b.*, row_number() OVER (PARTITION BY b.kind ORDER BY b.weight DESC, b.other DESC) AS place
        FROM both b JOIN memories m ON m.seq = b.other AND m.status <> 'forgotten' WHERE b.weight >= :least {kinds})
    WHERE place <= :limit ORDER BY weight DESC, source DESC, target DESC"""

_NEIGHBOURS = """(SELECT count(*) FROM (
    SELECT target AS other FROM links WHERE source = m.seq UNION SELECT source FROM links WHERE target = m.seq) o
    JOIN memories x ON x.seq = o.other AND x.status <> 'forgotten')"""


@dataclass(frozen=True, slots=True)
class Edge:
    """One link between two memories, by their numbers."""

    source: int
    target: int
    kind: str
    weight: float
    why: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Every memory that is not forgotten, by number, and every link between two of them.

    `seqs` (n,) ascending; `source`, `target` (e,) are places in it; `kind` (e,) are places in `kinds`; `weight` (e,).
    """

    seqs: Int64
    source: Int64
    target: Int64
    kind: NDArray[np.int16]
    weight: Float32
    kinds: tuple[str, ...]


def around(
    connection: sqlite3.Connection, seq: int, *, limit: int, kinds: Sequence[str] = (), least: float = 0.0
) -> list[Edge]:
    """The links from and to a memory, strongest first, at most `limit` of each kind; to none that is forgotten."""
    named = {f"kind{number}": kind for number, kind in enumerate(kinds)}
    condition = f"AND b.kind IN ({', '.join(f':{name}' for name in named)})" if named else ""
    rows = connection.execute(_AROUND.format(kinds=condition), {"seq": seq, "limit": limit, "least": least, **named})
    return [Edge(*row) for row in rows]


def degrees(connection: sqlite3.Connection, seqs: Iterable[int]) -> dict[int, int]:
    """With how many memories, forgotten ones left out, each of these is linked."""
    found: dict[int, int] = {}
    wanted = list(seqs)
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        marks = ", ".join("?" * len(part))
        found.update(connection.execute(f"SELECT m.seq, {_NEIGHBOURS} FROM memories m WHERE m.seq IN ({marks})", part))
    return found


def newest(connection: sqlite3.Connection, limit: int) -> list[int]:
    """The newest memories that were taken in, by time of occurrence."""
    rows = connection.execute(
        """SELECT seq FROM memories WHERE status <> 'forgotten' AND role = ''
            ORDER BY occurred_at DESC, seq DESC LIMIT ?""",
        (limit,),
    )
    return [row[0] for row in rows]


def columns(connection: sqlite3.Connection, kinds: Sequence[str] = (), least: float = 0.0) -> Columns:
    """All there is, read row by row, 22 bytes a link; only links of these kinds (empty: all) and of `least`."""
    nodes = connection.execute("SELECT seq FROM memories WHERE status <> 'forgotten' ORDER BY seq")
    seqs = np.fromiter(chain.from_iterable(nodes), np.int64)
    codes: dict[str, int] = {}
    record = np.dtype([("source", np.int64), ("target", np.int64), ("kind", np.int16), ("weight", np.float32)])
    links = np.fromiter(_coded(connection, codes, kinds, least), record)
    source, target = _places(seqs, links["source"]), _places(seqs, links["target"])
    kept = (source >= 0) & (target >= 0)
    return Columns(seqs, source[kept], target[kept], links["kind"][kept], links["weight"][kept], tuple(codes))


def _coded(
    connection: sqlite3.Connection, codes: dict[str, int], kinds: Sequence[str], least: float
) -> Iterator[tuple[int, int, int, float]]:
    condition = f"AND kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
    rows = connection.execute(
        f"SELECT source, target, kind, weight FROM links WHERE weight >= ? {condition}", (least, *kinds)
    )
    for source, target, kind, weight in rows:
        yield source, target, codes.setdefault(kind, len(codes)), weight


def _places(seqs: Int64, wanted: Int64) -> Int64:
    """Where each wanted number stands in `seqs`; -1 where it does not."""
    places = np.searchsorted(seqs, wanted)
    places[places == len(seqs)] = 0
    return np.where(seqs[places] == wanted, places, -1) if len(seqs) else np.full(len(wanted), -1)


def openings(connection: sqlite3.Connection, seqs: Iterable[int]) -> Iterator[tuple[int, str, str, str]]:
    """Number, title, keywords as JSON, and the first 300 characters of these memories, in no order."""
    wanted = list(seqs)
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        marks = ", ".join("?" * len(part))
        yield from connection.execute(
            f"SELECT seq, title, keywords, substr(text, 1, 300) FROM memories WHERE seq IN ({marks})", part
        )
