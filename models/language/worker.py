"""The process that runs a model: frames in on stdin, frames out on stdout, the runtime's talk on stderr.

A frame is a line of JSON; one with "bytes" is followed by that many bytes.
In:  the settings, then {"do": "count", "id", "text"}, {"do": "stream", "id", "messages", …}, {"do": "cancel", "id"} and
     {"do": "state", "id", "bytes"} with the state that was asked for, or none.
Out: {"ready": true, "cell": what holds it in}, then {"id", "text"} …, {"id", "wants": name}, {"id", "keep": name,
     "bytes"}, and at last {"id", "end": …} or {"id", "error", "message"}.
It ends when its stdin does, so that it never outlives the program that started it. It reads and writes no file but the
model's: states are kept by the program.
"""

import json
import os
import queue
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from models.language.errors import PromptTooLong
from models.language.sandbox import close_in

Frame = dict[str, Any]

LOOK = 0.02  # seconds between two looks at a cancellation while a state is waited for


class Inbox:
    """Reads the frames on a thread of its own, so that a cancellation is seen while the model computes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._frames: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        self._states: queue.SimpleQueue[tuple[int, bytes]] = queue.SimpleQueue()
        self._cancelled = 0
        self._current = 0

    def listen(self) -> None:
        """Read until the stream ends, then end the process."""
        for line in self._stream:
            frame = json.loads(line)
            if frame["do"] == "cancel":
                self._cancelled = max(self._cancelled, frame["id"])
            elif frame["do"] == "state":
                self._states.put((frame["id"], self._stream.read(frame["bytes"])))
            else:
                self._frames.put(frame)
        os._exit(0)

    def next(self) -> Frame:
        """The next frame to work on; waits for it."""
        frame = self._frames.get()
        self._current = frame["id"]
        return frame

    def state(self) -> bytes | None:
        """The state that was asked for; None if there is none, or if the frame being worked on was cancelled."""
        while not self.stopped():
            with suppress(queue.Empty):
                number, state = self._states.get(timeout=LOOK)
                if number == self._current:
                    return state or None
        return None

    def stopped(self) -> bool:
        """Whether the frame being worked on was cancelled."""
        return self._cancelled >= self._current > 0

    @property
    def current(self) -> int:
        """The number of the frame being worked on."""
        return self._current


class Outbox:
    """Writes frames, each at once."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def send(self, frame: Frame, data: bytes = b"") -> None:
        """Write a frame and the bytes that belong to it."""
        self._stream.write(json.dumps(frame).encode() + b"\n")
        self._stream.write(data)
        self._stream.flush()


def main() -> None:
    """Load the model named in the first line and serve until stdin ends."""
    output = Outbox(os.fdopen(os.dup(1), "wb"))
    os.dup2(2, 1)  # what native code prints must not reach the frames
    sys.stdout = sys.stderr
    settings = json.loads(sys.stdin.buffer.readline())
    cell = close_in(Path(settings["path"]))  # before there is a thread that would stand outside
    inbox = Inbox(sys.stdin.buffer)
    threading.Thread(target=inbox.listen, daemon=True).start()
    try:
        engine = _loaded(settings, inbox, output)
    except Exception as error:
        output.send({"error": "load", "message": f"{type(error).__name__}: {error}"})
        return
    output.send({"ready": True, "cell": cell.words})
    while True:
        _serve(engine, inbox.next(), output)


def _loaded(settings: Frame, inbox: Inbox, output: Outbox) -> Any:
    from models.language.engine import Engine

    def recalled(name: str) -> bytes | None:
        output.send({"id": inbox.current, "wants": name})
        return inbox.state()

    keeps = settings.pop("keeps")
    return Engine(**settings, stopped=inbox.stopped, recalled=recalled if keeps else None)


def _serve(engine: Any, frame: Frame, output: Outbox) -> None:
    number = frame["id"]
    try:
        if frame["do"] == "count":
            output.send({"id": number, "end": engine.count(frame["text"])})
            return
        names = ("max_tokens", "temperature", "schema")
        for text in engine.stream(frame["messages"], **{name: frame[name] for name in names}):
            output.send({"id": number, "text": text})
        _hand_out(engine, number, output)
        output.send({"id": number, "end": asdict(engine.figures)})
    except PromptTooLong as error:
        output.send({"id": number, "error": "long", "message": str(error)})
    except Exception as error:
        output.send({"id": number, "error": "failed", "message": f"{type(error).__name__}: {error}"})


def _hand_out(engine: Any, number: int, output: Outbox) -> None:
    """Give a freshly read beginning to be kept, after the answer, so that no word waits for it."""
    fresh, engine.fresh = engine.fresh, None
    if fresh is not None and fresh[1]:
        output.send({"id": number, "keep": fresh[0], "bytes": len(fresh[1])}, fresh[1])


if __name__ == "__main__":
    main()
