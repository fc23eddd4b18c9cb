"""Where a memory lives: which folder is chosen, who may read it, and what is said when it cannot be made."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.home import located, prepare, write_private
from core.errors import ReadOnlyHome, UsageError


def test_the_option_beats_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EBB_HOME", str(tmp_path / "env"))
    assert located(tmp_path / "flag").root == tmp_path / "flag"
    assert located().root == tmp_path / "env"


def test_without_both_it_is_the_platforms_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EBB_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    if sys.platform == "linux":
        assert located().root == tmp_path / "ebb"
    assert located().root.name == "ebb"


def test_a_profile_is_a_folder_beside_the_first(tmp_path: Path) -> None:
    assert located(tmp_path / "ebb", "work").root == tmp_path / "ebb-work"


@pytest.mark.parametrize("name", ["", "../other", "a/b", "-x", "a b", "ä", "x" * 65, "a\n"])
def test_a_profile_that_is_no_plain_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        located(tmp_path, name)


def test_a_relative_home_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert located("here").root == tmp_path / "here"


@pytest.mark.parametrize("umask", [0o000, 0o077, 0o777])
def test_new_folders_are_private_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        home = prepare(located(tmp_path / "home"))
    finally:
        os.umask(before)
    for folder in (home.root, home.logs, home.models, home.screens):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert prepare(located(tmp_path)).root.stat().st_mode & 0o777 == 0o755


def test_a_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ReadOnlyHome, match="is a file"):
        prepare(located(tmp_path / "file"))


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that nobody can write to")
def test_a_home_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(ReadOnlyHome, match="cannot be written"):
        prepare(located("/proc/ebb"))


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "file"
    write_private(file, "old")
    with pytest.raises(UnicodeEncodeError):
        write_private(file, "new \ud800")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_finding_the_home_imports_nothing_heavy() -> None:
    code = "import sys, app.home, app.config; print({'platformdirs', 'tomllib', 'difflib'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
