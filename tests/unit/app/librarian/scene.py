"""What the tests of the librarian stand on: a model that answers from a script, and memories that have it."""

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from app import Ebb
from core.ports import Message

NOON = datetime(2023, 5, 8, 12).astimezone()
TEXTS = ("Caroline adopted a beagle called Scout.", "Ana moved to Porto.", "The boiler was serviced by Mr. Reis.")


class Scripted:
    """A model that answers by what it is asked for; it notes the questions, and `hold` stops it in mid-answer."""

    name = "tiny"
    context_tokens = 4096

    def __init__(self, says: Callable[[str, str], str] = lambda rules, asked: "{}") -> None:
        self.says = says
        self.asked: list[str] = []
        self.hold: threading.Event | None = None
        self.entered = threading.Event()

    def count_tokens(self, text: str) -> int:
        return len(text) // 4

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        schema: dict[str, Any] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Iterator[str]:
        if len(messages) == 1:
            return
        self.asked.append(messages[-1].content)
        self.entered.set()
        while self.hold and not self.hold.wait(0.01):
            if cancelled and cancelled():
                return
        yield self.says(messages[0].content, messages[-1].content)

    def close(self) -> None:
        """Nothing to free."""


FLAGS = {"language.model": "tiny.gguf", "librarian.quiet": 0.0}


def opened(home: Path, **flags: object) -> Ebb:
    return Ebb.open(
        home, background=False, settings_flags={**FLAGS, **{k.replace("__", "."): v for k, v in flags.items()}}
    )
