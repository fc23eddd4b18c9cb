"""One look at the screens, on demand: everything that may be seen is kept whole and read before it returns."""

import os
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.capture.child import Reader
from app.capture.desktop.seam import find_desktop
from app.capture.settings import Current
from app.capture.spool import Spool
from app.screens.keeping import Keeping
from core.clock import utc_now
from core.store.store import Store

if TYPE_CHECKING:
    from app.config import Config
    from app.home import Home
    from core.screen.frame import Scene
    from core.screen.rules import Decision

READ_SECONDS = 120.0
_POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look gave: numbers of the frames, those of them that still wait, and what was not captured.

    `skipped` are pairs of program and rule.
    """

    frames: tuple[int, ...]
    waiting: tuple[int, ...]
    skipped: tuple[tuple[str, str], ...]


def once(home: "Home", config: "Config") -> Looked:
    """Look at the screens now and wait until what was seen is read, for two minutes at most.

    Raises: NoDesktop, DesktopGone, Unsettled, SpoolError, BadInput, CannotOpen's family.
    """
    settings = Current(home)
    settings.refresh()
    assert settings.rules is not None
    desktop = find_desktop(os.environ)
    try:
        scene = desktop.scene(settings.capture.monitors)
    finally:
        desktop.close()
    decisions = settings.rules.decisions(scene)
    store = Store(home.db, synchronous="NORMAL")
    try:
        keeping = Keeping(store, home, config)
        frames = _kept(scene, decisions, Spool(home), keeping)
        skipped = [window for window in scene.windows if not decisions[window.id].allowed]
        for window in skipped:
            keeping.skip(decisions[window.id].rule, window.app, scene.at)
        waiting = _read(home, keeping, frames)
        keeping.close_episodes(utc_now())
    finally:
        store.close()
    pairs = dict.fromkeys((window.app, decisions[window.id].rule) for window in skipped)
    return Looked(tuple(frames), tuple(waiting), tuple(pairs))


def _kept(scene: "Scene", decisions: "dict[str, Decision]", spool: Spool, keeping: Keeping) -> list[int]:
    """Hand every view on as a whole picture; returns the frames' numbers."""
    from core.screen.frame import Rect, Sighting
    from core.screen.rules import allowed
    from core.screen.views import views

    frames = []
    for view in views(scene, partial(allowed, decisions)):
        sighting = Sighting(view, scene.at, (Rect(0, 0, view.rect.width, view.rect.height),), key=True)
        id = spool.put(sighting)
        frames.append(keeping.open_frame(sighting, decisions[view.window.id].rule, id))
    return frames


def _read(home: "Home", keeping: Keeping, frames: list[int]) -> list[int]:
    """Wait until frames are read, by the daemon's reader or one of our own; returns those that still wait."""
    reader, until = Reader(home), time.monotonic() + READ_SECONDS
    try:
        while waiting := [frame.id for frame in keeping.waiting(1000) if frame.id in frames]:
            reader.tend(utc_now(), waiting=True)
            if time.monotonic() > until or reader.trouble:
                return waiting
            time.sleep(_POLL_SECONDS)
    finally:
        reader.stop()
    return []
