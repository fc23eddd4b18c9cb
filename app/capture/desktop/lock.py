"""Whether the session is locked, as the system's session keeper (logind) knows it."""

import time
from collections.abc import Mapping

from app.capture.desktop.bus import Bus

AUTO = "/org/freedesktop/login1/session/auto"
"""The caller's session, or the one on this person's display (org.freedesktop.login1)."""
LOGIND = "org.freedesktop.login1"
SYSTEM_BUS = "unix:path=/run/dbus/system_bus_socket"
LOCKERS = frozenset(
    "i3lock xscreensaver xsecurelock xlock slock alock xtrlock light-locker gnome-screensaver mate-screensaver "
    "cinnamon-screensaver xfce4-screensaver kscreenlocker_greet kscreenlocker betterlockscreen swaylock hyprlock "
    "gtklock waylock lightdm-gtk-greeter lightdm gdm sddm-greeter".split()
)
"""Programs whose window over the screen means that it is locked."""


class SessionLock:
    """The lock of the session that the environment's variables name, or of the caller's own."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._bus = Bus(environment.get("DBUS_SYSTEM_BUS_ADDRESS") or SYSTEM_BUS)
        self._session = environment.get("XDG_SESSION_ID", "")
        self._path = ""

    def locked(self) -> bool:
        """Whether logind holds the session for locked; False where nobody can tell."""
        return self._said("LockedHint") is True

    def idle_seconds(self) -> float | None:
        """Seconds since logind holds the session for idle; None where it does not, or nobody can tell."""
        since = self._said("IdleSinceHintMonotonic") if self._said("IdleHint") is True else None
        return max(0.0, time.monotonic() - since / 1e6) if isinstance(since, int) and since else None

    def close(self) -> None:
        """Hang up."""
        self._bus.close()

    def _said(self, name: str) -> object:
        """A property of the session; None where nobody can tell."""
        self._path = self._path or self._find_path()
        return self._bus.value(LOGIND, self._path or AUTO, f"{LOGIND}.Session", name)

    def _find_path(self) -> str:
        """The object of the named session; "" if there is none yet."""
        if not self._session:
            return AUTO
        manager = f"{LOGIND}.Manager"
        path = self._bus.ask(LOGIND, "/org/freedesktop/login1", manager, "GetSession", "s", self._session)
        return path if isinstance(path, str) else ""
