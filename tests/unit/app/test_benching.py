"""A model is measured in processes of its own, and nothing of it stays."""

import tempfile
from pathlib import Path

import pytest

from app.benching import model_speed
from app.config import Config, Language
from core.errors import BadInput, ModelBroken, ModelMissing
from models.language.runtime import available
from tests.gguf import random_weights

runs_models = pytest.mark.skipif(not available(), reason="llama-cpp-python is not installed")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return random_weights(tmp_path / "babbler.gguf", width=128)


@runs_models
def test_every_figure_is_measured_and_a_beginning_is_kept(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    told: list[tuple[int, int]] = []
    found = model_speed(Config(), model, runs=1, beginning=1000, told=lambda *pair: told.append(pair))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert (found.name, found.context, found.runs, found.bytes) == ("babbler", 4096, 1, model.stat().st_size)
    assert 900 < found.beginning <= 1000 < found.prompt
    assert found.ratio == found.first_fresh / found.first_kept
    assert min(found.read_speed, found.said_speed, found.load, found.kept_bytes, found.threads) > 0
    assert found.memory > found.bytes
    assert list(scratch.iterdir()) == []


@runs_models
def test_the_configured_model_is_measured_and_a_small_context_gets_a_small_beginning(model: Path) -> None:
    config = Config(language=Language(model=str(model), context=512))
    found = model_speed(config, runs=1)
    assert (found.context, found.beginning <= 320) == (512, True)


@runs_models
def test_a_context_that_holds_no_beginning_is_refused(tmp_path: Path) -> None:
    small = random_weights(tmp_path / "small.gguf", context=256)
    with pytest.raises(BadInput, match="too small"):
        model_speed(Config(), small, runs=1)


def test_without_a_model_there_is_nothing_to_measure(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="No language model file is set"):
        model_speed(Config())
    with pytest.raises(ModelMissing, match="There is no file"):
        model_speed(Config(), tmp_path / "gone.gguf")
    (tmp_path / "notes.gguf").write_text("# notes")
    with pytest.raises(ModelBroken, match="is not a GGUF file"):
        model_speed(Config(), tmp_path / "notes.gguf")
