"""Everything that is kept, as records of plain values in which ids stand for numbers: out page by page, and in again.

A record is a dict; its type is one of TYPES. What follows from the texts alone (index, vectors, statements)
is left out and made again; so are pictures, whose place is a backup. Times are in microseconds here.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]
PAGE = 500
"""Memories, or other rows, that are read in one transaction."""


@dataclass(frozen=True, slots=True)
class Type:
    """One type of record: its query yields `columns` of the rows whose number lies in (?, ?]; `inserts` take them back.

    `times` are its columns in microseconds, `texts` those that hold JSON. `ids` are the memories that it speaks of:
    with any of them missing, it is left out. `numbered` names the table whose numbers the query goes by, "" for a query
    that gives all at once.
    """

    name: str
    columns: tuple[str, ...]
    query: str
    inserts: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    times: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    numbered: str = "memories"


MEMORY = Type(
    "memory",
    ("id", "kind", "title", "text", "context", "keywords", "tags", "created_at", "occurred_at", "app", "source_title",
     "uri", "file", "thread", "author", "trust", "stability_days", "difficulty", "importance", "last_recalled_at",
     "recall_count", "pinned", "let_go", "status", "valid_from", "valid_until", "known_until", "role", "described",
     "linked", "levelled", "fingerprint", "key", "basis", "changed_at"),
    """SELECT m.id, m.kind, m.title, m.text, m.context, m.keywords,
        (SELECT json_group_array(json_array(name, actor)) FROM (SELECT t.name, mt.actor FROM memory_tags mt
            JOIN tags t ON t.id = mt.tag_id WHERE mt.seq = m.seq ORDER BY t.name)),
        m.created_at, m.occurred_at, s.app, s.title, m.uri, s.file, h.name, s.author,
        m.trust, m.stability, m.difficulty, m.importance, m.last_recalled_at, m.recall_count, m.pinned, m.let_go,
        m.status, m.valid_from, m.valid_until, m.known_until, m.role, m.described, m.linked, m.levelled,
        hex(m.fingerprint), d.key, hex(d.basis), coalesce((SELECT max(r.at) FROM revisions r
            WHERE r.seq = m.seq AND r.actor = 'person'), m.created_at)
        FROM memories m JOIN sources s ON s.id = m.source_id LEFT JOIN threads h ON h.id = m.thread_id
        LEFT JOIN derivations d ON d.seq = m.seq
        WHERE m.seq > ? AND m.seq <= ? AND m.status <> 'forgotten' ORDER BY m.seq""",
    (),
    ("id",),
    frozenset(("created_at", "occurred_at", "last_recalled_at", "valid_from", "valid_until", "known_until",
               "changed_at")),
    frozenset(("keywords", "tags")),
)  # fmt: skip
"""A memory itself; it is not inserted but adopted. `tags` are pairs of a name and who gave it, `changed_at` is when the
person changed it last."""

_OF = "memories m CROSS JOIN {0} ON {1}.seq = m.seq"  # the pages go by the memories' numbers, whatever SQLite thinks
_PAGE = "WHERE m.seq > ? AND m.seq <= ? AND m.status <> 'forgotten'"

RUN = Type(
    "run",
    ("name", "kind", "at", "ended_at", "state", "counts"),
    "SELECT name, kind, at, ended_at, state, counts FROM runs WHERE id > ? AND id <= ? ORDER BY id",
    (
        """INSERT OR IGNORE INTO runs (name, kind, at, ended_at, state, counts)
        VALUES (:name, :kind, :at, :ended_at, :state, :counts)""",
    ),
    times=frozenset(("at", "ended_at")),
    texts=frozenset(("counts",)),
    numbered="runs",
)
TITLE = Type(
    "former title",
    ("memory", "title"),
    """SELECT m.id, t.title FROM titles t JOIN memories m ON m.seq = t.seq AND m.status <> 'forgotten'
        WHERE ? = 0 AND ? AND t.title <> m.title ORDER BY m.seq, t.title""",
    ("INSERT OR IGNORE INTO titles (title, seq) SELECT :title, seq FROM memories WHERE id = :memory",),
    ("memory",),
    numbered="",
)
REVISION = Type(
    "revision",
    ("memory", "at", "actor", "why", "before", "after", "run", "cause"),
    f"""SELECT m.id, r.at, r.actor, r.why, r.before, r.after, runs.name, c.id FROM {_OF.format("revisions r", "r")}
        LEFT JOIN runs ON runs.id = r.run_id LEFT JOIN memories c ON c.seq = r.cause
        {_PAGE} ORDER BY m.seq, r.id""",
    (
        """INSERT INTO revisions (seq, at, actor, why, before, after, run_id, cause)
        SELECT seq, :at, :actor, :why, :before, :after, (SELECT id FROM runs WHERE name = :run),
            (SELECT seq FROM memories WHERE id = :cause) FROM memories m WHERE id = :memory
        AND NOT EXISTS (SELECT 1 FROM revisions r WHERE r.seq = m.seq AND r.at = :at AND r.actor = :actor
            AND r.before = :before AND r.after = :after)""",
    ),
    ("memory",),
    frozenset(("at",)),
    frozenset(("before", "after")),
)
RECALL = Type(
    "recall",
    ("memory", "at", "event", "retention", "stability", "difficulty"),
    f"""SELECT m.id, r.at, r.event, r.retention, r.stability, r.difficulty FROM {_OF.format("recalls r", "r")}
        {_PAGE} ORDER BY m.seq, r.id""",
    (
        """INSERT INTO recalls (seq, at, event, retention, stability, difficulty)
        SELECT seq, :at, :event, :retention, :stability, :difficulty FROM memories m WHERE id = :memory
        AND linked < 0 AND NOT EXISTS (SELECT 1 FROM recalls r
            WHERE r.seq = m.seq AND r.at = :at AND r.event = :event)""",
    ),
    ("memory",),
    frozenset(("at",)),
)
TIME = Type(
    "time",
    ("memory", "start", "end", "from", "until"),
    f"""SELECT m.id, t."start", t."end", t.from_at, t.until_at FROM {_OF.format("times t", "t")}
        {_PAGE} ORDER BY m.seq, t."start", t."end" """,
    (
        """INSERT OR IGNORE INTO times (seq, "start", "end", from_at, until_at)
        SELECT seq, :start, :end, :from, :until FROM memories WHERE id = :memory AND linked < 0""",
    ),
    ("memory",),
    frozenset(("from", "until")),
)
MENTION = Type(
    "mention",
    ("memory", "entity", "kind", "role"),
    f"""SELECT m.id, e.name, e.kind, me.role FROM {_OF.format("memory_entities me", "me")}
        JOIN entities e ON e.id = me.entity_id {_PAGE} ORDER BY m.seq, e.id, me.role""",
    (
        """INSERT OR IGNORE INTO entities (name, kind) SELECT :entity, :kind FROM memories
            WHERE id = :memory AND linked < 0""",
        """INSERT OR IGNORE INTO memory_entities (seq, entity_id, role)
            SELECT m.seq, e.id, :role FROM memories m, entities e
            WHERE m.id = :memory AND m.linked < 0 AND e.name = :entity AND e.kind = :kind""",
    ),
    ("memory",),
)
ALIAS = Type(
    "alias",
    ("alias", "alias_kind", "entity", "kind", "why", "at", "actor", "state"),
    """SELECT a.name, a.kind, e.name, e.kind, p.why, p.at, p.actor, p.state FROM entity_aliases p
        JOIN entities a ON a.id = p.alias JOIN entities e ON e.id = p.entity WHERE a.id > ? AND a.id <= ?
        ORDER BY a.id, e.id""",
    (
        """INSERT OR IGNORE INTO entity_aliases (alias, entity, why, at, actor, state)
            SELECT a.id, e.id, :why, :at, :actor, :state FROM entities a, entities e
            WHERE a.name = :alias AND a.kind = :alias_kind AND e.name = :entity AND e.kind = :kind""",
        """UPDATE entities SET same_as = (SELECT p.entity FROM entity_aliases p JOIN entities e ON e.id = p.entity
            WHERE p.alias = entities.id AND p.state = 'made' AND e.name = :entity AND e.kind = :kind)
            WHERE name = :alias AND kind = :alias_kind AND same_as IS NULL""",
    ),
    times=frozenset(("at",)),
    numbered="entities",
)
LINK = Type(
    "link",
    ("source", "target", "kind", "weight", "why", "created_at", "actor", "run"),
    """SELECT a.id, b.id, l.kind, l.weight, l.why, l.created_at, l.actor, runs.name FROM links l
        JOIN memories a ON a.seq = l.source AND a.status <> 'forgotten'
        JOIN memories b ON b.seq = l.target AND b.status <> 'forgotten' LEFT JOIN runs ON runs.id = l.run_id
        WHERE l.source > ? AND l.source <= ? ORDER BY l.source, l.target, l.kind""",
    (
        """INSERT OR IGNORE INTO links (source, target, kind, weight, why, created_at, actor, run_id)
        SELECT a.seq, b.seq, :kind, :weight, :why, :created_at, :actor, (SELECT id FROM runs WHERE name = :run)
        FROM memories a, memories b WHERE a.id = :source AND b.id = :target AND a.seq <> b.seq
        AND (:actor = 'person' OR a.linked < 0 OR b.linked < 0)
        AND NOT EXISTS (SELECT 1 FROM proposals p WHERE p.kind = 'link' AND p.state = 'declined'
            AND p.a = min(a.seq, b.seq) AND p.b = max(a.seq, b.seq))""",
    ),
    ("source", "target"),
    frozenset(("created_at",)),
)
NAME = Type(
    "name",
    ("memory", "name", "target"),
    f"""SELECT m.id, w.title, t.id FROM {_OF.format("wiki_links w", "w")}
        LEFT JOIN memories t ON t.seq = w.target AND t.status <> 'forgotten'
        {_PAGE} ORDER BY m.seq, w.title""",
    (
        """INSERT OR IGNORE INTO wiki_links (seq, title, target)
        SELECT seq, :name, (SELECT seq FROM memories WHERE id = :target) FROM memories
        WHERE id = :memory AND linked < 0""",
    ),
    ("memory", "target"),
)
SPAN = Type(
    "span",
    ("memory", "source", "start", "end"),
    f"""SELECT m.id, o.id, s."start", s."end" FROM {_OF.format("spans s", "s")}
        JOIN memories o ON o.seq = s.source AND o.status <> 'forgotten'
        {_PAGE} ORDER BY m.seq, o.seq, s."start" """,
    (
        """INSERT OR IGNORE INTO spans (seq, source, "start", "end") SELECT m.seq, o.seq, :start, :end
        FROM memories m, memories o WHERE m.id = :memory AND m.linked < 0 AND o.id = :source""",
    ),
    ("memory", "source"),
)
PROPOSAL = Type(
    "proposal",
    ("kind", "a", "b", "why", "score", "at", "state", "decided_at", "note"),
    """SELECT p.kind, a.id, b.id, p.why, p.score, p.at, p.state, p.decided_at, p.note FROM proposals p
        JOIN memories a ON a.seq = p.a AND a.status <> 'forgotten'
        JOIN memories b ON b.seq = p.b AND b.status <> 'forgotten' WHERE p.id > ? AND p.id <= ? ORDER BY p.id""",
    (
        """INSERT OR IGNORE INTO proposals (kind, a, b, why, score, at, state, decided_at, note)
        SELECT :kind, iif(:kind = 'link', min(a.seq, b.seq), a.seq), iif(:kind = 'link', max(a.seq, b.seq), b.seq),
        :why, :score, :at, :state, :decided_at, :note FROM memories a, memories b WHERE a.id = :a AND b.id = :b""",
    ),
    ("a", "b"),
    frozenset(("at", "decided_at")),
    numbered="proposals",
)
TALK = Type("talk", ("name",), "SELECT name FROM talks WHERE id > ? AND id <= ? ORDER BY id", numbered="talks")
"""A conversation; `talk_records` reads and writes the whole of it."""

TYPES = (
    RUN, MEMORY, TITLE, REVISION, RECALL, TIME, MENTION, ALIAS, LINK, NAME, SPAN, PROPOSAL, TALK
)  # fmt: skip
"""In the order in which they go out, so that each finds what it speaks of when it comes in."""


def last(connection: sqlite3.Connection, type: Type) -> int:
    """The highest number of the rows that a type's query goes by; 0 if there are none, 1 for one page."""
    if not type.numbered:
        return 1
    column = "seq" if type.numbered == "memories" else "id"
    return int(connection.execute(f"SELECT coalesce(max({column}), 0) FROM {type.numbered}").fetchone()[0])


def read(connection: sqlite3.Connection, type: Type, after: int) -> list[Record]:
    """The records of the PAGE numbers after this one."""
    rows = connection.execute(type.query, (after, after + PAGE))
    return [_record(type, values) for values in rows]


def _record(type: Type, values: Sequence[Any]) -> Record:
    found = dict(zip(type.columns, values, strict=True))
    for column in type.texts:
        found[column] = json.loads(found[column])
    return found


def write(connection: sqlite3.Connection, type: Type, records: Iterable[Record]) -> int:
    """Take records of one type in; returns how many were new. What is there, or speaks of what is not, is left out."""
    before = connection.total_changes
    rows = [{**one, **{column: json.dumps(one[column]) for column in type.texts}} for one in records]
    for statement in type.inserts:
        connection.executemany(statement, rows)
    return connection.total_changes - before
