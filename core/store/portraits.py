"""What the card of an entity and a person's profile are put together from: memories, companions, statements."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.store.index import quoted
from core.store.levels import TAKEN_IN, Member, marks, members, parts

_FAMILY = """WITH RECURSIVE family (id) AS
    (SELECT ? UNION SELECT e.id FROM entities e JOIN family f ON e.same_as = f.id)"""
_FOREVER = 1 << 62


def of_entity(connection: sqlite3.Connection, entity: int, until: int | None, most: int) -> tuple[list[Member], int]:
    """Memories taken in that name an entity by any of its names, or that it said, in order of occurrence; how many.

    Nothing that occurred after `until`. Of more than `most`, half are the newest, the others evenly picked before.
    """
    rows = connection.execute(
        f"""{_FAMILY} SELECT DISTINCT e.seq FROM memory_entities e JOIN memories m ON m.seq = e.seq
            WHERE e.entity_id IN family AND {TAKEN_IN} AND m.occurred_at <= ? ORDER BY e.seq""",
        (entity, _FOREVER if until is None else until),
    )
    seqs = [row[0] for row in rows]
    return members(connection, seqs if len(seqs) <= most else _picked(seqs, most)), len(seqs)


def _picked(seqs: Sequence[int], most: int) -> list[int]:
    newest = seqs[-(most // 2) :]
    before = seqs[: len(seqs) - len(newest)]
    wanted = most - len(newest)
    return [*(before[at * len(before) // wanted] for at in range(wanted)), *newest]


def speakers(connection: sqlite3.Connection, threads: Iterable[int]) -> list[tuple[int, int]]:
    """(entity, thread) for everybody who spoke in these threads, names as they stand."""
    found: list[tuple[int, int]] = []
    for part in parts(threads):
        found += connection.execute(
            f"""SELECT DISTINCT e.entity_id, m.thread_id FROM memories m JOIN memory_entities e ON e.seq = m.seq
                WHERE m.thread_id IN ({marks(part)}) AND e.role = 'author' AND m.status <> 'forgotten'""",
            part,
        ).fetchall()
    return found


def aliases(connection: sqlite3.Connection, entity: int) -> tuple[str, ...]:
    """The other names of an entity, oldest first."""
    rows = connection.execute(
        f"{_FAMILY} SELECT name FROM entities WHERE id IN family AND id <> ? ORDER BY id", (entity, entity)
    )
    return tuple(row[0] for row in rows)


def entities_of(connection: sqlite3.Connection, seqs: Iterable[int]) -> set[int]:
    """The entities, aliases resolved, that these memories name or that said them."""
    found: set[int] = set()
    for part in parts(seqs):
        rows = connection.execute(f"SELECT DISTINCT entity_id FROM memory_entities WHERE seq IN ({marks(part)})", part)
        found.update(row[0] for row in rows)
    return set(roots(connection, found).values())


def roots(connection: sqlite3.Connection, names: Iterable[int]) -> dict[int, int]:
    """The entity that each of these names means in the end."""
    same = dict(connection.execute("SELECT id, same_as FROM entities WHERE same_as IS NOT NULL").fetchall())
    found: dict[int, int] = {}
    for name in names:
        at, steps = name, 0
        while at in same and steps <= len(same):
            at, steps = same[at], steps + 1
        found[name] = at
    return found


@dataclass(frozen=True, slots=True)
class Stated:
    """Something that a memory states of somebody; times in microseconds, `quote` is `text[start:end]`."""

    seq: int
    id: str
    start: int
    end: int
    quote: str
    author: str
    title: str
    slot: str
    value: str
    form: str
    said_at: int
    valid_from: int | None
    valid_until: int | None
    known_until: int | None


def stated(
    connection: sqlite3.Connection, subjects: Sequence[str], slots: Sequence[str], until: int | None
) -> list[Stated]:
    """What is stated of any of these subjects in these slots, in the order in which it was said."""
    rows = connection.execute(
        f"""SELECT m.seq, m.id, s."start", s."end", substr(m.text, s."start" + 1, s."end" - s."start"), o.author,
            m.title, s.slot, s.value, s.form, s.said_at, s.valid_from, s.valid_until, s.known_until FROM statements s
            JOIN memories m ON m.seq = s.seq JOIN sources o ON o.id = m.source_id
            WHERE s.subject IN ({marks(subjects)}) AND s.slot IN ({marks(slots)}) AND s.said_at <= ? AND {TAKEN_IN}
            ORDER BY s.said_at, s.id""",
        (*subjects, *slots, _FOREVER if until is None else until),
    )
    return [Stated(*row) for row in rows]


def saying(
    connection: sqlite3.Connection, phrases: Sequence[str], authors: Sequence[str], until: int | None, most: int
) -> list[Member]:
    """The newest memories by these authors ("" for none) whose own text holds a phrase, whatever its endings."""
    query = "{text} : (" + quoted(phrases) + ")"
    rows = connection.execute(
        f"""SELECT m.seq FROM memory_index i JOIN memories m ON m.seq = i.rowid JOIN sources s ON s.id = m.source_id
            WHERE memory_index MATCH ? AND {TAKEN_IN} AND m.occurred_at <= ? AND s.author IN ({marks(authors)})
            ORDER BY i.rowid DESC LIMIT ?""",
        (query, _FOREVER if until is None else until, *authors, most),
    )
    return members(connection, [row[0] for row in rows])
