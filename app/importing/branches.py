"""A conversation as a tree: asking again or putting a question otherwise starts a branch, and one path was taken."""

from collections.abc import Mapping

Parents = Mapping[str, str | None]


class Circle(ValueError):
    """A tree that is none, as one runs in a circle when one goes up."""


def path(parents: Parents, leaf: str | None) -> list[str]:
    """The nodes from the root down to `leaf`, none for None. Raises: Circle."""
    found: dict[str, None] = {}
    while leaf is not None and leaf in parents:
        if leaf in found:
            raise Circle("its tree of messages runs in a circle")
        found[leaf] = None
        leaf = parents[leaf]
    return list(found)[::-1]


def off(parents: Parents, taken: list[str]) -> dict[str, str]:
    """For each node that is not on the path, the one with which its branch left it; in the order of `parents`."""
    on_path = set(taken)
    left: dict[str, str] = {}
    for node in parents:
        climbed: dict[str, None] = {}
        above: str | None = node
        while above is not None and above in parents and above not in on_path and above not in left:
            if above in climbed:
                break
            climbed[above] = None
            above = parents[above]
        if climbed:
            start = left[above] if above in left else list(climbed)[-1]
            left |= dict.fromkeys(reversed(climbed), start)
    return left
