"""The parts of a review: what fades, conflicts or repeats, names, what others hand in, what a vault lost, orphans."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from core.text.sanitise import shown_line
from ui.tui import lonely, naming
from ui.tui.differences import differing
from ui.tui.parts import Card, Choice, Item, Part, Side, Undo, side, titled
from ui.tui.rows import Row, day_name, name_of, row_of_memory

if TYPE_CHECKING:
    from app import Ebb
    from app.decaying import Done, Due
    from app.mcp.agents import Draft
    from app.truths import Conflict

_NO_TWIN: Final = "Nothing else says the same as this."


# Fading


def _fading(ebb: "Ebb", now: datetime, limit: int) -> list[Item]:
    return [_of_due(due, now) for due in ebb.decay.review(limit)]


def _of_due(due: "Due", now: datetime) -> Item:
    memory = due.memory
    id = memory.id
    choices = {
        "keep": Choice("Keep", "Kept", lambda ebb, _: _back(ebb.decay.keep(id))),
        "pin": Choice("Pin", "Pinned", lambda ebb, _: _back(ebb.decay.pin(id))),
        "let_go": Choice("Let go", "Let go", lambda ebb, _: _back(ebb.decay.let_go(id))),
        "merge": Choice("Merge", "Merged", partial(_merge, id), _NO_TWIN),
        "wrong": Choice("Wrong", "Marked wrong", lambda ebb, _: _back(ebb.decay.wrong(id))),
    }
    row = replace(row_of_memory(memory, now), why=due.why)
    return Item(id, name_of(memory), row, memory, choices, partial(_fading_card, due))


def _fading_card(due: "Due", ebb: "Ebb") -> Card:
    twin = ebb.decay.duplicate(due.memory.id)
    question = ""
    if twin is not None:
        question = f"m merges {name_of(twin)} of {day_name(twin.occurred_at, datetime.now(UTC))} into this one."
    return Card(question, due.why, curve=ebb.decay.curve(due.memory.id), other=twin)


def _merge(id: str, ebb: "Ebb", card: Card) -> Undo:
    assert card.other is not None  # Choice.lacking
    return _back(ebb.decay.merge(id, card.other.id))


def _back(done: "Done") -> Undo:
    return lambda ebb: ebb.decay.undo(done)


# Proposals: conflicts, duplicates, what a vault lost

_ASKS: Final = {
    "supersede": "Is the older one over?",
    "duplicate": "Do both say the same?",
    "edited": "Changed here and in the vault: take the vault's words?",
    "deleted": "Its file was deleted from the vault: forget it here too?",
}
_ANSWERS: Final = {
    "supersede": (("Over", "Superseded"), ("Both hold", "Let stand")),
    "duplicate": (("Make one", "Merged"), ("Keep two", "Told apart")),
    "edited": (("Take it", "Updated"), ("Keep mine", "Kept")),
    "deleted": (("Forget", "Forgot"), ("Keep", "Kept")),
}
"""For each kind the labels of yes and no, and what was done then."""
_SIDES: Final = {"edited": ("Here", "In the vault")}


def _proposed(kinds: tuple[str, ...], ebb: "Ebb", now: datetime, limit: int) -> list[Item]:
    return [_of_conflict(one, now) for one in ebb.truth.conflicts(limit, kinds)]


def _proposals(kinds: tuple[str, ...], ebb: "Ebb", _: datetime) -> int:
    return ebb.truth.count_conflicts(kinds)


def _of_conflict(one: "Conflict", now: datetime) -> Item:
    (yes, accepted), (no, declined) = _ANSWERS[one.kind]
    choices = {
        "yes": Choice(yes, accepted, partial(_decide, one, True)),
        "no": Choice(no, declined, partial(_decide, one, False)),
    }
    row = row_of_memory(one.a, now)
    if one.a.id != one.b.id:
        row = replace(row, below=f"{day_name(one.b.occurred_at, now)}: {row_of_memory(one.b, now).headline}")
    return Item(str(one.number), name_of(one.a), row, one.b, choices, partial(_pair_card, one, now))


def _decide(one: "Conflict", accept: bool, ebb: "Ebb", _: Card) -> Undo:
    if one.kind == "duplicate" and accept:
        done = ebb.decay.merge(one.a.id, one.b.id)
        ebb.truth.mark(one.number, "accepted")
        return partial(_parted, one, done)
    ebb.truth.decide(one.number, accept)
    return partial(_reopened, one)


def _parted(one: "Conflict", done: "Done", ebb: "Ebb") -> None:
    ebb.decay.undo(done)
    ebb.truth.mark(one.number, "open")


def _reopened(one: "Conflict", ebb: "Ebb") -> None:
    ebb.truth.reopen(one.number)
    if one.kind == "edited":  # either answer set the vault's words aside
        ebb.restore([one.b.id])


def _pair_card(one: "Conflict", now: datetime, _: "Ebb") -> Card:
    said = one.note
    why = shown_line(one.why)
    if said is not None and said.verdict:
        why = f"{why}. {shown_line(said.by)} reads: {shown_line(said.reason)}" if said.reason else why
    if one.a.id == one.b.id:
        return Card(_ASKS[one.kind], why, (side("", one.a, now),))
    older, newer = _SIDES.get(one.kind, ("Older", "Newer"))
    return Card(_ASKS[one.kind], why, _told_apart(side(older, one.a, now), side(newer, one.b, now)))


def _told_apart(a: Side, b: Side) -> tuple[Side, Side]:
    ours, theirs = differing(a.text, b.text)
    return replace(a, spans=ours), replace(b, spans=theirs)


# Quarantine


def _handed_in(ebb: "Ebb", now: datetime, limit: int) -> list[Item]:
    return [_of_draft(draft, now) for draft in ebb.agents.waiting(limit)]


def _of_draft(draft: "Draft", now: datetime) -> Item:
    choices = {
        "yes": Choice("Remember", "Remembered", partial(_remember, draft)),
        "no": Choice("Drop", "Dropped", partial(_drop, draft)),
    }
    head = shown_line(draft.title or draft.text, 200)
    rest = draft.text if draft.title else " ".join(f"#{tag}" for tag in draft.tags)
    below = " · ".join(part for part in (draft.client, rest) if part)
    when = day_name(draft.at, now)
    row = Row(draft.id, "draft", "◌", head, below=shown_line(below, 200), when=when)
    who = f"{shown_line(draft.client, 40)} handed this in ({when})."
    tags = "  ".join(f"#{shown_line(tag)}" for tag in draft.tags)
    card = Card("Remember this?", f"{who} It is not in your memory yet.", (titled("", tags, draft.title, draft.text),))
    return Item(draft.id, f"“{shown_line(head, 40)}”", row, None, choices, lambda _: card)


def _remember(draft: "Draft", ebb: "Ebb", _: Card) -> Undo:
    kept = ebb.agents.keep(draft.id)

    def back(ebb: "Ebb") -> None:
        if kept == draft.id:  # not one that was remembered before, word for word
            ebb.forget([kept])
        ebb.agents.put_back(draft)

    return back


def _drop(draft: "Draft", ebb: "Ebb", _: Card) -> Undo:
    ebb.agents.drop(draft.id)
    return lambda ebb: ebb.agents.put_back(draft)


PARTS: Final = (
    Part(
        "fading",
        "Fading",
        "Fading and worth keeping",
        (
            "Nothing that is worth keeping is fading.",
            "What you wrote, linked or came back to is offered here in time.",
        ),
        _fading,
        lambda ebb, now: ebb.decay.count_fading(now),
    ),
    Part(
        "conflicts",
        "Conflicts",
        "What may be over",
        ("Nothing contradicts anything else.", "Whether what you wrote later ends something is asked about here."),
        partial(_proposed, ("supersede", "edited")),
        partial(_proposals, ("supersede", "edited")),
    ),
    Part(
        "duplicates",
        "Duplicates",
        "Said twice, it seems",
        ("Nothing seems to be said twice.", "Memories that say the same in other words are asked about here."),
        partial(_proposed, ("duplicate",)),
        partial(_proposals, ("duplicate",)),
    ),
    Part(
        "names",
        "Names",
        "Two names, perhaps one",
        ("No two names seem to mean the same.", "Names that may be short for each other are asked about here."),
        naming.asked,
        lambda ebb, _: ebb.truth.count_names(),
    ),
    Part(
        "quarantine",
        "Quarantine",
        "What other programs want remembered",
        ("No other program wants anything remembered.", "What one hands in waits here; a shows what they asked for."),
        _handed_in,
        lambda ebb, _: ebb.agents.count_waiting(),
    ),
    Part(
        "vault",
        "Vault",
        "Deleted from the vault",
        ("No file of a vault is missing.", "What you delete there is asked about before it is forgotten."),
        partial(_proposed, ("deleted",)),
        partial(_proposals, ("deleted",)),
    ),
    Part(
        "orphans",
        "Orphans",
        "Linked with nothing",
        ("Everything is linked with something.", "What stands alone is offered here."),
        lonely.alone,
        lambda ebb, now: ebb.network.lonely_count(now),
        lonely.aside,
        lonely.offered,
    ),
)
"""The parts in the order in which a review goes through them."""
