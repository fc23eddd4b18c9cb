"""What the tests of reading are made of: a home with a spool into which drawn windows are put, and its reader."""

import os
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from app.capture.processes import module_command
from app.capture.spool import Spool
from app.config import load
from app.config_file import write
from app.home import Home, prepare
from app.screens.keeping import Keeping, WaitingFrame
from app.screens.reader import FrameReader
from app.screens.reading import work
from app.screens.remnant import Remnant
from core.ports import TextReader
from core.screen.frame import Pixels, Rect, Sighting, View, Window
from core.screen.rules import Rules
from core.store.store import Store
from models.ocr import readers
from tests.pages import font_file, screen_pixels
from tests.unit.app.screens.scene import CONFIG, NOW

needs_tesseract = pytest.mark.skipif(
    not readers(("eng",)).tesseract or font_file() is None, reason="Tesseract's data or a font is not installed"
)
STEP = 24
WIDTH = 900
RULE = "allowed: no rule against it"


def drawn(lines: Sequence[str], rows: int = 12, dark: bool = False) -> Pixels:
    """A window with lines of text, 24 pixels apart."""
    image = Image.new("RGB", (WIDTH, rows * STEP), (30, 30, 30) if dark else (255, 255, 255))
    letters = ImageFont.truetype(str(font_file()), 14)
    for row, text in enumerate(lines):
        ink = (212, 212, 212) if dark else (20, 20, 20)
        ImageDraw.Draw(image).text((12, row * STEP + 3), text, font=letters, fill=ink)
    return screen_pixels(image)


def band(row: int, rows: int = 1) -> Rect:
    """The band of some lines."""
    return Rect(0, row * STEP, WIDTH, rows * STEP)


class Seat:
    """A home at whose spool the tests sit."""

    def __init__(self, root: Path, **capture: object) -> None:
        self.home = prepare(Home(root))
        for name, value in capture.items():
            write(self.home.config, f"capture.{name}", value)
        self.config = replace(CONFIG, capture=load(self.home.config).capture)
        self.store = Store(self.home.db, synchronous="NORMAL")
        self.keeping = Keeping(self.store, self.home, self.config)
        self.spool = Spool(self.home)

    def see(
        self,
        lines: Sequence[str] | Pixels,
        *bands: Rect,
        at: datetime = NOW,
        app: str = "editor",
        title: str = "notes.txt - Editor",
        id: str = "0x1",
    ) -> int:
        """Put what was new in a window into the spool, the whole picture without bands; returns the frame's number."""
        pixels = lines if not isinstance(lines, Sequence) else drawn(lines)
        whole = Rect(0, 0, pixels.shape[1], pixels.shape[0])
        window = Window(id, app, title, whole)
        sighting = Sighting(View(window, "one", whole, pixels), at, bands or (whole,), not bands)
        return self.keeping.open_frame(sighting, RULE, self.spool.put(sighting))

    def reader(self, engine: TextReader) -> FrameReader:
        """A reader in this process."""
        capture = self.config.capture
        remnant = Remnant(self.spool.folder)
        return FrameReader(capture, self.keeping, self.spool, engine, Rules.of(capture), remnant)

    def waiting(self) -> list[WaitingFrame]:
        """The frames that wait."""
        return self.keeping.waiting()

    def read_all(self) -> None:
        """Do what the reader's process does, in this one, until nothing waits."""
        work(self.home, threading.Event(), idle=0)

    def start(self) -> "subprocess.Popen[bytes]":
        """Start the reader's process."""
        command, environment = module_command("app.screens.reading", os.fspath(self.home.root))
        return subprocess.Popen(command, env=environment, cwd=self.home.root)

    def memory_text(self) -> str:
        """The text of all memories of the screen, one below the other."""
        found = "SELECT text FROM memories WHERE kind = 'screen' ORDER BY seq"
        return "\n".join(self.store.read(lambda c: [row[0] for row in c.execute(found)]))

    def states(self) -> list[str]:
        """The states of all frames, oldest first."""
        return self.store.read(lambda c: [row[0] for row in c.execute("SELECT state FROM frames ORDER BY id")])

    def kept(self) -> int:
        """How many frames were read and kept."""
        return self.states().count("read")

    def everything_on_disk(self) -> bytes:
        """All bytes of all files of the home."""
        return b"".join(path.read_bytes() for path in self.home.root.rglob("*") if path.is_file())

    def close(self) -> None:
        """Let go of the file, and of what waits in memory."""
        self.store.close()
        self.spool.clear()
