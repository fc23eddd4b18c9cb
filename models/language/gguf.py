"""Reads the header of a GGUF file in plain Python, before any native code is given the file.

The layout is that of the GGUF specification (ggml, docs/gguf.md), versions 2 and 3, little-endian. Nothing is read
beyond the file's end and nothing is allocated on the file's word alone. Tensor data is never read.
"""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from models.language.errors import NotGguf, TruncatedGguf
from models.language.quantisation import tensor_bytes

Value = int | float | bool | str

MAX_ENTRIES = 65_536  # metadata entries, and as many tensors; the largest public models have a few thousand
MAX_KEY = 65_535  # bytes; the specification's limit
MAX_STRING = 16 * 1024 * 1024  # bytes; the longest public chat templates are under 64 kB
MAX_DIMENSIONS = 4
CHUNK = 1 << 20

_FORMATS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
_STRING, _ARRAY = 8, 9
_SIZES = {kind: struct.calcsize(form) for kind, form in _FORMATS.items()}


@dataclass(frozen=True, slots=True)
class Header:
    """What a GGUF file says of itself; `values` leaves arrays out, `parameters` counts every tensor's numbers."""

    path: Path
    size_bytes: int
    version: int
    parameters: int
    values: dict[str, Value] = field(default_factory=dict)

    def text(self, key: str) -> str | None:
        """The string stored under `key`; None if it is missing or something else."""
        value = self.values.get(key)
        return value if isinstance(value, str) else None

    def number(self, key: str) -> int | None:
        """The whole number stored under `key`; None if it is missing or something else."""
        value = self.values.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    @property
    def architecture(self) -> str:
        """The model's family, such as "llama"."""
        return self.text("general.architecture") or ""

    @property
    def context_length(self) -> int | None:
        """The tokens that the model was trained to hold at once; None if the file does not say."""
        return self.number(f"{self.architecture}.context_length")

    @property
    def chat_template(self) -> str | None:
        """The Jinja template that turns messages into a prompt; None if the file has none."""
        return self.text("tokenizer.chat_template")


def read_header(path: Path) -> Header:
    """Read and check the header of the GGUF file at `path`.

    Raises: TruncatedGguf if the file is shorter than it says, NotGguf if it is no readable GGUF file.
    """
    try:
        size = os.stat(path).st_size
        if not path.is_file():
            raise NotGguf(f"{path} is not a file.")
        with open(path, "rb") as file:
            return _header(_Reader(file, size, path), path)
    except OSError as error:
        raise NotGguf(f"{path} cannot be read: {error.strerror or error}.") from error


def _header(reader: "_Reader", path: Path) -> Header:
    if reader.size < 4 or reader.take(4) != b"GGUF":
        raise NotGguf(f"{path} is not a GGUF file.")
    version = int(reader.number(4))
    if version not in (2, 3):
        raise NotGguf(f"{path} has GGUF version {version}; versions 2 and 3 can be read.")
    tensors = _count(reader, "tensors")
    values = dict(_values(reader, _count(reader, "metadata entries")))
    infos = [_tensor(reader) for _ in range(tensors)]
    header = Header(path, reader.size, version, sum(count for count, _, _ in infos), values)
    if not header.architecture:
        raise NotGguf(f"{path} does not name its architecture.")
    _check_data(reader, infos, header.number("general.alignment"))
    return header


def _count(reader: "_Reader", what: str) -> int:
    count = int(reader.number(10))
    if count > MAX_ENTRIES:
        raise NotGguf(f"{reader.path} is damaged: it announces {count} {what}.")
    return count


def _values(reader: "_Reader", count: int) -> Iterator[tuple[str, Value]]:
    for _ in range(count):
        key = reader.text(MAX_KEY)
        kind = int(reader.number(4))
        if kind == _STRING:
            yield key, reader.text(MAX_STRING)
        elif kind == _ARRAY:
            reader.skip_array()
        else:
            yield key, reader.number(kind)


def _tensor(reader: "_Reader") -> tuple[int, int, int]:
    """One tensor's number of values, ggml type and offset in the data."""
    reader.text(MAX_KEY)
    dimensions = int(reader.number(4))
    if dimensions > MAX_DIMENSIONS:
        raise NotGguf(f"{reader.path} is damaged: a tensor has {dimensions} dimensions.")
    values = 1
    for _ in range(dimensions):
        values *= int(reader.number(10))
    if values >= 1 << 63:
        raise NotGguf(f"{reader.path} is damaged: a tensor has {values} values.")
    return values, int(reader.number(4)), int(reader.number(10))


def _check_data(reader: "_Reader", infos: list[tuple[int, int, int]], alignment: int | None) -> None:
    step = 32 if alignment is None else alignment
    if not 1 <= step <= CHUNK or step & (step - 1):
        raise NotGguf(f"{reader.path} is damaged: its alignment is {step}.")
    start = -(-reader.position // step) * step
    for values, kind, offset in infos:
        if offset % step:
            raise NotGguf(f"{reader.path} is damaged: a tensor starts at {offset}.")
        size = tensor_bytes(kind, values)
        end = start + offset + (1 if size is None else size)
        if end > reader.size:
            raise TruncatedGguf(f"{reader.path} is incomplete: it needs {end} bytes and has {reader.size}.")


class _Reader:
    """Reads a file forwards through one buffer and refuses to pass its end."""

    def __init__(self, file: BinaryIO, size: int, path: Path) -> None:
        self._file, self.size, self.path = file, size, path
        self._buffer, self._at, self._read = b"", 0, 0

    @property
    def position(self) -> int:
        """The offset in the file of the next byte."""
        return self._read - len(self._buffer) + self._at

    def take(self, count: int) -> bytes:
        """The next `count` bytes. Raises: TruncatedGguf."""
        self._need(count)
        start, self._at = self._at, self._at + count
        return self._buffer[start : self._at]

    def number(self, kind: int) -> int | float | bool:
        """The next value of GGUF's scalar type `kind`. Raises: NotGguf for an unknown type."""
        if kind not in _FORMATS:
            raise NotGguf(f"{self.path} is damaged: it holds a value of unknown type {kind}.")
        (value,) = struct.unpack(_FORMATS[kind], self.take(_SIZES[kind]))
        return value  # type: ignore[no-any-return]

    def text(self, limit: int) -> str:
        """The next string, undecodable bytes replaced. Raises: NotGguf if it is longer than `limit` bytes."""
        length = int(self.number(10))
        if length > self.size - self.position:
            raise TruncatedGguf(f"{self.path} is incomplete or damaged: a text in it would run past its end.")
        if length > limit:
            raise NotGguf(f"{self.path} is damaged: a text in its header has {length} bytes.")
        return self.take(length).decode("utf-8", "replace")

    def skip_array(self) -> None:
        """Pass over the next array; arrays of arrays are refused, as llama.cpp does."""
        kind, count = int(self.number(4)), int(self.number(10))
        if kind == _STRING:
            self._skip_strings(count)
        elif kind in _SIZES:
            self._skip(count * _SIZES[kind])
        else:
            raise NotGguf(f"{self.path} is damaged: it holds an array of unknown type {kind}.")

    def _skip_strings(self, count: int) -> None:
        if count * 8 > self.size - self.position:
            raise self._short()
        length_of = struct.Struct("<Q").unpack_from
        for _ in range(count):
            self._need(8)
            (length,) = length_of(self._buffer, self._at)
            self._at += 8
            self._skip(length)

    def _skip(self, count: int) -> None:
        if count <= len(self._buffer) - self._at:
            self._at += count
            return
        target = self.position + count
        if target > self.size:
            raise self._short()
        self._file.seek(target)
        self._buffer, self._at, self._read = b"", 0, target

    def _need(self, count: int) -> None:
        have = len(self._buffer) - self._at
        if count <= have:
            return
        if count > self.size - self.position:
            raise self._short()
        fresh = self._file.read(min(max(count - have, CHUNK), self.size - self._read))
        self._buffer, self._at = self._buffer[self._at :] + fresh, 0
        self._read += len(fresh)
        if len(self._buffer) < count:
            raise self._short()

    def _short(self) -> TruncatedGguf:
        return TruncatedGguf(f"{self.path} is incomplete: its {self.size} bytes end inside the header.")
