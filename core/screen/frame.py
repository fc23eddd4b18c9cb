"""What is seen on the screens: rectangles, windows, grabbed pixels, what is new in a window, lines of text.

Values only. Rectangles are in pixels, on the screen or relative to a window as each field says.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""An image, (height, width, 4) uint8 in the order blue, green, red, unused: as screens give it."""


class Rect(NamedTuple):
    """A rectangle; the right and bottom edges lie outside it."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column to the right of it."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return self.y + self.height

    @property
    def area(self) -> int:
        """Its pixels; 0 where it is empty."""
        return max(self.width, 0) * max(self.height, 0)

    def meet(self, other: "Rect") -> "Rect | None":
        """What both cover, or None."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        return Rect(x, y, right - x, bottom - y) if right > x and bottom > y else None

    def moved(self, x: int, y: int) -> "Rect":
        """The same rectangle, shifted."""
        return Rect(self.x + x, self.y + y, self.width, self.height)

    def around(self, other: "Rect") -> "Rect":
        """The smallest rectangle that holds both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Rect(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)


@dataclass(frozen=True, slots=True)
class Window:
    """A window that can be seen; `rect` is on the screen. An `app` of "" means that nobody can tell whose it is."""

    id: str
    app: str
    title: str
    rect: Rect
    url: str | None = None
    pid: int | None = None
    active: bool = False
    """Whether it has the keyboard."""
    popup: bool = False
    """Whether it is a menu, a tip or another window that no window manager frames."""
    translucent: bool = False
    """Whether what lies below it may be seen through it."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One monitor's pixels; `rect` is on the screen."""

    monitor: str
    rect: Rect
    pixels: Pixels


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that was on the screens at one moment; `windows` are those that show, topmost first."""

    at: datetime
    shots: tuple[Shot, ...]
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class View:
    """One window as it may be looked at: its pixels on one monitor, and what of them belongs to others.

    `rect` is the window's part of the monitor, on the screen; `covered` lists rectangles relative to it that
    other windows cover; these are black in `pixels`.
    """

    window: Window
    monitor: str
    rect: Rect
    pixels: Pixels
    covered: tuple[Rect, ...] = ()


@dataclass(frozen=True, slots=True)
class Sighting:
    """Something new in a window that shall be kept: what changed, as whole lines, relative to the view's rectangle.

    `key` says that the whole picture is kept, in which case `bands` still lists what is new, or all of it.
    """

    view: View
    at: datetime
    bands: tuple[Rect, ...]
    key: bool


@dataclass(frozen=True, slots=True)
class Word:
    """One word that was read; `rect` is relative to the picture, `confidence` 0 to 1."""

    text: str
    rect: Rect
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line that was read, its words in reading order, separated by single spaces in `text`."""

    text: str
    rect: Rect
    words: tuple[Word, ...] = ()
    confidence: float = 1.0
