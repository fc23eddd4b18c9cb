"""Searching by a typed line that may hold filters, and completing what is being typed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from app.lookback import Lookback
from app.pending import Pending
from core.clock import zoned
from core.errors import BadInput
from core.memory import Hit, Kind, Memory, State
from core.store import index, memories
from core.store.connection import Connection
from core.store.filters import Filters
from core.store.store import Store
from core.text import tokens

if TYPE_CHECKING:
    from app.truths import Truths
    from core.recall.engine import Recall, Request

PINNED = "pinned"
TITLE = "title"
STATES = (State.VIVID, State.FADING, State.FAINT, State.DORMANT, State.SUPERSEDED)
SPARE = 20
"""How many times as many hits are looked at where a state decides, which is known only after reading."""
MOST = 8
"""Completions that are offered."""


@dataclass(frozen=True, slots=True)
class Where:
    """Conditions beyond those that recall has always had; empty means any."""

    apps: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    pinned: bool = False
    titled: bool = False
    """Whether the words must all stand in the title."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A line as it was understood; `problems` are clauses that say what of it was not, without a full stop."""

    words: str
    since: datetime | None = None
    until: datetime | None = None
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    where: Where = field(default_factory=Where)
    problems: tuple[str, ...] = ()

    @property
    def filtered(self) -> bool:
        """Whether anything but words was said."""
        return self != Asked(self.words, problems=self.problems)


@dataclass(frozen=True, slots=True)
class Result:
    """What a line found: hits where it had words, else memories, newest first."""

    asked: Asked
    hits: tuple[Hit, ...] = ()
    memories: tuple[Memory, ...] = ()

    @property
    def as_hits(self) -> tuple[Hit, ...]:
        """Everything that was found as hits; what was only listed has its beginning for a snippet, and no reasons."""
        return (*self.hits, *(Hit(one, 0.0, (), " ".join(one.text[:200].split())) for one in self.memories))


def understood(text: str, now: datetime) -> Asked:
    """Read a line; what cannot be meant is left out and said. Times are read in the zone of `now`."""
    line = tokens.read(text)
    asked = Asked(line.words)
    problems = [f"{name}: is a filter; did you mean it?" for name in line.doubtful]
    for token in line.tokens:
        try:
            asked = _with(asked, token, now)
        except BadInput as error:
            problems.append(error.message.rstrip("."))
    return replace(asked, problems=tuple(problems))


def _with(asked: Asked, token: tokens.Token, now: datetime) -> Asked:
    from core.intake import kind_of, tags_of

    value = token.value
    match token.name:
        case "kind":
            return replace(asked, kinds=(*asked.kinds, kind_of(value.lower())))
        case "tag":
            return replace(asked, tags=(*asked.tags, *tags_of(value)))
        case "app":
            return replace(asked, where=replace(asked.where, apps=(*asked.where.apps, value)))
        case "author":
            return replace(asked, where=replace(asked.where, authors=(*asked.where.authors, value)))
        case "is":
            return _being(asked, value.lower())
        case "in":
            if value.lower() != TITLE:
                raise BadInput(f"in:{value} means nothing; it may be in:{TITLE}")
            return replace(asked, where=replace(asked.where, titled=True))
        case _:
            return _timed(asked, token.name, value, now)


def _being(asked: Asked, value: str) -> Asked:
    if value == PINNED:
        return replace(asked, where=replace(asked.where, pinned=True))
    if value in STATES:
        return replace(asked, states=(*asked.states, value))
    raise BadInput(f"is:{value} means nothing; it may be {PINNED}, {', '.join(STATES)}")


def _timed(asked: Asked, name: str, value: str, now: datetime) -> Asked:
    from core.text.times import span, when

    begins, ends = span(value, now)
    length = ends == now  # "3d": a moment, that long ago
    if name == "since":
        return replace(asked, since=begins)
    if name == "before":
        return replace(asked, until=when(value, now))
    if name == "until":
        return replace(asked, until=begins if length else ends)
    return replace(asked, since=begins, until=ends)


class Queries:
    """Searches one memory by typed lines; safe to call from several threads."""

    def __init__(
        self, store: Store, lookback: Lookback, pending: Pending, recall: "Callable[[], Recall]", truth: "Truths"
    ) -> None:
        self._store = store
        self._lookback = lookback
        self._pending = pending
        self._recall = recall
        self._truth = truth

    def found(
        self, text: str, *, limit: int, now: datetime, typing: bool = False, stop: Callable[[], bool] | None = None
    ) -> Result:
        """What a line finds; `typing` takes its last word as a beginning. Raises as `find`, and Overtaken by `stop`."""
        return self.find(understood(text, zoned(now)), limit=limit, now=now, typing=typing, stop=stop)

    def glance(self, text: str, *, limit: int, now: datetime, stop: Callable[[], bool] | None = None) -> Result | None:
        """What holds the words of a line that is being typed, at once and without a model, before `found` says more.

        None where there is nothing to hasten: no words, so that `found` only lists. Raises as `found`.
        """
        asked = understood(text, zoned(now))
        if not asked.words:
            return None
        from app.recalling import glanced

        with self._pending.paused():
            hits = glanced(self._recall(), self._request(asked, limit, zoned(now), typing=True, stop=stop))
        return _result(asked, hits, limit)

    def find(
        self, asked: Asked, *, limit: int, now: datetime, typing: bool = False, all: bool = False,
        as_of: datetime | None = None, stop: Callable[[], bool] | None = None,
    ) -> Result:  # fmt: skip
        """What is recalled by words, or, where there are none, listed by filters, newest first.

        `all` and `as_of` are as in `Ebb.search`. Raises: BadInput for words that mean nothing to recall.
        """
        if not asked.words:
            listed = self._lookback.select(self._filters(asked, True, as_of), limit=_wanted(asked, limit))
            return Result(asked, memories=tuple([memory for memory in listed if _passes(memory, asked)][:limit]))
        from app.recalling import recalled

        with self._pending.paused():
            request = self._request(asked, limit, zoned(as_of or now), typing=typing, all=all, as_of=as_of, stop=stop)
            return _result(asked, recalled(self._recall(), self._truth, request).hits, limit)

    def _request(
        self, asked: Asked, limit: int, now: datetime, *, typing: bool, all: bool = False,
        as_of: datetime | None = None, stop: Callable[[], bool] | None = None,
    ) -> "Request":  # fmt: skip
        from core.recall.engine import Request

        everything = all or bool(asked.states)
        filters = self._filters(asked, everything, as_of)
        if asked.where.titled:
            filters = replace(filters, title=self._title(asked.words, typing))
        return Request(asked.words, _wanted(asked, limit), filters, everything, now, typing, stop=stop)

    def _filters(self, asked: Asked, superseded: bool, as_of: datetime | None) -> Filters:
        filters = self._lookback.recalled(
            asked.since, asked.until, asked.kinds, asked.tags, superseded=superseded, as_of=as_of
        )
        authors = self._store.read(memories.authors) if asked.where.authors else {}
        return narrowed(filters, asked.where, authors)

    def _title(self, text: str, typing: bool) -> str:
        """What a title with these words matches; a letter at the end of who types begins a word."""
        from core.text.words import words

        wanted, unfinished = words(text), typing and text[-1:].isalnum()
        if not wanted:
            return ""
        return self._store.read(lambda connection: index.titled(connection, wanted, prefix=unfinished))

    def completions(self, text: str, at: int) -> list[str]:
        """What the filter that is being typed at `at` may become, as whole lines; none among words."""
        begun = tokens.begun(text, at)
        if begun is None:
            return []
        name, value, start = begun
        known = self._store.read(lambda connection: _values(connection, name))
        fitting = [one for one in known if one.casefold().startswith(value.casefold()) and one != value]
        head = text[:start]
        return [head + tokens.quoted(one, bare=head.endswith("#")) + text[at:] for one in fitting[:MOST]]


def _wanted(asked: Asked, limit: int) -> int:
    """How many to look at for so many that pass: a state is known only after reading."""
    return limit * (SPARE if asked.states else 1)


def _result(asked: Asked, hits: Sequence[Hit], limit: int) -> Result:
    return Result(asked, hits=tuple([hit for hit in hits if _passes(hit.memory, asked)][:limit]))


def _passes(memory: Memory, asked: Asked) -> bool:
    return not asked.states or memory.state in asked.states


def narrowed(filters: Filters, where: Where, authors: dict[str, int]) -> Filters:
    """The conditions with `where` added; `authors` maps every author's name to its number.

    An author is meant by the beginning of a name, in any case; one that nobody bears lets nothing pass.
    """
    numbers = tuple(
        number
        for name, number in authors.items()
        if any(name.casefold().startswith(wanted.casefold()) for wanted in where.authors)
    )
    return replace(
        filters,
        apps=where.apps,
        author_ids=numbers or ((-1,) if where.authors else ()),
        pinned=where.pinned,
    )


def _values(connection: Connection, name: str) -> Sequence[str]:
    """What may stand behind a filter's colon, the most used first."""
    match name:
        case "kind":
            return tuple(Kind)
        case "tag":
            return [tag for tag, _ in memories.tag_counts(connection)]
        case "is":
            return (PINNED, *STATES)
        case "in":
            return (TITLE,)
        case "app":
            return memories.apps(connection)
        case "author":
            return sorted(memories.authors(connection))
        case _:
            return ("today", "yesterday", "last week", "last month", "this year")
