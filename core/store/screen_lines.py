"""Lines read off the screen, frame by frame, and which of them make up an episode's text."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.screen.frame import Line, Rect, Word

_COLUMNS = "l.id, l.frame, l.place, l.same, l.text, l.x, l.y, l.width, l.height, l.words, l.confidence"
_SELECT = f"SELECT {_COLUMNS} FROM screen_lines l"


@dataclass(frozen=True, slots=True)
class Stored:
    """A line on a frame: one with a `place` is part of the episode's text, any other repeats the line `same`."""

    id: int
    frame: int
    place: float | None
    same: int | None
    text: str
    rect: Rect
    boxes: tuple[Rect, ...]
    """Its words' boxes, one for each word of `text`; () where they are not known."""
    confidence: float

    @property
    def line(self) -> Line:
        """The line as it was read."""
        words = zip(self.text.split(), self.boxes, strict=True) if self.boxes else ()
        return Line(self.text, self.rect, tuple(Word(text, box) for text, box in words), self.confidence)


def add(connection: sqlite3.Connection, episode: int, frame: int, lines: Sequence[Line]) -> list[int]:
    """Store the lines of a frame, in reading order; returns their numbers."""
    return [_add(connection, episode, frame, line) for line in lines]


def _add(connection: sqlite3.Connection, episode: int, frame: int, line: Line) -> int:
    boxes = [list(word.rect) for word in line.words]
    known = boxes if len(boxes) == len(line.text.split()) else []
    number = connection.execute(
        """INSERT INTO screen_lines (episode, frame, text, x, y, width, height, words, confidence)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (episode, frame, line.text, *line.rect, json.dumps(known, separators=(",", ":")), round(line.confidence, 3)),
    ).lastrowid
    assert number is not None
    return number


def place(connection: sqlite3.Connection, places: Iterable[tuple[int, float]]) -> None:
    """Make lines part of their episode's text; pairs of line and place."""
    connection.executemany(
        "UPDATE screen_lines SET place = ?, same = NULL WHERE id = ?", [(where, line) for line, where in places]
    )


def repeat(connection: sqlite3.Connection, pairs: Iterable[tuple[int, int]]) -> None:
    """Say which line of the text a line repeats; what repeated the first now repeats the second; pairs of the two."""
    for line, same in pairs:
        connection.execute("UPDATE screen_lines SET same = ? WHERE same = ?", (same, line))
        connection.execute("UPDATE screen_lines SET place = NULL, same = ? WHERE id = ?", (same, line))


def unplace(connection: sqlite3.Connection, episode: int) -> None:
    """Take every line out of an episode's text, so that the text can be put together anew."""
    connection.execute("UPDATE screen_lines SET place = NULL, same = NULL WHERE episode = ?", (episode,))


def text_of(connection: sqlite3.Connection, episode: int) -> list[Stored]:
    """The lines that make up an episode's text, in its order."""
    return _read(
        connection.execute(f"{_SELECT} WHERE l.episode = ? AND l.place IS NOT NULL ORDER BY l.place", (episode,))
    )


def of_frames(connection: sqlite3.Connection, frames: Sequence[int]) -> dict[int, list[Stored]]:
    """The lines on each of these frames, in reading order; frames without any are left out."""
    found: dict[int, list[Stored]] = {}
    for start in range(0, len(frames), 500):
        part = frames[start : start + 500]
        marks = ", ".join("?" * len(part))
        for line in _read(connection.execute(f"{_SELECT} WHERE l.frame IN ({marks}) ORDER BY l.id", part)):
            found.setdefault(line.frame, []).append(line)
    return found


def of_episode(connection: sqlite3.Connection, episode: int) -> list[Stored]:
    """Every line on every frame of an episode, repeats too, in the order in which they were read."""
    rows = connection.execute(
        f"{_SELECT} JOIN frames f ON f.id = l.frame WHERE f.episode = ? ORDER BY f.at, l.frame, l.id", (episode,)
    )
    return _read(rows)


def _read(rows: sqlite3.Cursor) -> list[Stored]:
    return [Stored(row[0], row[1], row[2], row[3], row[4], Rect(*row[5:9]), _rects(row[9]), row[10]) for row in rows]


def _rects(boxes: str) -> tuple[Rect, ...]:
    return () if boxes == "[]" else tuple(Rect(*box) for box in json.loads(boxes))
