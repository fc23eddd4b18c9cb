"""A home for the tests of notes, in a machine whose clock shows UTC."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from core.store.store import Store
from tests.unit.core.notes.scene import Place


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """An empty store and a bench to describe at."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    with closing(Store(tmp_path / "ebb.db", synchronous="OFF")) as store:
        yield Place(store)
    monkeypatch.undo()
    time.tzset()
