"""A memory's changes made ready to be read: each as a row, and as a text that shows what went and what came."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from core.clock import from_micros
from core.memory import Revision
from core.text.changes import Change, changes
from core.text.sanitise import shown, shown_line
from ui.tui.markdown import Block, Document, Piece
from ui.tui.rows import Row, ago, day_name, full_date

_FIELDS: Final = {
    "text": "Text",
    "title": "Title",
    "tags": "Tags",
    "auto_tags": "Tags that Ebb found",
    "context": "Description",
    "keywords": "Keywords",
    "occurred_at": "Time",
    "valid_from": "Holds from",
    "valid_until": "Held until",
    "known_until": "Known until",
}
_TIMES: Final = ("valid_from", "valid_until", "known_until", "occurred_at")
_ACTORS: Final = {"person": "you", "ebb": "Ebb"}
_STYLES: Final = {"gone": ("gone",), "new": ("new",), "same": ()}
_AROUND: Final = 2
"""Lines that stay around a change; more of the same are counted."""


def row_of_revision(revision: Revision, now: datetime) -> Row:
    """A change as a row, called by its number."""
    fields = ", ".join(_name(field) for field in _changed(revision)).lower() or "nothing that is shown"
    who = _ACTORS.get(revision.actor, shown_line(revision.actor, 30))
    return Row(
        id=str(revision.number),
        kind="",
        mark=f"{revision.number:>2}",
        headline=fields[:1].upper() + fields[1:],
        below=f" {who} · {shown_line(revision.why, 200) or 'changed'}",
        when=day_name(revision.at, now),
    )


def document_of(revision: Revision, now: datetime) -> Document:
    """What a revision changed, field by field: what went struck through, what came underlined."""
    about = [f"{full_date(revision.at)} · {ago(revision.at, now)}"]
    about += [f"because of {revision.cause}"] if revision.cause else []
    blocks = [Block((Piece(" · ".join(about), ("quiet",)),))]
    for field in _changed(revision):
        blocks += [Block(), Block((Piece(_name(field), ("heading",)),))]
        before, after = (_said(field, side.get(field)) for side in (revision.before, revision.after))
        found = _exchanged(before, after) if field in ("tags", "auto_tags", "keywords") else changes(before, after)
        blocks.append(Block(tuple(_pieces(found))))
    size = sum(len(piece.text) for block in blocks for piece in block.pieces)
    return Document(tuple(blocks), (), size)


def _changed(revision: Revision) -> list[str]:
    return [field for field, after in revision.after.items() if revision.before.get(field) != after]


def _name(field: str) -> str:
    return _FIELDS.get(field, shown_line(field, 40))


def _said(field: str, value: object) -> str:
    if field in _TIMES and isinstance(value, int):
        return full_date(from_micros(value))
    if isinstance(value, list | tuple):
        return " ".join(shown_line(str(one)) for one in value)
    if field == "keywords" and isinstance(value, str):
        return shown_line(value.strip("[]").replace('"', "").replace(",", " "))
    return "" if value is None else shown(str(value))


def _exchanged(before: str, after: str) -> tuple[Change, ...]:
    """What went from a list of words and what came, whatever their order."""
    had, has = before.split(), after.split()
    kinds = [("gone" if one not in has else "same", one) for one in had] + [
        ("new", one) for one in has if one not in had
    ]
    return tuple(change for kind, one in kinds for change in (Change(kind, one), Change("same", " ")))


def _pieces(found: Sequence[Change]) -> Iterator[Piece]:
    last = len(found) - 1
    for place, change in enumerate(found):
        if (
            change.kind == "new"
            and place
            and found[place - 1].kind == "gone"
            and not found[place - 1].text[-1].isspace()
        ):
            yield Piece(" ")
        if change.kind == "same":
            yield from _same(change.text, begins=place > 0, ends=place < last)
        else:
            words = change.text.rstrip(" ") or change.text  # spaces that changed alone are shown
            yield Piece(words, _STYLES[change.kind])
            if len(words) < len(change.text):
                yield Piece(change.text[len(words) :])


def _same(text: str, *, begins: bool, ends: bool) -> Iterator[Piece]:
    """What stayed the same: the lines beside a change, and how many more there are."""
    lines = text.split("\n")
    head, tail = (_AROUND if begins else 0), (_AROUND if ends else 0)
    left = len(lines) - head - tail
    if left < 2:
        yield Piece(text)
        return
    yield Piece("".join(f"{line}\n" for line in lines[:head]))
    yield Piece(f"⋯ {left:,} lines the same", ("quiet",))
    yield Piece("".join(f"\n{line}" for line in lines[len(lines) - tail :]) if tail else "")
