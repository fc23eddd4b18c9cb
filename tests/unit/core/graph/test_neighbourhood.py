"""What is within some steps of a memory."""

from pathlib import Path

from core.graph.neighbourhood import FAR, NEAR, Neighbourhood, reach
from core.graph.nodes import Tie
from core.store import memories
from core.store.store import Store
from tests.unit.core.graph.scene import linked, naming


def around(store: Store, centre: int, steps: int = 2, **sieve: object) -> Neighbourhood:
    """The neighbourhood of a memory by number."""
    found = store.snapshot(lambda connection: reach(connection, centre, steps=steps, **sieve))  # type: ignore[arg-type]
    nodes = dict(zip(found.steps, naming(store).nodes(list(found.steps)), strict=True))
    ties = [Tie(nodes[e.source].id, nodes[e.target].id, e.kind, e.weight, e.why) for e in found.edges]
    others = tuple(node for seq, node in nodes.items() if seq != centre)
    return Neighbourhood(nodes[centre], others, tuple(ties), {nodes[seq].id: n for seq, n in found.steps.items()})


def names(found: Neighbourhood) -> dict[str, int]:
    """The step of each memory by its title."""
    return {node.name: found.steps[node.id] for node in found.nodes}


def test_links_lead_both_ways_and_no_further_than_the_steps(tmp_path: Path) -> None:
    store = linked(tmp_path, "abcd", [(1, 2, "similar", 0.5), (3, 2, "reply", 0.8), (3, 4, "time", 0.4)])
    assert names(around(store, 1, 1)) == {"b": 1}
    assert names(around(store, 1, 2)) == {"b": 1, "c": 2}
    assert names(around(store, 4, 3)) == {"c": 1, "b": 2, "a": 3}


def test_only_links_of_the_wanted_kinds_and_strength_are_followed(tmp_path: Path) -> None:
    store = linked(tmp_path, "abcd", [(1, 2, "similar", 0.5), (1, 3, "reply", 0.8), (3, 4, "similar", 0.9)])
    assert names(around(store, 1, kinds=("similar",))) == {"b": 1}
    assert names(around(store, 1, least=0.6)) == {"c": 1, "d": 2}


def test_a_forgotten_memory_is_no_step_on_a_way(tmp_path: Path) -> None:
    store = linked(tmp_path, "abc", [(1, 2, "similar", 0.5), (2, 3, "similar", 0.5)])
    store.write(lambda connection: memories.set_status(connection, [2], "forgotten"))
    assert names(around(store, 1)) == {}


def test_a_hub_shows_its_strongest_links_of_each_kind_and_says_how_many_are_left_out(tmp_path: Path) -> None:
    count = NEAR + 25
    joined = [(1, n, "similar", n / 100) for n in range(2, count + 2)] + [(2, 1, "manual", 0.1)]
    found = around(linked(tmp_path, [f"m{n}" for n in range(count + 1)], joined), 1, 1)
    ties = found.around(found.centre.id)
    assert [tie.kind for tie in ties] == ["manual"] + ["similar"] * NEAR
    assert [tie.weight for tie in ties[1:]] == sorted((tie.weight for tie in ties[1:]), reverse=True)
    assert (found.centre.degree, found.left_out) == (count, count - NEAR - 1)


def test_further_steps_follow_few_links_of_each_memory(tmp_path: Path) -> None:
    joined = [(1, 2, "similar", 0.9), *((2, n, "time", 0.5) for n in range(3, 30))]
    found = around(linked(tmp_path, [f"m{n}" for n in range(29)], joined), 1)
    assert len(found.beyond(found.nodes[0].id)) == FAR


def test_in_the_tree_each_memory_hangs_once_from_its_strongest_nearer_link(tmp_path: Path) -> None:
    joined = [(1, 2, "similar", 0.5), (1, 3, "reply", 0.5), (2, 4, "time", 0.2), (3, 4, "time", 0.7), (2, 3, "time", 1)]
    found = around(linked(tmp_path, "abcd", joined), 1)
    ids = {node.name: node.id for node in (found.centre, *found.nodes)}
    tree = found.tree()
    assert [tie.other(ids["a"]) for tie in tree[ids["a"]]] == [ids["c"], ids["b"]]
    assert [tie.other(ids["c"]) for tie in tree[ids["c"]]] == [ids["d"]]
    assert ids["b"] not in tree


def test_a_memory_without_links_is_alone(tmp_path: Path) -> None:
    found = around(linked(tmp_path, "a", []), 1)
    assert (found.nodes, found.ties, found.left_out, found.tree()) == ((), (), 0, {})
    assert found.to_json()["nodes"][0]["title"] == "a"
