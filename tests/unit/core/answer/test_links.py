"""No link comes into an answer that the person did not write down; what it is called stays."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.answer.links import LINK, Guard, addresses, defused, quoted
from core.memory import Kind, Memory, Source, State

NOW = datetime(2025, 6, 20, tzinfo=UTC)
PLAN = "https://marina.example/berths?x=1"


def memory(text: str, trust: str = "self") -> Memory:
    return Memory("A", Kind.NOTE, "", text, "", (), (), NOW, NOW, 1, 1, False, State.VIVID, Source(), trust=trust)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("See https://evil.example/x.", f"See {LINK}."),
        ("See [the plan](https://evil.example/x) now.", "See the plan now."),
        ("![x](http://evil.example/p.png)", "x"),
        ("<a href='http://evil.example'>here</a>", "here"),
        ("[plan][p] and [p]: http://evil.example", f"plan and [p]: {LINK}"),
        ("www.evil.example", LINK),
        ("javascript:alert(1)", f"{LINK})"),
        ("evil.example/steal?x=1", LINK),
        ("Berth 12 [1][2].", "Berth 12 [1][2]."),
        ("At 10:30, 5 km/h, and/or 3.5.", "At 10:30, 5 km/h, and/or 3.5."),
        ("The file notes.txt: 4 data points", "The file notes.txt: 4 data points"),
    ],
)
def test_a_link_is_taken_out_and_its_name_stays(text: str, left: str) -> None:
    assert defused(text) == left


def test_an_address_that_the_person_wrote_stays() -> None:
    known = addresses([memory(f"The plan: {PLAN}.")])
    assert known == {PLAN}
    assert defused(f"The plan is {PLAN}.", known) == f"The plan is {PLAN}."
    assert defused(f"The [plan]({PLAN}).", known) == f"The plan ({PLAN})."
    assert defused(f"{PLAN}&steal=1", known) == LINK


@pytest.mark.parametrize("trust", ["screen", "import", "chat", "agent"])
def test_an_address_of_others_does_not(trust: str) -> None:
    assert addresses([memory(PLAN, trust)]) == frozenset()


def test_a_quotation_of_others_can_be_read_but_not_clicked() -> None:
    text = f"See [plan]({PLAN}) or {PLAN}"
    assert quoted(text, memory(text, "screen")) == "See plan (marina.example/berths?x=1) or marina.example/berths?x=1"
    assert quoted(text, memory(text)) == text


@given(st.text(alphabet="ab[]()<>!:/.w \nhtps", max_size=60), st.integers(1, 7))
def test_piece_by_piece_everything_comes_through_that_is_no_link(text: str, size: int) -> None:
    guard = Guard(frozenset())
    told = "".join(guard.take(text[start : start + size]) for start in range(0, len(text), size)) + guard.rest()
    assert "://" not in told or "://" in defused(text)


@given(st.text(alphabet="abc d,.\n", max_size=80), st.integers(1, 9))
def test_plain_words_come_through_unchanged(text: str, size: int) -> None:
    guard = Guard(frozenset())
    told = "".join(guard.take(text[start : start + size]) for start in range(0, len(text), size)) + guard.rest()
    assert told == text


@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_a_link_that_comes_in_pieces_is_taken_out_too(size: int) -> None:
    text = "The [plan of it](https://evil.example/a) and https://evil.example/b <a href=x>end</a>."
    guard = Guard(frozenset())
    told = "".join(guard.take(text[start : start + size]) for start in range(0, len(text), size)) + guard.rest()
    assert told == f"The plan of it and {LINK} end."
