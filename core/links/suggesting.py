"""Memories that belong together and are not linked: the nearest by meaning, and those that bear the same rare names."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.links import reasons
from core.links.relations import RAREST
from core.store import cells as cell_rows
from core.store import entities, index, links, surroundings, vectors
from core.store.connection import Connection

LEAST, WORDLESS = 0.3, 0.42
"""Cosine from which a memory is worth a look: one that shares a telling word, and one that shares none."""
ALL = 1_000_000
NAMED = 0.15
"""What a shared rare name adds."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """A memory that may belong with another, by number; `score` orders, `why` says what both share."""

    seq: int
    score: float
    why: str


def suggested(connection: Connection, seq: int, model: str | None, limit: int) -> list[Suggested]:
    """What is related to a memory and not linked with it, the likest first; nothing that the person declined."""
    one = surroundings.standing(connection, [seq]).get(seq)
    if one is None:
        return []
    near = _near(connection, seq, model)
    names = _names(connection, seq)
    left_out = {seq, *_linked(connection, seq)}
    left_out.update(other for pair in links.declined(connection, [seq]) for other in pair)
    others = surroundings.standing(connection, (near.keys() | names.keys()) - left_out)
    total = surroundings.total(connection)
    vocabulary = reasons.Vocabulary(lambda word, most: index.document_count(connection, word, most), total)
    spoken = _spoken(connection, (seq, *others))
    found = []
    for other, standing in others.items():
        said = (*spoken.get(seq, ()), *spoken.get(other, ()))
        shared = reasons.alike(one, standing, vocabulary, names.get(other, ()), said)
        if shared or near.get(other, 0.0) >= WORDLESS:
            score = min(1.0, near.get(other, 0.0) + NAMED * len(names.get(other, ())))
            found.append(Suggested(other, round(score, 3), shared or reasons.apart(one, standing)))
    return sorted(found, key=lambda suggestion: (-suggestion.score, -suggestion.seq))[:limit]


def _near(connection: Connection, seq: int, model: str | None) -> dict[int, float]:
    """The cosines of the nearest memories, from LEAST; none where nothing is embedded."""
    model_id = vectors.find_model(connection, model) if model else None
    if model_id is None:
        return {}
    from core.links import cells

    own = cells.read_vectors(connection, [seq], model_id)
    if not own:
        return {}
    space = cells.read(connection, model_id)
    found = cells.candidates(space, own, lambda cell: cell_rows.members(connection, cell))[seq]
    others = cells.read_vectors(connection, found, model_id)
    scored = {other: float(own[seq] @ vector) for other, vector in others.items()}
    return {other: cosine for other, cosine in scored.items() if cosine >= LEAST}


def _names(connection: Connection, seq: int) -> dict[int, list[str]]:
    """The memories that bear the same rare names, with these."""
    found: dict[int, list[str]] = {}
    borne = {one.entity for one in entities.of(connection, [seq]).get(seq, ()) if one.role == entities.MENTION}
    counts = entities.counts(connection, (entity.id for entity in borne), RAREST + 1)
    for entity in sorted(borne, key=lambda entity: entity.id):
        if counts[entity.id] <= RAREST:
            for other in entities.memories_of(connection, entity.id):
                found.setdefault(other, []).append(entity.name)
    return found


def _spoken(connection: Connection, seqs: Iterable[int]) -> dict[int, list[str]]:
    said = entities.of(connection, seqs)
    return {seq: [one.entity.name for one in found] for seq, found in said.items()}


def _linked(connection: Connection, seq: int) -> set[int]:
    return {end for source, target, _, _ in links.around(connection, [seq], ALL) for end in (source, target)}
