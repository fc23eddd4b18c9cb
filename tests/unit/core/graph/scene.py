"""What the graph's tests are made of: a store with memories that are linked as a test says."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from core.decay.curve import Curve
from core.graph.network import Network
from core.graph.nodes import Naming
from core.intake import draft
from core.store import edges, links, memories
from core.store.store import Store

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)

Joined = tuple[int, int, str, float]
"""Source and target by number from 1, kind, weight."""


def linked(path: Path, titles: Sequence[str], joined: Iterable[Joined]) -> Store:
    """A store with one memory for each title, numbered from 1, and these links."""
    store = Store(path / "ebb.db")
    drafts = [draft(f"{title} in words of its own", title=title, now=NOW) for title in titles]
    store.write(lambda connection: memories.insert(connection, drafts))
    store.write(
        lambda connection: [
            links.add(connection, source, target, kind=kind, weight=weight, why=f"why {source} {target}", at=0)
            for source, target, kind, weight in joined
        ]
    )
    return store


def network(store: Store, **sieve: object) -> Network:
    """The whole graph."""
    return Network(store.read(lambda connection: edges.columns(connection, **sieve)))  # type: ignore[arg-type]


def naming(store: Store) -> Naming:
    """Names as they stand at NOW."""
    return Naming(store, NOW, Curve.FSRS)


def cliques(size: int, count: int) -> list[Joined]:
    """`count` groups of `size` memories, each linked with every other of its group, and with the next group once."""
    joined: list[Joined] = []
    for group in range(count):
        first = group * size + 1
        members = range(first, first + size)
        joined += [(a, b, "similar", 0.9) for a in members for b in members if a < b]
        if group + 1 < count:
            joined.append((first, first + size, "entity", 0.2))
    return joined
