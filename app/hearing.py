"""One reply of a language model to work in idle time: asked for, heard to its end, cut off when it goes in circles."""

from collections.abc import Callable, Sequence
from typing import Any

from core.answer.speech import Speech
from core.ports import LanguageModel, Message

ROOM = 64
"""Tokens that a chat template may add."""


def fits(model: LanguageModel, messages: Sequence[Message], room: int) -> bool:
    """Whether messages have at most `room` tokens; a token is a byte at least, so that a short text is not counted."""
    if sum(len(message.content.encode("utf-8", "surrogatepass")) for message in messages) <= room:
        return True
    return sum(model.count_tokens(message.content) for message in messages) <= room


def heard(
    model: LanguageModel,
    messages: Sequence[Message],
    max_tokens: int,
    stopped: Callable[[], bool],
    schema: dict[str, Any] | None = None,
) -> Speech:
    """What the model says until it ends, is stopped or goes round in circles. Raises what `stream` raises."""
    speech = Speech()

    def enough() -> bool:
        return stopped() or speech.stuck()

    for piece in model.stream(messages, max_tokens=max_tokens, schema=schema, cancelled=enough):
        speech.hear(piece)
    return speech
