"""The Windows desktop: pixels through mss, windows through user32. Written after the documentation, never run there."""

import ctypes
from typing import Any

from app.capture.desktop.polled import PolledDesktop
from app.capture.desktop.toplevels import URL
from core.screen.frame import Rect, Window

EXTENDED_FRAME_BOUNDS = 9
CLOAKED = 14
"""Attributes of DwmGetWindowAttribute: what a window covers without its shadow; whether it is on no desktop shown."""
STYLE, EXTENDED_STYLE = -16, -20
POPUP, CAPTION = 0x80000000, 0x00C00000
LAYERED, TRANSPARENT = 0x00080000, 0x00000020
QUERY_LIMITED = 0x1000
"""The right that is enough to ask a process for its program."""
LOCKERS = frozenset(("lockapp", "logonui"))
PATH_LIMIT = 1024
NOTE = "Capturing on Windows was never tried by its makers: look at what is kept before you trust it."


class WindowsDesktop(PolledDesktop):
    """The desktop of the person at this machine. Raises: NoDesktop when made, if its pixels cannot be read."""

    name = "Windows"
    note = NOTE

    def __init__(self) -> None:
        super().__init__()
        loader: Any = ctypes
        self._ctypes = loader
        self._user: Any = loader.WinDLL("user32", use_last_error=True)
        self._kernel: Any = loader.WinDLL("kernel32", use_last_error=True)
        self._dwm: Any = loader.WinDLL("dwmapi")
        self._user.OpenInputDesktop.restype = ctypes.c_void_p
        self._user.CloseDesktop.argtypes = [ctypes.c_void_p]
        self._user.GetForegroundWindow.restype = ctypes.c_void_p
        self._kernel.OpenProcess.restype = ctypes.c_void_p
        self._kernel.CloseHandle.argtypes = [ctypes.c_void_p]
        self._kernel.QueryFullProcessImageNameW.argtypes = [ctypes.c_void_p, ctypes.c_ulong] + [ctypes.c_void_p] * 2

    def windows(self) -> tuple[Window, ...]:
        """The windows that show, topmost first, as EnumWindows goes through them."""
        handles: list[int] = []
        kind = self._ctypes.WINFUNCTYPE(ctypes.c_bool, ctypes.c_void_p, ctypes.c_void_p)

        def each(handle: int, _: int) -> bool:
            handles.append(handle)
            return True

        self._user.EnumWindows(kind(each), None)
        active = self._user.GetForegroundWindow()
        return tuple(self._window(handle, handle == active) for handle in handles if self._shows(handle))

    def _shows(self, handle: int) -> bool:
        held, cloaked = ctypes.c_void_p(handle), ctypes.c_int(0)
        self._dwm.DwmGetWindowAttribute(held, CLOAKED, ctypes.byref(cloaked), ctypes.sizeof(cloaked))
        visible = self._user.IsWindowVisible(held) and not self._user.IsIconic(held)
        return bool(visible) and not cloaked.value and self._rect(handle).area > 0

    def _window(self, handle: int, active: bool) -> Window:
        held, text, pid = ctypes.c_void_p(handle), ctypes.create_unicode_buffer(PATH_LIMIT), ctypes.c_ulong(0)
        self._user.GetWindowTextW(held, text, PATH_LIMIT)
        self._user.GetWindowThreadProcessId(held, ctypes.byref(pid))
        style = self._user.GetWindowLongW(held, STYLE) & 0xFFFFFFFF
        extended = self._user.GetWindowLongW(held, EXTENDED_STYLE) & 0xFFFFFFFF
        found = URL.search(text.value)
        return Window(
            id=str(handle),
            app=self._app(pid.value),
            title=text.value,
            rect=self._rect(handle),
            url=found.group() if found else None,
            pid=pid.value or None,
            active=active,
            popup=bool(style & POPUP) and not style & CAPTION,
            translucent=self._lets_through(held, extended),
        )

    def _lets_through(self, held: ctypes.c_void_p, extended: int) -> bool:
        """Whether what lies below may be seen: layered windows that tell no full opacity draw it themselves."""
        if not extended & LAYERED:
            return bool(extended & TRANSPARENT)
        alpha, flags = ctypes.c_ubyte(0), ctypes.c_ulong(0)
        told = self._user.GetLayeredWindowAttributes(held, None, ctypes.byref(alpha), ctypes.byref(flags))
        return not told or bool(flags.value & 1) or (bool(flags.value & 2) and alpha.value < 250)

    def _rect(self, handle: int) -> Rect:
        edges, held = (ctypes.c_long * 4)(), ctypes.c_void_p(handle)
        failed = self._dwm.DwmGetWindowAttribute(held, EXTENDED_FRAME_BOUNDS, ctypes.byref(edges), ctypes.sizeof(edges))
        if failed:
            self._user.GetWindowRect(held, ctypes.byref(edges))
        left, top, right, bottom = edges
        return Rect(left, top, right - left, bottom - top)

    def _app(self, pid: int) -> str:
        """The program's name without its folder and ending; "" if it cannot be asked."""
        process = self._kernel.OpenProcess(QUERY_LIMITED, False, pid)
        if not process:
            return ""
        path, size = ctypes.create_unicode_buffer(PATH_LIMIT), ctypes.c_ulong(PATH_LIMIT)
        told = self._kernel.QueryFullProcessImageNameW(process, 0, path, ctypes.byref(size))
        self._kernel.CloseHandle(process)
        name = path.value.rpartition("\\")[2].lower() if told else ""
        return name.removesuffix(".exe")

    def idle_seconds(self) -> float | None:
        """Seconds since the last key or movement; the counter turns over after 49.7 days."""
        info = (ctypes.c_uint * 2)(8, 0)
        if not self._user.GetLastInputInfo(ctypes.byref(info)):
            return None
        return float((self._kernel.GetTickCount() - info[1]) & 0xFFFFFFFF) / 1000

    def locked(self) -> bool:
        """Whether the desktop that takes keys is one that programs cannot open, or a lock screen is in front."""
        desktop = self._user.OpenInputDesktop(0, False, 1)
        if not desktop:
            return True
        self._user.CloseDesktop(desktop)
        front = self._user.GetForegroundWindow()
        return bool(front) and self._window(front, True).app in LOCKERS
