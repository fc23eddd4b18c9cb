"""What the chat importers share: a thread that makes its turns into items, and the count of what is left out."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from app.importing.items import Found, Item, Reached, Remark, Skipped
from app.importing.parts import Part, Wanted, parts
from app.importing.textfile import decoded
from core.errors import Unreadable
from core.memory import Kind
from core.text.sanitise import shown_line

LONGEST_ID = 200
LARGEST = 256 * 1024 * 1024  # Bytes of a chat that is one text; 100,000 messages take 11 MB.
MOST_LISTED = 100
EVERY = 500  # Turns between two words on how far the reader is.

SYSTEM = "lines of the program itself were left out"
UNNAMED = "turns left out because they held only media that the export does not name"
BRANCHES = "turns left out because they stand on branches that were not taken (--branches takes them)"


def mapped(value: Any) -> Mapping[str, Any]:
    """A JSON object, or an empty one in place of anything else."""
    return value if isinstance(value, dict) else {}


def many(value: Any) -> list[Any]:
    """A JSON array, or an empty one in place of anything else."""
    return value if isinstance(value, list) else []


def words(value: Any) -> str:
    """A JSON string, or an empty one in place of anything else."""
    return value if isinstance(value, str) else ""


def called(part: Part, bare: re.Pattern[str]) -> str:
    """The name of a file without its ending, or of the folder or zip around it if its own is `bare`."""
    path = Path(part.file)
    if not bare.fullmatch(path.name):
        return path.stem
    return path.parent.name.removesuffix(".zip") or path.stem


@dataclass(slots=True)
class Thread:
    """One conversation of `app`: makes items whose addresses are its id and their places, each given once a day."""

    app: str
    id: str
    file: str
    title: str = ""
    _day: str = ""
    _places: Counter[str] = field(default_factory=Counter)

    def item(self, text: str, author: str, at: datetime | None, place: str, day: str = "") -> Item:
        """One turn; `place` is where it stands, told apart from equal ones of the same `day` by a number."""
        if day != self._day:
            self._day = day
            self._places.clear()
        self._places[place] += 1
        number = self._places[place]
        address = f"{place}/{number}" if number > 1 else place
        source = {"app": self.app, "uri": f"{self.thread}/{address}", "thread": self.thread, "file": self.file}
        if name := shown_line(author):
            source["author"] = name
        if title := shown_line(self.title):
            source["title"] = title
        return Item(text, Kind.CHAT, None, (), at, source)

    @property
    def thread(self) -> str:
        """The name that its turns share."""
        return f"{self.app}:{shown_line(self.id)[:LONGEST_ID]}"


@dataclass(slots=True)
class LeftOut:
    """What a reader passes over: counted by reason for one remark each; what is broken is named, up to a limit.

    `what` is what the export consists of, in the plural.
    """

    what: str = "messages"
    counts: Counter[str] = field(default_factory=Counter)
    faults: int = 0

    def note(self, reason: str, count: int = 1) -> None:
        """Count something left out; `reason` is a clause without the number."""
        self.counts[reason] += count

    def fault(self, file: str, reason: str) -> Iterator[Skipped]:
        """Something broken; yields nothing once there were many."""
        self.faults += 1
        if self.faults <= MOST_LISTED:
            yield Skipped(file, reason)

    def remarks(self, file: str) -> Iterator[Skipped | Remark]:
        """How much more was broken, and one remark for each reason."""
        if self.faults > MOST_LISTED:
            yield Skipped(file, f"more {self.what} that cannot be read: {self.faults - MOST_LISTED:,}")
        for reason, count in self.counts.items():
            if count:
                yield Remark(file, f"{reason}: {count:,}")


@dataclass(slots=True)
class Extent:
    """How many bytes the files of an export have together, and how many lie behind."""

    total: int
    before: int = 0

    def within(self, done: int) -> Reached:
        """How far the reader is when it has read `done` bytes of the present file."""
        return Reached(min(self.before + done, self.total), self.total)


def told(path: Path, wanted: Wanted, tell: Callable[[Part, Extent], Iterator[Found]]) -> Iterator[Found]:
    """Yield what `tell` finds in each of the wanted files, what cannot be read, and how far that is.

    `tell` may raise Unreadable, which costs the rest of that file.
    """
    extent = Extent(sum(part.size for part in parts(path, wanted) if isinstance(part, Part)))
    yield extent.within(0)
    for part in parts(path, wanted):
        if isinstance(part, Skipped):
            yield part
            continue
        try:
            yield from tell(part, extent)
        except Unreadable as error:
            yield Skipped(part.file, error.message)
        extent.before += part.size
        yield extent.within(0)


def text_of(part: Part) -> tuple[str, list[Remark]]:
    """The text of a file in whatever encoding, and what is to be said about that. Raises: Unreadable."""
    text, remark = decoded(part.data(LARGEST))
    return text, [Remark(part.file, remark)] if remark else []
