"""What sleep reads: which memories are due, what a day, a thread or an entity holds, in no more than it needs."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from core.chat.turn import ANSWER, QUESTION
from core.clock import from_micros
from core.store import vectors
from core.store.index import quoted

LONGEST = 8000
"""Characters of a text that are read; central sentences seldom stand further down."""
_PART = 500


@dataclass(frozen=True, slots=True)
class Due:
    """A memory that sleep has not seen as it stands; `occurred_at` in microseconds."""

    seq: int
    occurred_at: int
    version: int
    status: str
    thread_id: int | None


@dataclass(frozen=True, slots=True)
class Member:
    """A memory that was taken in, as far as a summary needs it; `keywords` as JSON, `text` cut at LONGEST."""

    seq: int
    id: str
    version: int
    kind: str
    status: str
    title: str
    text: str
    keywords: str
    trust: str
    occurred_at: int
    thread_id: int | None
    app: str
    source_title: str
    file: str
    author: str
    until: int | None
    """When it was known to hold no more, in microseconds; None while it holds."""
    role: str = ""
    """QUESTION or ANSWER for a turn of a conversation that tells nothing itself."""

    @property
    def when(self) -> datetime:
        """When it occurred, aware UTC."""
        return from_micros(self.occurred_at)

    @property
    def phrases(self) -> list[str]:
        """Its keywords."""
        found: list[str] = json.loads(self.keywords)
        return found

    def local(self, zone: tzinfo | None = None) -> datetime:
        """When it occurred, in a zone, by default the machine's."""
        return self.when.astimezone(zone)


_MEMBER = f"""SELECT m.seq, m.id, m.version, m.kind, m.status, m.title, substr(m.text, 1, {LONGEST}), m.keywords,
    m.trust, m.occurred_at, m.thread_id, s.app, s.title, s.file, s.author,
    iif(m.status = 'superseded', max(coalesce(m.known_until, 0), coalesce(m.valid_until, 0)), NULL), m.role
    FROM memories m JOIN sources s ON s.id = m.source_id"""
TAKEN_IN = "m.role = '' AND m.status <> 'forgotten'"
_TURNS = f"'{QUESTION}', '{ANSWER}'"
SAID = f"m.role IN ('', {_TURNS}) AND m.status <> 'forgotten'"
"""What is part of a talk: also what the person merely asked, and what Ebb answered."""
_DUE = f"""(SELECT seq, occurred_at, version, status, thread_id, levelled
        FROM memories INDEXED BY memories_unlevelled WHERE levelled < 2 AND role = ''
    UNION ALL SELECT seq, occurred_at, version, status, thread_id, levelled
        FROM memories INDEXED BY memories_derived WHERE role <> '' AND role IN ({_TURNS}) AND levelled < 2)"""


def due(connection: sqlite3.Connection, stage: int) -> list[Due]:
    """Memories at a stage of sleep (0: nothing of it done; 1: their episodes and days are), newest first.

    Forgotten ones are among them: what they stood in has to be made anew.
    """
    rows = connection.execute(
        f"""SELECT seq, occurred_at, version, status, thread_id FROM {_DUE}
            WHERE levelled = ? ORDER BY occurred_at DESC, seq DESC""",
        (stage,),
    )
    return [Due(*row) for row in rows]


def due_count(connection: sqlite3.Connection) -> int:
    """How many memories sleep has something to do for."""
    return int(connection.execute(f"SELECT count(*) FROM {_DUE}").fetchone()[0])


def first_taken_in(connection: sqlite3.Connection) -> int | None:
    """When the first memory was taken in, microseconds; None if there is none."""
    row = connection.execute("SELECT created_at FROM memories ORDER BY seq LIMIT 1").fetchone()
    return None if row is None else int(row[0])


def any_due(connection: sqlite3.Connection) -> bool:
    """Whether sleep has anything to do."""
    return connection.execute(f"SELECT 1 FROM {_DUE} LIMIT 1").fetchone() is not None


def mark(connection: sqlite3.Connection, seen: Iterable[Due], stage: int) -> None:
    """Sleep has done a stage for these memories, unless they have changed since they were read."""
    connection.executemany(
        "UPDATE memories SET levelled = ? WHERE seq = ? AND version = ? AND status = ? AND levelled = ?",
        [(stage, one.seq, one.version, one.status, stage - 1) for one in seen],
    )


def between(connection: sqlite3.Connection, since: int, until: int, most: int) -> tuple[list[Member], int]:
    """Memories that occurred in [since, until), in order, and how many there are; evenly picked where over `most`."""
    found = connection.execute(
        f"""SELECT m.seq FROM memories m WHERE m.occurred_at >= ? AND m.occurred_at < ? AND {TAKEN_IN}
            ORDER BY m.occurred_at, m.seq""",
        (since, until),
    )
    seqs = [row[0] for row in found]
    picked = seqs if len(seqs) <= most else [seqs[at * len(seqs) // most] for at in range(most)]
    return members(connection, picked), len(seqs)


def stand(connection: sqlite3.Connection, seqs: Iterable[int]) -> bool:
    """Whether all of these memories are there and not forgotten."""
    query = "SELECT count(*) FROM memories m WHERE m.seq IN ({}) AND m.status <> 'forgotten'"
    return all(
        connection.execute(query.format(marks(part)), part).fetchone()[0] == len(part) for part in parts(set(seqs))
    )


def extent(connection: sqlite3.Connection, since: int, until: int) -> tuple[int, int]:
    """How many memories occurred in [since, until), and when the last of them did; (0, since) if none."""
    row = connection.execute(
        f"""SELECT count(*), max(m.occurred_at) FROM memories m
            WHERE m.occurred_at >= ? AND m.occurred_at < ? AND {TAKEN_IN}""",
        (since, until),
    ).fetchone()
    return int(row[0]), since if row[1] is None else int(row[1])


def of_thread(connection: sqlite3.Connection, thread_id: int, since: int, until: int) -> list[tuple[int, int]]:
    """(number, microseconds) of a thread's memories that occurred in [since, until), in order of the talk."""
    rows = connection.execute(
        f"""SELECT m.seq, m.occurred_at FROM memories m
            WHERE m.thread_id = ? AND m.occurred_at >= ? AND m.occurred_at < ? AND {SAID}
            ORDER BY m.occurred_at, m.seq""",
        (thread_id, since, until),
    )
    return rows.fetchall()


def members(connection: sqlite3.Connection, seqs: Iterable[int], which: str = TAKEN_IN) -> list[Member]:
    """These memories, those that are forgotten or not of `which` left out, in order of occurrence."""
    found = [
        Member(*row)
        for part in parts(seqs)
        for row in connection.execute(f"{_MEMBER} WHERE m.seq IN ({marks(part)}) AND {which}", part)
    ]
    return sorted(found, key=lambda member: (member.occurred_at, member.seq))


def word_count(connection: sqlite3.Connection, word: str, cap: int) -> int:
    """How many memories that were taken in hold the word themselves, counted up to `cap`."""
    row = connection.execute(
        """SELECT count(*) FROM (SELECT rowid FROM memory_index WHERE memory_index MATCH ? AND NOT EXISTS
            (SELECT 1 FROM memories m INDEXED BY memories_derived WHERE m.role <> '' AND m.seq = memory_index.rowid)
            LIMIT ?)""",
        ("{text title tags} : " + quoted([word]), cap),
    ).fetchone()
    return int(row[0])


def vectors_of(connection: sqlite3.Connection, seqs: Iterable[int], model_name: str | None) -> list[tuple[int, bytes]]:
    """(number, float16 vector) of every passage of these memories that the named model embedded."""
    model = vectors.find_model(connection, model_name) if model_name else None
    if model is None:
        return []
    found = (row for part in parts(seqs) for row in vectors.of_memories(connection, part, model))
    return [(seq, vector) for _, seq, _, _, vector in found]


def parts(seqs: Iterable[int]) -> Iterator[list[int]]:
    """Numbers in parts that one statement takes."""
    wanted = list(seqs)
    for start in range(0, len(wanted), _PART):
        yield wanted[start : start + _PART]


def marks(values: Sequence[object]) -> str:
    """A placeholder for each value."""
    return ", ".join("?" * len(values))
