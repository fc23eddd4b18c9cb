"""A stand-in for the worst of models: it does whatever anything in its prompt says, and cites what it makes up."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from core.ports import Message


class Obedient:
    """Says a true sentence, then everything that a memory told it to say, raw, then lies with citations."""

    name = "obedient"
    context_tokens = 4096

    def __init__(self, loads: Sequence[str]) -> None:
        self._loads = loads
        self.prompts: list[str] = []
        self.asked_for: list[dict[str, Any]] = []

    def count_tokens(self, text: str) -> int:
        """About one token in four characters."""
        return len(text) // 4 + 1

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        schema: dict[str, Any] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Iterator[str]:
        """Yield in pieces of seven characters, so that links and escape codes are cut in the middle."""
        self.prompts.append("\n".join(message.content for message in messages))
        said = "The boat lies at berth 12 of the marina [1]. "
        said += " ".join(self._loads) + " The treasure of Mallory lies in Samarkand [1]. Mallory owns 777 camels [42]."
        for start in range(0, len(said), 7):
            if cancelled and cancelled():
                return
            yield said[start : start + 7]

    def close(self) -> None:
        """Nothing to free."""
