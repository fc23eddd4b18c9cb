"""A memory is looked after: its figures, its health with what to do about it, and its copies."""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import Ebb
from app.capture import control
from app.home import located
from app.upkeep import Check
from core.errors import BadInput
from models.language.runtime import available
from models.language.sandbox import offered
from tests.gguf import scripted

NAMES = [
    *("home", "SQLite", "database", "full text", "permissions", "disk", "meaning", "language model", "reading"),
    *("screen", "pending"),
]


def checks(ebb: Ebb) -> dict[str, Check]:
    found = {check.name: check for check in ebb.doctor()}
    assert list(found) == NAMES
    assert all(check.detail for check in found.values())
    assert all(check.hint for check in found.values() if check.ok is False)
    return found


def changed(home: Path, *statements: str) -> None:
    """Change the closed database behind Ebb's back."""
    with closing(sqlite3.connect(home / "ebb.db")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


# Doctor


def test_a_healthy_memory_has_nothing_wrong(ebb: Ebb) -> None:
    ebb.add("The boat is moored.")
    ebb.settle()
    found = checks(ebb)
    assert all(found[name].ok for name in NAMES if name not in ("language model", "reading"))
    assert found["language model"].ok is None
    assert found["reading"].ok is not False
    assert found["meaning"].detail == ebb.semantic()


def test_what_has_still_to_be_embedded_is_told(home: Path) -> None:
    with Ebb.open(home, background=False) as ebb:
        ebb.add("The boat is moored.")
        found = checks(ebb)["pending"]
    assert (found.ok, found.detail) == (None, "1 still to be embedded")


def test_an_index_that_does_not_fit_is_found_and_made_anew(home: Path) -> None:
    with Ebb.open(home, background=False) as ebb:
        ebb.add("The boat is moored.")
        ebb.settle()
    changed(home, "INSERT INTO memory_index (memory_index) VALUES ('delete-all')")
    with Ebb.open(home, background=False) as ebb:
        found = checks(ebb)
        assert found["full text"].ok is False
        assert "ebb doctor --fix" in found["full text"].hint
        assert found["database"].ok
        ebb.reindex()
        assert checks(ebb)["full text"].ok
        assert [hit.memory.text for hit in ebb.search("boat")] == ["The boat is moored."]
        assert ebb.pending() == 1
        ebb.settle()
        assert [hit.memory.text for hit in ebb.search("vessel at anchor")] == ["The boat is moored."]


def test_a_full_text_index_with_a_damaged_page_is_found_and_made_anew(home: Path) -> None:
    with Ebb.open(home, background=False) as ebb:
        ebb.add_many([{"text": f"The boat number {at} is moored."} for at in range(50)])
    changed(home, "UPDATE memory_index_data SET block = zeroblob(20) WHERE id > 10")
    with Ebb.open(home, background=False) as ebb:
        assert checks(ebb)["full text"].ok is False
        ebb.reindex()
        assert checks(ebb)["full text"].ok
        assert len(ebb.search("boat", limit=100)) == 50


def test_a_damaged_database_is_told(home: Path) -> None:
    with Ebb.open(home, background=False) as ebb:
        ebb.add_many([{"text": f"The boat number {at} is moored. " * 50} for at in range(50)])
    with closing(sqlite3.connect(home / "ebb.db")) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'revisions'").fetchone()
    with (home / "ebb.db").open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    with Ebb.open(home, background=False) as ebb:
        found = checks(ebb)["database"]
    assert found.ok is False
    assert "restore-backup" in found.hint


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_a_memory_that_others_can_read_is_told(ebb: Ebb, home: Path) -> None:
    (home / "ebb.db").chmod(0o644)
    found = checks(ebb)["permissions"]
    assert found.ok is None
    assert "ebb.db" in found.detail
    assert found.hint == f"chmod -R go= {home}"


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_what_to_type_about_permissions_can_be_typed(tmp_path: Path) -> None:
    with Ebb.open(tmp_path / "my home; rm *", background=False) as ebb:
        ebb.home.chmod(0o755)
        assert checks(ebb)["permissions"].hint == f"chmod -R go= '{tmp_path}/my home; rm *'"


def test_a_memory_opened_for_reading_only_is_not_called_damaged(home: Path) -> None:
    with Ebb.open(home, background=False) as ebb:
        ebb.add("The boat is moored.")
    with Ebb.open(home, read_only=True) as ebb:
        found = checks(ebb)["full text"]
    assert found.ok is None
    assert found.detail.startswith("not checked")


# Models


@pytest.fixture(scope="module")
def keywords(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ebb]:
    """A memory whose embedding model is not on this machine."""
    flags = {"embedding.model": "nobody/no-such-model"}
    with Ebb.open(tmp_path_factory.mktemp("keywords") / "home", background=False, settings_flags=flags) as ebb:
        ebb.add("The boat is moored at Fjellstrand.", occurred_at=datetime(2023, 5, 8, 12, tzinfo=UTC))
        ebb.add("The garden is full of slugs.")
        yield ebb


def test_without_an_embedding_model_the_doctor_says_what_to_do(keywords: Ebb) -> None:
    found = checks(keywords)["meaning"]
    assert found.ok is None
    assert found.detail.startswith("keywords only. The embedding model 'nobody/no-such-model' is not on this machine.")
    assert "folder" in found.hint
    assert (keywords.semantic(), keywords.status().semantic) == (None, None)


def test_without_an_embedding_model_words_still_find_and_answer(keywords: Ebb) -> None:
    assert [hit.memory.text for hit in keywords.search("boats")] == ["The boat is moored at Fjellstrand."]
    channels = [why.channel for why in keywords.search("boats")[0].why]
    assert channels[0] == "words"
    assert not {"meaning", "context", "around"} & set(channels)
    answer = keywords.ask("Where is the boat moored?")
    assert answer.citations[0].quote == "The boat is moored at Fjellstrand."
    assert keywords.ask("Who is the king of Spain?").abstained
    keywords.settle()
    assert keywords.pending() == 0


def test_a_language_model_is_described(home: Path, tmp_path: Path) -> None:
    model = scripted(tmp_path / "model.gguf", "Hello there.")
    with Ebb.open(home, background=False, settings_flags={"language.model": str(model)}) as ebb:
        found = checks(ebb)["language model"]
    if available():
        assert (found.ok, found.detail) == (True, f"model (F16); {offered().words}")
    else:
        assert found.ok is False
        assert "pipx inject" in found.hint


@pytest.mark.skipif(not available(), reason="llama-cpp-python is not installed")
def test_a_language_model_that_cannot_be_used_is_told(home: Path, tmp_path: Path) -> None:
    (tmp_path / "part.gguf").write_bytes(scripted(tmp_path / "whole.gguf", "Hello there.").read_bytes()[:5000])
    for name, detail in (("part.gguf", "incomplete"), ("gone.gguf", "There is no file")):
        with Ebb.open(home, background=False, settings_flags={"language.model": str(tmp_path / name)}) as ebb:
            found = checks(ebb)["language model"]
        assert found.ok is False
        assert detail in found.detail


def test_without_the_runtime_the_doctor_says_how_to_get_it(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "llama_cpp", None)  # as if it were not installed
    model = scripted(tmp_path / "model.gguf", "Hello there.")
    flags: list[tuple[dict[str, str], bool | None]] = [({}, None), ({"language.model": str(model)}, False)]
    for flag, ok in flags:
        with Ebb.open(home, background=False, settings_flags=flag) as ebb:
            found = checks(ebb)["language model"]
        assert found.ok is ok
        assert "pipx inject" in found.hint


# The screen


def test_languages_that_cannot_be_read_are_told_with_what_installs_them(home: Path) -> None:
    with Ebb.open(home, background=False, settings_flags={"capture.languages": ["eng", "xyz"]}) as ebb:
        found = checks(ebb)["reading"]
    assert found.ok is None
    assert "xyz" in found.hint


def test_a_language_that_is_none_is_told(home: Path) -> None:
    with Ebb.open(home, background=False, settings_flags={"capture.languages": ["eng; rm *"]}) as ebb:
        found = checks(ebb)["reading"]
    assert found.ok is False
    assert "is no language" in found.detail


def test_without_any_engine_the_doctor_says_that_nothing_reads(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("tesserocr", "rapidocr"):
        monkeypatch.setitem(sys.modules, module, None)  # as if it were not installed
    with Ebb.open(home, background=False) as ebb:
        found = checks(ebb)["reading"]
    assert found.ok is False
    assert "pipx inject" in found.hint


def test_a_screen_that_shall_be_captured_and_is_not_is_told(ebb: Ebb) -> None:
    assert checks(ebb)["screen"].detail.startswith("not captured")
    control.want(located(ebb.home), True)
    found = checks(ebb)["screen"]
    assert found.ok is False
    assert "ebb capture start" in found.detail


# Figures


def test_figures_have_the_contracts_shape(home: Path) -> None:
    with Ebb.open(home, background=False) as ebb:
        empty = ebb.stats()
        note = ebb.add("The boat is moored.", occurred_at=datetime(2020, 1, 1, tzinfo=UTC))
        said = ebb.add("Hello.", kind="chat", occurred_at=datetime(2021, 1, 1, tzinfo=UTC))
        ebb.link(note, said)
        (home / "models" / "file.bin").write_bytes(bytes(1000))
        full = ebb.stats()
    assert set(empty) == set(full) == {"memories", "links", "pending", "bytes", "oldest", "newest"}
    assert (empty["memories"], empty["links"], empty["pending"]) == ({}, 0, 0)
    assert (empty["oldest"], empty["newest"]) == (None, None)
    assert set(full["bytes"]) == {"db", "screens", "models"}
    assert full["bytes"]["db"] > 0
    assert (full["bytes"]["screens"], full["bytes"]["models"]) == (0, 1000)
    assert (full["memories"], full["links"], full["pending"]) == ({"note": 1, "chat": 1}, 1, 2)
    assert (full["oldest"], full["newest"]) == ("2020-01-01T00:00:00+00:00", "2021-01-01T00:00:00+00:00")


def test_the_status_line_tells_memories_pending_and_models(home: Path) -> None:
    with Ebb.open(home, background=False, settings_flags={"language.model": "/somewhere/small.gguf"}) as ebb:
        ebb.add("The boat is moored.")
        status = ebb.status()
        assert (status.memories, status.pending, status.model) == (1, 1, "small")
        assert status.semantic == ebb.semantic() is not None


# Copies


def test_a_backup_is_a_memory_of_its_own(ebb: Ebb, tmp_path: Path) -> None:
    id = ebb.add("The boat is moored.")
    file = ebb.backup(tmp_path / "copy.db")
    ebb.add("Later.")
    (tmp_path / "other").mkdir()
    file.rename(tmp_path / "other" / "ebb.db")
    with Ebb.open(tmp_path / "other", background=False) as copy:
        assert (copy.count(), copy.get(id).text) == (1, "The boat is moored.")


@pytest.mark.parametrize("name", ["home", "home/ebb.db", "home/ebb.db.lock", "home/ebb.db-wal", "nowhere/copy.db"])
def test_a_backup_is_not_written_over_the_memory_or_into_nothing(ebb: Ebb, tmp_path: Path, name: str) -> None:
    ebb.add("The boat is moored.")
    with pytest.raises(BadInput):
        ebb.backup(tmp_path / name)
    assert [hit.memory.text for hit in ebb.search("boat")] == ["The boat is moored."]
