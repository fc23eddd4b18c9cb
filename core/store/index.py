"""The full-text index: kept in step with the memories around every change, and asked for bm25 candidates."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.memory import Link
from core.store.filters import Filters
from core.store.schema import INDEX_COLUMNS

_COLUMNS = ", ".join(INDEX_COLUMNS)
_REMOVE = f"INSERT INTO memory_index (memory_index, rowid, {_COLUMNS}) SELECT 'delete', seq, {_COLUMNS} FROM indexed"
_INSERT = f"INSERT INTO memory_index (rowid, {_COLUMNS}) SELECT seq, {_COLUMNS} FROM indexed"

# A turn and, with falling weights, the two before and after it in its thread, then title and tags. The first five are
# the recipe measured best on LoCoMo (recall@10 .632 -> .767); title and tags weigh like a word said twice.
WEIGHTS = (0.3, 0.5, 1.0, 0.3, 0.2, 2.0, 2.0)
RANK = f"bm25({', '.join(map(str, WEIGHTS))})"
SECURE_DELETE = (3, 42)
"""The first SQLite whose FTS5 can overwrite deleted entries (sqlite.org/fts5.html, "secure-delete")."""
PLAIN_FORMAT = 4
"""FTS5's file format without such deletions, the only one that an older SQLite reads."""
OWN_COLUMNS = "{text title tags}"
"""What a memory holds itself, not as context."""


@dataclass(frozen=True, slots=True)
class LexicalMatch:
    """A memory that holds some of the words, or stands beside one that does; a higher `score` is better."""

    seq: int
    score: float


def neighbourhood(connection: sqlite3.Connection, seqs: Iterable[int]) -> list[int]:
    """The given memories and those whose index entry quotes them: up to two before and after in their thread."""
    found: set[int] = set()
    for seq in seqs:
        found.add(seq)
        for side, order in (("<", "DESC"), (">", "ASC")):
            rows = connection.execute(
                f"""SELECT n.seq FROM memories m JOIN memories n ON n.thread_id = m.thread_id AND n.seq {side} m.seq
                    AND n.status <> 'forgotten' WHERE m.seq = ? ORDER BY n.seq {order} LIMIT 2""",
                (seq,),
            )
            found.update(row[0] for row in rows)
    return sorted(found)


def thread_tail(connection: sqlite3.Connection, thread_id: int) -> list[int]:
    """The last two memories of a thread: those that a new turn changes the context of."""
    rows = connection.execute(
        "SELECT seq FROM memories WHERE thread_id = ? AND status <> 'forgotten' ORDER BY seq DESC LIMIT 2", (thread_id,)
    )
    return [row[0] for row in rows]


def unindex(connection: sqlite3.Connection, seqs: Iterable[int]) -> None:
    """Take entries out; call before the memories change, as the index needs the words it was given."""
    connection.executemany(f"{_REMOVE} WHERE seq = ?", [(seq,) for seq in seqs])


def index(connection: sqlite3.Connection, seqs: Iterable[int]) -> None:
    """Put entries in, as the memories stand now; forgotten ones are passed over."""
    connection.executemany(f"{_INSERT} WHERE seq = ?", [(seq,) for seq in seqs])


def index_range(connection: sqlite3.Connection, first: int, last: int) -> None:
    """Put in all entries with first <= seq <= last, in one statement."""
    connection.execute(f"{_INSERT} WHERE seq BETWEEN ? AND ?", (first, last))


def delete_securely(connection: sqlite3.Connection) -> None:
    """Have the index overwrite what is deleted from it, where SQLite can; elsewhere `memories.scrub` rewrites it.

    An older SQLite refuses such an index once something was deleted, until `rebuild`.
    """
    chosen = "SELECT 1 FROM memory_index_config WHERE k = 'secure-delete'"
    if sqlite3.sqlite_version_info >= SECURE_DELETE and not connection.execute(chosen).fetchone():
        connection.execute("INSERT INTO memory_index (memory_index, rank) VALUES ('secure-delete', 1)")


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the whole index anew from the memories, also one whose format a newer SQLite has raised."""
    if sqlite3.sqlite_version_info < SECURE_DELETE:
        connection.execute("UPDATE memory_index_config SET v = ? WHERE k = 'version'", (PLAIN_FORMAT,))
    connection.execute("INSERT INTO memory_index (memory_index) VALUES ('rebuild')")


def verify(connection: sqlite3.Connection) -> None:
    """Compare the index with the memories word by word; raises sqlite3.DatabaseError where they differ."""
    connection.execute("INSERT INTO memory_index (memory_index, rank) VALUES ('integrity-check', 1)")


def quoted(words: Sequence[str], joint: str = "OR") -> str:
    """An FTS5 query in which each word is a quoted string, so that nothing in it can be syntax or an end."""
    return f" {joint} ".join('"' + word.replace('"', '""').replace("\0", " ") + '"' for word in words)


WIDE = 2000
"""Memories that a beginning may lead to before they are no longer ranked: at 100,000 that takes 70 to 400 ms."""
MANY = 20_000
"""Memories from which on one or two letters are no beginning: to collect what begins so takes up to 100 ms."""


def matches(
    connection: sqlite3.Connection, words: Sequence[str], filters: Filters, limit: int, *, prefix: bool = False
) -> list[LexicalMatch]:
    """The best `limit` memories for any of the words, best first; `prefix` takes the last word as a beginning.

    Where very many words begin so, it counts as a word, and alone it brings in the newest that hold such a word.
    """
    if not words:
        return []
    if not prefix or not begins(connection, words[-1]):
        return _ranked(connection, quoted(words), filters, limit)
    beginning = quoted(words[-1:]) + "*"
    if len(_newest(connection, beginning, Filters(), WIDE)) < WIDE:
        return _ranked(connection, quoted(words) + "*", filters, limit)
    if len(words) > 1:
        return _ranked(connection, quoted(words), filters, limit)
    whole = _newest(connection, quoted(words), Filters(), WIDE)
    found = _ranked(connection, quoted(words), filters, limit, since=whole[-1] if len(whole) == WIDE else 0)
    known = {match.seq for match in found}
    more = [seq for seq in _newest(connection, beginning, filters, limit) if seq not in known]
    return [*found, *(LexicalMatch(seq, NEXT_TO_NONE / (1 + place)) for place, seq in enumerate(more))][:limit]


def begins(connection: sqlite3.Connection, word: str) -> bool:
    """Whether an unfinished word is long enough to be looked for as a beginning."""
    return len(word) > 2 or not word.isascii() or size(connection) <= MANY


def titled(connection: sqlite3.Connection, words: Sequence[str], *, prefix: bool = False) -> str:
    """What a title matches, as `Filters.title` takes it, that holds all of the words; `prefix` as in `matches`."""
    beginning = "*" if prefix and begins(connection, words[-1]) else ""
    return f"{{title}} : ({quoted(words, 'AND')}{beginning})"


NEXT_TO_NONE = 1e-7
"""The score of the newest that holds a word that begins so, far below what bm25 gives."""


def _newest(connection: sqlite3.Connection, query: str, filters: Filters, limit: int) -> list[int]:
    """The newest memories that match, newest first."""
    condition, values = filters.check("memory_index.rowid")
    rows = connection.execute(
        f"SELECT rowid FROM memory_index WHERE memory_index MATCH ?{condition} ORDER BY rowid DESC LIMIT ?",
        (query, *values, limit),
    )
    return [row[0] for row in rows]


def _ranked(
    connection: sqlite3.Connection, query: str, filters: Filters, limit: int, *, since: int = 0
) -> list[LexicalMatch]:
    condition, values = filters.check("memory_index.rowid")
    rows = connection.execute(
        f"""SELECT rowid, rank FROM memory_index WHERE memory_index MATCH ? AND rank MATCH '{RANK}'
            AND rowid >= ?{condition} ORDER BY rank LIMIT ?""",
        (query, since, *values, limit),
    )
    return [LexicalMatch(seq, -score) for seq, score in rows]


def document_count(connection: sqlite3.Connection, word: str, cap: int) -> int:
    """How many memories hold the word themselves (not as context), counted up to `cap`."""
    row = connection.execute(
        "SELECT count(*) FROM (SELECT rowid FROM memory_index WHERE memory_index MATCH ? LIMIT ?)",
        (f"{OWN_COLUMNS} : {quoted([word])}", cap),
    ).fetchone()
    return int(row[0])


def size(connection: sqlite3.Connection) -> int:
    """How many memories the index was made for; the highest number given, which is as good for frequencies."""
    return int(connection.execute("SELECT coalesce(max(seq), 0) FROM memories").fetchone()[0])


OPENING = 2000
"""Characters of a memory that `circumstances` gives."""


@dataclass(frozen=True, slots=True)
class Circumstance:
    """What ranking asks of a candidate besides its words."""

    occurred_at: int
    thread_id: int | None
    asks: bool
    by_author: bool
    opening: str


def circumstances(
    connection: sqlite3.Connection, seqs: Sequence[int], authors: Sequence[int]
) -> dict[int, Circumstance]:
    """When a memory occurred (microseconds), its thread, whether it ends in a question mark, if `authors` said it.

    And how its text begins, up to OPENING characters.
    """
    said = connection.execute(
        f"""SELECT seq FROM memory_entities WHERE seq IN ({_marks(seqs)}) AND entity_id IN ({_marks(authors)})
            AND role = 'author'""",
        (*seqs, *authors),
    )
    spoken = {row[0] for row in said} if authors else set()
    rows = connection.execute(
        f"""SELECT seq, occurred_at, thread_id, rtrim(substr(text, -8)) LIKE '%?', substr(text, 1, {OPENING})
            FROM memories WHERE seq IN ({_marks(seqs)})""",
        seqs,
    )
    return {
        seq: Circumstance(occurred, thread, bool(asks), seq in spoken, opening)
        for seq, occurred, thread, asks, opening in rows
    }


def asking(connection: sqlite3.Connection, seqs: Sequence[int]) -> set[int]:
    """Which of these memories ask something, anywhere in their text."""
    rows = connection.execute(f"SELECT seq FROM memories WHERE seq IN ({_marks(seqs)}) AND instr(text, '?') > 0", seqs)
    return {row[0] for row in rows}


def within(connection: sqlite3.Connection, filters: Filters, cap: int) -> int:
    """How many memories there are between the filters' `since` and `until`, counted up to `cap`."""
    window = Filters(since=filters.since, until=filters.until)
    clauses, values = window.clauses()
    where = " AND ".join(["m.status <> 'forgotten'", *clauses])
    row = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM memories m WHERE {where} LIMIT ?)", (*values, cap)
    ).fetchone()
    return int(row[0])


def passing(connection: sqlite3.Connection, seqs: Sequence[int], filters: Filters) -> set[int]:
    """Which of these memories are not forgotten and pass the filters."""
    clauses, values = filters.clauses()
    where = " AND ".join([f"m.seq IN ({_marks(seqs)})", "m.status <> 'forgotten'", *clauses])
    return {row[0] for row in connection.execute(f"SELECT m.seq FROM memories m WHERE {where}", (*seqs, *values))}


def linked(connection: sqlite3.Connection, seqs: Sequence[int]) -> dict[int, tuple[Link, ...]]:
    """What `links.of` gives for each of these memories, in one query; those without links are left out."""
    marks = _marks(seqs)
    rows = connection.execute(
        f"""SELECT l.source, m.id, l.kind, l.weight, l.why, 'out' FROM links l JOIN memories m ON m.seq = l.target
            WHERE l.source IN ({marks}) AND m.status <> 'forgotten'
            UNION ALL
            SELECT l.target, m.id, l.kind, l.weight, l.why, 'in' FROM links l JOIN memories m ON m.seq = l.source
            WHERE l.target IN ({marks}) AND m.status <> 'forgotten'""",
        (*seqs, *seqs),
    )
    found: dict[int, list[Link]] = {}
    for seq, *link in rows:
        found.setdefault(seq, []).append(Link(*link))
    return {seq: tuple(sorted(links, key=lambda link: (-link.weight, link.id))) for seq, links in found.items()}


def ids(connection: sqlite3.Connection, seqs: Sequence[int]) -> dict[int, str]:
    """The ids of these memories, by number."""
    return dict(connection.execute(f"SELECT seq, id FROM memories WHERE seq IN ({_marks(seqs)})", seqs).fetchall())


def by_author(connection: sqlite3.Connection, authors: Sequence[int], filters: Filters, limit: int) -> list[int]:
    """The newest memories of these authors that pass the filters."""
    condition, values = filters.condition("e.seq")
    rows = connection.execute(
        f"""SELECT e.seq FROM memory_entities e JOIN memories m ON m.seq = e.seq AND m.status <> 'forgotten'
            WHERE e.role = 'author' AND e.entity_id IN ({_marks(authors)}){condition}
            ORDER BY e.seq DESC LIMIT ?""",
        (*authors, *values, limit),
    )
    return [row[0] for row in rows]


def _marks(values: Sequence[int]) -> str:
    return ", ".join("?" * len(values))
