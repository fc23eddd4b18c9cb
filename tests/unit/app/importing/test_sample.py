"""The sample data that ships: it reads without a remainder, and its questions have their answers in it."""

from pathlib import Path

import pytest

import app
from app.importing import chatgpt, markdown
from app.importing.items import Item, Skipped

SAMPLE = Path(app.__file__).parent / "sample"
ANSWERS = (
    "The Tide Room opens to the public on Thursday 4 September 2025.",
    "On Sunday 18 May I put in 11 tomato plants at the allotment",
    "My colleague Priya recommended the guesthouse Zelena Vrata at Lake Bohinj",
)


@pytest.fixture(scope="module")
def found() -> list[object]:
    return [*markdown.read(SAMPLE / "vault"), *chatgpt.read(SAMPLE / "conversations.json")]


def test_all_of_it_is_read(found: list[object]) -> None:
    assert not [one for one in found if isinstance(one, Skipped)]
    kinds = [str(one.kind) for one in found if isinstance(one, Item)]
    assert (kinds.count("note"), kinds.count("chat")) == (33, 64)


def test_every_memory_is_dated_in_2025_by_the_data_itself(found: list[object]) -> None:
    assert {one.occurred_at.year for one in found if isinstance(one, Item) and one.occurred_at} == {2025}


def test_every_link_leads_to_a_note(found: list[object]) -> None:
    notes = [one for one in found if isinstance(one, Item)]
    known = {name.casefold() for note in notes for name in note.names}
    assert not [link for note in notes for link in note.links if link.casefold() not in known]


def test_there_are_three_questions_whose_answers_stand_in_exactly_one_memory(found: list[object]) -> None:
    questions = (SAMPLE / "questions.txt").read_text(encoding="utf-8").splitlines()
    assert [question.split()[0] for question in questions] == ["When", "How", "Who"]
    for answer in ANSWERS:
        assert sum(answer in one.text for one in found if isinstance(one, Item)) == 1
