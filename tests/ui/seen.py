"""A home that saw two mornings of screens: pages with known lines in three programs, as pictures and as text."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.config import Config, Work
from app.home import Home, prepare
from app.screens.keeping import Keeping
from core.screen.frame import Line, Rect, Sighting, View, Window, Word
from core.store.store import Store
from tests.pages import Page, page

WINDOWS = (
    ("firefox", "Invoices - Mozilla Firefox", "light"),
    ("code", "boat.py - Code", "dark"),
    ("xterm", "ssh", "dark"),
)
SIZE = (960, 600)


def mornings() -> tuple[datetime, datetime]:
    """Ten o'clock of the last two days, by the clock on the wall."""
    today = datetime.now().astimezone().replace(hour=10, minute=0, second=0, microsecond=0)
    return (today - timedelta(days=2)).astimezone(UTC), (today - timedelta(days=1)).astimezone(UTC)


def see_screens(root: Path) -> None:
    """Fill a home: on each day, three turns through the windows, a page and two changed lines of it each time."""
    home = prepare(Home(root))
    config = Config(work=Work(background=False))
    store = Store(home.db, synchronous="NORMAL")
    try:
        keeping = Keeping(store, home, config)
        for day, start in enumerate(mornings()):
            for turn in range(3):
                for number, (app, title, theme) in enumerate(WINDOWS):
                    at = start + timedelta(minutes=turn * 50 + number * 12 + turn * number * 3)
                    drawn = page(day * 100 + turn * 10 + number, size=SIZE, theme=theme, columns=1, most=18)
                    window = Window(f"0x{number + 1}", app, title, Rect(0, 0, *SIZE), active=True)
                    _see(keeping, window, drawn, at)
        keeping.close_episodes(mornings()[-1] + timedelta(days=1), everything=True)
    finally:
        store.close()


def _see(keeping: Keeping, window: Window, drawn: Page, at: datetime) -> None:
    view = View(window, "one", Rect(0, 0, *SIZE), drawn.pixels)
    whole = Sighting(view, at, (Rect(0, 0, *SIZE),), True)
    lines = [_line(text, rect) for text, rect in drawn.lines]
    _keep(keeping, whole, lines)
    for number, line in enumerate(lines[3:5]):
        band = Rect(0, line.rect.y - 2, SIZE[0], line.rect.height + 4)
        later = Sighting(view, at + timedelta(minutes=2 * number + 2), (band,), False)
        _keep(keeping, later, [line])


def _keep(keeping: Keeping, sighting: Sighting, lines: list[Line]) -> None:
    from core.screen.stacking import stacked

    frame = keeping.open_frame(sighting, "allowed: no rule against it", f"spool-{sighting.at.timestamp()}")
    pixels = sighting.view.pixels
    picture = pixels if sighting.key else stacked(pixels, sighting.bands)
    assert keeping.finish(frame, lines, picture, reader="test", masked=0)


def _line(text: str, rect: Rect) -> Line:
    words, x = [], float(rect.x)
    share = rect.width / max(len(text), 1)
    for word in text.split():
        words.append(Word(word, Rect(round(x), rect.y, round(share * len(word)), rect.height)))
        x += share * (len(word) + 1)
    return Line(text, rect, tuple(words))
