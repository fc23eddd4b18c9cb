"""A memory that comes back: checked and cleaned like anything that is taken in, with all that is known of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.vault import json_checks as checks
from app.vault.note import Edge, Note
from core import intake
from core.clock import to_micros
from core.store import links
from core.store.adopting import Adopted, Bond, keywords
from core.store.memories import Draft

_TIMES = ("valid_from", "valid_until", "known_until")
_STEPS = 2  # what a column of a step behind holds at most


def adopted(note: Note, kept: Mapping[str, Any]) -> Adopted:
    """The memory that a note and what was kept beside it make; without that, with the figures of a new one.

    `kept` has the columns of `core.store.exporting.kept`; it may come from anywhere. Raises: BadInput.
    """
    draft = _draft(note)
    if not kept:
        return Adopted(draft, note.found_tags, pinned=note.pinned, role=note.role, reconciled=int(bool(note.role)))
    words = [checks.words(word, "keywords") for word in checks.listed(kept.get("keywords", []), "keywords")]
    times = {name: checks.optional(checks.whole, kept.get(name), name) for name in _TIMES}
    fingerprint = checks.octets(kept.get("fingerprint", ""), "fingerprint")
    return Adopted(
        replace(
            draft,
            trust=checks.words(kept.get("trust", "self"), "trust", 20),
            stability=checks.real(kept.get("stability", draft.stability), "stability", 1e-6),
            difficulty=checks.real(kept.get("difficulty", draft.difficulty), "difficulty", 0.1, 10.0),
            importance=checks.real(kept.get("importance", draft.importance), "importance", 0.0, 1.0),
            fingerprint=fingerprint or draft.fingerprint,
        ),
        found_tags=note.found_tags,
        context=checks.words(kept.get("context", ""), "context"),
        keywords=keywords(words),
        last_recalled_at=checks.optional(checks.whole, kept.get("last_recalled_at"), "last_recalled_at"),
        recall_count=checks.whole(kept.get("recall_count", 0), "recall_count"),
        pinned=note.pinned,
        let_go=bool(kept.get("let_go")),
        superseded=kept.get("status") == "superseded",
        role=note.role,
        linked=max(0, min(1, checks.whole(kept.get("linked", 1), "linked"))),
        # What Ebb derived or said itself states nothing; all else is read for statements anew.
        reconciled=int(bool(note.role)),
        key=checks.words(kept.get("key", ""), "key"),
        basis=checks.octets(kept.get("basis", ""), "basis"),
        described=_step(kept, "described"),
        levelled=_step(kept, "levelled"),
        valid_from=times["valid_from"],
        valid_until=times["valid_until"],
        known_until=times["known_until"],
    )


def _step(kept: Mapping[str, Any], name: str) -> int:
    return max(0, min(_STEPS, checks.whole(kept.get(name, 0), name)))


def _draft(note: Note) -> Draft:
    """The draft with its own id and times, and the figures with which such a memory begins. Raises: BadInput."""
    made = intake.draft(
        note.text, note.kind, note.title or None, note.tags, note.occurred_at, note.source, now=note.created_at
    )
    created = to_micros(note.created_at)
    return replace(made, id=note.id, created_at=created, occurred_at=to_micros(note.occurred_at))


def bonds(note: Note, kept: Mapping[str, Any]) -> list[Bond]:
    """The note's links, each with the weight, maker and time that was kept beside it, else as a new one."""
    known: dict[tuple[str, str], tuple[float, str, int]] = {}
    for bond in checks.listed(kept.get("bonds", []), "bonds"):
        target, kind, weight, actor, at = (*checks.listed(bond, "bonds"), None, None, None, None, None)[:5]
        known[checks.ulid(target), checks.words(kind, "bonds", 50)] = (
            checks.real(weight, "bonds"),
            checks.words(actor, "bonds", 50),
            checks.whole(at, "bonds"),
        )
    made = to_micros(note.created_at)
    return [_bond(note.id, edge, known.get((edge.id, edge.kind)), made) for edge in note.edges if edge.id]


def _bond(id: str, edge: Edge, known: tuple[float, str, int] | None, made: int) -> Bond:
    kind = edge.kind if edge.kind in links.KINDS else links.MANUAL
    by_person = kind in (links.MANUAL, links.MENTIONS)
    weight, actor, at = known or (1.0, "person" if by_person else "ebb", made)
    return Bond(id, edge.id, kind, weight, edge.why, at, actor)
