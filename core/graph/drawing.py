"""Graphs made into pictures: which memories are dots, which are gathered into bubbles, what is left out."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.graph import labels
from core.graph.layout import fitted, spread, sunflower
from core.graph.neighbourhood import Neighbourhood
from core.graph.network import Network, Pairs, between, strongest
from core.graph.nodes import Naming, Node
from core.graph.picture import HEIGHT, WIDTH, Bubble, Dot, Joint, Line, Picture, by_kind

SINGLE = 400
"""Linked memories up to which each is drawn with its own links; beyond, communities are."""
BUBBLES = 40
"""Communities that are drawn; where there are more, the nearest are joined."""
_DOTS = 1200
"""Memories that are drawn within all bubbles together."""
_LINKS_EACH, _LINES_EACH = 5, 3
"""Links that each memory keeps in the picture, and lines that each bubble keeps: the strongest."""
_NAMES = 32
"""Names that are written in one picture."""
_SMALLEST, _LARGEST, _GAP = 3.0, 13.0, 11.0
"""Radii of memories that are drawn one by one, and the space between them."""
_DOT = 6.0
"""The largest radius of a dot within a bubble."""
_MARGIN = 34.0
_BESIDE = 3.6
"""The space between lines that join the same two dots."""
_FIELD = np.array([WIDTH, HEIGHT])

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]
Progress = Callable[[int], None]
"""Is told how many of the four stages are done: reading, grouping, placing, drawing."""


def of_neighbourhood(found: Neighbourhood) -> Picture:
    """One memory with what is around it."""
    nodes = (found.centre, *found.nodes)
    place = {node.id: number for number, node in enumerate(nodes)}
    joints = [Joint(place[tie.source], place[tie.target], tie.kind, tie.weight, tie.why) for tie in found.ties]
    ends = np.sort(np.array([(joint.a, joint.b) for joint in joints], np.int64).reshape(-1, 2), axis=1)
    strength = np.array([joint.strength for joint in joints])
    pairs = Pairs(ends[:, 0], ends[:, 1], strength, np.zeros(len(joints), np.int16))
    order = sorted(range(len(nodes)), key=lambda number: found.steps[nodes[number].id])
    notes = [_count(len(nodes), "memory", "memories"), _count(len(joints), "link", "links")]
    if found.left_out:
        notes.append(f"{found.left_out:,} more linked to the middle left out")
    return replace(_one_by_one(f"Around {found.centre.name}", nodes, pairs, joints, order, notes), middle=0)


def of_whole(network: Network, naming: Naming, progress: Progress = lambda done: None) -> Picture:
    """The whole memory: every linked memory, or the communities where there are too many to tell apart."""
    progress(1)
    linked = np.flatnonzero(network.degree)
    notes = [_count(len(network), "memory", "memories"), _count(network.links, "link", "links")]
    if len(network) > len(linked):
        notes.append(f"{len(network) - len(linked):,} without links not drawn")
    if len(linked) <= SINGLE:
        return _every(network, linked, naming, notes)
    return _gathered(network, naming, notes, progress)


def _every(network: Network, linked: Int64, naming: Naming, notes: list[str]) -> Picture:
    kept = strongest(network.pairs, len(network), _LINKS_EACH)
    if len(kept) < len(network.pairs):
        notes.append(f"{len(network.pairs) - len(kept):,} weaker links left out")
    places = np.full(len(network), -1)
    places[linked] = np.arange(len(linked))
    pairs = Pairs(places[kept.a], places[kept.b], kept.strength, kept.kind)
    joints = [
        Joint(int(a), int(b), network.kinds[kind], float(strength))
        for a, b, strength, kind in zip(pairs.a, pairs.b, pairs.strength, pairs.kind, strict=True)
    ]
    ranks = network.pagerank() if len(linked) else {}
    order = [int(places[place]) for place in sorted(ranks, key=lambda place: (-ranks[place], place))]
    nodes = naming.nodes([int(network.seqs[place]) for place in linked])
    return _one_by_one("Memory", nodes, pairs, joints, order, notes)


def _one_by_one(
    title: str, nodes: Sequence[Node], pairs: Pairs, joints: Sequence[Joint], order: Sequence[int], notes: list[str]
) -> Picture:
    """Every memory a dot, larger the more it is linked; named in this order, as far as there is room."""
    degree = np.array([node.degree for node in nodes], float)
    radii = _SMALLEST + (_LARGEST - _SMALLEST) * degree / max(degree.max(initial=1.0), 1.0)
    places, factor = fitted(spread(pairs, radii, _GAP), radii, *(_FIELD - 2 * _MARGIN))
    places, radii = places + _MARGIN, radii * min(factor, 1.6)
    sides = labels.beside([node.label for node in nodes], places, radii, order, _FIELD, _NAMES)
    dots = tuple(
        Dot(node, float(x), float(y), float(radius), sides.get(number, ""))
        for number, (node, (x, y), radius) in enumerate(zip(nodes, places, radii, strict=True))
    )
    return Picture(title, dots, (), _lines(joints, places), tuple(notes))


def _gathered(network: Network, naming: Naming, notes: list[str], progress: Progress) -> Picture:
    """Every community a bubble of its most linked memories, joined by how strongly they are linked."""
    groups = network.gathered(BUBBLES)
    progress(2)
    radii = np.sqrt([float(len(group)) for group in groups])
    pairs = strongest(between(network.pairs, groups, len(network)), len(groups), _LINES_EACH)
    placed = spread(pairs, radii, float(radii.mean()) * 0.9)
    places, factor = fitted(placed, radii, *(_FIELD - 2 * _MARGIN))
    places, radii = places + _MARGIN, radii * factor
    joints = [Joint(int(a), int(b), "", float(w)) for a, b, w in zip(pairs.a, pairs.b, pairs.strength, strict=True)]
    progress(3)
    bubbles = _bubbles(network, groups, naming, places, radii)
    dots = _inside(network, groups, bubbles, naming)
    inside = sum(len(group) for group in groups)
    notes.append(f"{len(groups)} communities")
    if missing := int(np.count_nonzero(network.degree)) - inside:
        notes.append(f"{missing:,} in smaller ones left out")
    if len(dots) < inside:
        notes.append(f"{len(dots):,} memories are dots")
    return Picture("Memory", dots, bubbles, _lines(joints, places), tuple(notes))


def _bubbles(
    network: Network, groups: Sequence[Sequence[int]], naming: Naming, places: Float64, radii: Float64
) -> tuple[Bubble, ...]:
    words = [", ".join(about) for about in naming.topics([[int(network.seqs[p]) for p in group] for group in groups])]
    hubs = [labels.written(node.label) for node in naming.nodes([int(network.seqs[group[0]]) for group in groups])]
    written = [
        tuple(line for line in (about, f"{len(group):,} · {hub}") if line)
        for about, group, hub in zip(words, groups, hubs, strict=True)
    ]
    at = labels.outside(written, places, radii, _FIELD)
    return tuple(
        Bubble(
            len(group), float(x), float(y), float(radii[number]), words[number], hubs[number],
            written[number] if number in at else (), at.get(number, (0.0, 0.0)),
        )
        for number, (group, (x, y)) in enumerate(zip(groups, places, strict=True))
    )  # fmt: skip


def _inside(
    network: Network, groups: Sequence[Sequence[int]], bubbles: Sequence[Bubble], naming: Naming
) -> tuple[Dot, ...]:
    """The most linked memories of each group, the first in the middle of its bubble."""
    share = min(1.0, _DOTS / max(sum(len(group) for group in groups), 1))
    counts = [max(1, int(len(group) * share)) for group in groups]
    nodes = iter(
        naming.nodes([int(network.seqs[p]) for group, n in zip(groups, counts, strict=True) for p in group[:n]])
    )
    dots: list[Dot] = []
    for bubble, count in zip(bubbles, counts, strict=True):
        radius = min(0.5 * bubble.radius / np.sqrt(count), _DOT)
        places = sunflower(count, bubble.radius * 0.86) + np.array([bubble.x, bubble.y])
        dots += [Dot(next(nodes), float(x), float(y), float(radius)) for x, y in places]
    return tuple(dots)


def _lines(joints: Sequence[Joint], places: Float64) -> tuple[Line, ...]:
    """The lines where they run: one of each kind between the same two, set apart sideways."""
    together: dict[tuple[int, int], list[Joint]] = {}
    for joint in joints:
        together.setdefault((min(joint.a, joint.b), max(joint.a, joint.b)), []).append(joint)
    lines: list[Line] = []
    for (low, high), found in together.items():
        several = by_kind(found)
        along = places[high] - places[low]
        across = np.array([-along[1], along[0]]) / max(float(np.hypot(*along)), 1e-9) * _BESIDE
        for number, one in enumerate(several):
            shift = across * (number - (len(several) - 1) / 2)
            (x1, y1), (x2, y2) = (places[one.a] + shift).tolist(), (places[one.b] + shift).tolist()
            lines.append(Line(one.a, one.b, one.kind, one.strength, one.why, (x1, y1, x2, y2)))
    return tuple(lines)


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
