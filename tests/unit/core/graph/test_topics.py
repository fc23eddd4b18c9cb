"""The words that set groups of memories apart."""

from pathlib import Path

from core.graph.topics import topics
from tests.unit.core.graph.scene import linked


def test_a_group_is_named_by_what_the_others_do_not_speak_of(tmp_path: Path) -> None:
    store = linked(tmp_path, ["Garden tomatoes", "Tomato seeds", "Train tickets", "Trains north", "2024"], [])
    garden, train, number = store.read(lambda connection: topics(connection, [[1, 2], [3, 4], [5]]))
    assert garden[0] in {"tomato", "tomatoes"}
    assert train[0] in {"train", "trains"}
    assert "words" not in garden + train, "what all of them say tells nothing"
    assert "2024" not in number


def test_no_groups_have_no_words(tmp_path: Path) -> None:
    store = linked(tmp_path, [], [])
    assert store.read(lambda connection: topics(connection, [])) == []
