"""A net of memories for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.core.links.scene import Net


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    """An empty memory with an embedder small enough to reason about."""
    made = Net(tmp_path)
    yield made
    made.store.close()
