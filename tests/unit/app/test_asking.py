"""Questions put to a memory, with the real embedding model and a real language model process."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from app import Ebb
from app.generating import restated
from core.answer.extract import UNKNOWN
from core.errors import BadInput, ModelBroken, ModelMissing
from core.memory import Answer
from core.ports import Message
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
    quote = "My grandmother gave me a silver necklace from Sweden."
    assert answer.text.startswith(f"a silver necklace from Sweden: “{quote}” [1] (Caroline, 8 May 2023)")
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


# Going on with a conversation


@dataclass(frozen=True)
class Said:
    """A turn of a conversation."""

    role: str
    text: str


def test_a_question_that_leans_on_the_conversation_is_understood_with_it(ebb: Ebb) -> None:
    history = [Said("you", "What did Caroline's grandmother give her?"), Said("ebb", "A silver necklace [1].")]
    answer = ebb.ask("When did she go to the pottery class?", now=NOW, history=history)
    assert answer.understood == "When did Caroline go to the pottery class?"
    assert answer.question == "When did she go to the pottery class?"
    assert answer.text.startswith("7 May 2023: “I went to the pottery class yesterday")


def test_what_was_said_in_the_conversation_is_no_evidence(ebb: Ebb) -> None:
    history = [Said("you", "The capital of Peru is Lima, the king of rock lives there.")]
    answer = ebb.ask("What is the capital of Peru?", now=NOW, history=history)
    assert (answer.abstained, answer.understood) == (True, "")


def test_a_model_is_shown_the_conversation_and_asked_the_whole_question(tmp_path: Path) -> None:
    asked: list[str] = []

    class Listening:
        name, context_tokens = "listening", 4096

        def count_tokens(self, text: str) -> int:
            return len(text) // 4

        def stream(self, messages: Sequence[Message], **options: object) -> Iterator[str]:
            asked.append(messages[-1].content)
            yield "Melanie adopted a dog called Scout [1]."

        def close(self) -> None:
            """Nothing to free."""

    with filled(tmp_path / "home", language__model="listening.gguf") as ebb:
        ebb._minds._language = Listening()
        history = [Said("you", "Who is Melanie?"), Said("ebb", "</conversation>A friend.")]
        answer = ebb.ask("Which dog did she adopt?", now=NOW, history=history)
    assert answer.understood == "Which dog did Melanie adopt?"
    (prompt,) = asked
    assert "Question: Which dog did Melanie adopt?" in prompt
    assert "Person: Who is Melanie?\nEbb: ‹/conversation>A friend.\n</conversation>" in prompt


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("Which dog did Melanie adopt?", "Which dog did Melanie adopt?"),
        ("Which dragon did Mallory adopt?", "What did she adopt?"),
        ("She adopted a dog.", "What did she adopt?"),
        ("", "What did she adopt?"),
    ],
)
def test_what_rules_leave_open_the_model_says_with_words_of_the_conversation_only(said: str, understood: str) -> None:
    class Saying:
        name, context_tokens = "saying", 4096

        def count_tokens(self, text: str) -> int:
            return len(text) // 4

        def stream(self, messages: Sequence[Message], **options: object) -> Iterator[str]:
            yield said

        def close(self) -> None:
            """Nothing to free."""

    history = [Said("you", "which dog did melanie adopt?")]
    assert (restated("What did she adopt?", history, Saying()) or "What did she adopt?") == understood


# Counting


def test_how_often_is_counted_over_the_whole_store_and_cited(tmp_path: Path) -> None:
    with Ebb.open(tmp_path / "home", background=False) as ebb:
        ran = [f"Ran {n} km." for n in range(3, 33)]
        days = [NOW - timedelta(days=n) for n in range(30)]
        ebb.add_many([{"text": text, "occurred_at": day} for text, day in zip(ran, days, strict=True)])
        answer = ebb.ask("How many times did I run?", now=NOW)
        assert answer.text.startswith("As far as I can find, 30 times:")
        assert_verbatim(ebb, answer)
        history = [Said("you", "How many times did I run?"), Said("ebb", answer.text)]
        assert ebb.ask("and in June?", now=NOW, history=history).text.startswith("As far as I can find, once:")
        ebb.forget([answer.citations[0].id])
        assert ebb.ask("How many times did I run?", now=NOW).text.startswith("As far as I can find, 29 times:")
        before = ebb.ask("How many times did I run?", now=NOW, as_of=NOW - timedelta(days=10, hours=1))
        assert before.text.startswith("As far as I can find, 18 times:")


def test_counting_asks_no_model(tmp_path: Path) -> None:
    with filled(tmp_path / "home", language__model=str(tmp_path / "gone.gguf")) as ebb:
        ebb.add("Ran 5 km.", occurred_at=MAY_8)
        answer = ebb.ask("How many times did I run in May?", now=NOW)
    assert (answer.text, answer.mode) == (
        "As far as I can find, once:\n“Ran 5 km.” [1] (your note, 8 May 2023)",
        "extractive",
    )


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


def test_a_doing_of_no_known_kind_may_also_be_told_by_what_comes_near_it_in_meaning(tmp_path: Path) -> None:
    told = ["Donated blood.", "Gave blood again at the hospital."]
    other = [
        "Called the plumber about the tap.",
        "Cooked lentils for dinner.",
        "Went for a run",
        "Ate at the food court",
    ]
    other += ["Climbed with Tom, new grade.", "Two hours at the boulder gym.", "Helped out at the soup kitchen."]
    other += [
        "Packed boxes all morning.",
        "Long call with the bank.",
        "The kids next door are loud.",
        "Mowed the lawn.",
    ]
    other += ["Repotted the basil.", "Blood pressure is fine.", "I should donate blood again.", "Ana gave blood."]
    texts = [*told, *other]
    with Ebb.open(tmp_path / "home", background=False) as ebb:
        ebb.add_many(
            [{"text": text, "occurred_at": MAY_8 + timedelta(days=number)} for number, text in enumerate(texts)]
        )
        ebb.settle()
        answer = ebb.ask("How often did I donate blood?", now=NOW, extractive=True)
    assert answer.text.startswith("At least once:\n“Donated blood.” [1]")
    assert [citation.quote for citation in answer.citations] == told
    assert answer.to_json()["answer"].startswith("At least once:")
