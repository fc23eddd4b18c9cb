"""Reading memories back: by id, by filters, by day, with their history."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from app.config import Config
from core import present
from core.clock import aware, from_micros, to_micros, utc_now
from core.decay.curve import Curve
from core.errors import BadInput, MemoryNotFound
from core.ids import is_prefix
from core.intake import kind_of
from core.memory import Memory, Revision, State
from core.store import days, links, revisions, rows
from core.store.filters import Filters
from core.store.store import Store
from core.text import clean
from core.text.sanitise import shown_line

SHORTEST_PREFIX = 6


class Lookback:
    """Questions to the store that need no recall."""

    def __init__(self, store: Store, config: Config) -> None:
        self._store = store
        self.curve = Curve(config.decay.curve)

    def row(self, id: str) -> rows.Row:
        """The stored row of an id or a unique beginning of one. Raises: MemoryNotFound."""
        key = id.strip()
        found: list[rows.Row] = []
        if is_prefix(key) and len(key) >= SHORTEST_PREFIX:
            found = self._store.read(lambda connection: rows.by_id(connection, key))
        if len(found) == 1:
            return found[0]
        if found:
            raise MemoryNotFound(f"Several memories begin with {key}.", "Give more of the id.")
        raise MemoryNotFound(f"There is no memory {shown_line(key, 40)!r}.", "`ebb search` prints ids.")

    def seq(self, id: str) -> int:
        """The number of an id. Raises: MemoryNotFound."""
        return self.row(id).seq

    def get(self, id: str) -> Memory:
        """The memory with its links. Raises: MemoryNotFound."""
        row = self.row(id)
        found = self._store.read(lambda connection: links.of(connection, row.seq))
        return present.memory(row, utc_now(), self.curve, found)

    def filters(
        self,
        since: datetime | None,
        until: datetime | None,
        kinds: Sequence[str],
        tags: Sequence[str],
        *,
        app: str | None = None,
    ) -> Filters:
        """Conditions for listing, checked; derived memories only where their kinds are asked for. Raises: BadInput."""
        names = [kinds] if isinstance(kinds, str) else kinds
        labels = [tags] if isinstance(tags, str) else tags
        return Filters(
            since=aware(since) if since else None,
            until=aware(until) if until else None,
            kinds=tuple(kind_of(kind) for kind in names),
            tags=tuple(clean.tag(tag) for tag in labels),
            app=app,
            derived=bool(names),
        )

    def recalled(
        self,
        since: datetime | None,
        until: datetime | None,
        kinds: Sequence[str],
        tags: Sequence[str],
        *,
        superseded: bool,
        as_of: datetime | None = None,
    ) -> Filters:
        """Conditions for recall, checked. Raises: BadInput."""
        moment = aware(as_of) if as_of else None
        return replace(self.filters(since, until, kinds, tags), superseded=superseded, as_of=moment)

    def select(
        self, filters: Filters, *, state: str | None = None, limit: int | None = None, newest_first: bool = True
    ) -> list[Memory]:
        """Memories that pass; a state that follows from retention is looked for after reading. Raises: BadInput."""
        if state is not None and state not in tuple(State):
            raise BadInput(f"There is no state {state!r}.", f"Choose from {', '.join(State)}.")
        decided = state if state in (State.FORGOTTEN, State.SUPERSEDED) else None
        fetched = None if state and not decided else limit
        found = self._store.read(
            lambda connection: rows.select(
                connection, filters, status=decided, limit=fetched, newest_first=newest_first
            )
        )
        now = utc_now()
        made = (present.memory(row, now, self.curve) for row in found)
        return [memory for memory in made if state is None or memory.state == state][:limit]

    def recorded_since(self, since: datetime) -> list[Memory]:
        """What was taken in since then, oldest first."""
        found = self._store.read(
            lambda connection: rows.by_seq(connection, rows.recorded_since(connection, to_micros(since)))
        )
        now = utc_now()
        return [present.memory(found[seq], now, self.curve) for seq in sorted(found)]

    def history(self, id: str) -> list[Revision]:
        """Every revision, oldest first, numbered from 1. Raises: MemoryNotFound."""
        seq = self.seq(id)
        found = self._store.read(lambda connection: revisions.of_memory(connection, seq))
        return [
            Revision(number, from_micros(one.at), one.actor, one.why, one.before, one.after, one.cause, one.run)
            for number, one in enumerate(found, start=1)
        ]

    def days(self, limit: int) -> list[tuple[date, int]]:
        """Local days with their number of memories, newest first."""
        return self._store.read(lambda connection: days.counts(connection, limit))

    def day(self, day: date, limit: int | None = None) -> list[Memory]:
        """The memories of a local day in order; the first `limit` of them, or all."""
        start = datetime.combine(day, time()).astimezone()
        end = datetime.combine(day + timedelta(days=1), time()).astimezone()
        return self.select(self.filters(start, end, (), ()), limit=limit, newest_first=False)

    def count(self) -> int:
        """How many memories there are."""
        return self._store.read(days.total)
