"""A tree of turns: its branches, and the way from one to another."""

from datetime import UTC, datetime, timedelta

import pytest

from core.chat.tree import Tree, last
from core.chat.turn import Turn

START = datetime(2024, 5, 1, tzinfo=UTC)


def turn(id: int, parent: int | None, text: str = "x") -> Turn:
    """A turn whose number says when it was said, and whose oddness who said it."""
    return Turn(id, parent, "you" if abs(id) % 2 else "ebb", text, START + timedelta(seconds=abs(id)))


@pytest.fixture
def forked() -> Tree:
    """1-2-3-4, said anew from 3 as 5-6, and answered again after 1 by 8."""
    return Tree([turn(1, None), turn(2, 1), turn(3, 2), turn(4, 3), turn(5, 2), turn(6, 5), turn(8, 1)])


def ids(tree: Tree) -> list[int]:
    """The numbers of the branch in use."""
    return [one.id for one in tree.path()]


def test_a_branch_leads_from_the_first_turn_to_its_leaf(forked: Tree) -> None:
    forked.leaf = 4
    assert ids(forked) == [1, 2, 3, 4]
    forked.leaf = 6
    assert ids(forked) == [1, 2, 5, 6]


def test_without_a_leaf_the_newest_turn_is_the_end(forked: Tree) -> None:
    assert ids(forked) == [1, 8]
    assert Tree().path() == []
    assert ids(Tree([turn(1, None)], leaf=77)) == [1]


def test_going_beside_a_turn_ends_at_the_newest_end_of_that_branch(forked: Tree) -> None:
    assert forked.beside(3, 1) == 6
    assert forked.beside(5, 1) == 4, "after the last comes the first"
    assert forked.beside(8, -1) == 6
    assert forked.beside(1, 1) is None


def test_a_turn_knows_its_place_among_those_said_there(forked: Tree) -> None:
    assert [forked.place(id) for id in (1, 2, 8, 3, 5)] == [(1, 1), (1, 2), (2, 2), (1, 2), (2, 2)]


def test_turns_that_are_not_written_down_stand_among_the_others_by_time() -> None:
    tree = Tree([turn(1, None), turn(2, 1), turn(-4, 1)])
    assert [one.id for one in tree.siblings(2)] == [2, -4]
    assert ids(Tree([turn(1, None), turn(-2, 1)], leaf=-2)) == [1, -2]


def test_the_last_turn_of_either_side_is_found(forked: Tree) -> None:
    forked.leaf = 5
    found = [last(forked.path(), yours=yours) for yours in (True, False)]
    assert [one.id for one in found if one] == [5, 2]
    assert last([], yours=True) is None
