"""How long to wait until the next look: short while something changes, long while nothing does."""

from dataclasses import dataclass

LONGEST_SECONDS = 5.0
"""Between two looks at screens on which nothing moves."""
RESTING_SECONDS = 2.0
"""Between two glances at whether what was in the way still is; no screen is looked at."""
WIDEST_GAP_SECONDS = 3.0
"""Between two looks at screens on which only what does not matter moves, such as a clock."""
GROWTH = 1.5
SLOWER = 2.5
"""How many times longer everything takes on battery."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Seconds to wait: `least` in any case, then until something moves on the screens, but `most` in all."""

    least: float
    most: float


class Pace:
    """Chooses the pauses; remembers how fruitless the last looks were."""

    def __init__(self) -> None:
        self._gap = 0.0

    def after(self, interval: float, *, moving: bool, woken: bool, slower: bool = False) -> Pause:
        """The pause after a look. `moving` says that something new has not settled yet, `woken` that something moved
        before the look; looks that were called for and found nothing new become rarer. `interval` in seconds."""
        interval *= SLOWER if slower else 1
        if moving:
            self._gap = 0.0
            return Pause(interval, interval)
        self._gap = min(self._gap * GROWTH, max(WIDEST_GAP_SECONDS, interval)) if woken and self._gap else interval
        return Pause(self._gap, max(LONGEST_SECONDS, self._gap))

    def resting(self) -> Pause:
        """The pause while nothing may be captured."""
        self._gap = 0.0
        return Pause(RESTING_SECONDS, RESTING_SECONDS)
