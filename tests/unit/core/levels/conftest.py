"""A store to sleep over."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.core.levels.scene import Night


@pytest.fixture
def night(tmp_path: Path) -> Iterator[Night]:
    """An empty memory with sleep over it."""
    opened = Night(tmp_path)
    yield opened
    opened.close()
