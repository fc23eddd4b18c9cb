"""`[[Wiki links]]`: every name that a text calls another memory by, and the memory that it means.

A name means the newest memory that bears it as its title, else one that bore it once; which one is decided when the
name is typed, or once such a memory appears, and holds from then on, so that renaming breaks nothing.
"""

import sqlite3
from collections.abc import Iterable, Sequence

from core.text.wiki import called

_MENTIONS = "mentions"
BY_HAND = "kind <> 'screen' AND trust <> 'agent' AND role = ''"
"""Whose `[[...]]` somebody typed: on a screen or in a derived memory it is a picture of one."""


def read(connection: sqlite3.Connection, seqs: Sequence[int]) -> None:
    """Note the names that memories call others by, and link those that are there; what is noted already stays."""
    for seq in seqs:
        row = connection.execute(
            f"""SELECT text, created_at FROM memories WHERE seq = ? AND {BY_HAND}
                AND (instr(text, '[[') OR instr(text, ']('))""",
            (seq,),
        ).fetchone()
        for name in called(row[0]) if row else ():
            _note(connection, seq, name, row[1])


def reread(connection: sqlite3.Connection, seq: int, before: str, after: str) -> None:
    """After an edit, unlink the names that went and link those that came."""
    had, has = _by_key(called(before)), _by_key(called(after))
    for key in sorted(had.keys() - has.keys()):
        _drop(connection, seq, had[key])
    row = connection.execute(f"SELECT created_at FROM memories WHERE seq = ? AND {BY_HAND}", (seq,)).fetchone()
    for key in sorted(has.keys() - had.keys()) if row else ():
        _note(connection, seq, has[key], row[0])


def answer(connection: sqlite3.Connection, seqs: Iterable[int]) -> None:
    """Link the names that meant nothing yet to these memories, if they bear them or once did; looks at all titles."""
    if not _is_any_open(connection):
        return
    for seq in seqs:
        rows = connection.execute("SELECT title FROM titles WHERE seq = ?", (seq,))
        answer_to(connection, [title for (title,) in rows])


def answer_to(connection: sqlite3.Connection, titles: Iterable[str]) -> None:
    """Link the names that meant nothing yet to the memories that bear them by now, if they are these."""
    if not _is_any_open(connection):
        return
    forms = list(dict.fromkeys(form for title in titles for form in _forms(title)))
    for start in range(0, len(forms), 400):
        part = forms[start : start + 400]
        waiting = connection.execute(
            f"""SELECT w.seq, w.title, m.created_at FROM wiki_links w JOIN memories m ON m.seq = w.seq
                WHERE w.target IS NULL AND w.title IN ({", ".join("?" * len(part))})""",
            part,
        ).fetchall()
        for source, name, at in waiting:
            _resolve(connection, source, name, at)


def _is_any_open(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM wiki_links WHERE target IS NULL LIMIT 1").fetchone() is not None


def call(connection: sqlite3.Connection, pairs: Iterable[tuple[int, str]]) -> None:
    """Let links find memories by these names too, such as those of the files that they came from."""
    named = list(pairs)
    connection.executemany(
        "INSERT OR IGNORE INTO titles (title, seq) VALUES (?, ?)", [(name, seq) for seq, name in named]
    )
    answer_to(connection, [name for _, name in named])


def link(connection: sqlite3.Connection, source: int, name: str) -> bool:
    """Link a memory to the newest one that bears this name now, whatever it meant before; whether there is one."""
    row = connection.execute("SELECT created_at FROM memories WHERE seq = ?", (source,)).fetchone()
    target = bearer(connection, name, source)
    if row is None or target is None:
        return False
    _drop(connection, source, name)
    _note(connection, source, name, row[0])
    return True


def bearer(connection: sqlite3.Connection, name: str, other_than: int = 0) -> int | None:
    """The newest memory whose title this is, ignoring case, else one whose title it was; None if there is none.

    A derived memory, such as the card of a person, only where no other bears the name.
    """
    forms = _forms(name)
    marks = ", ".join("?" * len(forms))
    row = connection.execute(
        f"""SELECT m.seq FROM (
                SELECT seq, 1 AS now FROM memories WHERE title <> '' AND title COLLATE NOCASE IN ({marks})
                UNION ALL SELECT seq, 0 FROM titles WHERE title IN ({marks})) t
            JOIN memories m ON m.seq = t.seq WHERE m.status <> 'forgotten' AND m.seq <> ?
            ORDER BY m.role = '' DESC, t.now DESC, m.seq DESC LIMIT 1""",
        (*forms, *forms, other_than),
    ).fetchone()
    return int(row[0]) if row else None


def meant(connection: sqlite3.Connection, seq: int, names: Iterable[str]) -> dict[str, int]:
    """The memories that a memory means by these names: those it was linked to, else those that bear them now."""
    rows = connection.execute(
        """SELECT w.title, w.target FROM wiki_links w JOIN memories m ON m.seq = w.target
            WHERE w.seq = ? AND m.status <> 'forgotten'""",
        (seq,),
    )
    linked = {title.casefold(): int(target) for title, target in rows}
    found = {name: linked.get(name.casefold()) or bearer(connection, name, seq) for name in names}
    return {name: target for name, target in found.items() if target is not None}


def titles(connection: sqlite3.Connection, words: str, limit: int) -> list[str]:
    """Titles that `[[` can call: those that begin with the words, then those that hold them, the newest first."""
    found: dict[str, None] = {}
    pattern = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    for query in (_NEW_TITLES, _TITLES):
        for form in (f"{pattern}%", f"%{pattern}%"):
            if len(found) < limit:
                rows = connection.execute(query, (form, limit * _SPARE))
                found |= {title: None for (title,) in rows if not _UNCALLED.intersection(title)}
    begun = sorted(found, key=lambda title: not title.casefold().startswith(words.casefold()))
    return begun[:limit]


_CALLED = "m.title <> '' AND m.status <> 'forgotten' AND m.kind <> 'screen'"
_NEW_TITLES = f"""SELECT m.title FROM memories m WHERE m.seq > (SELECT max(seq) FROM memories) - 5000 AND {_CALLED}
    AND m.title LIKE ? ESCAPE '\\' ORDER BY m.seq DESC LIMIT ?"""
_TITLES = f"""SELECT m.title FROM
        (SELECT seq FROM memories INDEXED BY memories_by_title WHERE title <> '' AND title LIKE ? ESCAPE '\\') t
    JOIN memories m ON m.seq = t.seq WHERE {_CALLED} ORDER BY m.seq DESC LIMIT ?"""
_SPARE = 4
"""How many times as many rows are read as titles are wanted, for some are borne twice or cannot be called."""
_UNCALLED = frozenset("[]|#^\n")


def unresolved(connection: sqlite3.Connection, seq: int) -> list[str]:
    """The names in a memory's text that no memory bears."""
    rows = connection.execute("SELECT title FROM wiki_links WHERE seq = ? AND target IS NULL ORDER BY title", (seq,))
    return [title for (title,) in rows]


def _note(connection: sqlite3.Connection, seq: int, name: str, at: int) -> None:
    new = connection.execute("INSERT OR IGNORE INTO wiki_links (seq, title) VALUES (?, ?)", (seq, name)).rowcount
    if new:
        _resolve(connection, seq, name, at)


def _resolve(connection: sqlite3.Connection, seq: int, name: str, at: int) -> None:
    target = bearer(connection, name, seq)
    if target is None:
        return
    connection.execute("UPDATE wiki_links SET target = ? WHERE seq = ? AND title = ?", (target, seq, name))
    connection.execute(
        f"""INSERT OR IGNORE INTO links (source, target, kind, weight, why, created_at)
            VALUES (?, ?, '{_MENTIONS}', 1.0, ?, ?)""",
        (seq, target, f"mentions [[{name}]]", at),
    )


def _drop(connection: sqlite3.Connection, seq: int, name: str) -> None:
    row = connection.execute("SELECT target FROM wiki_links WHERE seq = ? AND title = ?", (seq, name)).fetchone()
    connection.execute("DELETE FROM wiki_links WHERE seq = ? AND title = ?", (seq, name))
    if row and row[0] is not None:
        connection.execute(
            f"""DELETE FROM links WHERE source = ?1 AND target = ?2 AND kind = '{_MENTIONS}'
                AND NOT EXISTS (SELECT 1 FROM wiki_links WHERE seq = ?1 AND target = ?2)""",
            (seq, row[0]),
        )


def _by_key(names: Iterable[str]) -> dict[str, str]:
    return {name.casefold(): name for name in names}


def _forms(name: str) -> list[str]:
    """The name as it may be written: SQLite ignores the case of ASCII letters only."""
    if name.isascii():
        return [name]
    return list(dict.fromkeys((name, name.lower(), name.upper(), name.capitalize(), name.title())))
