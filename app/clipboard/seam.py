"""What the watcher asks of a clipboard, and which clipboard this machine has."""

import shutil
import sys
from collections.abc import Mapping
from typing import Protocol

from app.capture.desktop.seam import NoDesktop
from app.clipboard.clips import Clip


class Clipboard(Protocol):
    """A clipboard that tells of what is copied. Not to be shared between threads."""

    @property
    def name(self) -> str:
        """What it is, in a word or two, such as "X11"."""

    def next(self, seconds: float) -> Clip | None:
        """Wait at most that long for something to be copied; None if nothing was. Raises: DesktopGone."""

    def close(self) -> None:
        """Let go of it; may be called twice."""


def find_clipboard(environment: Mapping[str, str]) -> Clipboard:
    """Open the clipboard that the environment's variables name. Raises: NoDesktop, with what to do about it."""
    if sys.platform.startswith("linux") and environment.get("WAYLAND_DISPLAY"):
        from app.clipboard.wayland import WaylandClipboard

        command = shutil.which("wl-paste", path=environment.get("PATH"))
        if command is None:
            raise NoDesktop("On Wayland the clipboard is read with wl-paste.", "Install the package wl-clipboard.")
        return WaylandClipboard(command, environment)
    if environment.get("DISPLAY"):
        from app.clipboard.x11 import X11Clipboard

        return X11Clipboard(environment["DISPLAY"])
    raise NoDesktop(
        "There is no clipboard that Ebb can watch: neither DISPLAY nor WAYLAND_DISPLAY is set.",
        "Start it from a terminal inside the desktop session.",
    )
