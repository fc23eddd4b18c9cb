"""What a reader yields: an item to remember, a file it could not read, or a remark about one it could."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from core.memory import Kind


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


Found = Item | Skipped | Remark


@dataclass(frozen=True, slots=True)
class Reader:
    """One format: `recognises` looks at the start only, `read` yields lazily and survives bad parts."""

    name: str
    recognises: Callable[[Path], bool]
    read: Callable[[Path], Iterator[Found]]
