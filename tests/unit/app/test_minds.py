"""The models of a home: loaded when needed, shared in turn, and missed with a sentence that says what to do."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from app import config as settings
from app.config import Config
from app.home import Home, prepare
from app.minds import BATCH_CHARACTERS, Minds, SharedEmbedder
from core.errors import ExitCode, ModelBroken, ModelMissing
from tests.gguf import scripted
from tests.unit.core.recall.scene import Bag, Made


class Kept(Bag):
    """A `Bag` that keeps which batches it was given; `held` is called inside each."""

    def __init__(self, held: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.batches: list[tuple[str, ...]] = []
        self._held = held

    def encode(self, texts: Sequence[str]) -> list[Made]:
        """Keep the batch."""
        self.batches.append(tuple(texts))
        self._held()
        return super().encode(texts)


def minds(root: Path, **flags: object) -> Minds:
    home = prepare(Home(root / "home"))
    named = {name.replace("__", "."): value for name, value in flags.items()}
    return Minds(home, settings.load(home.config, named))


def test_texts_are_embedded_in_small_batches_and_in_order() -> None:
    kept = Kept()
    texts = [f"text{at} " * (at % 5 * 80) + "end" for at in range(30)]
    made = SharedEmbedder(kept).encode(texts)
    assert [text for batch in kept.batches for text in batch] == texts
    assert all(len(batch) == 1 or sum(map(len, batch)) <= BATCH_CHARACTERS for batch in kept.batches)
    assert len(kept.batches) < len(texts)
    assert all(
        np.array_equal(one.vector, Bag().encode([text])[0].vector) for one, text in zip(made, texts, strict=True)
    )
    assert SharedEmbedder(kept).encode([]) == []


def test_a_query_comes_in_between_the_batches_of_the_work_behind() -> None:
    begun = threading.Event()

    def held() -> None:
        begun.set()
        while not shared._next.locked() and len(kept.batches) == 1:
            pass  # the first batch takes until the query waits for its turn

    kept = Kept(held)
    shared = SharedEmbedder(kept)
    work = threading.Thread(target=shared.encode, args=(["x" * BATCH_CHARACTERS] * 20,))
    work.start()
    assert begun.wait(10)
    shared.encode(["query"])
    work.join()
    assert kept.batches.index(("query",)) == 1
    assert len(kept.batches) == 21


def test_the_embedding_model_has_its_name_before_it_is_loaded(tmp_path: Path) -> None:
    found = minds(tmp_path)
    name = found.embedder_name()
    assert found._embedder is None
    embedder = found.shared_embedder()
    assert embedder is not None
    assert (embedder.name, embedder.dimensions, embedder.token_dimensions) == (name, 384, 128)
    assert found.shared_embedder() is embedder


def test_no_language_model_is_set_by_default(tmp_path: Path) -> None:
    assert Config().language.model is None
    found = minds(tmp_path)
    assert found.language_name() is None
    with pytest.raises(ModelMissing, match="No language model is set") as raised:
        found.language()
    assert "ebb models use" in raised.value.hint


def test_a_language_model_whose_file_is_gone_is_missing(tmp_path: Path) -> None:
    found = minds(tmp_path, language__model=str(tmp_path / "gone.gguf"))
    assert found.language_name() == "gone"
    with pytest.raises(ModelMissing, match="There is no file .*gone.gguf") as raised:
        found.language()
    assert raised.value.exit_code is ExitCode.MODEL
    assert "ebb models use" in raised.value.hint


@pytest.mark.parametrize("kept", [0, 3, 10, 1000])
def test_a_language_model_of_which_a_part_is_missing_is_broken(tmp_path: Path, kept: int) -> None:
    whole = scripted(tmp_path / "whole.gguf", "Hello there.").read_bytes()
    (tmp_path / "part.gguf").write_bytes(whole[:kept])
    with pytest.raises(ModelBroken, match="part.gguf") as raised:
        minds(tmp_path, language__model=str(tmp_path / "part.gguf")).language()
    assert "ebb models use" in raised.value.hint


def test_a_folder_is_no_language_model(tmp_path: Path) -> None:
    with pytest.raises(ModelBroken):
        minds(tmp_path, language__model=str(tmp_path)).language()


def test_a_language_model_in_the_users_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    scripted(tmp_path / "model.gguf", "Hello there.")
    found = minds(tmp_path, language__model="~/model.gguf")
    assert found.language().name == "model"
    assert found.language() is found.language()
    found.close()
    found.close()
