"""The pictures of frames, as the file knows them: which there are, which may go, and which files have still to go."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

_PICTURED = "f.file IS NOT NULL"
_LAID_UNDER = """f."key" AND EXISTS (SELECT 1 FROM frames o WHERE o.base = f.id AND o.episode <> f.episode
    AND o.file IS NOT NULL)"""
"""A whole picture that the bands of another episode lie over."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An episode that has pictures; `stability` in days, `recalled_at` and `until_at` in microseconds."""

    episode: int
    bytes: int
    until_at: int
    pinned: bool
    stability: float
    recalled_at: int


def kept(connection: sqlite3.Connection, before: int | None = None) -> list[Kept]:
    """The episodes that have pictures, oldest first; only those that ended before `before`, unless None."""
    rows = connection.execute(
        f"""SELECT e.id, sum(f.bytes), e.until_at, coalesce(m.pinned, 0), coalesce(m.stability, 1.0),
            coalesce(m.last_recalled_at, e.until_at)
            FROM frames f JOIN screen_episodes e ON e.id = f.episode LEFT JOIN memories m ON m.seq = e.seq
            WHERE {_PICTURED} AND (? IS NULL OR e.until_at < ?) GROUP BY e.id ORDER BY e.until_at""",
        (before, before),
    )
    return [Kept(row[0], row[1], row[2], bool(row[3]), row[4], row[5]) for row in rows]


def total(connection: sqlite3.Connection) -> int:
    """The bytes of all pictures."""
    row = connection.execute(f"SELECT coalesce(sum(f.bytes), 0) FROM frames f WHERE {_PICTURED}").fetchone()
    return int(row[0])


def since(connection: sqlite3.Connection, at: int) -> tuple[int, int]:
    """(frames, bytes of pictures) from an instant on."""
    row = connection.execute("SELECT count(*), coalesce(sum(bytes), 0) FROM frames WHERE at >= ?", (at,)).fetchone()
    return int(row[0]), int(row[1])


def bare(connection: sqlite3.Connection, episodes: Iterable[int]) -> int:
    """Let the pictures of episodes go, their text stays; returns how many. Their files become doomed.

    A whole picture stays while the bands of another episode lie over it.
    """
    gone = 0
    for episode in episodes:
        gone += connection.execute(
            f"""UPDATE frames AS f SET file = NULL, bytes = 0 WHERE f.episode = ? AND {_PICTURED}
                AND NOT ({_LAID_UNDER})""",
            (episode,),
        ).rowcount
    return gone


def doomed(connection: sqlite3.Connection) -> list[str]:
    """Files that have to go, relative to the folder of screens."""
    return [row[0] for row in connection.execute("SELECT file FROM doomed_files ORDER BY file")]


def doom(connection: sqlite3.Connection, files: Iterable[str]) -> None:
    """Have files go that no row names."""
    connection.executemany("INSERT OR IGNORE INTO doomed_files (file) VALUES (?)", [(file,) for file in files])


def done(connection: sqlite3.Connection, files: Iterable[str]) -> None:
    """These files are gone."""
    connection.executemany("DELETE FROM doomed_files WHERE file = ?", [(file,) for file in files])


def sizes(connection: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    """(frame, bytes) of every picture, by its file."""
    rows = connection.execute(f"SELECT f.file, f.id, f.bytes FROM frames f WHERE {_PICTURED}")
    return {file: (frame, size) for file, frame, size in rows}


def lose(connection: sqlite3.Connection, frames: Iterable[int]) -> None:
    """The pictures of these frames are not there, whatever became of them; their text stays."""
    connection.executemany("UPDATE frames SET file = NULL, bytes = 0 WHERE id = ?", [(frame,) for frame in frames])
