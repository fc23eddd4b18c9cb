"""A language model on the command line: chosen, checked, answering and taken away again."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from tests.gguf import scripted

TRAIN = "Anna's train to Lisbon leaves at 9:14 from platform 3."
SUPPORTED = "Anna's train leaves at 9:14 [1]."
INVENTED = "It is a red train from Paris."
needs_runtime = pytest.mark.skipif(
    importlib.util.find_spec("llama_cpp") is None, reason="llama-cpp-python is not installed"
)


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a model that answers everything with a supported and an invented sentence."""
    monkeypatch.setenv("EBB_WORK_BACKGROUND", "false")
    return scripted(tmp_path / "parrot.gguf", f"{SUPPORTED} {INVENTED}")


def test_a_model_is_described_chosen_and_taken_away(command: Any, model: Path) -> None:
    assert command("models", "verify", str(model), "--json").json()["architecture"] == "llama"
    assert command("models", "use", str(model), "--json").json()["path"] == str(model)
    assert command("models", "list", "--json").json()["language"] == {"path": str(model)}
    assert "llama" in command("models", "verify").out
    assert command("models", "remove").code == 0
    assert command("models", "list", "--json").json()["language"] == {"path": None}
    assert model.exists()


def test_a_truncated_model_is_refused(command: Any, model: Path) -> None:
    model.write_bytes(model.read_bytes()[:-1000])
    outcome = command("models", "use", str(model))
    assert (outcome.code, len(outcome.err.splitlines())) == (5, 1)


@needs_runtime
def test_a_generated_answer_is_checked_and_what_is_invented_is_marked(command: Any, model: Path) -> None:
    id = command("add", TRAIN).out.strip()
    command("models", "use", str(model))
    printed = command("ask", "When does Anna's train leave?", "--json").json()
    assert (printed["mode"], printed["unsupported"]) == ("generated", [INVENTED])
    assert [(cited["id"], cited["quote"]) for cited in printed["citations"]] == [(id, TRAIN)]
    shown = command("ask", "When does Anna's train leave?").out
    assert f"{INVENTED} [?]" in shown
    quoted = command("ask", "When does Anna's train leave?", "--extractive", "--json").json()
    assert quoted["mode"] == "extractive"


@needs_runtime
def test_on_a_terminal_the_checked_answer_takes_the_place_of_the_streamed_one(command: Any, model: Path) -> None:
    command("add", TRAIN)
    command("models", "use", str(model))
    seen = command.in_terminal("ask", "When does Anna's train leave?").out
    streamed, taken_back, checked = seen.partition("\x1b[J")
    assert SUPPORTED in streamed
    assert taken_back
    assert SUPPORTED in checked
    assert "[?]" in checked


@needs_runtime
def test_a_model_that_has_gone_is_exit_code_5(command: Any, model: Path) -> None:
    command("add", TRAIN)
    command("models", "use", str(model))
    model.unlink()
    outcome = command("ask", "When does Anna's train leave?")
    assert (outcome.code, outcome.out, len(outcome.err.splitlines())) == (5, "", 1)
