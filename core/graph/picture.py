"""A picture of the whole or of a neighbourhood, as values: what stands where, how large, named how, joined to what.

Renderers draw it; nothing here knows a file format.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.graph.kinds import rank_of
from core.graph.labels import SIZE
from core.graph.nodes import Node

WIDTH, HEIGHT = 1200.0, 780.0
"""The field that everything stands in; renderers may scale it."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One memory: where it stands, how large it is, on which side its name is written; empty for no name."""

    node: Node
    x: float
    y: float
    radius: float
    side: str = ""


@dataclass(frozen=True, slots=True)
class Bubble:
    """One community drawn as a whole: `size` memories; `lines` are written beside it, the first one centred on `at`."""

    size: int
    x: float
    y: float
    radius: float
    words: str
    hub: str
    lines: tuple[str, ...] = ()
    at: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Joint:
    """A line before it is known where it runs: between two dots, or two bubbles, by their place."""

    a: int
    b: int
    kind: str
    strength: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line between two dots, or two bubbles; `kind` is empty where several kinds are in one line.

    `ends` are x and y of its beginning, then of its end; lines between the same two run side by side.
    """

    a: int
    b: int
    kind: str
    strength: float
    why: str
    ends: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn; lines join bubbles where there are any, dots otherwise; `notes` say what is left out."""

    title: str
    dots: tuple[Dot, ...]
    bubbles: tuple[Bubble, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    middle: int = -1
    """The place of the dot that all is around; -1 where there is none."""

    @property
    def kinds(self) -> list[str]:
        """The kinds of the lines, in their usual order."""
        return sorted({line.kind for line in self.lines if line.kind}, key=rank_of)

    @property
    def legend(self) -> str:
        """What sizes and shades mean."""
        size = "bubble: a community, its dots the most linked of it" if self.bubbles else "larger: more links"
        return f"{size} · paler: more forgotten · hollow: superseded"


def anchor(dot: Dot) -> tuple[float, float]:
    """The point that the name of a dot begins at, ends at or is centred on, depending on its side."""
    away = dot.radius + 3
    if dot.side in ("right", "left"):
        return dot.x + (away if dot.side == "right" else -away), dot.y
    return dot.x, dot.y + (away + SIZE / 2) * (1 if dot.side == "below" else -1)


def opacity(node: Node) -> float:
    """How solid a memory is drawn: the more forgotten, the paler, but never so pale that it cannot be seen."""
    return 0.3 + 0.7 * node.retention


def by_kind(joints: Sequence[Joint]) -> list[Joint]:
    """The strongest joint of each kind, in the usual order of kinds."""
    best: dict[str, Joint] = {}
    for joint in joints:
        if joint.kind not in best or joint.strength > best[joint.kind].strength:
            best[joint.kind] = joint
    return [best[kind] for kind in sorted(best, key=rank_of)]
