"""Opens an export that is a zip, a folder or one file, inside budgets; nothing is ever unpacked to disk."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from core.errors import Unreadable

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

LARGEST = 512 * 1024 * 1024  # Bytes of JSON in one export, unpacked; years of daily use stay below half of it.
RATIO = 200  # Unpacked bytes per packed byte; JSON packs about 10 to 1, a zip bomb 1,000 to 1.
SMALL = 16 * 1024 * 1024  # Below this many bytes the ratio is not asked: repetitive talk may pack very well.
HEAD = 1024 * 1024
TOO_LARGE = f"it holds more than {LARGEST // 1024 // 1024} MB of text"

Wanted = Callable[[str], bool]


def head(path: Path, wanted: Wanted) -> bytes:
    """The first megabyte of the first wanted file at `path`; empty if there is none or it cannot be read."""
    try:
        return next((data for _, data in _parts(path, wanted, HEAD)), b"")
    except Unreadable:
        return b""


def files(path: Path, wanted: Wanted) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each wanted file at `path`, sorted by name.

    `wanted` is asked the bare file name, inside a zip or folder only: a file given by itself is always meant.
    Raises: Unreadable for a damaged, encrypted or over-large file, after the files before it.
    """
    return _parts(path, wanted, None)


def _parts(path: Path, wanted: Wanted, limit: int | None) -> Iterator[tuple[str, bytes]]:
    from zipfile import is_zipfile

    try:
        if path.is_dir():
            for entry in sorted(path.iterdir()):
                if entry.is_file() and not entry.is_symlink() and wanted(entry.name):
                    yield entry.name, _bytes(entry, limit)
        elif path.is_file() and is_zipfile(path):
            yield from _members(path, wanted, limit)
        elif path.suffix.lower() == ".zip":
            raise Unreadable("the zip is damaged")
        elif path.is_file():
            yield path.name, _bytes(path, limit)
    except OSError as error:
        raise Unreadable(f"it cannot be opened ({error.strerror})") from error


def _bytes(path: Path, limit: int | None) -> bytes:
    with path.open("rb") as stream:
        return _bounded(stream, limit)


def _bounded(stream: IO[bytes], limit: int | None) -> bytes:
    if limit is not None:
        return stream.read(limit)
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Unreadable(TOO_LARGE)
    return data


def _members(path: Path, wanted: Wanted, limit: int | None) -> Iterator[tuple[str, bytes]]:
    import zlib
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(path) as zipped:
            members = [member for member in zipped.infolist() if wanted(member.filename.rsplit("/", 1)[-1])]
            if sum(member.file_size for member in members) > LARGEST:
                raise Unreadable(TOO_LARGE)
            for member in sorted(members, key=lambda member: member.filename):
                yield member.filename, _unpacked(zipped, member, limit)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("the zip is damaged") from error


def _unpacked(zipped: "ZipFile", member: "ZipInfo", limit: int | None) -> bytes:
    if member.flag_bits & 1:
        raise Unreadable(f"{member.filename} is encrypted")
    if limit is None and member.file_size > max(SMALL, RATIO * member.compress_size):
        raise Unreadable(f"{member.filename} unpacks to more than {RATIO} times its size, as a zip bomb does")
    with zipped.open(member) as stream:
        return _bounded(stream, limit)
