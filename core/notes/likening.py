"""A language model's opinion on two names that may mean the same: asked for, checked, noted.

It merges nothing: the opinion stands beside the open pair, with the words that it rests on. What the memories say is
data: it stands between tags that it cannot close, and gives no orders.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Any

from core import prompts
from core.memory import Memory
from core.notes.context import day_in_words
from core.notes.grounding import copies, repeats
from core.notes.likened import LONGEST_QUOTE, LONGEST_REASON, UNSURE, VERDICTS, Likening
from core.ports import Message
from core.text.sanitise import shown_line
from core.text.sentences import spans
from core.text.words import words
from core.truth.judging import opinion, stands, within

LONGEST_REPLY = 200  # tokens
MOST_SENTENCES = 3
"""Sentences of each name that are shown."""
LONGEST_SENTENCE = 300

RULES = prompts.LIKEN
_PROMPT = f" {' '.join(words(RULES))} "

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "verdict": {"type": "string", "enum": list(VERDICTS)},
        "first": {"type": "string", "maxLength": LONGEST_QUOTE},
        "second": {"type": "string", "maxLength": LONGEST_QUOTE},
        "reason": {"type": "string", "maxLength": LONGEST_REASON},
    },
    "required": ["verdict", "first", "second", "reason"],
    "additionalProperties": False,
}
_LONGEST = {"first": LONGEST_QUOTE, "second": LONGEST_QUOTE, "reason": LONGEST_REASON}
_TAG = re.compile(r"<(?=/?\s*(?:first|second))", re.IGNORECASE)
_LIKENING = re.compile(
    r"\b(?:the |an? )?(?:same|different|persons?|people|names?|both|means?|refers? to|short for|nicknames?|unclear"
    r"|unsure|cannot tell|sentences?|memor(?:y|ies)|said|says?|also|another)\b",
    re.IGNORECASE,
)
"""Words that only speak of comparing."""


@dataclass(frozen=True, slots=True)
class Borne:
    """A name with sentences that bear it, each as a memory that says nothing else."""

    name: str
    told: tuple[Memory, ...]

    @property
    def text(self) -> str:
        """All its sentences."""
        return "\n".join(one.text for one in self.told)


@dataclass(frozen=True, slots=True)
class Checked:
    """A reply after the check: None for nothing usable; parts kept and dropped, of those `copied` and `repeated`."""

    likening: Likening | None
    failed: bool = False
    kept: int = 0
    dropped: int = 0
    copied: int = 0
    repeated: int = 0


def borne(name: str, memories: Sequence[Memory]) -> Borne:
    """A name with the first sentence of each memory that bears it; what its bearer says stands for them as well."""
    pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
    told: list[Memory] = []
    for memory in memories:
        found = [memory.text[start:end] for start, end in spans(memory.text)]
        own = found[:1] if (memory.source.author or "").casefold() == name.casefold() else []
        bearing = [one for one in found if pattern.search(one)][:1] or own
        told += [replace(memory, text=one[:LONGEST_SENTENCE]) for one in bearing]
    return Borne(name, tuple(told[:MOST_SENTENCES]))


def asking(first: Borne, second: Borne) -> list[Message]:
    """The messages that ask for an opinion on two names."""
    asked = f"{_told('first', first)}\n{_told('second', second)}\n\nCompare the two names as JSON."
    return [Message("system", RULES), Message("user", asked)]


def _told(tag: str, one: Borne) -> str:
    lines = "\n".join(map(_line, one.told))
    return f'<{tag} name="{_plain(one.name, 80)}">\n{lines}\n</{tag}>'


def _line(memory: Memory) -> str:
    author = _plain(memory.source.author or "", 60)
    date = day_in_words(memory.occurred_at.astimezone().date())
    return f"{date}{author and ', ' + author}: {_TAG.sub('‹', shown_line(memory.text))}"


def _plain(text: str, most: int) -> str:
    return shown_line(text, most).replace('"', "'").replace("<", "‹")


def checked(said: str, first: Borne, second: Borne, zone: tzinfo, by: str) -> Checked:
    """The opinion in a model's words, if the words that it rests on stand in what was shown of both names.

    Where it is unsure it need not rest on any. A reason that does not stand there, goes round in circles or repeats
    the prompt is left out.
    """
    found = opinion(said, VERDICTS, _LONGEST)
    if found is None:
        return Checked(None, failed=True)
    quotes = [within(found[name], one.text) for name, one in (("first", first), ("second", second))]
    if not all(quotes) and found["verdict"] != UNSURE:
        return Checked(None, dropped=2 + bool(found["reason"]))
    reason = found["reason"]
    own = f" {' '.join(words(f'{first.text} {second.text}'))} "
    copied = bool(reason) and copies(reason, _PROMPT, own)
    round_ = bool(reason) and not copied and repeats(reason)
    kept = bool(reason) and not copied and not round_ and stands(reason, _LIKENING, [*first.told, *second.told], zone)
    likening = Likening(found["verdict"], quotes[0], quotes[1], reason if kept else "", by)
    lost = sum(bool(found[name]) and not quote for name, quote in zip(("first", "second"), quotes, strict=True))
    return Checked(likening, False, sum(map(bool, quotes)) + kept, lost + bool(reason) - kept, int(copied), int(round_))
