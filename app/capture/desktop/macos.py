"""The macOS desktop: pixels through mss, windows through Quartz. Written after Apple's documentation, never run there.

Coordinates are points: mss takes pictures in them on Retina screens too.
"""

from collections.abc import Mapping
from typing import Any

from app.capture.desktop.polled import PolledDesktop
from app.capture.desktop.seam import NoDesktop
from app.capture.desktop.toplevels import URL
from core.screen.frame import Rect, Window

PASSED_OVER = frozenset(("window server", "dock"))
"""Programs whose windows lie over everything and let it through: shadows, the pointer, the Dock's empty sheet."""
OPAQUE = 0.98
NOTE = "Capturing on macOS was never tried by its makers: look at what is kept before you trust it."


class MacDesktop(PolledDesktop):
    """The desktop of the person at this Mac. Raises: NoDesktop when made, without the library or the permission."""

    name = "macOS"
    note = NOTE

    def __init__(self) -> None:
        try:
            import Quartz
        except ImportError as error:
            raise NoDesktop(
                "The library that lists windows is missing.", "Install it: pip install pyobjc-framework-Quartz"
            ) from error
        self._quartz: Any = Quartz
        if not self._quartz.CGPreflightScreenCaptureAccess():
            self._quartz.CGRequestScreenCaptureAccess()
            raise NoDesktop(
                "macOS does not let this program see the screen.",
                "Allow it in System Settings under Privacy & Security, Screen Recording, and start it again.",
            )
        super().__init__()

    def windows(self) -> tuple[Window, ...]:
        """The windows that show, topmost first; one without a title is the system's or a popup."""
        quartz = self._quartz
        listed = quartz.CGWindowListCopyWindowInfo(quartz.kCGWindowListOptionOnScreenOnly, quartz.kCGNullWindowID)
        return mac_windows(listed or ())

    def idle_seconds(self) -> float | None:
        """Seconds since the last key or movement."""
        quartz = self._quartz
        state, kind = quartz.kCGEventSourceStateHIDSystemState, quartz.kCGAnyInputEventType
        return float(quartz.CGEventSourceSecondsSinceLastEventType(state, kind))

    def locked(self) -> bool:
        """Whether the screen is locked, or the session is not the one on the screen."""
        session = self._quartz.CGSessionCopyCurrentDictionary()
        if session is None or not session.get("kCGSSessionOnConsoleKey", True):
            return True
        return bool(session.get("CGSSessionScreenIsLocked", False))


def mac_windows(listed: "tuple[Mapping[str, Any], ...] | list[Mapping[str, Any]]") -> tuple[Window, ...]:
    """The windows of a CGWindowList, in its order; the first ordinary one has the keyboard."""
    windows: list[Window] = []
    active = False
    for one in listed:
        app, alpha = str(one.get("kCGWindowOwnerName") or "").lower(), float(one.get("kCGWindowAlpha", 1.0))
        layer, title = int(one.get("kCGWindowLayer", 0)), str(one.get("kCGWindowName") or "")
        if alpha <= 0 or (layer > 0 and app in PASSED_OVER):
            continue
        bounds, found = one["kCGWindowBounds"], URL.search(title)
        rect = Rect(*(round(float(bounds[name])) for name in ("X", "Y", "Width", "Height")))
        first = layer == 0 and not active
        active = active or first
        pid, number = int(one["kCGWindowOwnerPID"]), str(one["kCGWindowNumber"])
        url = found.group() if found else None
        windows.append(Window(number, app, title, rect, url, pid, first, layer > 0, alpha < OPAQUE))
    return tuple(windows)
