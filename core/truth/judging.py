"""A language model's opinion on two memories of which the newer may supersede the older: asked for, checked, noted.

It decides nothing: the opinion stands beside the proposal, with the words of both memories that it rests on. What the
memories say is data: it stands between tags that it cannot close, and gives no orders.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from core import prompts
from core.answer.evidence import Claim, Evidence
from core.memory import Memory
from core.notes.context import day_in_words
from core.notes.grounding import copies, repeats
from core.ports import Message
from core.text.sanitise import shown, shown_line
from core.text.words import STOP_WORDS, words
from core.truth.opinion import LONGEST_QUOTE, LONGEST_REASON, VERDICTS, Judgement

LONGEST_REPLY = 200  # tokens
LONGEST_TEXT = 2000  # characters of each memory that are shown

RULES = prompts.JUDGE
_PROMPT = f" {' '.join(words(RULES))} "

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "verdict": {"type": "string", "enum": list(VERDICTS)},
        "older": {"type": "string", "maxLength": LONGEST_QUOTE},
        "newer": {"type": "string", "maxLength": LONGEST_QUOTE},
        "reason": {"type": "string", "maxLength": LONGEST_REASON},
    },
    "required": ["verdict", "older", "newer", "reason"],
    "additionalProperties": False,
}
_LONGEST = {"older": LONGEST_QUOTE, "newer": LONGEST_QUOTE, "reason": LONGEST_REASON}
_TAG = re.compile(r"<(?=/?\s*(?:older|newer))", re.IGNORECASE)
_JUDGING = re.compile(
    r"\b(?:the |an? )?(?:older|newer|memor(?:y|ies)|same|both|updates?d?|additions?|holds?|replaces?d?|ends?(?:ed)?"
    r"|changes?d?|says?|no longer)\b",
    re.IGNORECASE,
)
"""Words that only speak of comparing."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A reply after the check: None for nothing usable; parts kept and dropped, of those `copied` and `repeated`."""

    judgement: Judgement | None
    failed: bool = False
    kept: int = 0
    dropped: int = 0
    copied: int = 0
    repeated: int = 0


def asking(older: Memory, newer: Memory) -> list[Message]:
    """The messages that ask for an opinion on two memories."""
    asked = f"{_told('older', older)}\n{_told('newer', newer)}\n\nCompare the two as JSON."
    return [Message("system", RULES), Message("user", asked)]


def _told(name: str, memory: Memory) -> str:
    date = day_in_words(memory.occurred_at.astimezone().date())
    author = shown_line(memory.source.author or "", 80).replace('"', "'").replace("<", "‹")
    by = f' by="{author}"' if author else ""
    return f'<{name} date="{date}"{by}>\n{_TAG.sub("‹", shown(memory.text[:LONGEST_TEXT])).strip()}\n</{name}>'


def checked(said: str, older: Memory, newer: Memory, zone: tzinfo, by: str) -> Checked:
    """The opinion in a model's words, if the words that it rests on stand in the memories.

    A reason that does not stand there, goes round in circles or repeats the prompt is left out.
    """
    found = opinion(said, VERDICTS, _LONGEST)
    if found is None:
        return Checked(None, failed=True)
    first, second = (within(found[name], one.text) for name, one in (("older", older), ("newer", newer)))
    if not first or not second:
        return Checked(None, dropped=2 + bool(found["reason"]))
    reason = found["reason"]
    own = f" {' '.join(words(f'{older.text} {newer.text}'))} "
    copied = bool(reason) and copies(reason, _PROMPT, own)
    round_ = bool(reason) and not copied and repeats(reason)
    kept = bool(reason) and not copied and not round_ and stands(reason, _JUDGING, (older, newer), zone)
    judgement = Judgement(found["verdict"], first, second, reason if kept else "", by)
    return Checked(judgement, False, 2 + kept, bool(reason) - kept, int(copied), int(round_))


def opinion(said: str, verdicts: Sequence[str], longest: Mapping[str, int]) -> dict[str, str] | None:
    """The verdict and the parts of a reply as lines, each a little beyond its most; None unless it is as asked for."""
    start, end = said.find("{"), said.rfind("}")
    try:
        found = json.loads(said[start : end + 1], strict=False) if 0 <= start < end else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("verdict") not in verdicts:
        return None
    if not all(isinstance(found.get(name), str) for name in longest):
        return None
    parts = {name: shown_line(found[name][: most + 1]) for name, most in longest.items()}
    return {"verdict": str(found["verdict"]), **parts}


def within(quote: str, text: str) -> str:
    """A quote as it stands in a text, on one line; empty if it does not, or says nothing."""
    if not any(word not in STOP_WORDS for word in words(quote)):
        return ""
    pattern = r"\s+".join(re.escape(part) for part in quote.strip(' .…"“”').split())
    match = re.search(pattern, text, re.IGNORECASE)
    return shown_line(match[0]) if match else ""


def stands(reason: str, comparing: re.Pattern[str], told: Iterable[Memory], zone: tzinfo) -> bool:
    """Whether what a reason says of the matter, beside `comparing`, stands in what was told."""
    bare = " ".join(comparing.sub(" ", reason).split())
    claim = Claim(bare[:1].lower() + bare[1:])
    return len(reason) <= LONGEST_REASON and (claim.empty or claim.stands_in([Evidence(one, zone) for one in told]))
