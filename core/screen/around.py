"""What stands in each window as far as it was read, so that a band is judged together with the lines around it.

A password is told by the word above it, a page by its address, and neither need have changed. Held in memory only.
"""

from collections import OrderedDict
from collections.abc import Sequence

from core.screen.frame import Line, Rect

WINDOWS = 48
"""Windows remembered; each has a few hundred lines at most, 1 MB."""


class Around:
    """The lines of the windows that were read lately, not masked."""

    def __init__(self, windows: int = WINDOWS) -> None:
        self._windows = windows
        self._known: OrderedDict[tuple[str, str], tuple[Line, ...]] = OrderedDict()

    def taken(self, window: tuple[str, str], bands: Sequence[Rect] | None, lines: Sequence[Line]) -> list[Line]:
        """Note what was read in the bands of a window, all of it for None; returns the lines that stand around them."""
        known = self._known.pop(window, ())
        others = [] if bands is None else [line for line in known if not any(line.rect.meet(band) for band in bands)]
        self._known[window] = (*others, *lines)
        if len(self._known) > self._windows:
            self._known.popitem(last=False)
        return others
