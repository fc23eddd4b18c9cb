"""A memory in which nothing happens behind, and a vault to write it to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import Ebb
from app.vault.opening import export
from app.vault.wanted import Wanted
from tests.unit.app.vault.standing import Write


@pytest.fixture
def ebb(home: Path) -> Iterator[Ebb]:
    """A memory in which nothing happens behind."""
    with Ebb.open(home, background=False) as opened:
        yield opened


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """Where the vault is."""
    return tmp_path / "vault"


@pytest.fixture
def write(ebb: Ebb, vault: Path) -> Write:
    """Exports everything, or with other wishes."""
    return lambda **wishes: export(ebb, vault, Wanted(**wishes))
