"""What stands in a vault, for the tests of writing it."""

from collections.abc import Callable
from pathlib import Path

from app.vault.manifest import Manifest
from app.vault.report import Report

Write = Callable[..., Report]


def files(vault: Path) -> dict[str, tuple[bytes, int]]:
    """Every file with its bytes and its time."""
    found = (path for path in vault.rglob("*") if path.is_file())
    return {path.relative_to(vault).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in found}


def note_of(vault: Path, id: str) -> Path:
    """The file of a memory."""
    entry = Manifest.load(vault).get(id)
    assert entry
    return vault / entry.path
