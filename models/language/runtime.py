"""A local language model behind `core.ports.LanguageModel`, run in a process of its own.

llama.cpp aborts its process when used from two threads, prints to the terminal and may crash on a bad file: none of
that reaches the program. The process starts with the first question and again after a death.
"""

import importlib.util
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from models.language.child import Child, Frame
from models.language.cores import default_threads
from models.language.errors import LanguageModelError, ModelDied, PromptTooLong, RuntimeMissing
from models.language.local import display_name, talking_header

POLL = 0.03  # seconds between two looks at `cancelled`
PATIENCE = 5.0  # seconds that a cancelled request may take to end before its process is replaced


class Turn(Protocol):
    """One turn of a conversation; `role` is "system", "user" or "assistant"."""

    @property
    def role(self) -> str:
        """Who speaks."""

    @property
    def content(self) -> str:
        """What is said; never read for special tokens."""


def available() -> bool:
    """Whether llama-cpp-python is installed; it is not imported."""
    return importlib.util.find_spec("llama_cpp") is not None


class LlamaProcess:
    """A GGUF model in a child process; calls from several threads wait for one another.

    A thread must finish or close a stream before it calls anything else of the same model.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        threads: int | None = None,
        context: int = 4096,
        log: Path | None = None,
    ) -> None:
        """Check the file; nothing is started. `log` takes what the runtime prints and is emptied at each start.

        Raises: NotGguf, TruncatedGguf.
        """
        header = talking_header(Path(path))
        self._name = display_name(header)
        self._context = min(context, header.context_length or context)
        self._settings: Frame = {
            "path": os.path.abspath(path),
            "context": self._context,
            "threads": threads or default_threads(),
            "template": header.chat_template,
        }
        self._log = log
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._closed = False

    @property
    def name(self) -> str:
        """The model's own name, or its file's."""
        return self._name

    @property
    def context_tokens(self) -> int:
        """How many tokens prompt and answer may have together."""
        return self._context

    @property
    def pid(self) -> int | None:
        """The process that runs the model; None while there is none."""
        return self._child.pid if self._child else None

    def start(self) -> None:
        """Load the model now rather than with the first question; returns when it is ready. Raises as `stream`."""
        with self._lock:
            self._ready(_never)

    def count_tokens(self, text: str) -> int:
        """The number of the model's own tokens in `text`. Raises as `stream`."""
        with self._lock:
            child = self._ready(_never)
            assert child is not None
            frames = self._answers(child, "count", _never, text=text)
            return int(next(frame["end"] for frame in frames))

    def stream(
        self,
        messages: Sequence[Turn],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        schema: dict[str, Any] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Iterator[str]:
        """Yield the answer piece by piece; with a JSON schema, the pieces join to JSON that fits it.

        Ends early when `cancelled()` turns true, also while the model loads or reads the prompt.
        Raises: RuntimeMissing, ModelDied, PromptTooLong.
        """
        turns = [{"role": message.role, "content": message.content} for message in messages]
        details = {"messages": turns, "max_tokens": max_tokens, "temperature": temperature, "schema": schema}
        stop = cancelled or _never
        while not self._lock.acquire(timeout=POLL):
            if stop():
                return
        try:
            child = self._ready(stop)
            if child is not None:
                for frame in self._answers(child, "stream", stop, **details):
                    if "text" in frame:
                        yield frame["text"]
        finally:
            self._lock.release()

    def close(self) -> None:
        """End the process and free the model; idempotent. A stream under way in another thread fails with ModelDied."""
        self._closed = True
        child, self._child = self._child, None
        if child is not None:
            child.end()

    def _ready(self, stop: Callable[[], bool]) -> Child | None:
        """The child, loaded and idle; None if `stop()` turned true first."""
        if self._closed:
            raise LanguageModelError("The language model was closed.")
        if not available():
            raise RuntimeMissing("The language-model runtime is not installed: install Ebb with its extra [llm].")
        child = self._child
        if child is None or child.dead:
            child = self._replaced(child)
        deadline = time.monotonic() + PATIENCE
        while not child.ready or child.owed is not None:
            if stop():
                return None
            if child.ready and time.monotonic() > deadline:
                child = self._replaced(child)
            self._receive(child)
        return child

    def _replaced(self, child: Child | None) -> Child:
        if child is not None:
            child.end()
        self._child = Child(self._settings, self._log)
        return self._child

    def _answers(self, child: Child, what: str, stop: Callable[[], bool], **details: Any) -> Iterator[Frame]:
        """The frames that answer one request, the last one included; cancels it when left early."""
        number = child.ask(what, **details)
        try:
            while child.owed == number and not stop():
                frame = self._receive(child)
                if frame is not None and frame.get("id") == number:
                    _check(frame)
                    yield frame
        finally:
            if child.owed == number:
                child.cancel(number)

    def _receive(self, child: Child) -> Frame | None:
        try:
            return child.receive(POLL)
        except ModelDied:
            child.end()
            if self._child is child:
                self._child = None
            raise


def _check(frame: Frame) -> None:
    if "error" in frame:
        kind = PromptTooLong if frame["error"] == "long" else LanguageModelError
        raise kind(frame["message"])


def _never() -> bool:
    return False
