"""The step that links new memories to those they belong with, and lets them refine these."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from core.bench import Bench
from core.clock import to_micros
from core.store import cells as cell_rows
from core.store import due, entities, index, links, runs, surroundings, vectors, wiki
from core.store.connection import Connection
from core.store.links import SIMILAR, Edge
from core.store.revisions import Author
from core.store.surroundings import Standing

if TYPE_CHECKING:
    from core.links.cells import Float32
    from core.links.evolution import Evolution
    from core.links.likeness import Alike

SAMPLE = 128
"""Memories from all over, to tell what is near from what is only less far."""
WORDLESS = 0.5
"""The least cosine of two memories that share no telling word: below, it is mostly how they are said."""
PART = 400


@dataclass(slots=True)
class Batch:
    """Memories that are due, with all that was found for them."""

    new: dict[int, Standing]
    model_id: int | None
    total: int
    vectors: "dict[int, Float32]" = field(default_factory=dict)
    known: dict[int, Standing] = field(default_factory=dict)
    """The new ones and all that they may be linked with."""
    near: "dict[int, list[Alike]]" = field(default_factory=dict)
    edges: dict[tuple[int, int, str], Edge] = field(default_factory=dict)


def link(bench: Bench, size: int) -> int:
    """Link memories that are due, once they are embedded where there is an embedder; returns how many there were.

    What Ebb linked before is found anew where a text has changed; derived memories are only marked.
    """
    seqs = bench.store.read(
        lambda connection: due.numbers(connection, "linked", size, embedded=bench.embedder is not None)
    )
    if not seqs:
        return 0
    batch = bench.store.read(lambda connection: _read(connection, bench, seqs))
    if batch.new:
        _find_alike(bench, batch)
        _relate(bench, batch)
    from core.links.evolution import evolutions

    changes = evolutions(bench, batch.new.keys(), batch.known, batch.edges.values())
    bench.store.write(lambda connection: _write(connection, bench, batch, seqs, changes))
    return len(seqs)


def _read(connection: Connection, bench: Bench, seqs: list[int]) -> Batch:
    name = bench.embedder.name if bench.embedder else None
    new = surroundings.standing(connection, seqs)
    model_id = vectors.find_model(connection, name) if name else None
    return Batch(new, model_id, surroundings.total(connection), known=dict(new))


def _find_alike(bench: Bench, batch: Batch) -> None:
    """The nearest memories that are not only the least far."""
    model_id = batch.model_id
    if model_id is None:
        return
    from core.links import cells
    from core.links.likeness import alike, capped

    read = bench.store.read
    batch.vectors = read(lambda connection: cells.read_vectors(connection, batch.new, model_id))
    space = read(lambda connection: cells.read(connection, model_id))
    bench.go_on()
    wanted = cells.candidates(
        space, batch.vectors, lambda cell: read(lambda connection: cell_rows.members(connection, cell))
    )
    sample = read(lambda connection: cell_rows.sample(connection, SAMPLE))
    others: dict[int, Float32] = {}
    for part in _parts({seq for found in (*wanted.values(), sample) for seq in found} - batch.vectors.keys()):
        bench.go_on()
        others |= read(partial(cells.read_vectors, seqs=part, model_id=model_id))
    bench.go_on()
    found = alike(batch.vectors, wanted, others, sample, batch.total)
    near = {one.other for ones in found.values() for one in ones}
    batch.near = capped(found, read(lambda connection: links.degrees(connection, near, (SIMILAR,))))
    met = {one.other for found in batch.near.values() for one in found} - batch.known.keys()
    batch.known |= read(lambda connection: surroundings.standing(connection, met))


def _relate(bench: Bench, batch: Batch) -> None:
    """Give every pair that belongs together its links, with reasons."""
    from core.links import relations

    names = _names(bench, batch)
    _link_alike(bench, batch, names)
    earlier = bench.store.read(lambda connection: _before(connection, batch.new.values()))
    for one in batch.new.values():
        bench.go_on()
        near = {other.other: other.cosine for other in batch.near.get(one.seq, ())}
        bearers = {name: (count, [batch.known[seq] for seq in seqs]) for name, (count, seqs) in names[one.seq].items()}
        for edge in relations.by_name(one, bearers, near):
            if (edge.source, edge.target, SIMILAR) not in batch.edges:
                _keep(batch, edge)
        before = earlier.get(one.seq)
        if before is not None:
            follows = relations.follows_in_talk(one)
            found = relations.reply(one, before) if follows else relations.next_in_time(one, before)
            if found:
                _keep(batch, found)
    barred = bench.store.read(lambda connection: links.declined(connection, batch.new))
    for key in [key for key in batch.edges if key[:2] in barred or key[1::-1] in barred]:
        del batch.edges[key]


def _keep(batch: Batch, edge: Edge) -> None:
    batch.edges.setdefault((edge.source, edge.target, edge.kind), edge)


def _before(connection: Connection, new: Iterable[Standing]) -> dict[int, Standing]:
    """What came directly before each memory: the turn before it in its thread, or the last one of the same source."""
    from core.links import relations

    found: dict[int, int] = {}
    for one in new:
        if one.thread is not None:
            seq = surroundings.turn_before(connection, one.seq)
        else:
            within = relations.reach(one)
            seq = surroundings.before(connection, one, within) if within else None
        if seq is not None:
            found[one.seq] = seq
    standing = surroundings.standing(connection, set(found.values()))
    return {seq: standing[before] for seq, before in found.items() if before in standing}


Names = dict[int, dict[str, tuple[int, list[int]]]]


def _names(bench: Bench, batch: Batch) -> Names:
    """For each new memory the rare names it bears: how many memories bear each, and which."""
    from core.links.relations import RAREST

    def work(connection: Connection) -> Names:
        mentioned = {
            seq: {one.entity.id: one.entity.name for one in found if one.role == entities.MENTION}
            for seq, found in entities.of(connection, batch.new).items()
        }
        counts = entities.counts(connection, {id for found in mentioned.values() for id in found}, RAREST + 1)
        rare = {id for id, count in counts.items() if 2 <= count <= RAREST}
        bearing = {id: entities.memories_of(connection, id) for id in sorted(rare)}
        missing = {seq for seqs in bearing.values() for seq in seqs} - batch.known.keys()
        batch.known |= surroundings.standing(connection, missing)
        return {
            seq: {
                name: (counts[id], [other for other in bearing[id] if other in batch.known])
                for id, name in mentioned.get(seq, {}).items()
                if id in rare
            }
            for seq in batch.new
        }

    bench.go_on()
    return bench.store.read(work)


def _link_alike(bench: Bench, batch: Batch, names: Names) -> None:
    from core.links import reasons, relations

    def ask(word: str, most: int) -> int:
        return bench.store.read(lambda connection: index.document_count(connection, word, most))

    vocabulary = reasons.Vocabulary(ask, batch.total)
    said = bench.store.read(lambda connection: entities.of(connection, batch.known))
    spoken = {seq: [one.entity.name for one in found] for seq, found in said.items()}
    for seq, found in batch.near.items():
        bench.go_on()
        for one in found:
            if one.other not in batch.known or seq not in batch.new:
                continue
            later, earlier = relations.later_first(batch.new[seq], batch.known[one.other])
            if (later.seq, earlier.seq, SIMILAR) in batch.edges:
                continue
            shared = [name for name, (_, seqs) in names[seq].items() if one.other in seqs]
            others = (*spoken.get(later.seq, ()), *spoken.get(earlier.seq, ()))
            why = reasons.alike(later, earlier, vocabulary, shared, others)
            if why or one.cosine >= WORDLESS:
                why = why or reasons.apart(later, earlier)
                _keep(batch, Edge(later.seq, earlier.seq, SIMILAR, round(one.cosine, 3), why))


def _write(connection: Connection, bench: Bench, batch: Batch, seqs: list[int], changes: "list[Evolution]") -> None:
    """Store what was found for memories that still are as they were read, and mark these as linked."""
    standing = surroundings.due(connection, seqs)
    changed = {seq for seq, one in batch.new.items() if standing.get(seq) != one.version}
    current = batch.new.keys() - changed
    links.clear(connection, cell_rows.placed(connection, current))
    there = surroundings.standing(connection, batch.known.keys()).keys() if batch.edges else set()
    edges = [edge for edge in batch.edges.values() if {edge.source, edge.target} <= there - changed]
    if edges:
        run = bench.run(connection)
        made = links.add_all(connection, edges, to_micros(bench.now()), Author("ebb", run))
        runs.count(connection, run, links=made)
    if batch.model_id is not None:
        from core.links import cells

        placed = {seq: vector for seq, vector in batch.vectors.items() if seq in current}
        cells.place(connection, batch.model_id, placed, batch.total)
    wiki.read(connection, sorted(current))
    for change in changes:
        if change.cause not in changed:
            change.apply(connection, bench)
    due.mark(connection, "linked", [seq for seq in seqs if seq not in changed])


def _parts(seqs: Iterable[int]) -> list[list[int]]:
    wanted = sorted(seqs)
    return [wanted[start : start + PART] for start in range(0, len(wanted), PART)]
