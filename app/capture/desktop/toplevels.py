"""One window under the root of an X server, as far as it was asked: where it is, whose it is, what it is called.

What was asked once is kept until an event says that it changed.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from core.screen.frame import Rect

TEXT_LIMIT = 1024
"""Bytes of a title that are read."""
DEPTH = 3
"""How deep under a frame the program's own window may lie."""
INPUT_ONLY = 2
VIEWABLE = 2
"""A window's class, and a map state, as the X protocol numbers them."""
ROUNDED = 400
"""Pixels that a shape may leave out before the window counts as one with holes: rounded corners hide no word."""
OPAQUE = 0xFFFFFFFF * 98 // 100
"""The least opacity through which nothing can be read."""
URL = re.compile(r"(?:https?|ftp|file)://[^\s<>\"'|]+", re.IGNORECASE)


class Gone(Exception):
    """The window went while it was asked."""


class Toplevel:
    """A child of the root: a program's window, the frame around one, or a popup."""

    def __init__(self, window: Any, atoms: Callable[[str], int]) -> None:
        self.window = window
        self._atom = atoms
        self.id = int(window.id)
        self.rect = Rect(0, 0, 0, 0)
        self.mapped = False
        self.input_only = False
        self.override = False
        self.client: Any = window
        """The program's own window: the same, or one inside."""
        self.inner = Rect(0, 0, 0, 0)
        """The program's own window, relative to `rect`."""
        self.framed = False
        self.app = ""
        self.title = ""
        self.pid: int | None = None
        self.owner: int | None = None
        self.margins = (0, 0, 0, 0)
        """What of the inside is shadow: left, right, top, bottom."""
        self.opacity = OPAQUE
        self.holes = False
        self._asked = False
        self._stale: set[str] = set()

    @property
    def shown(self) -> bool:
        """Whether it puts pixels on the screen."""
        return self.mapped and not self.input_only and self.rect.area > 0

    @property
    def popup(self) -> bool:
        """Whether the window manager has nothing to do with it."""
        return self.override and not self.framed

    @property
    def visible(self) -> Rect:
        """What it covers on the screen: with its frame, or without the shadow that it draws itself."""
        if self.framed and (self.inner.width, self.inner.height) != (self.rect.width, self.rect.height):
            return self.rect
        left, right, top, bottom = self.margins
        x, y, width, height = self.rect
        return Rect(x + left, y + top, width - left - right, height - top - bottom)

    @property
    def inside(self) -> Rect:
        """The program's own part, on the screen."""
        return self.inner.moved(self.rect.x, self.rect.y) if self.framed else self.visible

    @property
    def url(self) -> str | None:
        """The address that stands in the title, if one does."""
        found = URL.search(self.title)
        return found.group().rstrip(".,;:)]}") if found else None

    def measure(self) -> None:
        """Ask where it is and whether it shows. Raises: Gone."""
        attributes, place = _reply(self.window.get_attributes), _reply(self.window.get_geometry)
        border = 2 * place.border_width
        self.rect = Rect(place.x, place.y, place.width + border, place.height + border)
        self.mapped = attributes.map_state != 0
        self.input_only = attributes.win_class == INPUT_ONLY
        self.override = bool(attributes.override_redirect)

    def forget_client(self) -> None:
        """What is inside changed: ask again when next needed."""
        self._asked = False

    def forget(self, name: str) -> bool:
        """A property changed: ask again when next needed, if it is one of ours; say whether it is."""
        if name == "WM_STATE":
            self.forget_client()
        elif name in READERS:
            self._stale.add(name)
        else:
            return False
        return True

    def ask(self, watch: Callable[[Any, bool], None]) -> None:
        """Ask what is not known; `watch` is called with each window inside, and whether it is a frame. Raises: Gone."""
        if not self._asked:
            self.client = self._find_client(watch)
            self.framed = self.client.id != self.id
            if self.framed:
                size, place = _reply(self.client.get_geometry), _reply(self.client.translate_coords, self.window, 0, 0)
                self.inner = Rect(-place.x, -place.y, size.width, size.height)
            self.look_at_shape()
            self._stale = set(READERS)
            self._asked = True
        while self._stale:
            name = self._stale.pop()
            READERS[name](self, self._value(name))

    def look_at_shape(self) -> None:
        """Ask whether it has holes, through which others show. Raises: Gone."""
        self.holes = False
        extents = _reply(self.window.shape_query_extents)
        if extents.bounding_shaped:
            boxes = _reply(self.window.shape_get_rectangles, 0).rectangles
            area = sum(box.width * box.height for box in boxes)
            self.holes = self.rect.area - area > ROUNDED

    def _find_client(self, watch: Callable[[Any, bool], None]) -> Any:
        """The window with WM_STATE (ICCCM 4.1.3.1), which is a program's; the one that shows, if there are several.

        Where there is none, all inside are watched: a window manager may set it a moment later.
        """
        state = self._atom("WM_STATE")
        watch(self.window, False)
        if _has(self.window, state):
            return self.window
        watch(self.window, True)
        inside = list(_inside(self.window, DEPTH))
        for window in inside:
            watch(window, False)
        found = [window for window in inside if _has(window, state)]
        showing = [window for window in found if _reply(window.get_attributes).map_state == VIEWABLE]
        return (showing or found or [self.window])[0]

    def _value(self, name: str) -> Any:
        """A property of the client: bytes, numbers or None."""
        said = _reply(self.client.get_property, self._atom(name), 0, 0, TEXT_LIMIT // 4)
        if said is None and name == "_NET_WM_WINDOW_OPACITY" and self.framed:
            said = _reply(self.window.get_property, self._atom(name), 0, 0, 1)
        return said.value if said else None

    def read_class(self, value: Any) -> None:
        """WM_CLASS: the second of two words is the program."""
        words = bytes(value).decode("utf-8", "replace").split("\0") if isinstance(value, bytes) else []
        self.app = words[1].strip().lower() if len(words) > 1 else ""

    def read_title(self, value: Any) -> None:
        """_NET_WM_NAME, and where that is empty WM_NAME."""
        if not value:
            value = self._value("WM_NAME")
        self.title = bytes(value).decode("utf-8", "replace").strip() if isinstance(value, bytes) else ""

    def read_name(self, value: Any) -> None:
        """WM_NAME, which only counts where there is no _NET_WM_NAME."""
        del value
        self.read_title(self._value("_NET_WM_NAME"))

    def read_pid(self, value: Any) -> None:
        """_NET_WM_PID."""
        self.pid = _numbers(value)[0] if _numbers(value) else None

    def read_owner(self, value: Any) -> None:
        """WM_TRANSIENT_FOR."""
        self.owner = _numbers(value)[0] if _numbers(value) else None

    def read_margins(self, value: Any) -> None:
        """_GTK_FRAME_EXTENTS: the shadow that a program draws around itself; what is behind shows through it."""
        numbers = _numbers(value)
        fits = len(numbers) == 4 and all(0 <= number < 256 for number in numbers)
        self.margins = (numbers[0], numbers[1], numbers[2], numbers[3]) if fits else (0, 0, 0, 0)

    def read_opacity(self, value: Any) -> None:
        """_NET_WM_WINDOW_OPACITY, 0 to 2**32 - 1."""
        numbers = _numbers(value)
        self.opacity = numbers[0] if numbers else OPAQUE


READERS: dict[str, Callable[[Toplevel, Any], None]] = {
    "WM_CLASS": Toplevel.read_class,
    "_NET_WM_NAME": Toplevel.read_title,
    "WM_NAME": Toplevel.read_name,
    "_NET_WM_PID": Toplevel.read_pid,
    "WM_TRANSIENT_FOR": Toplevel.read_owner,
    "_GTK_FRAME_EXTENTS": Toplevel.read_margins,
    "_NET_WM_WINDOW_OPACITY": Toplevel.read_opacity,
}
"""The properties that say whose a window is and what it covers."""


def _reply(ask: Callable[..., Any], *given: Any) -> Any:
    """The answer to one request. Raises: Gone where the window is there no longer."""
    from Xlib.error import XError

    try:
        return ask(*given)
    except XError as error:
        raise Gone from error


def _has(window: Any, atom: int) -> bool:
    """Whether a window has a property."""
    return _reply(window.get_property, atom, 0, 0, 1) is not None


def _inside(window: Any, depth: int) -> Iterator[Any]:
    """All windows inside, those further out first."""
    children = list(_reply(window.query_tree).children) if depth else []
    yield from children
    for child in children:
        yield from _inside(child, depth - 1)


def _numbers(value: Any) -> list[int]:
    """The numbers of a property; none where it holds text or is not there."""
    return [] if value is None or isinstance(value, bytes) else [int(number) for number in value]
