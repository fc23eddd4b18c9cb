"""What a reader finds, sorted by what became of it."""

from collections.abc import Callable, Iterator
from pathlib import Path

from app.importing.items import Found, Item, Remark, Skipped

Read = Callable[[Path], Iterator[Found]]


def items(read: Read, path: Path) -> list[Item]:
    """The memories to be."""
    return [found for found in read(path) if isinstance(found, Item)]


def skipped(read: Read, path: Path) -> dict[str, str]:
    """Why what was left out by its bare name."""
    return {Path(found.file).name: found.reason for found in read(path) if isinstance(found, Skipped)}


def remarks(read: Read, path: Path) -> list[str]:
    """What is to be known about what went in."""
    return [found.text for found in read(path) if isinstance(found, Remark)]


def written(path: Path, content: str | bytes) -> Path:
    """The file with this content, its folders made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
