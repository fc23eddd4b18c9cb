"""What was derived from a memory goes with it: nothing that was forgotten is quoted anywhere, nothing erased stays."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from core.chat.turn import ANSWER, QUESTION
from core.clock import from_micros, to_micros
from core.store import derived, memories
from core.store.derived import SUMMARISES, Role


def withdraw(connection: sqlite3.Connection, seqs: Sequence[int], *, forever: bool) -> int:
    """Let go of what was derived from memories that are about to be forgotten or erased; returns how many that was.

    Derived memories that quote or cover them are taken away, and what else these covered is due for the next sleep.
    One that the person edited stays, without the quoted words; with `forever` its history goes, which may hold them.
    An answer in a conversation is not made again, so that it is forgotten with what it quotes, or erased with it.
    """
    from core.store import talks  # read by few: what only adds does without it

    touched = sorted(derived.made_from(connection, seqs))
    answers = talks.answers(connection, touched)
    touched = sorted({*touched, *derived.made_from(connection, answers)})
    if not forever and answers:
        memories.set_status(connection, sorted(answers), "forgotten")
        touched = [seq for seq in touched if seq not in answers]
    own = derived.edited(connection, touched)
    for seq in sorted(own):
        _unquote(connection, seq, set(seqs))
        if forever:
            _forget_history(connection, seq)
    _make_due(connection, [seq for seq in touched if seq not in own])
    if forever:
        _make_days_due(connection, seqs)
    return derived.remove(connection, touched)


def local_day(day: date) -> tuple[int, int]:
    """The first instant of a local day and of the day after, in microseconds."""
    start, end = (to_micros(datetime.combine(day + timedelta(more), time()).astimezone()) for more in (0, 1))
    return start, end


def without(text: str, quotes: Iterable[str]) -> str:
    """The text less the lines that hold one of the quotes, whatever white space these were written with."""
    bare = [quote for quote in (" ".join(quote.split()) for quote in quotes) if quote]
    lines = [line for line in text.split("\n") if not any(quote in " ".join(line.split()) for quote in bare)]
    return "\n".join(lines)


def _make_due(connection: sqlite3.Connection, seqs: Iterable[int]) -> None:
    """What these derived memories covered is due."""
    connection.executemany(
        f"""UPDATE memories SET levelled = 0 WHERE role IN ('', '{QUESTION}', '{ANSWER}') AND seq IN
            (SELECT target FROM links WHERE kind = '{SUMMARISES}' AND source = ?)""",
        [(seq,) for seq in seqs],
    )


def _make_days_due(connection: sqlite3.Connection, seqs: Iterable[int]) -> None:
    """What else occurred on the local days of these memories is due."""
    days = set()
    for seq in seqs:
        row = connection.execute("SELECT occurred_at FROM memories WHERE seq = ? AND role = ''", (seq,)).fetchone()
        if row:
            days.add(local_day(from_micros(row[0]).astimezone().date()))
    connection.executemany(
        "UPDATE memories SET levelled = 0 WHERE role = '' AND occurred_at >= ? AND occurred_at < ?", sorted(days)
    )


def _unquote(connection: sqlite3.Connection, seq: int, sources: set[int]) -> None:
    """Cut what these sources said out of a derived memory that the person edited or set aside."""
    text, role, title, renamed = connection.execute(
        """SELECT text, role, title, EXISTS (SELECT 1 FROM revisions r WHERE r.seq = m.seq AND r.actor = 'person'
            AND json_type(r.after, '$.title') IS NOT NULL) FROM memories m WHERE seq = ?""",
        (seq,),
    ).fetchone()
    quotes = connection.execute(
        """SELECT s.source, substr(m.text, s."start" + 1, s."end" - s."start") FROM spans s
            JOIN memories m ON m.seq = s.source WHERE s.seq = ?""",
        (seq,),
    )
    kept = without(text, [quote for source, quote in quotes if source in sources])
    named = title if renamed or role != Role.EPISODE else ""  # an episode is called after words of its members
    if (kept, named) != (text, title):
        memories.change(connection, seq, {"text": kept, "title": named})
        connection.execute("DELETE FROM titles WHERE seq = ? AND title <> ?", (seq, named))


def _forget_history(connection: sqlite3.Connection, seq: int) -> None:
    """Drop the revisions of a derived memory; one without words keeps saying that it is the person's."""
    edited = connection.execute("SELECT 1 FROM revisions WHERE seq = ? AND actor = 'person'", (seq,)).fetchone()
    connection.execute("DELETE FROM revisions WHERE seq = ?", (seq,))
    if edited:
        connection.execute(
            """INSERT INTO revisions (seq, at, actor, why, before, after)
                SELECT seq, created_at, 'person', 'edited', '{}', '{"text": ""}' FROM memories WHERE seq = ?""",
            (seq,),
        )
