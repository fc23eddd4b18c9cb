"""A model's process rests when nobody asks, and follows its file when that changes."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from core.ports import Message
from models.language.errors import LanguageModelError, ModelDied, NotGguf
from models.language.runtime import LlamaProcess
from tests.gguf import random_weights, scripted
from tests.unit.models.language.conftest import Load

HELLO = [Message("user", "Where do I live?")]
REST = 0.3


def _answer(model: LlamaProcess) -> str:
    return "".join(model.stream(HELLO, max_tokens=60))


def _until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < deadline
        os.sched_yield()


def _gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_an_idle_model_leaves_memory_and_answers_again_when_asked(load: Load, tmp_path: Path) -> None:
    model = load(scripted(tmp_path / "model.gguf", "You live in Oslo."), unload_after=REST)
    model.start()
    pid = model.pid
    assert pid is not None
    _until(lambda: _gone(pid))
    assert _answer(model) == "You live in Oslo."
    assert model.pid not in (None, pid)
    _until(lambda: model.pid is None)


def test_a_model_in_use_stays_in_memory_however_long_the_answer(load: Load, tmp_path: Path) -> None:
    model = load(random_weights(tmp_path / "babbler.gguf", context=32_768), context=32_768, unload_after=REST)
    stream = model.stream(HELLO, max_tokens=30_000)
    next(stream)
    pid, ends = model.pid, time.monotonic() + 3 * REST
    while time.monotonic() < ends:
        next(stream)
    assert model.pid == pid
    stream.close()  # type: ignore[attr-defined]
    _until(lambda: model.pid is None)


def test_a_model_that_is_kept_busy_with_small_questions_is_not_unloaded(load: Load, tmp_path: Path) -> None:
    model = load(scripted(tmp_path / "model.gguf", "You live in Oslo."), unload_after=REST)
    model.start()
    pid, ends = model.pid, time.monotonic() + 3 * REST
    while time.monotonic() < ends:
        model.count_tokens("word")
    assert model.pid == pid


def test_a_closed_model_has_no_timer_left(load: Load, tmp_path: Path) -> None:
    model = load(scripted(tmp_path / "model.gguf", "You live in Oslo."), unload_after=60.0)
    model.start()
    timer = model._timer
    assert timer is not None
    model.close()
    timer.join(5)
    assert not timer.is_alive()


def test_warming_returns_at_once_and_the_question_finds_the_same_process(load: Load, tmp_path: Path) -> None:
    model = load(scripted(tmp_path / "model.gguf", "You live in Oslo."))
    began = time.monotonic()
    model.warm()
    assert time.monotonic() - began < 0.2
    pid = model.pid
    assert pid is not None
    assert _answer(model) == "You live in Oslo."
    assert model.pid == pid


def test_a_file_that_was_replaced_is_loaded_with_the_next_question(load: Load, tmp_path: Path) -> None:
    path = scripted(tmp_path / "model.gguf", "You live in Oslo.")
    model = load(path, kept=tmp_path / "kept")
    assert (_answer(model), model.name) == ("You live in Oslo.", "model")
    os.replace(scripted(tmp_path / "newer.gguf", "You live in Rome now.", context=2048), path)
    assert _answer(model) == "You live in Rome now."
    assert (model.name, model.context_tokens) == ("newer", 2048)


def test_an_answer_under_way_is_not_disturbed_by_a_new_file_in_its_place(load: Load, tmp_path: Path) -> None:
    path = scripted(tmp_path / "model.gguf", "You live in Oslo, and have done so since May 2023.")
    model = load(path)
    stream = model.stream(HELLO, max_tokens=60)
    begun = next(stream)
    os.replace(scripted(tmp_path / "newer.gguf", "You live in Rome now."), path)
    assert begun + "".join(stream) == "You live in Oslo, and have done so since May 2023."
    assert _answer(model) == "You live in Rome now."


def test_a_file_cut_off_under_a_running_answer_is_a_clear_error_and_a_whole_one_works_again(
    load: Load, tmp_path: Path
) -> None:
    """The weights are mapped: what is cut off is gone for the process too, and the system ends it."""
    path = random_weights(tmp_path / "babbler.gguf", width=256, layers=8, context=32_768)
    whole = path.read_bytes()
    model = load(path, context=32_768)
    stream = model.stream(HELLO, max_tokens=30_000)
    next(stream)
    os.truncate(path, 1000)
    with pytest.raises(ModelDied, match="ended unexpectedly"):
        list(stream)
    with pytest.raises(NotGguf, match="incomplete"):
        _answer(model)
    path.write_bytes(whole)
    assert _answer(model)


def test_something_else_in_the_model_s_place_is_refused_before_it_is_loaded(load: Load, tmp_path: Path) -> None:
    path = scripted(tmp_path / "model.gguf", "You live in Oslo.")
    model = load(path)
    model.start()
    whole = path.read_bytes()
    path.unlink()
    path.write_text("# notes")
    with pytest.raises(NotGguf, match="is not a GGUF file"):
        _answer(model)
    assert model.pid is None
    path.write_bytes(whole)
    assert _answer(model) == "You live in Oslo."


def test_a_file_that_was_taken_away_serves_until_its_process_ends(load: Load, tmp_path: Path) -> None:
    path = scripted(tmp_path / "model.gguf", "You live in Oslo.")
    model = load(path)
    model.start()
    path.unlink()
    assert _answer(model) == "You live in Oslo."
    assert model.pid is not None
    os.kill(model.pid, signal.SIGKILL)
    with pytest.raises(LanguageModelError):
        _answer(model)
    for _ in range(2):
        with pytest.raises(NotGguf, match="cannot be read"):
            _answer(model)


def test_what_holds_the_process_in_is_known_once_it_runs(load: Load, tmp_path: Path) -> None:
    model = load(scripted(tmp_path / "model.gguf", "You live in Oslo."))
    assert model.cell is None
    model.start()
    assert isinstance(model.cell, str)
