"""A language model behind an OpenAI-compatible server on this machine (Ollama, llama-server), as `LanguageModel`.

Unlike a file's model it is given messages, not tokens: what might be read as a special token in them is defused here.
"""

import json
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from models.language.address import parsed
from models.language.errors import LanguageModelError, ModelDied, ServerFailed
from models.language.exchange import LINE, Exchange
from models.language.grammar import bounded
from models.language.runtime import Turn
from models.language.schema import fits

SILENCE = 300.0  # seconds without a word: a large model may read a long prompt for minutes
BRIEF = 5.0  # seconds for questions that a server answers without its model
BYTES_PER_TOKEN = 3  # fewer than text has on average, so that a guess is rather too high
LONGEST_TOKEN = 64  # characters; whatever says more than this for each token allowed is cut off
_DONE = b"[DONE]"
_FIELDS = (b":", b"event:", b"id:", b"retry:")  # lines of an event besides its data
_SPECIAL = re.compile(
    r"<(?=[|｜])|(?<=[|｜])>|<(?=/?(?:s|bos|eos|pad|unk|mask|think|tool_\w+|(?:start|end)_of_\w+|im_\w+)>)"
    r"|<(?=<?/?SYS>)|\[(?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_\w+)\])",
    re.IGNORECASE,
)


class Served:
    """The model of a server; several threads may ask at once."""

    def __init__(
        self,
        url: str,
        *,
        model: str | None = None,
        context: int = 4096,
        allow_remote: bool = False,
        silence: float = SILENCE,
    ) -> None:
        """Take the address apart; nothing is asked yet. Raises: ServerRefused, for another machine too."""
        self._address = parsed(url, allow_remote=allow_remote)
        self._model = model
        self._context = context
        self._silence = silence
        self._counts: bool | None = None
        self._closed = threading.Event()

    @property
    def name(self) -> str:
        """The model's name at the server; its address as long as that is not known."""
        return self._model or f"{self._address.host}:{self._address.port}"

    @property
    def context_tokens(self) -> int:
        """How many tokens prompt and answer may have together, as set: servers do not say."""
        return self._context

    def reach(self) -> list[str]:
        """The names of the models that the server has now. Raises: ServerFailed."""
        return self._names(_never)

    def count_tokens(self, text: str) -> int:
        """The number of the model's tokens in `text` where the server counts them (llama-server), else rather more."""
        if text and self._counts is not False:
            with suppress(ServerFailed):
                root = self._address.path.removesuffix("/v1")
                found = self._whole("POST", f"{root}/tokenize", {"content": text})
                if isinstance(tokens := found.get("tokens"), list):
                    self._counts = True
                    return len(tokens)
            self._counts = False
        return -(-len(text.encode("utf-8", "replace")) // BYTES_PER_TOKEN)

    def stream(
        self,
        messages: Sequence[Turn],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        schema: dict[str, Any] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Iterator[str]:
        """Yield the answer piece by piece; with a JSON schema, as one piece that was checked against it.

        Ends early when `cancelled()` turns true. Raises: ServerFailed, ModelDied if the answer breaks off.
        """
        stop = cancelled or _never
        body: dict[str, Any] = {
            "model": self._named(stop),
            "messages": [{"role": turn.role, "content": defused(turn.content)} for turn in messages],
            "max_tokens": max_tokens,
            "temperature": temperature,
            "stream": True,
        }
        if schema is None:
            yield from self._pieces(body, stop)
        else:
            yield from self._formed(body, schema, stop)

    def close(self) -> None:
        """Leave every answer under way; idempotent."""
        self._closed.set()

    def _formed(self, body: dict[str, Any], schema: dict[str, Any], stop: Callable[[], bool]) -> Iterator[str]:
        """An answer that fits the schema: asked for in the two ways that servers know, since some ignore one."""
        kept = bounded(schema)
        problem: ServerFailed | None = None
        for form in (
            {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": kept}},
            {"type": "json_object", "schema": kept},
        ):
            try:
                said = "".join(self._pieces({**body, "response_format": form}, stop))
            except ServerFailed as error:
                problem = error
                continue
            if stop():
                return
            with suppress(ValueError):
                if fits(json.loads(said), schema):
                    yield said
                    return
        raise problem or ServerFailed("The server does not hold its model to a JSON schema.")

    def _pieces(self, body: dict[str, Any], stop: Callable[[], bool]) -> Iterator[str]:
        room = body["max_tokens"] * LONGEST_TOKEN
        ended = False
        for event in self._events("POST", f"{self._address.path}/chat/completions", body, stop, self._silence):
            text, ended = _said(event)
            if text:
                yield text[:room]
                room -= len(text)
            if ended or room <= 0:
                return
        if not stop():
            raise ModelDied("The server ended the answer before its end.")

    def _named(self, stop: Callable[[], bool]) -> str:
        """The model to ask for: as set, or the first that the server has."""
        if self._model is None:
            names = self._names(stop)
            if stop():
                return ""
            if not names:
                raise ServerFailed("The server has no model.")
            self._model = names[0]
        return self._model

    def _names(self, stop: Callable[[], bool]) -> list[str]:
        found = self._whole("GET", f"{self._address.path}/models", None, stop).get("data")
        names = [one.get("id") for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        return ["".join(char for char in name if char.isprintable())[:80] for name in names if isinstance(name, str)]

    def _whole(
        self, method: str, path: str, body: dict[str, Any] | None, stop: "Callable[[], bool] | None" = None
    ) -> dict[str, Any]:
        events = self._events(method, path, body, stop or _never, BRIEF)
        return next((event for event in events if isinstance(event, dict)), {})

    def _events(
        self, method: str, path: str, body: dict[str, Any] | None, stop: Callable[[], bool], silence: float
    ) -> Iterator[Any]:
        """The JSON values of an answer, streamed as server-sent events or sent whole; the end mark is None."""
        if self._closed.is_set():
            raise LanguageModelError("The language model was closed.")
        exchange = Exchange(self._address, method, path, body)
        whole = b""
        for line in exchange.lines(silence, lambda: stop() or self._closed.is_set()):
            if line.startswith(b"data:"):
                data = line.removeprefix(b"data:").strip()
                yield None if data == _DONE else _read(data)
            elif not line.startswith(_FIELDS) and len(whole) < LINE:
                whole += line
        if whole.strip() and not stop():
            yield _read(whole)


def _read(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError as error:
        raise ServerFailed("The server answers with something else than JSON.") from error


def defused(text: str) -> str:
    """The text with a space in whatever a chat template might take for a special token, so that it forges no turn."""
    return _SPECIAL.sub(lambda match: f" {match[0]}" if match[0] == ">" else f"{match[0]} ", text)


def _said(event: Any) -> tuple[str, bool]:
    """What an event says, and whether it is the last one. Raises: ServerFailed for an error among the events."""
    if event is None:
        return "", True
    if not isinstance(event, dict) or "error" in event:
        raise ServerFailed("The server failed while it answered.")
    choices = event.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
    part = choice.get("delta", choice.get("message"))
    text = part.get("content") if isinstance(part, dict) else None
    return (text if isinstance(text, str) else ""), choice.get("finish_reason") is not None


def _never() -> bool:
    return False
