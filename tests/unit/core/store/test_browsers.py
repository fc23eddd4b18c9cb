"""Browsers' files are read from a copy, inside budgets, and nothing of it is left behind."""

import sqlite3
import tempfile
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import Unreadable
from core.store import browsers


def history(path: Path, count: int) -> Path:
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE TABLE urls (id INTEGER PRIMARY KEY, url, title, last_visit_time, hidden)")
        base.executemany("INSERT INTO urls VALUES (?, 'https://x.org/', 'X', 0, 0)", ((n,) for n in range(count)))
    return path


def test_the_copy_is_gone_when_the_pages_are_read_or_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = history(tmp_path / "History", 3)
    (tmp_path / "copies").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "copies"))
    pages = browsers.visited(path)
    next(pages)
    (folder,) = (tmp_path / "copies").iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert len(list(pages)) == 2
    given_up = browsers.visited(path)
    next(given_up)
    assert isinstance(given_up, Generator)
    given_up.close()
    assert list((tmp_path / "copies").iterdir()) == []


def test_a_file_that_is_too_large_is_refused_before_it_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browsers, "LARGEST", 1000)
    with pytest.raises(Unreadable, match="larger than"):
        list(browsers.visited(history(tmp_path / "History", 1)))


def test_a_query_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = history(tmp_path / "History", 3_000)
    assert sum(1 for _ in browsers.visited(path)) == 3_000
    monkeypatch.setattr(browsers, "STEP", 100)
    monkeypatch.setattr(browsers, "MOST_STEPS", 1)
    with pytest.raises(Unreadable, match="damaged"):
        list(browsers.visited(path))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="No such file"):
        list(browsers.visited(tmp_path / "History"))
    with pytest.raises(Unreadable, match="no bookmarks"):
        list(browsers.kept(history(tmp_path / "History", 1)))
