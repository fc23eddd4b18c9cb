"""Writing memories: insert, change, forget, restore, erase; each keeps the index and the context in step."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.memory import Source
from core.store import index, vectors, wiki


@dataclass(frozen=True, slots=True)
class Draft:
    """A memory ready for the file; times in microseconds, `fingerprint` says what counts as the same memory."""

    id: str
    kind: str
    title: str
    text: str
    tags: tuple[str, ...]
    source: Source
    trust: str
    created_at: int
    occurred_at: int
    stability: float
    fingerprint: bytes
    difficulty: float = 2.1181
    importance: float = 0.5


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a draft: the id it has, and whether that is new."""

    id: str
    seq: int
    new: bool


def insert(connection: sqlite3.Connection, drafts: Sequence[Draft]) -> list[Stored]:
    """Store drafts in order; one whose fingerprint is known already, forgotten or not, yields the id it has."""
    known = _known(connection, [draft.fingerprint for draft in drafts])
    stored: list[Stored] = []
    fresh: list[tuple[int, Draft, int | None]] = []
    threads: dict[str, int] = {}
    following = _following(connection)
    for draft in drafts:
        if (found := known.get(draft.fingerprint)) is None:
            found = Stored(draft.id, following + len(fresh), True)
            fresh.append((found.seq, draft, _thread_id(connection, draft.source.thread, threads)))
            known[draft.fingerprint] = Stored(found.id, found.seq, False)
        stored.append(found)
    if fresh:
        _insert_fresh(connection, fresh)
    return stored


def _following(connection: sqlite3.Connection) -> int:
    """The next number; that of an erased memory is never given again, as somebody may still hold it."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'memories'").fetchone()
    return int(row[0]) + 1 if row else 1


def _insert_fresh(connection: sqlite3.Connection, fresh: Sequence[tuple[int, Draft, int | None]]) -> None:
    threads = {thread_id for _, _, thread_id in fresh if thread_id is not None}
    tails = [seq for thread_id in threads for seq in index.thread_tail(connection, thread_id)]
    index.unindex(connection, tails)
    sources: dict[tuple[str, ...], int] = {}
    connection.executemany(
        """INSERT INTO memories (seq, id, kind, title, text, source_id, thread_id, uri, trust, created_at, occurred_at,
            stability, last_recalled_at, fingerprint, difficulty, importance)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            (seq, d.id, d.kind, d.title, d.text, _source_id(connection, d.source, sources), thread_id,
             d.source.uri or "", d.trust, d.created_at, d.occurred_at, d.stability, min(d.occurred_at, d.created_at),
             d.fingerprint, d.difficulty, d.importance)
            for seq, d, thread_id in fresh
        ],
    )  # fmt: skip
    _keep_title(connection, [seq for seq, draft, _ in fresh if draft.title])
    _add_tags(connection, [(seq, tag) for seq, draft, _ in fresh for tag in draft.tags])
    _add_authors(connection, [(seq, draft.source.author) for seq, draft, _ in fresh if draft.source.author])
    index.index(connection, tails)
    index.index_range(connection, fresh[0][0], fresh[-1][0])
    wiki.read(connection, [seq for seq, draft, _ in fresh if "[[" in draft.text or "](" in draft.text])
    wiki.answer_to(connection, [draft.title for _, draft, _ in fresh if draft.title])


COLUMNS = ("title", "text", "context", "keywords", "importance", "status", "valid_from", "valid_until", "known_until",
           "occurred_at")  # fmt: skip
"""What a revision may change, besides tags; keywords as JSON, times in microseconds."""
EMBEDDED = frozenset(COLUMNS) & frozenset(vectors.Due.__slots__)
"""What a memory's vectors are made from."""
READ = frozenset(("title", "text", "occurred_at"))
"""What the steps behind read: when it changes, they are due again."""

_DAY = 86_400_000_000  # microseconds
_LEVEL = """UPDATE memories SET levelled = 0 WHERE role = '' AND occurred_at
    BETWEEN (SELECT occurred_at - :day FROM memories WHERE seq = :seq)
    AND (SELECT occurred_at + :day FROM memories WHERE seq = :seq)"""
"""Has sleep look again at the day that a memory is taken from."""


def change(
    connection: sqlite3.Connection,
    seq: int,
    values: Mapping[str, object],
    tags: Sequence[str] | None = None,
    auto_tags: Sequence[str] | None = None,
) -> None:
    """Set COLUMNS, and replace the person's tags and those that Ebb found unless None; what was made from it is due."""
    affected = index.neighbourhood(connection, [seq])
    index.unindex(connection, affected)
    if "text" in values:
        (before,) = connection.execute("SELECT text FROM memories WHERE seq = ?", (seq,)).fetchone()
        wiki.reread(connection, seq, before, str(values["text"]))
    if "occurred_at" in values:
        connection.execute(_LEVEL, {"seq": seq, "day": _DAY})
    for column in COLUMNS:
        if column in values:
            connection.execute(f"UPDATE memories SET {column} = ? WHERE seq = ?", (values[column], seq))
    if EMBEDDED & values.keys():
        connection.execute("UPDATE memories SET version = version + 1, embedded_by = NULL WHERE seq = ?", (seq,))
        vectors.remove(connection, [seq])
    if READ & values.keys():
        connection.execute(
            "UPDATE memories SET described = 0, linked = 0, reconciled = 0 WHERE seq = ? AND role = ''", (seq,)
        )
    if "title" in values:
        _keep_title(connection, [seq])
        wiki.answer(connection, [seq])
    for names, actor in ((tags, "person"), (auto_tags, "ebb")):
        if names is not None:
            connection.execute(
                "DELETE FROM memory_tags WHERE seq = ? AND (actor = 'person') = ?", (seq, actor == "person")
            )
            _add_tags(connection, [(seq, tag) for tag in names], actor)
    index.index(connection, affected)


def set_status(connection: sqlite3.Connection, seqs: Sequence[int], status: str) -> None:
    """Make memories active, superseded or forgotten; a forgotten one leaves index and vectors, its text stays."""
    affected = index.neighbourhood(connection, seqs)
    index.unindex(connection, affected)
    if status == "forgotten":
        vectors.remove(connection, seqs)
    connection.executemany(
        "UPDATE memories SET status = ?, embedded_by = iif(? = 'forgotten', NULL, embedded_by) WHERE seq = ?",
        [(status, status, seq) for seq in seqs],
    )
    if status == "active":
        wiki.answer(connection, seqs)
    index.index(connection, affected)


def erase(connection: sqlite3.Connection, seqs: Sequence[int]) -> None:
    """Remove memories and all that was derived from them; `secure_delete` overwrites their pages."""
    gone = set(seqs)
    affected = index.neighbourhood(connection, gone)
    index.unindex(connection, affected)
    vectors.remove(connection, gone)
    connection.executemany("DELETE FROM memories WHERE seq = ?", [(seq,) for seq in gone])
    for table, column in (("sources", "source_id"), ("threads", "thread_id")):
        connection.execute(f"DELETE FROM {table} WHERE id NOT IN (SELECT {column} FROM memories WHERE {column} > 0)")
    for table, joined in (("tags", "memory_tags"), ("entities", "memory_entities")):
        column = "tag_id" if table == "tags" else "entity_id"
        connection.execute(f"DELETE FROM {table} WHERE id NOT IN (SELECT {column} FROM {joined})")
    index.index(connection, [seq for seq in affected if seq not in gone])


def scrub(connection: sqlite3.Connection) -> None:
    """Rewrite the file after an erasure so that no trace stays in index, free pages or log; outside a transaction."""
    connection.execute("INSERT INTO memory_index (memory_index) VALUES ('optimize')")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()  # the rewritten file goes through the log
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def set_pinned(connection: sqlite3.Connection, seq: int, pinned: bool) -> None:
    """Pin or unpin one memory."""
    connection.execute("UPDATE memories SET pinned = ? WHERE seq = ?", (int(pinned), seq))


def tag_counts(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """Every tag in use with its number of memories, most used first."""
    rows = connection.execute(
        """SELECT t.name, count(*) FROM memory_tags mt JOIN tags t ON t.id = mt.tag_id JOIN memories m ON m.seq = mt.seq
            WHERE m.status <> 'forgotten' GROUP BY t.id ORDER BY count(*) DESC, t.name"""
    )
    return [(name, count) for name, count in rows]


def apps(connection: sqlite3.Connection) -> list[str]:
    """Every program that memories came from, in order of its name."""
    rows = connection.execute("SELECT DISTINCT app COLLATE NOCASE FROM sources WHERE app <> '' ORDER BY 1")
    return [app for (app,) in rows]


def authors(connection: sqlite3.Connection) -> dict[str, int]:
    """Every author's name with its entity number."""
    rows = connection.execute(
        """SELECT name, id FROM entities WHERE kind = 'person'
            AND EXISTS (SELECT 1 FROM memory_entities e WHERE e.entity_id = entities.id AND role = 'author')"""
    )
    return dict(rows.fetchall())


def _known(connection: sqlite3.Connection, fingerprints: Sequence[bytes]) -> dict[bytes, Stored]:
    known: dict[bytes, Stored] = {}
    for start in range(0, len(fingerprints), 500):
        part = fingerprints[start : start + 500]
        marks = ", ".join("?" * len(part))
        for key, id, seq in connection.execute(
            f"SELECT fingerprint, id, seq FROM memories WHERE fingerprint IN ({marks})", part
        ):
            known[key] = Stored(id, seq, False)
    return known


def replace_source(connection: sqlite3.Connection, seq: int, source: Source) -> None:
    """Say anew where a memory came from; what it was said to come from before goes if no other did."""
    number = _source_id(connection, source, {})
    connection.execute("UPDATE memories SET source_id = ? WHERE seq = ?", (number, seq))
    connection.execute("DELETE FROM sources WHERE id NOT IN (SELECT source_id FROM memories WHERE source_id > 0)")


def _source_id(connection: sqlite3.Connection, source: Source, seen: dict[tuple[str, ...], int]) -> int:
    values = (source.author or "", source.app or "", source.title or "", source.file or "")
    if values not in seen:
        connection.execute("INSERT OR IGNORE INTO sources (author, app, title, file) VALUES (?, ?, ?, ?)", values)
        found = connection.execute(
            "SELECT id FROM sources WHERE author = ? AND app = ? AND title = ? AND file = ?", values
        )
        seen[values] = int(found.fetchone()[0])
    return seen[values]


def _thread_id(connection: sqlite3.Connection, thread: str | None, seen: dict[str, int]) -> int | None:
    if not thread:
        return None
    if thread not in seen:
        connection.execute("INSERT OR IGNORE INTO threads (name) VALUES (?)", (thread,))
        found = connection.execute("SELECT id FROM threads WHERE name = ?", (thread,))
        seen[thread] = int(found.fetchone()[0])
    return seen[thread]


def _keep_title(connection: sqlite3.Connection, seqs: Sequence[int]) -> None:
    """Note the titles that memories bear now, by which links may name them ever after."""
    connection.executemany(
        "INSERT OR IGNORE INTO titles (title, seq) SELECT title, seq FROM memories WHERE seq = ? AND title <> ''",
        [(seq,) for seq in seqs],
    )


def _add_tags(connection: sqlite3.Connection, tags: Sequence[tuple[int, str]], actor: str = "person") -> None:
    """Add (number, tag) pairs; the caller keeps the index in step. A person's own stay theirs."""
    connection.executemany("INSERT OR IGNORE INTO tags (name) VALUES (?)", dict.fromkeys((tag,) for _, tag in tags))
    connection.executemany(
        "INSERT OR IGNORE INTO memory_tags (seq, tag_id, actor) SELECT ?, id, ? FROM tags WHERE name = ?",
        [(seq, actor, name) for seq, name in tags],
    )


def _add_authors(connection: sqlite3.Connection, authors: Sequence[tuple[int, str]]) -> None:
    """Add (number, name) pairs."""
    connection.executemany(
        "INSERT OR IGNORE INTO entities (name, kind) VALUES (?, 'person')",
        dict.fromkeys((name,) for _, name in authors),
    )
    connection.executemany(
        """INSERT OR IGNORE INTO memory_entities (seq, entity_id, role)
            SELECT ?, id, 'author' FROM entities WHERE name = ? AND kind = 'person'""",
        authors,
    )
