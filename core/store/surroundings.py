"""What linking and evolution ask of memories: their words, where they stand, what came before them, their tags."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

READ = 2000
"""Characters of a text that are read for its words."""
_LOOKED_AT = 40
_PART = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """A memory as linking reads it; `text` is its beginning, `occurred_at` in microseconds."""

    seq: int
    version: int
    kind: str
    title: str
    text: str
    context: str
    keywords: tuple[str, ...]
    occurred_at: int
    thread: str | None
    file: str
    author: str
    source_id: int
    own_tags: frozenset[str] = frozenset()
    found_tags: frozenset[str] = frozenset()


def standing(connection: sqlite3.Connection, seqs: Iterable[int]) -> dict[int, Standing]:
    """These memories, those left out that are forgotten, superseded, derived or gone."""
    found: dict[int, Standing] = {}
    for part in _parts(seqs):
        own, ebbs = _tags(connection, part)
        rows = connection.execute(
            f"""SELECT m.seq, m.version, m.kind, m.title, substr(m.text, 1, {READ}), m.context, m.keywords,
                m.occurred_at, t.name, s.file, s.author, m.source_id
                FROM memories m JOIN sources s ON s.id = m.source_id LEFT JOIN threads t ON t.id = m.thread_id
                WHERE m.seq IN ({_marks(part)}) AND m.status = 'active' AND m.role = ''""",
            part,
        )
        for seq, *words, keywords, occurred, thread, file, author, source in rows:
            tags = frozenset(own.get(seq, ())), frozenset(ebbs.get(seq, ()))
            known = tuple(json.loads(keywords))
            values = (seq, *words, known, occurred, thread, file, author, source, *tags)
            found[seq] = Standing(*values)
    return found


def _tags(connection: sqlite3.Connection, seqs: Sequence[int]) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """The tags of memories by number: the person's, and those that Ebb found."""
    own: dict[int, list[str]] = {}
    found: dict[int, list[str]] = {}
    rows = connection.execute(
        f"""SELECT mt.seq, t.name, mt.actor FROM memory_tags mt JOIN tags t ON t.id = mt.tag_id
            WHERE mt.seq IN ({_marks(seqs)})""",
        seqs,
    )
    for seq, name, actor in rows:
        (own if actor == "person" else found).setdefault(seq, []).append(name)
    return own, found


def turn_before(connection: sqlite3.Connection, seq: int) -> int | None:
    """The memory directly before this one in its thread; None if there is none."""
    row = connection.execute(
        """SELECT n.seq FROM memories m JOIN memories n ON n.thread_id = m.thread_id AND n.seq < m.seq
            AND n.status <> 'forgotten' WHERE m.seq = ? ORDER BY n.seq DESC LIMIT 1""",
        (seq,),
    ).fetchone()
    return int(row[0]) if row else None


def neighbours(connection: sqlite3.Connection, seq: int) -> dict[str, int]:
    """The memories beside this one by their places: the ones before and after it in its thread, and those in time."""
    found = {}
    for place, (condition, order) in _BESIDE.items():
        row = connection.execute(
            f"""SELECT n.seq FROM memories m JOIN memories n ON {condition} AND n.status <> 'forgotten' AND n.role = ''
                WHERE m.seq = ? ORDER BY {order} LIMIT 1""",
            (seq,),
        ).fetchone()
        if row:
            found[place] = int(row[0])
    return found


_BESIDE = {
    "thread before": ("n.thread_id = m.thread_id AND n.seq < m.seq", "n.seq DESC"),
    "thread after": ("n.thread_id = m.thread_id AND n.seq > m.seq", "n.seq"),
    "before": (
        "n.occurred_at <= m.occurred_at AND (n.occurred_at, n.seq) < (m.occurred_at, m.seq)",
        "n.occurred_at DESC, n.seq DESC",
    ),
    "after": (
        "n.occurred_at >= m.occurred_at AND (n.occurred_at, n.seq) > (m.occurred_at, m.seq)",
        "n.occurred_at, n.seq",
    ),
}


def before(connection: sqlite3.Connection, one: Standing, within: int) -> int | None:
    """The memory of the same source last before this one, at most `within` microseconds earlier; None if none is."""
    rows = connection.execute(
        f"""SELECT seq, source_id, occurred_at FROM memories WHERE occurred_at BETWEEN ? AND ? AND status = 'active'
            AND role = '' ORDER BY occurred_at DESC, seq DESC LIMIT {_LOOKED_AT}""",
        (one.occurred_at - within, one.occurred_at),
    )
    return next(
        (seq for seq, source, at in rows if source == one.source_id and (at, seq) < (one.occurred_at, one.seq)),
        None,
    )


def due(connection: sqlite3.Connection, seqs: Iterable[int]) -> dict[int, int]:
    """The versions of those of these memories that are still to be linked."""
    found: dict[int, int] = {}
    for part in _parts(seqs):
        rows = connection.execute(
            f"SELECT seq, version FROM memories WHERE seq IN ({_marks(part)}) AND linked = 0 AND status <> 'forgotten'",
            part,
        )
        found.update(rows.fetchall())
    return found


def total(connection: sqlite3.Connection) -> int:
    """How many memories there are, about: the highest number given."""
    return int(connection.execute("SELECT coalesce(max(seq), 0) FROM memories").fetchone()[0])


def _parts(seqs: Iterable[int]) -> Iterator[list[int]]:
    wanted = list(seqs)
    for start in range(0, len(wanted), _PART):
        yield wanted[start : start + _PART]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
