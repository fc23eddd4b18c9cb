"""The whole graph and its measures."""

from pathlib import Path

import pytest

from core.graph.network import between, strongest
from core.store import memories
from tests.unit.core.graph.scene import cliques, linked, network


def test_several_links_between_two_memories_are_one_pair_that_is_stronger_than_each(tmp_path: Path) -> None:
    found = network(linked(tmp_path, "ab", [(1, 2, "similar", 0.5), (2, 1, "entity", 0.6)]))
    assert (found.links, len(found.pairs)) == (2, 1)
    assert found.pairs.strength[0] == pytest.approx(1 - 0.5 * 0.4)
    assert found.kinds[found.pairs.kind[0]] == "entity"
    assert found.degree.tolist() == [1, 1]


def test_forgotten_memories_and_their_links_are_not_in_the_graph(tmp_path: Path) -> None:
    store = linked(tmp_path, "abc", [(1, 2, "similar", 0.5), (2, 3, "similar", 0.5)])
    store.write(lambda connection: memories.set_status(connection, [3], "forgotten"))
    found = network(store)
    assert (found.seqs.tolist(), found.links, found.by_kind) == ([1, 2], 1, {"similar": 1})


def test_a_graph_of_some_kinds_and_strengths_holds_no_other_links(tmp_path: Path) -> None:
    store = linked(tmp_path, "abc", [(1, 2, "similar", 0.5), (2, 3, "similar", 0.9), (1, 3, "reply", 0.9)])
    assert network(store, kinds=["similar"]).links == 2
    assert network(store, kinds=["similar"], least=0.7).degree.tolist() == [0, 1, 1]
    assert network(store).links == 3


def test_parts_hubs_and_orphans_are_told_apart(tmp_path: Path) -> None:
    store = linked(tmp_path, "abcdef", [(1, 2, "similar", 0.5), (1, 3, "similar", 0.5), (4, 5, "time", 0.2)])
    found = network(store)
    parts = found.components
    assert parts[0] == parts[1] == parts[2] != parts[3] == parts[4]
    assert found.hubs(9) == [0, 4, 3, 2, 1]
    assert found.orphans().tolist() == [5]


def test_communities_are_the_groups_that_are_densely_linked_and_the_same_each_time(tmp_path: Path) -> None:
    store = linked(tmp_path, [f"m{n}" for n in range(30)], cliques(10, 3))
    wanted = [set(range(0, 10)), set(range(10, 20)), set(range(20, 30))]
    for _ in range(2):
        found = network(store).communities
        assert sorted(map(set, found), key=min) == wanted
        assert [group[0] for group in found] == [0, 10, 20], "those that join two groups are linked most"


def test_where_there_are_too_many_communities_the_nearest_are_joined(tmp_path: Path) -> None:
    store = linked(tmp_path, [f"m{n}" for n in range(80)], cliques(4, 20))
    found = network(store)
    assert len(found.communities) > 8
    gathered = found.gathered(8)
    assert 1 < len(gathered) <= 8
    assert sorted(place for group in gathered for place in group) == list(range(80))


def test_bridges_are_what_lies_on_the_ways_between_others(tmp_path: Path) -> None:
    store = linked(tmp_path, "abcde", [(1, 2, "similar", 0.5), (2, 3, "similar", 0.5), (3, 4, "similar", 0.5)])
    assert sorted(network(store).bridges(5)) == [1, 2]


def test_pagerank_is_highest_where_all_links_lead(tmp_path: Path) -> None:
    ranks = network(linked(tmp_path, "abcd", [(n, 1, "similar", 0.5) for n in (2, 3, 4)])).pagerank()
    assert max(ranks, key=ranks.__getitem__) == 0
    assert sum(ranks.values()) == pytest.approx(1)


def test_the_strongest_links_of_each_memory_are_kept_and_hubs_do_not_keep_all(tmp_path: Path) -> None:
    joined = [(1, n, "similar", n / 20) for n in range(2, 12)]
    found = network(linked(tmp_path, "abcdefghijk", [*joined, (2, 3, "similar", 0.9), (3, 4, "similar", 0.9)]))
    kept = strongest(found.pairs, len(found), 1)
    pairs = set(zip(kept.a.tolist(), kept.b.tolist(), strict=True))
    assert {(1, 2), (0, 10)} <= pairs
    assert (0, 1) not in pairs, "a weak link of a hub to one that has a stronger"


def test_groups_are_as_near_as_their_members_are_linked(tmp_path: Path) -> None:
    found = network(linked(tmp_path, "abcdef", [(1, 3, "similar", 0.8), (2, 4, "similar", 0.8), (4, 5, "time", 0.4)]))
    pairs = between(found.pairs, [[0, 1], [2, 3], [4, 5]], len(found))
    assert list(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True)) == [(0, 1), (1, 2)]
    assert pairs.strength.tolist() == pytest.approx([1.0, 0.25])


def test_an_empty_memory_has_an_empty_graph(tmp_path: Path) -> None:
    found = network(linked(tmp_path, [], []))
    assert (len(found), found.links, found.hubs(5), found.communities, found.bridges(5)) == (0, 0, [], [], [])
    assert found.gathered(5) == []
    assert found.orphans().tolist() == []
