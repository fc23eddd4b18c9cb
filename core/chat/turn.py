"""One turn of a conversation."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.memory import Citation, Record

QUESTION = "question"
"""The role of a memory in which the person merely asks."""
ANSWER = "answer"
"""The role of a memory of what Ebb answered; neither is evidence for anything."""


class Speaker(StrEnum):
    """Who says a turn."""

    YOU = "you"
    EBB = "ebb"


class Kept(StrEnum):
    """What became of a turn's words: `PRIVATE` was never written down, `WAITING` words have no memory yet."""

    KEPT = "kept"
    WAITING = "waiting"
    PRIVATE = "private"
    FORGOTTEN = "forgotten"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Turn(Record):
    """A turn: `parent` is the one before it, None for a first one; `memory` the id of the memory that holds its words.

    `text` is empty where the words were forgotten or erased. Numbers below 0 belong to turns that are not written down.
    """

    id: int
    parent: int | None
    role: str
    text: str
    at: datetime
    kept: str = Kept.KEPT.value
    memory: str | None = None
    citations: tuple[Citation, ...] = ()
    mode: str = ""
    model: str | None = None
    abstained: bool = False
    stopped: bool = False
    unsupported: tuple[str, ...] = ()
    understood: str = field(default="", metadata={"inside": True})
    """How the question before was read, where it leaned on the conversation; known while the conversation is open."""

    @property
    def yours(self) -> bool:
        """Whether the person said it."""
        return self.role == Speaker.YOU
