"""What a language model thinks of two names, as it is kept beside the open pair. It decides nothing."""

import json
from dataclasses import dataclass

from core.memory import Record

SAME, DIFFERENT, UNSURE = "same", "different", "unsure"
VERDICTS = (SAME, DIFFERENT, UNSURE)
LONGEST_QUOTE, LONGEST_REASON = 120, 160


@dataclass(frozen=True, slots=True)
class Likening(Record):
    """A verdict with the words that it rests on: `first` and `second` stand verbatim in what bears the names.

    They and the `reason` may be empty, the two only where it is unsure.
    """

    verdict: str
    first: str
    second: str
    reason: str
    by: str

    def note(self) -> str:
        """As it is kept."""
        return json.dumps(self.to_json(), ensure_ascii=False)


def noted(note: str | None) -> Likening | None:
    """The opinion that is kept as this note; None if there is none, or one without a verdict."""
    found = json.loads(note) if note else {}
    if found.get("verdict") not in VERDICTS:
        return None
    return Likening(**{name: str(found.get(name, "")) for name in ("verdict", "first", "second", "reason", "by")})
