"""Settings: their layers, what is refused, and the file that keeps a person's comments."""

import os
import tomllib
from pathlib import Path

import pytest

from app.config import checked, described, from_text, load
from app.config_file import write
from core.errors import BadInput


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The path of a settings file that does not exist yet."""
    return tmp_path / "config.toml"


def test_without_a_file_the_defaults_hold(file: Path) -> None:
    config = load(file)
    assert (config.embedding.model, config.language.model, config.decay.curve) == ("all-MiniLM-L6-v2", None, "fsrs")


def test_a_flag_beats_the_environment_which_beats_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("[language]\ncontext = 1000\nthreads = 1\n[answer]\nbudget_tokens = 500\n")
    monkeypatch.setenv("EBB_LANGUAGE_CONTEXT", "2000")
    monkeypatch.setenv("EBB_LANGUAGE_THREADS", "2")
    config = load(file, {"language.context": 3000})
    assert (config.language.context, config.language.threads, config.answer.budget_tokens) == (3000, 2, 500)
    origins = {setting.name: setting.origin for setting in described(file, {"language.context": 3000})}
    assert origins["language.context"] == "flag"
    assert origins["language.threads"] == "environment"
    assert origins["answer.budget_tokens"] == "file"
    assert origins["store.durability"] == "default"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[language]\nthraeds = 2\n", "language.threads"),
        ("langauge.model = 'x'\n", "language.model"),
        ("model = 'x'\n", "'model'"),
        ("[language]\nthreads = 'two'\n", "a whole number"),
        ("[language]\nthreads = 0\n", "at least 1"),
        ("[language]\ncontext = true\n", "a whole number"),
        ("[embedding]\ndownload = 'yes'\n", "true or false"),
        ("[decay]\ncurve = 'linear'\n", "fsrs or ebbinghaus"),
        ("[answer]\nfloor = nan\n", "at least 0"),
        ("[language\n", "no valid TOML"),
        ("[language]\nmodel = 5\n", "text"),
    ],
)
def test_what_is_wrong_in_the_file_is_said_in_one_line(file: Path, text: str, said: str) -> None:
    file.write_text(text)
    with pytest.raises(BadInput) as caught:
        load(file)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_utf8_is_refused(file: Path) -> None:
    file.write_bytes(b"[language]\nmodel = '\xff'\n")
    with pytest.raises(BadInput, match="UTF-8"):
        load(file)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("language.threads", "4", 4),
        ("language.threads", "none", None),
        ("embedding.download", "on", True),
        ("answer.floor", "0.25", 0.25),
        ("language.model", "none", None),
    ],
)
def test_what_is_typed_is_read_as_the_settings_kind(name: str, text: str, value: object) -> None:
    assert checked(name, from_text(name, text)) == value


def test_setting_a_value_keeps_the_comments_and_the_other_lines(file: Path) -> None:
    file.write_text("# mine\n[language]\n# the small one\nmodel = 'a.gguf'  # old\n\n[decay]\ncurve = 'fsrs'\n")
    write(file, "language.model", 'b "quoted" \\ ü.gguf')
    assert load(file).language.model == 'b "quoted" \\ ü.gguf'
    assert file.read_text(encoding="utf-8").startswith("# mine\n[language]\n# the small one\nmodel = ")
    assert "curve = 'fsrs'" in file.read_text(encoding="utf-8")


def test_a_value_goes_into_its_section_or_a_new_one(file: Path) -> None:
    write(file, "language.threads", 2)
    write(file, "work.background", False)
    write(file, "language.context", 2048)
    assert tomllib.loads(file.read_text()) == {
        "language": {"threads": 2, "context": 2048},
        "work": {"background": False},
    }


@pytest.mark.parametrize("start", ["language.threads = 1\n", "language = { threads = 1 }\n", "[language]\nthreads = 1"])
def test_every_way_to_write_toml_can_be_changed(file: Path, start: str) -> None:
    file.write_text(start)
    write(file, "language.threads", 3)
    write(file, "language.context", 2048)
    assert (load(file).language.threads, load(file).language.context) == (3, 2048)


def test_taking_a_value_out_brings_the_default_back(file: Path) -> None:
    write(file, "language.threads", 3)
    write(file, "language.threads", None)
    assert load(file).language.threads is None


def test_the_file_is_private_whatever_the_umask(file: Path) -> None:
    before = os.umask(0)
    try:
        write(file, "language.threads", 3)
    finally:
        os.umask(before)
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_what_only_a_hand_may_set_is_taken_from_the_file_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match="by hand"):
        load(file, {"language.allow_remote": True})
    with pytest.raises(BadInput, match="by hand"):
        from_text("language.allow_remote", "true")
    with monkeypatch.context() as patch:
        patch.setenv("EBB_LANGUAGE_ALLOW_REMOTE", "true")
        with pytest.raises(BadInput, match="by hand"):
            load(file)
    file.write_text("[language]\nallow_remote = true\n")
    assert load(file).language.allow_remote is True


def test_a_language_model_is_present_as_a_file_or_as_a_server(file: Path) -> None:
    assert not load(file).language.present
    assert load(file, {"language.model": "model.gguf"}).language.present
    assert load(file, {"language.server": "http://127.0.0.1:8080/v1"}).language.present
