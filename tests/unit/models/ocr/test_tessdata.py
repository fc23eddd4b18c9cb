"""Tesseract's language data is found where systems put it; what is missing is told with what installs it."""

from pathlib import Path

import pytest

from models.errors import NoReader
from models.ocr import find_reader, readers
from models.ocr.tessdata import found, install_command


@pytest.fixture
def prefix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of language data that the environment names; it holds two made-up languages."""
    for name in ("qaa", "qab"):
        (tmp_path / f"{name}.traineddata").write_bytes(b"no data")
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    return tmp_path


def test_the_folder_that_the_environment_names_comes_first(prefix: Path) -> None:
    data = found(("qaa", "qab"))
    assert (data.folder, data.present, data.missing) == (prefix, ("qaa", "qab"), ())


def test_a_prefix_may_name_the_folder_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tessdata").mkdir()
    (tmp_path / "tessdata" / "qaa.traineddata").touch()
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    assert found(("qaa",)).folder == tmp_path / "tessdata"


def test_languages_that_are_not_there_are_told_apart(prefix: Path) -> None:
    data = found(("qaa", "qax", "qaa"))
    assert (data.folder, data.present, data.missing) == (prefix, ("qaa",), ("qax",))
    assert "qax" in readers(("qaa", "qax")).install
    assert "qaa" not in readers(("qaa", "qax")).install


def test_the_folder_that_holds_more_of_the_languages_wins(prefix: Path, tmp_path: Path) -> None:
    (tmp_path / "tessdata").mkdir()
    for name in ("qaa", "qab", "qac"):
        (tmp_path / "tessdata" / f"{name}.traineddata").touch()
    assert found(("qaa", "qab", "qac")).folder == prefix / "tessdata"


def test_the_data_beside_the_program_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "tesseract").touch(0o755)
    (tmp_path / "share" / "tessdata").mkdir(parents=True)
    (tmp_path / "share" / "tessdata" / "qaa.traineddata").touch()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert found(("qaa",)).folder == tmp_path / "share" / "tessdata"


@pytest.mark.parametrize("name", ["../../etc/passwd", "eng+deu", "", "en\x1b]0;x", "eng; rm -rf", "~eng"])
def test_what_is_no_language_is_refused(name: str) -> None:
    with pytest.raises(NoReader, match="is no language"):
        found(("eng", name))


@pytest.mark.parametrize(
    ("program", "command"),
    [
        ("apt-get", "sudo apt install tesseract-ocr-eng tesseract-ocr-chi-sim"),
        ("dnf", "sudo dnf install tesseract-langpack-eng tesseract-langpack-chi_sim"),
        ("pacman", "sudo pacman -S tesseract-data-eng tesseract-data-chi_sim"),
    ],
)
def test_the_command_fits_the_system(
    program: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / program).touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    assert install_command(("eng", "chi_sim")) == command


def test_data_that_cannot_be_loaded_is_told_and_no_crash(prefix: Path) -> None:
    pytest.importorskip("tesserocr")
    with pytest.raises(NoReader, match="cannot load its data"):
        find_reader("tesseract", ("qaa",))


def test_a_language_that_nobody_has_is_an_error_only_where_tesseract_is_demanded() -> None:
    with pytest.raises(NoReader) as told:
        find_reader("tesseract", ("qaz",))
    assert told.value.hint
    pytest.importorskip("rapidocr")
    assert find_reader("auto", ("qaz",)).name.startswith("rapidocr")
