"""The language model in idle time: by priority, within a budget, stopped by whoever asks, undoable."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest

from app import Ebb
from app.askers import Askers
from app.hearing import heard
from app.home import located
from app.librarian import Work
from app.minds import Minds
from core.answer.speech import Speech
from core.errors import ModelBroken
from core.store import librarian
from core.store.lock import FileLock
from models.language.runtime import LlamaProcess, available
from tests.gguf import random_weights, scripted
from tests.unit.app.librarian.scene import TEXTS, Scripted, opened


def test_it_describes_what_no_model_has_described_once_as_it_stands(ebb: Ebb, model: Scripted) -> None:
    model.says = lambda _, asked: json.dumps({"keywords": ["beagle", "unicorn"]} if "Scout" in asked else {})
    assert ebb.librarian.waiting() == 3
    done = ebb.librarian.work()
    assert (done.asked, done.described, done.kept, done.dropped) == (3, 1, 1, 1)
    assert "Reis" in model.asked[0]
    assert ebb.librarian.waiting() == 0
    assert ebb.librarian.work() == Work()
    assert len(model.asked) == 3
    (run,) = [run for run in ebb.network.runs() if run.kind == "librarian"]
    assert (run.state, run.counts["asked"], run.counts["revisions"]) == ("done", 3, 1)


@pytest.mark.parametrize("flags", [{"librarian__when": "never"}, {"language__model": None}])
def test_it_does_nothing_without_a_model_or_where_it_is_turned_off(
    home: Path, model: Scripted, flags: dict[str, object]
) -> None:
    with opened(home, **flags) as ebb:
        ebb.add(TEXTS[0])
        ebb.settle()
        assert ebb.librarian.work() == Work()
        assert not ebb.librarian.stay()
    assert model.asked == []


def test_the_budget_of_memories_holds_for_the_day_across_passes_and_openings(home: Path, model: Scripted) -> None:
    now = datetime.now(UTC)
    for expected in (2, 0):
        with opened(home, librarian__memories=2) as ebb:
            for text in TEXTS:
                ebb.add(text)
            ebb.settle()
            assert ebb.librarian.work(now=now).asked == expected
            assert ebb.librarian.left(now)[0] == 0
            assert ebb.librarian.left(now + timedelta(days=1))[0] == 2
    with opened(home, librarian__memories=2) as ebb:
        assert ebb.librarian.waiting() == 1


def test_the_budget_of_minutes_ends_a_question_under_way(home: Path, model: Scripted) -> None:
    model.hold = threading.Event()
    with opened(home, librarian__minutes=0.1 / 60) as ebb:
        ebb.add(TEXTS[0])
        ebb.settle()
        assert ebb.librarian.work().asked == 0
        assert ebb.librarian.left()[1] == 0
        assert ebb.librarian.waiting() == 1
        model.hold = None
        assert ebb.librarian.work() == Work()
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        assert ebb.librarian.left(tomorrow)[1] == pytest.approx(0.1)


def _working(ebb: Ebb) -> tuple[threading.Thread, list[tuple[Work, float]]]:
    """The librarian at work in a thread; what it did, and when it ended."""
    found: list[tuple[Work, float]] = []
    thread = threading.Thread(target=lambda: found.append((ebb.librarian.work(), time.monotonic())))
    thread.start()
    return thread, found


@pytest.mark.parametrize("same", [True, False])
def test_a_question_stops_it_at_once_and_it_goes_on_later(home: Path, ebb: Ebb, model: Scripted, same: bool) -> None:
    model.hold = threading.Event()
    thread, found = _working(ebb)
    assert model.entered.wait(20)
    other = ebb if same else opened(home)
    with other._pending.paused():
        asked = time.monotonic()
        thread.join(20)
    if not same:
        other.close()
    ((done, ended),) = found
    assert ended - asked < 1
    assert (done.asked, ebb.librarian.waiting()) == (0, 3)
    model.hold = None
    assert ebb.librarian.work().asked == 3


def test_it_waits_until_it_has_been_quiet_for_as_long_as_is_set(home: Path, ebb: Ebb, model: Scripted) -> None:
    with opened(home, librarian__quiet=3600.0) as patient:
        assert patient.librarian.work() == Work()
        patient.search("Scout")
        since = Askers(located(home)).quiet_for()
        assert since is not None
        assert since < 60
    assert model.asked == []


def test_a_request_costs_nothing_and_leaves_nothing_where_no_model_works(home: Path) -> None:
    with Ebb.open(home, background=False) as ebb:
        ebb.search("Scout")
    assert not (home / "askers").exists()


def test_two_do_not_work_at_once(ebb: Ebb, model: Scripted) -> None:
    with FileLock(ebb.home / "librarian.lock", 0).held():
        assert ebb.librarian.work() == Work()
        assert not ebb.librarian.stay()
    assert ebb.librarian.stay()
    assert ebb.librarian.waiting() == 0


def test_it_comes_after_sleep_in_idle_time(home: Path, model: Scripted) -> None:
    with opened(home) as ebb:
        ebb.add(TEXTS[0])
        ebb.settle()
        ebb._rest(lambda: False)
        assert len(model.asked) == 1
        ebb.add(TEXTS[1])
        ebb.settle()
        ebb._rest(lambda: True)
        assert len(model.asked) == 1


def test_what_the_model_breaks_over_is_passed_over_if_others_do_not_break_it(ebb: Ebb, model: Scripted) -> None:
    def says(rules: str, asked: str) -> str:
        if "Reis" in asked:
            raise ModelBroken("The language model's process ended.")
        return "{}"

    model.says = says
    done = ebb.librarian.work()
    assert (done.asked, done.broke, done.problem) == (2, 1, "")
    assert ebb.librarian.waiting() == 0


def test_a_model_that_cannot_be_asked_is_left_alone(ebb: Ebb, model: Scripted) -> None:
    def says(rules: str, asked: str) -> str:
        raise ModelBroken("The language model's process ended.")

    model.says = says
    assert "ended" in ebb.librarian.work().problem
    assert ebb.librarian.waiting() == 3
    assert ebb.librarian.work() == Work()
    assert len(model.asked) == 2
    assert [run for run in ebb.network.runs() if run.kind == "librarian"] == []


def test_what_it_did_can_be_taken_back_and_is_not_done_again(ebb: Ebb, model: Scripted) -> None:
    model.says = lambda _, asked: json.dumps({"keywords": ["beagle"], "tags": ["beagle"]} if "Scout" in asked else {})
    before = ebb.search("Scout")[0].memory
    ebb.librarian.work()
    assert ebb.get(before.id).keywords == ("beagle",)
    (run,) = [run for run in ebb.network.runs() if run.kind == "librarian"]
    ebb.network.undo_run(run.name)
    ebb.settle()
    ebb.librarian.work()
    after = ebb.get(before.id)
    assert (after.keywords, after.tags) == (before.keywords, before.tags)


# Figures


def test_figures_tell_what_was_done_what_is_left_and_what_waits(ebb: Ebb, model: Scripted) -> None:
    model.says = lambda _, asked: json.dumps({"keywords": ["beagle", "unicorn"]} if "Scout" in asked else {})
    before = ebb.stats()["librarian"]
    assert before["waiting"] == {"judge": 0, "liken": 0, "word": 0, "describe": 3}
    assert before["asked"] == 0
    ebb.librarian.work()
    after = ebb.stats()["librarian"]
    assert (after["asked"], after["described"], after["kept"], after["ungrounded"]) == (3, 1, 1, 1)
    assert after["today"]["memories_left"] == ebb.config.librarian.memories - 3
    assert sum(after["waiting"].values()) == 0


# With a real model


def test_the_process_behind_stays_for_it(home: Path, tmp_path: Path) -> None:
    if not available():
        pytest.skip("llama-cpp-python is not installed")
    path = scripted(tmp_path / "model.gguf", '{"keywords":["beagle","unicorn"],"context":""}')
    with Ebb.open(home, background=False) as ebb:
        id = ebb.add(TEXTS[0])
    (home / "config.toml").write_text(f'[language]\nmodel = "{path}"\n[librarian]\nquiet = 0.0\n')
    command = [sys.executable, "-m", "app.pending", str(home)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    subprocess.run(command, check=True, timeout=60, env=environment)
    with Ebb.open(home, background=False) as ebb:
        assert ebb.history(id)[-1].actor == "model:model"
        assert ebb.get(id).keywords == ("beagle",)
        assert ebb.pending() == 0


@pytest.fixture
def babble(tmp_path: Path) -> Path:
    """A model that takes its time over every reply."""
    if not available():
        pytest.skip("llama-cpp-python is not installed")
    return random_weights(tmp_path / "model.gguf", width=512, layers=4)


def test_a_question_stops_a_real_model_within_200_ms(ebb: Ebb, babble: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    took: list[float] = []
    with closing(LlamaProcess(babble)) as real:
        monkeypatch.setattr(Minds, "language", lambda _: real)
        while min(took, default=1.0) >= 0.2 and len(took) < 3:
            entered = threading.Event()
            monkeypatch.setattr("app.describing.heard", partial(_noticed, entered, heard))
            thread, found = _working(ebb)
            assert entered.wait(20)
            with ebb._pending.paused():
                asked = time.monotonic()
                thread.join(20)
            took.append(found[0][1] - asked)
            assert ebb.librarian.waiting() > 0
    assert min(took) < 0.2


def _noticed(entered: threading.Event, work: Callable[..., Speech], *arguments: Any) -> Speech:
    entered.set()
    return work(*arguments)


def test_a_question_elsewhere_takes_the_model_of_the_process_behind_out_of_memory(home: Path, babble: Path) -> None:
    with Ebb.open(home, background=False) as ebb:
        for number in range(30):
            ebb.add(f"{TEXTS[number % 3]} Number {number}.")
        ebb.settle()
        write = '[language]\nmodel = "{}"\n[librarian]\nquiet = 0.0\n'
        (home / "config.toml").write_text(write.format(babble))
        command = [sys.executable, "-m", "app.pending", str(home)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        with subprocess.Popen(command, env=environment) as behind:
            try:
                process = psutil.Process(behind.pid)
                _until(lambda: ebb._store.read(librarian.totals)["asked"] > 0)
                with ebb._pending.paused():
                    _until(lambda: not process.children())
                    before = ebb._store.read(librarian.totals)["asked"]
                _until(lambda: ebb._store.read(librarian.totals)["asked"] > before)
            finally:
                for child in process.children():
                    child.kill()
                behind.kill()


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)
