"""Whether a fading memory is worth keeping, and why: what the person put into it, and what it is tied to."""

from dataclasses import dataclass

LEAST = 0.3
"""The worth, Ebb's own links not counted, from which a fading memory is offered for review: that it was made by hand,
recalled twice or linked twice by the person will do.
"""

PINNED, BY_HAND, RECALLED, OWN_LINK, LINK = 1.0, 0.5, 0.15, 0.2, 0.05
MOST_RECALLS, MOST_OWN_LINKS, MOST_LINKS = 5, 5, 10
"""How many of each count; the weights are by judgement, so that no single reason drowns all others."""


@dataclass(frozen=True, slots=True)
class Ties:
    """What speaks for a memory; `own_links` were made by the person, `links` by Ebb."""

    pinned: bool = False
    by_hand: bool = False
    importance: float = 0.5
    recalls: int = 0
    own_links: int = 0
    links: int = 0


def worth(ties: Ties) -> float:
    """How much a memory is worth keeping; 0 where nothing speaks for it."""
    return (
        PINNED * ties.pinned
        + BY_HAND * ties.by_hand
        + 2 * max(ties.importance - 0.5, 0.0)
        + RECALLED * min(ties.recalls, MOST_RECALLS)
        + OWN_LINK * min(ties.own_links, MOST_OWN_LINKS)
        + LINK * min(ties.links, MOST_LINKS)
    )


def reasons(ties: Ties) -> tuple[str, ...]:
    """What speaks for it, in words."""
    said = [
        ("pinned", ties.pinned),
        ("written by hand", ties.by_hand),
        ("important", ties.importance > 0.5),
        (f"recalled {_times(ties.recalls)}", ties.recalls),
        (f"linked by you {_times(ties.own_links)}", ties.own_links),
        (f"{ties.links} link{'s' if ties.links > 1 else ''} found by Ebb", ties.links),
    ]
    return tuple(words for words, holds in said if holds)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
