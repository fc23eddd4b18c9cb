"""A Wayland desktop: pixels through the portal, windows where sway tells them; elsewhere nobody knows whose they are.

The portal is tested against a real bus with a small portal of the tests' own; no desktop's own portal was tried.
"""

import dataclasses
import select
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from app.capture.desktop.bus import Bus
from app.capture.desktop.lock import SessionLock
from app.capture.desktop.monitors import Monitor, chosen
from app.capture.desktop.portal import PERSON_SECONDS, Portal
from app.capture.desktop.seam import DesktopGone, Unsettled
from app.capture.desktop.sway import Layout, layout
from core.clock import utc_now
from core.screen.frame import Rect, Scene, Shot, Window

if TYPE_CHECKING:
    from core.screen.frame import Pixels

TRIES = 3
NOTE = (
    "On Wayland the desktop's portal takes each picture, may flash while it does, and writes a file that is deleted at "
    "once; whose a window is, sway alone tells, and not of menus and notices over it."
)


class WaylandDesktop:
    """The desktop of a Wayland session. Raises: NoDesktop when made, if there is no portal to ask."""

    name = "Wayland"
    note = NOTE

    def __init__(self, environment: Mapping[str, str], patience: float = PERSON_SECONDS) -> None:
        bus = environment.get("DBUS_SESSION_BUS_ADDRESS") or f"unix:path={environment.get('XDG_RUNTIME_DIR', '')}/bus"
        self._portal = Portal(bus, patience)
        self._session = Bus(bus)
        self._lock = SessionLock(environment)
        self._sway = environment.get("SWAYSOCK", "")
        self._closed = False

    def __enter__(self) -> "WaylandDesktop":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def scene(self, monitors: Sequence[str] = ()) -> Scene:
        """Everything that shows now. Raises: Unsettled, DesktopGone."""
        if self._closed:
            raise DesktopGone("The desktop was closed.")
        for _ in range(TRIES):
            known, at = self._layout(), utc_now()
            pixels = self._portal.picture()
            if self._layout() != known:
                continue
            fitted = _fitted(known, pixels) if known else None
            whole = Rect(0, 0, pixels.shape[1], pixels.shape[0])
            shown = fitted or Layout((Monitor("screen", whole),), (Window("screen", "", "", whole),))
            shots = tuple(_shot(monitor, pixels) for monitor in chosen(shown.monitors, monitors))
            return Scene(at, shots, shown.windows)
        raise Unsettled("The windows keep moving.", "They are looked at again in a moment.")

    def scenes(self, monitors: Sequence[str] = ()) -> Iterator[Scene]:
        """One scene of everything, as the portal gives one picture. Raises: Unsettled, DesktopGone."""
        yield self.scene(monitors)

    def _layout(self) -> Layout | None:
        return layout(self._sway) if self._sway else None

    def idle_seconds(self) -> float | None:
        """Seconds since the last key or movement, as GNOME or logind knows them; None elsewhere."""
        path = "/org/gnome/Mutter/IdleMonitor/Core"
        idle = self._session.ask("org.gnome.Mutter.IdleMonitor", path, "org.gnome.Mutter.IdleMonitor", "GetIdletime")
        return idle / 1000 if isinstance(idle, int) else self._lock.idle_seconds()

    def locked(self) -> bool:
        """Whether logind or the desktop's own lock says so."""
        if self._lock.locked():
            return True
        savers = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver")
        return any(
            self._session.ask(saver, f"/{saver.replace('.', '/')}", saver, "GetActive") is True for saver in savers
        )

    def wait(self, seconds: float, wake: int = -1) -> bool:
        """Wait the whole time, unless woken: nobody tells what moves."""
        ready, _, _ = select.select([wake] if wake >= 0 else [], [], [], max(seconds, 0.0))
        return not ready

    def close(self) -> None:
        """Let go of the portal."""
        if not self._closed:
            self._closed = True
            for opened in (self._portal, self._session, self._lock):
                opened.close()


def _fitted(known: Layout, pixels: "Pixels") -> Layout | None:
    """The layout in the picture's pixels, its corner at (0, 0); None where the picture is not one of this layout."""
    if not known.monitors:
        return None
    around = known.monitors[0].rect
    for monitor in known.monitors:
        around = around.around(monitor.rect)
    height, width = pixels.shape[:2]
    scale = width / around.width
    if round(around.height * scale) != height:
        return None

    def fit(rect: Rect) -> Rect:
        x, y = round((rect.x - around.x) * scale), round((rect.y - around.y) * scale)
        right, bottom = round((rect.right - around.x) * scale), round((rect.bottom - around.y) * scale)
        return Rect(x, y, right - x, bottom - y)

    monitors = tuple(Monitor(monitor.name, fit(monitor.rect)) for monitor in known.monitors)
    windows = tuple(dataclasses.replace(window, rect=fit(window.rect)) for window in known.windows)
    return Layout(monitors, windows)


def _shot(monitor: Monitor, pixels: "Pixels") -> Shot:
    """A monitor's own part of the picture."""
    x, y, width, height = monitor.rect
    return Shot(monitor.name, monitor.rect, pixels[y : y + height, x : x + width])
