"""Conversations as trees: the path that was taken, and where the others left it."""

import pytest

from app.importing import branches

TREE: dict[str, str | None] = {"a": None, "b": "a", "c": "b", "d": "b", "e": "d", "f": "e", "g": "a"}


def test_a_path_goes_from_the_root_to_the_leaf() -> None:
    assert branches.path(TREE, "c") == ["a", "b", "c"]
    assert branches.path(TREE, None) == branches.path(TREE, "nowhere") == []


def test_a_circle_is_no_tree() -> None:
    with pytest.raises(branches.Circle):
        branches.path({"a": "b", "b": "a"}, "a")


def test_what_is_off_the_path_names_where_it_left_it() -> None:
    assert branches.off(TREE, ["a", "b", "c"]) == {"d": "d", "e": "d", "f": "d", "g": "g"}
    assert branches.off({"x": "lost", "y": "x"}, []) == {"x": "x", "y": "x"}


def test_circles_and_long_branches_off_the_path_end() -> None:
    assert set(branches.off({"a": None, "x": "y", "y": "x"}, ["a"])) == {"x", "y"}
    long: dict[str, str | None] = {str(number): str(number - 1) for number in range(1, 50_000)}
    assert set(branches.off(dict(reversed(long.items())), []).values()) == {"1"}
