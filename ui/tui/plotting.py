"""A forgetting curve as lines of characters: braille where the terminal has it, half blocks or stars elsewhere.

The past fills the left of the plot and the future the right, each on its own even scale, for a memory fades in days
at first and over years later; the dates below say how long each is.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from core.decay.history import ForgettingCurve
from core.decay.states import FADING, FAINT, VIVID

GUTTER: Final = 5
"""Cells for the per cents on the left."""

PAST_SHARE: Final = 0.42
"""The part of the width that the past takes, where there is any."""

_LEAST_PAST: Final = 60.0
"""Seconds of life from which a memory has a past to draw."""


class Ink(StrEnum):
    """What a cell of the plot shows."""

    NONE = "none"
    PAST = "past"
    FUTURE = "future"
    TODAY = "today"
    RECALL = "recall"
    AXIS = "axis"
    LABEL = "label"


class Signs(StrEnum):
    """The characters that a terminal can show."""

    BRAILLE = "braille"
    BLOCKS = "blocks"
    PLAIN = "plain"


_DOTS: Final = {Signs.BRAILLE: (2, 4), Signs.BLOCKS: (1, 2), Signs.PLAIN: (1, 1)}
"""Dots in one cell: across and down."""
_BRAILLE: Final = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
_HALVES: Final = {(True, False): "▀", (False, True): "▄", (True, True): "█"}
_RULES: Final = {Signs.BRAILLE: "│─┴┄▲", Signs.BLOCKS: "│─┴┄▲", Signs.PLAIN: "|-+.^"}
"""Today's line, the axis, the tick on it, a level, the mark of a recall."""


Cell = tuple[str, Ink]


def signs_for(encoding: str, terminal: str | None = None) -> Signs:
    """What a terminal of this encoding and TERM shows; the Linux console's fonts have no braille."""
    if not encoding.lower().replace("-", "").startswith("utf"):
        return Signs.PLAIN
    return Signs.BLOCKS if (terminal or os.environ.get("TERM", "")) == "linux" else Signs.BRAILLE


def plotted(curve: ForgettingCurve, width: int, height: int, signs: Signs = Signs.BRAILLE) -> list[list[Cell]]:
    """The curve in `height` lines of `width` cells: the plot, its axis, and the dates below; empty where too small."""
    if width < GUTTER + 20 or height < 5:
        return []
    return _Plot(curve, width - GUTTER, height - 2, signs).lines()


@dataclass
class _Plot:
    """The drawing itself; its floor is the level of what is hardly there, or nothing where the curve goes deeper."""

    curve: ForgettingCurve
    width: int
    height: int
    signs: Signs
    dots: dict[tuple[int, int], dict[tuple[int, int], Ink]] = field(default_factory=dict)
    """Column and row of a cell to the dots in it."""

    def __post_init__(self) -> None:
        past = self.curve.past
        lowest = min(retention for _, retention in (*past, *self.curve.future))
        self.floor = FAINT if lowest >= FAINT else 0.0
        lived = (past[-1][0] - past[0][0]).total_seconds()
        self.today = round(self.width * PAST_SHARE) if lived >= _LEAST_PAST else 0
        self._draw(past, Ink.PAST)
        self._draw(self.curve.future, Ink.FUTURE)

    def lines(self) -> list[list[Cell]]:
        """All lines, the best retention first, each as wide as was asked for."""
        levels = (1.0, VIVID, FADING, self.floor)
        labels = {round(self._depth(level) * (self.height - 1)): f"{level:>4.0%} " for level in levels}
        plot = [
            [
                *_text(labels.get(row, "").rjust(GUTTER), Ink.LABEL),
                *(self._cell(x, row, row in labels) for x in range(self.width)),
            ]
            for row in range(self.height)
        ]
        return [*plot, self._axis(), self._dates()]

    def _depth(self, retention: float) -> float:
        """How far down a retention stands, 0 at the top and 1 at the floor."""
        return (1 - retention) / (1 - self.floor)

    def _draw(self, points: Sequence[tuple[datetime, float]], ink: Ink) -> None:
        """Set the dots of a line through these points, without a gap where it is steep."""
        across, down = _DOTS[self.signs]
        before: tuple[int, int] | None = None
        for at, retention in points:
            x = min(int(self.place(at) * across), self.width * across - 1)
            y = min(round(self._depth(retention) * (self.height * down - 1)), self.height * down - 1)
            self._join(before or (x, y), (x, y), ink)
            before = (x, y)

    def _join(self, start: tuple[int, int], end: tuple[int, int], ink: Ink) -> None:
        steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]), 1)
        for step in range(steps + 1):
            x = round(start[0] + (end[0] - start[0]) * step / steps)
            y = round(start[1] + (end[1] - start[1]) * step / steps)
            across, down = _DOTS[self.signs]
            self.dots.setdefault((x // across, y // down), {})[(x % across, y % down)] = ink

    def place(self, at: datetime) -> float:
        """Where a time stands, in cells from the left."""
        past, future = self.curve.past, self.curve.future
        start, end = past[0][0], future[-1][0]
        if at <= self.curve.now:
            return self.today * _share(start, at, self.curve.now)
        return self.today + (self.width - self.today) * _share(self.curve.now, at, end)

    def _cell(self, x: int, row: int, level: bool) -> Cell:
        found = self.dots.get((x, row))
        if found:
            ink = Ink.PAST if Ink.PAST in found.values() else Ink.FUTURE
            return _sign(found, self.signs), ink
        rule = _RULES[self.signs]
        if x == self.today and self.today:
            return rule[0], Ink.TODAY
        return (rule[3], Ink.AXIS) if level and row and x % 2 == 0 else (" ", Ink.NONE)

    def _axis(self) -> list[Cell]:
        rule = _RULES[self.signs]
        line: list[Cell] = [(rule[1], Ink.AXIS)] * self.width
        line[self.today] = (rule[2], Ink.TODAY)
        for recall in self.curve.recalls:
            line[min(int(self.place(min(recall.at, self.curve.now))), self.width - 1)] = (rule[4], Ink.RECALL)
        return [*_text(" " * GUTTER, Ink.NONE), *line]

    def _dates(self) -> list[Cell]:
        """The dates below: today, when it will be faint and fading, and the first; those for which there is room."""
        line: list[Cell] = [(" ", Ink.NONE)] * (self.width + GUTTER)
        said: list[tuple[int, tuple[str, ...], Ink]] = [(GUTTER + self.today, ("today",), Ink.TODAY)]
        for name, at in (("faint", self.curve.faint_at), ("fading", self.curve.fading_at)):
            if at is not None and self.curve.now < at <= self.curve.future[-1][0]:
                words = tuple(f"{name} {when}" for when in (day(at), _month(at), at.astimezone().year))
                said.append((GUTTER + int(self.place(at)), words, Ink.LABEL))
        if self.today:
            begun = self.curve.past[0][0]
            said.append((0, (day(begun), _month(begun)), Ink.LABEL))
        for middle, words, ink in said:
            _write(line, middle, words, ink)
        return line


def _write(line: list[Cell], middle: int, words: Sequence[str], ink: Ink) -> None:
    """Put the first of these words that has room around `middle` there, with a gap to what stands beside it."""
    for word in words:
        start = min(max(middle - len(word) // 2, GUTTER), len(line) - len(word))
        beside = line[max(start - 2, 0) : start + len(word) + 2]
        if start >= GUTTER and all(held is Ink.NONE for _, held in beside):
            line[start : start + len(word)] = _text(word, ink)
            return


def told(curve: ForgettingCurve, width: int = 1000) -> str:
    """The curve on a line of `width` cells: what is left today, and as far as there is room when it fades further."""
    parts = [f"{curve.retention:.0%} today"]
    for name, at in (("fading", curve.fading_at), ("faint", curve.faint_at)):
        if at is None:
            parts.append(f"never {name}")
        elif at > curve.now:
            parts.append(f"{name} from {day(at)}")
        else:
            parts.append(f"{name} since {day(at)}")
    short = [parts[0], parts[1] if curve.faint_at is None else parts[2]]
    lines = (" · ".join(part) for part in (parts, short, parts[:1]))
    return next((line for line in lines if len(line) <= width), "")


def day(at: datetime) -> str:
    """A local date: 3 May 2027."""
    local = at.astimezone()
    return f"{local.day} {local:%b %Y}"


def _month(at: datetime) -> str:
    return f"{at.astimezone():%b %Y}"


def _share(start: datetime, at: datetime, end: datetime) -> float:
    length = (end - start).total_seconds()
    return min(max((at - start).total_seconds() / length, 0.0), 1.0) if length > 0 else 1.0


def _sign(dots: dict[tuple[int, int], Ink], signs: Signs) -> str:
    if signs is Signs.PLAIN:
        return "*"
    if signs is Signs.BLOCKS:
        return _HALVES[((0, 0) in dots, (0, 1) in dots)]
    return chr(0x2800 + sum(_BRAILLE[x][y] for x, y in dots))


def _text(words: str, ink: Ink) -> list[Cell]:
    return [(sign, ink) for sign in words]
