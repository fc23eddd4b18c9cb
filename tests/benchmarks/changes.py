"""How well new lines on a screen are caught: `python tests/benchmarks/changes.py [--changes 4000] [--seed 1]`.

Draws pages, logs, chats, films, clocks, carets and spinners with real fonts, shows them to `Changes` look by look, and
prints what was missed, what was taken for news though it was none, how whole the lines in the bands are, and what a
look costs. Time is scripted; nothing is asserted. Needs Pillow and TrueType fonts, those of matplotlib at the least.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[0] = str(ROOT)

from core.screen.changes import Changes  # noqa: E402
from core.screen.frame import Pixels, Rect, Sighting, View, Window  # noqa: E402
from tests.benchmarks.drawn import (  # noqa: E402
    HEIGHT,
    SANS,
    START,
    THEMES,
    WIDTH,
    WORDS,
    Painter,
    Screen,
    ball,
    block,
    caret,
    clock,
    film,
    font,
    hover,
    minutes,
    movie,
    near_clock,
    progress,
    sentence,
    slow,
    spinner,
)


@dataclass
class Watch:
    """A detector with its clock and what it cost."""

    interval: float = 1.0
    changes: Changes = field(default_factory=Changes)
    at: datetime = START
    cost: list[float] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)

    def look(
        self, screen: Screen, title: str = "page", after: float | None = None, pixels: Pixels | None = None
    ) -> Sighting | None:
        """One look at a window that fills the screen, an interval after the last one."""
        self.at += timedelta(seconds=self.interval if after is None else after)
        rect = Rect(0, 0, screen.width, screen.height)
        view = View(Window("1", "app", title, rect), "one", rect, screen.pixels() if pixels is None else pixels)
        began = time.process_time()
        sighting = self.changes.look(view, self.at)
        self.cost.append(time.process_time() - began)
        if sighting:
            self.sightings.append(sighting)
        return sighting

    def settle(self, screen: Screen, looks: int = 5, **more: Any) -> list[Sighting]:
        """Several looks at a screen that stands still."""
        pixels = screen.pixels()
        return [sighting for _ in range(looks) if (sighting := self.look(screen, pixels=pixels, **more))]


def covered(rect: Rect, sightings: Sequence[Sighting]) -> bool:
    """Whether one band holds the whole line."""
    return any(band.meet(rect) == rect for sighting in sightings for band in sighting.bands)


@dataclass
class Result:
    """A row of the table."""

    name: str
    tried: int = 0
    missed: int = 0
    false: int = 0
    looks: int = 0
    hours: float = 0.0
    bands: list[float] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)

    def add(self, watch: Watch) -> None:
        """Take in what a detector cost."""
        self.cost += watch.cost
        self.looks += len(watch.cost)


@dataclass
class Column:
    """A column of text on a page."""

    x: int
    width: int
    top: int
    pitch: int
    count: int


class Page(Screen):
    """A page of text in two columns whose lines do not stand at the same height."""

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng.choice(THEMES))
        self.rng, self.size = rng, rng.randint(8, 16)
        self.face = font(rng.choice(SANS), self.size)
        self.draw.fontmode = rng.choice(("L", "L", "L", "1"))
        pitch = round(self.size * rng.uniform(1.25, 1.7))
        split = rng.randint(700, 1200)
        self.columns = [
            Column(20, split - 60, 30, pitch, (HEIGHT - 80) // pitch),
            Column(split, WIDTH - split - 20, 37, pitch, (HEIGHT - 80) // pitch),
        ]
        self.lines: dict[tuple[int, int], tuple[str, Rect]] = {}
        for number, column in enumerate(self.columns):
            for row in range(column.count):
                self.write(number, row, sentence(rng))

    def slot(self, number: int, row: int) -> Rect:
        """Where a line stands."""
        column = self.columns[number]
        return Rect(column.x, column.top + row * column.pitch, column.width, column.pitch)

    def write(self, number: int, row: int, text: str) -> Rect:
        """Put a line in its place, cut to its column."""
        slot = self.slot(number, row)
        while self.face.getlength(text) > slot.width:
            text = text.rsplit(" ", 1)[0]
        self.wipe(slot)
        rect = self.text(slot.x, slot.y, text, self.face)
        self.lines[number, row] = (text, rect)
        return rect


def changed_line(page: Page, kind: str) -> Rect:
    """Change one line of a page: all of it, one word, its end, or one letter; where it stands."""
    number = page.rng.randrange(2)
    row = page.rng.randrange(page.columns[number].count)
    text, _ = page.lines[number, row]
    words = text.split()
    place = page.rng.randrange(len(words))
    if kind == "line":
        text = sentence(page.rng)
    elif kind == "word":
        words[place] = page.rng.choice([word for word in WORDS if word != words[place]])
        text = " ".join(words)
    elif kind == "end":
        text = " ".join([*words[: max(len(words) - 2, 1)], page.rng.choice(WORDS), str(page.rng.randrange(10**4))])
    else:
        word = words[place]
        letter = page.rng.randrange(len(word))
        words[place] = word[:letter] + page.rng.choice("abdeghkmnopqsuvwxyz0123456789") + word[letter + 1 :]
        text = " ".join(words)
    return page.write(number, row, text)


def lines(rng: random.Random, kind: str, tries: int) -> Result:
    """One line of a page is changed, again and again, and looked at twice or three times."""
    result = Result(f"one {kind} changed on a page" if kind != "end" else "end of a line changed")
    while result.tried < tries:
        page, watch = Page(rng), Watch()
        watch.settle(page)
        for _ in range(min(40, tries - result.tried)):
            before = {line[0] for line in page.lines.values()}
            rect = changed_line(page, kind)
            if before == {line[0] for line in page.lines.values()}:
                continue
            seen = watch.settle(page, 4, after=rng.uniform(0.8, 1.3))
            result.tried += 1
            result.missed += not covered(rect, seen)
            result.bands += [sum(band.area for one in seen for band in one.bands) / max(rect.area, 1)] if seen else []
            result.hours += 4 / 3600
        result.add(watch)
    return result


def log(rng: random.Random, rate: float, seconds: int = 60) -> Result:
    """A terminal into which lines are written without a pause; those that could be seen for two seconds count."""
    result = Result(f"log, {rate:g} lines a second")
    screen, watch = Screen(rng.choice(THEMES), 1000, 800), Watch()
    face, pitch = font("DejaVuSansMono.ttf", 13), 17
    rows = 800 // pitch
    written = [sentence(rng) for _ in range(rows)]
    caught: set[int] = set()
    shown: dict[int, list[float]] = {}
    clock, count = 0.0, rows * 1.0
    while clock < seconds + 6:
        step = rng.uniform(0.8, 1.2)
        clock += step
        if clock < seconds:
            count += rate * step
        while len(written) < int(count):
            written.append(f"{len(written):05d} " + sentence(rng, 2, 9))
        screen.wipe(Rect(0, 0, 1000, 800))
        first = len(written) - rows
        rects = {
            number: screen.text(4, (number - first) * pitch, written[number], face)
            for number in range(first, len(written))
        }
        sighting = watch.look(screen, after=step)
        for number in rects:
            shown.setdefault(number, [clock, clock])[1] = clock
        caught |= {number for number, rect in rects.items() if sighting and covered(rect, [sighting])}
    lasting = {number for number in shown if number >= rows or rate < 1}
    lasting = {number for number in lasting if rows / rate >= 2 and shown[number][1] > shown[number][0]}
    result.tried, result.missed = len(lasting), len(lasting - caught)
    result.hours = clock / 3600
    result.add(watch)
    return result


def chat(rng: random.Random, gap: int, minutes: int = 5) -> Result:
    """A chat in which now and then a line arrives, which scrolls it, while a film plays beside it."""
    result = Result(f"chat beside a film, {gap} px apart")
    screen, watch = Screen(THEMES[1]), Watch()
    face, pitch, left = font("DejaVuSans.ttf", 13), 22, 30 + 1000 + gap
    movie = Rect(30, 100, 1000, 560)
    rows = 40
    said = [sentence(rng, 1, 8) for _ in range(rows)]
    where: dict[int, bool] = {}
    due = 5.0
    for number in range(minutes * 60):
        film(rng, screen, movie, number)
        if number >= due and number < minutes * 60 - 6:
            said.append(sentence(rng, 1, 8))
            where[len(said) - 1] = False
            due += rng.choice((2, 3, 5, 9))
        screen.wipe(Rect(left - gap // 2, 0, WIDTH - left + gap // 2, HEIGHT))
        first = len(said) - rows
        rects = {n: screen.text(left, 40 + (n - first) * pitch, said[n], face) for n in range(first, len(said))}
        sighting = watch.look(screen)
        for n, caught in where.items():
            seen = sighting is not None and n in rects and covered(rects[n], [sighting])
            where[n] = caught or seen or said.index(said[n]) < n
        if sighting and number > 3:
            wanted = any(band.meet(rects[n]) for band in sighting.bands for n in where if n in rects)
            result.false += not wanted
    result.tried, result.missed = len(where), sum(not seen for seen in where.values())
    result.hours = minutes / 60
    result.add(watch)
    return result


def typing(rng: random.Random, minutes: int = 4) -> Result:
    """Someone types for minutes, five letters a second with pauses, with a blinking caret; each line must be kept."""
    result = Result("typing, lines as they ended")
    screen, watch = Screen(rng.choice(THEMES), 1200, 800), Watch(interval=0.7)
    face, pitch = font(rng.choice(SANS), 14), 20
    shown: list[tuple[str, Rect]] = []
    kept: set[tuple[str, Rect]] = set()
    text, now, wanted = "", 0.0, sentence(rng, 6, 12)
    while now < minutes * 60:
        now += watch.interval
        text = wanted[: len(text) + rng.choice((0, 2, 3, 4, 5, 5))]
        slot = Rect(40, 20 + len(shown) % 36 * pitch, 1150, pitch)
        screen.wipe(slot)
        rect = screen.text(slot.x, slot.y, text, face) if text else slot
        if int(now / 0.53) % 2:
            screen.wipe(Rect(rect.right + 1, slot.y, 1, pitch - 2), screen.theme[1])
        sighting = watch.look(screen)
        lines = [*shown[-36:], (text, rect)]
        kept |= {line for line in lines if sighting and covered(line[1], [sighting])}
        if text == wanted:
            shown.append((text, rect))
            text, wanted = "", sentence(rng, 6, 12)
    result.tried, result.missed = len(shown[:-3]), len(set(shown[:-3]) - kept)
    result.hours = minutes / 60
    result.add(watch)
    return result


def replaced(rng: random.Random, tries: int = 40) -> Result:
    """A page is replaced wholly while a picture in it is animated."""
    result = Result("page replaced beside a film (lines)")
    watch, face = Watch(), font("DejaVuSans.ttf", 14)
    movie, number = Rect(1300, 200, 480, 270), 0
    for _ in range(tries):
        screen = Screen(rng.choice(THEMES))
        rects = [screen.text(40, 30 + row * 24, sentence(rng, 5), face) for row in range(40)]
        seen = []
        for _ in range(6):
            number += 1
            film(rng, screen, movie, number)
            seen += [sighting] if (sighting := watch.look(screen)) else []
        result.tried += len(rects)
        result.missed += sum(not covered(rect, seen) for rect in rects)
        result.hours += 6 / 3600
        result.false += max(len(seen) - 1, 0)
    result.add(watch)
    return result


def returning(rng: random.Random, tries: int = 10) -> Result:
    """Two tabs of one window are switched, one line changed each time: all else is no news."""
    result = Result("tab A, B, A with one line changed")
    for _ in range(tries):
        watch, one, other = Watch(), Page(rng), Page(rng)
        watch.settle(one, title="A")
        watch.settle(other, title="B")
        for page, title in ((one, "A"), (other, "B")) * 3:
            rect = changed_line(page, "line")
            seen = watch.settle(page, 4, title=title)
            result.tried += 1
            result.missed += not covered(rect, seen)
            result.bands += [sum(band.area for one_ in seen for band in one_.bands) / max(rect.area, 1)]
        result.add(watch)
    return result


def calm(name: str, painter: Painter, rng: random.Random, interval: float, seconds: int = 600) -> Result:
    """A page on which nothing is written, but something moves, for ten minutes."""
    result = Result(f"{name}, looks every {interval:g} s")
    screen, watch = Screen(THEMES[0]), Watch(interval=interval)
    face = font("DejaVuSans.ttf", 14)
    if painter is not hover:
        for row in range(14):
            screen.text(620 if row == 15 else 60, 60 + 24 * row, sentence(rng, 5, 9), face)
        screen.text(560, 402, "search", face)
    now = 0.0
    while now < seconds:
        painter(screen, rng, now)
        sighting = watch.look(screen)
        result.false += bool(sighting and now > 4)
        now += interval
    result.hours = seconds / 3600
    result.add(watch)
    return result


def still() -> Result:
    """A page that stands still."""
    result, page, watch = Result("nothing moves"), Page(random.Random(1)), Watch()
    watch.settle(page, 5)
    watch.cost.clear()
    result.false = len(watch.settle(page, 200))
    result.hours = 200 / 3600
    result.add(watch)
    return result


def results(rng: random.Random, changes: int, calm_seconds: int) -> Iterator[Result]:
    """All rows of the table."""
    yield still()
    for kind in ("line", "word", "end", "letter"):
        yield lines(rng, kind, changes if kind == "line" else changes // 4)
    for rate in (0.7, 3, 8, 15, 22):
        yield log(rng, rate)
    for gap in (40, 14):
        yield chat(rng, gap)
    yield typing(rng)
    yield replaced(rng)
    yield returning(rng)
    painters: tuple[tuple[str, Painter], ...] = (
        ("clock with seconds", clock),
        ("clock beside text", near_clock),
        ("clock with minutes", minutes),
        ("caret", caret),
        ("block caret", block),
        ("spinners", spinner),
        ("progress bar", progress),
        ("film", movie),
        ("slow film", slow),
        ("wandering ball", ball),
        ("hover", hover),
    )
    for name, painter in painters:
        for interval in (1.0, 0.4):
            yield calm(name, painter, rng, interval, calm_seconds if interval == 1 else calm_seconds // 3)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=2000)
    parser.add_argument("--calm", type=int, default=600, help="seconds of what is no news")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(f"{'':44}{'changes':>8}{'missed':>8}{'false/h':>9}{'band/line':>10}{'ms/look':>9}{'worst':>7}")
    for row in results(random.Random(given.seed), given.changes, given.calm):
        area = f"{statistics.median(row.bands):.2f}" if row.bands else ""
        cost = sorted(1000 * one for one in row.cost)
        missed = row.missed if row.tried else ""
        print(
            f"{row.name:44}{row.tried or '':>8}{missed:>8}{row.false / max(row.hours, 1e-9):9.1f}"
            f"{area:>10}{statistics.mean(cost):9.2f}{cost[int(0.99 * (len(cost) - 1))]:7.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
