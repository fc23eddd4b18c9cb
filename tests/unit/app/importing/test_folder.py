"""Which files of a folder are notes, and how often it is walked to find out."""

import os
from pathlib import Path

import pytest

from app.importing import folder
from app.importing.items import Skipped
from app.importing.readers import reader


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Files and folders, visible and hidden, with a link out of it and a pipe."""
    root = tmp_path / "tree"
    for name in ("b.md", "a/c.txt", "a/d/e.md", ".hidden/f.md", "a b.bin", "logseq/config.edn", "logseq/g.md"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("Words.")
    (tmp_path / "out.md").write_text("Out.")
    (root / "link.md").symlink_to(tmp_path / "out.md")
    os.mkfifo(root / "pipe.md")
    return root


def told(root: Path) -> list[tuple[str, str]]:
    """What a walk yields, as paths and reasons."""
    return [
        (one.file, one.reason) if isinstance(one, Skipped) else (str(one.relative_to(root)), "")
        for one in folder.notes(root)
    ]


def test_notes_are_found_in_order_and_what_is_none_is_told(tree: Path) -> None:
    assert told(tree) == [
        ("b.md", ""),
        (str(tree / "link.md"), "a link that leads out of the folder"),
        (str(tree / "pipe.md"), "not a regular file"),
        ("a/c.txt", ""),
        ("a/d/e.md", ""),
    ]


def test_a_shared_walk_yields_the_same_to_everybody_however_far_they_read(tree: Path) -> None:
    alone = told(tree)
    with folder.walked_once():
        first, second = folder.notes(tree), folder.notes(tree)
        assert next(first) == next(second) == tree / "b.md"
        assert told(tree) == told(tree) == alone
        assert len(list(first)) == len(list(second)) == len(alone) - 1


def test_a_folder_is_walked_once_to_be_recognised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        (tmp_path / f"{number}").mkdir()
    (tmp_path / "29" / "a.pdf").write_bytes(b"%PDF-1.4")
    opened: list[str] = []
    scandir = os.scandir

    def counted(path: str) -> object:
        opened.append(str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", counted)
    assert reader(tmp_path).name == "pdf"
    assert opened.count(str(tmp_path / "7") + "/") == 1


def test_a_walk_after_recognition_sees_what_came_since(tree: Path) -> None:
    with folder.walked_once():
        told(tree)
    (tree / "z.md").write_text("New.")
    assert ("z.md", "") in told(tree)


def test_a_large_folder_is_walked_in_order_by_everybody_who_asks(tmp_path: Path) -> None:
    names = sorted([*(f"{number * 7919 % 10007} é.md" for number in range(3000)), "Z.md", "a.md"])
    for name in reversed(names):
        (tmp_path / name).touch()
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "last.md").touch()
    expected = [*((name, "") for name in names), ("b/last.md", "")]
    assert told(tmp_path) == expected
    with folder.walked_once():
        first, second = folder.notes(tmp_path), folder.notes(tmp_path)
        pairs = list(zip(first, second, strict=True))
        assert [a for a, _ in pairs] == [b for _, b in pairs] == [tmp_path / name for name, _ in expected]
        assert told(tmp_path) == expected
