"""What the timeline shows, read from the memory in a thread; every string here is safe for a terminal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from core.text.sanitise import shown_line
from ui.tui.heat import Heat, heat_of
from ui.tui.rows import Row, row_of_memory
from ui.tui.widgets.daystrip import Lane

if TYPE_CHECKING:
    from app import Ebb
    from core.memory import Memory

_DAYS: Final = 36_600
"""Days that are listed, a hundred years of them; the list draws only what is seen."""
MOST: Final = 1000
"""Memories of one day that are listed, the earliest."""
_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class Daybook:
    """All days with their number of memories, newest first, and how full each is."""

    days: tuple[tuple[date, int], ...]
    heat: Heat


@dataclass(frozen=True, slots=True)
class Day:
    """One local day: its memories in order with their rows, its lanes, and the first thing that its digest quotes."""

    day: date
    memories: "tuple[Memory, ...]"
    rows: tuple[Row, ...]
    lanes: tuple[Lane, ...]
    digest: str

    def lane_of(self, index: int) -> int:
        """The number of the lane that memory number `index` is in, -1 for none."""
        if not 0 <= index < len(self.memories):
            return -1
        names = [lane.name.casefold() for lane in self.lanes]
        name = _lane_name(self.memories[index]).casefold()
        return names.index(name) if name in names else -1

    def nearest(self, at: datetime, lane: int) -> int:
        """The index of the memory nearest to a moment, in this lane where it holds any; -1 without memories."""
        order = range(len(self.memories))
        inside = [index for index in order if self.lane_of(index) == lane] or order
        return min(inside, key=lambda index: abs(self.memories[index].occurred_at - at), default=-1)


def daybook(ebb: "Ebb") -> Daybook:
    """Every day that holds memories."""
    days = tuple(ebb.days(_DAYS))
    return Daybook(days, heat_of(days))


def day_of(ebb: "Ebb", day: date, now: datetime) -> Day:
    """What one local day holds; of a very full one the first `MOST` memories."""
    memories = tuple(ebb.day(day, MOST))
    rows = tuple(row_of_memory(memory, now, clock=True) for memory in memories)
    digest = ebb.levels.digest(day) if memories else None
    said = digest.text.partition("\n")[2].partition("\n")[0] if digest else ""
    return Day(day, memories, rows, tuple(_lanes(ebb, day, memories)), shown_line(said, 400))


def _lanes(ebb: "Ebb", day: date, memories: "Sequence[Memory]") -> Iterator[Lane]:
    """A lane for each program that was on the screen, then one for each source of what came in, the fullest first."""
    spans: dict[str, list[tuple[datetime, datetime]]] = {}
    names: dict[str, str] = {}  # a program may write its name differently in different places
    for lane in ebb.screens.strip(day) if any(memory.kind == "screen" for memory in memories) else ():
        name = shown_line(lane.app, _NAME) or "screens"
        times = ((one.from_at, one.until_at) for one in lane.episodes)
        spans.setdefault(names.setdefault(name.casefold(), name), []).extend(times)
    seen = len(spans)
    for memory in memories:
        if memory.kind != "screen":
            name = names.setdefault(_lane_name(memory).casefold(), _lane_name(memory))
            spans.setdefault(name, []).append((memory.occurred_at, memory.occurred_at))
    found = [Lane(name, tuple(sorted(times))) for name, times in spans.items()]
    yield from found[:seen]
    yield from sorted(found[seen:], key=lambda lane: -len(lane.spans))


def _lane_name(memory: "Memory") -> str:
    """The program that a memory came from, or else its kind in the plural."""
    return shown_line(memory.source.app or "", _NAME) or f"{shown_line(memory.kind, _NAME)}s"
