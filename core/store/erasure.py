"""Erasing what was seen on the screen: whole episodes, or frames of one whose other text stays."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from core.memory import Source
from core.store import frames, memories, screens, skips, statements
from core.store.screens import Episode
from core.store.withdrawal import withdraw

_LATEST = (1 << 63) - 1
_DERIVED = (
    "DELETE FROM memory_entities WHERE seq = :seq",
    "DELETE FROM memory_tags WHERE seq = :seq AND actor <> 'person'",
    "DELETE FROM revisions WHERE seq = :seq OR cause = :seq",
    "DELETE FROM times WHERE seq = :seq",
    "DELETE FROM statements WHERE seq = :seq",
    "DELETE FROM bands WHERE seq = :seq",
    "DELETE FROM wiki_links WHERE seq = :seq",
    "DELETE FROM proposals WHERE a = :seq OR b = :seq",
    "DELETE FROM links WHERE (source = :seq OR target = :seq) AND actor <> 'person'",
)
"""What was made from a memory's words, besides index, vectors and derived memories."""


@dataclass(frozen=True, slots=True)
class Span:
    """What is to be erased: what was seen in [start, end) in microseconds, of a program, of these memories."""

    start: int | None = None
    end: int | None = None
    app: str | None = None
    ids: tuple[str, ...] | None = None

    @property
    def everything(self) -> bool:
        """Whether whole memories are meant."""
        return self.start is None and self.end is None and self.app is None


@dataclass(slots=True)
class Found:
    """What a span holds: memories that go wholly and in part, by number, frames, pictures with their bytes."""

    whole: list[int] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    frames: int = 0
    pictures: int = 0
    bytes: int = 0
    spooled: list[str] = field(default_factory=list)
    """The waiting pixels of frames that were not read yet."""
    unnamed: list[tuple[int, int]] = field(default_factory=list)
    """(number, time) of these frames: a process that was killed may have written their pictures."""


def find(connection: sqlite3.Connection, span: Span) -> Found:
    """What a span holds."""
    found = Found()
    for episode, gone, stays in _touched(connection, span):
        found.frames += len(gone)
        found.pictures += sum(one.file is not None for one in gone)
        found.bytes += sum(one.bytes for one in gone)
        waiting = [one for one in gone if one.state == "waiting"]
        found.spooled += [one.spool for one in waiting]
        found.unnamed += [(one.id, one.at) for one in waiting]
        if episode.seq is not None:
            (found.parts if stays else found.whole).append(episode.seq)
    return found


def erase(connection: sqlite3.Connection, span: Span, retold: Callable[[sqlite3.Connection, int], str]) -> Found:
    """Erase what a span holds; `retold` puts the text of an episode together from what is left of it.

    Pictures become doomed files. What was derived from any of it goes too.
    """
    found = find(connection, span)
    for episode, gone, stays in _touched(connection, span):
        frames.remove(connection, [one.id for one in gone])
        if stays and episode.seq is not None and not _rewrite(connection, episode, retold):
            found.parts.remove(episode.seq)
            found.whole.append(episode.seq)
    withdraw(connection, found.whole, forever=True)
    statements.let_go(connection, found.whole)
    if found.whole:
        memories.erase(connection, found.whole)
    if span.ids is None:
        skips.forget(connection, span.start or -_LATEST, span.end or _LATEST, span.app)
    return found


def _touched(
    connection: sqlite3.Connection, span: Span
) -> Iterator[tuple[Episode, list[frames.Frame], list[frames.Frame]]]:
    """Every episode that a span reaches into, with the frames that lie in it and those that do not."""
    start, end = span.start if span.start is not None else -_LATEST, span.end if span.end is not None else _LATEST
    if span.ids is None:
        touched = screens.between(connection, start, end, span.app)
    else:
        touched = screens.of_ids(connection, span.ids)
        touched = [one for one in touched if span.app is None or one.app.casefold() == span.app.casefold()]
    for episode in touched:
        every = frames.of_episode(connection, episode.id)
        gone = [one for one in every if start <= one.at < end or span.everything]
        stays = [one for one in every if one.state != "failed" and not start <= one.at < end and not span.everything]
        if gone or not every:
            yield episode, gone if stays else every, stays


def _rewrite(
    connection: sqlite3.Connection, episode: Episode, retold: Callable[[sqlite3.Connection, int], str]
) -> bool:
    """Let a memory say what is left of its episode, and nothing of what is gone; whether anything is left to say."""
    seq = episode.seq
    assert seq is not None
    text = retold(connection, episode.id)
    left = frames.of_episode(connection, episode.id)
    if not text or not left:
        return False
    withdraw(connection, [seq], forever=True)
    statements.let_go(connection, [seq])
    title = left[0].title
    values = {"title": title, "text": text, "context": "", "keywords": "[]"}
    memories.change(connection, seq, values)
    for statement in _DERIVED:
        connection.execute(statement, {"seq": seq})
    connection.execute("DELETE FROM titles WHERE seq = ? AND title <> ?", (seq, title))
    connection.execute("UPDATE screen_episodes SET title = ?, url = '' WHERE id = ?", (title, episode.id))
    memories.replace_source(connection, seq, Source(app=episode.app or None, title=title or None))
    connection.execute("UPDATE memories SET occurred_at = ?, uri = '' WHERE seq = ?", (left[0].at, seq))
    return True
