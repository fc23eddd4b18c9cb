"""Where things stand in a picture: connected ones near each other, none over another."""

import numpy as np
from numpy.typing import NDArray

from core.graph.network import SEED, Pairs, graph

Float64 = NDArray[np.float64]

_ROUNDS = 300
"""Rounds of pushing things apart; most pictures need a few dozen."""
_STRETCH = 1.5
"""How much more one direction may be scaled than the other."""
_GOLDEN = np.pi * (3 - np.sqrt(5))


def spread(pairs: Pairs, radii: Float64, gap: float) -> Float64:
    """(n, 2) positions for n things with these radii: Fruchterman-Reingold for each connected part, parts side by side.

    `pairs` name things by their place in `radii`.
    """
    import networkx as nx

    whole = graph(pairs, range(len(radii)))
    parts = sorted((sorted(part) for part in nx.connected_components(whole)), key=lambda part: (-len(part), part[0]))
    placed = np.zeros((len(radii), 2))
    for part in parts:
        size = np.sqrt(np.sum((2 * radii[part] + gap) ** 2) * 2.2)
        if len(part) > 1:
            found = nx.spring_layout(whole.subgraph(part), weight="weight", seed=SEED, iterations=150)
            placed[part] = np.array([found[place] for place in part]) * size / 2
        placed[part] = apart(placed[part], radii[part], gap)
    return _packed(placed, radii, parts, gap)


def apart(places: Float64, radii: Float64, gap: float) -> Float64:
    """The same places, moved just so far that no two discs of these radii are nearer than `gap`."""
    places = places + sunflower(len(places), gap * 0.01)  # so that what stands on one spot knows where to go
    for _ in range(_ROUNDS):
        away = places[:, None] - places[None, :]
        distance = np.hypot(away[..., 0], away[..., 1])
        lacking = radii[:, None] + radii[None, :] + gap - distance
        np.fill_diagonal(lacking, 0.0)
        if lacking.max(initial=0.0) <= gap * 0.05:
            break
        push = np.maximum(lacking, 0.0) / np.maximum(distance, 1e-9) * 0.4
        places += np.einsum("ij,ijk->ik", push, away)
    return places


def sunflower(count: int, radius: float) -> Float64:
    """(count, 2) places evenly within a disc, from its middle outwards (Vogel 1979)."""
    number = np.arange(count)
    distance = radius * np.sqrt((number + 0.5) / max(count, 1))
    return np.column_stack([distance * np.cos(number * _GOLDEN), distance * np.sin(number * _GOLDEN)])


def fitted(places: Float64, radii: Float64, width: float, height: float) -> tuple[Float64, float]:
    """The places moved and scaled into a field of this size, and the factor that radii may be scaled by.

    What is higher than wide is turned; one direction may be scaled more than the other to fill the field.
    """
    if not len(places):
        return places, 1.0
    low, high = (places - radii[:, None]).min(axis=0), (places + radii[:, None]).max(axis=0)
    if (high - low)[1] > (high - low)[0]:
        places, low, high = places[:, ::-1], low[::-1], high[::-1]
    factors = np.array([width, height]) / np.maximum(high - low, 1e-9)
    least = float(factors.min())
    factors = np.minimum(factors, least * _STRETCH)
    return (places - (low + high) / 2) * factors + np.array([width, height]) / 2, least


def _packed(places: Float64, radii: Float64, parts: list[list[int]], gap: float) -> Float64:
    """Each part moved as a whole, the largest in the middle, the others around it as near as they fit."""
    packed = places.copy()
    discs: list[tuple[float, float, float]] = []
    for part in parts:
        low, high = (places[part] - radii[part, None]).min(axis=0), (places[part] + radii[part, None]).max(axis=0)
        middle = (low + high) / 2
        reach = float(np.max(np.hypot(*(places[part] - middle).T) + radii[part]))
        x, y = _free(discs, reach + gap)
        packed[part] += np.array([x, y]) - middle
        discs.append((x, y, reach + gap))
    return packed


def _free(discs: list[tuple[float, float, float]], reach: float) -> tuple[float, float]:
    """The place nearest to the middle where a disc of this reach touches none of the others."""
    if not discs:
        return 0.0, 0.0
    around = np.array(discs)
    angles = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    distance = (around[:, 2] + reach)[:, None]
    x = (around[:, :1] + distance * np.cos(angles)).ravel()
    y = (around[:, 1:2] + distance * np.sin(angles)).ravel()
    for place in np.argsort(np.hypot(x / 1.5, y)):
        gaps = np.hypot(around[:, 0] - x[place], around[:, 1] - y[place]) - around[:, 2] - reach
        if gaps.min() > -1e-6:
            return float(x[place]), float(y[place])
    return float(around[:, 0].max() + 2 * reach), 0.0
