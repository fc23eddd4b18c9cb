"""Evaluated beginnings of prompts, kept on disk between runs; each file serves one model, runtime and beginning.

A file is a mark, the SHA-256 of what follows and the runtime's state. It holds what the program itself says to the
model, in numbers. Losing one costs time only: whatever is damaged, foreign or cannot be written counts as absent.
"""

import hashlib
import os
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LIMIT = 512 * 1024 * 1024
"""Bytes that all kept states of a folder may take; the longest unused go first."""

HEAD = 1 << 20  # bytes of the model file that its identity is taken from
_MARK = b"EBBKEPT1"
_DIGEST = hashlib.sha256().digest_size


def identity(model: Path) -> str:
    """What tells a model file from another: size, time of change and the hash of its first MiB. Raises: OSError."""
    with open(model, "rb") as file:
        status = os.fstat(file.fileno())
        head = hashlib.sha256(file.read(HEAD)).hexdigest()
    return f"{status.st_size}:{status.st_mtime_ns}:{head}"


class Kept:
    """The kept states of one model in one context size; several processes may share the folder."""

    def __init__(self, folder: Path, model: str, context: int, *, limit: int = LIMIT) -> None:
        """Touch nothing yet; `model` is the file's identity."""
        self._folder = folder
        self._limit = limit
        self._about = f"{model}|{_runtime()}|{context}|"

    def load(self, beginning: str) -> bytes | None:
        """The state after a beginning, named by the hash of its tokens; None if none is kept that is whole."""
        path = self._path(beginning)
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        state = data[len(_MARK) + _DIGEST :]
        if data[: len(_MARK) + _DIGEST] == _MARK + hashlib.sha256(state).digest():
            return state
        self.drop(beginning)
        return None

    def save(self, beginning: str, state: bytes) -> bool:
        """Keep a state, readable by its owner alone; False if it is too large or cannot be written."""
        if len(state) > self._limit // 2:
            return False
        path = self._path(beginning)
        passing = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                for part in (_MARK, hashlib.sha256(state).digest(), state):
                    file.write(part)
            os.replace(passing, path)
        except OSError:
            with suppress(OSError):
                passing.unlink(missing_ok=True)
            return False
        self._shrink()
        return True

    def drop(self, beginning: str) -> None:
        """Forget a state; nothing happens if there is none."""
        with suppress(OSError):
            self._path(beginning).unlink(missing_ok=True)

    def _path(self, beginning: str) -> Path:
        return self._folder / f"{hashlib.sha256((self._about + beginning).encode()).hexdigest()}.state"

    def _shrink(self) -> None:
        """Remove the longest unused states, and what a killed process left half written, until the rest fits."""
        files: list[tuple[float, int, Path]] = []
        with suppress(OSError):
            for path in self._folder.glob("*.state*"):
                with suppress(OSError):
                    status = path.stat()
                    files.append((status.st_mtime, status.st_size, path))
        room = self._limit
        for _, size, path in sorted(files, reverse=True):
            room -= size
            if room < 0:
                with suppress(OSError):
                    path.unlink(missing_ok=True)


def _runtime() -> str:
    try:
        return version("llama-cpp-python")
    except PackageNotFoundError:
        return ""
