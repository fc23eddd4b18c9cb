"""What a language model thinks of two memories, as it is kept beside a proposal. It decides nothing."""

import json
from dataclasses import dataclass

from core.memory import Record

SAME, UPDATE, ADDITION = "same", "update", "addition"
VERDICTS = (SAME, UPDATE, ADDITION)
LONGEST_QUOTE, LONGEST_REASON = 120, 160


@dataclass(frozen=True, slots=True)
class Judgement(Record):
    """A verdict with the words that it rests on: `older` and `newer` stand verbatim in them; `reason` may be empty."""

    verdict: str
    older: str
    newer: str
    reason: str
    by: str

    def note(self) -> str:
        """As it is kept."""
        return json.dumps(self.to_json(), ensure_ascii=False)


def noted(note: str | None) -> Judgement | None:
    """The judgement that is kept as this note; None if there is none, or one without a verdict."""
    found = json.loads(note) if note else {}
    if found.get("verdict") not in VERDICTS:
        return None
    return Judgement(**{name: str(found.get(name, "")) for name in ("verdict", "older", "newer", "reason", "by")})
