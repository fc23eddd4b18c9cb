"""An X11 desktop: pixels through the server's shared memory, windows through its events."""

import contextlib
import io
import select
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.capture.desktop.buffers import Buffers
from app.capture.desktop.lock import LOCKERS, SessionLock
from app.capture.desktop.monitors import Monitor, chosen
from app.capture.desktop.seam import DesktopGone, NoDesktop, Unsettled
from app.capture.desktop.stack import Stack
from core.clock import utc_now
from core.screen.frame import Rect, Scene, Shot

TRIES = 3
SETTLE_SECONDS = 0.25
"""How long no window must have moved before pixels are taken: programs draw late what another window uncovered."""
STRIP_BYTES = 1 << 19
"""Pixels are taken in strips of this size: whole screens at once would cost 25 MB more and be no faster."""
SAVER_ON = 1
"""The state of a screen that is saved (MIT-SCREEN-SAVER)."""
NON_EMPTY = 3
"""Be told once that something was drawn, until it is taken note of (DAMAGE)."""


class X11Desktop:
    """The desktop on one X display. Raises: NoDesktop when made, if there is none or its pixels cannot be read."""

    name = "X11"
    note = ""

    def __init__(
        self, display: str, environment: Mapping[str, str] | None = None, settle: float = SETTLE_SECONDS
    ) -> None:
        self._name = display
        self._settle = settle
        self._lock = SessionLock(environment or {})
        self._buffers = Buffers()
        self._damaged = True
        self._damage: Any = None
        self._closed = False
        self._display = connected(display)
        try:
            self._start()
        except BaseException:
            self.close()
            raise

    def _start(self) -> None:
        self._display.set_error_handler(lambda error, request: None)
        self._root: Any = self._display.screen().root
        if self._display.has_extension("XWAYLAND"):
            raise NoDesktop(
                "This X server shows only some windows of a Wayland session.",
                "Start it with WAYLAND_DISPLAY set, from inside the desktop session.",
            )
        missing = [name for name in ("SHAPE", "MIT-SCREEN-SAVER") if not self._display.has_extension(name)]
        if missing:
            raise NoDesktop(f"The X server lacks {' and '.join(missing)}.", "Another X server is needed.")
        self._stack = Stack(self._display)
        self._grabber: Any = None
        self._new_grabber()
        if self._display.has_extension("DAMAGE"):
            self._display.damage_query_version()
            self._damage = self._root.damage_create(NON_EMPTY)
            self._stack.listen(self._display.extension_event.DamageNotify, self._hear_damage)

    def __enter__(self) -> "X11Desktop":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    # -- looking ------------------------------------------------------------------------------------------------

    def scene(self, monitors: Sequence[str] = ()) -> Scene:
        """Everything that shows now; borders that a window manager drew are black. Raises: Unsettled, DesktopGone."""
        with self._alive():
            return self._tried(chosen(self._monitors(), monitors))

    def scenes(self, monitors: Sequence[str] = ()) -> Iterator[Scene]:
        """A scene for each monitor, one after the other. Raises: Unsettled, DesktopGone."""
        with self._alive():
            wanted = _apart(chosen(self._monitors(), monitors))
        for number, monitor in enumerate(wanted):
            with self._alive():
                scene = self._tried([monitor], first=number == 0)
            yield scene
            del scene  # its pixels' room is lent again

    def _tried(self, monitors: Sequence[Monitor], first: bool = True) -> Scene:
        """A scene of some monitors. Raises: Unsettled."""
        for _ in range(TRIES):
            scene = self._one_look(monitors, first)
            if scene:
                return scene
        raise Unsettled("The windows keep moving.", "They are looked at again in a moment.")

    def _one_look(self, monitors: Sequence[Monitor], first: bool) -> Scene | None:
        """A scene, or None if the windows changed meanwhile.

        After the `first` scene of several no damage is taken note of: it may be that of a monitor seen before.
        """
        stack = self._stack
        known = stack.catch_up()
        if not known or not stack.settle(self._settle, 3 * self._settle):
            return None
        if first:
            self._take_note_of_damage()
        turn, at = stack.turn, utc_now()
        windows, borders = stack.windows(), stack.borders()
        shots = [self._shot(monitor) for monitor in monitors]
        if not stack.catch_up() or stack.turn != turn or any(shot is None for shot in shots):
            return None
        taken = tuple(shot for shot in shots if shot is not None)
        for shot in taken:
            _blacken(shot, borders)
        return Scene(at, taken, windows)

    def _monitors(self) -> list[Monitor]:
        """The monitors as RandR 1.5 tells them, or one of the root's size."""
        if self._display.has_extension("RANDR"):
            told = self._root.xrandr_get_monitors().monitors
            found = [
                Monitor(self._atom_name(one.name), Rect(one.x, one.y, one.width_in_pixels, one.height_in_pixels))
                for one in told
            ]
            if found:
                return found
        size = self._root.get_geometry()
        return [Monitor("screen", Rect(0, 0, size.width, size.height))]

    def _atom_name(self, atom: int) -> str:
        name = self._display.get_atom_name(atom)
        return name if isinstance(name, str) else bytes(name).decode("utf-8", "replace")

    def _shot(self, monitor: Monitor) -> Shot | None:
        """One monitor's pixels; None where the screen changed its size just now."""
        import numpy as np
        from mss.exception import ScreenShotError

        left, top, width, height = monitor.rect
        pixels = self._buffers.free(height, width)
        rows = max(1, STRIP_BYTES // (4 * width))
        try:
            for y in range(0, height, rows):
                high = min(rows, height - y)
                grabbed = self._grabber.grab({"left": left, "top": top + y, "width": width, "height": high})
                pixels[y : y + high] = np.frombuffer(grabbed.raw, np.uint8).reshape(high, width, 4)
        except (ScreenShotError, AssertionError):  # the library asserts that there is an answer
            self._new_grabber()
            return None
        return Shot(monitor.name, monitor.rect, pixels)

    def _new_grabber(self) -> None:
        """Open what takes pixels, whose memory is as large as the screen is now. Raises: NoDesktop."""
        import mss
        from mss.exception import ScreenShotError

        old, self._grabber = self._grabber, None
        if old:
            old.close()  # never twice: the library frees a lost connection, then raises, and would free it again
            self._display.sync()
        try:
            self._grabber = mss.MSS(display=self._name)
        except (ScreenShotError, AssertionError, OSError) as error:
            raise NoDesktop("The screen's pixels cannot be read.", f"The X server says: {error}.") from error

    # -- the person ---------------------------------------------------------------------------------------------

    def idle_seconds(self) -> float | None:
        """Seconds since the last key or movement. Raises: DesktopGone."""
        with self._alive():
            return float(self._root.screensaver_query_info().idle) / 1000

    def locked(self) -> bool:
        """Whether the screen is saved, a locker's window shows, or logind says so. Raises: DesktopGone."""
        with self._alive():
            if self._root.screensaver_query_info().state == SAVER_ON:
                return True
            self._stack.catch_up()
            if any(app in LOCKERS for app, _ in self._stack.apps()):
                return True
        return self._lock.locked()

    # -- waiting ------------------------------------------------------------------------------------------------

    def wait(self, seconds: float, wake: int = -1) -> bool:
        """Wait until something is drawn or a window moves, at most that long; say whether it did.

        What is drawn from the last scene on counts. Raises: DesktopGone.
        """
        end = time.monotonic() + seconds
        with self._alive():
            turn = self._stack.turn
            self._display.flush()
            while True:
                self._stack.hear()
                if self._damaged or self._stack.turn != turn:
                    return True
                left = end - time.monotonic()
                if left <= 0:
                    return self._damage is None
                files = [self._display.fileno()] + ([wake] if wake >= 0 else [])
                ready, _, _ = select.select(files, [], [], left)
                if wake in ready:
                    return False

    def _hear_damage(self, event: Any) -> None:
        del event
        self._damaged = True

    def _take_note_of_damage(self) -> None:
        """From here on, what is drawn is told once more."""
        if self._damage is not None:
            self._damaged = False
            self._display.damage_subtract(self._damage)
            self._display.flush()

    # -- the connection -----------------------------------------------------------------------------------------

    def close(self) -> None:
        """Let go of the display."""
        if self._closed:
            return
        self._closed = True
        self._lock.close()
        grabber = getattr(self, "_grabber", None)
        for opened in (grabber, self._display):
            if opened:
                with contextlib.suppress(Exception):
                    opened.close()

    @contextlib.contextmanager
    def _alive(self) -> Iterator[None]:
        """Turn the many ways in which a lost display shows into one. Raises: DesktopGone."""
        from mss.exception import ScreenShotError
        from Xlib.error import ConnectionClosedError, XError

        if self._closed:
            raise DesktopGone("The display was closed.")
        try:
            yield
        except (ConnectionClosedError, XError, OSError, ScreenShotError, NoDesktop) as error:
            raise DesktopGone(f"The display {self._name} is gone.", "Is the desktop session still there?") from error


def _apart(monitors: Sequence[Monitor]) -> list[Monitor]:
    """The monitors without those that only show again what an earlier one shows."""
    return [
        monitor
        for number, monitor in enumerate(monitors)
        if not any(one.rect.meet(monitor.rect) == monitor.rect for one in monitors[:number])
    ]


def connected(display: str) -> Any:
    """A connection to the X server. Raises: NoDesktop."""
    try:
        import mss  # noqa: F401
        from Xlib.display import Display
        from Xlib.error import DisplayError, XauthError, XNoAuthError
    except ImportError as error:
        raise NoDesktop(f"The library {error.name} is missing.", "Install it: pip install mss python-xlib") from error
    hint = "Start it from a terminal inside the desktop session."
    if not _listening(display):
        raise NoDesktop(f"There is no display {display}.", hint)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return Display(display)
    except (DisplayError, XauthError, XNoAuthError, OSError) as error:
        raise NoDesktop(f"The display {display} cannot be opened.", hint) from error


def _listening(display: str) -> bool:
    """Whether somebody answers at a display of this machine; True for one elsewhere, which is not tried."""
    host, _, number = display.rpartition(":")
    if host not in ("", "unix"):
        return True
    path = f"/tmp/.X11-unix/X{number.partition('.')[0]}"
    for address in (f"\0{path}", path):
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.connect(address)
            return True
    return False


def _blacken(shot: Shot, borders: Sequence[Rect]) -> None:
    """Black out what window managers drew: titles are known without it, and they change colour at each switch."""
    for strip in borders:
        met = strip.meet(shot.rect)
        if met:
            x, y, width, height = met.moved(-shot.rect.x, -shot.rect.y)
            shot.pixels[y : y + height, x : x + width] = 0
