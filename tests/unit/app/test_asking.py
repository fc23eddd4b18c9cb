"""Questions put to a memory, with the real embedding model and a real language model process."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from app import Ebb
from core.answer.extract import UNKNOWN
from core.errors import BadInput, ModelBroken, ModelMissing
from core.memory import Answer
from models.language.runtime import available
from tests.gguf import scripted

NOW = datetime(2023, 6, 1, 12, tzinfo=UTC)
MAY_8 = datetime(2023, 5, 8, 18, tzinfo=UTC)
TALK = [
    ("Caroline", "I went to the pottery class yesterday, it was great!"),
    ("Melanie", "How nice! We adopted a dog called Scout."),
    ("Caroline", "Lovely. My grandmother gave me a silver necklace from Sweden."),
]
BOAT = """# The boat

Bought in 2019 from Olav for 40,000 crowns.

## Berth

She lies at Fjellstrand marina, berth 12, from May to October. In winter she stands in the shed at Drøbak.

```sh
ebb --home ~/boat add "moored the boat"
ebb --home ~/boat search "boat moored"
```
"""

Tell = Callable[[str], Path]


def filled(folder: Path, **flags: object) -> Ebb:
    named = {name.replace("__", "."): value for name, value in flags.items()}
    ebb = Ebb.open(folder, background=False, settings_flags=named)
    ebb.add_many(
        [
            {"text": text, "kind": "chat", "occurred_at": MAY_8, "source": {"author": author, "thread": "talk"}}
            for author, text in TALK
        ]
        + [{"text": BOAT, "title": "Boat", "occurred_at": MAY_8}]
    )
    ebb.settle()
    return ebb


@pytest.fixture(scope="module")
def ebb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ebb]:
    """A memory of a talk and a note; tests only read it."""
    with filled(tmp_path_factory.mktemp("asking") / "home") as opened:
        yield opened


@pytest.fixture
def tell(tmp_path: Path) -> Tell:
    """Writes a model that says a sentence."""
    if not available():
        pytest.skip("llama-cpp-python is not installed")
    return lambda sentence: scripted(tmp_path / "model.gguf", sentence)


def assert_verbatim(ebb: Ebb, answer: Answer) -> None:
    assert answer.citations
    for n, citation in enumerate(answer.citations, start=1):
        assert citation.n == n
        assert citation.quote
        assert ebb.get(citation.id).text[citation.start : citation.end] == citation.quote
        assert f"[{n}]" in answer.text


# By quoting


def test_an_answer_quotes_a_memory_and_says_whose_and_when(ebb: Ebb) -> None:
    answer = ebb.ask("What did Caroline's grandmother give her?", now=NOW)
    assert_verbatim(ebb, answer)
    assert answer.text.startswith("“My grandmother gave me a silver necklace from Sweden.” [1] (Caroline, 8 May 2023)")
    assert (answer.abstained, answer.mode, answer.model) == (False, "extractive", None)
    assert answer.question == "What did Caroline's grandmother give her?"
    assert answer.elapsed_ms > 0
    assert answer.to_json()["answer"] == answer.text


def test_yesterday_in_a_note_of_8_may_is_7_may(ebb: Ebb) -> None:
    answer = ebb.ask("When did Caroline go to the pottery class?", now=NOW)
    assert_verbatim(ebb, answer)
    assert answer.text.startswith("7 May 2023: “I went to the pottery class yesterday")


def test_dates_are_told_in_the_zone_of_the_one_who_asks(ebb: Ebb) -> None:
    east = NOW.astimezone(timezone(timedelta(hours=8)))  # there it was 9 May already
    assert ebb.ask("When did Caroline go to the pottery class?", now=east).text.startswith("8 May 2023: ")


def test_where_the_boat_is_moored_is_not_answered_by_a_command(ebb: Ebb) -> None:
    answer = ebb.ask("where is the boat moored", now=NOW)
    assert answer.citations[0].quote == "She lies at Fjellstrand marina, berth 12, from May to October."
    assert "ebb --home" not in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of Peru?",
        "When was the treaty of Westphalia signed?",
        "How many moons does Jupiter have?",
        "zxqv wrtp?",
        "🎉",
    ],
)
def test_a_foreign_question_is_not_answered(ebb: Ebb, question: str) -> None:
    answer = ebb.ask(question, now=NOW)
    assert (answer.text, answer.abstained, answer.citations) == (UNKNOWN, True, ())


def test_an_empty_memory_knows_nothing(tmp_path: Path) -> None:
    with Ebb.open(tmp_path / "home", background=False) as empty:
        assert empty.ask("Where is the boat?").abstained


@pytest.mark.parametrize("question", ["", "  \n"])
def test_an_empty_question_is_refused(ebb: Ebb, question: str) -> None:
    with pytest.raises(BadInput):
        ebb.ask(question)


def test_a_question_of_a_hundred_pages_is_no_trouble(ebb: Ebb) -> None:
    question = "Where is the boat moored, when, and who sold it? " * 5000
    answer = ebb.ask(question, now=NOW)
    assert answer.question == question
    assert_verbatim(ebb, answer)


def test_a_higher_floor_abstains_sooner(tmp_path: Path) -> None:
    with filled(tmp_path / "home", answer__floor=2.0) as strict:
        assert strict.ask("Where does the boat lie?", now=NOW).abstained


def test_forgotten_memories_answer_nothing(tmp_path: Path) -> None:
    with filled(tmp_path / "home") as forgetful:
        question = "What did Caroline's grandmother give her?"
        found = forgetful.ask(question, now=NOW).citations[0].id
        forgetful.forget([found])
        assert found not in {citation.id for citation in forgetful.ask(question, now=NOW).citations}


# By a model


def test_a_model_answers_with_checked_citations(tmp_path: Path, tell: Tell) -> None:
    model = tell("Melanie adopted a dog called Scout [1]. It cost nine hundred pounds [1].")
    heard: list[str] = []
    with filled(tmp_path / "home", language__model=str(model)) as ebb:
        answer = ebb.ask("Which dog did Melanie adopt?", now=NOW, on_text=heard.append)
        assert "".join(heard).startswith("Melanie adopted a dog called Scout")
        assert_verbatim(ebb, answer)
        assert answer.citations[0].quote == "We adopted a dog called Scout."
        assert answer.unsupported == ("It cost nine hundred pounds.",)
        assert (answer.mode, answer.model, answer.abstained) == ("generated", "model", False)


def test_a_model_is_not_even_started_without_evidence(tmp_path: Path) -> None:
    with filled(tmp_path / "home", language__model=str(tmp_path / "gone.gguf")) as ebb:
        answer = ebb.ask("What is the capital of Peru?", now=NOW)
    assert (answer.text, answer.abstained, answer.mode, answer.model) == (UNKNOWN, True, "generated", "gone")


def test_a_quoted_answer_needs_no_model(tmp_path: Path) -> None:
    with filled(tmp_path / "home", language__model=str(tmp_path / "gone.gguf")) as ebb:
        answer = ebb.ask("Which dog did Melanie adopt?", now=NOW, extractive=True)
    assert (answer.mode, answer.model, answer.abstained) == ("extractive", None, False)


def test_a_model_that_is_gone_is_an_error_that_says_so(tmp_path: Path) -> None:
    with (
        filled(tmp_path / "home", language__model=str(tmp_path / "gone.gguf")) as ebb,
        pytest.raises(ModelMissing, match="There is no file"),
    ):
        ebb.ask("Which dog did Melanie adopt?", now=NOW)


def test_a_model_of_which_a_part_is_missing_is_an_error_that_says_so(tmp_path: Path) -> None:
    whole = scripted(tmp_path / "whole.gguf", "Melanie adopted a dog.").read_bytes()
    (tmp_path / "part.gguf").write_bytes(whole[: len(whole) // 2])
    with (
        filled(tmp_path / "home", language__model=str(tmp_path / "part.gguf")) as ebb,
        pytest.raises(ModelBroken, match="incomplete") as raised,
    ):
        ebb.ask("Which dog did Melanie adopt?", now=NOW)
    assert "ebb models use" in raised.value.hint


def test_a_cancelled_answer_is_what_was_said_until_then(tmp_path: Path, tell: Tell) -> None:
    sentence = "Melanie adopted a dog called Scout, and they walk along the river each morning [1]."
    heard: list[str] = []
    with filled(tmp_path / "home", language__model=str(tell(sentence))) as ebb:
        answer = ebb.ask(
            "Which dog did Melanie adopt?", now=NOW, on_text=heard.append, cancelled=lambda: len(heard) >= 2
        )
        said = "".join(heard)
        assert len(heard) == 2
        assert sentence.startswith(said) and len(said) < len(sentence)
        assert answer.text.startswith(said.strip())
        assert ebb.ask("Which dog did Melanie adopt?", now=NOW).text.startswith("Melanie adopted a dog called Scout")


def test_an_answer_cancelled_before_its_first_word_claims_nothing(tmp_path: Path, tell: Tell) -> None:
    heard: list[str] = []
    with filled(tmp_path / "home", language__model=str(tell("Melanie adopted a dog [1]."))) as ebb:
        answer = ebb.ask("Which dog did Melanie adopt?", now=NOW, on_text=heard.append, cancelled=lambda: True)
    assert (heard, answer.citations, answer.unsupported, answer.abstained) == ([], (), (), True)
