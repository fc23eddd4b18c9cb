"""What a memory says of itself, in the file: who was spoken to, which fields are a person's own, filling the others."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from core.store import memories

FIELDS = ("title", "context", "keywords")
"""What a memory is given besides its text."""
NEAR = 60
"""Memories of a thread before and after one, whose authors are taken to hear it."""


def listeners(connection: sqlite3.Connection, seqs: Sequence[int]) -> dict[int, list[str]]:
    """Who else speaks around each memory in its thread, most talkative first; memories with nobody are left out."""
    found: dict[int, list[str]] = {}
    for seq, name in connection.execute(
        f"""SELECT m.seq, s.author FROM memories m JOIN sources own ON own.id = m.source_id
            JOIN memories n ON n.thread_id = m.thread_id AND n.seq BETWEEN m.seq - {NEAR} AND m.seq + {NEAR}
            JOIN sources s ON s.id = n.source_id
            WHERE m.seq IN ({", ".join("?" * len(seqs))}) AND own.author <> '' AND s.author <> ''
            AND s.author <> own.author AND n.status <> 'forgotten'
            GROUP BY m.seq, s.author ORDER BY m.seq, count(*) DESC, s.author""",
        seqs,
    ):
        found.setdefault(seq, []).append(name)
    return found


def decided(connection: sqlite3.Connection, seqs: Sequence[int], fields: Iterable[str]) -> dict[int, set[str]]:
    """Which of these fields a person has set or taken back themselves, for each memory that has any."""
    found: dict[int, set[str]] = {}
    marks = ", ".join("?" * len(seqs))
    for field in fields:
        rows = connection.execute(
            f"""SELECT DISTINCT seq FROM revisions WHERE seq IN ({marks}) AND actor = 'person'
                AND json_type(after, ?) IS NOT NULL""",
            (*seqs, f"$.{field}"),
        )
        for (seq,) in rows:
            found.setdefault(seq, set()).add(field)
    return found


def standing(connection: sqlite3.Connection, seqs: Sequence[int]) -> dict[int, tuple[int, str, str, str]]:
    """Version, title, context and keywords of the memories that are still due to be described."""
    rows = connection.execute(
        f"""SELECT seq, version, title, context, keywords FROM memories WHERE seq IN ({", ".join("?" * len(seqs))})
            AND described = 0 AND status <> 'forgotten'""",
        seqs,
    )
    return {seq: (version, title, context, keywords) for seq, version, title, context, keywords in rows}


def fill(connection: sqlite3.Connection, values: Mapping[int, tuple[str, str]]) -> None:
    """Give memories that have none their context and keywords (JSON); "" and "[]" leave a field as it is."""
    connection.executemany(
        """UPDATE memories SET context = iif(context = '', ?, context), keywords = iif(keywords = '[]', ?, keywords)
            WHERE seq = ?""",
        [(context, keywords, seq) for seq, (context, keywords) in values.items()],
    )


def fill_title(connection: sqlite3.Connection, seq: int, title: str) -> None:
    """Give a memory that has none its title; it is indexed and embedded anew."""
    memories.change(connection, seq, {"title": title})


# What a language model describes besides

MODELLED = 2
"""What `described` holds of a memory that a language model has described as it stands."""
_WEEK = 7 * 86_400_000_000


def to_model(connection: sqlite3.Connection, limit: int) -> list[int]:
    """Memories that no language model has described as they stand; each recall makes one as good as a week newer.

    What Ebb or another program said itself is left out.
    """
    rows = connection.execute(
        f"""SELECT seq FROM memories WHERE status = 'active' AND role = '' AND trust <> 'agent'
            AND described NOT IN (0, {MODELLED})
            ORDER BY occurred_at + recall_count * {_WEEK} DESC, seq DESC LIMIT ?""",
        (limit,),
    )
    return [seq for (seq,) in rows]


def is_as_read(connection: sqlite3.Connection, seq: int, version: int) -> bool:
    """Whether a memory is described, and still as it was read."""
    found = connection.execute(
        "SELECT 1 FROM memories WHERE seq = ? AND version = ? AND described <> 0 AND status <> 'forgotten'",
        (seq, version),
    )
    return found.fetchone() is not None


def mark_modelled(connection: sqlite3.Connection, seq: int) -> None:
    """A language model has described this memory as it stands, whatever of it was kept."""
    connection.execute("UPDATE memories SET described = ? WHERE seq = ?", (MODELLED, seq))


def vocabulary(connection: sqlite3.Connection) -> list[str]:
    """The tags that the person uses, most used first; those that Ebb found do not count."""
    rows = connection.execute(
        """SELECT t.name FROM memory_tags mt JOIN tags t ON t.id = mt.tag_id WHERE mt.actor = 'person'
            GROUP BY t.id ORDER BY count(*) DESC, t.name"""
    )
    return [name for (name,) in rows]
