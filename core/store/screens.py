"""Episodes of the screen in the file, and the memories that they are; times in microseconds."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from core.decay.curve import first_difficulty, first_importance, first_stability
from core.digest import sha256
from core.ids import new_id
from core.memory import Kind, Source
from core.store import memories
from core.store.memories import Draft

if TYPE_CHECKING:
    from core.store.frames import Frame

T = TypeVar("T")
TRUST = "screen"
_COLUMNS = "e.id, e.seq, e.app, e.title, e.url, e.from_at, e.until_at, e.open"
_EDITED = """EXISTS (SELECT 1 FROM revisions r WHERE r.seq = e.seq AND r.actor = 'person'
    AND json_type(r.after, '$.text') IS NOT NULL)"""

_ENDLESS = 1 << 40


@dataclass(frozen=True, slots=True)
class Episode:
    """A run of frames of one window; `seq` is its memory's number, None until the first of them was read."""

    id: int
    seq: int | None
    app: str
    title: str
    url: str
    from_at: int
    until_at: int
    open: bool


@dataclass(frozen=True, slots=True)
class Going:
    """An episode that is open, with the window of its newest frame and the length of its text in characters."""

    id: int
    title: str
    from_at: int
    until_at: int
    window: str
    length: int


def going(connection: sqlite3.Connection, app: str | None = None) -> list[Going]:
    """The open episodes of a program, or of all, the one with the newest frame first.

    One whose words the person edited counts as endlessly long: nothing is added to it.
    """
    rows = connection.execute(
        f"""SELECT e.id, e.title, e.from_at, e.until_at, coalesce((SELECT f."window" FROM frames f
            WHERE f.episode = e.id ORDER BY f.at DESC, f.id DESC LIMIT 1), ''),
            iif({_EDITED}, {_ENDLESS}, coalesce((SELECT length(m.text) FROM memories m WHERE m.seq = e.seq), 0))
            FROM screen_episodes e WHERE e.open = 1 AND (? IS NULL OR e.app = ?)
            ORDER BY e.until_at DESC, e.id DESC""",
        (app, app),
    )
    return [Going(*row) for row in rows]


def begin(connection: sqlite3.Connection, app: str, title: str, url: str, at: int) -> int:
    """Open an episode; returns its number."""
    number = connection.execute(
        "INSERT INTO screen_episodes (app, title, url, from_at, until_at) VALUES (?, ?, ?, ?, ?)",
        (app, title, url, at, at),
    ).lastrowid
    assert number is not None
    return number


def lengthen(connection: sqlite3.Connection, episode: int, at: int) -> None:
    """Let an episode reach to `at`, unless it does already."""
    connection.execute("UPDATE screen_episodes SET until_at = max(until_at, ?) WHERE id = ?", (at, episode))


def close(connection: sqlite3.Connection, episodes: Iterable[int]) -> None:
    """End episodes: from now on the steps behind see their memories."""
    connection.executemany("UPDATE screen_episodes SET open = 0 WHERE id = ?", [(one,) for one in episodes])


def any_open(connection: sqlite3.Connection) -> bool:
    """Whether an episode is open."""
    return connection.execute("SELECT 1 FROM screen_episodes WHERE open = 1 LIMIT 1").fetchone() is not None


def close_all(connection: sqlite3.Connection) -> int:
    """End every episode; returns how many were open."""
    return connection.execute("UPDATE screen_episodes SET open = 0 WHERE open = 1").rowcount


def of_window(connection: sqlite3.Connection, window: str) -> list[int]:
    """The open episodes whose newest frame shows this window."""
    rows = connection.execute(
        """SELECT e.id FROM screen_episodes e WHERE e.open = 1 AND ? = (SELECT f."window" FROM frames f
            WHERE f.episode = e.id ORDER BY f.at DESC, f.id DESC LIMIT 1)""",
        (window,),
    )
    return [row[0] for row in rows]


def get(connection: sqlite3.Connection, episode: int) -> Episode | None:
    """The episode with this number, None if there is none."""
    found = _read(connection.execute(f"SELECT {_COLUMNS} FROM screen_episodes e WHERE e.id = ?", (episode,)))
    return found[0] if found else None


def between(connection: sqlite3.Connection, start: int, end: int, app: str | None = None) -> list[Episode]:
    """The episodes that overlap [start, end), in order of their beginning; `app` in any case of letters."""
    rows = connection.execute(
        f"""SELECT {_COLUMNS} FROM screen_episodes e WHERE e.from_at < ? AND e.until_at >= ?
            AND (? IS NULL OR e.app = ? COLLATE NOCASE) ORDER BY e.from_at, e.id""",
        (end, start, app, app),
    )
    return _read(rows)


def extents(connection: sqlite3.Connection) -> list[tuple[int, int]]:
    """(from, until) of every episode that has a memory."""
    return connection.execute("SELECT from_at, until_at FROM screen_episodes WHERE seq IS NOT NULL").fetchall()


def of_ids(connection: sqlite3.Connection, ids: Sequence[str]) -> list[Episode]:
    """The episodes that the memories with these ids are, in order of their beginning."""
    found: list[Episode] = []
    for part in _parts(ids):
        rows = connection.execute(
            f"SELECT {_COLUMNS} FROM screen_episodes e JOIN memories m ON m.seq = e.seq WHERE m.id IN ({_marks(part)})",
            part,
        )
        found += _read(rows)
    return sorted(found, key=lambda one: (one.from_at, one.id))


def memory_ids(connection: sqlite3.Connection, seqs: Sequence[int]) -> dict[int, str]:
    """The ids of these memories, by number; forgotten ones are left out."""
    found: dict[int, str] = {}
    for part in _parts(seqs):
        rows = connection.execute(
            f"SELECT seq, id FROM memories WHERE seq IN ({_marks(part)}) AND status <> 'forgotten'", part
        )
        found.update(rows.fetchall())
    return found


def remember(connection: sqlite3.Connection, episode: Episode, text: str, *, title: str, url: str, at: int) -> int:
    """Make the episode's memory, or give it this text; returns its number. Its words can be searched for at once.

    A memory is called as the frame with which it is made. One that the person edited keeps their words.
    """
    if url and url != episode.url:
        connection.execute("UPDATE screen_episodes SET url = ? WHERE id = ?", (url, episode.id))
    if episode.seq is None:
        connection.execute("UPDATE screen_episodes SET title = ? WHERE id = ?", (title, episode.id))
        return _made(connection, replace(episode, title=title), text, url or episode.url, at)
    if url and url != episode.url:
        connection.execute("UPDATE memories SET uri = ? WHERE seq = ?", (url, episode.seq))
    reword(connection, episode.seq, text)
    return episode.seq


def reword(connection: sqlite3.Connection, seq: int, text: str) -> None:
    """Give a screen's memory its text as it stands now, unless the person has edited it."""
    (before, edited) = connection.execute(
        f"SELECT m.text, {_EDITED} FROM memories m JOIN screen_episodes e ON e.seq = m.seq WHERE m.seq = ?", (seq,)
    ).fetchone()
    if text != before and not edited:
        memories.change(connection, seq, {"text": text})


def rename(connection: sqlite3.Connection, episode: int) -> None:
    """Call an episode without a memory after its first frame, if no frame bears the title that it has."""
    connection.execute(
        """UPDATE screen_episodes AS e SET title = (SELECT f.title FROM frames f WHERE f.episode = e.id
            ORDER BY f.at, f.id LIMIT 1) WHERE e.id = ? AND e.seq IS NULL
            AND NOT EXISTS (SELECT 1 FROM frames f WHERE f.episode = e.id AND f.title = e.title)""",
        (episode,),
    )


def retitle(connection: sqlite3.Connection, frame: "Frame", title: str) -> None:
    """Give a frame another title, and its episode and memory, if these are called as it was."""
    connection.execute("UPDATE frames SET title = ? WHERE id = ?", (title, frame.id))
    changed = connection.execute(
        "UPDATE screen_episodes SET title = ? WHERE id = ? AND title = ? RETURNING seq",
        (title, frame.episode, frame.title),
    ).fetchone()
    if changed and changed[0] is not None:
        memories.change(connection, changed[0], {"title": title})


def wipe_log(connection: sqlite3.Connection) -> None:
    """Fold the log into the file and empty it, so that nothing deleted stands in it; outside a transaction."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _made(connection: sqlite3.Connection, episode: Episode, text: str, url: str, at: int) -> int:
    importance = first_importance(Kind.SCREEN, TRUST, titled=False, tagged=False)
    key = f"screen {episode.id} {episode.from_at} {episode.app} {episode.title}"
    draft = Draft(
        id=new_id(),
        kind=Kind.SCREEN,
        title=episode.title,
        text=text,
        tags=(),
        source=Source(app=episode.app or None, title=episode.title or None, uri=url or None),
        trust=TRUST,
        created_at=max(at, episode.from_at),
        occurred_at=episode.from_at,
        stability=first_stability(Kind.SCREEN, importance),
        fingerprint=sha256(key.encode("utf-8", "surrogatepass")),
        difficulty=first_difficulty(Kind.SCREEN),
        importance=importance,
    )
    (stored,) = memories.insert(connection, [draft])
    connection.execute("UPDATE screen_episodes SET seq = ? WHERE id = ?", (stored.seq, episode.id))
    return stored.seq


def _parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), 500):
        yield values[start : start + 500]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _read(rows: sqlite3.Cursor) -> list[Episode]:
    return [
        Episode(id, seq, app, title, url, from_at, until_at, bool(going))
        for id, seq, app, title, url, from_at, until_at, going in rows
    ]
