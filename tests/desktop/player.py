"""The windows of a scripted desktop, in a process of their own: commands as JSON lines in, one answer each.

Run by `tests.desktop.stage`, never imported. Each window is drawn into a pixmap that the X server shows by itself, so
that every answer is given after the change can be seen.
"""

import json
import os
import select
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from Xlib import X, Xatom, Xutil, display
from Xlib.ext import shape, xtest
from Xlib.protocol import event

MARGIN = 12
PATIENCE = 10.0
"""Seconds to wait for the window manager."""
THEMES = {False: ((255, 255, 255), (24, 24, 24)), True: ((30, 31, 38), (222, 222, 216))}
"""Ground and ink, light and dark."""


def font_file(name: str) -> str:
    """A font that comes with matplotlib: DejaVuSans, DejaVuSansMono, DejaVuSerif, each also with -Bold behind."""
    found = find_spec("matplotlib")
    assert found and found.origin
    return str(Path(found.origin).parent / "mpl-data/fonts/ttf" / f"{name}.ttf")


class Sheet:
    """One window with lines of text, of which those from `first` on show, and with moving parts."""

    def __init__(self, screen: Any, given: dict[str, Any]) -> None:
        self.screen = screen
        self.ground, self.ink = THEMES[bool(given.get("dark"))]
        self.ground = tuple(given.get("ground") or self.ground)
        self.font = ImageFont.truetype(font_file(given.get("font") or "DejaVuSansMono"), given.get("size", 14))
        self.pitch = round(sum(self.font.getmetrics()) * 1.15)
        self.lines: list[str] = list(given.get("lines", ()))
        self.first = 0
        self.moving: set[str] = set(given.get("parts", ()))
        self.parts: set[str] = set(self.moving)
        self.ticks = 0
        self.popup = bool(given.get("popup"))
        x, y, self.width, self.height = given["rect"]
        self.window = screen.root.create_window(
            x,
            y,
            self.width,
            self.height,
            0,
            screen.root_depth,
            override_redirect=self.popup,
            background_pixel=screen.white_pixel,
            event_mask=X.StructureNotifyMask,
        )
        self.gc = self.window.create_gc()
        self._make_pixmap()

    def _make_pixmap(self) -> None:
        self.pixmap = self.window.create_pixmap(self.width, self.height, self.screen.root_depth)
        self.redraw()
        self.window.change_attributes(background_pixmap=self.pixmap)

    def resize(self, width: int, height: int) -> None:
        """Draw everything again, in another size."""
        if (width, height) != (self.width, self.height):
            self.width, self.height = width, height
            self.pixmap.free()
            self._make_pixmap()

    @property
    def rows(self) -> int:
        """How many lines fit in."""
        return int(max(1, (self.height - 2 * MARGIN) // self.pitch))

    def shown(self) -> list[str]:
        """The lines that show now."""
        return self.lines[self.first : self.first + self.rows]

    def _put(self, picture: Image.Image, x: int, y: int) -> None:
        self.pixmap.put_pil_image(self.gc, x, y, picture)
        self.window.clear_area(x, y, picture.width, picture.height)

    def redraw(self) -> None:
        """Draw the whole window."""
        picture = Image.new("RGB", (self.width, self.height), self.ground)
        pen = ImageDraw.Draw(picture)
        for row, text in enumerate(self.shown()):
            pen.text((MARGIN, MARGIN + row * self.pitch), text, font=self.font, fill=self.ink)
        self._put(picture, 0, 0)
        for part in sorted(self.parts):
            PARTS[part](self)

    def draw_line(self, number: int) -> None:
        """Draw one line, if it shows."""
        row = number - self.first
        if 0 <= row < self.rows:
            strip = Image.new("RGB", (self.width, self.pitch), self.ground)
            ImageDraw.Draw(strip).text((MARGIN, 0), self.lines[number], font=self.font, fill=self.ink)
            self._put(strip, 0, MARGIN + row * self.pitch)

    def show_line(self, number: int) -> None:
        """Draw one line, after scrolling to it where it does not show."""
        if self.first <= number < self.first + self.rows:
            self.draw_line(number)
        else:
            self.first = max(0, number - self.rows + 1)
            self.redraw()

    def type(self, text: str) -> None:
        """Type behind the last line."""
        for key in text:
            if not self.lines or key == "\n":
                self.lines.append("")
            if key != "\n":
                self.lines[-1] += key
            self.show_line(len(self.lines) - 1)
        if "caret" in self.parts:
            self.caret()

    def caret(self) -> None:
        """A bar behind the last line, there in every second tick."""
        number = len(self.lines) - 1
        row = number - self.first
        if self.lines and 0 <= row < self.rows:
            x = MARGIN + round(self.font.getlength(self.lines[number]))
            colour = self.ground if self.ticks % 2 else self.ink
            self._put(Image.new("RGB", (2, self.pitch - 2), colour), min(x, self.width - 2), MARGIN + row * self.pitch)

    def clock(self) -> None:
        """The time of day in the upper right corner, one second later in each tick."""
        now = 9 * 3600 + self.ticks
        text = f"{now // 3600 % 24:02d}:{now // 60 % 60:02d}:{now % 60:02d}"
        plate = Image.new("RGB", (round(self.font.getlength("00:00:00")) + 8, self.pitch), self.ground)
        ImageDraw.Draw(plate).text((4, 0), text, font=self.font, fill=self.ink)
        self._put(plate, self.width - plate.width - MARGIN, MARGIN)

    def spinner(self) -> None:
        """A turning arc in the lower right corner."""
        plate = Image.new("RGB", (28, 28), self.ground)
        start = self.ticks * 30 % 360
        ImageDraw.Draw(plate).arc((3, 3, 24, 24), start, start + 270, fill=self.ink, width=3)
        self._put(plate, self.width - 28 - MARGIN, self.height - 28 - MARGIN)

    def video(self) -> None:
        """Drifting colours over the lower two thirds."""
        width, height = self.width - 2 * MARGIN, self.height * 2 // 3 - MARGIN
        small = Image.new("RGB", (16, 9))
        t = self.ticks
        small.putdata(
            [
                ((x * 31 + t * 17) % 256, (y * 47 + t * 11) % 256, (x * y + t * 29) % 256)
                for y in range(9)
                for x in range(16)
            ]
        )
        self._put(small.resize((width, height), Image.Resampling.BILINEAR), MARGIN, self.height // 3)

    def tick(self, times: int = 1) -> None:
        """Let the moving parts move."""
        for _ in range(times):
            self.ticks += 1
            for part in sorted(self.moving):
                PARTS[part](self)


PARTS: dict[str, Callable[[Sheet], None]] = {
    "caret": Sheet.caret,
    "clock": Sheet.clock,
    "spinner": Sheet.spinner,
    "video": Sheet.video,
}


class Player:
    """Owns all windows, obeys commands, and lets what is animated move between them."""

    def __init__(self) -> None:
        self.display = display.Display()
        self.screen = self.display.screen()
        self.root = self.screen.root
        self.sheets: dict[str, Sheet] = {}
        self.paces: dict[str, float] = {}
        self.due: dict[str, float] = {}

    def atom(self, name: str) -> int:
        """The number of a name."""
        return int(self.display.intern_atom(name))

    def until(self, happened: Callable[[], bool], what: str) -> None:
        """Wait until something is so. Raises: TimeoutError."""
        end = time.monotonic() + PATIENCE
        while not happened():
            if time.monotonic() > end:
                raise TimeoutError(f"{what} did not happen")
            select.select([self.display.fileno()], [], [], 0.02)
            while self.display.pending_events():
                self.display.next_event()

    # -- windows ------------------------------------------------------------------------------------------------

    def open(self, name: str, **given: Any) -> int:
        """Open a window and wait until it shows; answers its number."""
        sheet = Sheet(self.screen, given)
        self.sheets[name] = sheet
        window = sheet.window
        app = given.get("app")
        if app is not None:
            window.set_wm_class(app.lower(), app)
        self.title(name, given.get("title", ""))
        window.change_property(self.atom("_NET_WM_PID"), Xatom.CARDINAL, 32, [given.get("pid") or os.getpid()])
        window.set_wm_normal_hints(flags=Xutil.PWinGravity | Xutil.USPosition, win_gravity=X.StaticGravity)
        if given.get("owner"):
            window.set_wm_transient_for(self.sheets[given["owner"]].window)
        if given.get("kind"):
            kind = self.atom(f"_NET_WM_WINDOW_TYPE_{given['kind'].upper()}")
            window.change_property(self.atom("_NET_WM_WINDOW_TYPE"), Xatom.ATOM, 32, [kind])
        self.show(name)
        return int(window.id)

    def close(self, name: str) -> None:
        """Close a window."""
        sheet = self.sheets.pop(name)
        self.paces.pop(name, None)
        sheet.window.destroy()
        sheet.pixmap.free()
        self.until(lambda: sheet.window.id not in self._listed(), "closing")

    def show(self, name: str) -> None:
        """Map a window."""
        sheet = self.sheets[name]
        sheet.window.map()
        self.until(lambda: self._viewable(sheet), "mapping")
        if not sheet.popup and self._managed():
            self.until(lambda: sheet.window.id in self._listed(), "being listed")

    def hide(self, name: str) -> None:
        """Unmap a window."""
        sheet = self.sheets[name]
        sheet.window.unmap()
        event_ = event.UnmapNotify(event=self.root, window=sheet.window, from_configure=False)
        self.root.send_event(event_, event_mask=X.SubstructureNotifyMask | X.SubstructureRedirectMask)
        self.until(lambda: not self._viewable(sheet) and sheet.window.id not in self._listed(), "hiding")

    def title(self, name: str, text: str) -> None:
        """Change a window's title."""
        window = self.sheets[name].window
        window.set_wm_name(text.encode("latin-1", "replace").decode("latin-1"))
        window.change_property(self.atom("_NET_WM_NAME"), self.atom("UTF8_STRING"), 8, text.encode())

    def move(self, name: str, rect: Sequence[int]) -> None:
        """Put a window's inside at a place, in a size."""
        sheet = self.sheets[name]
        x, y, width, height = rect
        sheet.resize(width, height)
        sheet.window.configure(x=x, y=y, width=width, height=height)
        self.until(lambda: self.rect(name) == [x, y, width, height], "moving")

    def rect(self, name: str) -> list[int]:
        """Where a window's inside is on the screen."""
        window = self.sheets[name].window
        size, place = window.get_geometry(), window.translate_coords(self.root, 0, 0)
        return [-place.x, -place.y, size.width, size.height]

    def front(self, name: str) -> None:
        """Raise a window and give it the keyboard."""
        sheet = self.sheets[name]
        if sheet.popup or not self._managed():
            sheet.window.configure(stack_mode=X.Above)
            return
        asked = event.ClientMessage(
            window=sheet.window, client_type=self.atom("_NET_ACTIVE_WINDOW"), data=(32, [2, X.CurrentTime, 0, 0, 0])
        )
        self.root.send_event(asked, event_mask=X.SubstructureNotifyMask | X.SubstructureRedirectMask)
        self.until(lambda: self._said("_NET_ACTIVE_WINDOW")[:1] == [sheet.window.id], "activating")
        self.until(lambda: self._listed()[-1:] == [sheet.window.id], "raising")

    def shape(self, name: str, rects: Sequence[Sequence[int]]) -> None:
        """Let a window show only inside some rectangles."""
        window = self.sheets[name].window
        boxes = [{"x": x, "y": y, "width": width, "height": height} for x, y, width, height in rects]
        window.shape_rectangles(shape.SO.Set, shape.SK.Bounding, X.Unsorted, 0, 0, boxes)

    def set_property(self, name: str, prop: str, values: Iterable[int]) -> None:
        """Set a property of 32-bit numbers."""
        self.sheets[name].window.change_property(self.atom(prop), Xatom.CARDINAL, 32, list(values))

    def _viewable(self, sheet: Sheet) -> bool:
        return bool(sheet.window.get_attributes().map_state == X.IsViewable)

    def _managed(self) -> bool:
        return bool(self._said("_NET_SUPPORTING_WM_CHECK"))

    def _listed(self) -> list[int]:
        return self._said("_NET_CLIENT_LIST_STACKING")

    def _said(self, prop: str) -> list[int]:
        said = self.root.get_full_property(self.atom(prop), X.AnyPropertyType)
        return list(said.value) if said else []

    # -- what stands in them ------------------------------------------------------------------------------------

    def type(self, name: str, text: str) -> None:
        """Type behind the last line; a line break begins a new one."""
        self.sheets[name].type(text)

    def say(self, name: str, text: str) -> None:
        """Add a line at the end and scroll to it."""
        sheet = self.sheets[name]
        sheet.lines.append(text)
        sheet.show_line(len(sheet.lines) - 1)

    def line(self, name: str, number: int, text: str) -> None:
        """Change one line."""
        sheet = self.sheets[name]
        sheet.lines[number] = text
        sheet.draw_line(number)

    def lines(self, name: str, lines: Sequence[str]) -> None:
        """Change everything."""
        sheet = self.sheets[name]
        sheet.lines, sheet.first = list(lines), 0
        sheet.redraw()

    def scroll(self, name: str, by: int) -> None:
        """Scroll by lines, down where positive."""
        sheet = self.sheets[name]
        sheet.first = max(0, min(sheet.first + by, len(sheet.lines) - 1))
        sheet.redraw()

    def shown(self, name: str) -> list[str]:
        """The lines that show."""
        return self.sheets[name].shown()

    def animate(self, name: str, parts: Sequence[str], fps: float) -> None:
        """Add moving parts and let all of them move by themselves; 0 holds them still."""
        sheet = self.sheets[name]
        sheet.moving |= set(parts)
        sheet.parts |= set(parts)
        self.paces.pop(name, None)
        if fps:
            self.paces[name] = 1 / fps
            self.due[name] = time.monotonic()

    def tick(self, name: str, times: int) -> None:
        """Let the moving parts move by steps."""
        self.sheets[name].tick(times)

    def nudge(self, name: str) -> None:
        """Move the pointer, as a person would."""
        del name
        place = self.root.query_pointer()
        xtest.fake_input(self.display, X.MotionNotify, x=(place.root_x + 7) % 500, y=(place.root_y + 5) % 500)

    # -- the loop -----------------------------------------------------------------------------------------------

    def obey(self, words: str) -> dict[str, Any]:
        """Do what one line says; the answer, or the error."""
        name, command, given = json.loads(words)
        try:
            answer = getattr(self, command)(name, **given)
            self.display.sync()
        except Exception as error:
            return {"error": f"{command}: {error!r}"}
        return {"answer": answer}

    def _animate_due(self) -> float | None:
        """Move what is due; seconds until the next."""
        now = time.monotonic()
        for name, pace in self.paces.items():
            if self.due[name] <= now:
                self.sheets[name].tick()
                self.due[name] = max(self.due[name] + pace, now)
        self.display.flush()
        return max(0.0, min(self.due[name] for name in self.paces) - time.monotonic()) if self.paces else None

    def run(self) -> None:
        """Obey until the input ends."""
        waiting = b""
        while True:
            ready, _, _ = select.select([0, self.display.fileno()], [], [], self._animate_due())
            while self.display.pending_events():
                self.display.next_event()
            if 0 in ready:
                got = os.read(0, 1 << 20)
                if not got:
                    return
                *lines, waiting = (waiting + got).split(b"\n")
                for words in lines:
                    print(json.dumps(self.obey(words.decode())), flush=True)


if __name__ == "__main__":
    player = Player()
    print(json.dumps({"answer": sys.argv}), flush=True)
    player.run()
