"""The models of a home: loaded when needed, shared in turn, and missed with a sentence that says what to do."""

import os
import signal
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from app import Ebb
from app import config as settings
from app.config import Config
from app.home import Home, prepare
from app.minds import BATCH_CHARACTERS, Minds, SharedEmbedder
from core.errors import ExitCode, ModelBroken, ModelMissing
from core.ports import Message
from models.language.runtime import LlamaProcess, available
from tests.gguf import random_weights, scripted
from tests.unit.core.recall.scene import Bag, Made
from tests.unit.models.language.serving import running, said


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


def test_a_server_takes_the_place_of_a_file_and_is_named_before_it_is_asked(tmp_path: Path) -> None:
    url = "http://127.0.0.1:11434/v1"
    found = minds(tmp_path, language__server=url, language__model=str(tmp_path / "gone.gguf"))
    assert found.language_name() == "127.0.0.1:11434/v1"
    assert found.language() is found.language()
    named = minds(tmp_path, language__server=url, language__server_model="small")
    assert (named.language_name(), named.language().name) == ("small", "small")


def test_a_server_on_another_machine_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelBroken, match="another machine") as raised:
        minds(tmp_path, language__server="http://192.168.1.4:11434/v1").language()
    assert "config.toml" in raised.value.hint


def test_a_server_on_another_machine_is_used_if_the_file_of_settings_says_so(tmp_path: Path) -> None:
    home = prepare(Home(tmp_path / "home"))
    home.config.write_text('[language]\nserver = "http://192.168.1.4:11434/v1"\nallow_remote = true\n')
    assert Minds(home, settings.load(home.config)).language().name == "192.168.1.4:11434"


def test_warming_a_model_starts_its_process_and_says_nothing_of_what_is_missing(tmp_path: Path) -> None:
    minds(tmp_path).warm()
    minds(tmp_path, language__model=str(tmp_path / "gone.gguf")).warm()
    minds(tmp_path, language__server="http://192.168.1.4:11434/v1").warm()
    found = minds(tmp_path, language__model=str(scripted(tmp_path / "model.gguf", "Hello there.")))
    found.warm()
    model = found.language()
    assert isinstance(model, LlamaProcess)
    assert (model.pid is not None) == available()
    found.close()


def test_what_is_kept_of_prompts_lies_in_the_cache_of_the_home(tmp_path: Path) -> None:
    if not available():
        pytest.skip("llama-cpp-python is not installed")
    found = minds(tmp_path, language__model=str(scripted(tmp_path / "model.gguf", "Hello there.")))
    rules = Message("system", "Answer only from what stands in the memories. " * 4)
    assert "".join(found.language().stream([rules, Message("user", "Hello?")], max_tokens=20)) == "Hello there."
    found.close()
    assert len(list((tmp_path / "home" / "cache" / "prompts").glob("*.state"))) == 1


TRAIN = "Anna's train to Lisbon leaves at 9:14 from platform 3."
SAID = "Anna's train leaves at 9:14 [1]."
QUESTION = "When does Anna's train leave?"


def remembering(root: Path, **flags: object) -> Ebb:
    named = {name.replace("__", "."): value for name, value in flags.items()}
    ebb = Ebb.open(root / "home", background=False, settings_flags=named)
    ebb.add(TRAIN)
    ebb.settle()
    return ebb


def test_a_model_killed_while_it_answers_is_an_error_and_the_next_question_is_answered(tmp_path: Path) -> None:
    if not available():
        pytest.skip("llama-cpp-python is not installed")
    slow = random_weights(tmp_path / "slow.gguf", width=512, layers=16)  # it reads the prompt for a second
    with remembering(tmp_path, language__model=str(slow)) as ebb:
        model = ebb._minds.language()
        assert isinstance(model, LlamaProcess)

        def killed() -> bool:
            if model.pid is not None:
                os.kill(model.pid, signal.SIGKILL)
            return False

        with pytest.raises(ModelBroken, match="ended unexpectedly") as raised:
            ebb.ask(QUESTION, cancelled=killed)
        assert raised.value.exit_code is ExitCode.MODEL
        pid = model.pid
        assert ebb.ask(QUESTION).mode == "generated"
        assert model.pid not in (None, pid)


def test_a_server_answers_from_memory_with_checked_citations(tmp_path: Path) -> None:
    with running() as server, remembering(tmp_path, language__server=server.url) as ebb:
        server.events = lambda _: said(f"{SAID} It is a red train from Paris.")
        heard: list[str] = []
        answer = ebb.ask(QUESTION, on_text=heard.append)
        assert "".join(heard).startswith(SAID)
        assert [(one.n, one.quote) for one in answer.citations] == [(1, TRAIN)]
        assert (answer.mode, answer.model, answer.unsupported) == (
            "generated",
            "tiny",
            ("It is a red train from Paris.",),
        )
        assert TRAIN in server.bodies()[0]["messages"][1]["content"]
        assert [one.ok for one in ebb.doctor() if one.name == "language model"] == [True]


def test_a_server_that_is_gone_is_an_error_with_what_to_do_and_quoting_goes_on(tmp_path: Path) -> None:
    with running() as gone:
        url = gone.url
    with remembering(tmp_path, language__server=url) as ebb:
        with pytest.raises(ModelBroken, match="No server answers") as raised:
            ebb.ask(QUESTION)
        assert "language.server" in raised.value.hint
        assert ebb.ask(QUESTION, extractive=True).citations
        assert [one.ok for one in ebb.doctor() if one.name == "language model"] == [False]
