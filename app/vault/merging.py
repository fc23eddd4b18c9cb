"""Three versions of a note made one, part by part: what was written, what stands in the file, what the memory says."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.vault.manifest import Base, bond, digest
from app.vault.note import Edge, Note
from core.clock import from_micros
from core.store.adopting import Standing


@dataclass(frozen=True, slots=True)
class Merged:
    """What an edited file changes of its memory; None leaves a part. `clashes` are the parts that both changed.

    `linked` are links to make or to give another reason, `unlinked` (id, kind) of links to take away, and
    `disputed` those whose reason both changed: the one here stays.
    """

    title: str | None = None
    text: str | None = None
    tags: tuple[str, ...] | None = None
    pinned: bool | None = None
    occurred_at: datetime | None = None
    linked: tuple[Edge, ...] = ()
    unlinked: tuple[tuple[str, str], ...] = ()
    clashes: tuple[str, ...] = ()
    disputed: tuple[Edge, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of what changes."""
        named = (("title", self.title), ("text", self.text), ("time", self.occurred_at), ("tags", self.tags),
                 ("pin", self.pinned))  # fmt: skip
        return tuple(name for name, value in named if value is not None) + (
            ("links",) if self.linked or self.unlinked else ()
        )


def merged(
    base: Base, theirs: Note, ours: Standing, tags: Collection[str], bonds: Mapping[tuple[str, str], str]
) -> Merged:
    """What `theirs`, read from a file that Ebb wrote as `base`, changes of a memory as it stands.

    `tags` are all that the memory has, `bonds` its links' reasons by (id, kind). Tags and links of both are joined; of
    title, text and time, one that was changed on both sides stays and is a clash.
    """
    title, title_clashes = _one(base.title, theirs.title, ours.title)
    text, text_clashes = _one(base.text, theirs.text, ours.text)
    named = (*theirs.tags, *theirs.found_tags)
    joined = (set(tags) | (set(named) - set(base.tags))) - (set(base.tags) - set(named))
    occurred, time_clashes = _time(base, theirs, ours)
    linked, unlinked = _links(base, theirs, bonds)
    reasoned, disputed = _reasons(base, theirs, bonds)
    return Merged(
        title=title,
        text=text,
        tags=tuple(sorted(joined)) if joined != set(tags) else None,
        pinned=theirs.pinned if theirs.pinned not in (base.pinned, ours.pinned) else None,
        occurred_at=occurred,
        linked=linked + reasoned,
        unlinked=unlinked,
        clashes=("title",) * title_clashes + ("text",) * text_clashes + ("time",) * time_clashes,
        disputed=disputed,
    )


def _one(base: str, theirs: str, ours: str) -> tuple[str | None, bool]:
    """What a part becomes, None if it stays, and whether both sides changed it."""
    if theirs == ours or digest(theirs) == base:
        return None, False
    return (theirs, False) if digest(ours) == base else (None, True)


def _time(base: Base, theirs: Note, ours: Standing) -> tuple[datetime | None, bool]:
    """The same of the time of occurrence."""
    here = from_micros(ours.occurred_at)
    if theirs.occurred_at == here or theirs.occurred_at.isoformat() == base.occurred:
        return None, False
    return (theirs.occurred_at, False) if here.isoformat() == base.occurred else (None, True)


def _reasons(
    base: Base, theirs: Note, bonds: Mapping[tuple[str, str], str]
) -> tuple[tuple[Edge, ...], tuple[Edge, ...]]:
    """The links to which the file gives another reason: those that are taken, and those that got one here too."""
    changed = [
        edge
        for edge in theirs.edges
        if base.reasons
        and edge.kind != "mentions"
        and bonds.get((edge.id, edge.kind), edge.why) != edge.why
        and bond(edge.id, edge.kind) in base.edges
        and bond(edge.id, edge.kind, edge.why) not in base.reasons
    ]
    ours = {one: bond(one.id, one.kind, bonds[one.id, one.kind]) in base.reasons for one in changed}
    return tuple(one for one in changed if ours[one]), tuple(one for one in changed if not ours[one])


def _links(
    base: Base, theirs: Note, bonds: Collection[tuple[str, str]]
) -> tuple[tuple[Edge, ...], tuple[tuple[str, str], ...]]:
    """Links that the file has gained and lost since it was written; those that its text makes are no part of this."""
    before = set(base.edges)
    there = {bond(edge.id, edge.kind) for edge in theirs.edges}
    gained = [
        edge
        for edge in theirs.edges
        if edge.kind != "mentions" and bond(edge.id, edge.kind) not in before and (edge.id, edge.kind) not in bonds
    ]
    lost = [(id, kind) for id, kind in bonds if kind != "mentions" and bond(id, kind) in before - there]
    return tuple(gained), tuple(lost)
