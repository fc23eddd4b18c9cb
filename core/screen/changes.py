"""What is new in the windows on the screens, look by look: the lines of text that were not kept before.

A line is kept once it has settled; while it is typed or scrolls by, every few seconds. What repeats itself, as carets
and spinners do, what follows a rhythm, as clocks and films do, and what only changes its colour is not news.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import numpy as np

from core.screen.bands import LINE, gathered
from core.screen.frame import Rect, Sighting, View
from core.screen.held import Held
from core.screen.news import News, State, Strip
from core.screen.tiles import TILE
from core.screen.watched import Lines, Watched, geometry

Key = tuple[str, str]
"""A window's id and the monitor that it is seen on."""

OVERDUE = 3.5
"""Seconds after which news is kept although more is still to come."""
IDLE = 2.0
"""Seconds between two closer looks at a window in which only that changes which is expected to."""
RESTED = 10.0
"""Seconds without a change after which a window may be packed."""
LARGE = 0.3
"""Part of a window that has to differ from its last whole picture for a new one."""
DELTAS = 60
"""Sightings after which a whole picture is kept again."""
WHOLE = timedelta(minutes=5)
"""Time after which the next sighting is a whole picture, and after which a window that comes back is as new."""
OPEN_BYTES, ALL_BYTES = 12_000_000, 20_000_000
"""Bytes that windows may take with their pictures unpacked, and that all that is remembered may take."""
LINE_BYTES = 120
"""Bytes that a remembered line takes."""
FEW = 3
"""Into how many parts a window's rows are divided of which the news may take one to be held without the rest."""
TITLES = 64
"""Titles of a window whose last moment is remembered."""


@dataclass(slots=True)
class _State:
    """What is known of one window over time."""

    watched: Watched
    view: View
    """As it was seen last, without its pixels."""
    seen: datetime
    held: Held | None = None
    """Its pixels as far as news that has not been kept needs them; None where there is none."""
    lines: Lines = field(default_factory=Lines)
    shown: bool = True
    key_at: datetime | None = None
    deltas: int = 0
    since: float | None = None
    places: dict[int, Rect] = field(default_factory=dict)
    strips: tuple[Strip, ...] = ()
    titles: OrderedDict[str, datetime] = field(default_factory=OrderedDict)
    moving: bool = False
    idle: bool = False
    judged: float = 0.0


class Changes:
    """Says of each look at a window what is new in it, and remembers what was kept in less than 25 MB."""

    def __init__(self) -> None:
        self._states: OrderedDict[Key, _State] = OrderedDict()
        self._start: datetime | None = None

    def look(self, view: View, at: datetime) -> Sighting | None:
        """What is new in a window and has settled, or None; `at` must not run back."""
        key = (view.window.id, view.monitor)
        now = self._seconds(at)
        state = self._state(key, view, at, now)
        changed = state.watched.compare(view, now)
        self._retitle(state, view, at)
        state.seen, state.shown = at, True
        if not changed and not state.watched.news.any():
            state.moving, state.since, state.strips = False, None, ()
            self._hold(state, view)
            return None
        if state.idle and now - state.judged < IDLE and not (changed and state.watched.unexpected):
            return None
        state.judged = now
        state.held = None
        sighting = self._news(state, view, at, now)
        state.moving = state.since is not None
        state.idle = all(strip.state is State.MUTED for strip in state.strips)
        self._hold(state, view)
        self._tidy(now)
        return sighting

    def leave(self, key: Key, at: datetime) -> Sighting | None:
        """The news of a window that is gone or hidden which had not settled, in the last pixels seen, or None."""
        state = self._states.get(key)
        if state is None or not state.shown:
            return None
        state.shown, state.moving = False, False
        strips = [strip for strip in state.strips if _last(strip)]
        sighting = self._sighting(state, _unfolded(state), state.seen, strips) if strips else None
        state.held, state.strips, state.since, state.places = None, (), None, {}
        return sighting

    def keys(self) -> set[Key]:
        """The windows, with their monitors, that were looked at and have not left."""
        return {key for key, state in self._states.items() if state.shown}

    @property
    def moving(self) -> bool:
        """Whether something is changing right now that is news, so that the next look should come soon."""
        return any(state.moving for state in self._states.values() if state.shown)

    @property
    def bytes(self) -> int:
        """About how much memory everything remembered takes, held pixels not counted."""
        return sum(_bytes(state) for state in self._states.values())

    def forget(self, key: Key) -> None:
        """Forget all that is remembered of a window; when it is looked at again it is new."""
        self._states.pop(key, None)

    def _seconds(self, at: datetime) -> float:
        self._start = self._start or at
        return (at - self._start).total_seconds()

    def _state(self, key: Key, view: View, at: datetime, now: float) -> _State:
        """What is known of a window, made anew where it is unknown, was away for long, or has another size."""
        state = self._states.get(key)
        if state is not None and not state.shown and at - state.seen > WHOLE:
            state = None
        if state is None:
            state = self._states[key] = _State(Watched(view, now), _bare(view), at)
        elif state.watched.geometry != geometry(view):
            state.watched, state.key_at, state.places = Watched(view, now), None, {}
        self._states.move_to_end(key)
        return state

    def _retitle(self, state: _State, view: View, at: datetime) -> None:
        """Forget the lines kept of a window when it shows again what it has not shown for long, by its title."""
        title = view.window.title
        last = state.titles.get(title)
        if last is not None and at - last > WHOLE and title != state.view.window.title:
            state.lines.clear()
        state.titles[title] = at
        state.titles.move_to_end(title)
        if len(state.titles) > TITLES:
            state.titles.popitem(last=False)

    def _news(self, state: _State, view: View, at: datetime, now: float) -> Sighting | None:
        """Look for news and decide whether it is time to keep it."""
        news = News(state.watched, state.lines, view, state.places, now)
        before, state.places, state.strips = state.places, news.places, tuple(news.strips)
        ready = [strip for strip in news.strips if strip.state is State.READY]
        moving = [strip for strip in news.strips if strip.state is State.MOVING]
        busy = [strip for strip in news.strips if strip.state in (State.WAITING, State.LASTING)]
        if not (ready or moving or busy):
            state.since = None
            return None
        state.since = now if state.since is None else state.since
        overdue = now - state.since >= OVERDUE
        if not overdue and (moving or busy) and not _leaving(moving, news, before):
            return None
        if moving or busy:
            ready += [strip for strip in busy if strip.state is State.LASTING and overdue]
            ready += _scrolled(news.strips, moving)
        if not ready:
            return None
        state.since = now if moving or busy else None
        return self._sighting(state, view, at, ready)

    def _sighting(self, state: _State, view: View, at: datetime, strips: Sequence[Strip]) -> Sighting:
        """Take the strips as kept and say so; where only some rows are held, never with the whole picture."""
        watched = state.watched
        for strip in strips:
            rows = slice(strip.rect.y, strip.rect.bottom)
            where = watched.news[rows, strip.left : strip.left + strip.light.shape[1] // TILE].copy()
            watched.keep(strip.light, strip.rect.y, strip.left, where)
            state.lines.add(strip.mark)
        within = Rect(0, 0, watched.shape[1], watched.shape[0])
        bands = gathered([strip.rect for strip in strips], within)
        drifted = int(np.count_nonzero(watched.drift)) / watched.drift.size
        large = max(drifted, sum(band.area for band in bands) / within.area) > LARGE
        whole = state.key_at is None or large or state.deltas >= DELTAS or at - state.key_at >= WHOLE
        whole = whole and (state.shown or (state.held is not None and state.held.whole))
        if whole:
            state.key_at, state.deltas = at, 0
            watched.drift[:] = False
        else:
            state.deltas += 1
        kept = {strip.rect for strip in strips}
        state.strips = tuple(strip for strip in state.strips if strip.rect not in kept)
        return Sighting(view, at, bands, whole)

    def _hold(self, state: _State, view: View) -> None:
        """Hold of the pixels what `leave` would need: nothing, the rows with news, or all. Whoever looks owns them."""
        strips = [strip.rect for strip in state.strips if _last(strip)]
        within = Rect(0, 0, state.watched.shape[1], state.watched.shape[0])
        bands = gathered(strips, within) if strips else ()
        top, bottom = min((rect.y for rect in bands), default=0), max((rect.bottom for rect in bands), default=0)
        few = state.key_at is not None and (bottom - top) * FEW <= view.rect.height
        state.held = None
        if strips:
            state.held = Held.few(view.pixels, top, bottom) if few else Held.all(view.pixels)
        state.view = _bare(view)

    def _tidy(self, now: float) -> None:
        """Pack the windows that have rested longest, and forget those not shown, until all fit in their room."""
        loose = [state.watched for state in self._states.values() if not state.watched.packed]
        room = OPEN_BYTES - sum(watched.bytes for watched in loose)
        for watched in loose:
            if room < 0 and now - watched.last_change > RESTED:
                room += watched.bytes
                watched.pack()
        for other in [other for other, state in self._states.items() if not state.shown]:
            if self.bytes <= ALL_BYTES:
                break
            del self._states[other]


def _bytes(state: _State) -> int:
    return state.watched.bytes + LINE_BYTES * len(state.lines)


def _bare(view: View) -> View:
    """The view without its pixels."""
    return View(view.window, view.monitor, view.rect, view.pixels[:0].copy(), view.covered)


def _unfolded(state: _State) -> View:
    """The view as it was seen last; where only some rows were held, the others are black."""
    return replace(state.view, pixels=state.held.unfolded()) if state.held else state.view


def _last(strip: Strip) -> bool:
    """Whether a strip that has not settled shall be kept when the window goes."""
    if strip.state is State.MUTED:
        return strip.calm
    return strip.state is not State.KNOWN and (strip.rect.height <= LINE or strip.state is State.READY)


def _leaving(moving: Sequence[Strip], news: News, before: dict[int, Rect]) -> bool:
    """Whether a line that scrolls may be gone at the next look, judged by how far the lines went since the last one."""
    steps = [rect.y - before[mark].y for mark, rect in news.places.items() if mark in before]
    far = max(steps, key=abs, default=0)
    if not moving or far == 0:
        return False
    top = min(rect.y for rect in news.places.values())
    bottom = max(rect.bottom for rect in news.places.values())
    return any(strip.rect.y + 1.5 * far < top or strip.rect.bottom + 1.5 * far > bottom for strip in moving)


def _scrolled(strips: Sequence[Strip], moving: Sequence[Strip]) -> list[Strip]:
    """The lines that scroll, with those that have only just come in above or below them."""
    known = [strip for strip in strips if strip.state is State.KNOWN] + list(moving)
    fresh = [
        strip
        for strip in strips
        if strip.state in (State.WAITING, State.LASTING, State.MUTED)
        and strip.rect.height <= LINE
        and any(_beside(strip.rect, other.rect) for other in known)
    ]
    return [*moving, *fresh] if len(known) > 1 else list(moving)


def _beside(one: Rect, other: Rect) -> bool:
    """Whether two lines stand in one column: they overlap by half of the narrower."""
    both = min(one.right, other.right) - max(one.x, other.x)
    return 2 * both >= min(one.width, other.width)
