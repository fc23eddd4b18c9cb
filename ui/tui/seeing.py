"""What was on the screen, made ready to be shown; runs in a thread. Every string here is safe for a terminal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from core.screen.frame import Rect
from core.text.sanitise import shown_line
from ui.tui.rows import Spans, matched
from ui.tui.widgets.daystrip import Lane

if TYPE_CHECKING:
    from PIL.Image import Image

    from app import Ebb
    from core.screen.frame import Line

_LINE = 400
_HITS = 50
"""Memories that a search of the screens brings."""
_MARK, _CHOSEN = (227, 185, 111), (224, 122, 111)
"""The colours of boxes around what was found, and around the chosen line."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One frame of a day."""

    frame: int
    at: datetime
    app: str
    title: str
    episode: int
    memory: str


@dataclass(frozen=True, slots=True)
class Day:
    """A local day: its frames in order of time, and a lane for each program, the most seen first."""

    day: date
    moments: tuple[Moment, ...]
    lanes: tuple[Lane, ...]

    def nearest(self, at: datetime) -> int:
        """The index of the frame nearest to a moment, -1 for a day without any."""
        order = range(len(self.moments))
        return min(order, key=lambda i: abs(self.moments[i].at - at), default=-1)

    def nearest_of(self, at: datetime, app: str | None) -> int:
        """The index of the frame nearest to a moment among those of a program, or among all for None."""
        order = [i for i, moment in enumerate(self.moments) if app in (None, moment.app)]
        return min(order, key=lambda i: abs(self.moments[i].at - at), default=self.nearest(at))

    def lane(self, index: int) -> int:
        """The number of the lane that a frame is in, -1 for none."""
        names = [lane.name for lane in self.lanes]
        return names.index(self.moments[index].app) if 0 <= index < len(self.moments) else -1


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line of text as it stood on the screen; `spans` are where words that were looked for stand in it."""

    text: str
    spans: Spans
    rect: Rect
    boxes: tuple[Rect, ...]
    """The words that were looked for, in pixels."""


@dataclass(frozen=True, slots=True)
class Look:
    """One frame: its picture with boxes drawn in, none where it was not kept, and the lines on it in reading order."""

    frame: int
    image: "Image | None"
    lines: tuple[SeenLine, ...]


@dataclass(frozen=True, slots=True)
class Find:
    """A place where words were found on the screen."""

    frame: int
    at: datetime


def days(ebb: "Ebb") -> list[date]:
    """The local days that have frames, oldest first."""
    return sorted(day for day, _ in ebb.screens.days())


def day_of(ebb: "Ebb", day: date) -> Day:
    """Everything of one local day."""
    lanes = [
        Lane(_app(lane.app), tuple((one.from_at, one.until_at) for one in lane.episodes))
        for lane in ebb.screens.strip(day)
    ]
    moments = [
        Moment(one.id, one.at, _app(one.app), shown_line(one.title, _LINE), one.episode, one.memory)
        for one in ebb.screens.frames(day)
    ]
    return Day(day, tuple(moments), tuple(lanes))


def look(ebb: "Ebb", frame: int, words: str, chosen: int, room: tuple[int, int]) -> Look:
    """One frame in at most `room` pixels, what was looked for in boxes, line number `chosen` too."""
    lines = tuple(_line(line, words) for line in ebb.screens.lines(frame))
    image = ebb.screens.picture(frame)
    if image is not None:
        boxes = [box for line in lines for box in line.boxes]
        image = drawn(image, boxes, lines[chosen].rect if 0 <= chosen < len(lines) else None, room)
    return Look(frame, image, lines)


def find(ebb: "Ebb", words: str) -> list[Find]:
    """Where these words were on the screen: the best memories first, in each the first place of every frame."""
    found: dict[int, Find] = {}
    for hit in ebb.search(words, limit=_HITS, kinds=("screen",), all=True):
        times = {frame.id: frame.at for frame in ebb.screens.why(hit.memory.id)}
        for frame, _ in ebb.screens.boxes(hit.memory.id, words):
            if frame in times:
                found.setdefault(frame, Find(frame, times[frame]))
    return list(found.values())


def first_of(ebb: "Ebb", memory: str) -> Find | None:
    """The first frame of a memory that was seen on the screen; None for any other, or when nothing of it is left."""
    return next((Find(frame.id, frame.at) for frame in ebb.screens.why(memory)), None)


def why(ebb: "Ebb", frame: int, day: date) -> tuple[str, ...]:
    """Which rule let a frame in, what read it, what was masked in it, and what was left out on that day."""
    told = [
        f"{_app(one.app)}, {shown_line(one.rule, _LINE)}. Read by {shown_line(one.reader, 40) or 'nothing'}"
        + (f", {one.masked} painted over." if one.masked else ".")
        for one in ebb.screens.why(str(frame))
    ]
    left_out = [
        f"{_app(skip.app)}: {shown_line(skip.rule, 60)}, {skip.looks:,} looks, "
        f"{skip.first_at.astimezone():%H:%M} to {skip.last_at.astimezone():%H:%M}"
        for skip in ebb.screens.skipped(day)
    ]
    return (*told, "", *(("Left out on this day:", *left_out) if left_out else ("Nothing was left out on this day.",)))


def drawn(image: "Image", boxes: Sequence[Rect], chosen: Rect | None, room: tuple[int, int]) -> "Image":
    """The image with frames around boxes, made no larger than `room`."""
    from PIL import ImageDraw

    scale = min(room[0] / image.width, room[1] / image.height, 1.0)
    size = (max(round(image.width * scale), 1), max(round(image.height * scale), 1))
    small = image.convert("RGB").resize(size, reducing_gap=2.0)
    pen = ImageDraw.Draw(small)
    for box, colour in [*((box, _MARK) for box in boxes), *([(chosen, _CHOSEN)] if chosen else [])]:
        left, top = int(box.x * scale) - 1, int(box.y * scale) - 1
        pen.rectangle((left, top, int(box.right * scale) + 1, int(box.bottom * scale) + 1), outline=colour)
    return small


def _app(name: str) -> str:
    return shown_line(name, 40) or "unknown"


def _line(line: "Line", words: str) -> SeenLine:
    if not words:
        return SeenLine(shown_line(line.text, _LINE), (), line.rect, ())
    from core.screen.shown import marks

    text, spans = matched(line.text, words)
    return SeenLine(text, spans, line.rect, tuple(marks(line, words)))
