"""The lines of a profile in a language model's words: each rests on its quotation, which stays beside it verbatim.

Only what the person likes and does is put into words. What changed, and what they avoid, stays in Ebb's own.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from core import prompts
from core.answer.evidence import Claim
from core.notes.grounding import copies, repeats
from core.ports import Message
from core.text.sanitise import shown_line
from core.text.words import content, numbers, stem, words

RULES = prompts.PORTRAY

MOST, LONGEST, MOST_TOKENS = 8, 100, 400

_PROMPT = f" {' '.join(words(RULES))} "

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "lines": {
            "type": "array",
            "maxItems": MOST,
            "items": {
                "type": "object",
                "properties": {
                    "n": {"type": "integer", "minimum": 1, "maximum": MOST},
                    "text": {"type": "string", "maxLength": LONGEST},
                },
                "required": ["n", "text"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["lines"],
    "additionalProperties": False,
}
_LINE = re.compile(r"(?P<told>(?:Likes|Usually:|Favourite) [^;“”]+)(?P<rest>; said [^(“”]*)? (?P<cited>\([^“]*“.*”\))")
_SELF = re.compile(r"\b(?:I|I'm|I've|me|my|mine|you|your|yours|we|our|us)\b", re.IGNORECASE)
_FRAMING = frozenset(map(stem, ("likes", "enjoys", "usually", "favourite", "favorite", "always", "often", "person")))
_TAG = re.compile(r"<(?=/?\s*line)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Portrait:
    """A profile's text after the check; how many lines were kept and dropped, of those `copied` and `repeated`."""

    text: str
    failed: bool = False
    kept: int = 0
    dropped: int = 0
    copied: int = 0
    repeated: int = 0


def lines(text: str) -> dict[int, re.Match[str]]:
    """The lines of a profile's text that a model may put into words, up to MOST, by their place."""
    found = {place: match for place, line in enumerate(text.split("\n")) if (match := _LINE.fullmatch(line))}
    return dict(list(found.items())[:MOST])


def asking(text: str) -> list[Message]:
    """The messages that ask for the lines of a profile's text."""
    told = [f"{match['told']} {match['cited']}" for match in lines(text).values()]
    numbered = "\n".join(f"{number}. {_TAG.sub('‹', shown_line(line))}" for number, line in enumerate(told, 1))
    return [Message("system", RULES), Message("user", f"<lines>\n{numbered}\n</lines>\n\nPut each into words as JSON.")]


def checked(said: str, text: str) -> Portrait:
    """The profile's text with those lines put into the model's words that stand in what they rest on."""
    found = _read(said)
    if found is None:
        return Portrait(text, failed=True)
    known = list(lines(text).items())
    out = text.split("\n")
    kept = copied = repeated = 0
    for number, line in found.items():
        place, match = known[number - 1] if 1 <= number <= len(known) else (-1, None)
        own = f" {' '.join(words(match[0]))} " if match else " "
        copied += (is_copied := copies(line, _PROMPT, own))
        repeated += (is_repeated := not is_copied and repeats(line))
        if match and not is_copied and not is_repeated and _stands(line, match):
            out[place] = f"{line.rstrip(' .')}{match['rest'] or ''} {match['cited']}"
            kept += 1
    return Portrait("\n".join(out), False, kept, len(found) - kept, copied, repeated)


def _read(said: str) -> dict[int, str] | None:
    start, end = said.find("{"), said.rfind("}")
    try:
        found = json.loads(said[start : end + 1], strict=False) if 0 <= start < end else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("lines"), list):
        return None
    pairs = [(one.get("n"), one.get("text")) for one in found["lines"][:MOST] if isinstance(one, dict)]
    return {
        n: shown_line(text[: LONGEST + 1]) for n, text in pairs if type(n) is int and isinstance(text, str) and text
    }


def _stands(line: str, match: re.Match[str]) -> bool:
    """Whether all that a line says stands in the old one and its quotation, and what the old one is about in it."""
    if len(line) > LONGEST or "“" in line or "(" in line or ";" in line or _SELF.search(line) or Claim(line).negated:
        return False
    said, known, about = map(_stems, (line, match[0], match["told"]))
    named = set(words(line)) & set(words(match["told"]))
    return (
        said - _FRAMING <= known
        and set(numbers(line)) <= set(numbers(match[0]))
        and about - _FRAMING <= said
        and bool(named)
    )


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in content(text))
