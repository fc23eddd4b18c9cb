"""The session keeper is asked over a real message bus whether the session is locked or idle."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.capture.desktop.lock import SessionLock
from app.capture.desktop.x11 import X11Desktop
from tests.desktop.bus import Answer, Service, message_bus, needs_bus
from tests.desktop.stage import Screens, needs_screens

pytestmark = needs_bus


class Keeper:
    """What logind says of two sessions; the caller's own is c2."""

    def __init__(self) -> None:
        self.locked = {"c1": True, "auto": False}
        self.idle_since = 0

    def answer(self, path: str, interface: str, member: str, body: tuple[Any, ...]) -> Answer:
        """Answer as org.freedesktop.login1 does."""
        if member == "GetSession":
            return ("o", (f"/org/freedesktop/login1/session/{body[0]}",)) if body[0] in self.locked else None
        told = {
            "LockedHint": ("b", self.locked[path.rpartition("/")[2]]),
            "IdleHint": ("b", bool(self.idle_since)),
            "IdleSinceHintMonotonic": ("t", self.idle_since),
        }
        return ("v", (told[body[1]],))


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A bus with nobody on it."""
    with message_bus(tmp_path) as found:
        yield found


@pytest.fixture
def keeper(address: str) -> Iterator[Keeper]:
    """A session keeper on the bus."""
    kept = Keeper()
    with Service(address, ("org.freedesktop.login1",), kept.answer):
        yield kept


def test_the_named_session_is_the_one_that_counts(address: str, keeper: Keeper) -> None:
    named = SessionLock({"DBUS_SYSTEM_BUS_ADDRESS": address, "XDG_SESSION_ID": "c1"})
    own = SessionLock({"DBUS_SYSTEM_BUS_ADDRESS": address})
    unknown = SessionLock({"DBUS_SYSTEM_BUS_ADDRESS": address, "XDG_SESSION_ID": "c9"})
    assert (named.locked(), own.locked(), unknown.locked()) == (True, False, False)
    keeper.locked = {"c1": False, "auto": True}
    assert (named.locked(), own.locked(), unknown.locked()) == (False, True, True)
    for lock in (named, own, unknown):
        lock.close()


def test_idleness_is_counted_from_when_the_session_was_left(address: str, keeper: Keeper) -> None:
    lock = SessionLock({"DBUS_SYSTEM_BUS_ADDRESS": address})
    assert lock.idle_seconds() is None
    keeper.idle_since = int((time.monotonic() - 90) * 1e6)
    idle = lock.idle_seconds()
    assert idle is not None
    assert 90 <= idle < 120
    lock.close()


def test_without_a_bus_or_a_keeper_nothing_is_locked(address: str) -> None:
    for given in (address, "unix:path=/nowhere", "nonsense"):
        lock = SessionLock({"DBUS_SYSTEM_BUS_ADDRESS": given})
        assert not lock.locked()
        assert lock.idle_seconds() is None
        lock.close()


@needs_screens
def test_a_locked_session_locks_an_x11_desktop(address: str, keeper: Keeper, shown: Screens) -> None:
    with X11Desktop(shown.display, {"DBUS_SYSTEM_BUS_ADDRESS": address}) as desktop:
        assert not desktop.locked()
        keeper.locked["auto"] = True
        assert desktop.locked()
