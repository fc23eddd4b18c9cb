"""Spreads a person's own tags to a new memory, when several of its nearest neighbours bear them."""

from collections.abc import Collection, Sequence

LEAST_NEIGHBOURS = 3
LEAST_SIMILARITY = 0.35
"""Cosine below which a neighbour has no say."""
LEAST_SHARE = 0.5
"""Of the neighbours' summed similarity that those with the tag must have."""
MOST = 3


def propagated(
    neighbours: Sequence[tuple[float, Collection[str]]], vocabulary: Collection[str]
) -> list[tuple[str, str]]:
    """The tags that mutual near neighbours lend a memory, each with why, best supported first; at most MOST.

    `neighbours` holds each one's cosine similarity and the tags that the *person* gave it; `vocabulary` is every tag
    that the person uses. Tags that Ebb gave must be in neither, or they would spread by themselves.
    """
    near = [
        (similarity, set(tags) & set(vocabulary)) for similarity, tags in neighbours if similarity >= LEAST_SIMILARITY
    ]
    total = sum(similarity for similarity, _ in near)
    support: dict[str, list[float]] = {}
    for similarity, tags in near:
        for tag in tags:
            support.setdefault(tag, []).append(similarity)
    found = [
        (sum(by), tag, f"{len(by)} of its {len(near)} nearest memories bear it")
        for tag, by in support.items()
        if len(by) >= LEAST_NEIGHBOURS and sum(by) >= LEAST_SHARE * total
    ]
    return [(tag, why) for _, tag, why in sorted(found, key=lambda one: (-one[0], one[1]))[:MOST]]
