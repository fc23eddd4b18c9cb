"""The values that travel between the floors: memories, sources, links, hits, answers. No behaviour beyond access."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a memory is; decides its first stability and how it is shown."""

    NOTE = "note"
    CHAT = "chat"
    SCREEN = "screen"
    DOCUMENT = "document"
    SUMMARY = "summary"
    FACT = "fact"
    PROFILE = "profile"


class State(StrEnum):
    """How present a memory is: the first four follow from retention, the last two are decided."""

    VIVID = "vivid"
    FADING = "fading"
    FAINT = "faint"
    DORMANT = "dormant"
    SUPERSEDED = "superseded"
    FORGOTTEN = "forgotten"


class Record(Mapping[str, Any]):
    """Gives a dataclass's fields as keys too, so that `hit.memory.source.uri` and `["uri"]` are the same."""

    __slots__ = ()

    def __getitem__(self, key: str) -> Any:
        if key in self._names():
            return getattr(self, key)
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())

    @classmethod
    def _names(cls) -> tuple[str, ...]:
        return tuple(item.name for item in fields(cls) if not item.metadata.get("inside"))  # type: ignore[arg-type]

    def to_json(self) -> dict[str, Any]:
        """The contract's JSON shape: plain dicts, lists, strings and numbers."""
        return {name: _plain(getattr(self, name)) for name in self._names()}


def _inside(default: Any) -> Any:
    """A field that programs in Python see and the JSON shape, which is fixed, does not."""
    return field(default=default, metadata={"inside": True})


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return value.to_json()
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


@dataclass(frozen=True, slots=True, eq=True)
class Source(Record):
    """Where a memory came from; every part may be missing."""

    app: str | None = None
    title: str | None = None
    uri: str | None = None
    file: str | None = None
    thread: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Link(Record):
    """One edge as seen from a memory: `direction` is "out", or "in" for a backlink."""

    id: str
    kind: str
    weight: float
    why: str
    direction: str


@dataclass(frozen=True, slots=True)
class Memory(Record):
    """One memory as it stands now; times are aware UTC, `retention` is at the time of reading."""

    id: str
    kind: str
    title: str
    text: str
    context: str
    keywords: tuple[str, ...]
    tags: tuple[str, ...]
    created_at: datetime
    occurred_at: datetime
    retention: float
    stability_days: float
    pinned: bool
    state: str
    source: Source
    links: tuple[Link, ...] = ()
    trust: str = _inside("self")
    role: str = _inside("")
    """What a derived memory is (episode, day, week, card, profile); empty for what was taken in."""
    valid_from: datetime | None = _inside(None)
    valid_until: datetime | None = _inside(None)
    """When what it says ceased to hold; None while it holds."""
    difficulty: float = _inside(2.1181)
    importance: float = _inside(0.5)
    recall_count: int = _inside(0)
    last_recalled_at: datetime | None = _inside(None)


@dataclass(frozen=True, slots=True)
class Why(Record):
    """One reason for a hit: the channel, the memory's rank there (from 1) and its normalised score.

    `path` leads from a memory that was found otherwise to this one, as ids, where links led here.
    """

    channel: str
    rank: int
    score: float
    path: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The contract's shape; `path` only where there is one."""
        whole = Record.to_json(self)
        return whole if self.path else {name: value for name, value in whole.items() if name != "path"}


@dataclass(frozen=True, slots=True)
class Hit(Record):
    """One recalled memory; `snippet` is text of it on one line, each matched word between `**` (its own left out)."""

    memory: Memory
    score: float
    why: tuple[Why, ...]
    snippet: str


@dataclass(frozen=True, slots=True)
class Revision(Record):
    """One change of a memory: who made it, when, why, and the fields before and after.

    `cause` is the id of the memory that it came from, `run` the name of the pass that made it; None for a person's own.
    """

    number: int
    at: datetime
    actor: str
    why: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    cause: str | None = None
    run: str | None = None


@dataclass(frozen=True, slots=True)
class Citation(Record):
    """A verbatim quote: `quote == memory.text[start:end]`, numbered as in the answer's [n]."""

    n: int
    id: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Answer(Record):
    """An answer with its evidence; `mode` is "extractive" or "generated"."""

    text: str
    citations: tuple[Citation, ...]
    abstained: bool
    question: str = ""
    mode: str = "extractive"
    model: str | None = None
    elapsed_ms: float = 0.0
    unsupported: tuple[str, ...] = ()
    understood: str = _inside("")
    """What was looked for, where a question that leans on a conversation was said anew; else empty."""

    def to_json(self) -> dict[str, Any]:
        """The contract's shape, in which the text is called `answer`."""
        return {
            "question": self.question,
            "answer": self.text,
            "abstained": self.abstained,
            "mode": self.mode,
            "model": self.model,
            "elapsed_ms": round(self.elapsed_ms, 1),
            "citations": [citation.to_json() for citation in self.citations],
            "unsupported": list(self.unsupported),
        }
