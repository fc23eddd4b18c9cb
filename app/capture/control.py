"""What the person wants of the capture: whether it runs at all, and whether it is paused. One small file says it.

Commands and the app write it, the daemon looks at it before each look at the screens.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.capture import state

if TYPE_CHECKING:
    from app.home import Home


@dataclass(frozen=True, slots=True)
class Control:
    """What is wanted. `until` is when a pause ends by itself; None = not before somebody says so."""

    wanted: bool = False
    paused: bool = False
    until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether it is paused at this moment."""
        return self.paused and (self.until is None or now < self.until)


def control_file(home: "Home") -> Path:
    """Where it is said."""
    return home.root / "capture-wanted.json"


def control(home: "Home") -> Control:
    """What is wanted now; nothing where nobody said anything that can be read."""
    return state.found(control_file(home), Control) or Control()


def want(home: "Home", wanted: bool) -> None:
    """Say whether the capture shall run; a pause stays a pause. Raises: ReadOnlyHome, DiskFull."""
    _write(home, replace(control(home), wanted=wanted))


def pause(home: "Home", until: datetime | None) -> None:
    """Let nothing be captured until then, or until `resume`. Raises: ReadOnlyHome, DiskFull."""
    _write(home, replace(control(home), paused=True, until=until))


def resume(home: "Home") -> None:
    """End a pause. Raises: ReadOnlyHome, DiskFull."""
    _write(home, replace(control(home), paused=False, until=None))


def toggled(home: "Home", now: datetime) -> str:
    """Pause if it runs, go on if it is paused; says in a sentence how it is now. Raises: ReadOnlyHome, DiskFull."""
    wanted = control(home)
    if not wanted.wanted:
        return "The screen is not being captured; 'ebb capture start' turns it on."
    if wanted.holds(now):
        resume(home)
        return "Capturing the screen goes on."
    pause(home, None)
    return "Capturing the screen is paused."


def _write(home: "Home", wanted: Control) -> None:
    from app.home import unwritable, write_private

    until = wanted.until.isoformat() if wanted.until else None
    text = json.dumps({"wanted": wanted.wanted, "paused": wanted.paused, "until": until})
    try:
        write_private(control_file(home), text)
    except OSError as error:
        raise unwritable(home, error) from error
