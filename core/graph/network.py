"""All memories and links as one graph, and its measures; built when it is asked for and thrown away after.

Two memories that several links connect are one pair here: its strength is 1 - prod(1 - weight), as if each link were
a reason of its own, and its kind that of the strongest link.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.store.edges import Columns

if TYPE_CHECKING:
    import networkx as nx

Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]

SEED = 20
"""The seed of everything that needs chance, so that the same memory gives the same picture."""
_CERTAIN = 0.999
_BETWEENNESS_AT_MOST = 500
"""Memories up to which betweenness, whose cost grows with memories times links, is worked out."""
_STRONGEST = 3
"""Links that each memory keeps in the backbone, on which communities are found."""
_COARSEST = 0.01
_MANY, _STRONGEST_OF_MANY = 20_000, 2


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of linked memories as places in `Network.seqs`, `a < b`; strength 0 to 1; kind as in `Network.kinds`."""

    a: Int64
    b: Int64
    strength: Float64
    kind: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.a)

    def only(self, mask: NDArray[np.bool_] | Int64) -> "Pairs":
        """Those that the mask keeps."""
        return Pairs(self.a[mask], self.b[mask], self.strength[mask], self.kind[mask])


class Network:
    """The graph of a whole memory: n memories, by place, and the pairs of them that are linked."""

    def __init__(self, columns: Columns) -> None:
        self.seqs = columns.seqs
        self.kinds = columns.kinds
        self.links = len(columns.source)
        self.by_kind = {
            name: int(count)
            for name, count in zip(columns.kinds, np.bincount(columns.kind, minlength=len(columns.kinds)), strict=True)
            if count
        }
        self.pairs = _pairs(columns)

    def __len__(self) -> int:
        return len(self.seqs)

    @cached_property
    def degree(self) -> Int64:
        """(n,) with how many memories each is linked."""
        return np.bincount(np.concatenate([self.pairs.a, self.pairs.b]), minlength=len(self))

    @cached_property
    def components(self) -> Int64:
        """(n,) the number of the connected part that each memory is in."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        size, pairs = len(self), self.pairs
        matrix = coo_array((np.ones(len(pairs), np.int8), (pairs.a, pairs.b)), shape=(size, size))
        labels: Int64 = connected_components(matrix, directed=False)[1]
        return labels

    def hubs(self, limit: int) -> list[int]:
        """The places of the memories with most links, most first; none without links."""
        order = np.lexsort((-self.seqs, -self.degree))[:limit]
        return [int(place) for place in order if self.degree[place]]

    def orphans(self) -> Int64:
        """The places of the memories without links, newest first."""
        return np.flatnonzero(self.degree == 0)[::-1]

    def backbone(self) -> Pairs:
        """The strongest links of every memory: enough to see and to group by, however many there are."""
        return strongest(self.pairs, len(self), _STRONGEST if len(self) <= _MANY else _STRONGEST_OF_MANY)

    @cached_property
    def communities(self) -> list[list[int]]:
        """Places of linked memories that belong together, most linked first in each, the largest group first.

        Louvain (Blondel et al. 2008) on the backbone, weighted, with a fixed seed.
        """
        from networkx.algorithms.community import louvain_communities

        found = louvain_communities(graph(self.backbone()), weight="weight", seed=SEED)
        ordered = [sorted(group, key=lambda place: (-self.degree[place], place)) for group in found]
        return sorted(ordered, key=lambda group: (-len(group), group[0]))

    def gathered(self, most: int) -> list[list[int]]:
        """`communities` of two memories and more, the nearest of them joined until there are at most about `most`.

        Louvain again over the communities themselves, with ever lower resolution (Reichardt and Bornholdt 2006).
        """
        from networkx.algorithms.community import louvain_communities

        groups = [group for group in self.communities if len(group) > 1]
        resolution = 1.0
        while len(groups) > most and resolution > _COARSEST:
            whole = graph(between(self.pairs, groups, len(self), inside=True), range(len(groups)))
            joined = louvain_communities(whole, weight="weight", seed=SEED, resolution=resolution)
            merged = [[place for number in sorted(some) for place in groups[number]] for some in joined]
            groups = sorted(
                (sorted(group, key=lambda place: (-self.degree[place], place)) for group in merged),
                key=lambda group: (-len(group), group[0]),
            )
            resolution /= 2
        return groups[:most]

    def pagerank(self) -> dict[int, float]:
        """How much each linked memory is linked to by much linked ones; sums to 1."""
        import networkx as nx

        ranks: dict[int, float] = nx.pagerank(graph(self.backbone()), weight="weight")
        return ranks

    def bridges(self, limit: int) -> list[int]:
        """Places of the memories through which most shortest ways between others lead; [] where there are too many."""
        import networkx as nx

        if not 2 < np.count_nonzero(self.degree) <= _BETWEENNESS_AT_MOST:
            return []
        between = nx.betweenness_centrality(graph(self.pairs))
        order = sorted((place for place, score in between.items() if score > 0), key=lambda p: (-between[p], p))
        return order[:limit]


def strongest(pairs: Pairs, size: int, each: int) -> Pairs:
    """The pairs that are among the `each` strongest of either of their two memories."""
    ends = np.concatenate([pairs.a, pairs.b])
    numbers = np.concatenate([np.arange(len(pairs))] * 2)
    order = np.lexsort((numbers, -pairs.strength[numbers], ends))
    starts = np.searchsorted(ends[order], np.arange(size))
    place = np.arange(len(order)) - starts[ends[order]]
    return pairs.only(np.unique(numbers[order[place < each]]))


def between(pairs: Pairs, groups: Sequence[Sequence[int]], size: int, *, inside: bool = False) -> Pairs:
    """Pairs of groups, by their number, with how strongly they are linked: 1 for the most linked two.

    `groups` hold places of `size` things, each thing in one group at most; `inside` also pairs each with itself.
    """
    group_of = np.full(size, -1)
    for number, group in enumerate(groups):
        group_of[np.asarray(group)] = number
    a, b = group_of[pairs.a], group_of[pairs.b]
    across = (a >= 0) & (b >= 0) & (inside | (a != b))
    keys = np.minimum(a, b)[across] * len(groups) + np.maximum(a, b)[across]
    known, where = np.unique(keys, return_inverse=True)
    total = np.bincount(where, pairs.strength[across], minlength=len(known))
    kind = np.zeros(len(known), np.int16)
    return Pairs(known // max(len(groups), 1), known % max(len(groups), 1), total / total.max(initial=1e-9), kind)


def graph(pairs: Pairs, nodes: Iterable[int] = ()) -> "nx.Graph[int]":
    """These pairs as a networkx graph with `weight` on its edges; `nodes` are in it even without edges."""
    import networkx as nx

    made: nx.Graph[int] = nx.Graph()
    made.add_nodes_from(nodes)
    made.add_weighted_edges_from(zip(pairs.a.tolist(), pairs.b.tolist(), pairs.strength.tolist(), strict=True))
    return made


def _pairs(columns: Columns) -> Pairs:
    a, b = np.minimum(columns.source, columns.target), np.maximum(columns.source, columns.target)
    key = a * max(len(columns.seqs), 1) + b
    order = np.lexsort((columns.kind, -columns.weight, key))
    order = order[a[order] != b[order]]
    first = np.flatnonzero(np.diff(key[order], prepend=-1))
    doubt = np.log1p(-np.clip(columns.weight[order].astype(np.float64), 0.0, _CERTAIN))
    strength = -np.expm1(np.add.reduceat(doubt, first)) if len(first) else np.empty(0)
    best = order[first]
    return Pairs(a[best], b[best], strength, columns.kind[best])
