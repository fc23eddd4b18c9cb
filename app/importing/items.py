"""What a reader yields: an item to remember, a file it could not read, or a remark about one it could."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from core.memory import Kind

if TYPE_CHECKING:
    from app.importing.report import Report


@dataclass(frozen=True, slots=True)
class Item:
    """One memory to be: the arguments of `Ebb.add`, and what wiki links may call it and call for."""

    text: str
    kind: str = Kind.NOTE
    title: str | None = None
    tags: tuple[str, ...] = ()
    occurred_at: datetime | None = None
    source: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    links: tuple[str, ...] = ()

    def arguments(self) -> dict[str, Any]:
        """The keyword arguments of `Ebb.add`."""
        return {
            "text": self.text,
            "kind": str(self.kind),
            "title": self.title,
            "tags": self.tags,
            "occurred_at": self.occurred_at,
            "source": dict(self.source),
        }


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, or a part of one, that was left out, and why in one clause without a full stop."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the person should know about a file that did go in."""

    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a reader is in what it reads, and how much that is, both in bytes."""

    done: int
    total: int


Found = Item | Skipped | Remark | Reached
Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


class Restoring(Protocol):
    """Brings Ebb's own export back: ids, times and links as they were; `ebb` is the open memory."""

    def __call__(
        self, ebb: Any, path: Path, *, dry_run: bool, progress: Progress | None, cancelled: Cancelled | None
    ) -> "Report":
        """Restore what is at `path`, or in a dry run only count it."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One format: `recognises` looks at the start only, `read` yields lazily and survives bad parts.

    `read_all` also yields what a conversation left behind: answers that were asked for again, questions put otherwise.
    Ebb's own formats have `restore`, which is then called instead of both.
    """

    name: str
    recognises: Callable[[Path], bool]
    read: Callable[[Path], Iterator[Found]]
    read_all: Callable[[Path], Iterator[Found]] | None = None
    restore: Restoring | None = None
