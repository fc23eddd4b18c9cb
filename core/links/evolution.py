"""What a new memory teaches those near it: tags that several of them bear, and what they are about together.

Each change is a revision by Ebb, caused by the new memory; texts never change, and what the person set stays (A-MEM
rewrites whole notes). A context keeps one sentence: what evolution adds is its last clause, replaced, never piled up.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.bench import Bench
from core.clock import to_micros
from core.notes.tags import propagated
from core.recall.passages import embedded
from core.store import descriptions, links, memories, revisions, runs, surroundings, vectors
from core.store.connection import Connection
from core.store.links import SIMILAR, Edge
from core.store.revisions import Author
from core.store.surroundings import Standing
from core.store.vectors import Due, Passage
from core.text.words import words

AGREEING = 3
"""Neighbours that must bear a tag, or use a word, for a memory to take it on."""
MOST_TAGS = 3
MOST_WORDS = 2
MOST_AT_ONCE = 300
NEIGHBOURS = 12
"""A memory's strongest neighbours, which have a say."""
FIELDS = ("context", "auto_tags")
_OPENING = ", one of several about "
_CLAUSE = re.compile(rf"{_OPENING}([a-z]+(?: and [a-z]+)*)\.\Z")
_PLAIN = re.compile(r"\b[a-z]{4,}\b")


@dataclass(frozen=True, slots=True)
class Evolution:
    """One memory to be revised: what was read of it, what changes and why, the memory that caused it."""

    read: Standing
    cause: int
    changes: dict[str, object]
    why: str
    passages: list[tuple[Due, list[Passage]]] = field(default_factory=list)
    """What is embedded anew with it."""

    def apply(self, connection: Connection, bench: Bench) -> None:
        """Revise the memory, unless it changed meanwhile or evolved in this run already; embed it in the same step."""
        seq = self.read.seq
        if surroundings.standing(connection, [seq]).get(seq) != self.read:
            return
        run, at = bench.run(connection), to_micros(bench.now())
        if revisions.evolved_in(connection, seq, run):
            return
        revisions.revise(connection, seq, self.changes, at=at, why=self.why, author=Author("ebb", run, self.cause))
        runs.count(connection, run, revisions=1)
        if self.passages and bench.embedder:
            vectors.put(connection, bench.embedder.name, self.passages)


def evolutions(
    bench: Bench, new: Collection[int], known: Mapping[int, Standing], edges: Iterable[Edge]
) -> list[Evolution]:
    """What the links of a batch teach the memories at either end; the latest of the `new` ones there is the cause."""
    fresh: dict[int, dict[int, float]] = {}
    for edge in edges:
        if edge.kind == SIMILAR:
            fresh.setdefault(edge.source, {})[edge.target] = edge.weight
            fresh.setdefault(edge.target, {})[edge.source] = edge.weight
    if not fresh:
        return []
    bench.go_on()
    near, around, decided = bench.store.read(lambda connection: _surroundings(connection, fresh, known))
    found = []
    read = Read()
    for seq, weights in near.items():
        bench.go_on()
        others = [(weight, around[other]) for other, weight in weights.items() if other in around]
        if seq in around and len(others) >= AGREEING:
            changes, why = taught(around[seq], others, decided.get(seq, set()), read)
            if changes:
                cause = max(fresh[seq].keys() & set(new), default=max(fresh[seq]))
                found.append(Evolution(around[seq], cause, changes, why))
    return _embedded_anew(bench, found)


def _surroundings(
    connection: Connection, fresh: Mapping[int, Mapping[int, float]], known: Mapping[int, Standing]
) -> tuple[dict[int, dict[int, float]], dict[int, Standing], dict[int, set[str]]]:
    """The neighbours of each memory with new links, old ones too, strongest first; all of them as they stand."""
    chosen = sorted(fresh, reverse=True)[:MOST_AT_ONCE]
    near = {seq: dict(fresh[seq]) for seq in chosen}
    for source, target, _, weight in links.around(connection, chosen, NEIGHBOURS, (SIMILAR,)):
        for one, other in ((source, target), (target, source)):
            if one in near:
                near[one].setdefault(other, weight)
    strongest = {seq: dict(sorted(by.items(), key=lambda pair: -pair[1])[:NEIGHBOURS]) for seq, by in near.items()}
    wanted = {seq for by in strongest.values() for seq in by} | set(chosen)
    around = {seq: known[seq] for seq in wanted & known.keys()}
    around |= surroundings.standing(connection, wanted - known.keys())
    return strongest, around, descriptions.decided(connection, chosen, FIELDS)


def taught(
    one: Standing, near: Sequence[tuple[float, Standing]], decided: set[str], read: "Read"
) -> tuple[dict[str, object], str]:
    """What neighbours, given with their similarity, teach a memory: the changes, and why in words; both may be empty.

    `decided` names the fields that the person has set or taken back.
    """
    changes: dict[str, object] = {}
    why: list[str] = []
    if "auto_tags" not in decided and (lent := _tags(one, near)):
        names = sorted({*one.found_tags, *(tag for tag, _ in lent)})
        changes["auto_tags"] = names
        why += [f"tagged {tag}: {reason}" for tag, reason in lent]
    if "context" not in decided and (context := in_context(one, [other for _, other in near], read)) != one.context:
        changes["context"] = context
        why.append("its nearest memories are about the same")
    return changes, "; ".join(why)


def _tags(one: Standing, near: Sequence[tuple[float, Standing]]) -> list[tuple[str, str]]:
    """Tags that are lent anew, with why; at most MOST_TAGS with those it was lent before."""
    vocabulary = {tag for _, other in near for tag in other.own_tags}
    lent = propagated([(weight, other.own_tags) for weight, other in near], vocabulary)
    new = [pair for pair in lent if pair[0] not in one.own_tags | one.found_tags]
    return new[: max(0, MOST_TAGS - len(one.found_tags))]


def in_context(one: Standing, near: Sequence[Standing], read: "Read") -> str:
    """The context with a last clause that says what the memories around are about, if that adds words.

    Only plain words that stand so in AGREEING of them at least: never a name, never a number. A clause that still holds
    stays as it is. A memory without a context, or whose context is no sentence, gets none.
    """
    known = _CLAUSE.search(one.context)
    bare = _CLAUSE.sub(".", one.context)
    if not bare.endswith(".") or len(bare) < 2:
        return one.context
    support = read.supported(near)
    if known and all(support.get(word, 0) >= AGREEING for word in known[1].split(" and ")):
        return one.context
    said = {form for word in words(bare) for form in (word, f"{word}s", word.removesuffix("s"))}
    ranked = sorted(
        (-count, word)
        for word, count in support.items()
        if count >= AGREEING and word not in said and 2 * count >= len(near)
    )
    chosen = [word for _, word in ranked[:MOST_WORDS]]
    return f"{bare[:-1]}{_OPENING}{' and '.join(chosen)}." if chosen else bare


class Read:
    """The plain words of memories, each read once."""

    def __init__(self) -> None:
        self._texts: dict[int, frozenset[str]] = {}
        self._keywords: dict[int, frozenset[str]] = {}

    def supported(self, near: Sequence[Standing]) -> Counter[str]:
        """In how many of these memories each word stands, small, that is a keyword of two of them at least."""
        for one in near:
            if one.seq not in self._texts:
                self._texts[one.seq] = frozenset(_PLAIN.findall(one.text))
                own = (word for keyword in one.keywords for word in keyword.split())
                self._keywords[one.seq] = frozenset(own) & self._texts[one.seq]
        keyed = Counter(word for one in near for word in self._keywords[one.seq])
        return Counter(
            {word: sum(word in self._texts[one.seq] for one in near) for word, count in keyed.items() if count > 1}
        )


def _embedded_anew(bench: Bench, found: list[Evolution]) -> list[Evolution]:
    """The same with new vectors for those of which something changes that vectors are made from."""
    embedder = bench.embedder
    changed = [one for one in found if memories.EMBEDDED & one.changes.keys()]
    if embedder is None or not changed:
        return found
    seqs = [one.read.seq for one in changed]
    waiting = bench.store.read(lambda connection: vectors.as_they_stand(connection, seqs))
    now = [
        replace(waiting[one.read.seq], version=one.read.version + 1, **_embedded_fields(one))
        for one in changed
        if one.read.seq in waiting
    ]
    made = {due.seq: (due, passages) for due, passages in embedded(now, embedder)}
    return [replace(one, passages=[made[one.read.seq]] if one.read.seq in made else []) for one in found]


def _embedded_fields(one: Evolution) -> dict[str, Any]:
    return {name: value for name, value in one.changes.items() if name in memories.EMBEDDED}
