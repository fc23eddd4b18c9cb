"""The monitors and windows of sway, over its socket (sway-ipc(7)): the one Wayland desktop that tells them."""

import json
import socket
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.capture.desktop.monitors import Monitor
from app.capture.desktop.toplevels import URL
from core.screen.frame import Rect, Window

MAGIC = b"i3-ipc"
HEAD = struct.Struct("=6sII")
GET_OUTPUTS = 3
GET_TREE = 4
PATIENCE_SECONDS = 2.0
LARGEST = 1 << 26
"""Bytes of an answer that are read at most."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What sway shows, in its own units, which are pixels where nothing is scaled; windows topmost first."""

    monitors: tuple[Monitor, ...]
    windows: tuple[Window, ...]


def layout(path: str) -> Layout | None:
    """Ask sway what it shows; None where nobody answers, or not in sway's words."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE_SECONDS)
            connection.connect(path)
            outputs, tree = _asked(connection, GET_OUTPUTS), _asked(connection, GET_TREE)
        monitors = tuple(Monitor(str(one["name"]), _rect(one["rect"])) for one in outputs if one.get("active"))
        return Layout(monitors, tuple(_windows(tree)))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _asked(connection: socket.socket, kind: int) -> Any:
    connection.sendall(HEAD.pack(MAGIC, 0, kind))
    magic, size, _ = HEAD.unpack(_read(connection, HEAD.size))
    if magic != MAGIC or size > LARGEST:
        raise ValueError("not sway")
    return json.loads(_read(connection, size))


def _read(connection: socket.socket, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = connection.recv(size - len(parts))
        if not part:
            raise ValueError("hung up")
        parts += part
    return bytes(parts)


def _windows(tree: Mapping[str, Any]) -> Iterator[Window]:
    """Full-screen windows lie over floating ones, these over tiles; later ones over earlier ones."""
    views = [(_layer(node, floating), number, node) for number, (node, floating) in enumerate(_views(tree, False))]
    for _, _, node in sorted(views, key=lambda view: view[:2], reverse=True):
        yield _window(node)


def _views(node: Mapping[str, Any], floating: bool) -> Iterator[tuple[Mapping[str, Any], bool]]:
    """Every window that shows, and whether it floats."""
    floating = floating or node.get("type") == "floating_con"
    if node.get("visible") and not node.get("nodes"):
        yield node, floating
    for child in (*node.get("nodes", ()), *node.get("floating_nodes", ())):
        yield from _views(child, floating)


def _layer(node: Mapping[str, Any], floating: bool) -> int:
    return 2 if node.get("fullscreen_mode") else int(floating)


def _window(node: Mapping[str, Any]) -> Window:
    app = node.get("app_id") or (node.get("window_properties") or {}).get("class") or ""
    title = str(node.get("name") or "")
    found = URL.search(title)
    return Window(
        id=str(node["id"]),
        app=str(app).lower(),
        title=title,
        rect=_rect(node["rect"]),
        url=found.group() if found else None,
        pid=node.get("pid"),
        active=bool(node.get("focused")),
    )


def _rect(told: Mapping[str, int]) -> Rect:
    return Rect(int(told["x"]), int(told["y"]), int(told["width"]), int(told["height"]))
