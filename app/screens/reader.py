"""Reads one waiting frame: its text, whether its page may be kept, its secrets masked, its picture painted over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.capture.spool import SpoolLost
from core.errors import EbbError
from core.screen import globs
from core.screen.around import Around
from core.screen.frame import Line, Rect, Window
from core.screen.masking import paint
from core.screen.pages import Pages, tool_bar
from core.screen.rules import is_browser
from core.screen.secrets import mask, masked
from core.screen.strips import Strips

if TYPE_CHECKING:
    from app.capture.spool import Spool, Spooled
    from app.config import Capture
    from app.screens.keeping import Keeping, WaitingFrame
    from app.screens.remnant import Remnant
    from core.ports import TextReader
    from core.screen.frame import Pixels
    from core.screen.rules import Rules

MOST_STARTS = 3
"""How often a frame is begun, the process ending each time, before that counts as a failure and others come first."""
NEEDED = ((2, 0.75), (9, 0.2))
"""The confidence that lines of up to so many letters and digits must have: icons, corners and photographs are read as
one or two with up to .7, as a few with less. Longer lines are text whatever their confidence: addresses and paths have
as little as .1 where each letter was read right."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What was read of a frame, relative to the window's part of the monitor; `around` stood there before."""

    lines: list[Line]
    around: list[Line]


class FrameReader:
    """Takes frames from spool and database and gives them back as text and picture."""

    def __init__(
        self,
        capture: "Capture",
        keeping: "Keeping",
        spool: "Spool",
        reader: "TextReader",
        rules: "Rules",
        remnant: "Remnant",
    ) -> None:
        self._capture = capture
        self._keeping = keeping
        self._spool = spool
        self._strips = Strips(reader)
        self._around = Around()
        self._pages = Pages(rules)
        self._rules = rules
        self._remnant = remnant

    def read(self, frame: "WaitingFrame") -> bool:
        """Read a frame; returns False if it could not be.

        Raises: DiskFull, ReadOnlyHome, Locked and the like, as the home does; the frame waits on.
        """
        if self._remnant.begin(frame.id) > MOST_STARTS:
            return self._failed(frame)
        try:
            spooled = self._spool.load(frame.spool)
        except SpoolLost:
            self._keeping.drop(frame.id)
            self._remnant.end()
            return False
        try:
            self._keep(frame, spooled, self._read(frame, spooled))
        except EbbError:
            self._remnant.end()
            raise
        except Exception:  # whatever an engine stumbles over, the next frame is read
            return self._failed(frame)
        self._spool.drop(frame.spool)
        self._remnant.end()
        return True

    def _failed(self, frame: "WaitingFrame") -> bool:
        if self._keeping.fail(frame.id):
            self._spool.drop(frame.spool)
        self._remnant.end()
        return False

    def _read(self, frame: "WaitingFrame", spooled: "Spooled") -> Shown:
        """Read what is new; of a key frame everything, since all of its picture is kept and may hold secrets."""
        image = spooled.pixels[..., 2::-1]
        key = (frame.window, frame.monitor)
        if spooled.key:
            lines = self._strips.read(image, [Rect(0, 0, image.shape[1], image.shape[0])])
            return Shown(lines, self._around.taken(key, None, lines))
        lines = []
        for band, region in zip(spooled.bands, spooled.regions, strict=True):
            read = self._strips.read(image, [region])
            lines += [moved(line, band.x - region.x, band.y - region.y) for line in read]
        return Shown(lines, self._around.taken(key, spooled.bands, lines))

    def _keep(self, frame: "WaitingFrame", spooled: "Spooled", shown: Shown) -> None:
        """Hand a frame on, or drop it if its page is against the rules."""
        window = self._window(frame)
        if not self._allowed(window, frame, shown):
            self._keeping.drop(frame.id)
            return
        together = shown.lines + shown.around
        lines, secrets = mask(together) if self._capture.secrets else (together, [])
        picture, count = _painted(spooled, secrets)
        self._keeping.finish(
            frame.id,
            [line for line in lines[: len(shown.lines)] if is_text(line)],
            None if frame.orphan else picture,
            reader=self._strips.name,
            masked=count,
            url=self._address(window, shown.lines),
        )

    def _window(self, frame: "WaitingFrame") -> Window:
        """The frame's window. Its episode's address, read earlier, is believed until a page was refused since."""
        url = None if frame.window in self._remnant.refused else frame.url or None
        return Window(frame.window, frame.app, frame.title, frame.rect, url)

    def _allowed(self, window: Window, frame: "WaitingFrame", shown: Shown) -> bool:
        """Whether the page may be kept. A refusal lasts, also over the end of this process, until an address is read.

        Where a browser's whole picture was dropped and nothing is known of its page, its bands go too.
        """
        lines = shown.lines + shown.around
        judged = self._pages.judge(window, window.rect, lines).allowed
        if not is_browser(window.app):
            return judged
        speaks = bool(self._address(window, lines))
        if not judged or (window.id in self._remnant.refused and not speaks):
            self._remnant.refuse(window.id)
            return False
        self._remnant.accept(window.id)
        return speaks or bool(shown.around) or not frame.orphan

    def _address(self, window: Window, lines: Sequence[Line]) -> str:
        """The address in a browser's tool bar, secrets masked; "" where none was read."""
        if not is_browser(window.app):
            return ""
        found = (one for line in tool_bar(window, window.rect, lines) for one in globs.addresses(line.text))
        return masked(next(found, ""))


def is_text(line: Line) -> bool:
    """Whether a line says something, and is no icon that was taken for letters."""
    signs = sum(sign.isalnum() for sign in line.text)
    needed = next((least for most, least in NEEDED if signs <= most), 0.0)
    return signs > 0 and line.confidence >= needed


def moved(line: Line, x: int, y: int) -> Line:
    """A line at another place."""
    words = tuple(replace(word, rect=word.rect.moved(x, y)) for word in line.words)
    return replace(line, rect=line.rect.moved(x, y), words=words)


def _painted(spooled: "Spooled", secrets: Sequence[Rect]) -> "tuple[Pixels, int]":
    """The pixels with the secrets painted over, and how many boxes that took."""
    boxes = []
    for band, region in zip(spooled.bands, spooled.regions, strict=True) if not spooled.key else ():
        parts = [part for secret in secrets if (part := secret.meet(band))]
        boxes += [part.moved(region.x - band.x, region.y - band.y) for part in parts]
    if spooled.key:
        boxes = list(secrets)
    pixels = spooled.pixels.copy() if not spooled.pixels.flags.writeable else spooled.pixels
    paint(pixels, boxes)
    return pixels, len(boxes)
