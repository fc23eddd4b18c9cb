"""What the graph room shows, read from the memory in a thread and made into lines that a list can draw."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from core.graph.kinds import LOOKS, rank_of
from core.graph.neighbourhood import Neighbourhood
from core.graph.nodes import Node, Tie
from core.text.sanitise import shown_line
from ui.tui.rows import MARKS, Row, day_name, opening, row_of_memory
from ui.tui.undoing import Step

if TYPE_CHECKING:
    from app import Ebb
    from core.store.links import Bond

DIRECTED: Final = frozenset({"manual", "mentions", "supersedes", "reply", "summarises"})
"""Kinds of links that read differently from their two ends."""
FAR = 8
"""Links of the second step that are listed below the chosen one."""
_SUGGESTED: Final = 12
"""Memories that are suggested at a time."""
_LISTED: Final = 50
"""Hubs and orphans that are listed."""
_ALONE: Final = "Linked with nothing yet; s suggests what is related."
_ALL_OFF: Final = "The links that it has are switched off or too weak; 0 shows them all."
ALL_KINDS: Final = tuple(look.kind for look in LOOKS)


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which links are walked: all kinds but those that are `off`, of at least this strength."""

    off: frozenset[str] = frozenset()
    least: float = 0.0

    def toggled(self, kind: str) -> "Sieve":
        """The same with one kind switched off, or on again."""
        return replace(self, off=self.off ^ {kind})

    def stronger(self, by: float) -> "Sieve":
        """The same with the least strength changed, between 0 and 0.9."""
        return replace(self, least=round(min(max(self.least + by, 0.0), 0.9), 1))


@dataclass(frozen=True, slots=True)
class Walked:
    """A memory with what is around it, and how many links of each kind it has when nothing is sieved out."""

    found: Neighbourhood
    counts: dict[str, int]

    @property
    def nodes(self) -> dict[str, Node]:
        """Every memory that is shown, by id."""
        return {node.id: node for node in (self.found.centre, *self.found.nodes)}

    @property
    def ties(self) -> list[Tie]:
        """The links of the memory in the middle by kind, the strongest first; those alike from both ends once."""
        return _once(self.found.around(self.found.centre.id), self.found.centre.id)


def _once(ties: Sequence[Tie], near: str) -> list[Tie]:
    found: dict[tuple[str, str, str], Tie] = {}
    for tie in ties:
        found.setdefault((tie.kind, tie.other(near), tie.target if tie.kind in DIRECTED else ""), tie)
    return list(found.values())


def walked(ebb: "Ebb", id: str | None, sieve: Sieve) -> Walked | None:
    """What is around the memory `id`, or, where there is none, around the one to start at; None without memories.

    Raises: MemoryNotFound.
    """
    id = id or ebb.graph.start()
    if id is None:
        return None
    whole = ebb.graph.neighbourhood(id, steps=1)
    id = whole.centre.id
    counts: dict[str, int] = {}
    for tie in _once(whole.around(id), id):
        counts[tie.kind] = counts.get(tie.kind, 0) + 1
    kinds = [
        kind for kind in (*ALL_KINDS, *(kind for kind in counts if kind not in ALL_KINDS)) if kind not in sieve.off
    ]
    found = ebb.graph.neighbourhood(id, kinds=kinds or ("",), least=sieve.least)
    return Walked(found, dict(sorted(counts.items(), key=lambda pair: rank_of(pair[0]))))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: `form` is middle, head, tie, why, far, more, note, none or gap.

    `id` is set where a memory can be chosen; `through` is the place of the first step's link it belongs to.
    """

    form: str
    text: str
    id: str = ""
    kind: str = ""
    weight: float = 0.0
    mark: str = ""
    when: str = ""
    faint: bool = False
    through: int = -1

    @property
    def name(self) -> str:
        """The memory's name alone."""
        return self.text.removeprefix("→ ").removeprefix("← ")


def lines_of(walk: Walked, chosen: int, now: datetime, *, roomy: bool) -> list[Line]:
    """The middle, its links by kind, and below the chosen one its reason and what it leads on to."""
    nodes, middle = walk.nodes, walk.found.centre
    lines = [_node("middle", middle, now)]
    ties = walk.ties
    for kind in dict.fromkeys(tie.kind for tie in ties):
        if roomy:
            lines.append(Line("gap", ""))
        count = sum(tie.kind == kind for tie in ties)
        lines.append(Line("head", f"{shown_line(kind, 20)}", kind=kind, when=f"{count:,}"))
        for place, tie in enumerate(ties):
            if tie.kind == kind:
                node = nodes[tie.other(middle.id)]
                lines.append(_tied("tie", node, tie, node.id == tie.target, now, place))
                if place == chosen:
                    lines += _below(walk, tie, node, nodes, now, place)
    if not ties:
        lines.append(Line("none", _ALL_OFF if walk.counts else _ALONE))
    if walk.found.left_out:
        lines.append(Line("note", f"{walk.found.left_out:,} more linked here are left out"))
    return lines


def _below(walk: Walked, tie: Tie, node: Node, nodes: dict[str, Node], now: datetime, place: int) -> Iterator[Line]:
    if tie.why:
        yield Line("why", shown_line(tie.why, 300), through=place)
    beyond = _once(walk.found.beyond(node.id), node.id)
    for one in beyond[:FAR]:
        far = nodes[one.other(node.id)]
        yield _tied("far", far, one, far.id == one.target, now, place)
    if len(beyond) > FAR:
        yield Line("more", f"{len(beyond) - FAR:,} more", through=place)


def _node(form: str, node: Node, now: datetime) -> Line:
    linked = f"{node.state} · {node.degree:,} linked"
    return Line(form, node.name, node.id, mark=MARKS.get(node.kind, "○"), when=linked, faint=_faint(node))


def _tied(form: str, node: Node, tie: Tie, out: bool, now: datetime, place: int) -> Line:
    arrow = ("→ " if out else "← ") if tie.kind in DIRECTED else ""
    return Line(
        form, f"{arrow}{node.name}", node.id, tie.kind, tie.weight, MARKS.get(node.kind, "○"),
        day_name(node.occurred_at, now), _faint(node), place,
    )  # fmt: skip


def _faint(node: Node) -> bool:
    return node.state in {"faint", "dormant", "superseded", "forgotten"}


def hubs(ebb: "Ebb", now: datetime) -> tuple[Row, ...]:
    """The memories with most links, as rows."""
    found = ebb.network.hubs(_LISTED)
    return tuple(replace(row_of_memory(one.memory, now), below=f"{one.links:,} links") for one in found)


def orphans(ebb: "Ebb", now: datetime) -> tuple[Row, ...]:
    """The newest memories without links, as rows."""
    return tuple(row_of_memory(memory, now) for memory in ebb.network.orphans(_LISTED))


def suggested(ebb: "Ebb", id: str, now: datetime) -> tuple[Row, ...]:
    """What is related to a memory and not linked with it, the likest first, as rows with the reason."""
    found = ebb.network.suggestions(id, _SUGGESTED)
    return tuple(replace(row_of_memory(one.memory, now), below=shown_line(one.why, 300)) for one in found)


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed between two memories: the other one's name, and what stood between them before."""

    name: str
    before: "Bond"


def link_suggested(id: str, other: str, ebb: "Ebb") -> Change:
    """Link a memory with one that was suggested, for the reason given. Raises: MemoryNotFound."""
    why = next((one.why for one in ebb.network.suggestions(id, _SUGGESTED) if one.memory.id == other), "")
    change = _change(id, other, ebb)
    ebb.link(id, other, why)
    return change


def parted(id: str, other: str, ebb: "Ebb") -> Change:
    """Take the links between two memories away, and any suggestion of one. Raises: MemoryNotFound."""
    change = _change(id, other, ebb)
    ebb.unlink(id, other)
    return change


def refused(id: str, ebb: "Ebb", other: str) -> Step:
    """Never suggest a link between two memories again. Raises: MemoryNotFound."""
    change = parted(id, other, ebb)
    return Step(f"Refused a link with “{shown_line(change.name, 40)}”", lambda ebb: ebb.graph.put_back(change.before))


def _change(id: str, other: str, ebb: "Ebb") -> Change:
    return Change(opening(ebb.get(other))[0], ebb.graph.bond(id, other))
