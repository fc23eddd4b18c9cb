"""What a long job has to remember meanwhile: found again by key, in order, and without growing in memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.store.shelf import Roll, Shelf, Tape

MANY = 5000
"""More than is kept at hand."""


def test_rows_are_found_by_key_and_told_in_the_order_of_keys() -> None:
    shelf = Shelf("size", "name")
    shelf.put((f"{number:05}", number, "even" if number % 2 == 0 else "") for number in reversed(range(MANY)))
    assert (shelf.get("00003"), shelf.get("x")) == (("00003", 3, ""), None)
    assert len(shelf) == MANY
    assert [row[1] for row in shelf.rows()] == list(range(MANY))
    assert [row[0] for row in shelf.rows("0499")] == [f"{number:05}" for number in range(4990, MANY)]
    assert [row[1] for row in shelf.find("name", "even")][:3] == [0, 2, 4]
    assert shelf.find("name", "") == []


def test_a_row_takes_the_place_of_the_one_before_it_and_may_go() -> None:
    shelf = Shelf("word")
    shelf.put([("a", "one"), ("b", "two"), ("a", "three")])
    shelf.drop(["b", "c"])
    shelf.fetch(["a", "b", "d"])
    assert (shelf.get("a"), shelf.get("b"), "a" in shelf, "b" in shelf) == (("a", "three"), None, True, False)
    assert list(shelf.rows()) == [("a", "three")]
    assert (shelf.find("word", "three"), shelf.find("word", "one")) == ([("a", "three")], [])


def test_rows_may_change_while_they_are_told() -> None:
    shelf = Shelf("n")
    shelf.put((f"{number:05}", number) for number in range(MANY))
    for key, n in shelf.rows():
        shelf.drop([key]) if n % 2 else shelf.put([(key, -n)])
    assert [n for _, n in shelf.rows()] == [-n for n in range(0, MANY, 2)]


def test_a_tape_yields_what_came_in_order_even_what_comes_meanwhile() -> None:
    tape = Tape("name", "more")
    tape.put((f"{number}".encode(), None) for number in range(MANY))
    seen = []
    for name, _ in tape.rows(MANY - 2):
        seen.append(name)
        if len(seen) == 2:
            tape.put([(b"last", "")])
    assert seen == [b"4998", b"4999", b"last"]
    assert sum(map(len, tape.pages())) == len(tape) == MANY + 1
    assert [name for name, _ in tape.ordered("name")][:3] == [b"0", b"1", b"10"]


def test_a_roll_holds_each_name_once() -> None:
    roll = Roll()
    roll.add(f"{number % 1500}" for number in range(MANY))
    roll.add(["1500", "0"])
    assert (len(roll), list(roll)) == (1501, [f"{number}" for number in range(1501)])
    assert (roll[0], roll[-1], roll[2:4], "7" in roll, "x" in roll) == ("0", "1500", ["2", "3"], True, False)
    with pytest.raises(IndexError):
        roll[1501]


GROWING = """
import resource, sys
from core.store.shelf import Roll, Shelf, Tape
shelf, tape, roll = Shelf("path", "n"), Tape("id", "name"), Roll()
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
def fill(start, stop):
    for number in range(start, stop):
        key = f"{number * 7919 % 1000003:026}"
        shelf.put([(key, f"Notes/2024/{key}.md", number)])
        tape.put([(key, key)])
        roll.add([key])
        shelf.get(key)
fill(0, 5000)
before = peak()
fill(5000, 50000)
assert len(shelf) == len(tape) == len(roll) == 50000
print(peak() - before)
"""


def test_ten_times_as_many_take_the_same_memory(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[4])}
    done = subprocess.run(
        [sys.executable, "-c", GROWING], capture_output=True, text=True, env=environment, cwd=tmp_path, check=True
    )
    assert int(done.stdout) < 8, "MB"
    assert list(tmp_path.iterdir()) == []
