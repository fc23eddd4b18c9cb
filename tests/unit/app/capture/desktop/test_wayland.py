"""The portal's pictures over a real message bus, and sway's windows over a real socket."""

import json
import os
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.capture.desktop.seam import DesktopGone, NoDesktop, find_desktop
from app.capture.desktop.wayland import WaylandDesktop
from core.screen.frame import Rect
from tests.desktop.bus import Answer, Service, message_bus, needs_bus

pytestmark = needs_bus
PORTAL = "org.freedesktop.portal.Desktop"
SIZE = (800, 300)
INK = (10, 20, 30)


class SmallPortal:
    """A portal that paints a picture into a file, as the specification of xdg-desktop-portal says."""

    def __init__(self, folder: Path, size: tuple[int, int] = SIZE) -> None:
        self.file = folder / "Screen shot.png"
        self.size = size
        self.response = 0
        self.results: dict[str, Any] | None = None
        self.silent = False
        self.locked = False
        self.idle = 4321
        self.service: Service | None = None

    @contextmanager
    def on(self, address: str, *more: str) -> Iterator["SmallPortal"]:
        """Serve on a bus, also under the given names."""
        with Service(address, (PORTAL, *more), self.answer) as service:
            self.service = service
            yield self

    def answer(self, path: str, interface: str, member: str, body: tuple[Any, ...]) -> Answer:
        """What the portal says to a call."""
        if member == "Get":
            return ("v", (("u", 2),))
        if member == "GetActive":
            return ("b", (self.locked,))
        if member == "GetIdletime":
            return ("t", (self.idle,))
        return self._take(body) if member == "Screenshot" else None

    def _take(self, body: tuple[Any, ...]) -> Answer:
        from jeepney import DBusAddress, new_signal

        assert self.service
        Image.new("RGB", self.size, INK).save(self.file)
        sender = self.service.caller.lstrip(":").replace(".", "_")
        handle = f"/org/freedesktop/portal/desktop/request/{sender}/{body[1]['handle_token'][1]}"
        results = {"uri": ("s", self.file.as_uri())} if self.results is None else self.results
        if not self.silent:
            emitter = DBusAddress(handle, interface="org.freedesktop.portal.Request")
            self.service.signals.append(new_signal(emitter, "Response", "ua{sv}", (self.response, results)))
        return ("o", (handle,))


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A bus with nobody on it."""
    with message_bus(tmp_path) as found:
        yield found


def surroundings(address: str, **more: str) -> dict[str, str]:
    """The variables of a Wayland session on this bus, and on it alone."""
    return {
        "WAYLAND_DISPLAY": "wayland-0",
        "DBUS_SESSION_BUS_ADDRESS": address,
        "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nowhere",
        **more,
    }


def test_a_picture_comes_through_the_portal_and_its_file_is_gone(address: str, tmp_path: Path) -> None:
    with SmallPortal(tmp_path).on(address) as portal, WaylandDesktop(surroundings(address)) as desktop:
        for _ in range(2):
            scene = desktop.scene()
            assert not portal.file.exists()
            (shot,) = scene.shots
            assert (shot.monitor, shot.rect) == ("screen", Rect(0, 0, *SIZE))
            assert shot.pixels.shape == (300, 800, 4)
            assert shot.pixels[5, 5, :3].tolist() == list(reversed(INK))


def test_nobody_knows_whose_the_windows_are(address: str, tmp_path: Path) -> None:
    with SmallPortal(tmp_path).on(address), WaylandDesktop(surroundings(address)) as desktop:
        (window,) = desktop.scene().windows
        assert (window.app, window.rect) == ("", Rect(0, 0, *SIZE))


@pytest.mark.parametrize("response", [1, 2])
def test_a_picture_that_is_refused_means_that_the_desktop_is_gone(address: str, tmp_path: Path, response: int) -> None:
    with SmallPortal(tmp_path).on(address) as portal, WaylandDesktop(surroundings(address)) as desktop:
        portal.response, portal.results = response, {}
        with pytest.raises(DesktopGone):
            desktop.scene()


def test_a_portal_that_never_answers_or_goes_is_gone(address: str, tmp_path: Path) -> None:
    portal = SmallPortal(tmp_path)
    with portal.on(address):
        desktop = WaylandDesktop(surroundings(address), patience=0.1)
        portal.silent = True
        with pytest.raises(DesktopGone):
            desktop.scene()
    with pytest.raises(DesktopGone):
        desktop.scene()
    desktop.close()
    with pytest.raises(DesktopGone):
        desktop.scene()


def test_a_file_that_is_not_the_portals_to_give_is_neither_read_nor_deleted(address: str, tmp_path: Path) -> None:
    precious = tmp_path / "precious.png"
    Image.new("RGB", (10, 10)).save(precious)
    link = tmp_path / "link.png"
    link.symlink_to(precious)
    os.mkfifo(tmp_path / "pipe.png")
    with SmallPortal(tmp_path).on(address) as portal, WaylandDesktop(surroundings(address)) as desktop:
        for uri in (
            link.as_uri(),
            (tmp_path / "pipe.png").as_uri(),
            "https://example.org/a.png",
            "file:///dev/zero",
            "",
        ):
            portal.results = {"uri": ("s", uri)}
            with pytest.raises(DesktopGone):
                desktop.scene()
    assert precious.exists()


def test_a_damaged_picture_is_deleted_and_told(address: str, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.png"
    damaged.write_bytes(b"\x89PNG\r\n\x1a\nnot really")
    with SmallPortal(tmp_path).on(address) as portal, WaylandDesktop(surroundings(address)) as desktop:
        portal.results = {"uri": ("s", damaged.as_uri())}
        with pytest.raises(DesktopGone):
            desktop.scene()
    assert not damaged.exists()


def test_without_a_portal_or_a_bus_one_line_says_so(address: str) -> None:
    for given in (surroundings(address), surroundings("unix:path=/nowhere/bus"), {"WAYLAND_DISPLAY": "wayland-0"}):
        with pytest.raises(NoDesktop) as told:
            find_desktop(given)
        assert told.value.hint
        assert "\n" not in str(told.value)


def test_the_desktops_own_lock_and_idleness_are_asked(address: str, tmp_path: Path) -> None:
    names = ("org.gnome.ScreenSaver", "org.gnome.Mutter.IdleMonitor")
    with SmallPortal(tmp_path).on(address, *names) as portal, WaylandDesktop(surroundings(address)) as desktop:
        assert desktop.idle_seconds() == 4.321
        assert not desktop.locked()
        portal.locked = True
        assert desktop.locked()


def test_where_nobody_tells_idleness_it_is_unknown_and_waiting_takes_its_time(address: str, tmp_path: Path) -> None:
    with SmallPortal(tmp_path).on(address), WaylandDesktop(surroundings(address)) as desktop:
        assert desktop.idle_seconds() is None
        assert not desktop.locked()
        assert desktop.wait(0.01)
        ear, mouth = os.pipe()
        os.write(mouth, b"!")
        assert not desktop.wait(60, ear)
        os.close(ear)
        os.close(mouth)


# -- sway ---------------------------------------------------------------------------------------------------------

LEFT = {"name": "DP-1", "active": True, "rect": {"x": 0, "y": 0, "width": 200, "height": 150}}
RIGHT = {"name": "DP-2", "active": True, "rect": {"x": 200, "y": 0, "width": 200, "height": 150}}


def view(number: int, app: str | None, title: str, x: int, width: int, **more: Any) -> dict[str, Any]:
    """A window in sway's tree."""
    rect = {"x": x, "y": 0, "width": width, "height": 150}
    return {
        "id": number,
        "type": "con",
        "app_id": app,
        "name": title,
        "rect": rect,
        "visible": True,
        "nodes": [],
    } | more


TILES = [
    view(5, "foot", "shell", 0, 100, pid=77, focused=True),
    view(6, None, "https://a.example - X", 100, 100, window_properties={"class": "XTerm"}),
    view(7, "gone", "elsewhere", 0, 200, visible=False),
]
FLOATING = [view(8, "KeePassXC", "Passwords", 250, 100, type="floating_con")]
TREE = {
    "id": 1,
    "type": "root",
    "nodes": [
        {
            "id": 2,
            "type": "output",
            "nodes": [{"id": 3, "type": "workspace", "nodes": TILES, "floating_nodes": FLOATING}],
        }
    ],
}


class SmallSway:
    """Answers two questions on a socket, in the words of sway-ipc(7)."""

    def __init__(self, path: Path, answers: dict[int, Any]) -> None:
        self.path = path
        self._answers = answers
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(path))
        self._listening.listen()
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> "SmallSway":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection:
                while head := connection.recv(14, socket.MSG_WAITALL):
                    kind = struct.unpack("=6sII", head)[2]
                    said = json.dumps(self._answers[kind]).encode()
                    connection.sendall(struct.pack("=6sII", b"i3-ipc", len(said), kind) + said)


def test_sway_tells_monitors_and_windows_in_the_pictures_pixels(address: str, tmp_path: Path) -> None:
    told = surroundings(address, SWAYSOCK=str(tmp_path / "sway"))
    with (
        SmallSway(tmp_path / "sway", {3: [LEFT, RIGHT, {"name": "off", "active": False}], 4: TREE}),
        SmallPortal(tmp_path).on(address),
        WaylandDesktop(told) as desktop,
    ):
        scene = desktop.scene()
        assert [(shot.monitor, shot.rect) for shot in scene.shots] == [
            ("DP-1", Rect(0, 0, 400, 300)),
            ("DP-2", Rect(400, 0, 400, 300)),
        ]
        assert all(shot.pixels.shape == (300, 400, 4) for shot in scene.shots)
        top, second, last = scene.windows
        assert (top.app, top.title, top.rect) == ("keepassxc", "Passwords", Rect(500, 0, 200, 300))
        assert (second.app, second.url) == ("xterm", "https://a.example")
        assert (last.app, last.pid, last.active, last.rect) == ("foot", 77, True, Rect(0, 0, 200, 300))
        assert [shot.monitor for shot in desktop.scene(["DP-2"]).shots] == ["DP-2"]


def test_a_picture_that_is_not_of_the_layout_leaves_everything_unknown(address: str, tmp_path: Path) -> None:
    told = surroundings(address, SWAYSOCK=str(tmp_path / "sway"))
    with (
        SmallSway(tmp_path / "sway", {3: [LEFT, RIGHT], 4: TREE}),
        SmallPortal(tmp_path, (800, 600)).on(address),
        WaylandDesktop(told) as desktop,
    ):
        assert [window.app for window in desktop.scene().windows] == [""]


def test_a_sway_that_talks_nonsense_leaves_everything_unknown(address: str, tmp_path: Path) -> None:
    told = surroundings(address, SWAYSOCK=str(tmp_path / "sway"))
    with (
        SmallSway(tmp_path / "sway", {3: {"no": "list"}, 4: [7]}),
        SmallPortal(tmp_path).on(address),
        WaylandDesktop(told) as desktop,
    ):
        assert [window.app for window in desktop.scene().windows] == [""]
