"""The files of what is given: a folder's, a zip's, or the one file; inside budgets, and never unpacked to disk.

What is hostile in an archive (names that climb out of it, links, bombs, encrypted or nested members) is passed over
with a reason each, and the rest is read.
"""

import os
import re
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from stat import S_ISLNK, S_ISREG
from typing import IO, TYPE_CHECKING

from app.importing.folder import printable, walked
from app.importing.items import Skipped
from core.errors import Unreadable

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

HEAD = 64 * 1024  # Bytes that a reader looks at to recognise its format.
LARGEST = 64 * 1024 * 1024  # Bytes of one file that is read as a whole.
TOTAL = 1024 * 1024 * 1024  # Bytes unpacked from one zip, whatever its size; above it,
WHOLE_RATIO = 50  # so many bytes per byte of the zip: mail packs 2 to 1, text 5 to 1.
RATIO = 200  # Unpacked bytes per packed byte of one member; JSON packs about 10 to 1, a zip bomb 1,000 to 1.
SMALL = 16 * 1024 * 1024  # Below this many bytes the ratio is not asked: repetitive text may pack very well.
MOST = 250_000  # Members of a zip.
MOST_DIRECTORY = 64 * 1024 * 1024  # Bytes of a zip's own list of members.
MOST_LISTED = 100  # Skipped parts that are named; of more there is the number.
ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")
DRIVE = re.compile("[A-Za-z]:/")

Wanted = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Part:
    """One file: `name` is its path with "/" from the name of the given folder or archive down.

    `file` is where it lies on disk, for a member of a zip the zip's path and the member's name. `size` is in bytes,
    `changed` when it was last written.
    """

    name: str
    file: str
    size: int
    changed: datetime
    opener: Callable[[], IO[bytes]]

    @contextmanager
    def stream(self) -> Iterator[IO[bytes]]:
        """Its bytes. Raises: Unreadable, also while it is read."""
        import zlib
        from lzma import LZMAError
        from zipfile import BadZipFile

        try:
            with self.opener() as stream:
                yield stream
        except OSError as error:
            raise Unreadable(f"it cannot be opened ({error.strerror or 'it is damaged'})") from error
        except (
            *(BadZipFile, zlib.error, LZMAError, EOFError, NotImplementedError, RuntimeError),
            UnicodeDecodeError,  # of a name that differs from the one in the list
        ) as error:
            raise Unreadable("it is damaged in the zip") from error

    def data(self, most: int = LARGEST) -> bytes:
        """All of its bytes. Raises: Unreadable, also for more than `most`."""
        with self.stream() as stream:
            data = stream.read(most + 1)
        if len(data) > most:
            raise Unreadable(f"larger than {most // 1024 // 1024} MB")
        return data


def _never(name: str) -> bool:
    return False


def parts(path: Path, wanted: Wanted, hidden: Wanted = _never) -> Iterator[Part | Skipped]:
    """Yield the wanted files at `path`, sorted by name; `wanted` is asked for the names inside a folder or zip.

    A file that is given by itself is always meant. Links are left out, and hidden files but for those that `hidden`
    names in a zip.
    """
    path = path.absolute()
    listed = more = 0
    for part in _parts(path, wanted, hidden):
        listed += isinstance(part, Skipped)
        if isinstance(part, Part) or listed <= MOST_LISTED:
            yield part
        else:
            more += 1
    if more:
        yield Skipped(printable(path), f"more files that cannot be read: {more:,}")


def beginning(path: Path, wanted: Wanted) -> bytes:
    """The first bytes of the first wanted file at `path` that can be read; empty if there is none."""
    if not holds(path, wanted):
        return b""
    for part in parts(path, wanted):
        if isinstance(part, Part):
            try:
                with part.stream() as stream:
                    return stream.read(HEAD)
            except Unreadable:
                continue
    return b""


def holds(path: Path, wanted: Wanted) -> bool:
    """Whether a zip has a member of such a name, judged or not; anything else may have."""
    return not _is_zip(path) or any(map(wanted, _listed(path, path.stat().st_mtime_ns, path.stat().st_size)))


@lru_cache(maxsize=1)
def _listed(path: Path, changed: int, size: int) -> tuple[str, ...]:
    """The names in a zip, none if it cannot be read; kept, as every reader asks for them to recognise its format."""
    from zipfile import BadZipFile, ZipFile

    try:
        _count(path)
        with ZipFile(path) as zipped:
            return tuple(zipped.namelist())
    except (OSError, BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, struct.error):
        return ()


def _parts(path: Path, wanted: Wanted, hidden: Wanted) -> Iterator[Part | Skipped]:
    if path.is_dir():
        for found in walked(path, wanted):
            yield found if isinstance(found, Skipped) else _on_disk(found, path.parent)
    elif _is_zip(path):
        yield from _zipped(path, wanted, hidden)
    else:
        yield _on_disk(path, path.parent)


def _is_zip(path: Path) -> bool:
    """Whether a file is a zip by its name or its beginning: the end of any file may look like that of a zip."""
    if not path.is_file():
        return False
    if path.suffix.lower() == ".zip":
        return True
    try:
        with path.open("rb") as stream:
            return stream.read(4) == b"PK\3\4"
    except OSError:
        return False


def _on_disk(path: Path, root: Path) -> Part | Skipped:
    try:
        status = path.stat()
    except OSError as error:
        return Skipped(printable(path), f"it cannot be opened ({error.strerror})")
    if not S_ISREG(status.st_mode):
        return Skipped(printable(path), "not a regular file")
    name = printable(path.relative_to(root)).replace(os.sep, "/")
    changed = datetime.fromtimestamp(status.st_mtime, UTC)
    return Part(name, printable(path), status.st_size, changed, lambda: path.open("rb"))


def _zipped(path: Path, wanted: Wanted, hidden: Wanted) -> Iterator[Part | Skipped]:
    import zlib
    from zipfile import BadZipFile, ZipFile

    try:
        _count(path)
        with ZipFile(path) as zipped:
            yield from _members(zipped, path, wanted, hidden)
    except Unreadable as error:
        yield Skipped(printable(path), error.message)
    except OSError as error:
        yield Skipped(printable(path), f"it cannot be opened ({error.strerror or 'it is damaged'})")
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, struct.error):
        yield Skipped(printable(path), "the zip is damaged")


def _count(path: Path) -> None:
    """Look at how long the zip's list of members is before it is read into memory.

    APPNOTE 4.3.16: the end record holds the list's size and place; 4.3.14: where those are full, the 64-bit one does.
    Raises: Unreadable for too long a list, or none.
    """
    with path.open("rb") as stream:
        end = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, end - 66_000))
        tail = stream.read()
        at = tail.rfind(b"PK\5\6")
        if at < 0:
            raise Unreadable("the zip is damaged")
        size = int.from_bytes(tail[at + 12 : at + 16], "little")
        at64 = tail.rfind(b"PK\6\6", 0, at)
        if at64 >= 0:
            size = max(size if size != 0xFFFFFFFF else 0, int.from_bytes(tail[at64 + 40 : at64 + 48], "little"))
        many = size > MOST_DIRECTORY
        if not many:
            stream.seek(max(0, end - size - 66_000))
            many = stream.read().count(b"PK\1\2") > MOST
    if many:
        raise Unreadable(f"the zip holds more than {MOST:,} files")


def _members(zipped: "ZipFile", path: Path, wanted: Wanted, hidden: Wanted) -> Iterator[Part | Skipped]:
    members = sorted(
        (
            one
            for one in zipped.infolist()
            if one.filename and not one.is_dir() and (not _hidden(one.filename) or hidden(one.filename))
        ),
        key=lambda member: member.filename,
    )
    chosen = [member for member in members if wanted(member.filename) or _nested(member.filename)]
    if sum(member.file_size for member in chosen) > max(TOTAL, WHOLE_RATIO * path.stat().st_size):
        raise Unreadable("the zip unpacks to far more than its size, as a zip bomb does")
    steps = [member.filename.removeprefix("./").split("/") for member in members]
    inside = len({step[0] for step in steps}) == 1 and all(len(step) > 1 for step in steps)
    for member in chosen:
        name = printable(member.filename).removeprefix("./")
        file = f"{printable(path)}/{name}"
        if reason := _refused(member, wanted):
            yield Skipped(file, reason)
        else:
            address = name if inside else f"{printable(path.stem)}/{name}"
            yield Part(address, file, member.file_size, _changed(member), lambda member=member: zipped.open(member))  # type: ignore[misc]


def _refused(member: "ZipInfo", wanted: Wanted) -> str:
    """Why a member is not read, "" if it is."""
    name = member.orig_filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or DRIVE.match(name) or "\0" in name:
        return "its name leads out of the zip"
    if S_ISLNK(member.external_attr >> 16):
        return "a link"
    if member.flag_bits & 1:
        return "it is encrypted"
    if not wanted(member.filename):
        return "an archive inside the zip; unpack it and import it by itself"
    if member.file_size > max(SMALL, RATIO * member.compress_size):
        return f"it unpacks to more than {RATIO} times its size, as a zip bomb does"
    return ""


def _hidden(name: str) -> bool:
    return any(step.startswith(".") and step not in (".", "..") for step in name.split("/")) or name.startswith(
        "__MACOSX/"
    )


def _nested(name: str) -> bool:
    return name.lower().endswith(ARCHIVES)


def _changed(member: "ZipInfo") -> datetime:
    try:
        return datetime(*member.date_time).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)
