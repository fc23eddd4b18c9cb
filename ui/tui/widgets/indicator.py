"""Whether the screen is being captured, in a few cells: a sign, a word or two, and how alarming that is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.capture.health import Health


@dataclass(frozen=True, slots=True)
class Indication:
    """What to show: `ink` is "on", "rest" or "alarm"; the words are safe and hold nothing that was seen."""

    sign: str
    words: str
    ink: str

    def fitted(self, width: int) -> str:
        """The sign with the words where there is room for both, the sign alone, or nothing."""
        whole = f"{self.sign} {self.words}"
        return whole if len(whole) <= width else self.sign if width >= len(self.sign) else ""


_REST: Final = {"off": ("○", "off"), "paused": ("‖", "paused"), "idle": ("◌", "idle"), "locked": ("◌", "locked")}


def indicated(health: "Health | None") -> Indication | None:
    """The indication for a health; None where the screen was never captured.

    Green only while frames come: anything else that is not the person's own wish is an alarm.
    """
    if health is None:
        return None
    if health.state == "capturing" and health.age is not None:
        return Indication("●", f"rec {age_words(health.age)}", "on")
    if health.state in _REST:
        return Indication(*_REST[health.state], "rest")
    if health.state == "resting":
        return Indication("◌", "resting", "rest")
    return Indication("▲", "not recording", "alarm")


def age_words(seconds: float) -> str:
    """An age in one unit: 3s, 12m, 5h."""
    whole = round(seconds)
    return f"{whole}s" if whole < 100 else f"{whole // 60}m" if whole < 6000 else f"{whole // 3600}h"
