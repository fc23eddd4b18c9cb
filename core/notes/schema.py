"""What a language model is asked about one memory: the prompt, the JSON schema it is held to, and its reply read.

What the memory says is data: it stands between tags that it cannot close, and gives no orders.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core import prompts
from core.memory import Memory
from core.notes.context import day_in_words
from core.ports import Message
from core.store.entities import NAME, ORGANISATION, PEOPLE, PLACE
from core.text.sanitise import shown, shown_line

RULES = prompts.DESCRIBE

KINDS = (PEOPLE, PLACE, ORGANISATION, NAME)
MOST_KEYWORDS, MOST_TAGS, MOST_ENTITIES = 8, 3, 12
LONGEST_REPLY = 420  # tokens
LONGEST_TEXT = 6000  # characters of a memory that are shown
SHOWN_TAGS = 40

_TAG = re.compile(r"<(?=/?\s*memor)", re.IGNORECASE)


def _text(longest: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": longest}


def _list(item: dict[str, Any], most: int) -> dict[str, Any]:
    return {"type": "array", "items": item, "maxItems": most}


SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "keywords": _list(_text(40), MOST_KEYWORDS),
        "context": _text(240),
        "tags": _list(_text(30), MOST_TAGS),
        "title": _text(80),
        "entities": _list(
            {
                "type": "object",
                "properties": {"name": _text(60), "kind": {"type": "string", "enum": list(KINDS)}},
                "required": ["name", "kind"],
                "additionalProperties": False,
            },
            MOST_ENTITIES,
        ),
    },
    "required": ["keywords", "context", "tags", "title", "entities"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model says of a memory, unchecked; entities are (name, kind)."""

    keywords: tuple[str, ...] = ()
    context: str = ""
    tags: tuple[str, ...] = ()
    title: str = ""
    entities: tuple[tuple[str, str], ...] = ()


def asking(memory: Memory, tags: Sequence[str], listeners: Sequence[str] = ()) -> list[Message]:
    """The messages that ask for a description; `tags` are those that the person uses, most used first."""
    known = ", ".join(shown_line(tag, 30) for tag in tags[:SHOWN_TAGS]) or "none"
    body = _TAG.sub("‹", shown(memory.text[:LONGEST_TEXT])).strip()
    asked = (
        f'<memory date="{day_in_words(memory.occurred_at.astimezone().date())}"{_origin(memory, listeners)}>\n'
        f"{body}\n</memory>\n\nKnown tags: {_TAG.sub('‹', known)}\nDescribe the memory as JSON."
    )
    return [Message("system", RULES), Message("user", asked)]


def _origin(memory: Memory, listeners: Sequence[str]) -> str:
    parts = {"by": memory.source.author or "", "to": ", ".join(listeners[:3]), "title": memory.title}
    quoted = {name: shown_line(value, 80).replace('"', "'").replace("<", "‹") for name, value in parts.items() if value}
    return "".join(f' {name}="{value}"' for name, value in quoted.items())


def reply(text: str) -> Reply | None:
    """The reply in a model's words; parts that are not as asked for are left out; None if it is no JSON object."""
    start, end = text.find("{"), text.rfind("}")
    try:
        found = json.loads(text[start : end + 1], strict=False) if 0 <= start < end else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    pairs = [one for one in _items(found.get("entities"), MOST_ENTITIES) if isinstance(one, dict)]
    return Reply(
        keywords=_lines(found.get("keywords"), MOST_KEYWORDS),
        context=_line(found.get("context")),
        tags=_lines(found.get("tags"), MOST_TAGS),
        title=_line(found.get("title")),
        entities=tuple(
            (_line(one.get("name")), str(one.get("kind")))
            for one in pairs
            if _line(one.get("name")) and one.get("kind") in KINDS
        ),
    )


def _items(value: Any, most: int) -> list[Any]:
    return value[:most] if isinstance(value, list) else []


def _lines(value: Any, most: int) -> tuple[str, ...]:
    return tuple(line for line in map(_line, _items(value, most)) if line)


def _line(value: Any) -> str:
    return shown_line(value[:2000]) if isinstance(value, str) else ""
