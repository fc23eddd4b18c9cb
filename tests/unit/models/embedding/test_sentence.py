"""Any sentence-transformers model: from a folder, from the cache, and never from the network."""

import os
import shutil
import socket
from pathlib import Path

import numpy as np
import pytest

from core.ports import Embedder
from models.embedding import load
from models.embedding.minilm import MiniLM
from models.embedding.packaged import packaged_folder
from models.embedding.sentence import SentenceTransformerEmbedder
from models.errors import EmbedderMissing


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every attempt to reach a network fail the test."""

    def refused(*_: object) -> None:
        raise AssertionError("a network call")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


def cached(home: Path, name: str) -> Path:
    """Lay the packaged model out in a Hugging Face cache under another name."""
    place = home / f"models--{name.replace('/', '--')}"
    (place / "refs").mkdir(parents=True)
    (place / "refs" / "main").write_text("a" * 40)
    shutil.copytree(packaged_folder(), place / "snapshots" / ("a" * 40))
    return home


def test_a_folder_gives_the_same_vectors_as_the_packaged_model() -> None:
    loaded = load(str(packaged_folder()))
    embedder: Embedder = loaded
    assert isinstance(loaded, SentenceTransformerEmbedder)
    assert (embedder.dimensions, embedder.token_dimensions, embedder.max_tokens) == (384, 0, 256)
    for text in ("a note about trees", "", "caf\udce9"):
        found = embedder.encode([text])[0]
        assert np.abs(found.vector - MiniLM().encode([text])[0].vector).max() < 1e-5
        assert found.vector.dtype == np.float32 and found.tokens.shape == (0, 0) and found.words == ()
    assert embedder.encode([]) == []
    assert loaded.count_tokens(["word " * 700]) == [702]


def test_a_name_is_found_in_the_cache_and_named_by_its_weights(tmp_path: Path) -> None:
    embedder = SentenceTransformerEmbedder("someone/small", cache_folder=cached(tmp_path, "someone/small"))
    assert embedder.name == f"someone/small@{load(str(packaged_folder())).name.split('@')[1]}"


def test_a_bare_name_means_one_of_sentence_transformers(tmp_path: Path) -> None:
    home = cached(tmp_path, "sentence-transformers/small")
    assert SentenceTransformerEmbedder("small", cache_folder=home).dimensions == 384


@pytest.mark.parametrize("name", ["no/such-model", "nosuchmodel", "/nonexistent/folder", "../a b", "", "a\0b"])
def test_a_model_that_is_not_here_is_told_with_what_to_do(tmp_path: Path, name: str) -> None:
    with pytest.raises(EmbedderMissing, match="not on this machine") as caught:
        SentenceTransformerEmbedder(name, cache_folder=tmp_path)
    assert "folder" in caught.value.hint


@pytest.mark.parametrize(
    ("file", "size"), [("model.safetensors", 1_000_000), ("config.json", 1), ("tokenizer.json", 1), ("modules.json", 5)]
)
def test_a_damaged_model_is_told_in_one_sentence(tmp_path: Path, file: str, size: int) -> None:
    folder = Path(shutil.copytree(packaged_folder(), tmp_path / "model"))
    os.truncate(folder / file, size)
    with pytest.raises(EmbedderMissing, match="cannot be loaded"):
        SentenceTransformerEmbedder(str(folder))


def test_loading_a_model_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    load(str(packaged_folder()))
    with pytest.raises(EmbedderMissing):
        load("no/such-model")
    assert capfd.readouterr() == ("", "")
