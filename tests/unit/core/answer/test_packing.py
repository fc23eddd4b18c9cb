"""Memories are fitted into a prompt's budget: whole, then their key sentences, then not at all."""

from datetime import UTC

from hypothesis import given, settings
from hypothesis import strategies as st

from core.answer.packing import packed
from core.answer.prompts import numbered
from tests.unit.core.answer.test_citations import remembered

FILLING = "The weather was grey and nothing happened at all. " * 40
LONG = remembered(f"{FILLING}The key of the boat hangs behind the mirror. {FILLING}The boat is green. {FILLING}")


def _count(text: str) -> int:
    return len(text.split())


def test_memories_that_fit_are_shown_whole_and_in_order() -> None:
    memories = [remembered(f"Memory number {n}.") for n in range(5)]
    excerpts = packed("number", memories, _count, 300, UTC)
    assert [excerpt.text for excerpt in excerpts] == [memory.text for memory in memories]


def test_a_long_memory_is_cut_to_the_sentences_that_the_question_is_about() -> None:
    (excerpt,) = packed("Where is the key of the boat?", [LONG], _count, 60, UTC)
    assert excerpt.text.startswith("The key of the boat hangs behind the mirror. … The boat is green.") or (
        " … The key of the boat hangs behind the mirror. … The boat is green." in excerpt.text
    )


def test_a_long_memory_leaves_room_for_the_next() -> None:
    excerpts = packed("key", [LONG, remembered("The spare key is with Ana.")], _count, 400, UTC)
    assert [excerpt.text for excerpt in excerpts][1:] == ["The spare key is with Ana."]


def test_what_is_left_when_the_budget_is_spent_is_dropped() -> None:
    memories = [remembered(f"Memory number {n} says this. " * 5) for n in range(50)]
    excerpts = packed("number", memories, _count, 200, UTC)
    assert 3 < len(excerpts) < 10
    assert [excerpt.memory for excerpt in excerpts] == memories[: len(excerpts)]


def test_no_budget_gives_no_excerpts() -> None:
    assert packed("x", [LONG], _count, -5, UTC) == ()


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.text(min_size=1, max_size=300), max_size=8), budget=st.integers(0, 200))
def test_the_budget_is_never_exceeded(texts: list[str], budget: int) -> None:
    excerpts = packed("a", [remembered(text) for text in texts], len, budget * 10, UTC)
    assert sum(len(numbered(n, excerpt, UTC)) for n, excerpt in enumerate(excerpts, start=1)) <= budget * 10
