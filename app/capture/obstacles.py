"""What can stand in the way of a look at the screens, in the order in which it is asked."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.capture.control import Control

if TYPE_CHECKING:
    from app.capture.desktop.seam import Desktop
    from app.capture.spool import Spool
    from app.config import Capture
    from app.home import Home

LOW_BYTES = 200_000_000
"""Free space below which nothing is captured: what a person types must still find room."""
QUIET = ("paused", "idle", "locked", "resting")
"""The states in which it is right that nothing is captured."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why nothing is captured now: the daemon's state in a word, and a sentence for a person."""

    state: str
    sentence: str


def free_bytes(home: "Home") -> int:
    """The space left where the memory lies; 0 where nobody can tell."""
    try:
        return shutil.disk_usage(home.root).free
    except OSError:
        return 0


def low_disk(home: "Home") -> str | None:
    """A sentence if the disk is nearly full."""
    free = free_bytes(home)
    if free >= LOW_BYTES:
        return None
    return f"The disk is nearly full ({free // 1_000_000} MB left), so nothing is captured."


def pause_of(wanted: Control) -> str:
    """A pause as a sentence."""
    return f"Paused until {wanted.until.astimezone():%H:%M}." if wanted.until else "Paused."


def before_the_desktop(
    home: "Home", wanted: Control, capture: "Capture", spool: "Spool", now: datetime
) -> Obstacle | None:
    """What stands in the way whatever the desktop says; None for nothing."""
    return next(_before(home, wanted, capture, spool, now), None)


def on_the_desktop(desktop: "Desktop", capture: "Capture") -> Obstacle | None:
    """What stands in the way at the desktop; None for nothing. Raises: DesktopGone."""
    if desktop.locked():
        return Obstacle("locked", "The screen is locked.")
    idle = desktop.idle_seconds()
    if idle is not None and idle >= capture.idle:
        return Obstacle("idle", "Nobody is at the keyboard.")
    return None


def _before(home: "Home", wanted: Control, capture: "Capture", spool: "Spool", now: datetime) -> Iterator[Obstacle]:
    if wanted.holds(now):
        yield Obstacle("paused", pause_of(wanted))
    if capture.hours and not _within(capture.hours, now):
        yield Obstacle("resting", "It is outside the hours set for capturing.")
    if capture.battery == "pause" and on_battery():
        yield Obstacle("resting", "The machine runs on battery.")
    if low := low_disk(home):
        yield Obstacle("trouble", low)
    if not spool.has_room():
        yield Obstacle("trouble", "Too much waits to be read; capturing goes on once some of it has been.")


def on_battery() -> bool:
    """Whether the machine runs on its battery now."""
    from app.capture.desktop.seam import power

    return power().on_battery


def _within(hours: tuple[str, ...], now: datetime) -> bool:
    """Whether it is one of the hours. Raises: BadInput for hours that cannot be read."""
    from core.screen.hours import parsed, within

    return within([parsed(text) for text in hours], now)
