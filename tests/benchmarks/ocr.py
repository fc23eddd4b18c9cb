"""What reading costs and how often it errs: `python tests/benchmarks/ocr.py [PAGES]`; asserts nothing.

Pages of 1920 x 1080 are drawn with real fonts, half of them in letters of 11 pixels and half of 14, light and dark.
Each engine reads them in a process of its own, on one thread: whole, then one line that changed, then after a scroll by
three lines and as they were before. Errors are the edits (Levenshtein) that make what was read into what was written,
by characters written; words that were read where nothing stands count too.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.screen.frame import Line, Rect
    from core.screen.strips import Strips
    from tests.pages import Page

ROOT = Path(__file__).parents[2]
ENGINES = ("tesseract", "rapidocr")
THEMES = ("light", "dark")
FONTS = ("DejaVuSans.ttf", "DejaVuSansMono.ttf", "LiberationSans-Regular.ttf", "DejaVuSerif.ttf")
SIZE = (1920, 1080)
ROWS = 3
"""Lines by which a page scrolls."""


def distance(one: str, other: str) -> int:
    """The edits that make one text into the other."""
    before = list(range(len(other) + 1))
    for row, sign in enumerate(one, 1):
        now = [row]
        for column, against in enumerate(other, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (sign != against)))
        before = now
    return before[-1]


def errors(written: "Sequence[tuple[str, Rect]]", read: "Sequence[Line]") -> int:
    """The edits of all lines, each with what was read at its place."""
    left, edits = list(read), 0
    for text, rect in written:
        here = [line for line in left if rect.y <= line.rect.y + line.rect.height // 2 < rect.bottom]
        here = [line for line in here if rect.meet(line.rect)]
        edits += distance(text, " ".join(line.text for line in sorted(here, key=lambda line: line.rect.x)))
        left = [line for line in left if line not in here]
    return edits + sum(len(line.text) for line in left)


class Tally:
    """Adds up errors and CPU seconds of one way of reading."""

    def __init__(self) -> None:
        self.edits = self.letters = self.frames = 0
        self.seconds = 0.0

    def add(self, written: "Sequence[tuple[str, Rect]]", read: "Callable[[], list[Line]]") -> None:
        """Read once and count."""
        start = time.process_time()
        found = read()
        self.seconds += time.process_time() - start
        self.edits += errors(written, found)
        self.letters += sum(len(text) for text, _ in written)
        self.frames += 1

    def figures(self) -> tuple[float, float]:
        """Errors by letter and CPU seconds by frame."""
        return self.edits / max(self.letters, 1), self.seconds / max(self.frames, 1)


def image_of(page: "Page") -> "NDArray[np.uint8]":
    """A page in red, green, blue."""
    return np.ascontiguousarray(page.pixels[..., 2::-1])


def one_page(strips: "Strips", drawn: "Page", tallies: "dict[str, Tally]") -> None:
    """Read a page whole, with one line changed, scrolled, and as it was before."""
    from core.screen.frame import Rect

    whole, image = Rect(0, 0, *SIZE), image_of(drawn)
    text = [(words, rect) for words, rect in drawn.lines if rect.x > SIZE[0] // 6]
    tallies["whole page"].add(drawn.lines, lambda: strips.read(image, [whole]))
    (words, rect), (_, place) = text[5], text[11]
    changed, rows = image.copy(), rect.height + 4
    changed[place.y - 2 : place.y + 30, place.x :] = image[place.y, -1]
    changed[place.y - 2 : place.y - 2 + rows, place.x :] = image[rect.y - 2 : rect.y - 2 + rows, place.x :]
    line = [(words, Rect(rect.x, place.y, rect.width, rect.height))]
    fresh = _emptied(strips)
    band = Rect(place.x, place.y - 2, SIZE[0] - place.x, rows)
    tallies["one changed line"].add(line, lambda: fresh.read(changed, [band]))
    step = text[ROWS][1].y - text[0][1].y
    moved = [(words, rect.moved(0, -step)) for words, rect in drawn.lines if rect.y >= text[ROWS][1].y - 1]
    below = Rect(0, text[0][1].y - 2, SIZE[0], SIZE[1] - step - text[0][1].y)
    scrolled = np.roll(image, -step, axis=0)
    tallies["scrolled page"].add(moved, lambda: strips.read(scrolled, [below]))
    tallies["page seen before"].add(drawn.lines, lambda: strips.read(image, [whole]))


def _emptied(strips: "Strips") -> "Strips":
    """The same reader, remembering nothing."""
    from core.screen.strips import Strips

    return Strips(strips._reader)


def measured(engine: str, theme: str, pages: int) -> dict[str, float]:
    """Measure one engine in this process, which must be fresh."""
    from app.config import Capture
    from app.screens.engines import find_reader
    from core.screen.strips import Strips
    from tests.pages import page

    strips = Strips(find_reader(Capture(), engine=engine))
    strips.read(image_of(page(0, size=(300, 60), columns=1)), [])
    ways = ("whole page", "one changed line", "scrolled page", "page seen before")
    tallies = {way: Tally() for way in ways}
    for number in range(pages):
        points, font = (11, 14)[number % 2], FONTS[number // 2 % len(FONTS)]
        drawn = page(9000 + number, size=SIZE, points=points, theme=theme, font=font)
        one_page(strips, drawn, tallies)
    found: dict[str, float] = {}
    for way, tally in tallies.items():
        found[f"{way}, errors"], found[f"{way}, cpu s"] = tally.figures()
    found["memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def in_a_process(engine: str, theme: str, pages: int) -> dict[str, float]:
    """Measure one engine in a process of its own."""
    command = [sys.executable, __file__, "--child", engine, theme, str(pages)]
    environment = os.environ | {"OMP_THREAD_LIMIT": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def main() -> None:
    """Print the table."""
    from models.ocr import readers

    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    at_hand = readers(("eng",))
    engines = [engine for engine in ENGINES if getattr(at_hand, engine)]
    columns = {(engine, theme): in_a_process(engine, theme, pages) for engine in engines for theme in THEMES}
    print(f"{'':28}" + "".join(f"{f'{engine} {theme}':>18}" for engine, theme in columns))
    for name in next(iter(columns.values())):
        digits = 0 if name.endswith("MB") else 4 if name.endswith("errors") else 3
        print(f"{name:28}" + "".join(f"{column[name]:18.{digits}f}" for column in columns.values()))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(measured(sys.argv[2], sys.argv[3], int(sys.argv[4]))))
    else:
        main()
