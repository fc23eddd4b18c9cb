"""All that one client may get of a memory: its scope is part of each query, and asked again of all that goes out.

Nothing here knows the protocol. What lies outside the scope is answered as what does not exist.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from app.mcp import shapes
from app.mcp.scopes import Scope
from app.mcp.shapes import NOTICE, Reply
from app.mcp.within import RecallWithin, TruthsWithin
from core import present
from core.clock import zoned
from core.errors import MemoryNotFound
from core.memory import Hit, Memory
from core.store import links, rows
from core.store.filters import Filters
from core.store.passing import by_day, in_order, passing
from core.text.sanitise import shown_line

if TYPE_CHECKING:
    from app.config import Config
    from app.lookback import Lookback
    from app.minds import Minds
    from core.store.store import Store

LINKS = 30
"""Links of a memory that go out with it, the strongest."""
DAY = 100
"""Memories of a day that go out."""
ID = 26
"""Letters of a whole id; a beginning of one is refused, as it would tell which others there are."""
_CONTEXT_HITS = 20
"""Memories that a context is made from, as far as they fit."""


class Gate:
    """One memory as one client sees it; safe to call from several threads."""

    def __init__(
        self,
        store: "Store",
        minds: "Minds",
        lookback: "Lookback",
        config: "Config",
        scope: Callable[[], Scope],
    ) -> None:
        """`scope` is asked at each call, so that what the person changes holds at once."""
        self._store, self._minds, self._lookback, self._config = store, minds, lookback, config
        self._scope = scope
        self._recall = RecallWithin(store, minds.shared_embedder, lookback.curve, self._narrowed)

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        since: str | None = None,
        until: str | None = None,
        kinds: Sequence[str] = (),
        tags: Sequence[str] = (),
    ) -> Reply:
        """The memories that a query finds, best first, each with the part that was found. Raises: BadInput."""
        hits = self._hits(query, limit, since, until, kinds, tags)
        return Reply({"notice": NOTICE, "memories": [shapes.found(hit) for hit in hits]}, _ids(hits))

    def read(self, id: str, offset: int = 0) -> Reply:
        """One memory with its text from `offset` on, and its links. Raises: MemoryNotFound."""
        row = self._row(id)
        memory = present.memory(row, self._now(), self._lookback.curve)
        told = self._links(row.seq)
        values = {"notice": NOTICE, "memory": shapes.whole(memory, offset) | {"links": told}}
        return Reply(values, frozenset({memory.id, *(link["id"] for link in told)}))

    def ask(self, question: str) -> Reply:
        """An answer in quotations with its sources, or that nothing is known; no model is asked.

        What has to be counted over all memories is counted for a whole scope alone. Raises: BadInput.
        """
        from app.asking import Asking
        from app.tallying import counted

        truth, tally = self._truth(), None
        if self._scope().whole:
            tally = partial(counted, store=self._store, truth=truth, curve=self._lookback.curve)
        asking = Asking(self._recall, self._minds, self._config, truth, tally)
        answer = asking.answer(question, now=self._now(), extractive=True)
        cited = {citation.id for citation in answer.citations}
        memories = self._memories(cited)
        if len(memories) < len(cited):
            from core.answer.extract import UNKNOWN

            return Reply({"notice": NOTICE, "answer": UNKNOWN, "abstained": True, "citations": []})
        citations = [
            {"n": one.n, "quote": shapes.visible(one.quote)} | shapes.described(memories[one.id])
            for one in answer.citations
        ]
        said = {"answer": shapes.visible(answer.text), "abstained": answer.abstained}
        return Reply({"notice": NOTICE, **said, "citations": citations}, frozenset(cited))

    def timeline(self, day: str | None = None, days: int = 14) -> Reply:
        """The memories of one day in order, or the newest days with how many there are. Raises: BadTime."""
        if day is not None:
            return self.day(day)
        wanted = self._narrowed(Filters(derived=False))
        found = self._store.read(lambda connection: by_day(connection, wanted, days))
        counted = [{"day": on.isoformat(), "memories": count} for on, count in found.items()]
        return Reply({"days": counted})

    def day(self, words: str) -> Reply:
        """The memories of the day, week… that words name, in order; `more` says that not all went out."""
        from core.text.times import span

        begin, end = span(words, self._now())
        wanted = self._narrowed(Filters(since=begin, until=end, derived=False))
        first = self._store.read(lambda connection: in_order(connection, wanted, DAY + 1))
        memories = self._memories(first[:DAY])
        values = {"notice": NOTICE, "from": begin.isoformat(), "until": end.isoformat(), "more": len(first) > DAY}
        told = [shapes.listed(memory) for memory in memories.values()]
        return Reply(values | {"memories": told}, frozenset(memories))

    def context(self, topic: str, characters: int = 4000) -> Reply:
        """What is known of a topic as one text of about `characters`, each memory between tags that it cannot close.

        Raises: BadInput.
        """
        from core.answer.packing import packed
        from core.answer.prompts import numbered

        hits = self._hits(topic, _CONTEXT_HITS, None, None, (), ())
        memories = [hit.memory for hit in hits]
        zone = self._now().tzinfo
        excerpts = packed(topic, memories, len, characters, zone)
        blocks = [numbered(n, excerpt, zone) for n, excerpt in enumerate(excerpts, start=1)]
        told = [shapes.described(excerpt.memory) for excerpt in excerpts]
        text = "\n".join([NOTICE, "<memories>", *blocks, "</memories>"]) if blocks else "Nothing is known of it."
        return Reply({"context": text, "memories": told}, frozenset(one["id"] for one in told))

    # What stands between the memory and what goes out

    def _now(self) -> datetime:
        return zoned(None)

    def _narrowed(self, filters: Filters) -> Filters:
        return self._scope().within(filters, self._now())

    def _truth(self) -> TruthsWithin:
        return TruthsWithin(self._store, self._lookback, self._narrowed, whole=self._scope().whole)

    def _hits(
        self,
        query: str,
        limit: int,
        since: str | None,
        until: str | None,
        kinds: Sequence[str],
        tags: Sequence[str],
    ) -> list[Hit]:
        from app.recalling import recalled
        from core.recall.engine import Request

        now = self._now()
        filters = self._lookback.recalled(
            _moment(since, now), _moment(until, now, end=True), kinds, tags, superseded=False
        )
        hits = recalled(self._recall, self._truth(), Request(query, limit, filters, False, now)).hits
        seen = self._seen(hit.memory.id for hit in hits)
        return [hit for hit in hits if hit.memory.id in seen]

    def _seen(self, ids: Iterable[str]) -> dict[str, int]:
        """Those that lie in the scope, with their numbers: asked of everything just before it goes out."""
        wanted = self._narrowed(Filters())
        return self._store.read(partial(passing, ids=ids, filters=wanted))

    def _row(self, id: str) -> rows.Row:
        key = id.strip().upper()
        if len(key) == ID and key in self._seen([key]):
            return self._lookback.row(key)
        raise MemoryNotFound(f"There is no memory {shown_line(id, 40)!r}.", "`search` gives ids, 26 characters each.")

    def _memories(self, ids: Iterable[str]) -> dict[str, Memory]:
        """Those of these memories that lie in the scope, as they stand now, in the same order."""
        wanted = list(ids)
        seen, now = self._seen(wanted), self._now()
        stored = self._store.read(lambda connection: rows.by_seq(connection, seen.values()))
        return {
            id: present.memory(stored[seen[id]], now, self._lookback.curve)
            for id in wanted
            if id in seen and seen[id] in stored
        }

    def _links(self, seq: int) -> list[dict[str, Any]]:
        """The strongest links whose other end lies in the scope."""
        known = self._store.read(lambda connection: links.of(connection, seq))
        seen = self._seen(link.id for link in known)
        near = [link for link in known if link.id in seen][:LINKS]
        ends = self._memories({link.id for link in near})
        return [
            shapes.linked(link, shown_line(ends[link.id].title or ends[link.id].text, 80))
            for link in near
            if link.id in ends
        ]


def _moment(words: str | None, now: datetime, *, end: bool = False) -> datetime | None:
    """The beginning of what words name, or its end; None stays None. Raises: BadTime."""
    if words is None:
        return None
    from core.text.times import span, when

    over = span(words, now)[1]
    return over if end and over != now else when(words, now)


def _ids(hits: Sequence[Hit]) -> frozenset[str]:
    return frozenset(hit.memory.id for hit in hits)
