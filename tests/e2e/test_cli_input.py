"""Bad input, bad homes and bad disks: one line that says what to do, the right exit code, and nothing lost."""

import resource
import sqlite3
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("quiet")
TRAIN = "Anna's train to Lisbon leaves at 9:14 from platform 3."


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave no process behind that embeds while the next test runs."""
    monkeypatch.setenv("EBB_WORK_BACKGROUND", "false")


def failed(outcome: Any, code: int) -> str:
    """The one line of a command that failed with this exit code."""
    assert (outcome.code, outcome.out, len(outcome.err.splitlines())) == (code, "", 1), outcome
    assert outcome.err.startswith("ebb: ")
    return str(outcome.err)


def test_a_text_of_50_mb_is_refused_with_what_to_do_about_it(command: Any) -> None:
    assert "at most 16,000,000" in failed(command("add", "-", text="word " * 10_000_000), 3)


def test_nul_bytes_are_replaced_and_the_rest_is_kept(command: Any) -> None:
    id = command("add", "-", text="before\0after").out.strip()
    assert command("show", id, "--json").json()["text"] == "before\ufffdafter"


def test_arguments_that_are_no_utf8_are_replaced(command: Any) -> None:
    outcome = command("add", b"caf\xe9 noir", "--tag", b"t\xe9", "--title", b"\xff")
    assert outcome.code == 0, outcome.err
    assert command("show", outcome.out.strip(), "--json").json()["text"] == "caf\ufffd noir"
    assert command("search", b"caf\xe9 noir").code == 0


def test_right_to_left_and_joined_text_is_stored_verbatim(command: Any) -> None:
    text = "שלום \u202eabc\u202c עולם a\u200bb 👩\u200d👩\u200d👧 é"
    id = command("add", text).out.strip()
    assert command("show", id, "--json").json()["text"] == text
    assert "\u202e" not in command("show", id).out


@pytest.mark.parametrize("place", ["a file", "/proc/nowhere"])
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that nobody can write to")
def test_a_home_that_cannot_be_written_is_exit_code_4(command: Any, home: Path, place: str) -> None:
    home.write_text("not a folder")
    where = str(home) if place == "a file" else place
    assert where in failed(command("--home", where, "add", TRAIN), 4)


def test_a_full_disk_loses_nothing_that_was_acknowledged(command: Any, home: Path) -> None:
    id = command("add", TRAIN).out.strip()
    limit = (home / "ebb.db").stat().st_size

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    failed(command("add", "-", text="one more word " * 200_000, preexec_fn=small_files), 4)
    hits = command("search", "train", "--json").json()["hits"]
    assert [hit["memory"]["id"] for hit in hits] == [id]
    assert command("doctor").code == 0


def test_a_newer_database_is_refused_and_left_as_it_is(command: Any, home: Path) -> None:
    command("add", TRAIN)
    with sqlite3.connect(home / "ebb.db") as connection:
        connection.execute("PRAGMA user_version=999")
    connection.close()
    before = (home / "ebb.db").read_bytes()
    for arguments in (("add", "x"), ("search", "train"), ("stats",)):
        assert "newer Ebb" in failed(command(*arguments), 4)
    assert (home / "ebb.db").read_bytes() == before


def test_a_damaged_memory_is_told_and_comes_back_from_a_backup(command: Any, home: Path, tmp_path: Path) -> None:
    id = command("add", TRAIN).out.strip()
    copy = tmp_path / "copy.db"
    assert command("backup", str(copy), "--json").json()["file"] == str(copy)
    (home / "ebb.db").write_bytes(b"Dear diary, this is not SQLite. " * 200)
    assert "restore-backup" in failed(command("search", "train"), 4)
    failed(command("restore-backup", str(copy)), 2)
    kept = Path(command("restore-backup", str(copy), "--yes", "--json").json()["before"])
    assert kept.read_bytes().startswith(b"Dear diary")
    assert command("show", id, "--json").json()["text"] == TRAIN


def test_restoring_keeps_the_memory_that_was_there(command: Any, tmp_path: Path) -> None:
    first = command("add", TRAIN).out.strip()
    command("backup", str(tmp_path / "copy.db"))
    second = command("add", "Something that came after the backup.").out.strip()
    kept = command("restore-backup", str(tmp_path / "copy.db"), "--yes", "--json").json()["before"]
    assert command("show", first).code == 0
    assert command("show", second).code == 1
    command("restore-backup", kept, "--yes")
    assert command("show", second).code == 0


def test_what_is_no_backup_is_refused_before_anything_changes(command: Any, home: Path, tmp_path: Path) -> None:
    id = command("add", TRAIN).out.strip()
    (tmp_path / "text").write_text("no database " * 1000)
    sqlite3.connect(tmp_path / "other.db").executescript("CREATE TABLE t(x); PRAGMA application_id=7")
    failed(command("restore-backup", str(tmp_path / "text"), "--yes"), 4)
    failed(command("restore-backup", str(tmp_path / "other.db"), "--yes"), 4)
    failed(command("restore-backup", str(home / "ebb.db"), "--yes"), 3)
    failed(command("restore-backup", str(tmp_path / "missing"), "--yes"), 3)
    assert command("show", id).code == 0


def test_a_backup_never_overwrites_unasked(command: Any, tmp_path: Path) -> None:
    command("add", TRAIN)
    (tmp_path / "mine").write_text("precious")
    failed(command("backup", str(tmp_path / "mine")), 2)
    assert (tmp_path / "mine").read_text() == "precious"
    assert command("backup", str(tmp_path / "mine"), "--force").code == 0
    assert (tmp_path / "mine").stat().st_mode & 0o777 == 0o600


def test_a_profile_is_a_memory_of_its_own(command: Any, home: Path) -> None:
    id = command("--profile", "work", "add", TRAIN).out.strip()
    assert command("show", id).code == 1
    assert command("--profile", "work", "show", id).code == 0
    assert home.with_name("home-work").is_dir()
