"""The memories within some steps of one, the strongest links first; hubs are cut, and what was cut is counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core.graph.kinds import rank_of
from core.graph.nodes import Node, Tie
from core.store import edges
from core.store.connection import Connection
from core.store.edges import Edge

NEAR = 40
"""Links of each kind that are shown of the memory in the middle."""
FAR = 6
"""Links of each kind that are followed from each further memory."""
MOST = 400
"""Memories in one neighbourhood."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What was reached, by number: the step of each memory, 0 for the one in the middle, and the links in between."""

    steps: dict[int, int]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A memory with what is around it, nearest and strongest first; `steps` says how far from it each node is."""

    centre: Node
    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    steps: dict[str, int]

    @property
    def left_out(self) -> int:
        """How many memories the one in the middle is linked with that are not shown."""
        return max(self.centre.degree - sum(step == 1 for step in self.steps.values()), 0)

    def around(self, id: str) -> list[Tie]:
        """The links of one memory, by kind in their usual order, the strongest of each first."""
        found = [tie for tie in self.ties if id in (tie.source, tie.target)]
        return sorted(found, key=lambda tie: (rank_of(tie.kind), -tie.weight))

    def beyond(self, id: str) -> list[Tie]:
        """The links of one memory that lead further away from the middle."""
        return [tie for tie in self.around(id) if self.steps[tie.other(id)] > self.steps[id]]

    def tree(self) -> dict[str, list[Tie]]:
        """The shortest ways from the middle as a tree: for each memory the links to those that hang from it.

        Each memory hangs from one, by its strongest link to one that is a step nearer.
        """
        hanging: dict[str, tuple[str, Tie]] = {}
        for tie in sorted(self.ties, key=lambda tie: (-tie.weight, rank_of(tie.kind))):
            for near, far in ((tie.source, tie.target), (tie.target, tie.source)):
                if self.steps[far] == self.steps[near] + 1 and far not in hanging:
                    hanging[far] = near, tie
        found: dict[str, list[Tie]] = {}
        for near, tie in hanging.values():
            found.setdefault(near, []).append(tie)
        return {near: sorted(ties, key=lambda tie: (rank_of(tie.kind), -tie.weight)) for near, ties in found.items()}

    def to_json(self) -> dict[str, Any]:
        """Plain values: the centre's id, nodes with their step, edges, and how many neighbours are left out."""
        nodes = [{**node.to_json(), "step": self.steps[node.id]} for node in (self.centre, *self.nodes)]
        return {
            "centre": self.centre.id,
            "nodes": nodes,
            "edges": [tie.to_json() for tie in self.ties],
            "left_out": self.left_out,
        }


def reach(connection: Connection, centre: int, *, steps: int, kinds: Sequence[str] = (), least: float = 0.0) -> Reach:
    """Walk outwards from `centre` over links of these kinds (empty: all) of at least this weight, strongest first."""
    found = {centre: 0}
    ties: dict[tuple[int, int, str], Edge] = {}
    frontier = [centre]
    for step in range(1, steps + 1):
        limit = NEAR if step == 1 else FAR
        fresh: list[int] = []
        for seq in frontier:
            for edge, other in _from(connection, seq, limit, kinds, least):
                if other not in found and len(found) < MOST:
                    found[other] = step
                    fresh.append(other)
                if other in found:
                    ties[edge.source, edge.target, edge.kind] = edge
        frontier = fresh
    return Reach(found, tuple(ties.values()))


def _from(
    connection: Connection, seq: int, limit: int, kinds: Sequence[str], least: float
) -> Iterator[tuple[Edge, int]]:
    for edge in edges.around(connection, seq, limit=limit, kinds=kinds, least=least):
        yield edge, edge.target if edge.source == seq else edge.source
