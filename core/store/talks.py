"""Conversations in the file: trees of turns whose words stand in memories; times in microseconds.

What Ebb says, and what the person merely asks, becomes a memory with a role of its own: it is found among past
conversations, and nothing that looks for evidence ever reads it.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.chat.turn import ANSWER, Kept, Speaker, Turn
from core.clock import from_micros
from core.memory import Citation
from core.store import memories, revisions, statements
from core.store.memories import Draft

_PART = 500


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation: its number and name, when it began and went on last, its first words, how many turns it has."""

    number: int
    name: str
    began_at: int
    last_at: int
    leaf: int | None
    opening: str
    turns: int


_WORDS = "iif(m.status = 'forgotten', '', coalesce(m.text, t.text, ''))"
_TALK = f"""SELECT k.id, k.name, k.began_at, k.last_at, k.leaf,
    coalesce((SELECT substr({_WORDS}, 1, 300) FROM talk_turns t LEFT JOIN memories m ON m.seq = t.seq
        WHERE t.talk = k.id AND t.role = 'you' AND {_WORDS} <> '' ORDER BY t.id LIMIT 1), ''),
    (SELECT count(*) FROM talk_turns t WHERE t.talk = k.id) FROM talks k"""


def begin(connection: sqlite3.Connection, name: str, at: int) -> int:
    """Open a conversation; returns its number."""
    number = connection.execute(
        "INSERT INTO talks (name, began_at, last_at) VALUES (?, ?, ?)", (name, at, at)
    ).lastrowid
    assert number is not None
    return number


def named(connection: sqlite3.Connection, prefix: str) -> list[Talk]:
    """The conversations whose name begins so, in upper case; two at most."""
    rows = connection.execute(f"{_TALK} WHERE substr(k.name, 1, ?) = ? LIMIT 2", (len(prefix), prefix.upper()))
    return [Talk(*row) for row in rows]


def newest(connection: sqlite3.Connection, limit: int) -> list[Talk]:
    """The conversations that went on last, newest first; those of which no words of the person's are left, are not."""
    rows = connection.execute(
        f"""{_TALK} WHERE EXISTS (SELECT 1 FROM talk_turns t LEFT JOIN memories m ON m.seq = t.seq
            WHERE t.talk = k.id AND t.role = 'you' AND {_WORDS} <> '')
            ORDER BY k.last_at DESC, k.id DESC LIMIT ?""",
        (limit,),
    )
    return [Talk(*row) for row in rows]


def of_memories(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Talk]:
    """The conversation that each of these memories is a turn of, by memory id."""
    found: dict[str, Talk] = {}
    for part in _parts(ids):
        rows = connection.execute(
            f"""SELECT m.id, t.talk FROM memories m JOIN talk_turns t ON t.seq = m.seq
                WHERE m.id IN ({_marks(part)})""",
            part,
        ).fetchall()
        talks = {
            number: Talk(*connection.execute(f"{_TALK} WHERE k.id = ?", (number,)).fetchone())
            for number in {number for _, number in rows}
        }
        found.update({id: talks[number] for id, number in rows})
    return found


def turns(connection: sqlite3.Connection, talk: int) -> list[Turn]:
    """Every turn of a conversation, in the order in which they were said."""
    rows = connection.execute(
        f"""SELECT t.id, t.parent, t.role, {_WORDS}, t.at, m.id, m.status, t.text IS NULL, t.mode, t.model,
            t.abstained, t.stopped, t.unsupported
            FROM talk_turns t LEFT JOIN memories m ON m.seq = t.seq WHERE t.talk = ? ORDER BY t.id""",
        (talk,),
    ).fetchall()
    cited = _cited(connection, talk)
    return [_turn(row, cited.get(row[0], ())) for row in rows]


def add(
    connection: sqlite3.Connection,
    talk: int,
    parent: int | None,
    role: Speaker,
    text: str,
    at: int,
    *,
    mode: str = "",
    model: str | None = None,
    abstained: bool = False,
    stopped: bool = False,
    unsupported: Sequence[tuple[int, int]] = (),
) -> int:
    """Write down a turn, with which the branch in use then ends; returns its number."""
    number = connection.execute(
        """INSERT INTO talk_turns (talk, parent, role, at, text, mode, model, abstained, stopped, unsupported)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (talk, parent, role.value, at, text, mode, model, abstained, stopped, json.dumps([*map(list, unsupported)])),
    ).lastrowid
    assert number is not None
    connection.execute("UPDATE talks SET leaf = ?, last_at = max(last_at, ?) WHERE id = ?", (number, at, talk))
    return number


def keep(connection: sqlite3.Connection, turn: int, draft: Draft, role: str) -> int:
    """Give a turn its memory, which holds its words from now on; returns that one's number.

    With a role no step behind reads it but sleep, for the talk's episode.
    """
    (stored,) = memories.insert(connection, [draft])
    if role:
        connection.execute(
            "UPDATE memories SET role = ?, described = 1, linked = 1, reconciled = 1, levelled = 0 WHERE seq = ?",
            (role, stored.seq),
        )
    connection.execute("UPDATE talk_turns SET seq = ?, text = NULL WHERE id = ?", (stored.seq, turn))
    return stored.seq


def cite(connection: sqlite3.Connection, turn: int, seq: int | None, citations: Sequence[Citation]) -> None:
    """Note what an answer cites, so that it goes when one of these memories goes; `seq` is its own memory."""
    for citation in citations:
        row = connection.execute("SELECT seq FROM memories WHERE id = ?", (citation.id,)).fetchone()
        if row is None:
            continue
        place = (row[0], citation.start, citation.end)
        connection.execute(
            'INSERT OR IGNORE INTO talk_citations (turn, n, seq, "start", "end") VALUES (?, ?, ?, ?, ?)',
            (turn, citation.n, *place),
        )
        if seq is not None:
            connection.execute(
                'INSERT OR IGNORE INTO spans (seq, source, "start", "end") VALUES (?, ?, ?, ?)', (seq, *place)
            )


def answers(connection: sqlite3.Connection, seqs: Iterable[int]) -> set[int]:
    """Which of these memories are answers of Ebb's."""
    return {
        seq
        for seq in seqs
        if connection.execute("SELECT 1 FROM memories WHERE seq = ? AND role = ?", (seq, ANSWER)).fetchone()
    }


def unfinished(connection: sqlite3.Connection) -> list[Talk]:
    """The conversations with words of the person's that have no memory."""
    rows = connection.execute(
        f"{_TALK} WHERE k.id IN (SELECT talk FROM talk_turns WHERE role = 'you' AND text IS NOT NULL)"
    )
    return [Talk(*row) for row in rows]


def waiting(connection: sqlite3.Connection, talk: int) -> list[tuple[int, str, int]]:
    """(turn, words, time) of what the person said that has no memory, since a run was cut off."""
    rows = connection.execute(
        "SELECT id, text, at FROM talk_turns WHERE talk = ? AND role = 'you' AND text IS NOT NULL ORDER BY id", (talk,)
    )
    return rows.fetchall()


def choose(connection: sqlite3.Connection, talk: int, leaf: int, path: Iterable[int], at: int) -> None:
    """Go on from the branch that ends with `leaf`: what the person stated on others is superseded till they return."""
    connection.execute("UPDATE talks SET leaf = ? WHERE id = ?", (leaf, talk))
    taken = set(path)
    rows = connection.execute(
        """SELECT t.id, t.seq, t.aside, m.status FROM talk_turns t JOIN memories m ON m.seq = t.seq
            WHERE t.talk = ? AND t.role = 'you' AND m.role = ''""",
        (talk,),
    ).fetchall()
    for turn, seq, aside, status in rows:
        if turn not in taken and status == "active":
            _set_aside(connection, turn, seq, at)
        elif turn in taken and aside and status == "superseded":
            _take_up(connection, turn, seq, at)


def _set_aside(connection: sqlite3.Connection, turn: int, seq: int, at: int) -> None:
    statements.let_go(connection, [seq])
    connection.execute("DELETE FROM statements WHERE seq = ?", (seq,))
    connection.execute("UPDATE memories SET reconciled = 1 WHERE seq = ?", (seq,))
    gone = {"status": "superseded", "valid_until": at, "known_until": at}
    revisions.revise(connection, seq, gone, at=at, why="said anew in the conversation")
    connection.execute("UPDATE talk_turns SET aside = 1 WHERE id = ?", (turn,))


def _take_up(connection: sqlite3.Connection, turn: int, seq: int, at: int) -> None:
    back = {"status": "active", "valid_until": None, "known_until": None}
    revisions.revise(connection, seq, back, at=at, why="taken up again in the conversation")
    statements.taken_back(connection, [seq])
    connection.execute("UPDATE talk_turns SET aside = 0 WHERE id = ?", (turn,))


def _cited(connection: sqlite3.Connection, talk: int) -> dict[int, tuple[Citation, ...]]:
    rows = connection.execute(
        """SELECT c.turn, c.n, m.id, substr(m.text, c."start" + 1, c."end" - c."start"), c."start", c."end"
            FROM talk_turns t JOIN talk_citations c ON c.turn = t.id JOIN memories m ON m.seq = c.seq
            WHERE t.talk = ? AND m.status <> 'forgotten' ORDER BY c.turn, c.n, c."start" """,
        (talk,),
    )
    found: dict[int, tuple[Citation, ...]] = {}
    for turn, *citation in rows:
        found[turn] = (*found.get(turn, ()), Citation(*citation))
    return found


def _turn(row: Sequence[object], citations: tuple[Citation, ...]) -> Turn:
    id, parent, role, text, at, memory, status, bare, mode, model, abstained, stopped, unsupported = row
    words = str(text)
    if memory is None and not bare:
        kept = Kept.WAITING if role == Speaker.YOU else Kept.KEPT
    elif memory is None:
        kept = Kept.ERASED
    else:
        kept = Kept.FORGOTTEN if status == "forgotten" else Kept.KEPT
    doubted = tuple(words[start:end] for start, end in json.loads(str(unsupported))) if words else ()
    return Turn(
        id=int(str(id)),
        parent=None if parent is None else int(str(parent)),
        role=str(role),
        text=words,
        at=from_micros(int(str(at))),
        kept=kept.value,
        memory=None if memory is None else str(memory),
        citations=citations,
        mode=str(mode),
        model=None if model is None else str(model),
        abstained=bool(abstained),
        stopped=bool(stopped),
        unsupported=tuple(filter(None, doubted)),
    )


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), _PART):
        yield values[start : start + _PART]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
