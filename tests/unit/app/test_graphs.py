"""The graph of a memory as the app and the command use it."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import Ebb
from app.graphs import FORMATS
from core.errors import BadInput, MemoryNotFound
from core.store import links


@pytest.fixture
def ebb(home: Path) -> Iterator[Ebb]:
    """An open, empty memory in which nothing works behind."""
    with Ebb.open(home, background=False) as opened:
        yield opened


@pytest.fixture
def ids(ebb: Ebb) -> list[str]:
    """Five memories in a row of links, and one without any."""
    made = [ebb.add(f"text of {name}", title=name) for name in ("a", "b", "c", "d", "e", "alone")]
    for first, second in zip(made[:4], made[1:5], strict=True):
        ebb.link(first, second, f"{first[-4:]} goes with {second[-4:]}")
    return made


def test_a_neighbourhood_holds_values_with_reasons(ebb: Ebb, ids: list[str]) -> None:
    found = ebb.graph.neighbourhood(ids[1])
    assert {node.name: found.steps[node.id] for node in found.nodes} == {"a": 1, "c": 1, "d": 2}
    tie = next(tie for tie in found.ties if tie.target == ids[1])
    assert (tie.source, tie.kind, tie.why) == (ids[0], "manual", f"{ids[0][-4:]} goes with {ids[1][-4:]}")
    assert found.centre.degree == 2


def test_what_is_no_memory_and_no_number_of_steps_is_refused(ebb: Ebb, ids: list[str]) -> None:
    with pytest.raises(MemoryNotFound):
        ebb.graph.neighbourhood("01ARZ3NDEKTSV4RRFFQ69G5FAV")
    for steps in (0, 5):
        with pytest.raises(BadInput):
            ebb.graph.neighbourhood(ids[0], steps=steps)


def test_a_walk_starts_at_the_most_linked_of_the_newest(ebb: Ebb, ids: list[str]) -> None:
    ebb.link(ids[3], ids[0])
    assert ebb.graph.start() == ids[3]


def test_the_overview_counts_what_is_there(ebb: Ebb, ids: list[str]) -> None:
    found = ebb.graph.overview()
    assert (found.memories, found.links, found.kinds) == (6, 4, {"manual": 4})
    assert (found.components, found.largest, found.orphan_count) == (1, 5, 1)
    assert [node.name for node in found.orphans] == ["alone"]
    assert {node.name for node in found.bridges} == {"b", "c", "d"}
    assert sum(one.size for one in found.communities) == 5


def test_an_empty_memory_has_an_empty_graph(ebb: Ebb) -> None:
    assert ebb.graph.start() is None
    found = ebb.graph.overview()
    assert (found.memories, found.links, found.communities, found.components, found.largest) == (0, 0, (), 0, 0)


@pytest.mark.parametrize("format", FORMATS)
def test_pictures_are_private_files_that_appear_whole(ebb: Ebb, ids: list[str], tmp_path: Path, format: str) -> None:
    stages: list[tuple[int, int]] = []
    file = tmp_path / f"all.{format}"
    drawn = ebb.graph.picture(file, format, progress=lambda done, total: stages.append((done, total)))
    assert (drawn.memories, drawn.lines, drawn.notes[-1]) == (5, 4, "1 without links not drawn")
    assert stages[0] == (0, 4)
    assert stages[-1] == (4, 4)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == [file.name]
    around = ebb.graph.picture(file, format, id=ids[0], steps=1, replace=True)
    assert (around.memories, around.lines) == (2, 1)


def test_nothing_is_replaced_unasked_and_the_memory_itself_never(ebb: Ebb, ids: list[str], tmp_path: Path) -> None:
    file = tmp_path / "there.svg"
    file.write_text("mine")
    with pytest.raises(BadInput, match="there already"):
        ebb.graph.picture(file, "svg")
    for path, words in (
        (tmp_path / "nowhere" / "x.svg", "no folder"),
        (tmp_path, "is a folder"),
        (ebb.home / "ebb.db", "belongs to the memory"),
    ):
        with pytest.raises(BadInput, match=words):
            ebb.graph.picture(path, "svg", replace=True)
    assert file.read_text() == "mine"
    assert ebb.get(ids[0]).title == "a"


def test_a_picture_that_is_broken_off_leaves_what_was_there(ebb: Ebb, ids: list[str], tmp_path: Path) -> None:
    file = tmp_path / "there.html"
    file.write_text("before")

    def stop(done: int, total: int) -> None:
        if done == total - 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ebb.graph.picture(file, "html", replace=True, progress=stop)
    assert file.read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "home") == ["there.html"]


def test_two_thousand_memories_are_walked_and_drawn_quickly(home: Path, tmp_path: Path) -> None:
    with Ebb.open(home, background=False) as ebb:
        ebb.add_many([{"text": f"memory {n} of {n // 40}", "title": f"T{n}"} for n in range(2000)])
        ebb._store.write(
            lambda connection: [
                links.add(connection, n, m, kind="similar", weight=0.5 + (n % 5) / 10, why="", at=0)
                for n in range(1, 2001)
                for m in (n % 2000 + 1, (n + 7) % 2000 + 1, (n - n % 40) % 2000 + 1)
                if n != m
            ]
        )
        started = time.process_time()
        drawn = ebb.graph.picture(tmp_path / "all.html", "html")
        assert time.process_time() - started < 10
        assert "2,000 memories" in drawn.notes
        assert any("communities" in note for note in drawn.notes)
        assert drawn.memories <= 1300
        id = ebb.graph.start()
        assert id is not None
        started = time.process_time()
        assert ebb.graph.neighbourhood(id).nodes
        assert time.process_time() - started < 0.5
