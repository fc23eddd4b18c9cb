"""Where new pixels wait to be read: a small, private folder in memory, never on the disk.

What was not read yet may show a secret, so it lies where a power cut takes it away. A killed process leaves it, and
whoever comes next goes on with it. (Memory that the system swaps out is the system's to protect.)
"""

import os
import re
import stat
import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.digest import sha256
from core.errors import EbbError, ExitCode
from core.ids import new_id

if TYPE_CHECKING:
    from app.home import Home
    from core.screen.frame import Pixels, Rect, Sighting

LIMIT_BYTES = 128 * 1024 * 1024
"""What may wait at once, packed; a full page of text packs to about half a megabyte."""
LIMIT_COUNT = 400
_LEVEL = 1  # a 1920x1080 page packs 17-fold in 24 ms of CPU; higher levels gain less than a quarter
_BLOCK = 64  # rows that are packed at once
_MAGIC = b"EBBSPOOL"
_HEAD = struct.Struct("<8sIIBI")  # magic, height, width, key, number of bands
_BAND = struct.Struct("<iiii")
_ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
_SUFFIX = ".pixels"
_PART = ".part"
_IN_MEMORY = ("tmpfs", "ramfs")


class SpoolError(EbbError):
    """The folder in memory cannot be used."""

    exit_code = ExitCode.CANNOT_OPEN


class SpoolFull(SpoolError):
    """So much waits already that nothing can be added."""


class SpoolLost(SpoolError):
    """Nothing that can be read lies under this id."""


@dataclass(frozen=True, slots=True)
class Spooled:
    """What waits under one id.

    Of a key frame `pixels` is the whole picture and `regions` equals `bands`; otherwise `pixels` holds the bands
    alone, one below the other in their order, all at the left edge, and `regions` says where in `pixels` each lies.
    `bands` are relative to the window's part of the monitor, as in the sighting.
    """

    bands: tuple["Rect", ...]
    pixels: "Pixels"
    key: bool

    @property
    def regions(self) -> tuple["Rect", ...]:
        """Where each band lies in `pixels`."""
        from core.screen.stacking import places

        return self.bands if self.key else places(self.bands)


class Spool:
    """The waiting pixels of one home. Any number of processes may use it; an id names one entry for good."""

    def __init__(self, home: "Home", *, limit: int = LIMIT_BYTES) -> None:
        """`limit` is in bytes, packed. Raises: SpoolError if there is no folder in memory, or it is not private."""
        self.folder = _private(_folder(home))
        self._limit = limit

    def put(self, sighting: "Sighting") -> str:
        """Keep a sighting's pixels until they are dropped; the entry is whole or not there. Returns its id.

        Ids sort in the order of putting. Raises: SpoolFull, SpoolError.
        """
        return self.put_packed(packed(sighting))

    def put_packed(self, data: bytes) -> str:
        """The same with what `packed` made of one. Raises: SpoolFull, SpoolError."""
        if self.bytes() + len(data) > self._limit:
            raise SpoolFull("Too much waits to be read.", "Nothing more is captured until some of it has been.")
        name = new_id()
        passing = self.folder / f"{name}{_PART}"
        try:
            handle = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.rename(passing, self._path(name))
        except OSError as error:
            with suppress(OSError):
                passing.unlink()
            raise SpoolFull(f"No room is left in {self.folder}.", "Free some memory.") from error
        return name

    def load(self, id: str) -> Spooled:
        """Read an entry. Raises: SpoolLost if it is gone, damaged or no id at all."""
        try:
            return _unpacked(self._path(id).read_bytes())
        except (OSError, ValueError, struct.error, zlib.error) as error:
            raise SpoolLost("The waiting pixels are gone.") from error

    def drop(self, id: str) -> None:
        """Take an entry away; one that is not there is no error."""
        with suppress(OSError, SpoolLost):
            self._path(id).unlink()

    def ids(self) -> list[str]:
        """List the ids of whole entries, oldest first."""
        return sorted(path.stem for path in self._files() if path.suffix == _SUFFIX and _ID.fullmatch(path.stem))

    def bytes(self) -> int:
        """Measure what waits, packed."""
        total = 0
        for path in self._files():
            with suppress(OSError):
                total += path.stat().st_size
        return total

    def has_room(self) -> bool:
        """Tell whether a large picture could still be put."""
        return self.bytes() < self._limit * 3 // 4 and len(self.ids()) < LIMIT_COUNT

    def sweep(self) -> int:
        """Delete what a killed process left half written; the caller knows that nobody is putting. Returns how many."""
        halves = [path for path in self._files() if path.suffix == _PART]
        for path in halves:
            path.unlink(missing_ok=True)
        return len(halves)

    def clear(self) -> None:
        """Delete every entry and the folder itself; later entries need a new Spool."""
        for path in self._files():
            path.unlink(missing_ok=True)
        with suppress(OSError):
            self.folder.rmdir()

    def _files(self) -> list[Path]:
        try:
            return [Path(entry.path) for entry in os.scandir(self.folder)]
        except FileNotFoundError:
            return []

    def _path(self, id: str) -> Path:
        if not _ID.fullmatch(id):
            raise SpoolLost("This is no id of waiting pixels.")
        return self.folder / f"{id}{_SUFFIX}"


def packed(sighting: "Sighting") -> bytes:
    """A sighting's pixels as an entry holds them."""
    import numpy as np

    from core.screen.stacking import stacked

    pixels = sighting.view.pixels if sighting.key else stacked(sighting.view.pixels, sighting.bands)
    height, width = pixels.shape[:2]
    head = _HEAD.pack(_MAGIC, height, width, sighting.key, len(sighting.bands))
    parts = [head, *(_BAND.pack(*band) for band in sighting.bands)]
    packing = zlib.compressobj(_LEVEL)
    for top in range(0, height, _BLOCK):  # a copy of all of it would take 8 MB
        parts.append(packing.compress(np.ascontiguousarray(pixels[top : top + _BLOCK]).data))
    return b"".join((*parts, packing.flush()))


def _unpacked(data: bytes) -> Spooled:
    import numpy as np

    from core.screen.frame import Rect

    magic, height, width, key, count = _HEAD.unpack_from(data)
    if magic != _MAGIC:
        raise ValueError("no spool file")
    bands = tuple(Rect(*_BAND.unpack_from(data, _HEAD.size + number * _BAND.size)) for number in range(count))
    raw = zlib.decompress(memoryview(data)[_HEAD.size + count * _BAND.size :])
    pixels = np.frombuffer(bytearray(raw), np.uint8).reshape(height, width, 4)
    return Spooled(bands, pixels, bool(key))


def _folder(home: "Home") -> Path:
    """The folder for this home: the same for every process, whatever of the session's environment it inherited."""
    name = f"ebb-{os.getuid()}-{sha256(os.fsencode(home.root)).hex()[:16]}"
    places = [place / name for place in _memory_places()]
    if not places:
        raise SpoolError(
            "This system has no folder in memory for pixels that wait to be read.",
            "Ebb writes none to the disk before they were read and masked, so it cannot capture here.",
        )
    return next((place for place in places if place.is_dir()), places[0])


def _memory_places() -> list[Path]:
    given = os.environ.get("XDG_RUNTIME_DIR")
    wanted = [*([Path(given)] if given else []), Path(f"/run/user/{os.getuid()}"), Path("/dev/shm")]
    usable = [place for place in dict.fromkeys(wanted) if os.access(place, os.W_OK | os.X_OK)]
    kinds = _mounts()
    return [place for place in usable if _kind(place, kinds) in _IN_MEMORY]


def _mounts() -> dict[str, str]:
    """The kind of file system at each mount point; none where the system does not say."""
    try:
        lines = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return {}
    fields = [line.split(" ") for line in lines]
    return {parts[1].replace("\\040", " "): parts[2] for parts in fields if len(parts) > 2}


def _kind(place: Path, kinds: dict[str, str]) -> str:
    real = place.resolve()
    return next((kinds[str(part)] for part in (real, *real.parents) if str(part) in kinds), "")


def _private(folder: Path) -> Path:
    """Make the folder, or make sure that it is ours alone: /dev/shm is everybody's."""
    try:
        with suppress(FileExistsError):
            folder.mkdir(0o700)
        found = folder.lstat()
    except OSError as error:
        raise SpoolError(f"The folder {folder} cannot be made.", "Look at its permissions.") from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise SpoolError(f"{folder} belongs to somebody else.", "Nothing is captured; remove it first.")
    if stat.S_IMODE(found.st_mode) != 0o700:
        folder.chmod(0o700)
    return folder
