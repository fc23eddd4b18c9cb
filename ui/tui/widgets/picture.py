"""A picture in the terminal: kitty's or sixel graphics where the terminal has them, half blocks everywhere else.

textual-image draws the graphics. It asks the terminal what it can when it is imported, which would take the answer's
keys away from Textual, so it is told that there is no terminal, and the kind is chosen by the environment's names.
"""

import fcntl
import os
import struct
import sys
import termios
from collections.abc import Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from ui.tui.themes import COLOURLESS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

_KITTY = ("xterm-kitty", "ghostty", "xterm-ghostty")
_SIXEL_TERMS = ("foot", "mlterm", "contour", "yaft-256color", "xterm-sixel")
_SIXEL_PROGRAMS = ("WezTerm", "iTerm.app", "mintty", "contour", "rio")
_SHADES = " ░▒▓█"
CELL = (10, 20)
"""The pixels of a cell where the terminal does not say: those of a VT340."""


def kind_of(environment: Mapping[str, str]) -> str:
    """How pictures are drawn in this terminal: "kitty", "sixel" or "blocks"; EBB_PICTURES overrules.

    Inside tmux and screen it is blocks, because these do not pass graphics on as they are.
    """
    wanted = environment.get("EBB_PICTURES", "")
    if wanted in {"kitty", "sixel", "blocks"}:
        return wanted
    term, program = environment.get("TERM", ""), environment.get("TERM_PROGRAM", "")
    if "TMUX" in environment or term.startswith(("screen", "tmux")):
        return "blocks"
    if "KITTY_WINDOW_ID" in environment or term in _KITTY:
        return "kitty"
    if term.startswith(_SIXEL_TERMS) or program in _SIXEL_PROGRAMS:
        return "sixel"
    return "blocks"


def cell_pixels() -> tuple[int, int]:
    """The width and height of a terminal cell in pixels, as the terminal's driver knows them, else CELL."""
    with suppress(OSError, AttributeError, ValueError, struct.error):
        answer = fcntl.ioctl(sys.__stdout__.fileno(), termios.TIOCGWINSZ, b"\0" * 8)  # type: ignore[union-attr]
        rows, columns, width, height = struct.unpack("HHHH", answer)
        if rows and columns and width and height:
            return width // columns, height // rows
    return CELL


def fitted(size: tuple[int, int], room: Size, cell: tuple[int, int]) -> Size:
    """The cells that an image of these pixels fills inside `room`, its proportions kept; at least one by one."""
    scale = min(room.width * cell[0] / max(size[0], 1), room.height * cell[1] / max(size[1], 1))
    width, height = size[0] * scale / cell[0], size[1] * scale / cell[1]
    return Size(max(min(round(width), room.width), 1), max(min(round(height), room.height), 1))


class Picture(Container):
    """Shows an image as large as its room allows, in the middle; nothing where there is none."""

    DEFAULT_CSS = "Picture { height: 1fr; width: 1fr; align: center middle; overflow: hidden; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.kind = kind_of(os.environ)
        self._image: Image | None = None

    def compose(self) -> ComposeResult:
        """The one widget that draws."""
        yield Blocks() if self.kind == "blocks" else _graphics(self.kind)

    def show(self, image: "Image | None") -> None:
        """Show an image in RGB, or nothing."""
        self._image = image
        self._draw()

    def room(self) -> tuple[int, int]:
        """The most pixels that can be told apart here, width and height: no more need be handed to `show`."""
        size = self.size
        if self.kind == "blocks":
            return max(size.width, 1), max(size.height * 2, 1)
        width, height = cell_pixels()
        return max(size.width * width, 1), max(size.height * height, 1)

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        image, room = self._image, self.size
        if not room.area or not self.is_mounted:
            return
        widget = self.children[0]
        widget.display = image is not None
        if image is None:
            return
        size = fitted(image.size, room, cell_pixels() if self.kind != "blocks" else (1, 2))
        widget.styles.width, widget.styles.height = size
        if isinstance(widget, Blocks):
            widget.show(image, size)
        else:
            widget.image = image  # type: ignore[attr-defined]


class Blocks(Widget):
    """An image in half blocks, two pixels in each cell; in shades where the look has no colours."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._image: Image | None = None
        self._cells = Size(0, 0)
        self._strips: list[Strip] = []

    def show(self, image: "Image", size: Size) -> None:
        """Draw the image in so many cells."""
        self._image, self._cells, self._strips = image, size, []
        self.refresh()

    def on_mount(self) -> None:
        self.watch(self.app, "theme", self._draw_anew, init=False)

    def _draw_anew(self) -> None:
        """The look changed."""
        self._strips = []
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of cells."""
        if not self._strips and self._image is not None:
            drawn = shades_of if self.app.theme == COLOURLESS.name else strips_of
            self._strips = drawn(self._image, self._cells)
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.rich_style)


def strips_of(image: "Image", size: Size) -> list[Strip]:
    """The lines of an image in half blocks; cells of one colour run together."""
    from PIL.Image import Resampling

    small = image.convert("RGB").resize((size.width, size.height * 2), Resampling.BOX, reducing_gap=2.0)
    pixels, width = small.tobytes(), size.width * 3
    lines = []
    for y in range(size.height):
        upper, lower = pixels[2 * y * width :][:width], pixels[(2 * y + 1) * width :][:width]
        cells = [(upper[x : x + 3], lower[x : x + 3]) for x in range(0, width, 3)]
        lines.append(Strip(list(_runs(cells)), size.width))
    return lines


def shades_of(image: "Image", size: Size) -> list[Strip]:
    """The lines of an image in signs that are the fuller the lighter it is there.

    The lightest twentieth counts as white, so that the frame around a find does not make the rest black.
    """
    from PIL.Image import Resampling
    from PIL.ImageOps import autocontrast

    small = image.convert("L").resize((size.width, size.height), Resampling.BOX)
    grey = autocontrast(small, cutoff=(0, 5)).tobytes()
    signs = "".join(_SHADES[light * len(_SHADES) // 256] for light in grey)
    return [Strip([Segment(signs[at : at + size.width])], size.width) for at in range(0, len(signs), size.width)]


def _runs(cells: "list[tuple[bytes, bytes]]") -> "Iterator[Segment]":
    start = 0
    for end in range(1, len(cells) + 1):
        if end == len(cells) or cells[end] != cells[start]:
            upper, lower = cells[start]
            style = Style(color=f"#{upper.hex()}", bgcolor=f"#{lower.hex()}")
            yield Segment("▀" * (end - start), style)
            start = end


def _graphics(kind: str) -> Widget:
    """The widget of textual-image for kitty's or sixel graphics."""
    with _no_terminal():
        from textual_image import widget
    made: Any = widget.TGPImage if kind == "kitty" else widget.SixelImage
    return made()  # type: ignore[no-any-return]


@contextmanager
def _no_terminal() -> "Iterator[None]":
    """Let what is imported inside believe that there is no terminal; it learns the size of a cell all the same."""
    kept, environment = sys.__stdout__, dict(os.environ)
    width, height = cell_pixels()
    with open(os.devnull, "w", encoding="utf-8") as nothing:
        sys.__stdout__ = nothing  # type: ignore[misc]
        os.environ |= {"TEXTUAL_CELL_WIDTH": str(width), "TEXTUAL_CELL_HEIGHT": str(height)}
        try:
            yield
        finally:
            sys.__stdout__ = kept  # type: ignore[misc]
            for name in ("TEXTUAL_CELL_WIDTH", "TEXTUAL_CELL_HEIGHT"):
                os.environ.pop(name)
                if name in environment:
                    os.environ[name] = environment[name]
