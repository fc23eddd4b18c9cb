"""Derived memories: episodes, digests, cards and the profile as rows of `memories`, each pointing at its sources.

A derived memory is found by its key ("day/2023-05-08"). It links to what it covers (kind "summarises"), keeps the
characters that it quotes as spans, and never replaces its sources. What the person edited or set aside stays as it is.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.decay.curve import first_stability
from core.ids import new_id
from core.memory import Kind, Source
from core.store import index, memories, revisions, vectors
from core.store.inherited import inherit
from core.store.memories import Draft
from core.store.revisions import Author

SUMMARISES = "summarises"
APP = "ebb"
TRUST = "agent"
QUOTED, COVERED = 1.0, 0.5
"""The weight of a link to a source that is quoted, and to one that is only covered."""
_PART = 500

Span = tuple[int, int, int]


class Role(StrEnum):
    """What a derived memory is."""

    EPISODE = "episode"
    DAY = "day"
    WEEK = "week"
    CARD = "card"
    PROFILE = "profile"


class Outcome(StrEnum):
    """What became of a derived memory: `kept` means that the person edited it or set it aside."""

    MADE = "made"
    REMADE = "remade"
    SAME = "same"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Derived:
    """A derived memory to be: `spans` are (source, start, end), `members` all that it covers, `basis` a hash of that.

    `occurred_at` is the end of what it covers, in microseconds, so that nothing later stands under an earlier time.
    """

    key: str
    role: Role
    title: str
    text: str
    occurred_at: int
    basis: bytes
    spans: tuple[Span, ...]
    members: tuple[int, ...]
    why: str

    @property
    def sources(self) -> set[int]:
        """Every memory that it covers or quotes."""
        return {*self.members, *(source for source, _, _ in self.spans)}

    @property
    def kind(self) -> Kind:
        """The kind of memory it becomes."""
        return Kind.PROFILE if self.role is Role.PROFILE else Kind.SUMMARY


@dataclass(frozen=True, slots=True)
class Known:
    """A derived memory that there is; `own` says that the person edited its words or set it aside."""

    seq: int
    id: str
    basis: bytes
    own: bool


EDITED = """EXISTS (SELECT 1 FROM revisions r WHERE r.seq = m.seq AND r.actor = 'person'
    AND (json_type(r.after, '$.text') IS NOT NULL OR json_type(r.after, '$.title') IS NOT NULL))"""
"""Whether the person edited a derived memory `m`."""
_KNOWN = f"""SELECT d.seq, m.id, d.basis, m.status = 'forgotten' OR {EDITED}
    FROM derivations d JOIN memories m ON m.seq = d.seq"""


def known(connection: sqlite3.Connection, key: str) -> Known | None:
    """The derived memory with this key, None if there is none."""
    row = connection.execute(f"{_KNOWN} WHERE d.key = ?", (key,)).fetchone()
    return Known(row[0], row[1], row[2], bool(row[3])) if row else None


def outcome(connection: sqlite3.Connection, derived: Derived) -> Outcome:
    """What `put` would do."""
    found = known(connection, derived.key)
    if found is None:
        return Outcome.MADE
    if found.own:
        return Outcome.KEPT
    return Outcome.SAME if found.basis == derived.basis else Outcome.REMADE


def put(connection: sqlite3.Connection, derived: Derived, *, run: int, at: int) -> tuple[Outcome, str]:
    """Store a derived memory, or bring the one with its key up to date; returns what was done, and its id."""
    found = known(connection, derived.key)
    if found is None:
        seq, id = _insert(connection, derived, at)
    elif found.own or found.basis == derived.basis:
        return (Outcome.KEPT if found.own else Outcome.SAME), found.id
    else:
        seq, id = found.seq, found.id
        _change(connection, seq, derived)
    connection.execute(
        "INSERT OR REPLACE INTO derivations (seq, key, basis, run_id) VALUES (?, ?, ?, ?)",
        (seq, derived.key, derived.basis, run),
    )
    _point(connection, seq, derived, run, at)
    inherit(connection, seq, derived.spans)
    return (Outcome.REMADE if found else Outcome.MADE), id


def _insert(connection: sqlite3.Connection, derived: Derived, at: int) -> tuple[int, str]:
    draft = Draft(
        id=new_id(),
        kind=derived.kind,
        title=derived.title,
        text=derived.text,
        tags=(),
        source=Source(app=APP),
        trust=TRUST,
        created_at=at,
        occurred_at=derived.occurred_at,
        stability=first_stability(derived.kind),
        fingerprint=hashlib.sha256(f"derived {derived.key}".encode("utf-8", "surrogatepass")).digest(),
    )
    (stored,) = memories.insert(connection, [draft])
    _settle(connection, stored.seq, derived)
    return stored.seq, stored.id


def _change(connection: sqlite3.Connection, seq: int, derived: Derived) -> None:
    before = connection.execute("SELECT title, text FROM memories WHERE seq = ?", (seq,)).fetchone()
    if before != (derived.title, derived.text):
        memories.change(connection, seq, {"title": derived.title, "text": derived.text, "context": ""})
        connection.execute("DELETE FROM titles WHERE seq = ? AND title <> ?", (seq, derived.title))
    connection.execute("DELETE FROM links WHERE source = ? AND kind = ? AND actor = 'ebb'", (seq, SUMMARISES))
    connection.execute("DELETE FROM spans WHERE seq = ?", (seq,))
    _settle(connection, seq, derived)


def _settle(connection: sqlite3.Connection, seq: int, derived: Derived) -> None:
    """Say what it is and when, and that no step behind has to read it."""
    connection.execute(
        """UPDATE memories SET role = ?, occurred_at = ?, described = 1, linked = 1, reconciled = 1, levelled = 2
            WHERE seq = ?""",
        (derived.role, derived.occurred_at, seq),
    )


def _point(connection: sqlite3.Connection, seq: int, derived: Derived, run: int, at: int) -> None:
    connection.executemany(
        'INSERT OR IGNORE INTO spans (seq, source, "start", "end") VALUES (?, ?, ?, ?)',
        [(seq, *span) for span in derived.spans],
    )
    quoted = {source for source, _, _ in derived.spans}
    connection.executemany(
        """INSERT OR IGNORE INTO links (source, target, kind, weight, why, created_at, actor, run_id)
            VALUES (?, ?, ?, ?, ?, ?, 'ebb', ?)""",
        [
            (seq, member, SUMMARISES, QUOTED if member in quoted else COVERED, derived.why, at, run)
            for member in dict.fromkeys((*derived.members, *quoted))
        ],
    )


def episode_of(connection: sqlite3.Connection, seqs: Iterable[int]) -> dict[int, int]:
    """The episode that each of these memories belongs to, as {memory: episode}; those in none are left out."""
    found: dict[int, int] = {}
    for part in _parts(seqs):
        rows = connection.execute(
            f"""SELECT l.target, l.source FROM links l CROSS JOIN memories m ON m.seq = l.source
                WHERE l.target IN ({_marks(part)}) AND l.kind = '{SUMMARISES}' AND m.role = '{Role.EPISODE}'
                AND m.status <> 'forgotten'""",
            part,
        )
        found.update(rows.fetchall())
    return found


def spans(connection: sqlite3.Connection, seq: int) -> list[Span]:
    """What a derived memory quotes: (source, start, end) of sources that are not forgotten, by place."""
    rows = connection.execute(
        """SELECT s.source, s."start", s."end" FROM spans s JOIN memories m ON m.seq = s.source
            WHERE s.seq = ? AND m.status <> 'forgotten' ORDER BY s.source, s."start" """,
        (seq,),
    )
    return rows.fetchall()


def covered(connection: sqlite3.Connection, seqs: Iterable[int]) -> dict[int, list[int]]:
    """What these derived memories cover that is not forgotten, as {derived: [members in order of occurrence]}."""
    found: dict[int, list[int]] = {}
    for part in _parts(seqs):
        rows = connection.execute(
            f"""SELECT l.source, l.target FROM links l JOIN memories m ON m.seq = l.target AND m.status <> 'forgotten'
                WHERE l.source IN ({_marks(part)}) AND l.kind = '{SUMMARISES}' ORDER BY m.occurred_at, m.seq""",
            part,
        )
        for source, target in rows:
            found.setdefault(source, []).append(target)
    return found


def ids(connection: sqlite3.Connection, seqs: Iterable[int]) -> dict[int, str]:
    """The ids of these memories, by number."""
    found: dict[int, str] = {}
    for part in _parts(seqs):
        found.update(connection.execute(f"SELECT seq, id FROM memories WHERE seq IN ({_marks(part)})", part).fetchall())
    return found


def edited(connection: sqlite3.Connection, seqs: Iterable[int]) -> set[int]:
    """Which of these derived memories the person edited or set aside."""
    found: set[int] = set()
    for part in _parts(seqs):
        rows = connection.execute(f"{_KNOWN} WHERE d.seq IN ({_marks(part)})", part)
        found.update(row[0] for row in rows if row[3])
    return found


@dataclass(frozen=True, slots=True)
class Named:
    """A derived memory by name."""

    seq: int
    id: str
    role: str
    title: str


def named(connection: sqlite3.Connection, seqs: Iterable[int]) -> list[Named]:
    """These derived memories, those that are gone left out, by number."""
    found: list[Named] = []
    for part in _parts(seqs):
        rows = connection.execute(
            f"SELECT seq, id, role, title FROM memories WHERE role <> '' AND seq IN ({_marks(part)})", part
        )
        found += [Named(*row) for row in rows]
    return sorted(found, key=lambda one: one.seq)


def reword(
    connection: sqlite3.Connection, seq: int, version: int, text: str | None, *, by: str, run: int | None, at: int
) -> bool:
    """Set the text that a model gave a derived memory that still is as it was read, as a revision by "model:<by>".

    None for nothing usable; either way the model is not asked again before it is remade. Returns whether it changed.
    """
    row = connection.execute("SELECT version, role FROM memories WHERE seq = ?", (seq,)).fetchone()
    if row is None or row[0] != version or not row[1] or edited(connection, [seq]):
        return False
    connection.execute("UPDATE memories SET described = 2 WHERE seq = ?", (seq,))
    if text is None:
        return False
    changes = {"text": text, "context": f"Put into words by {by}."}
    author = Author(f"model:{by}", run)
    return revisions.revise(connection, seq, changes, at=at, why="put into words", author=author)


def remove(connection: sqlite3.Connection, seqs: Sequence[int]) -> int:
    """Take derived memories away without trace, unless the person edited or set them aside; returns how many."""
    gone = sorted(set(seqs) - edited(connection, seqs))
    index.unindex(connection, gone)
    vectors.remove(connection, gone)
    connection.executemany("DELETE FROM memories WHERE seq = ? AND role <> ''", [(seq,) for seq in gone])
    return len(gone)


def quoting(connection: sqlite3.Connection, seqs: Iterable[int], role: Role) -> list[Named]:
    """The derived memories of a role that cover or quote any of these memories, by number."""
    return [one for one in named(connection, made_from(connection, seqs)) if one.role == role]


def last_sleep(connection: sqlite3.Connection) -> int | None:
    """When the last sleep that came to its end began, in microseconds; None if none has."""
    row = connection.execute("SELECT max(at) FROM runs WHERE kind = 'sleep' AND state = 'done'").fetchone()
    return None if row[0] is None else int(row[0])


def remove_run(connection: sqlite3.Connection, run: int) -> int:
    """Take away what a run made or remade, unless the person edited it since; returns how many.

    An earlier state of what it remade is not kept. Nothing is made again until one of its sources changes.
    """
    rows = connection.execute("SELECT seq FROM derivations WHERE run_id = ?", (run,))
    return remove(connection, [row[0] for row in rows])


def made_from(connection: sqlite3.Connection, seqs: Iterable[int]) -> set[int]:
    """The derived memories that cover or quote any of these memories."""
    found: set[int] = set()
    for part in _parts(seqs):
        marks = _marks(part)
        rows = connection.execute(
            f"""SELECT seq FROM spans WHERE source IN ({marks})
                UNION SELECT source FROM links WHERE kind = '{SUMMARISES}' AND target IN ({marks})""",
            (*part, *part),
        )
        found.update(row[0] for row in rows)
    return found


def _parts(seqs: Iterable[int]) -> Iterator[list[int]]:
    wanted = list(seqs)
    for start in range(0, len(wanted), _PART):
        yield wanted[start : start + _PART]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
