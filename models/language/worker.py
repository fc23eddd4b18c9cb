"""The process that runs a model: JSON lines in on stdin, JSON lines out on stdout, the runtime's talk on stderr.

In:  the settings, then {"do": "count", "id", "text"}, {"do": "stream", "id", "messages", …} and {"do": "cancel", "id"}.
Out: {"ready": true}, then {"id", "text"} …, {"id", "end": …} or {"id", "error", "message"}.
It ends when its stdin does, so that it never outlives the program that started it.
"""

import json
import os
import queue
import sys
import threading
from typing import Any, BinaryIO

from models.language.errors import PromptTooLong

Frame = dict[str, Any]


class Inbox:
    """Reads the frames on a thread of its own, so that a cancellation is seen while the model computes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._frames: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        self._cancelled = 0
        self._current = 0

    def listen(self) -> None:
        """Read until the stream ends, then end the process."""
        for line in self._stream:
            frame = json.loads(line)
            if frame["do"] == "cancel":
                self._cancelled = max(self._cancelled, frame["id"])
            else:
                self._frames.put(frame)
        os._exit(0)

    def next(self) -> Frame:
        """The next frame to work on; waits for it."""
        frame = self._frames.get()
        self._current = frame["id"]
        return frame

    def stopped(self) -> bool:
        """Whether the frame being worked on was cancelled."""
        return self._cancelled >= self._current > 0


def main() -> None:
    """Load the model named in the first line and serve until stdin ends."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what native code prints must not reach the frames
    sys.stdout = sys.stderr
    settings = json.loads(sys.stdin.buffer.readline())
    inbox = Inbox(sys.stdin.buffer)
    threading.Thread(target=inbox.listen, daemon=True).start()
    try:
        engine = _loaded(settings, inbox)
    except Exception as error:
        _send(output, {"error": "load", "message": f"{type(error).__name__}: {error}"})
        return
    _send(output, {"ready": True})
    while True:
        _serve(engine, inbox.next(), output)


def _loaded(settings: Frame, inbox: Inbox) -> Any:
    from models.language.engine import Engine

    return Engine(**settings, stopped=inbox.stopped)


def _serve(engine: Any, frame: Frame, output: BinaryIO) -> None:
    number = frame["id"]
    try:
        if frame["do"] == "count":
            _send(output, {"id": number, "end": engine.count(frame["text"])})
            return
        names = ("max_tokens", "temperature", "schema")
        for text in engine.stream(frame["messages"], **{name: frame[name] for name in names}):
            _send(output, {"id": number, "text": text})
        _send(output, {"id": number, "end": True})
    except PromptTooLong as error:
        _send(output, {"id": number, "error": "long", "message": str(error)})
    except Exception as error:
        _send(output, {"id": number, "error": "failed", "message": f"{type(error).__name__}: {error}"})


def _send(output: BinaryIO, frame: Frame) -> None:
    output.write(json.dumps(frame).encode() + b"\n")
    output.flush()


if __name__ == "__main__":
    main()
