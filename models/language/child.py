"""The parent's end of a worker process: starts it, talks to it in frames, notices its death."""

import json
import os
import queue
import subprocess
import sys
import threading
import weakref
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO, cast

from models.language.errors import ModelDied
from models.language.kept import LIMIT

Frame = dict[str, Any]

_ROOT = str(Path(__file__).resolve().parents[2])
_Frames = queue.SimpleQueue[Frame | None]


class Child:
    """A running worker; used by one thread at a time, except for `end`."""

    def __init__(self, settings: Frame, log: Path | None) -> None:
        self._process = _spawn(log)
        self._frames: _Frames = queue.SimpleQueue()
        self._asked = 0
        self.ready = False
        self.owed: int | None = None
        self._input = cast(BinaryIO, self._process.stdin)
        output = cast(BufferedReader, self._process.stdout)
        reader = threading.Thread(target=_read, args=(output, self._frames), daemon=True)
        reader.start()
        self._finalizer = weakref.finalize(self, _end, self._process, reader)
        self._write(settings)

    @property
    def dead(self) -> bool:
        """Whether the worker has ended."""
        return self._process.poll() is not None

    @property
    def pid(self) -> int:
        """The worker's process id."""
        return self._process.pid

    def ask(self, what: str, **details: Any) -> int:
        """Send a request and return its number; its answer is owed until its last frame was received."""
        self._asked += 1
        self.owed = self._asked
        self._write({"do": what, "id": self._asked, **details})
        return self._asked

    def cancel(self, number: int) -> None:
        """Ask the worker to stop working on a request; does nothing if the worker is dead."""
        with suppress(ModelDied):
            self._write({"do": "cancel", "id": number})

    def give(self, number: int, state: bytes | None) -> None:
        """Send the state that a request asked for, or none; does nothing if the worker is dead."""
        with suppress(ModelDied):
            self._write({"do": "state", "id": number, "bytes": len(state or b"")}, state or b"")

    def receive(self, timeout: float) -> Frame | None:
        """The next frame, its bytes under "data"; None if none came within `timeout` seconds. Raises: ModelDied."""
        try:
            frame = self._frames.get(timeout=timeout)
        except queue.Empty:
            return None
        if frame is None:
            self._frames.put(None)
            raise self._death()
        if "ready" in frame:
            self.ready = True
        elif frame.get("error") == "load":
            raise ModelDied(f"The language model could not be loaded: {frame['message']}")
        elif ("end" in frame or "error" in frame) and frame["id"] == self.owed:
            self.owed = None
        return frame

    def end(self) -> None:
        """Stop the worker and wait for it; idempotent, from any thread."""
        self._finalizer()

    def _write(self, frame: Frame, data: bytes = b"") -> None:
        try:
            self._input.write(json.dumps(frame).encode() + b"\n" + data)
            self._input.flush()
        except (OSError, ValueError) as error:
            raise self._death() from error

    def _death(self) -> ModelDied:
        try:
            code = self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            return ModelDied("The language model's process stopped answering.")
        how = f"signal {-code}" if code < 0 else f"exit status {code}"
        return ModelDied(f"The language model's process ended unexpectedly ({how}).")


def _spawn(log: Path | None) -> "subprocess.Popen[bytes]":
    path = os.pathsep.join([*filter(None, sys.path), _ROOT])  # the same modules as here, and never the working folder's
    with _opened(log) as errors:
        return subprocess.Popen(
            [sys.executable, "-P", "-W", "ignore", "-m", "models.language.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**os.environ, "PYTHONPATH": path},
            start_new_session=True,  # Ctrl-C in the terminal is the parent's to handle
        )


def _opened(log: Path | None) -> BinaryIO:
    """The log, emptied, readable by its owner only; the null device without one."""
    if log is None:
        return open(os.devnull, "wb")
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _read(output: BufferedReader, frames: _Frames) -> None:
    """Pass the worker's frames on, then None when there are no more."""
    try:
        for line in output:
            frame = json.loads(line)
            if not _sound(frame):
                break
            if "bytes" in frame:
                frame["data"] = output.read(frame["bytes"])
            frames.put(frame)
    except ValueError:
        pass  # a frame that a death cut short
    finally:
        frames.put(None)


def _sound(frame: Any) -> bool:
    """Whether a frame has the shape that it should: what comes from the worker is trusted with nothing."""
    if not isinstance(frame, dict):
        return False
    if "ready" in frame or frame.get("error") == "load":
        return all(isinstance(frame.get(name, ""), str) for name in ("message", "cell"))
    texts = [frame[name] for name in ("text", "wants", "keep", "error", "message") if name in frame]
    size, end = frame.get("bytes", 0), frame.get("end", 0)
    numbers = end.values() if isinstance(end, dict) else [end]
    return (
        type(frame.get("id")) is int
        and all(isinstance(text, str) for text in texts)
        and ("error" not in frame or "message" in frame)
        and type(size) is int
        and 0 <= size <= LIMIT
        and ("keep" not in frame or size > 0)
        and all(isinstance(number, int | float) for number in numbers)
    )


def _end(process: "subprocess.Popen[bytes]", reader: threading.Thread) -> None:
    process.kill()
    process.wait()
    if reader is not threading.current_thread():  # a finalizer runs on any thread
        reader.join()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):  # what a dead worker left unread in the pipe
                stream.close()
