"""Who and what memories speak of: names, the entities that they mean, and which names mean the same.

Every name in a text is a row; an alias points at the row of its entity and keeps its own memories, so that taking a
merge back loses nothing. A row lives as long as a memory bears it.
"""

import sqlite3
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.store.revisions import PERSON, Author
from core.text.words import words

PEOPLE = "person"
PLACE = "place"
ORGANISATION = "organisation"
NAME = "name"
"""The kinds of entities; NAME is what no cue says more of."""

AUTHOR = "author"
MENTION = "mention"
"""What an entity is to a memory: who said it, or whom or what it names."""

MADE, OPEN, UNDONE, DECLINED = "made", "open", "undone", "declined"
_PART = 500
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Entity:
    """One person, place, organisation or other name; `name` is its fullest form."""

    id: int
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity in a memory, and its role there: AUTHOR or MENTION."""

    entity: Entity
    role: str


@dataclass(frozen=True, slots=True)
class Counted:
    """An entity with the number of memories that bear it and the other names that it goes by."""

    entity: Entity
    memories: int
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A row as it is stored: a name, its folded key, and the row that it is an alias of."""

    id: int
    name: str
    kind: str
    key: str
    same_as: int | None


@dataclass(frozen=True, slots=True)
class Alias:
    """That one name means the same as another; `at` in microseconds, `state` is made, open, undone or declined."""

    alias: Entity
    entity: Entity
    why: str
    at: int
    actor: str
    state: str


def folded(name: str) -> str:
    """What a name is found by: lower case, without diacritics, possessive and signs ("Dr. Müller's": "dr muller")."""
    if not name.isascii():
        name = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    return " ".join(words(name.casefold())) or name.casefold().strip()


# Asking


def of(connection: sqlite3.Connection, seqs: Iterable[int]) -> dict[int, tuple[Mention, ...]]:
    """Whom and what memories name and who said them, aliases resolved; memories with nobody are left out."""
    same = roots(connection)
    known: dict[int, Entity] = {}
    found: dict[int, dict[Mention, None]] = {}
    for part in _parts(seqs):
        rows = connection.execute(
            f"SELECT seq, entity_id, role FROM memory_entities WHERE seq IN ({_marks(part)}) ORDER BY seq, entity_id",
            part,
        ).fetchall()
        missing = {same.get(entity, entity) for _, entity, _ in rows} - known.keys()
        known |= by_id(connection, missing)
        for seq, entity, role in rows:
            found.setdefault(seq, {})[Mention(known[same.get(entity, entity)], role)] = None
    return {seq: tuple(mentions) for seq, mentions in found.items()}


def by_id(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, Entity]:
    """The rows with these numbers, aliases as they stand; missing ones are left out."""
    found: dict[int, Entity] = {}
    for part in _parts(ids):
        rows = connection.execute(f"SELECT id, name, kind FROM entities WHERE id IN ({_marks(part)})", part)
        found |= {id: Entity(id, name, kind) for id, name, kind in rows}
    return found


def named(connection: sqlite3.Connection, name: str) -> list[Entity]:
    """The entity that a name means; several if it may mean any of them, none if nobody bears it.

    The whole name decides; only where nobody has it, a word of it does ("Adeyemi" for Grace Adeyemi).
    """
    key = folded(name)
    rows = connection.execute("SELECT id FROM entities WHERE key = ?", (key,)).fetchall()
    if not rows:
        like = key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        rows = connection.execute(
            r"SELECT id FROM entities WHERE ' ' || key || ' ' LIKE '% ' || ? || ' %' ESCAPE '\' LIMIT 50", (like,)
        ).fetchall()
    same = roots(connection)
    found = by_id(connection, dict.fromkeys(same.get(id, id) for (id,) in rows))
    return sorted(found.values(), key=lambda entity: entity.id)


def memories_of(connection: sqlite3.Connection, entity: int, limit: int | None = None) -> list[int]:
    """Numbers of the memories that name an entity by any of its names or were said by it, latest occurrence first."""
    family = _family(connection, entity)
    rows = connection.execute(
        f"""SELECT m.seq FROM memories m WHERE m.status <> 'forgotten' AND m.role = '' AND m.seq IN
            (SELECT seq FROM memory_entities WHERE entity_id IN ({_marks(family)}))
            ORDER BY m.occurred_at DESC, m.seq DESC LIMIT ?""",
        (*family, -1 if limit is None else limit),
    )
    return [seq for (seq,) in rows]


def counts(connection: sqlite3.Connection, ids: Iterable[int], cap: int = 10_000) -> dict[int, int]:
    """How many memories bear each of these entities by any of its names, counted up to `cap`."""
    found: dict[int, int] = {}
    families = _families(connection)
    for id in ids:
        family = families.get(id, [id])
        row = connection.execute(
            f"""SELECT count(*) FROM (SELECT DISTINCT seq FROM memory_entities WHERE entity_id IN ({_marks(family)})
                LIMIT ?)""",
            (*family, cap),
        ).fetchone()
        found[id] = int(row[0])
    return found


def all_with_counts(connection: sqlite3.Connection, limit: int, kind: str | None = None) -> list[Counted]:
    """The entities that most memories bear, with their other names, most borne first."""
    rows = connection.execute(
        """WITH RECURSIVE root (id, root) AS (SELECT id, id FROM entities WHERE same_as IS NULL
                UNION ALL SELECT e.id, r.root FROM root r JOIN entities e ON e.same_as = r.id)
            SELECT e.id, e.name, e.kind, count(DISTINCT m.seq) AS n FROM root
            JOIN memory_entities me ON me.entity_id = root.id
            JOIN memories m ON m.seq = me.seq AND m.status <> 'forgotten' AND m.role = ''
            JOIN entities e ON e.id = root.root WHERE ? IS NULL OR e.kind = ?
            GROUP BY e.id ORDER BY n DESC, e.name LIMIT ?""",
        (kind, kind, limit),
    ).fetchall()
    families = _families(connection)
    names = by_id(connection, {id for row in rows for id in families.get(row[0], ())})
    return [
        Counted(Entity(id, name, of_kind), count, tuple(names[one].name for one in families.get(id, ()) if one != id))
        for id, name, of_kind, count in rows
    ]


def register(connection: sqlite3.Connection) -> list[Named]:
    """Every name as it is stored, oldest first."""
    return _names(connection, "1", ())


def people(connection: sqlite3.Connection, names: Iterable[str]) -> dict[str, int]:
    """The numbers of the people with these names, by key; unknown ones are left out."""
    found: dict[str, int] = {}
    for key in dict.fromkeys(map(folded, names)):
        row = connection.execute(
            "SELECT id FROM entities WHERE key = ? AND kind = 'person' ORDER BY id LIMIT 1", (key,)
        ).fetchone()
        if row:
            found[key] = int(row[0])
    return found


def numbered(connection: sqlite3.Connection, ids: Iterable[int]) -> list[Named]:
    """The names with these numbers, oldest first."""
    return [one for part in _parts(sorted(ids)) for one in _names(connection, f"id IN ({_marks(part)})", part)]


def with_key(connection: sqlite3.Connection, *keys: str) -> list[Named]:
    """The names with any of these keys, oldest first."""
    return _names(connection, f"key IN ({', '.join('?' * len(keys))})", keys)


def beginning(connection: sqlite3.Connection, start: str) -> list[Named]:
    """The names whose keys begin so, oldest first; "ana " finds those who are called Ana and something more."""
    return _names(connection, "key >= ? AND key < ?", (start, start + _LAST))


def ending(connection: sqlite3.Connection, word: str) -> list[Named]:
    """The names of several words that end in this word, oldest first; looks at every name."""
    return [one for one in register(connection) if one.key.endswith(f" {word}")]


def roots(connection: sqlite3.Connection) -> dict[int, int]:
    """Every alias, by number, with the entity that it means in the end."""
    rows = connection.execute("SELECT id, same_as FROM entities WHERE same_as IS NOT NULL")
    same = dict(rows.fetchall())
    found: dict[int, int] = {}
    for id in same:
        at, steps = id, 0
        while at in same and steps <= len(same):
            at, steps = same[at], steps + 1
        found[id] = at
    return found


def companions(connection: sqlite3.Connection, entity: int, limit: int = 200) -> set[int]:
    """The names that stand in the same memories or threads as this one, itself left out; the newest memories only."""
    rows = connection.execute(
        """WITH own AS (SELECT seq FROM memory_entities WHERE entity_id = :id ORDER BY seq DESC LIMIT :limit)
            SELECT entity_id FROM memory_entities WHERE seq IN own
            UNION SELECT e.entity_id FROM memory_entities e WHERE e.role = 'author' AND e.seq IN
                (SELECT n.seq FROM memories m JOIN memories n ON n.thread_id = m.thread_id
                    AND n.seq BETWEEN m.seq - 20 AND m.seq + 20 WHERE m.seq IN own)""",
        {"id": entity, "limit": limit},
    )
    return {id for (id,) in rows} - {entity}


def share_memory(connection: sqlite3.Connection, a: int, b: int) -> bool:
    """Whether one memory bears both names."""
    row = connection.execute(
        """SELECT 1 FROM memory_entities x JOIN memory_entities y ON y.seq = x.seq
            WHERE x.entity_id = ? AND y.entity_id = ? LIMIT 1""",
        (a, b),
    ).fetchone()
    return row is not None


def merged_by(connection: sqlite3.Connection, alias: int) -> str | None:
    """Who made a name an alias of what it now stands for; None if it is none."""
    row = connection.execute(
        """SELECT a.actor FROM entities e JOIN entity_aliases a ON a.alias = e.id AND a.entity = e.same_as
            WHERE e.id = ?""",
        (alias,),
    ).fetchone()
    return str(row[0]) if row else None


# Writing


def lacks_keys(connection: sqlite3.Connection) -> bool:
    """Whether there are names without their key."""
    return connection.execute("SELECT 1 FROM entities WHERE key = '' LIMIT 1").fetchone() is not None


def fill_keys(connection: sqlite3.Connection) -> None:
    """Give names that have none their key; authors come in without."""
    rows = connection.execute("SELECT id, name FROM entities WHERE key = ''").fetchall()
    connection.executemany("UPDATE entities SET key = ? WHERE id = ?", [(folded(name), id) for id, name in rows])


def put(connection: sqlite3.Connection, names: Mapping[str, str]) -> dict[str, int]:
    """Store names with their kinds; a known one, whatever its case, keeps its form and gains a kind if it had none.

    Returns each name's number.
    """
    fill_keys(connection)
    numbers: dict[str, int] = {}
    for name, kind in names.items():
        key = folded(name)
        row = connection.execute(
            "SELECT id, kind FROM entities WHERE key = ? ORDER BY kind = 'name', id LIMIT 1", (key,)
        ).fetchone()
        if row is None:
            row = (_insert(connection, name, kind, key), kind)
        elif row[1] == NAME and kind != NAME:
            connection.execute("UPDATE OR IGNORE entities SET kind = ? WHERE id = ?", (kind, row[0]))
        numbers[name] = row[0]
    return numbers


def replace_mentions(connection: sqlite3.Connection, mentions: Mapping[int, Sequence[int]]) -> None:
    """Make these the names that stand in each memory, by number; names that no memory bears any more go."""
    seqs = [(seq,) for seq in mentions]
    dropped: set[int] = set()
    for part in _parts(mentions):
        rows = connection.execute(
            f"SELECT entity_id FROM memory_entities WHERE role = 'mention' AND seq IN ({_marks(part)})", part
        )
        dropped.update(id for (id,) in rows)
    connection.executemany("DELETE FROM memory_entities WHERE seq = ? AND role = 'mention'", seqs)
    mention(connection, [(seq, id) for seq, ids in mentions.items() for id in ids])
    connection.executemany(
        "DELETE FROM entities WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM memory_entities WHERE entity_id = ?1)",
        [(id,) for id in dropped],
    )


def mention(connection: sqlite3.Connection, pairs: Iterable[tuple[int, int]], run: int | None = None) -> None:
    """Note (memory, name) pairs, both by number, besides those there are; undoing `run` takes them away."""
    connection.executemany(
        "INSERT OR IGNORE INTO memory_entities (seq, entity_id, role, run_id) VALUES (?, ?, 'mention', ?)",
        [(seq, id, run) for seq, id in pairs],
    )


def mention_where_described(connection: sqlite3.Connection, pairs: Iterable[tuple[int, int]], run: int) -> None:
    """The same for memories whose names were read before this one was known; the others will be read yet."""
    connection.executemany(
        """INSERT OR IGNORE INTO memory_entities (seq, entity_id, role, run_id)
            SELECT seq, ?, 'mention', ? FROM memories WHERE seq = ? AND described <> 0 AND status <> 'forgotten'""",
        [(id, run, seq) for seq, id in pairs],
    )


def merge(
    connection: sqlite3.Connection,
    alias: int,
    entity: int,
    *,
    why: str,
    at: int,
    author: Author = PERSON,
    state: str = MADE,
) -> bool:
    """Have one name mean the same entity as another, or with OPEN only propose so; returns whether it was done.

    Ebb leaves a pair alone that a person took apart or declined, and a name that is an alias already.
    """
    same = roots(connection)
    if author.actor == PERSON.actor:
        alias = same.get(alias, alias)
    elif alias in same or _decided(connection, alias, entity, state):
        return False
    if alias == same.get(entity, entity):
        return False
    connection.execute(
        """INSERT INTO entity_aliases (alias, entity, why, at, actor, run_id, state) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (alias, entity) DO UPDATE SET why = excluded.why, at = excluded.at, actor = excluded.actor,
            run_id = excluded.run_id, state = excluded.state""",
        (alias, entity, why, at, author.actor, author.run, state),
    )
    if state == MADE:
        connection.execute("UPDATE entities SET same_as = ? WHERE id = ?", (entity, alias))
    return True


def split(connection: sqlite3.Connection, alias: int, *, at: int, author: Author = PERSON) -> bool:
    """Let an alias stand for itself again; Ebb does not merge it anew after a person has done this."""
    row = connection.execute("SELECT same_as FROM entities WHERE id = ?", (alias,)).fetchone()
    if row is None or row[0] is None:
        return False
    connection.execute("UPDATE entities SET same_as = NULL WHERE id = ?", (alias,))
    connection.execute(
        """INSERT INTO entity_aliases (alias, entity, why, at, actor, run_id, state) VALUES (?, ?, '', ?, ?, ?, ?)
            ON CONFLICT (alias, entity)
            DO UPDATE SET at = excluded.at, actor = excluded.actor, state = excluded.state""",
        (alias, row[0], at, author.actor, author.run, UNDONE if author.actor == PERSON.actor else OPEN),
    )
    return True


def decline(connection: sqlite3.Connection, alias: int, entity: int, *, at: int) -> None:
    """Answer a proposal: these two names do not mean the same."""
    connection.execute(
        "UPDATE entity_aliases SET state = ?, at = ?, actor = 'person' WHERE alias = ? AND entity = ? AND state = ?",
        (DECLINED, at, alias, entity, OPEN),
    )


def undo_run(connection: sqlite3.Connection, run: int, *, at: int) -> int:
    """Take back every merge that a run made; returns how many. They are not made again.

    The names that it found in memories read before go from these, too.
    """
    connection.execute("DELETE FROM memory_entities WHERE run_id = ? AND role = 'mention'", (run,))
    rows = connection.execute(
        """SELECT a.alias FROM entity_aliases a JOIN entities e ON e.id = a.alias AND e.same_as = a.entity
            WHERE a.run_id = ? AND a.state = 'made' AND a.actor <> 'person'""",
        (run,),
    ).fetchall()
    return sum(split(connection, alias, at=at) for (alias,) in rows)


def aliases(connection: sqlite3.Connection, state: str = OPEN) -> list[Alias]:
    """The pairs of names in a state, newest first: OPEN ones wait for a person, MADE ones can be split."""
    rows = connection.execute(
        """SELECT a.id, a.name, a.kind, e.id, e.name, e.kind, p.why, p.at, p.actor, p.state FROM entity_aliases p
            JOIN entities a ON a.id = p.alias JOIN entities e ON e.id = p.entity WHERE p.state = ?
            ORDER BY p.at DESC, p.alias""",
        (state,),
    )
    return [Alias(Entity(*row[:3]), Entity(*row[3:6]), *row[6:]) for row in rows]


def _insert(connection: sqlite3.Connection, name: str, kind: str, key: str) -> int:
    number = connection.execute("INSERT INTO entities (name, kind, key) VALUES (?, ?, ?)", (name, kind, key)).lastrowid
    assert number is not None
    return number


def _decided(connection: sqlite3.Connection, alias: int, entity: int, state: str) -> bool:
    """Whether the pair is already what it would become, or a person has said no."""
    row = connection.execute(
        "SELECT state FROM entity_aliases WHERE alias = ? AND entity = ?", (alias, entity)
    ).fetchone()
    return row is not None and row[0] in {UNDONE, DECLINED, state}


def _names(connection: sqlite3.Connection, condition: str, values: Sequence[object]) -> list[Named]:
    rows = connection.execute(
        f"SELECT id, name, kind, key, same_as FROM entities WHERE {condition} ORDER BY id", values
    )
    return [Named(*row) for row in rows]


def _families(connection: sqlite3.Connection) -> dict[int, list[int]]:
    """The numbers of all names of each entity that has aliases, its own first; every member is a key."""
    families: dict[int, list[int]] = {}
    same = roots(connection)
    for id, root in same.items():
        families.setdefault(root, [root]).append(id)
    return families | {id: families[root] for id, root in same.items()}


def _family(connection: sqlite3.Connection, entity: int) -> list[int]:
    return _families(connection).get(entity, [entity])


def _parts(values: Iterable[int]) -> Iterable[list[int]]:
    wanted = list(values)
    return (wanted[start : start + _PART] for start in range(0, len(wanted), _PART))


def _marks(values: Sequence[int]) -> str:
    return ", ".join("?" * len(values))
