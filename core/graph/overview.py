"""The graph of a whole memory in figures: kinds, connected parts, communities, hubs, bridges, orphans."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.graph.network import Network
from core.graph.nodes import Naming, Node

COMMUNITIES, HUBS, BRIDGES, ORPHANS = 12, 10, 5, 5
"""How many of each are named."""
_HUBS_OF_EACH = 3


@dataclass(frozen=True, slots=True)
class Community:
    """Memories that belong together: how many, the words that set them apart, the most linked of them."""

    size: int
    words: tuple[str, ...]
    hubs: tuple[Node, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"size": self.size, "words": list(self.words), "hubs": [hub.to_json() for hub in self.hubs]}


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole in figures; `largest` is the size of the largest connected part, lists hold the first few."""

    memories: int
    links: int
    kinds: dict[str, int]
    components: int
    largest: int
    communities: tuple[Community, ...]
    community_count: int
    hubs: tuple[Node, ...]
    bridges: tuple[Node, ...]
    orphans: tuple[Node, ...]
    orphan_count: int

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "memories": self.memories,
            "links": self.links,
            "kinds": self.kinds,
            "components": {"count": self.components, "largest": self.largest},
            "communities": {"count": self.community_count, "list": [one.to_json() for one in self.communities]},
            "hubs": [node.to_json() for node in self.hubs],
            "bridges": [node.to_json() for node in self.bridges],
            "orphans": {"count": self.orphan_count, "list": [node.to_json() for node in self.orphans]},
        }


def overview(network: Network, naming: Naming) -> Overview:
    """The figures of a network; connected parts are those of two memories and more."""
    groups = [group for group in network.communities if len(group) > 1]
    shown = groups[:COMMUNITIES]
    words = naming.topics([_seqs(network, group) for group in groups])[: len(shown)]
    orphans = network.orphans()
    sizes = np.bincount(network.components) if len(network) else np.zeros(0, np.int64)
    return Overview(
        memories=len(network),
        links=network.links,
        kinds=dict(sorted(network.by_kind.items(), key=lambda pair: (-pair[1], pair[0]))),
        components=int(np.count_nonzero(sizes > 1)),
        largest=int(sizes.max(initial=0)) if network.links else 0,
        communities=tuple(
            Community(len(group), about, tuple(naming.nodes(_seqs(network, group[:_HUBS_OF_EACH]))))
            for group, about in zip(shown, words, strict=True)
        ),
        community_count=len(groups),
        hubs=tuple(naming.nodes(_seqs(network, network.hubs(HUBS)))),
        bridges=tuple(naming.nodes(_seqs(network, network.bridges(BRIDGES)))),
        orphans=tuple(naming.nodes(_seqs(network, orphans[:ORPHANS].tolist()))),
        orphan_count=len(orphans),
    )


def _seqs(network: Network, places: list[int]) -> list[int]:
    return [int(network.seqs[place]) for place in places]
