"""A whole conversation as one record: its turns with what they cite, in which ids stand for memories."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from core.store.adopting import known

Record = dict[str, Any]
_TURN = ("n", "parent", "role", "at", "text", "memory", "mode", "model", "abstained", "stopped", "aside", "unsupported")


def read(connection: sqlite3.Connection, name: str) -> Record | None:
    """The conversation of this name; times in microseconds, `parent` and `leaf` by the turns' own `n`."""
    found = connection.execute("SELECT id, began_at, last_at, leaf FROM talks WHERE name = ?", (name,)).fetchone()
    if found is None:
        return None
    number, began, last, leaf = found
    rows = connection.execute(
        """SELECT t.id, t.parent, t.role, t.at, t.text, m.id, t.mode, t.model, t.abstained, t.stopped, t.aside,
            t.unsupported FROM talk_turns t LEFT JOIN memories m ON m.seq = t.seq AND m.status <> 'forgotten'
            WHERE t.talk = ? ORDER BY t.id""",
        (number,),
    )
    turns = [dict(zip(_TURN, values, strict=True)) for values in rows]
    cited = _cited(connection, number)
    for turn in turns:
        turn["unsupported"] = json.loads(turn["unsupported"])
        turn["citations"] = cited.get(turn["n"], [])
    return {"name": name, "began_at": began, "last_at": last, "leaf": leaf, "turns": turns}


def _cited(connection: sqlite3.Connection, talk: int) -> dict[int, list[Record]]:
    rows = connection.execute(
        """SELECT c.turn, c.n, m.id, c."start", c."end" FROM talk_citations c JOIN talk_turns t ON t.id = c.turn
            JOIN memories m ON m.seq = c.seq AND m.status <> 'forgotten' WHERE t.talk = ?
            ORDER BY c.turn, c.n, m.id, c."start" """,
        (talk,),
    )
    found: dict[int, list[Record]] = {}
    for turn, n, memory, start, end in rows:
        found.setdefault(turn, []).append({"n": n, "memory": memory, "start": start, "end": end})
    return found


def write(connection: sqlite3.Connection, record: Mapping[str, Any]) -> int:
    """Take a conversation in, or the turns of it that are not there yet; returns how many turns are new.

    Two turns are one where the same side said them at the same microsecond.
    """
    name = record["name"]
    began, last = record["began_at"], record["last_at"]
    connection.execute("INSERT OR IGNORE INTO talks (name, began_at, last_at) VALUES (?, ?, ?)", (name, began, last))
    (talk,) = connection.execute("SELECT id FROM talks WHERE name = ?", (name,)).fetchone()
    there = connection.execute("SELECT role, at, id FROM talk_turns WHERE talk = ?", (talk,))
    numbers = {(role, at): id for role, at, id in there}
    memories = known(connection, _memories(record))
    placed: dict[int, int] = {}
    new = 0
    for turn in record["turns"]:
        key = (turn["role"], turn["at"])
        if key not in numbers:
            numbers[key] = _insert(connection, talk, turn, placed, memories)
            new += 1
        placed[turn["n"]] = numbers[key]
    if new:
        leaf = placed.get(record["leaf"])
        connection.execute(
            "UPDATE talks SET leaf = coalesce(?, leaf), last_at = max(last_at, ?) WHERE id = ?", (leaf, last, talk)
        )
    return new


def _memories(record: Mapping[str, Any]) -> list[str]:
    named = [turn["memory"] for turn in record["turns"]]
    cited = [citation["memory"] for turn in record["turns"] for citation in turn["citations"]]
    return [id for id in (*named, *cited) if id]


def _insert(
    connection: sqlite3.Connection, talk: int, turn: Record, placed: dict[int, int], memories: dict[str, int]
) -> int:
    number = connection.execute(
        """INSERT INTO talk_turns (talk, parent, role, at, text, seq, mode, model, abstained, stopped, aside,
            unsupported) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            talk, placed.get(turn["parent"]), turn["role"], turn["at"], turn["text"], memories.get(turn["memory"]),
            turn["mode"], turn["model"], turn["abstained"], turn["stopped"], turn["aside"],
            json.dumps(turn["unsupported"]),
        ),
    ).lastrowid  # fmt: skip
    assert number is not None
    if turn["aside"]:  # what was said anew on another branch states nothing
        connection.execute(
            "UPDATE memories SET reconciled = 1 WHERE seq = ? AND linked < 0", (memories.get(turn["memory"]),)
        )
    connection.executemany(
        'INSERT OR IGNORE INTO talk_citations (turn, n, seq, "start", "end") VALUES (?, ?, ?, ?, ?)',
        [
            (number, one["n"], memories[one["memory"]], one["start"], one["end"])
            for one in turn["citations"]
            if one["memory"] in memories
        ],
    )
    return number
