"""Keeps what was seen on the screen: waiting frames, read ones with their text and picture, episodes, what was skipped.

Each step is one transaction, and a picture is on disk before the row that names it: whenever a process is killed, no
file is without a row, no row without its file, and what waited waits still.
"""

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.config import Config
from app.home import Home
from app.pending import start_behind
from core.clock import from_micros, to_micros
from core.store import frames, screens, skips
from core.store.connection import Connection
from core.store.frames import Frame, New
from core.store.screens import Going
from core.store.skips import Skipped
from core.store.store import Store
from core.text import clean

if TYPE_CHECKING:
    from app.capture.spool import Spool
    from core.screen.episodes import Open
    from core.screen.frame import Line, Pixels, Rect, Sighting

MOST_TRIES = 2
"""How often a frame is tried to be read before it is given up."""
SKIP_SECONDS = 20.0
"""How long counts of what was skipped are gathered before they are written."""
BEHIND_SECONDS = 600.0
"""How often, at most, closed episodes are given to a process that embeds and links them."""


_MAY_HIDE = re.compile(
    r"\d(?:[ .-]?\d){7}|(?=\S{0,200}\d)(?=\S{0,200}[A-Za-z])\S{16}|pass|secret|token|key|pin\b|code|cvv", re.IGNORECASE
)
"""What no title without a secret need be looked at more closely for: the rule sets are not light to load."""


@dataclass(frozen=True, slots=True)
class WaitingFrame:
    """A frame that waits to be read; `bands` are relative to `rect`, the window's part of the monitor, on the screen.

    `spool` names its pixels. `orphan` says that the whole picture which its bands belong to was dropped or lost.
    """

    id: int
    at: datetime
    app: str
    title: str
    url: str
    window: str
    monitor: str
    rect: "Rect"
    bands: "tuple[Rect, ...]"
    key: bool
    rule: str
    spool: str
    tries: int
    orphan: bool


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep put right: files and rows without each other, frames and entries of the spool without each other."""

    files: int = 0
    pictures: int = 0
    frames: int = 0
    spooled: int = 0
    episodes: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """Frames kept and bytes of their pictures since the local day began, and frames that wait."""

    kept_today: int
    bytes_today: int
    waiting: int


class Keeping:
    """What the daemon and the reader write; any number of processes may do so at once."""

    def __init__(
        self,
        store: Store,
        home: Home,
        config: Config,
        *,
        behind: Callable[[Home], None] | None = None,
        masked: Callable[[str], str] | None = None,
    ) -> None:
        """`behind` starts the process that embeds and links closed episodes; None as the settings say.

        `masked` masks a title's secrets; None does it here, which loads all the rules.
        """
        self._store = store
        self._home = home
        self._config = config
        self._behind = behind or (start_behind if config.work.background else None)
        self._masked = masked
        self._behind_at: float | None = None
        self._skipped: dict[tuple[str, str, str], Skipped] = {}
        self._skips_at = time.monotonic()

    # Frames that wait

    def open_frame(self, sighting: "Sighting", rule: str, spool_id: str) -> int:
        """Note that a sighting waits to be read under `spool_id`; returns the frame's number."""
        window = sighting.view.window
        app, title, url = _line(window.app), self._called(window.title), self._called(window.url or "")
        new = New(
            at=to_micros(sighting.at),
            window=window.id,
            title=title,
            monitor=sighting.view.monitor,
            rect=sighting.view.rect,
            key=sighting.key,
            bands=sighting.bands,
            rule=rule,
            spool=spool_id,
        )
        share, at = _share(sighting), sighting.at  # the last work done is held on to, and must not hold pixels

        def work(connection: Connection) -> int:
            from core.screen.episodes import continued

            going = [_open(one) for one in screens.going(connection, app)]
            episode = continued(going, title, window.id, at, share)
            if episode is None:
                episode = screens.begin(connection, app, title, url, new.at)
            screens.lengthen(connection, episode, new.at)
            return frames.add(connection, episode, new)

        return self._store.write(work)

    def _called(self, text: str) -> str:
        """A window's title or address as it may be stored, secrets in it masked: that does not wait for the reading."""
        line = _line(text)
        if not (self._config.capture.secrets and _MAY_HIDE.search(line)):
            return line
        if self._masked:
            return self._masked(line)
        from core.screen.secrets import masked

        return masked(line)

    def waiting(self, limit: int = 20) -> list[WaitingFrame]:
        """Frames that wait to be read: those that were never tried first, then oldest first."""

        def work(connection: Connection) -> list[WaitingFrame]:
            return [_waiting(connection, one) for one in frames.waiting(connection, limit)]

        return self._store.snapshot(work)

    def waiting_count(self) -> int:
        """How many frames wait to be read."""
        return self._store.read(frames.waiting_count)

    def finish(
        self,
        frame_id: int,
        lines: "Sequence[Line]",
        picture: "Pixels | None",
        *,
        reader: str,
        masked: int,
        url: str | None = None,
    ) -> bool:
        """Keep what was read: lines with boxes relative to the frame's `rect`, in reading order, secrets masked.

        `picture` is (height, width, 4), blue first, secrets painted over: the whole window, or for a frame that is no
        `key` its bands stacked in order at the left edge; None keeps the text alone. Returns whether the frame was
        still wanted: one that was forgotten meanwhile leaves nothing. Raises: DiskFull, ReadOnlyHome.
        """
        from app.screens.intake import kept

        return kept(
            self._store,
            self._home,
            frame_id,
            lines,
            picture if self._config.capture.pictures else None,
            reader=reader,
            masked=masked,
            url=_line(url or ""),
            secrets=self._config.capture.secrets,
        )

    def fail(self, frame_id: int) -> bool:
        """A frame could not be read; returns whether it is given up, so that its pixels may go from the spool."""
        given_up = self._store.write(lambda connection: frames.fail(connection, frame_id, MOST_TRIES))
        if given_up:
            self._remove_unnamed(frame_id)
        return given_up

    def drop(self, frame_id: int) -> None:
        """A frame must not be kept: nothing of it stays on the disk, also not its title."""
        self._remove_unnamed(frame_id)
        self._store.write(lambda connection: dropped(connection, [frame_id]))
        self._store.write(screens.wipe_log, transaction=False)

    def _remove_unnamed(self, frame_id: int) -> None:
        """Delete what a process killed in the middle may have written for a frame that no row names yet."""
        from app.screens import pictures

        frame = self._store.read(lambda connection: frames.get(connection, frame_id))
        if frame and not frame.file:
            pictures.remove(self._home, pictures.names_of(frame.id, frame.at))

    # Episodes

    def close_episodes(self, at: datetime, window: str | None = None, *, everything: bool = False) -> int:
        """End the episodes that are over by `at`, those of a window that is gone, or all; returns how many.

        What ended is embedded and linked by a process behind, which is started every few minutes at most.
        """

        def work(connection: Connection) -> int:
            from core.screen.episodes import is_over

            if window is not None:
                ended = screens.of_window(connection, window)
            else:
                going = [_open(one) for one in screens.going(connection)]
                ended = [one.id for one in going if everything or is_over(one, at)]
            screens.close(connection, ended)
            return len(ended)

        self.flush()
        closed = self._store.write(work) if self._store.read(screens.any_open) else 0
        if closed:
            self._start_behind()
        return closed

    def _start_behind(self) -> None:
        now = time.monotonic()
        if self._behind and (self._behind_at is None or now - self._behind_at > BEHIND_SECONDS):
            self._behind_at = now
            self._behind(self._home)

    # What was skipped

    def skip(self, rule: str, app: str, at: datetime) -> None:
        """Count a look at a window that a rule kept out; its title and content are not noted. Written now and then."""
        day, micros = f"{at.astimezone():%Y-%m-%d}", to_micros(at)
        key = (day, rule, _line(app))
        known = self._skipped.get(key)
        first, looks = (known.first_at, known.looks) if known else (micros, 0)
        self._skipped[key] = Skipped(*key, first, micros, looks + 1)
        if time.monotonic() - self._skips_at > SKIP_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write the counts of what was skipped."""
        self._skips_at = time.monotonic()
        if self._skipped:
            counted, self._skipped = list(self._skipped.values()), {}
            self._store.write(lambda connection: skips.add(connection, counted))

    # Order

    def sweep(self, spool: "Spool | None" = None) -> Swept:
        """Put right what a killed process left; to be called at a start, before anything is put into the spool.

        Doomed files go, and files without a row; a row whose file is gone or not whole loses it. With `spool`, frames
        whose pixels are not there are dropped, and pixels that no frame waits for. Open episodes end.
        """
        from app.screens.sweeping import swept

        return swept(self._store, self._home, spool)

    def figures(self, now: datetime) -> Figures:
        """What is kept, in figures that are cheap enough to ask every second."""
        from core.store import pictures

        midnight = to_micros(now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0))

        def work(connection: Connection) -> Figures:
            kept, today = pictures.since(connection, midnight)
            return Figures(kept, today, frames.waiting_count(connection))

        return self._store.snapshot(work)

    def keep_within_budget(self, now: datetime) -> int:
        """Let pictures go that are too old or for which there is no room; returns how many bytes that freed."""
        from app.screens.budget import made_room

        return made_room(self._store, self._home, self._config, now)


def dropped(connection: Connection, wanted: Iterable[int]) -> None:
    """Remove frames that were not read, with what only they were called and what a killed reader began to write."""
    from app.screens.pictures import names_of
    from core.store import pictures

    found = [frame for number in wanted if (frame := frames.get(connection, number))]
    pictures.doom(connection, [name for frame in found for name in names_of(frame.id, frame.at)])
    frames.remove(connection, [frame.id for frame in found])
    for episode in {frame.episode for frame in found}:
        screens.rename(connection, episode)


def _line(text: str) -> str:
    """A window's words as they may be stored: one line without anything invisible, not too long."""
    return clean.title(clean.cleaned(text).text)


def _open(one: Going) -> "Open":
    from core.screen.episodes import Open

    return Open(one.id, one.title, one.window, from_micros(one.from_at), from_micros(one.until_at), one.length)


def _waiting(connection: Connection, frame: Frame) -> WaitingFrame:
    episode = screens.get(connection, frame.episode)
    assert episode is not None, "a frame goes with its episode"
    return WaitingFrame(
        id=frame.id,
        at=from_micros(frame.at),
        app=episode.app,
        title=frame.title,
        url=episode.url,
        window=frame.window,
        monitor=frame.monitor,
        rect=frame.rect,
        bands=frame.bands,
        key=frame.key,
        rule=frame.rule,
        spool=frame.spool,
        tries=frame.tries,
        orphan=frames.without_key(connection, frame),
    )


def _share(sighting: "Sighting") -> float:
    whole = sighting.view.rect.area
    return sum(band.area for band in sighting.bands) / whole if whole else 1.0
