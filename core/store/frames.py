"""Frames of the screen in the file: those that wait to be read, and those that were; times in microseconds."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.screen.frame import Rect

_COLUMNS = """f.id, f.episode, f.at, f."window", f.title, f.monitor, f.x, f.y, f.width, f.height, f."key", f.base,
    f.bands, f."rule", f.state, f.spool, f.tries, f.file, f.bytes, f.reader, f.masked"""
_SELECT = f"SELECT {_COLUMNS} FROM frames f"


@dataclass(frozen=True, slots=True)
class New:
    """A frame to be; `rect` is on the screen, `bands` are relative to it, `spool` names its waiting pixels."""

    at: int
    window: str
    title: str
    monitor: str
    rect: "Rect"
    key: bool
    bands: "tuple[Rect, ...]"
    rule: str
    spool: str


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame; `base` is the key frame that its bands lie over, its own number if it is one, 0 for none.

    `state` is waiting, read or failed; `file` is relative to the folder of screens, None without a picture.
    """

    id: int
    episode: int
    at: int
    window: str
    title: str
    monitor: str
    rect: "Rect"
    key: bool
    base: int
    bands: "tuple[Rect, ...]"
    rule: str
    state: str
    spool: str
    tries: int
    file: str | None
    bytes: int
    reader: str
    masked: int


def add(connection: sqlite3.Connection, episode: int, new: New) -> int:
    """Store a frame that waits to be read; returns its number."""
    number = connection.execute(
        """INSERT INTO frames (episode, at, "window", title, monitor, x, y, width, height, "key", base, bands, "rule",
            spool) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (episode, new.at, new.window, new.title, new.monitor, *new.rect, int(new.key),
         0 if new.key else _base(connection, new), json.dumps([list(band) for band in new.bands]), new.rule, new.spool),
    ).lastrowid  # fmt: skip
    assert number is not None
    if new.key:
        connection.execute("UPDATE frames SET base = id WHERE id = ?", (number,))
    return number


def _base(connection: sqlite3.Connection, new: New) -> int:
    """The key frame that a window's next bands belong to: that of its newest frame, if it is as large as these."""
    row = connection.execute(
        """SELECT base, width, height FROM frames WHERE "window" = ? AND monitor = ? AND cut = 0
            AND id = (SELECT max(id) FROM frames WHERE "window" = ? AND monitor = ?)""",
        (new.window, new.monitor, new.window, new.monitor),
    ).fetchone()
    return int(row[0]) if row and row[1:] == (new.rect.width, new.rect.height) else 0


def waiting(connection: sqlite3.Connection, limit: int) -> list[Frame]:
    """Frames that wait to be read, those that were never tried first, then oldest first."""
    return _read(connection.execute(f"{_SELECT} WHERE f.state = 'waiting' ORDER BY f.tries, f.id LIMIT ?", (limit,)))


def waiting_count(connection: sqlite3.Connection) -> int:
    """How many frames wait to be read."""
    return int(connection.execute("SELECT count(*) FROM frames WHERE state = 'waiting'").fetchone()[0])


def waiting_ids(connection: sqlite3.Connection) -> set[int]:
    """The frames that wait to be read."""
    return {row[0] for row in connection.execute("SELECT id FROM frames WHERE state = 'waiting'")}


def newest(connection: sqlite3.Connection) -> int:
    """The number of the newest frame that there ever was, 0 for none."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'frames'").fetchone()
    return int(row[0]) if row else 0


def get(connection: sqlite3.Connection, frame: int) -> Frame | None:
    """The frame with this number, None if there is none."""
    found = _read(connection.execute(f"{_SELECT} WHERE f.id = ?", (frame,)))
    return found[0] if found else None


def of_episode(connection: sqlite3.Connection, episode: int) -> list[Frame]:
    """An episode's frames in order."""
    return _read(connection.execute(f"{_SELECT} WHERE f.episode = ? ORDER BY f.at, f.id", (episode,)))


def between(connection: sqlite3.Connection, start: int, end: int, app: str | None = None) -> list[Frame]:
    """The frames seen in [start, end), in order; `app` in any case of letters."""
    rows = connection.execute(
        f"""{_SELECT} JOIN screen_episodes e ON e.id = f.episode WHERE f.at >= ? AND f.at < ?
            AND (? IS NULL OR e.app = ? COLLATE NOCASE) ORDER BY f.at, f.id""",
        (start, end, app, app),
    )
    return _read(rows)


def chain(connection: sqlite3.Connection, frame: Frame) -> list[Frame]:
    """The key frame that a frame's bands lie over, every frame laid over that before it, and the frame itself."""
    if not frame.base:
        return [frame]
    return _read(connection.execute(f"{_SELECT} WHERE f.base = ? AND f.id <= ? ORDER BY f.id", (frame.base, frame.id)))


def before(connection: sqlite3.Connection, frame: Frame) -> Frame | None:
    """The frame before this one of the same window, on the same monitor and as large; None if there is none."""
    found = _read(
        connection.execute(
            f"""{_SELECT} WHERE f."window" = ? AND f.monitor = ? AND f.id < ? ORDER BY f.id DESC LIMIT 1""",
            (frame.window, frame.monitor, frame.id),
        )
    )
    return found[0] if found and found[0].rect[2:] == frame.rect[2:] else None


def mark_read(
    connection: sqlite3.Connection, frame: int, file: str | None, size: int, reader: str, masked: int
) -> None:
    """A frame has been read; `file` is its picture, None where only the text is kept."""
    connection.execute(
        "UPDATE frames SET state = 'read', file = ?, bytes = ?, reader = ?, masked = ?, spool = '' WHERE id = ?",
        (file, size, reader, masked, frame),
    )


def fail(connection: sqlite3.Connection, frame: int, most: int) -> bool:
    """Note that a frame could not be read; after `most` times it is given up. Returns whether it was."""
    connection.execute(
        """UPDATE frames SET tries = tries + 1, state = iif(tries + 1 >= ?1, 'failed', state),
            spool = iif(tries + 1 >= ?1, '', spool) WHERE id = ?2 AND state = 'waiting'""",
        (most, frame),
    )
    row = connection.execute("SELECT state FROM frames WHERE id = ?", (frame,)).fetchone()
    return row is None or row[0] == "failed"


def without_key(connection: sqlite3.Connection, frame: Frame) -> bool:
    """Whether the whole picture that a frame's bands lie over was dropped, or is not there."""
    if frame.key:
        return False
    row = connection.execute("SELECT 1 FROM frames WHERE id = ? AND state <> 'failed'", (frame.base,)).fetchone()
    return row is None


def remove(connection: sqlite3.Connection, frames: Iterable[int]) -> None:
    """Delete frames with their lines; their pictures become doomed files. Episodes left without any go too.

    What such an episode was remembered as stays: `memories.erase` takes it with all that was made from it.
    """
    gone = [one for frame in frames if (one := get(connection, frame))]
    connection.executemany("DELETE FROM frames WHERE id = ?", [(one.id,) for one in gone])
    for one in gone:
        if one.key:
            connection.execute(
                """UPDATE frames SET cut = 1 WHERE id < ? AND id = (SELECT max(id) FROM frames WHERE "window" = ?
                    AND monitor = ?)""",
                (one.id, one.window, one.monitor),
            )
    for episode in {one.episode for one in gone}:
        extent = connection.execute("SELECT min(at), max(at) FROM frames WHERE episode = ?", (episode,)).fetchone()
        if extent[0] is None:
            connection.execute("DELETE FROM screen_episodes WHERE id = ?", (episode,))
        else:
            connection.execute("UPDATE screen_episodes SET from_at = ?, until_at = ? WHERE id = ?", (*extent, episode))


def spooled(connection: sqlite3.Connection) -> dict[str, int]:
    """The frame that waits for each entry of the spool."""
    return dict(connection.execute("SELECT spool, id FROM frames WHERE state = 'waiting'").fetchall())


def counts(connection: sqlite3.Connection, episodes: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    """(frames, pictures, bytes) of each episode; those without frames are left out."""
    found: dict[int, tuple[int, int, int]] = {}
    for start in range(0, len(episodes), 500):
        part = episodes[start : start + 500]
        rows = connection.execute(
            f"""SELECT episode, count(*), count(file), sum(bytes) FROM frames
                WHERE episode IN ({", ".join("?" * len(part))}) GROUP BY episode""",
            part,
        )
        found.update((row[0], row[1:]) for row in rows)
    return found


def rects(bands: str) -> "tuple[Rect, ...]":
    """Rectangles out of their JSON."""
    from core.screen.frame import Rect  # numpy comes with it, which counting frames need not pay for

    return tuple(Rect(*band) for band in json.loads(bands))


def _read(rows: sqlite3.Cursor) -> list[Frame]:
    return [_frame(row) for row in rows]


def _frame(row: Sequence[Any]) -> Frame:
    from core.screen.frame import Rect

    (id, episode, at, window, title, monitor, x, y, width, height, key, base, bands, rule, state, spool, tries, file,
     size, reader, masked) = row  # fmt: skip
    return Frame(
        id, episode, at, window, title, monitor, Rect(x, y, width, height), bool(key), base, rects(bands), rule, state,
        spool, tries, file, size, reader, masked,
    )  # fmt: skip
