"""Room for pixels that is used again: to ask the system for 8 MB anew costs more than to fill them."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.screen.frame import Pixels

KEPT = 6
"""Pictures' worth of room that is kept, two looks at three monitors."""
RESTS = 6
"""After how many other pictures room that was not used goes back to the system."""
ALONE = 3
"""References to a picture that nobody outside holds: the list's, the name's and that of the question."""


class Buffers:
    """Lends arrays; one whose pixels somebody still holds, even in part, is never lent again."""

    def __init__(self) -> None:
        self._kept: list[Pixels] = []
        self._used: list[int] = []
        self._turn = 0

    def free(self, height: int, width: int) -> "Pixels":
        """An array (height, width, 4) uint8 that nobody else holds; what stands in it means nothing."""
        import numpy as np

        self._turn += 1
        self._forget()
        for place in range(len(self._kept)):
            kept = self._kept[place]
            if kept.shape[:2] == (height, width) and sys.getrefcount(kept) <= ALONE:
                self._used[place] = self._turn
                return kept
        fresh = np.empty((height, width, 4), np.uint8)
        self._kept = [*self._kept, fresh][-KEPT:]
        self._used = [*self._used, self._turn][-KEPT:]
        return fresh

    def _forget(self) -> None:
        """Let go of what has rested for long."""
        if min(self._used, default=self._turn) < self._turn - RESTS:
            lasting = [place for place, used in enumerate(self._used) if used >= self._turn - RESTS]
            self._kept = [self._kept[place] for place in lasting]
            self._used = [self._used[place] for place in lasting]
