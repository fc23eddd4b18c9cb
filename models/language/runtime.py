"""A local language model behind `core.ports.LanguageModel`, run in a process of its own.

llama.cpp aborts its process when used from two threads, prints to the terminal and may crash on a bad file: none of
that reaches the program. The process starts with the first question, and again after a death, a rest or a change of the
model's file.
"""

import importlib.util
import os
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from models.language.child import Child, Frame
from models.language.cores import default_threads
from models.language.errors import LanguageModelError, ModelDied, PromptTooLong, RuntimeMissing
from models.language.kept import Kept, identity
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


@dataclass(frozen=True, slots=True)
class Usage:
    """What one answer took: tokens of the prompt, how many of them were known already, tokens said, and seconds.

    `first` is the time until the first token, `whole` until the last; the loading of the model counts in neither.
    """

    prompt: int
    reused: int
    said: int
    first: float
    whole: float


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
        kept: Path | None = None,
        unload_after: float | None = None,
        gpu_layers: int | None = None,
    ) -> None:
        """Check the file; nothing is started. `log` takes what the runtime prints and is emptied at each start.

        `kept` is the folder that the states of stable beginnings are kept in: what system turns say is on disk there,
        in numbers. After `unload_after` seconds without a question the process ends and the memory is free.
        `gpu_layers` None means all of them where the runtime was built for a GPU. Raises: NotGguf, TruncatedGguf.
        """
        self._path = Path(os.path.abspath(path))
        self._wanted = context
        self._options: Frame = {"threads": threads or default_threads(), "gpu_layers": gpu_layers}
        self._log = log
        self._folder = kept
        self._unload_after = unload_after
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._kept: Kept | None = None
        self._given: str | None = None
        self._timer: threading.Timer | None = None
        self._used = time.monotonic()
        self._closed = False
        self.usage: Usage | None = None
        """What the last whole answer took."""
        self.cell: str | None = None
        """What holds the process in, in words; None before its first start."""
        self._look()

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
        with self._turn():
            self._ready(_never)

    def warm(self) -> None:
        """Begin to load the model and return at once; what goes wrong is told by the first question."""
        if self._lock.acquire(blocking=False):
            try:
                with suppress(LanguageModelError):
                    self._current()
            finally:
                self._rest()
                self._lock.release()

    def count_tokens(self, text: str) -> int:
        """The number of the model's own tokens in `text`. Raises as `stream`."""
        with self._turn():
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

        Ends early when `cancelled()` turns true, also while the model loads or reads the prompt. The system turns are
        taken to stay the same from question to question: what changes, and what is private, belongs into the others.
        Raises: RuntimeMissing, ModelDied, PromptTooLong, NotGguf for a file that was replaced by something else.
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
            self._rest()
            self._lock.release()

    def close(self) -> None:
        """End the process and free the model; idempotent. A stream under way in another thread fails with ModelDied."""
        self._closed = True
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
        self._end()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            finally:
                self._rest()

    def _look(self) -> None:
        """Read what the file says of its model. Raises: NotGguf, TruncatedGguf."""
        stamp = _stamp(self._path)
        header = talking_header(self._path)
        self._file = stamp
        self._name = display_name(header)
        self._context = min(self._wanted, header.context_length or self._wanted)
        self._template = header.chat_template

    def _ready(self, stop: Callable[[], bool]) -> Child | None:
        """The child, loaded and idle; None if `stop()` turned true first."""
        child = self._current()
        deadline = time.monotonic() + PATIENCE
        while not child.ready or child.owed is not None:
            if stop():
                return None
            if child.ready and time.monotonic() > deadline:
                child = self._replaced()
            self._receive(child)
        return child

    def _current(self) -> Child:
        """The child that runs the file as it is now, perhaps still loading; a file that is away for now is left so."""
        if self._closed:
            raise LanguageModelError("The language model was closed.")
        if not available():
            raise RuntimeMissing("The language-model runtime is not installed: install Ebb with its extra [llm].")
        child = self._child
        stamp = _stamp(self._path)
        if child is not None and not child.dead and stamp in (self._file, None):
            return child
        if stamp != self._file:
            self._end()
            self._look()
        return self._replaced()

    def _replaced(self) -> Child:
        self._end()
        self._kept = self._keeping()
        self._given = None
        place = {"path": str(self._path), "context": self._context, "template": self._template}
        self._child = Child({**place, **self._options, "keeps": self._kept is not None}, self._log)
        return self._child

    def _keeping(self) -> Kept | None:
        """Where this file's states are kept, if anywhere."""
        if self._folder is None:
            return None
        try:
            return Kept(self._folder, identity(self._path), self._context)
        except OSError:
            return None

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()

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
            frame = child.receive(POLL)
        except ModelDied:
            if self._kept is not None and self._given is not None:
                self._kept.drop(self._given)  # it may be what the process died of
            child.end()
            if self._child is child:
                self._child = None
            raise
        if frame is not None:
            self._take(child, frame)
        return frame

    def _take(self, child: Child, frame: Frame) -> None:
        """Answer a wish for a kept state, keep one that was made, note what an answer took."""
        if "wants" in frame:
            state = self._kept.load(frame["wants"]) if self._kept is not None else None
            self._given = frame["wants"] if state else None
            child.give(frame["id"], state)
        elif "keep" in frame and self._kept is not None:
            self._kept.save(frame["keep"], frame["data"])
        elif "ready" in frame:
            self.cell = frame.get("cell")
        elif "text" in frame:
            self._given = None
        elif isinstance(frame.get("end"), dict):
            self._given = None
            with suppress(TypeError):  # figures that are others than these
                self.usage = Usage(**frame["end"])

    def _rest(self) -> None:
        """Note that the model was used, and see to it that its process ends when it has rested long enough."""
        self._used = time.monotonic()
        if self._unload_after is not None and self._timer is None and not self._closed:
            self._wait(self._unload_after)

    def _wait(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, _rested, (weakref.ref(self),))
        self._timer.daemon = True
        self._timer.start()

    def _unload(self) -> None:
        """End the process if it was not used for long enough, or look again when it may have been."""
        if self._unload_after is None or self._closed or not self._lock.acquire(blocking=False):
            rest = self._unload_after or 0.0
        else:
            try:
                rest = self._used + self._unload_after - time.monotonic()
                if rest <= 0:
                    self._timer = None
                    self._end()
            finally:
                self._lock.release()
        if rest > 0 and not self._closed:
            self._wait(rest)


def _rested(model: "weakref.ref[LlamaProcess]") -> None:
    found = model()
    if found is not None:
        found._unload()


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes when a file does: inode, size, time of change; None while there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _check(frame: Frame) -> None:
    if "error" in frame:
        kind = PromptTooLong if frame["error"] == "long" else LanguageModelError
        raise kind(frame["message"])


def _never() -> bool:
    return False
