"""What the capture asks of a desktop, and which desktop this machine has. No screen library is imported here."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from core.errors import EbbError, ExitCode

if TYPE_CHECKING:
    from core.screen.frame import Scene


class NoDesktop(EbbError):
    """There is no screen that could be captured here."""

    exit_code = ExitCode.CANNOT_OPEN


class DesktopGone(EbbError):
    """The screen that was captured is there no longer, or the right to see it was taken back."""

    exit_code = ExitCode.CANNOT_OPEN


class Unsettled(EbbError):
    """The windows moved during each try to look at them, so that no pixel can be said to be one window's."""

    exit_code = ExitCode.NOTHING


@dataclass(frozen=True, slots=True)
class Power:
    """Whether the machine runs on its battery, and how full that is in percent; None where it has none."""

    on_battery: bool
    percent: float | None = None


class Desktop(Protocol):
    """A desktop that can be looked at. Not to be shared between threads."""

    @property
    def name(self) -> str:
        """What it is, in a word or two, such as "X11"."""

    @property
    def note(self) -> str:
        """What a person should know about capturing here, as one sentence; "" for nothing."""

    def scene(self, monitors: Sequence[str] = ()) -> "Scene":
        """Everything that shows now, on the given monitors (names, or numbers from 1), or on all.

        The windows were the same before and after their pixels were taken. A monitor that is not there is left out.
        Raises: Unsettled if they were not, three times over; DesktopGone.
        """

    def scenes(self, monitors: Sequence[str] = ()) -> "Iterator[Scene]":
        """The same in scenes that follow each other, monitor by monitor where the desktop can be asked so.

        Whoever lets go of a scene before asking for the next needs room for the pixels of one monitor alone.
        Raises, at any of them: as `scene`.
        """

    def idle_seconds(self) -> float | None:
        """Seconds since the last key or movement of the person; None where nobody can tell. Raises: DesktopGone."""

    def locked(self) -> bool:
        """Whether the screen is locked or saved. Raises: DesktopGone."""

    def wait(self, seconds: float, wake: int = -1) -> bool:
        """Wait until something on the screens moves, at most that long; say whether something did.

        A desktop that cannot tell waits the whole time and says True. `wake` is a file descriptor: something to read
        there ends the waiting too. Raises: DesktopGone.
        """

    def close(self) -> None:
        """Let go of the screen; may be called twice."""


def find_desktop(environment: Mapping[str, str]) -> Desktop:
    """Open the desktop that the environment's variables name.

    Raises: NoDesktop, with what is missing and what to do about it.
    """
    if sys.platform == "darwin":
        from app.capture.desktop.macos import MacDesktop

        return MacDesktop()
    if sys.platform == "win32":
        from app.capture.desktop.windows import WindowsDesktop

        return WindowsDesktop()
    return _linux_desktop(environment)


def _linux_desktop(environment: Mapping[str, str]) -> Desktop:
    """Wayland where the session is one, because its X server shows only some of the windows; else X11."""
    if environment.get("WAYLAND_DISPLAY"):
        from app.capture.desktop.wayland import WaylandDesktop

        return WaylandDesktop(environment)
    if environment.get("DISPLAY"):
        from app.capture.desktop.x11 import X11Desktop

        return X11Desktop(environment["DISPLAY"], environment)
    raise NoDesktop(
        "There is no screen to capture: neither DISPLAY nor WAYLAND_DISPLAY is set.",
        "Start it from a terminal inside the desktop session.",
    )


def power() -> Power:
    """Whether the machine runs on its battery now; False where nobody can tell."""
    from app.capture.desktop.power import power_now

    return power_now()
