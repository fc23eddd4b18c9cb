"""Where things stand in a picture."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.graph import labels
from core.graph.labels import written
from core.graph.layout import Float64, apart, fitted, spread, sunflower
from core.graph.network import Pairs
from core.text.sanitise import cells

FIELD = np.array([1200.0, 780.0])


def chain(count: int) -> Pairs:
    """Each thing joined with the next."""
    first = np.arange(count - 1)
    return Pairs(first, first + 1, np.full(count - 1, 0.5), np.zeros(count - 1, np.int16))


def distances(places: Float64) -> Float64:
    """(n, n) how far things are from each other; infinite from themselves."""
    across, down = (places[:, None] - places[None, :]).transpose(2, 0, 1)
    away: Float64 = np.hypot(across, down)
    np.fill_diagonal(away, np.inf)
    return away


@pytest.mark.parametrize("count", [1, 2, 30, 120])
def test_nothing_lies_over_anything_else_and_all_of_it_is_in_the_field(count: int) -> None:
    radii = np.linspace(3, 13, count)
    places, factor = fitted(spread(chain(count), radii, 11.0), radii, *FIELD)
    drawn = radii * min(factor, 1.6)
    assert (distances(places) > drawn[:, None] + drawn[None, :]).all()
    assert (places - drawn[:, None] >= -1e-6).all()
    assert (places + drawn[:, None] <= FIELD + 1e-6).all()


def test_parts_that_nothing_joins_stand_side_by_side() -> None:
    radii = np.full(40, 5.0)
    pairs = chain(40).only(np.array([n % 4 != 3 for n in range(39)]))
    places = spread(pairs, radii, 11.0)
    boxes = [(part.min(axis=0), part.max(axis=0)) for part in places.reshape(10, 4, 2)]
    assert (distances(places) > 10).all()
    assert len({(tuple(low), tuple(high)) for low, high in boxes}) == 10
    assert np.ptp(places, axis=0).max() < 10 * 100, "they are packed, not strewn"


def test_the_same_graph_is_laid_out_the_same_each_time() -> None:
    radii = np.full(25, 5.0)
    assert (spread(chain(25), radii, 8.0) == spread(chain(25), radii, 8.0)).all()


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=2, max_size=25))
@settings(max_examples=25, deadline=None)
def test_discs_wherever_they_stood_come_to_lie_apart(places: list[tuple[float, float]]) -> None:
    moved = apart(np.array(places), np.full(len(places), 1.0), 0.5)
    assert np.isfinite(moved).all()
    assert distances(moved).min() > 2.0


def test_a_sunflower_fills_its_disc_and_begins_in_the_middle() -> None:
    places = sunflower(100, 10.0)
    reach = np.hypot(*places.T)
    assert reach.argmin() == 0
    assert reach.max() <= 10
    assert distances(places).min() > 0.8


def test_names_lie_over_no_other_name_and_the_same_name_is_written_once() -> None:
    rng = np.random.default_rng(1)
    places, radii = rng.uniform(50, 700, (200, 2)), np.full(200, 5.0)
    names = [f"memory number {n % 150}" for n in range(200)]
    sides = labels.beside(names, places, radii, range(200), FIELD, 40)
    assert len(sides) == 40
    assert len({names[number] for number in sides}) == 40
    boxes = [labels._box(side, places[n], radii[n], cells(written(names[n])) * 6.1) for n, side in sides.items()]
    for number, box in enumerate(boxes):
        assert not labels._meets(np.array(boxes[number + 1 :]).reshape(-1, 4), box).any()


def test_a_bubble_without_room_for_its_label_has_none() -> None:
    places = np.array([[100.0, 100.0], [100.0, 145.0], [600.0, 300.0]])
    at = labels.outside([("one", "two")] * 3, places, np.full(3, 20.0), FIELD)
    assert 2 in at
    assert at[2][0] == 600
    assert labels.outside([("a word that is much too long for the field" * 9,)], places[:1], np.ones(1), FIELD) == {}
