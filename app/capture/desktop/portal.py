"""Pictures of the screen from xdg-desktop-portal (org.freedesktop.portal.Screenshot), whose file is deleted at once."""

import os
import secrets
import stat
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from app.capture.desktop.seam import DesktopGone, NoDesktop

if TYPE_CHECKING:
    from core.screen.frame import Pixels

SERVICE = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
SCREENSHOT = "org.freedesktop.portal.Screenshot"
START_SECONDS = 10.0
"""How long the portal may take to start."""
PERSON_SECONDS = 60.0
"""How long the person may take to allow it, the first time."""
LARGEST = 1 << 28
"""Bytes of a file that are read at most."""
REFUSED = 1
"""The response of a request that the person turned down (org.freedesktop.portal.Request)."""


class Portal:
    """Takes pictures of all screens at once. Raises: NoDesktop when made, if the session has no portal that can."""

    def __init__(self, address: str, patience: float = PERSON_SECONDS) -> None:
        self._patience = patience
        self._connection = _opened(address)
        try:
            version = self._call("org.freedesktop.DBus.Properties", "Get", "ss", (SCREENSHOT, "version"), START_SECONDS)
        except DesktopGone:
            version = None
        if not version:
            self.close()
            raise NoDesktop(
                "This Wayland session has no desktop portal that takes pictures of the screen.",
                "Install xdg-desktop-portal and the part for this desktop, or log in to an X11 session.",
            )

    def picture(self) -> "Pixels":
        """Everything that shows now, (height, width, 4) uint8. Raises: DesktopGone."""
        token = f"ebb{secrets.token_hex(8)}"
        sender = self._connection.unique_name.lstrip(":").replace(".", "_")
        response, results = self._response(f"{PATH}/request/{sender}/{token}", token)
        if response == REFUSED:
            raise DesktopGone("Looking at the screen was not allowed.", "Allow it in the desktop's privacy settings.")
        uri = results.get("uri", ("s", ""))[1]
        if response or not isinstance(uri, str) or not uri:
            raise DesktopGone("The desktop's portal gave no picture.", "See its log: journalctl --user.")
        return _decoded(_taken_away(uri))

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _response(self, path: str, token: str) -> tuple[int, dict[str, Any]]:
        """Ask for a picture and wait for what comes of it."""
        from jeepney import MatchRule
        from jeepney.bus_messages import message_bus
        from jeepney.io.blocking import Proxy

        rule = MatchRule(type="signal", interface="org.freedesktop.portal.Request", member="Response", path=path)
        options = {"handle_token": ("s", token), "interactive": ("b", False), "modal": ("b", False)}
        try:
            Proxy(message_bus, self._connection, timeout=START_SECONDS).AddMatch(rule)
            with self._connection.filter(rule) as matches:
                self._call(SCREENSHOT, "Screenshot", "sa{sv}", ("", options), START_SECONDS)
                response, results = self._connection.recv_until_filtered(matches, timeout=self._patience).body
            Proxy(message_bus, self._connection, timeout=START_SECONDS).RemoveMatch(rule)
        except TimeoutError as error:
            raise DesktopGone("The desktop's portal does not answer.", "Perhaps it waits for permission.") from error
        except (OSError, EOFError) as error:
            raise DesktopGone("The session's message bus is gone.") from error
        return int(response), dict(results)

    def _call(self, interface: str, member: str, signature: str, body: tuple[Any, ...], patience: float) -> Any:
        """Call a method of the portal. Raises: DesktopGone for an error or none at all."""
        from jeepney import DBusAddress, MessageType, new_method_call

        call = new_method_call(DBusAddress(PATH, bus_name=SERVICE, interface=interface), member, signature, body)
        try:
            reply = self._connection.send_and_get_reply(call, timeout=patience)
        except (OSError, EOFError) as error:
            raise DesktopGone("The desktop's portal does not answer.") from error
        if reply.header.message_type != MessageType.method_return:
            raise DesktopGone("The desktop's portal takes no pictures.", "Is xdg-desktop-portal running?")
        return reply.body[0]


def _opened(address: str) -> Any:
    """A connection to the session's bus. Raises: NoDesktop."""
    try:
        from jeepney.io.blocking import open_dbus_connection
    except ImportError as error:
        raise NoDesktop(
            "The library that talks to the portal is missing.", "Install it: pip install jeepney"
        ) from error
    try:
        return open_dbus_connection(bus=address)
    except Exception as error:
        raise NoDesktop(
            "This Wayland session has no message bus to ask for its portal.",
            "Start it from a terminal inside the desktop session, where DBUS_SESSION_BUS_ADDRESS is set.",
        ) from error


def _taken_away(uri: str) -> bytes:
    """What stands in the portal's file, which is gone before it is read. Raises: DesktopGone."""
    parts = urlsplit(uri)
    path = unquote(parts.path)
    try:
        if parts.scheme != "file":
            raise OSError("no file")
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode) or about.st_uid != os.getuid():
                raise OSError("not a file of this person")
            os.unlink(path)
            return file.read(LARGEST)
    except OSError as error:
        raise DesktopGone("The portal's picture cannot be read and deleted.") from error


def _decoded(data: bytes) -> "Pixels":
    """The pixels of a PNG file. Raises: DesktopGone."""
    import io

    import numpy as np
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as picture:
            colours = np.asarray(picture.convert("RGB"))
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise DesktopGone("The portal's picture is damaged.") from error
    pixels = np.zeros((*colours.shape[:2], 4), np.uint8)
    pixels[:, :, :3] = colours[:, :, ::-1]
    return pixels
