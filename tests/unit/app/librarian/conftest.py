"""A memory with a model that answers from a script."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app import Ebb
from app.minds import Minds
from tests.unit.app.librarian.scene import NOON, TEXTS, Scripted, opened


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """The model that every memory of the test has."""
    made = Scripted()
    monkeypatch.setattr(Minds, "language", lambda _: made)
    return made


@pytest.fixture
def ebb(home: Path, model: Scripted) -> Iterator[Ebb]:
    """Three notes, settled, with a model."""
    with opened(home) as memory:
        for number, text in enumerate(TEXTS):
            memory.add(text, occurred_at=NOON + timedelta(hours=number))
        memory.settle()
        yield memory
