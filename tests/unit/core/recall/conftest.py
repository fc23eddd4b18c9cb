"""A scene for each test, and one in which meaning is known by a small embedder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.core.recall.scene import Bag, Scene


@pytest.fixture
def words_only(tmp_path: Path) -> Iterator[Scene]:
    """An empty memory without an embedder."""
    made = Scene(tmp_path)
    yield made
    made.store.close()


@pytest.fixture(params=[64, 0], ids=["tokens", "no tokens"])
def scene(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Scene]:
    """An empty memory whose embedder gives token vectors, or none as sentence-transformers does."""
    made = Scene(tmp_path, Bag(token_dimensions=request.param))
    yield made
    made.store.close()
