"""Looking back at the screen: days, lanes, episodes, frames with pictures and words, and why each was let in."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from app.config import Config
from app.home import Home
from core.clock import aware, from_micros, to_micros, utc_now
from core.store import screens
from core.store.connection import Connection
from core.store.store import Store

if TYPE_CHECKING:
    from PIL.Image import Image

    from app.screens.forgetting import Erased, Wanted
    from core.screen.frame import Line, Rect
    from core.store import frames as frame_rows

NEAR = timedelta(minutes=5)
"""How far from a moment its frame may lie."""


@dataclass(frozen=True, slots=True)
class Episode:
    """A run of frames of one window; times are aware UTC, `memory` is its memory's id. Its words are as on the screen.

    `frames` and `pictures` count what was read and what has still a picture, of `bytes` bytes.
    """

    id: int
    memory: str
    app: str
    title: str
    url: str
    from_at: datetime
    until_at: datetime
    open: bool
    frames: int
    pictures: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Lane:
    """A program's episodes on one day, in order."""

    app: str
    episodes: tuple[Episode, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """What was new in a window at one moment; `width` and `height` are those of the window's picture, in pixels.

    `key` says that it is kept whole, `rule` which rule let it in, `masked` how many secrets were painted over.
    """

    id: int
    episode: int
    memory: str
    at: datetime
    app: str
    title: str
    monitor: str
    width: int
    height: int
    key: bool
    rule: str
    reader: str
    masked: int
    pictured: bool


@dataclass(frozen=True, slots=True)
class Skip:
    """Looks at a program that a rule kept from being captured on one day."""

    rule: str
    app: str
    first_at: datetime
    last_at: datetime
    looks: int


class Screens:
    """Questions to what was seen on the screen, and forgetting of it. What waits to be read is in none of it yet."""

    def __init__(self, store: Store, home: Home, config: Config) -> None:
        self._store = store
        self._home = home
        self._config = config

    # Days and episodes

    def days(self) -> list[tuple[date, int]]:
        """The local days on which something was seen, with their number of episodes, newest first."""
        found: dict[date, int] = {}
        for start, end in self._store.read(screens.extents):
            day, last = _day(start), _day(end)
            while day <= last:
                found[day] = found.get(day, 0) + 1
                day += timedelta(days=1)
        return sorted(found.items(), reverse=True)

    def episodes(self, day: date) -> list[Episode]:
        """The episodes that touch a local day, in order of their beginning."""
        return self.between(*_local(day))

    def between(self, since: datetime, until: datetime, app: str | None = None) -> list[Episode]:
        """The episodes that touch [since, until), in order of their beginning; `app` in any case of letters."""
        span = to_micros(since), to_micros(until)
        return self._store.snapshot(lambda c: _told(c, screens.between(c, *span, app)))

    def strip(self, day: date) -> list[Lane]:
        """A local day in lanes, one for each program, the one that was seen first on top."""
        lanes: dict[str, list[Episode]] = {}
        for one in self.episodes(day):
            lanes.setdefault(one.app, []).append(one)
        return [Lane(app, tuple(found)) for app, found in lanes.items()]

    def of_memories(self, ids: Sequence[str]) -> dict[str, Episode]:
        """The episodes that these memories are, by the memory's whole id; memories of other kinds are left out."""
        if not ids:
            return {}
        told = self._store.snapshot(lambda c: _told(c, screens.of_ids(c, ids)))
        return {one.memory: one for one in told}

    def episode(self, memory_id: str) -> Episode | None:
        """The episode that a memory is, by the memory's whole id; None if it is none."""
        return self.of_memories([memory_id]).get(memory_id)

    # Frames

    def frames(self, of: int | date) -> list[Frame]:
        """The frames of an episode, by its number, or of a local day; oldest first."""
        from core.store import frames

        if isinstance(of, date):
            start, end = (to_micros(at) for at in _local(of))
            return self._store.snapshot(lambda c: _seen(c, frames.between(c, start, end)))
        return self._store.snapshot(lambda c: _seen(c, frames.of_episode(c, of)))

    def nearest(self, at: datetime, within: timedelta = NEAR) -> Frame | None:
        """The frame that was seen nearest to a moment, None if there is none so near."""
        from core.store import frames

        start, end = to_micros(at - within), to_micros(at + within)
        found = self._store.snapshot(lambda c: _seen(c, frames.between(c, start, end)))
        return min(found, key=lambda one: abs(one.at - aware(at)), default=None)

    def picture(self, frame: int) -> "Image | None":
        """The window as it was at a frame, put together from pictures and bands; None if there is no picture of it."""
        from PIL import Image

        from app.screens.pictures import composed

        chain = self._chain(frame)
        pixels = composed(self._home, chain) if chain else None
        return None if pixels is None else Image.fromarray(pixels)

    def lines(self, frame: int) -> "list[Line]":
        """The lines that the window showed at a frame, from top to bottom; rectangles are relative to its picture."""
        from core.screen.shown import shown
        from core.store import screen_lines

        chain = self._chain(frame)
        found = self._store.read(lambda c: screen_lines.of_frames(c, [one.id for one in chain]))
        return shown((one.key, one.bands, [line.line for line in found.get(one.id, [])]) for one in chain)

    def marks(self, frame: int, query: str) -> "list[Rect]":
        """Where on a frame's picture the words of a query stand, in any inflection."""
        from core.screen.shown import marks

        return [mark for line in self.lines(frame) for mark in marks(line, query)]

    def boxes(self, memory_id: str, query: str) -> "list[tuple[int, Rect]]":
        """Where the words of a query were read in an episode, as (frame, rectangle on its picture), oldest first."""
        from core.screen.shown import marks
        from core.store import screen_lines

        episode = self.episode(memory_id)
        if episode is None:
            return []
        found = self._store.read(lambda c: screen_lines.of_episode(c, episode.id))
        return [(one.frame, mark) for one in found for mark in marks(one.line, query)]

    def _chain(self, frame: int) -> "list[frame_rows.Frame]":
        from core.store import frames

        def work(connection: Connection) -> "list[frame_rows.Frame]":
            found = frames.get(connection, frame)
            return frames.chain(connection, found) if found and found.state == "read" else []

        return self._store.snapshot(work)

    def end_past(self, now: datetime) -> None:
        """End the episodes that are over, where no daemon is left that would."""
        if self._store.read(screens.any_open):
            from app.screens.keeping import Keeping

            Keeping(self._store, self._home, self._config, behind=lambda _: None).close_episodes(now)

    # Why, and what not

    def why(self, id: str) -> list[Frame]:
        """The frames of a memory, by its whole id, or one by its number: each says which rule let it in. [] if none."""
        if id.isascii() and id.isdigit() and len(id) < 19:
            from core.store import frames

            found = self._store.read(lambda c: frames.get(c, int(id)))
            return self._store.snapshot(lambda c: _seen(c, [found])) if found else []
        episode = self.episode(id)
        return self.frames(episode.id) if episode else []

    def skipped(self, day: date) -> list[Skip]:
        """What was not captured on a local day, most looks first."""
        from core.store import skips

        found = self._store.read(lambda c: skips.of_day(c, day.isoformat()))
        return [
            Skip(one.rule, one.app, from_micros(one.first_at), from_micros(one.last_at), one.looks) for one in found
        ]

    # The capture, as the app deals with it

    def announce(self, window: str | None, shown: bool = True) -> None:
        """Say that this process shows the app, in the window with this id, so that the capture leaves it out; or ends.

        A home that cannot be written has no capture either.
        """
        from app.capture.own import announce, withdraw

        with suppress(OSError):
            announce(self._home, window) if shown else withdraw(self._home)

    def toggle(self) -> str:
        """Pause the capture, or go on with it; says in a sentence how it is now. Raises: ReadOnlyHome, DiskFull."""
        from app.capture.control import toggled

        return toggled(self._home, utc_now())

    # Forgetting

    def wanted(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        app: str | None = None,
        ids: Sequence[str] | None = None,
    ) -> "Wanted":
        """What of the screen all conditions apply to, of these memories alone unless None; it can be erased."""
        from app.screens.forgetting import chosen

        return chosen(self._store, since=since, until=until, app=app, ids=ids)

    def erase(self, wanted: "Wanted") -> "Erased":
        """Erase frames, lines, words, index, vectors, pictures and what waits, without trace; nothing brings it back.

        An episode that is only partly wanted keeps the rest of its text.
        """
        from app.screens.forgetting import erased

        return erased(self._store, self._home, wanted)


def _told(connection: Connection, found: Sequence[screens.Episode]) -> list[Episode]:
    """Episodes that have a memory, with their counts."""
    from core.store import frames

    known = [one for one in found if one.seq is not None]
    ids = screens.memory_ids(connection, [one.seq for one in known if one.seq is not None])
    counts = frames.counts(connection, [one.id for one in known])
    return [
        Episode(
            one.id, ids[one.seq], one.app, one.title, one.url, from_micros(one.from_at), from_micros(one.until_at),
            one.open, *counts.get(one.id, (0, 0, 0)),
        )
        for one in known
        if one.seq in ids
    ]  # fmt: skip


def _seen(connection: Connection, found: "Sequence[frame_rows.Frame]") -> list[Frame]:
    """Frames that were read."""
    of = {number: screens.get(connection, number) for number in {one.episode for one in found}}
    ids = screens.memory_ids(connection, [one.seq for one in of.values() if one and one.seq is not None])
    made = []
    for one in found:
        episode = of[one.episode]
        if one.state != "read" or episode is None:
            continue
        memory = ids.get(episode.seq, "") if episode.seq is not None else ""
        made.append(
            Frame(
                one.id, one.episode, memory, from_micros(one.at), episode.app, one.title, one.monitor, one.rect.width,
                one.rect.height, one.key, one.rule, one.reader, one.masked, one.file is not None,
            )
        )  # fmt: skip
    return made


def _day(micros: int) -> date:
    return from_micros(micros).astimezone().date()


def _local(day: date) -> tuple[datetime, datetime]:
    return datetime.combine(day, time()).astimezone(), datetime.combine(day + timedelta(1), time()).astimezone()
