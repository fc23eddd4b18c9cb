"""A desk for every test of keeping."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.app.screens.scene import Desk


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    """A keeping on a fresh home."""
    made = Desk(home)
    yield made
    made.close()
