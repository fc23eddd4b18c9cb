"""Memories that come back with all that they were: their id, times, figures, tags by whom, and links."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from core.store import index, links, memories
from core.store.links import MENTIONS
from core.store.memories import Draft
from core.store.wiki import BY_HAND
from core.text.wiki import called

_PART = 500


@dataclass(frozen=True, slots=True)
class Adopted:
    """A memory as it was: the draft with the person's own tags, and what time and Ebb made of it, in microseconds.

    `keywords` is JSON. The steps are as the columns of the same names hold them; while links have still to come back,
    `linked` is stored as -1 - `linked`, which no step behind touches. `key` and `basis` say what a derived memory is
    about and was made from; empty for any other. `decided` says that what became of it is not looked into again, where
    its revisions, which would say so, do not come back.
    """

    draft: Draft
    found_tags: tuple[str, ...] = ()
    context: str = ""
    keywords: str = "[]"
    last_recalled_at: int | None = None
    recall_count: int = 0
    pinned: bool = False
    let_go: bool = False
    superseded: bool = False
    valid_from: int | None = None
    valid_until: int | None = None
    known_until: int | None = None
    role: str = ""
    described: int = 0
    linked: int = 1
    reconciled: int = 0
    levelled: int = 0
    key: str = ""
    basis: bytes = b""
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Bond:
    """A link from one memory to another, by their ids; `at` in microseconds."""

    source: str
    target: str
    kind: str
    weight: float
    why: str
    at: int
    actor: str


def known(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, int]:
    """The numbers of those of these ids that there are, forgotten ones too."""
    found: dict[str, int] = {}
    wanted = list(dict.fromkeys(ids))
    for start in range(0, len(wanted), _PART):
        part = wanted[start : start + _PART]
        found.update(connection.execute(f"SELECT id, seq FROM memories WHERE id IN ({_marks(part)})", part).fetchall())
    return found


def adopt(connection: sqlite3.Connection, wanted: Sequence[Adopted]) -> dict[str, int]:
    """Store memories as they were, in order; returns the numbers of the new ones by id. Ids that are known are left,
    and so is what is derived, such as the digest of a day, where there is one already.

    They come without links: `bind` and `settle` give these back. What says the same as another memory keeps its own id.
    """
    there = known(connection, (one.draft.id for one in wanted))
    made = {one.key for one in wanted if one.key and _is_made(connection, one.key)}
    fresh = {one.draft.id: one for one in wanted if one.draft.id not in there and one.key not in made}
    if not fresh:
        return {}
    drafts = _told_apart(connection, [one.draft for one in fresh.values()])
    numbers = {stored.id: stored.seq for stored in memories.insert(connection, drafts)}
    seqs = list(numbers.values())
    for table, column in (("links", "source"), ("wiki_links", "seq")):
        connection.executemany(f"DELETE FROM {table} WHERE {column} = ?", [(seq,) for seq in seqs])
    connection.executemany(_SETTLE, [_values(one, numbers[id]) for id, one in fresh.items()])
    _tag(connection, [(numbers[id], tag) for id, one in fresh.items() for tag in one.found_tags])
    connection.executemany(
        "INSERT OR IGNORE INTO derivations (seq, key, basis) VALUES (?, ?, ?)",
        [(numbers[id], one.key, one.basis) for id, one in fresh.items() if one.key],
    )
    connection.executemany(_DECIDED, [(numbers[id],) for id, one in fresh.items() if one.decided])
    return numbers


_DECIDED = """INSERT INTO revisions (seq, at, actor, why, before, after)
    SELECT seq, coalesce(known_until, created_at), 'person', 'superseded before it came back',
        '{"status": "active"}', '{"status": "superseded"}' FROM memories WHERE seq = ?"""


def _is_made(connection: sqlite3.Connection, key: str) -> bool:
    return connection.execute("SELECT 1 FROM derivations WHERE key = ?", (key,)).fetchone() is not None


_SETTLE = """UPDATE memories SET context = ?, keywords = ?, last_recalled_at = coalesce(?, last_recalled_at),
    recall_count = ?, pinned = ?, let_go = ?, status = ?, valid_from = ?, valid_until = ?, known_until = ?, role = ?,
    described = ?, linked = ?, reconciled = ?, levelled = ? WHERE seq = ?"""


def _values(one: Adopted, seq: int) -> tuple[object, ...]:
    return (
        one.context, one.keywords, one.last_recalled_at, one.recall_count, one.pinned, one.let_go,
        "superseded" if one.superseded else "active", one.valid_from, one.valid_until, one.known_until, one.role,
        one.described, -1 - one.linked, one.reconciled, one.levelled, seq,
    )  # fmt: skip


def with_addresses(connection: sqlite3.Connection, app: str, addresses: Iterable[str]) -> dict[str, int]:
    """The numbers of the memories of a program by their addresses, forgotten ones left out; looks at all of that."""
    rows = connection.execute(
        """SELECT m.uri, m.seq FROM memories m JOIN sources s ON s.id = m.source_id
            WHERE s.app = ? AND m.status <> 'forgotten'""",
        (app,),
    )
    wanted = set(addresses)
    return {uri: seq for uri, seq in rows if uri in wanted} if wanted else {}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person may have changed of a memory; `tags` are the person's own, times in microseconds."""

    seq: int
    title: str
    text: str
    tags: tuple[str, ...]
    pinned: bool
    status: str
    changed_at: int
    occurred_at: int


def standing(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Standing]:
    """How those of these memories stand that there are, by id, forgotten ones too."""
    found: dict[str, Standing] = {}
    wanted = list(dict.fromkeys(ids))
    for start in range(0, len(wanted), _PART):
        part = wanted[start : start + _PART]
        for id, seq, title, text, tags, pinned, status, at, occurred in connection.execute(
            f"""SELECT id, seq, title, text, (SELECT json_group_array(t.name) FROM memory_tags mt
                JOIN tags t ON t.id = mt.tag_id WHERE mt.seq = m.seq AND mt.actor = 'person'), pinned, status,
                coalesce((SELECT max(r.at) FROM revisions r WHERE r.seq = m.seq AND r.actor = 'person'), created_at),
                occurred_at FROM memories m WHERE id IN ({_marks(part)})""",
            part,
        ):
            found[id] = Standing(seq, title, text, tuple(sorted(json.loads(tags))), bool(pinned), status, at, occurred)
    return found


def _told_apart(connection: sqlite3.Connection, drafts: list[Draft]) -> list[Draft]:
    """The drafts, those salted with their id that say the same as a memory with another id."""
    taken = _taken(connection, [draft.fingerprint for draft in drafts])
    apart: list[Draft] = []
    for draft in drafts:
        key = draft.fingerprint
        if key in taken:
            key = sha256(key + draft.id.encode()).digest()
        taken.add(key)
        apart.append(replace(draft, fingerprint=key))
    return apart


def _taken(connection: sqlite3.Connection, fingerprints: Sequence[bytes]) -> set[bytes]:
    taken: set[bytes] = set()
    for start in range(0, len(fingerprints), _PART):
        part = fingerprints[start : start + _PART]
        rows = connection.execute(f"SELECT fingerprint FROM memories WHERE fingerprint IN ({_marks(part)})", part)
        taken.update(key for (key,) in rows)
    return taken


def _tag(connection: sqlite3.Connection, tags: Sequence[tuple[int, str]]) -> None:
    """Add the tags that Ebb had found, by number; those that are the person's too stay theirs."""
    seqs = dict.fromkeys(seq for seq, _ in tags)
    index.unindex(connection, seqs)
    connection.executemany("INSERT OR IGNORE INTO tags (name) VALUES (?)", dict.fromkeys((tag,) for _, tag in tags))
    connection.executemany(
        "INSERT OR IGNORE INTO memory_tags (seq, tag_id, actor) SELECT ?, id, 'ebb' FROM tags WHERE name = ?", tags
    )
    index.index(connection, seqs)


def bind(connection: sqlite3.Connection, bonds: Iterable[Bond]) -> int:
    """Give memories their links back; returns how many are new. None to a memory that is not there."""
    before = connection.total_changes
    connection.executemany(
        """INSERT OR IGNORE INTO links (source, target, kind, weight, why, created_at, actor)
            SELECT a.seq, b.seq, ?, ?, ?, ?, ? FROM memories a JOIN memories b ON b.id = ?
            WHERE a.id = ? AND a.seq <> b.seq""",
        [(one.kind, one.weight, one.why, one.at, one.actor, one.target, one.source) for one in bonds],
    )
    return connection.total_changes - before


def bonds(connection: sqlite3.Connection, seq: int) -> dict[tuple[str, str], tuple[str, str]]:
    """A memory's own links to what is not forgotten: (id, kind) to why and who made it."""
    rows = connection.execute(
        """SELECT m.id, l.kind, l.why, l.actor FROM links l JOIN memories m ON m.seq = l.target
            WHERE l.source = ? AND m.status <> 'forgotten'""",
        (seq,),
    )
    return {(id, kind): (why, actor) for id, kind, why, actor in rows}


def unbind(connection: sqlite3.Connection, source: str, target: str, kind: str, at: int) -> None:
    """Take one link away, as the person wants; one that Ebb found is not found again."""
    numbers = known(connection, (source, target))
    a, b = numbers[source], numbers[target]
    found = connection.execute(
        "SELECT actor FROM links WHERE source = ? AND target = ? AND kind = ?", (a, b, kind)
    ).fetchone()
    if found and found[0] != "person":
        links.decline(connection, a, b, at)
    connection.execute("DELETE FROM links WHERE source = ? AND target = ? AND kind = ?", (a, b, kind))


def settle(connection: sqlite3.Connection, seqs: Iterable[int]) -> None:
    """Say that memories have their links back, and which of them their typed names mean."""
    for seq in seqs:
        row = connection.execute(f"SELECT text FROM memories WHERE seq = ? AND {BY_HAND}", (seq,)).fetchone()
        for name in called(row[0]) if row else ():
            connection.execute(_NAME, {"seq": seq, "name": name, "why": f"mentions [[{name}]]"})
        connection.execute("UPDATE memories SET linked = -1 - linked WHERE seq = ? AND linked < 0", (seq,))


_NAME = f"""INSERT OR IGNORE INTO wiki_links (seq, title, target) VALUES (:seq, :name,
    (SELECT target FROM links WHERE source = :seq AND kind = '{MENTIONS}' AND why = :why LIMIT 1))"""


def unsettled(connection: sqlite3.Connection, after: int, limit: int) -> list[tuple[str, int]]:
    """(id, number) of memories whose links have still to come back, by number, from the one after `after` on."""
    rows = connection.execute(
        "SELECT id, seq FROM memories WHERE seq > ? AND linked < 0 ORDER BY seq LIMIT ?", (after, limit)
    )
    return rows.fetchall()


def keywords(words: Iterable[str]) -> str:
    """Keywords as they are stored."""
    return json.dumps(list(words), ensure_ascii=False)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
