"""The lines of a JSON export that hold more than a row: memories and conversations, each value checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.vault import json_checks as checks
from app.vault.drafts import adopted
from app.vault.note import Note
from core.clock import from_micros
from core.errors import BadInput
from core.store.adopting import Adopted
from core.store.records import Record

LONGEST = 256 * 1024 * 1024
"""Bytes of a line: the longest text that a memory holds, every character escaped."""
_TIMES = ("last_recalled_at", "valid_from", "valid_until", "known_until")
_AS_THEY_ARE = (
    *("context", "keywords", "difficulty", "importance", "recall_count", "let_go", "trust", "status", "described"),
    *("linked", "levelled", "fingerprint", "key", "basis"),
)

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A memory of the file, and when the person changed it last, in microseconds."""

    adopted: Adopted
    changed_at: int


def memory(line: Line) -> Kept:
    """What a line says of a memory. Raises: BadInput."""
    tags = [_tag(tag) for tag in checks.listed(line.get("tags"), "tags")]
    source = checks.mapping(line.get("source"), "source")
    note = Note(
        id=checks.ulid(line.get("id")),
        kind=checks.words(line.get("kind"), "kind"),
        title=checks.words(line.get("title"), "title"),
        text=checks.words(line.get("text"), "text", LONGEST),
        created_at=from_micros(checks.micros(line.get("created_at"), "created_at")),
        occurred_at=from_micros(checks.micros(line.get("occurred_at"), "occurred_at")),
        tags=tuple(name for name, actor in tags if actor == "person"),
        found_tags=tuple(name for name, actor in tags if actor != "person"),
        pinned=bool(line.get("pinned")),
        role=checks.words(line.get("role"), "role", 20),
        source={part: checks.words(value, "source") for part, value in source.items()},
    )
    kept = {name: line[name] for name in _AS_THEY_ARE if line.get(name) is not None}
    kept |= {name: checks.micros(line[name], name) for name in _TIMES if line.get(name) is not None}
    kept["stability"] = line.get("stability_days")
    return Kept(adopted(note, kept), checks.micros(line.get("changed_at") or line["created_at"], "changed_at"))


def _tag(pair: Any) -> tuple[str, str]:
    name, actor = (*checks.listed(pair, "tags"), "", "")[:2]
    return checks.words(name, "tags"), checks.words(actor, "tags")


def talk(line: Line) -> Record:
    """A conversation as the store takes it. Raises: BadInput."""
    return {
        "name": checks.words(line.get("name"), "name", 100),
        "began_at": checks.micros(line.get("began_at"), "began_at"),
        "last_at": checks.micros(line.get("last_at"), "last_at"),
        "leaf": checks.optional(checks.whole, line.get("leaf"), "leaf"),
        "turns": [_turn(checks.mapping(turn, "turns")) for turn in checks.listed(line.get("turns"), "turns")],
    }


def _turn(turn: Line) -> Record:
    role = turn.get("role")
    if role not in ("you", "ebb"):
        raise BadInput("its 'role' is not what Ebb writes")
    spans = [checks.listed(span, "unsupported") for span in checks.listed(turn.get("unsupported"), "unsupported")]
    cited = [checks.mapping(one, "citations") for one in checks.listed(turn.get("citations"), "citations")]
    return {
        "n": checks.whole(turn.get("n"), "n"),
        "parent": checks.optional(checks.whole, turn.get("parent"), "parent"),
        "role": role,
        "at": checks.micros(turn.get("at"), "at"),
        "text": None if turn.get("text") is None else checks.words(turn["text"], "text", LONGEST),
        "memory": checks.optional(checks.ulid, turn.get("memory"), "memory"),
        "mode": checks.words(turn.get("mode"), "mode"),
        "model": checks.optional(checks.words, turn.get("model"), "model"),
        **{name: int(bool(turn.get(name))) for name in ("abstained", "stopped", "aside")},
        "unsupported": [[checks.whole(place, "unsupported") for place in span][:2] for span in spans if len(span) >= 2],
        "citations": [
            {
                "memory": checks.ulid(one.get("memory")),
                **{name: checks.whole(one.get(name), name) for name in ("n", "start", "end")},
            }
            for one in cited
        ],
    }
