"""Links between memories: directed, typed, weighted, with their maker and a reason a person can read.

What the person unlinked or declined is kept as a declined proposal of kind "link", so that Ebb never links it again.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from core.memory import Link
from core.store.revisions import PERSON, Author

MANUAL: Final = "manual"
MENTIONS: Final = "mentions"
SIMILAR: Final = "similar"
ENTITY: Final = "entity"
TIME: Final = "time"
REPLY: Final = "reply"
SUPERSEDES: Final = "supersedes"
SUMMARISES: Final = "summarises"
KINDS: Final = (MANUAL, MENTIONS, SUPERSEDES, REPLY, ENTITY, SIMILAR, TIME, SUMMARISES)
"""What a link can be: made by hand, `[[typed]]` in a text, takes the other's place, answers it, names the same rare
one, is alike, comes next, was made from it."""

FOUND: Final = (SIMILAR, ENTITY, TIME, REPLY)
"""What Ebb finds by itself when a memory is new, and anew when its text changes."""

UNLINKED: Final = f"""m.status <> 'forgotten' AND m.role = '' AND m.linked <> 0
    AND NOT EXISTS (SELECT 1 FROM links l JOIN memories o ON o.seq = l.target AND o.status <> 'forgotten'
        WHERE l.source = m.seq)
    AND NOT EXISTS (SELECT 1 FROM links l JOIN memories o ON o.seq = l.source AND o.status <> 'forgotten'
        WHERE l.target = m.seq AND l.kind <> '{SUMMARISES}')"""
"""That nothing is linked with the memory m; what a derived memory covers does not count as a link."""
_LINK: Final = "link"
_PART: Final = 400


@dataclass(frozen=True, slots=True)
class Edge:
    """One link to be, between two memories by their numbers."""

    source: int
    target: int
    kind: str
    weight: float
    why: str


def add(
    connection: sqlite3.Connection,
    source: int,
    target: int,
    *,
    kind: str,
    weight: float,
    why: str,
    at: int,
    author: Author = PERSON,
) -> bool:
    """Link two memories; returns whether the link is new. A person's link renews the reason of the one there is.

    Ebb leaves a link of the same kind as it is, and never links what the person took apart.
    """
    values = (source, target, kind, weight, why, at, author.actor, author.run)
    if author.actor == PERSON.actor:
        _allow(connection, source, target)
        renewed = """DO UPDATE SET weight = excluded.weight, why = excluded.why, actor = excluded.actor,
            run_id = excluded.run_id"""
        known = connection.execute(
            "SELECT 1 FROM links WHERE source = ? AND target = ? AND kind = ?", (source, target, kind)
        ).fetchone()
        connection.execute(f"{_INSERT} ON CONFLICT (source, target, kind) {renewed}", values)
        return known is None
    if declined(connection, [source]) & {_pair(source, target)}:
        return False
    return connection.execute(f"{_INSERT} ON CONFLICT DO NOTHING", values).rowcount > 0


_INSERT = """INSERT INTO links (source, target, kind, weight, why, created_at, actor, run_id)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""


def add_all(connection: sqlite3.Connection, edges: Iterable[Edge], at: int, author: Author) -> int:
    """Make links that Ebb found, those left out that there are or that the person took apart; returns how many."""
    wanted = list(edges)
    barred = declined(connection, {seq for edge in wanted for seq in (edge.source, edge.target)})
    rows = [
        (edge.source, edge.target, edge.kind, edge.weight, edge.why, at, author.actor, author.run)
        for edge in wanted
        if _pair(edge.source, edge.target) not in barred
    ]
    before = connection.total_changes
    connection.executemany(f"{_INSERT} ON CONFLICT DO NOTHING", rows)
    return connection.total_changes - before


def clear(connection: sqlite3.Connection, seqs: Iterable[int]) -> None:
    """Take away what Ebb found these memories to belong with, before it is found anew."""
    connection.executemany(
        f"DELETE FROM links WHERE (source = ? OR target = ?) AND actor = 'ebb' AND kind IN ({_marks(FOUND)})",
        [(seq, seq, *FOUND) for seq in seqs],
    )


def undo_run(connection: sqlite3.Connection, run: int) -> int:
    """Take away the links that a run made, unless the person made them theirs; returns how many."""
    return connection.execute("DELETE FROM links WHERE run_id = ? AND actor = 'ebb'", (run,)).rowcount


def remove(connection: sqlite3.Connection, a: int, b: int) -> int:
    """Take away every link between two memories, either way; returns how many."""
    return connection.execute(
        "DELETE FROM links WHERE (source = ? AND target = ?) OR (source = ? AND target = ?)", (a, b, b, a)
    ).rowcount


def decline(connection: sqlite3.Connection, a: int, b: int, at: int) -> None:
    """The person does not want these two linked: Ebb neither links nor suggests them again."""
    connection.execute(
        """INSERT INTO proposals (kind, a, b, why, score, at, state, decided_at)
            VALUES ('link', ?, ?, '', 0, ?, 'declined', ?)
            ON CONFLICT (kind, a, b) DO UPDATE SET state = 'declined', decided_at = excluded.decided_at""",
        (*_pair(a, b), at, at),
    )


def declined(connection: sqlite3.Connection, seqs: Iterable[int]) -> set[tuple[int, int]]:
    """The pairs, smaller number first, of these memories and others that the person does not want linked."""
    found: set[tuple[int, int]] = set()
    for part in _parts(seqs):
        for column in ("a", "b"):
            found.update(
                connection.execute(
                    f"""SELECT a, b FROM proposals WHERE kind = '{_LINK}' AND state = 'declined'
                        AND {column} IN ({_marks(part)})""",
                    part,
                )
            )
    return found


@dataclass(frozen=True, slots=True)
class Bond:
    """All that stands between two memories, by their numbers: their links as rows, and whether a person wants none."""

    a: int
    b: int
    links: tuple[tuple[int, int, str, float, str, int, str, int | None], ...]
    declined: bool


def bond(connection: sqlite3.Connection, a: int, b: int) -> Bond:
    """What stands between two memories now."""
    rows = connection.execute(
        """SELECT source, target, kind, weight, why, created_at, actor, run_id FROM links
            WHERE (source = ? AND target = ?) OR (source = ? AND target = ?)""",
        (a, b, b, a),
    )
    return Bond(a, b, tuple(rows.fetchall()), _pair(a, b) in declined(connection, [a]))


def put_back(connection: sqlite3.Connection, before: Bond, at: int) -> None:
    """Make what stands between two memories what it was."""
    remove(connection, before.a, before.b)
    _allow(connection, before.a, before.b)
    connection.executemany(_INSERT, before.links)
    if before.declined:
        decline(connection, before.a, before.b, at)


def _allow(connection: sqlite3.Connection, a: int, b: int) -> None:
    connection.execute("DELETE FROM proposals WHERE kind = 'link' AND a = ? AND b = ?", _pair(a, b))


def _pair(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def of(connection: sqlite3.Connection, seq: int) -> tuple[Link, ...]:
    """A memory's links and backlinks to memories that are not forgotten, strongest first."""
    rows = connection.execute(
        """SELECT m.id, l.kind, l.weight, l.why, 'out' FROM links l JOIN memories m ON m.seq = l.target
            WHERE l.source = ? AND m.status <> 'forgotten'
            UNION ALL
            SELECT m.id, l.kind, l.weight, l.why, 'in' FROM links l JOIN memories m ON m.seq = l.source
            WHERE l.target = ? AND m.status <> 'forgotten' ORDER BY 3 DESC, 1""",
        (seq, seq),
    )
    return tuple(Link(*row) for row in rows)


def around(
    connection: sqlite3.Connection, seqs: Iterable[int], limit: int = 50, kinds: Sequence[str] = ()
) -> list[tuple[int, int, str, float]]:
    """(source, target, kind, weight) of the links from and to these memories; each memory's `limit` strongest.

    Each link once, whichever of its ends was asked for; none to forgotten memories; `kinds` empty means any.
    """
    found: dict[tuple[int, int, str, float], None] = {}
    chosen = f"AND l.kind IN ({_marks(kinds)})" if kinds else ""
    for part in _parts(seqs):
        query = _AROUND.format(wanted=", ".join("(?)" for _ in part), kinds=chosen)
        found.update(dict.fromkeys(connection.execute(query, (*part, *kinds, *kinds, limit))))
    return list(found)


_AROUND = """WITH wanted (seq) AS (VALUES {wanted}),
    both AS (
        SELECT l.source, l.target, l.kind, l.weight, wanted.seq AS own, l.target AS other
        FROM wanted CROSS JOIN links l ON l.source = wanted.seq {kinds}
        UNION ALL
        SELECT l.source, l.target, l.kind, l.weight, wanted.seq, l.source
        FROM wanted CROSS JOIN links l ON l.target = wanted.seq {kinds}),
    ranked AS (
        SELECT b.*, row_number() OVER (PARTITION BY own ORDER BY b.weight DESC, other DESC, b.kind) AS place
        FROM both b JOIN memories m ON m.seq = b.other AND m.status <> 'forgotten')
    SELECT source, target, kind, weight FROM ranked WHERE place <= ? ORDER BY own, place"""


def degrees(connection: sqlite3.Connection, seqs: Iterable[int], kinds: Sequence[str] = ()) -> dict[int, int]:
    """How many links, both ways, each of these memories has; of these kinds only, if any are named."""
    chosen = f"AND kind IN ({_marks(kinds)})" if kinds else ""
    found: dict[int, int] = {}
    for part in _parts(seqs):
        query = f"""WITH wanted (seq) AS (VALUES {", ".join("(?)" for _ in part)})
            SELECT seq, (SELECT count(*) FROM links WHERE source = seq {chosen})
            + (SELECT count(*) FROM links WHERE target = seq {chosen}) FROM wanted"""
        found.update(connection.execute(query, (*part, *kinds, *kinds)).fetchall())
    return found


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many links there are of each kind, those of forgotten memories included."""
    rows = connection.execute("SELECT kind, count(*) FROM links GROUP BY kind ORDER BY 2 DESC, 1")
    return dict(rows.fetchall())


def hubs(connection: sqlite3.Connection, limit: int) -> list[tuple[int, int]]:
    """The memories with most links, both ways, and how many; what a derived memory covers does not count."""
    rows = connection.execute(
        f"""SELECT m.seq, count(*) AS n FROM (
                SELECT source AS seq FROM links WHERE kind <> '{SUMMARISES}'
                UNION ALL SELECT target FROM links WHERE kind <> '{SUMMARISES}') l
            JOIN memories m ON m.seq = l.seq AND m.status <> 'forgotten' AND m.role = ''
            GROUP BY m.seq ORDER BY n DESC, m.seq DESC LIMIT ?""",
        (limit,),
    )
    return rows.fetchall()


def orphans(connection: sqlite3.Connection, limit: int) -> list[int]:
    """The newest memories that nothing is linked with."""
    rows = connection.execute(
        f"SELECT m.seq FROM memories m WHERE {UNLINKED} ORDER BY m.occurred_at DESC, m.seq DESC LIMIT ?", (limit,)
    )
    return [row[0] for row in rows]


def _parts(seqs: Iterable[int]) -> Iterator[list[int]]:
    wanted = list(dict.fromkeys(seqs))
    for start in range(0, len(wanted), _PART):
        yield wanted[start : start + _PART]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
