"""Where one episode ends and the next begins: a pause, another app, or a drop of the topic; and what an episode says.

The topic is followed by TextTiling over the memories' own vectors (Hearst, 1997): the similarity of the windows before
and after each gap, smoothed, has a minimum where the talk turns to something else.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.chat.turn import ANSWER, QUESTION
from core.levels import central, wording
from core.levels.central import Rarity
from core.levels.sentences import Sentence
from core.store.derived import Derived, Role
from core.store.levels import Member

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from core.levels.central import Vectors

    Float32 = NDArray[np.float32]

PAUSE = 30 * 60 * 1_000_000
"""Microseconds of silence that end an episode."""
LONGEST_RUN = 400
"""Memories without a pause beyond which a run is cut, so that one more costs no more than that."""
LEAST = 3
"""Memories that make an episode."""
BULK = 60
"""Notes of one day and folder beyond which they were copied there, not written."""
WINDOW = 3
SHORTEST = 4
"""Memories between two turns of the topic."""
DEPTH = 0.1
"""How much nearer the talk must be to itself on both sides than across a gap, together, in cosine."""
MOST_SENTENCES = 3
MOST_ASKED = 2
"""Questions to Ebb that an episode quotes beside."""


def runs(talk: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Cut (number, microseconds) in order where there was a pause, and after LONGEST_RUN memories."""
    found: list[list[int]] = []
    before: int | None = None
    for seq, at in talk:
        if before is None or at - before > PAUSE or len(found[-1]) >= LONGEST_RUN:
            found.append([])
        found[-1].append(seq)
        before = at
    return found


def episodes(members: Sequence[Member], vectors: "Vectors") -> list[list[Member]]:
    """Cut a run of memories where the app changes and where the topic drops; parts that are too short are left out."""
    parts: list[list[Member]] = []
    for member in members:
        if not parts or parts[-1][-1].app != member.app:
            parts.append([])
        parts[-1].append(member)
    return [whole for part in parts for whole in _by_topic(part, vectors) if len(whole) >= LEAST]


def _by_topic(members: list[Member], vectors: "Vectors") -> list[list[Member]]:
    if len(members) < 2 * SHORTEST or any(member.seq not in vectors for member in members):
        return [members]
    import numpy as np

    borders = turns(np.stack([vectors[member.seq] for member in members]))
    return [members[start:end] for start, end in zip([0, *borders], [*borders, len(members)], strict=True)]


def turns(vectors: "Float32") -> list[int]:
    """Where the topic turns, as the places of the first memories after it; `vectors` is (n, d) float32, unit length."""
    near = _smooth(_across(vectors))
    depth = _depths(near)
    least = max(DEPTH, float(depth.mean() + depth.std() / 2))
    found: list[int] = []
    for place in sorted(range(len(depth)), key=lambda place: -depth[place]):
        border = place + 1
        if depth[place] < least:
            break
        if all(abs(border - other) >= SHORTEST for other in (0, len(vectors), *found)):
            found.append(border)
    return sorted(found)


def _across(vectors: "Float32") -> "Float32":
    """The cosine of the sums of WINDOW vectors before and after each gap, (n - 1,)."""
    import numpy as np

    summed = np.concatenate([np.zeros((1, vectors.shape[1]), dtype=np.float32), np.cumsum(vectors, axis=0)])
    gaps = np.arange(1, len(vectors))
    before = summed[gaps] - summed[np.maximum(gaps - WINDOW, 0)]
    after = summed[np.minimum(gaps + WINDOW, len(vectors))] - summed[gaps]
    lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    near: Float32 = (before * after).sum(axis=1) / np.maximum(lengths, 1e-9)
    return near


def _smooth(values: "Float32") -> "Float32":
    import numpy as np

    padded = np.pad(values, 1, mode="edge")
    smooth: Float32 = (padded[:-2] + 2 * padded[1:-1] + padded[2:]) / np.float32(4)
    return smooth


def _depths(near: "Float32") -> "Float32":
    """How far each place lies below the nearest peaks on its two sides, together."""
    import numpy as np

    depth = np.zeros_like(near)
    for place, value in enumerate(near):
        total = 0.0
        for side in (near[:place][::-1], near[place + 1 :]):
            peak = value
            for other in side:
                if other < peak:
                    break
                peak = other
            total += float(peak - value)
        depth[place] = total
    return depth


def episode(
    members: Sequence[Member], sentences: Sequence[Sentence], vectors: "Vectors", rarity: Rarity, *, alone: bool = True
) -> Derived | None:
    """What an episode says in up to three sentences, verbatim; None if there is nothing to quote.

    One that is not `alone` in its talk is told apart from the others by its topics.
    """
    told = [sentence for sentence in sentences if not sentence.member.role]
    quotes = central.chosen(told, vectors, rarity, MOST_SENTENCES, per_member=1)
    quotes = sorted([*quotes, *_asked(members, sentences)], key=central.in_time)
    if not quotes:
        return None
    first, last = members[0], members[-1]
    return Derived(
        key=f"episode/{first.id}",
        role=Role.EPISODE,
        title=_title(members, sentences, rarity, alone),
        text="\n".join([wording.episode_head(members), *(wording.quoted(quote) for quote in quotes)]),
        occurred_at=last.occurred_at,
        basis=wording.basis(members),
        spans=tuple(quote.span for quote in quotes),
        members=tuple(member.seq for member in members),
        why=f"belongs to the episode of {wording.day(first.local())}",
    )


def _asked(members: Sequence[Member], sentences: Sequence[Sentence]) -> list[Sentence]:
    """The first things that were asked of Ebb, each with the beginning of its answer."""
    first: dict[int, Sentence] = {}
    for sentence in sentences:
        if sentence.member.role:
            first.setdefault(sentence.member.seq, sentence)
    asked = [place for place, member in enumerate(members) if member.role == QUESTION and member.seq in first]
    found: list[Sentence] = []
    for place in asked[:MOST_ASKED]:
        found.append(first[members[place].seq])
        answer = members[place + 1] if place + 1 < len(members) else None
        if answer is not None and answer.role == ANSWER and answer.seq in first:
            found.append(first[answer.seq])
    return found


def _title(members: Sequence[Member], sentences: Sequence[Sentence], rarity: Rarity, alone: bool) -> str:
    first = members[0]
    given = wording.cut(first.source_title, 100) if first.thread_id is not None else ""
    told = [] if given and alone else central.topics(sentences, rarity, wording.stems_of_names(members))
    subject = ": ".join(filter(None, [given, ", ".join(told)])) or wording.folder_of(first)
    date = wording.day(first.local())
    return f"{subject[:1].upper()}{subject[1:]} ({date})" if subject else date
