"""A desktop whose windows are asked anew at each look, before and after their pixels are taken."""

import contextlib
import select
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any

from app.capture.desktop.buffers import Buffers
from app.capture.desktop.monitors import Monitor, chosen
from app.capture.desktop.seam import DesktopGone, NoDesktop, Unsettled
from core.clock import utc_now
from core.screen.frame import Rect, Scene, Shot, Window

TRIES = 3
SETTLE_SECONDS = 0.05
"""How long to wait before another try."""
STEP_SECONDS = 0.2
"""How often to look whether somebody wakes, where a file cannot be waited for."""


class PolledDesktop(ABC):
    """What macOS and Windows have in common: mss takes pixels, and the windows are listed by the system."""

    name = ""
    note = ""

    def __init__(self, **grabber: Any) -> None:
        try:
            import mss
        except ImportError as error:
            raise NoDesktop("The library that takes pictures is missing.", "Install it: pip install mss") from error
        try:
            self._grabber = mss.MSS(**grabber)
        except Exception as error:
            raise NoDesktop(
                "The screen's pixels cannot be read.", "Start it from inside the desktop session."
            ) from error
        self._buffers = Buffers()
        self._closed = False

    @abstractmethod
    def windows(self) -> tuple[Window, ...]:
        """The windows that show, topmost first."""

    @abstractmethod
    def idle_seconds(self) -> float | None:
        """Seconds since the last key or movement of the person; None where nobody can tell."""

    @abstractmethod
    def locked(self) -> bool:
        """Whether the screen is locked."""

    def scene(self, monitors: Sequence[str] = ()) -> Scene:
        """Everything that shows now. Raises: Unsettled, DesktopGone."""
        if self._closed:
            raise DesktopGone("The desktop was closed.")
        for _ in range(TRIES):
            before, at = self.windows(), utc_now()
            try:
                shots = tuple(self._shot(monitor) for monitor in chosen(self._monitors(), monitors))
            except Exception as error:
                hint = "Is the session still there?"
                raise DesktopGone("The screen's pixels cannot be read any longer.", hint) from error
            if self.windows() == before:
                return Scene(at, shots, before)
            time.sleep(SETTLE_SECONDS)
        raise Unsettled("The windows keep moving.", "They are looked at again in a moment.")

    def scenes(self, monitors: Sequence[str] = ()) -> Iterator[Scene]:
        """One scene of everything. Raises: Unsettled, DesktopGone."""
        yield self.scene(monitors)

    def _monitors(self) -> list[Monitor]:
        told = list(enumerate(self._grabber.monitors))[1:]
        return [
            Monitor(str(one.get("output") or number), Rect(one["left"], one["top"], one["width"], one["height"]))
            for number, one in told
        ]

    def _shot(self, monitor: Monitor) -> Shot:
        """One monitor's pixels. Raises: whatever the library does; ValueError for pixels that do not fit its size."""
        import numpy as np

        x, y, width, height = monitor.rect
        grabbed = self._grabber.grab({"left": x, "top": y, "width": width, "height": height})
        pixels = self._buffers.free(height, width)
        pixels[:] = np.frombuffer(grabbed.raw, np.uint8).reshape(height, width, 4)
        return Shot(monitor.name, monitor.rect, pixels)

    def wait(self, seconds: float, wake: int = -1) -> bool:
        """Wait the whole time, unless woken: nobody tells what moves."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                ready, _, _ = select.select([wake] if wake >= 0 else [], [], [], left)
            except OSError:
                time.sleep(min(left, STEP_SECONDS))
                continue
            if ready:
                return False
        return True

    def close(self) -> None:
        """Let go of the screen."""
        if not self._closed:
            self._closed = True
            with contextlib.suppress(Exception):
                self._grabber.close()

    def __enter__(self) -> "PolledDesktop":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
