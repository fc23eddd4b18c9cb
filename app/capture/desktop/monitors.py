"""Monitors by name and number."""

from collections.abc import Sequence
from typing import NamedTuple

from core.screen.frame import Rect


class Monitor(NamedTuple):
    """One monitor; `rect` is on the screen."""

    name: str
    rect: Rect


def chosen(monitors: Sequence[Monitor], wanted: Sequence[str]) -> list[Monitor]:
    """The wanted ones, by name (in any case) or number from 1; all if none is named. Mirrors count once."""
    names = {name.strip().casefold() for name in wanted}
    kept: dict[Rect, Monitor] = {}
    for number, monitor in enumerate(monitors, 1):
        if not names or monitor.name.casefold() in names or str(number) in names:
            kept.setdefault(monitor.rect, monitor)
    return [monitor for monitor in kept.values() if monitor.rect.area]
