"""A zip of a vault and a slice of one: what comes back from them, and what does not."""

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from app import Ebb
from app.vault.wanted import Wanted
from tests.unit.app.vault.scene import edit, export, furnish, note_of, take_back, told


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Ebb]:
    """Another, empty memory."""
    with Ebb.open(tmp_path / "other", background=False) as opened:
        yield opened


def zipped(folder: Path, target: Path, *, inside: bool) -> Path:
    """A folder as a zip, by itself or what is in it."""
    with ZipFile(target, "w") as zip:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                zip.write(path, path.relative_to(folder if inside else folder.parent))
    return target


@pytest.mark.parametrize("inside", [True, False])
def test_a_zip_of_a_vault_comes_back_as_the_vault_does(
    ebb: Ebb, empty: Ebb, vault: Path, tmp_path: Path, inside: bool
) -> None:
    furnish(ebb)
    ebb.settle()
    export(ebb, vault)
    packed = zipped(vault, tmp_path / "packed.zip", inside=inside)
    assert take_back(empty, packed, dry_run=True).added == 7
    report = take_back(empty, packed)
    assert (report.format, report.added, report.skipped) == ("ebb-vault", 7, ())
    assert told(empty) == told(ebb)
    again = take_back(empty, packed)
    assert (again.added, again.known, again.remarks) == (0, 7, ())


def test_edits_and_new_files_in_a_zip_are_taken_in_under_its_name(ebb: Ebb, vault: Path, tmp_path: Path) -> None:
    home, _, _ = furnish(ebb)
    export(ebb, vault)
    edit(note_of(vault, home), lambda text: text.replace("harbour", "station"))
    (vault / "New.md").write_text("New words.")
    packed = zipped(vault, tmp_path / "packed.zip", inside=False)
    report = take_back(ebb, packed)
    assert report.added == 1 and "station" in ebb.get(home).text
    (new,) = [id for id in report.ids if ebb.get(id).text == "New words."]
    assert ebb.get(new).source.file == f"{packed}/New.md"


def test_a_hostile_zip_of_a_vault_writes_nothing_beside_itself(
    ebb: Ebb, empty: Ebb, vault: Path, tmp_path: Path
) -> None:
    furnish(ebb)
    export(ebb, vault)
    packed = zipped(vault, tmp_path / "packed.zip", inside=True)
    with ZipFile(packed, "a") as zip:
        zip.writestr("../../climbs.md", "out")
        zip.writestr("bomb.md", b"0" * 40_000_000, ZIP_DEFLATED)
    report = take_back(empty, packed)
    assert report.added == 7
    assert sorted(one.reason[:18] for one in report.skipped) == ["it unpacks to more", "its name leads out"]
    assert not list(tmp_path.rglob("climbs.md")) and not list(tmp_path.parent.glob("climbs.md"))


def test_a_slice_names_what_it_leaves_out_and_comes_back_without_it(ebb: Ebb, empty: Ebb, vault: Path) -> None:
    home, _, other = furnish(ebb)
    export(ebb, vault, Wanted(only=(home,)))
    written = note_of(vault, home).read_text()
    (line,) = [line for line in written.splitlines() if "because" in line]
    assert line.startswith("- Grace visited on 3 May 2023") and "[[" not in line.replace("\\[\\[", "")
    assert take_back(ebb, vault).remarks == ()
    assert other in {link.id for link in ebb.links(home)}
    take_back(empty, vault)
    assert (empty.get(home).text, empty.count()) == (ebb.get(home).text, 1)
    assert export(ebb, vault, Wanted(only=(home,))).changed == 0
    redacted = vault.with_name("redacted")
    export(ebb, redacted, Wanted(only=(home,), redact=lambda note: note, redaction="secrets"))
    assert "Grace" not in note_of(redacted, home).read_text()
