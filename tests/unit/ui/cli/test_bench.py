"""`ebb bench model` prints the figures of a model, as a table and as JSON, and opens no memory."""

from pathlib import Path

import pytest

from core.errors import ExitCode
from tests.gguf import random_weights
from tests.unit.ui.cli.conftest import Run

pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return random_weights(tmp_path / "babbler.gguf", width=128)


def test_the_figures_of_a_model_are_printed(run: Run, model: Path, home: Path) -> None:
    done = run("bench", "model", str(model), "--runs", "1", "--tokens", "500")
    labels = [line.split("  ")[0] for line in done.out.splitlines()]
    assert done.code == ExitCode.DONE
    assert labels == [
        "model", "file", "runs", "reads", "says", "first token", "with kept", "kept takes", "loads in", "memory",
    ]  # fmt: skip
    assert "times sooner" in done.out
    assert not home.exists()


def test_the_figures_are_numbers_in_json(run: Run, model: Path) -> None:
    found = run("bench", "model", str(model), "--runs", "1", "--tokens", "500", "--json").json()
    assert list(found) == [
        "model", "path", "bytes", "context", "threads", "runs", "prompt_tokens", "kept_tokens", "kept_bytes",
        "read_tokens_per_s", "said_tokens_per_s", "first_token_s", "load_s", "rss_bytes",
    ]  # fmt: skip
    first = found["first_token_s"]
    assert first["ratio"] == pytest.approx(first["fresh"] / first["kept"], rel=0.1)
    assert (found["model"], found["path"], found["runs"]) == ("babbler", str(model), 1)


def test_without_a_model_it_says_what_to_do(run: Run) -> None:
    done = run("bench", "model")
    assert (done.code, len(done.err.splitlines())) == (ExitCode.MODEL, 1)
    assert "ebb bench model FILE.gguf" in done.err
