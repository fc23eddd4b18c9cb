"""A question is answered by a real model process over given memories, with its citations checked."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.generating import generated
from core.answer.prompts import UNKNOWN
from core.errors import BadInput, ExitCode, ModelBroken
from core.memory import Answer
from models.language.runtime import LlamaProcess, available
from tests.gguf import scripted
from tests.unit.core.answer.test_citations import DOG, MEMORIES, MOVE, remembered

NOW = datetime(2024, 5, 3, tzinfo=UTC)
QUESTION = "Where did Caroline move?"

Say = Callable[[str], LlamaProcess]


@pytest.fixture
def say(tmp_path: Path) -> Iterator[Say]:
    """A model that says a sentence."""
    if not available():
        pytest.skip("llama-cpp-python is not installed")
    with ExitStack() as stack:
        yield lambda text: stack.enter_context(closing(LlamaProcess(scripted(tmp_path / "model.gguf", text))))


def _ask(model: LlamaProcess, **options: object) -> Answer:
    return generated(QUESTION, MEMORIES, model, now=NOW, **options)  # type: ignore[arg-type]


def test_an_answer_is_streamed_and_cited(say: Say) -> None:
    pieces: list[str] = []
    answer = _ask(say("Caroline moved to Oslo in 2022 [1]. She paid in gold [2]."), on_text=pieces.append)
    assert "".join(pieces) == "Caroline moved to Oslo in 2022 [1]. She paid in gold [2]."
    assert len(pieces) > 5
    assert answer.text == "Caroline moved to Oslo in 2022 [1]. She paid in gold."
    assert [(citation.n, citation.id, citation.quote) for citation in answer.citations] == [
        (1, MOVE.id, "I moved to Oslo last year.")
    ]
    assert answer.unsupported == ("She paid in gold.",)
    assert (answer.abstained, answer.mode, answer.model, answer.question) == (False, "generated", "model", QUESTION)
    assert answer.elapsed_ms > 0


def test_a_model_that_does_not_know_abstains(say: Say) -> None:
    answer = _ask(say("I do not know, sorry."))
    assert (answer.text, answer.abstained, answer.citations, answer.unsupported) == (UNKNOWN, True, (), ())


def test_without_memories_the_model_is_not_asked(say: Say) -> None:
    model = say("Caroline moved to Oslo.")
    answer = generated(QUESTION, [], model, now=NOW)
    assert (answer.text, answer.abstained) == (UNKNOWN, True)
    assert model.pid is None


def test_terminal_codes_that_a_model_says_go_no_further(say: Say) -> None:
    pieces: list[str] = []
    answer = _ask(say("Oslo\x1b]52;c;aGk=\x07 [1]"), on_text=pieces.append)
    assert not {"\x1b", "\x07"} & set("".join(pieces) + answer.text)


def test_more_memories_than_fit_are_cut_to_the_budget(say: Say) -> None:
    memories = [MOVE, remembered("words and words. " * 5000), *[DOG] * 200]
    answer = generated(QUESTION, memories, say("Caroline moved to Oslo [1]."), now=NOW, budget=10**9)
    assert answer.citations[0].id == MOVE.id


def test_a_question_that_fills_the_context_is_refused(say: Say) -> None:
    with pytest.raises(BadInput, match="no room for memories"):
        generated("why " * 5000, MEMORIES, say("x y z"), now=NOW)


def test_a_model_that_goes_round_in_circles_is_stopped_early(tmp_path: Path) -> None:
    if not available():
        pytest.skip("llama-cpp-python is not installed")
    heard: list[str] = []
    path = scripted(tmp_path / "loop.gguf", " Caroline moved to Oslo [1].", endless=True)
    with closing(LlamaProcess(path)) as model:
        answer = _ask(model, on_text=heard.append)
    assert len("".join(heard)) < 200
    assert answer.text == "Caroline moved to Oslo [1]."


def test_a_cancelled_answer_is_what_was_said_until_then(say: Say) -> None:
    sentence = "Caroline moved to Oslo [1]. Melanie adopted a dog called Scout [2]."
    heard: list[str] = []
    answer = _ask(say(sentence), on_text=heard.append, cancelled=lambda: len(heard) >= 3)
    assert len(heard) == 3
    assert answer.text.startswith("".join(heard))


def test_a_model_that_dies_is_an_error_with_its_exit_code(say: Say, tmp_path: Path) -> None:
    model = say("Caroline moved to Oslo.")
    (tmp_path / "model.gguf").write_bytes(b"GGUF and nothing more")
    with pytest.raises(ModelBroken, match="GGUF version") as raised:
        _ask(model)
    assert raised.value.exit_code is ExitCode.MODEL
