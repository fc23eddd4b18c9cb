"""The walk over links: near before far, shared among many, never in circles, and told as a path."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.recall.walk import FIRST, SEEDS, Walk, seeded, walk
from core.store import links
from tests.unit.core.recall.scene import Scene


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Scene]:
    """Thirty memories without a link."""
    made = Scene(tmp_path)
    for at in range(30):
        made.add(f"matter{at}")
    yield made
    made.store.close()


def link(scene: Scene, source: int, target: int, weight: float = 1.0, kind: str = links.MANUAL) -> None:
    scene.store.write(lambda c: links.add(c, source, target, kind=kind, weight=weight, why="", at=0))


def walked(scene: Scene, seeds: dict[int, float]) -> Walk:
    found = scene.store.read(lambda connection: walk(connection, seeds))
    assert found is not None
    return found


def test_without_links_there_is_no_walk(plain: Scene) -> None:
    assert plain.store.read(lambda connection: walk(connection, {1: 1.0})) is None
    assert plain.store.read(lambda connection: walk(connection, {})) is None


def test_what_is_nearer_gets_more_and_a_path_leads_there(plain: Scene) -> None:
    link(plain, 1, 2)
    link(plain, 3, 2)
    link(plain, 3, 4)
    found = walked(plain, {1: 1.0})
    assert found.scores[2] > found.scores[3] > 0
    assert found.path(2) == [1, 2]
    assert found.path(3) == [1, 2, 3]
    assert 4 not in found.scores
    assert found.path(4) == []


def test_a_link_counts_both_ways(plain: Scene) -> None:
    link(plain, 2, 1)
    assert walked(plain, {1: 1.0}).path(2) == [1, 2]


def test_a_stronger_link_and_a_stronger_seed_lead_to_more(plain: Scene) -> None:
    link(plain, 1, 2, 0.9)
    link(plain, 1, 3, 0.3)
    link(plain, 4, 5, 0.9)
    found = walked(plain, {1: 1.0, 4: 0.1})
    assert found.scores[2] > found.scores[3]
    assert found.scores[2] > found.scores[5]


def test_a_hub_shares_out_what_it_has(plain: Scene) -> None:
    for target in range(10, 10 + FIRST):
        link(plain, 1, target, 0.5)
    link(plain, 2, 9, 0.5)
    found = walked(plain, {1: 1.0, 2: 1.0})
    assert found.scores[9] > 5 * found.scores[10]


def test_what_two_seeds_lead_to_gets_more_than_what_one_leads_to(plain: Scene) -> None:
    for source, target in ((1, 3), (2, 3), (1, 4), (2, 5)):
        link(plain, source, target)
    found = walked(plain, {1: 1.0, 2: 1.0})
    assert found.scores[3] > found.scores[4] == pytest.approx(found.scores[5])


def test_seeds_lead_to_each_other(plain: Scene) -> None:
    link(plain, 1, 2)
    found = walked(plain, {1: 1.0, 2: 0.5})
    assert found.path(2) == [1, 2]
    assert found.path(1) == [2, 1]


def test_every_path_begins_at_a_seed_and_has_three_memories_at_most(plain: Scene) -> None:
    for source in range(1, 30):
        link(plain, source, source % 30 + 1, source % 4 / 4)
        link(plain, source, source * 7 % 30 + 1, source % 3 / 3)
    found = walked(plain, {1: 1.0, 8: 0.4, 20: 0.1})
    for seq in found.scores:
        path = found.path(seq)
        assert path[0] in {1, 8, 20}
        assert path[-1] == seq
        assert 2 <= len(path) <= 3
        assert len(set(path)) == len(path)
    assert 0.5 < sum(found.scores.values()) + 0.5 <= 1.0 + 1e-9


def test_what_a_summary_covers_is_not_walked(plain: Scene) -> None:
    link(plain, 1, 2, kind=links.SUMMARISES)
    link(plain, 1, 3, kind=links.SUPERSEDES)
    assert plain.store.read(lambda connection: walk(connection, {1: 1.0})) is None


def test_a_forgotten_memory_is_not_walked(plain: Scene) -> None:
    link(plain, 1, 2)
    link(plain, 2, 3)
    plain.mark("forgotten", 2)
    assert plain.store.read(lambda connection: walk(connection, {1: 1.0})) is None


def test_seeds_are_the_best_by_how_far_they_stand_out() -> None:
    scores = [float(at) for at in range(SEEDS + 5)]
    seeds = seeded(list(range(100, 100 + len(scores))), scores)
    assert len(seeds) == SEEDS
    assert max(seeds, key=lambda seq: seeds[seq]) == 100 + SEEDS + 4
    assert min(seeds.values()) == 1.0
    assert seeded([7, 8], [0.5, 0.0]) == {7: 0.5}
    assert seeded([], []) == {}
