"""`ebb graph`: the tree, the figures, the pictures."""

from pathlib import Path

import pytest

from app import Ebb
from tests.unit.ui.cli.conftest import Run

HOSTILE = "\x1b]0;owned\x07\x1b[31m<b>$x$</b> \u202eevil"


@pytest.fixture
def ids(home: Path) -> list[str]:
    """Four memories in a row of links with hostile names, and one without links."""
    with Ebb.open(home, background=False) as ebb:
        made = [ebb.add(f"text {n}", title=f"T{n} {HOSTILE}") for n in range(5)]
        ebb.link(made[0], made[1], f"because {HOSTILE}")
        ebb.link(made[1], made[2])
        ebb.link(made[2], made[3])
    return made


def test_a_memory_is_the_root_of_a_tree_with_reasons_and_ids(ids: list[str], run: Run) -> None:
    done = run("graph", ids[0])
    lines = done.out.splitlines()
    assert done.code == 0
    assert lines[0].startswith("T0")
    assert lines[2] == "└─ manual"
    assert lines[3].startswith(f"   └─ 1.00  {ids[1]}  T1")
    assert "because" in lines[4]
    assert lines[5].startswith(f"      └─ manual 1.00  {ids[2]}  T2")
    assert ids[3] not in done.out
    assert ids[3] in run("graph", ids[0], "--steps", "3").out
    assert not {"\x1b", "\x07", "\u202e"} & set(done.out)


def test_a_memory_without_links_says_so(ids: list[str], run: Run) -> None:
    done = run("graph", ids[4])
    assert (done.code, done.err) == (1, "No links lead from here.\n")
    assert run("graph", ids[0], "--kind", "similar").code == 1


def test_without_an_id_the_whole_is_told_in_figures(ids: list[str], run: Run) -> None:
    done = run("graph")
    assert done.code == 0
    assert "links      3 (manual 3)" in done.out
    for words in ("Communities (", "Most linked", "Between the others", "Without links (1)"):
        assert words in done.out
    assert "\x1b" not in done.out
    found = run("graph", "--json").json()
    assert (found["memories"], found["links"], found["orphans"]["count"]) == (5, 3, 1)


def test_json_of_a_neighbourhood_has_nodes_and_edges(ids: list[str], run: Run) -> None:
    found = run("graph", ids[0], "--json").json()
    assert (found["centre"], len(found["nodes"]), len(found["edges"])) == (ids[0], 3, 2)
    assert {node["step"] for node in found["nodes"]} == {0, 1, 2}
    assert {"source", "target", "kind", "weight", "why"} == set(found["edges"][0])


def test_an_empty_memory_is_no_failure(run: Run) -> None:
    done = run("graph")
    assert (done.code, done.err) == (1, "Nothing is remembered yet.\n")


@pytest.mark.parametrize("format", ["png", "svg", "html"])
def test_pictures_are_written_where_they_are_wanted(ids: list[str], run: Run, tmp_path: Path, format: str) -> None:
    file = tmp_path / f"graph.{format}"
    done = run("graph", f"--{format}", str(file), ids[0])
    assert (done.code, done.out) == (0, f"{file}\n")
    assert "3 memories, 2 links" in done.err
    again = run("graph", f"--{format}", str(file))
    assert again.code == 2
    assert "is there already" in again.err
    replaced = run("graph", f"--{format}", str(file), "--force", "--json").json()
    assert replaced["pictures"][0]["memories"] == 4


def test_a_folder_that_is_not_there_is_one_clear_line(ids: list[str], run: Run, tmp_path: Path) -> None:
    done = run("graph", "--svg", str(tmp_path / "nowhere" / "x.svg"))
    assert (done.code, done.out) == (3, "")
    assert done.err.count("\n") == 1
    assert "There is no folder" in done.err
