"""What a prompt begins with is read once: its state is kept on disk, and a broken one costs nothing but time."""

import hashlib
import os
import signal
import threading
from pathlib import Path

import pytest

from core.ports import Message
from models.language.errors import ModelDied
from models.language.kept import Kept, identity
from models.language.runtime import LlamaProcess, Usage
from tests.gguf import random_weights
from tests.unit.models.language.conftest import Load

RULES = "You are a careful reader of what a person wrote. " * 47  # 2,000 tokens of the test model's
SOME = RULES[:1600]
LAYERS, WIDTH = 8, 256


@pytest.fixture(scope="module")
def babbler(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gguf") / "babbler.gguf"
    return random_weights(path, width=WIDTH, layers=LAYERS, context=8192)


def _asked(model: LlamaProcess, question: str = "Where do I live?", rules: str = SOME) -> tuple[str, Usage]:
    """The answer and its figures; the process is ended, so that the next one starts with nothing."""
    turns = [Message("system", rules), Message("user", question)]
    said = "".join(model.stream(turns, max_tokens=12))
    model.close()
    assert model.usage is not None
    return said, model.usage


def _only(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def test_a_new_process_takes_up_what_another_has_read_and_says_the_same(
    load: Load, babbler: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    cold, first = _asked(load(babbler, kept=kept), rules=RULES)
    warm, second = _asked(load(babbler, kept=kept), rules=RULES)
    without, bare = _asked(load(babbler), rules=RULES)
    assert cold == warm == without
    assert first.reused == bare.reused == 0
    assert second.prompt == first.prompt > 2000
    assert second.prompt - second.reused < 64


def test_the_first_token_comes_several_times_sooner_with_a_kept_beginning(
    load: Load, babbler: Path, tmp_path: Path
) -> None:
    _, cold = _asked(load(babbler, kept=tmp_path / "kept"), rules=RULES)
    warm = min(_asked(load(babbler, kept=tmp_path / "kept"), rules=RULES)[1].first for _ in range(3))
    assert warm < cold.first / 2


def test_another_question_with_the_same_rules_takes_up_the_same_state(
    load: Load, babbler: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    _asked(load(babbler, kept=kept), "Where?")
    _, usage = _asked(load(babbler, kept=kept), "What did Ana say about the boat?")
    assert usage.reused > 300
    assert len(list(kept.iterdir())) == 1


def test_one_process_changes_between_two_sets_of_rules_without_reading_them_again(
    load: Load, babbler: Path, tmp_path: Path
) -> None:
    model = load(babbler, kept=tmp_path / "kept")
    reused: list[int] = []
    for rules in (SOME, "Name the keywords. " * 30, SOME):
        list(model.stream([Message("system", rules), Message("user", "x")], max_tokens=1))
        assert model.usage is not None
        reused.append(model.usage.reused)
    assert reused[0] == 0
    assert reused[2] > 300


def test_rules_that_stand_in_the_first_question_are_kept_too(load: Load, tmp_path: Path) -> None:
    """A template without system turns gets them at the head of the first question."""
    template = "{% for m in messages %}{{ m.role == 'system' and raise_exception('none') or m.content }}{% endfor %}"
    path = random_weights(tmp_path / "folded.gguf", chat_template=template)
    _asked(load(path, kept=tmp_path / "kept"), "Where?")
    _, usage = _asked(load(path, kept=tmp_path / "kept"), "And when?")
    assert usage.reused > 300
    assert usage.prompt - usage.reused < 24


def test_what_a_person_asks_is_not_kept(load: Load, babbler: Path, tmp_path: Path) -> None:
    short, long = tmp_path / "short", tmp_path / "long"
    _asked(load(babbler, kept=short), "x")
    _asked(load(babbler, kept=long), "my secret words " * 60)
    assert _only(short).read_bytes() == _only(long).read_bytes()


def test_a_state_holds_the_tokens_and_not_the_scores_of_a_batch(load: Load, babbler: Path, tmp_path: Path) -> None:
    """Keys and values of 32 numbers in 2 bytes each, for each layer and token; the rest is a trifle."""
    _, usage = _asked(load(babbler, kept=tmp_path / "kept"))
    per_token = LAYERS * 2 * 32 * 2
    assert _only(tmp_path / "kept").stat().st_size < usage.prompt * (per_token + 32) + 4096


def test_kept_states_are_for_their_owner_alone(load: Load, babbler: Path, tmp_path: Path) -> None:
    _asked(load(babbler, kept=tmp_path / "kept"))
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o700
    assert _only(tmp_path / "kept").stat().st_mode & 0o777 == 0o600


def _flipped(data: bytes) -> bytes:
    return data[:-100] + bytes([data[-100] ^ 1]) + data[-99:]


def _foreign(data: bytes) -> bytes:
    """A whole file whose state is not one of this runtime."""
    state = b"no state of a model " * 100
    return data[:8] + hashlib.sha256(state).digest() + state


def _shortened(data: bytes) -> bytes:
    """A whole file with a state of which a part is missing."""
    state = data[40 : len(data) // 2]
    return data[:8] + hashlib.sha256(state).digest() + state


@pytest.mark.parametrize("broken", [_flipped, _foreign, _shortened, lambda data: data[:-9], lambda _: b""])
def test_a_broken_state_is_read_anew_and_replaced(load: Load, babbler: Path, tmp_path: Path, broken: object) -> None:
    assert callable(broken)
    said, _ = _asked(load(babbler, kept=tmp_path / "kept"))
    file = _only(tmp_path / "kept")
    whole = file.read_bytes()
    file.write_bytes(broken(whole))
    again, usage = _asked(load(babbler, kept=tmp_path / "kept"))
    assert (again, usage.reused) == (said, 0)
    assert _only(tmp_path / "kept").read_bytes() == whole


def test_a_state_that_a_process_dies_of_is_not_given_again(
    load: Load, babbler: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept"
    said, _ = _asked(load(babbler, kept=kept))
    model = load(babbler, kept=kept)
    genuine = Kept.load

    def fatal(self: Kept, beginning: str) -> bytes | None:
        state = genuine(self, beginning)
        assert model.pid is not None
        os.kill(model.pid, signal.SIGKILL)
        return state

    with monkeypatch.context() as patch:
        patch.setattr(Kept, "load", fatal)
        with pytest.raises(ModelDied):
            _asked(model)
    assert list(kept.iterdir()) == []
    assert _asked(load(babbler, kept=kept))[0] == said


def test_another_model_and_another_context_have_states_of_their_own(load: Load, babbler: Path, tmp_path: Path) -> None:
    kept, other = tmp_path / "kept", tmp_path / "other.gguf"
    other.write_bytes(babbler.read_bytes())
    assert identity(other) != identity(babbler)
    for path, context in ((babbler, 4096), (other, 4096), (babbler, 8192)):
        assert _asked(load(path, kept=kept, context=context))[1].reused == 0
    assert len(list(kept.iterdir())) == 3


def test_a_folder_that_cannot_be_written_changes_no_answer(load: Load, babbler: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("in the way")
    assert _asked(load(babbler, kept=tmp_path / "kept"))[1].said == 12


def test_a_beginning_whose_reading_was_cancelled_is_not_kept(load: Load, babbler: Path, tmp_path: Path) -> None:
    model = load(babbler, kept=tmp_path / "kept", context=8192)
    model.start()
    cancelled = threading.Event()
    threading.Timer(0.05, cancelled.set).start()
    turns = [Message("system", RULES * 3), Message("user", "x")]
    assert list(model.stream(turns, max_tokens=1, cancelled=cancelled.is_set)) == []
    assert not (tmp_path / "kept").exists()
    assert _asked(model)[1].said == 12


def test_short_rules_and_prompts_without_rules_are_not_kept(load: Load, babbler: Path, tmp_path: Path) -> None:
    model = load(babbler, kept=tmp_path / "kept")
    list(model.stream([Message("user", "many words " * 50)], max_tokens=1))
    _asked(model, rules="Hm.")
    assert not (tmp_path / "kept").exists()


def test_the_longest_unused_states_give_way(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "model", 4096, limit=1200)
    for n in range(3):
        assert kept.save(f"beginning {n}", b"x" * 300)
        os.utime(kept._path(f"beginning {n}"), (n, n))
    kept.load("beginning 0")
    assert kept.save("beginning 3", b"x" * 300)
    there = [n for n in range(4) if kept.load(f"beginning {n}")]
    assert there == [0, 2, 3]
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 1200


def test_a_state_larger_than_half_of_the_room_is_not_kept(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "model", 4096, limit=1000)
    assert not kept.save("beginning", b"x" * 501)
    assert list(tmp_path.iterdir()) == []


def test_what_was_left_half_written_gives_way_too(tmp_path: Path) -> None:
    left = tmp_path / ".0123.state.99"
    left.write_bytes(b"x" * 900)
    os.utime(left, (0, 0))
    assert Kept(tmp_path, "model", 4096, limit=1000).save("beginning", b"x" * 300)
    assert not left.exists()
