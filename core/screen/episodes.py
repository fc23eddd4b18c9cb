"""Which frames belong together: consecutive ones of one window, or of windows of one name, are an episode."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

GAP = timedelta(minutes=5)
"""How long nothing new may be seen of an episode before it is over."""
SAME_WINDOW_GAP = timedelta(minutes=20)
"""The same while the very window goes on under the same title: somebody reads, or has gone for a coffee."""
LONGEST = timedelta(hours=2)
MOST_CHARACTERS = 20_000
RENAMED = timedelta(seconds=15)
"""How soon after its last frame a window may change its title without becoming another episode."""
MOST_CHANGED = 0.4
"""The share of a window that may change with its title without its becoming another episode."""

_MARKS = "*•●○◌◐◓◑◒✳✻✽✶✢·◦►▶⏸🔊🔇🔴⠀"
_SPINNERS = "".join(chr(code) for code in range(0x2800, 0x2900))
_EDGE = rf"[\s{re.escape(_MARKS + _SPINNERS)}]+"
_EDGES = re.compile(rf"^{_EDGE}|{_EDGE}$")
_COUNTER = re.compile(r"^[(\[]\s*\d+\+?\s*[)\]]\s*|\s*[(\[]\s*\d+\+?(?:\s*\w+)?\s*[)\]](?=\s*(?:[-–—|]|$))")
_CHANGED = re.compile(
    r"""\s*\[\+\] | \s\+(?=\s[-–—])
    | \s*[(\[]?(?:modified|edited|unsaved|geändert|modifié|modificado|modificato)[)\]]?(?=\s*(?:[-–—|•]|$))""",
    re.I | re.X,
)
_LAST_JOINT = re.compile(r"\s*[-–—|]\s*$")
_MOVING = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?|\d{1,3}(?:[.,]\d+)?\s?%")
_JOINTS = re.compile(r"\s*[-–—|•·]\s*(?:[-–—|•·]\s*)+")


@dataclass(frozen=True, slots=True)
class Open:
    """An episode that may go on: the window of its newest frame, its extent, the length of its text."""

    id: int
    title: str
    window: str
    from_at: datetime
    until_at: datetime
    length: int


def normalised(title: str) -> str:
    """A window's title less what comes and goes in it: counters, marks of change, spinners, clocks, percentages."""
    text = _MOVING.sub("", title)
    for _ in range(3):
        before = text
        text = _EDGES.sub("", _COUNTER.sub("", _EDGES.sub("", _LAST_JOINT.sub("", _CHANGED.sub("", text)))))
        if text == before:
            break
    return " ".join(_JOINTS.sub(" - ", text).split()).casefold()


def continued(going: Iterable[Open], title: str, window: str, at: datetime, changed: float) -> int | None:
    """The episode of one program, of those that are open, that a new frame belongs to; None if it begins another.

    `changed` is the share of the window that is new with this frame.
    """
    candidates = [one for one in going if not is_over(one, at, window)]
    named = normalised(title)
    for one in candidates:
        if normalised(one.title) == named:
            return one.id
    for one in candidates:
        if one.window == window and at - one.until_at <= RENAMED and changed <= MOST_CHANGED:
            return one.id
    return None


def is_over(one: Open, at: datetime, window: str | None = None) -> bool:
    """Whether an episode has ended by `at`, for a frame of this window, or for any."""
    gap = GAP if window is not None and window != one.window else SAME_WINDOW_GAP
    return at - one.until_at > gap or at - one.from_at > LONGEST or one.length > MOST_CHARACTERS
