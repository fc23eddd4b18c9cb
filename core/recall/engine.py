"""Recall: two cheap channels find candidates, late interaction refines them, one fusion ranks, each hit says why."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from core import present
from core.decay.curve import Curve
from core.errors import Overtaken
from core.memory import Hit, Memory, State, Why
from core.ports import Embedder
from core.recall import fusion
from core.recall.candidates import Candidates, gather
from core.recall.dense import BitIndex
from core.recall.question import Question, read
from core.recall.snippets import snippet
from core.store import index, memories, rows, vectors
from core.store.connection import Connection
from core.store.filters import Filters
from core.store.glance import at_a_glance
from core.store.store import Store

RETENTION = "retention"
RETENTION_WEIGHT = 0.1
"""How far retention may move a score: at most a twentieth up or down, so that age never hides a strong match."""

LOOKED_AT = 200
"""Memories that a glance goes through at most, in the order of their words, for such as are not dormant."""

SPARE = 5
"""Hits beyond the limit that are looked at, for those that retention lifts and in place of dormant ones."""


@dataclass(frozen=True, slots=True)
class Request:
    """One search, with everything checked; channels `left_out` find but do not count, to measure what each adds.

    Once `stop()` is true, nobody waits for the answer, and the search ends with Overtaken.
    """

    query: str
    limit: int
    filters: Filters
    include_all: bool
    now: datetime
    typing: bool = False
    left_out: frozenset[str] = frozenset()
    stop: Callable[[], bool] | None = None

    def go_on(self) -> None:
        """Raises: Overtaken, if nobody waits any more."""
        if self.stop and self.stop():
            raise Overtaken


@dataclass(frozen=True, slots=True)
class Found:
    """Hits, best first; for each how well it matches on its own (not against the others), and the words' weights.

    `closeness` is as `Candidates.closeness` has it; None for a memory that is not embedded. `words` maps each word that
    was looked for to its inverse document frequency.
    """

    hits: list[Hit]
    closeness: list[float | None]
    words: dict[str, float]


class Recall:
    """Searches one store; safe to call from several threads."""

    def __init__(self, store: Store, embedder: Callable[[], Embedder | None], curve: Curve) -> None:
        """`embedder` gives the embedding model, or None when only keywords work."""
        self._store = store
        self._embedder = embedder
        self._curve = curve
        self._bits = threading.local()

    def search(self, request: Request) -> list[Hit]:
        """The best memories, best first. Dormant ones answer only when nothing else does. Raises: BadInput."""
        return self.find(request).hits

    def find(self, request: Request) -> Found:
        """`search`, with what is needed to judge whether the hits answer at all. Raises: BadInput."""
        authors = self._store.read(memories.authors)
        question = read(request.query, authors, request.now, typing=request.typing)
        embedder = self._embedder()
        encoding = embedder.encode([question.meaning])[0] if embedder else None
        request.go_on()

        def work(connection: Connection) -> Found:
            bits = self._index(connection, embedder.name) if embedder else None
            found = gather(connection, question, request.filters, encoding, bits, request.limit)
            request.go_on()
            return self._found(connection, question, found, request)

        return self._store.snapshot(work, request.stop)

    def glance(self, request: Request) -> list[Hit]:
        """What holds the words, best first, in a tenth of the time that `search` takes and without a model.

        For who still types: meaning, links, time and talk do not count, and of very common words the newest memories
        answer. What only names are asked for was also said by who bears them. Raises: BadInput, Overtaken.
        """

        def work(connection: Connection) -> list[Hit]:
            question = read(request.query, memories.authors(connection), request.now, typing=request.typing)
            seqs = at_a_glance(connection, question.words, request.filters, LOOKED_AT, prefix=question.prefix)
            if question.only_names:
                seqs += index.by_author(connection, question.authors, request.filters, request.limit)
            seqs = list(dict.fromkeys(seqs))
            known = self._shortlist(connection, range(len(seqs)), seqs, request)
            best = list(known)[: request.limit]
            return [Hit(known[place], 1 / (1 + place), (), snippet(known[place].text, question.text)) for place in best]

        return self._store.snapshot(work, request.stop)

    def _index(self, connection: Connection, model: str) -> "tuple[int, BitIndex] | None":
        """The model's number and its bits, read again only when something was written since."""
        version = connection.execute("PRAGMA data_version").fetchone()[0]
        kept = getattr(self._bits, "kept", None)
        if kept is None or kept[0] != (id(connection), version, model):
            number = vectors.find_model(connection, model)
            found = None if number is None else (number, BitIndex(vectors.blocks(connection, number)))
            kept = self._bits.kept = ((id(connection), version, model), found)
        return kept[1]

    def _found(self, connection: Connection, question: Question, found: Candidates, request: Request) -> Found:
        total, parts = fusion.fused(found.channels, request.left_out)
        moved = 0.0 if RETENTION in request.left_out else RETENTION_WEIGHT
        relevant = found.relevant()
        order = [int(place) for place in np.argsort(-total, kind="stable") if total[place] > 0 and relevant[place]]
        memories_now = self._shortlist(connection, order, found.seqs, request)
        score = {
            place: float(total[place]) * (1 + moved * (memory.retention - 0.5))
            for place, memory in memories_now.items()
        }
        best = sorted(memories_now, key=lambda place: -score[place])[: request.limit]
        paths = _paths(connection, found, best)
        reasons = _Reasons(found.channels, parts)
        hits = [
            Hit(
                memories_now[place],
                round(score[place], 4),
                reasons.of(place, paths.get(place, ())),
                snippet(memories_now[place].text, question.text),
            )
            for place in best
        ]
        return Found(hits, [found.closeness(place) for place in best], found.words)

    def _shortlist(
        self, connection: Connection, order: Sequence[int], seqs: Sequence[int], request: Request
    ) -> dict[int, Memory]:
        """The first places of `order` with their memories; dormant ones only if asked for, or if all are."""
        wanted = request.limit + SPARE
        chosen: dict[int, Memory] = {}
        dormant: dict[int, Memory] = {}
        for start in range(0, len(order), wanted):
            places = order[start : start + wanted]
            numbers = [seqs[place] for place in places]
            stored, linked = rows.by_seq(connection, numbers), index.linked(connection, numbers)
            for place, seq in zip(places, numbers, strict=True):
                memory = present.memory(stored[seq], request.now, self._curve, linked.get(seq, ()))
                if memory.state != State.FORGOTTEN:
                    hidden = memory.state == State.DORMANT and not request.include_all
                    (dormant if hidden else chosen)[place] = memory
            if len(chosen) >= wanted:
                break
        return chosen or dormant


class _Reasons:
    """Each candidate's rank and score in the channels that it has: not those in which its words stood in."""

    def __init__(self, channels: fusion.Channels, parts: dict[str, fusion.Float32]) -> None:
        missing = {name: np.isnan(values) for name, values in channels.scores.items()}
        none = np.zeros(channels.size, dtype=bool)
        self._parts = [
            (name, _ranks(values), values.tolist(), ((values != 0) & ~missing.get(name, none)).tolist())
            for name, values in parts.items()
        ]

    def of(self, place: int, path: tuple[str, ...] = ()) -> tuple[Why, ...]:
        """The reasons for one candidate, in the channels' order; `path` is how links led there."""
        return tuple(
            Why(name, ranks[place], round(values[place], 4), path if name == fusion.LINKS else ())
            for name, ranks, values, present in self._parts
            if present[place]
        )


def _paths(connection: Connection, found: Candidates, places: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """For each of these candidates how links lead there from a seed of the walk, as ids."""
    if found.walk is None:
        return {}
    paths = {place: found.walk.path(found.seqs[place]) for place in places}
    ids = index.ids(connection, sorted({seq for path in paths.values() for seq in path}))
    return {place: tuple(ids[seq] for seq in path) for place, path in paths.items()}


def _ranks(values: fusion.Float32) -> list[int]:
    """The rank of each candidate from 1."""
    ranks = np.empty(len(values), dtype=np.intp)
    ranks[np.argsort(-values, kind="stable")] = np.arange(1, len(values) + 1)
    found: list[int] = ranks.tolist()
    return found
