"""What the tests of keeping are made of: windows with lines of text, frames of them, a keeping on a fresh home."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from app.config import Capture, Config, Work
from app.home import Home, prepare
from app.screens.keeping import Keeping
from core.screen.frame import Line, Pixels, Rect, Sighting, View, Window, Word
from core.store.store import Store

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LINE = 20
"""The height of a line, in pixels."""
WIDTH, ROWS = 400, 10
CONFIG = Config(work=Work(background=False))


def after(**span: float) -> datetime:
    """A moment after NOW."""
    return NOW + timedelta(**span)


def window(app: str = "editor", title: str = "notes.txt - Editor", id: str = "0x1", **rest: object) -> Window:
    """A window that fills the view."""
    return replace(Window(id, app, title, Rect(0, 0, WIDTH, ROWS * LINE)), **rest)  # type: ignore[arg-type]


def band(row: int, rows: int = 1) -> Rect:
    """The band of some lines of the window."""
    return Rect(0, row * LINE, WIDTH, rows * LINE)


def painted(shade: int) -> Pixels:
    """A window of one shade of grey."""
    return np.full((ROWS * LINE, WIDTH, 4), shade, np.uint8)


def sighting(
    of: Window, at: datetime, bands: Sequence[Rect] = (), *, shade: int = 200, monitor: str = "one"
) -> Sighting:
    """Something new in a window: these bands, or with none the whole picture."""
    whole = Rect(0, 0, WIDTH, ROWS * LINE)
    view = View(of, monitor, whole, painted(shade))
    return Sighting(view, at, tuple(bands) or (whole,), key=not bands)


def line(text: str, row: int, confidence: float = 0.95) -> Line:
    """A line that was read on a row, eight pixels to the letter."""
    words, x = [], 8
    for word in text.split():
        words.append(Word(word, Rect(x, row * LINE + 2, 8 * len(word), LINE - 4), confidence))
        x += 8 * len(word) + 8
    return Line(text, Rect(8, row * LINE + 2, max(x - 16, 1), LINE - 4), tuple(words), confidence)


def lines(*texts: str, first: int = 0) -> list[Line]:
    """Lines of text on consecutive rows."""
    return [line(text, row) for row, text in enumerate(texts, start=first)]


class Desk:
    """A keeping on a home, fed with windows whose text is known."""

    def __init__(self, root: Path, config: Config = CONFIG) -> None:
        self.home = prepare(Home(root))
        self.store = Store(self.home.db, synchronous="NORMAL")
        self.keeping = Keeping(self.store, self.home, config)

    def see(
        self,
        at: datetime,
        texts: Sequence[Line] = (),
        *,
        of: Window | None = None,
        bands: Sequence[Rect] = (),
        shade: int = 200,
        monitor: str = "one",
        url: str | None = None,
        rule: str = "allowed: no rule against it",
    ) -> int:
        """Open a frame, and finish it with these lines; returns its number."""
        seen = sighting(of or window(), at, bands, shade=shade, monitor=monitor)
        frame = self.keeping.open_frame(seen, rule, f"spool-{at.timestamp()}-{seen.view.window.id}")
        assert self.keeping.finish(frame, texts, seen.view.pixels, reader="test", masked=0, url=url)
        return frame

    def texts(self) -> list[str]:
        """The texts of the screens' memories, oldest first."""
        return self.store.read(
            lambda c: [row[0] for row in c.execute("SELECT text FROM memories WHERE kind = 'screen' ORDER BY seq")]
        )

    def files(self) -> list[str]:
        """Every file in the folder of screens."""
        root = self.home.screens
        return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())

    def close(self) -> None:
        """Let go of the file."""
        self.store.close()


def with_capture(**settings: object) -> Config:
    """Settings of the capture other than the defaults."""
    return replace(CONFIG, capture=Capture(**settings))  # type: ignore[arg-type]
