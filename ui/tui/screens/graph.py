"""Graph: a memory in the middle of its links, to walk from memory to memory."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.events import Resize

from core.graph.nodes import Node
from core.text.sanitise import shown_line
from ui.tui.actions import Action, bindings_of
from ui.tui.finding import find
from ui.tui.screens.choosing import ChoiceScreen, Rows
from ui.tui.screens.room import Room
from ui.tui.themes import STYLES
from ui.tui.walking import (
    ALL_KINDS,
    Change,
    Sieve,
    Walked,
    hubs,
    link_suggested,
    orphans,
    parted,
    refused,
    suggested,
    walked,
)
from ui.tui.widgets.kindbar import KindBar
from ui.tui.widgets.linklist import LinkList
from ui.tui.widgets.rowlist import RowList
from ui.tui.widgets.star import Star
from ui.tui.widgets.trail import Trail

_STEP = 0.1
"""How much + and - change the least strength."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A memory on the walked path, with the one that was chosen there when it was left."""

    id: str
    name: str
    chosen: str


class GraphScreen(Room):
    """Walks over links; what is in the middle changes, the path behind is kept."""

    CSS_PATH = STYLES / "rooms.tcss"
    SECTION = "graph"
    PLACES = ("graph",)
    ABOUT = (
        "One memory with its links around it, by kind, the strongest first; below the chosen link stand its reason and "
        "what it leads on to. The arrows or hjkl walk: right goes deeper, left comes back, enter puts the chosen "
        "memory in the middle. Digits switch kinds of links off and on, + and - ask for stronger or weaker ones."
    )
    BINDINGS = bindings_of("graph")
    AUTO_FOCUS = "#around"

    def __init__(self, id: str | None = None) -> None:
        """Begin at the memory `id`, or at the most linked of the newest ones."""
        super().__init__()
        self._centre = id
        self._opened_here = id is not None
        self._path: list[Stop] = []
        self._ahead: list[Stop] = []
        """Where one came back from, the nearest last."""
        self._bound: Stop | None = None
        """Where one is going; None once it is shown."""
        self._sieve = Sieve()
        self._walk: Walked | None = None

    def body(self) -> ComposeResult:
        """The path and the kinds above; the links as a list, and as a drawing beside it."""
        yield Trail(id="trail")
        yield KindBar(id="kinds")
        with Container(id="graph"):
            yield LinkList(id="around")
            yield Star(id="star")

    def on_mount(self) -> None:
        self.query_one("#trail", Trail).lead = "‹ ⌫"
        self.bind_memory(self._memories_changed)

    def on_resize(self, event: Resize) -> None:
        self.links.roomy = self._is_tall(event.size.height)

    def footer_actions(self, typing: bool) -> list[Action]:
        """Without what would do nothing: no way back, no link to walk along, no memory at all."""
        offered = super().footer_actions(typing)
        if self.has_class("-empty"):
            offered = [one for one in offered if one.place != "graph"]
        needless = set() if self._path else {"back"}
        if self._walk is not None and not self._walk.ties:
            needless |= {"walk"} if self._walk.counts else {"walk", "sift"}
        return [one for one in offered if one.command not in needless]

    @property
    def links(self) -> LinkList:
        """The list of links."""
        return self.query_one("#around", LinkList)

    def _memories_changed(self, changes: int) -> None:
        if changes:
            self._read(self._centre, self.links.selected.id if self.links.selected else "")

    def _read(self, id: str | None, chosen: str) -> None:
        """Put a memory in the middle, as soon as it is read."""
        sieve = self._sieve
        self.behind(lambda ebb: walked(ebb, id, sieve), partial(self._show, chosen), group="walk", failed=self._lost)

    def _show(self, chosen: str, walk: Walked | None) -> None:
        self._walk, self._bound = walk, None
        self.set_class(walk is None, "-empty")
        if walk is not None:
            self._centre = walk.found.centre.id
            if not walk.ties:
                chosen = self._centre
        self.links.hint = ("Nothing is remembered yet.", "^n writes down the first thing.")
        self.links.show_walk(walk, chosen)
        bar = self.query_one(KindBar)
        bar.counts, bar.sieve = (walk.counts if walk else {}), self._sieve
        bar.display = bool(bar.counts)
        names = [stop.name for stop in self._path] + ([walk.found.centre.name] if walk else [])
        trail = self.query_one("#trail", Trail)
        trail.names, trail.display = tuple(names), bool(self._path)
        self._show_keys()

    def _lost(self, words: str) -> None:
        """The memory is gone: go back to where one came from, or begin anew."""
        self.fail(words)
        if self._path:
            self.action_back()
        elif self._opened_here:
            self.dismiss(None)
        elif self._centre is not None:
            self._read(None, "")

    def on_row_list_highlighted(self, event: RowList.Highlighted) -> None:
        line = self.links.selected
        chosen = "" if line is None or self._walk is None or line.through < 0 else self._through(line.through)
        self.query_one(Star).show(self._walk, chosen)

    def _through(self, place: int) -> str:
        assert self._walk is not None
        return self._walk.ties[place].other(self._walk.found.centre.id)

    # Walking

    def _walk_to(self, id: str, chosen: str = "") -> None:
        if self._walk is None or id == self._centre or self._bound is not None:
            return
        self._path.append(self._here())
        self._ahead.clear()
        self._bound, self._centre = Stop(id, "…", chosen), id
        self._read(id, chosen)

    def _here(self) -> Stop:
        """The memory in the middle, with the one that is chosen."""
        assert self._walk is not None
        line, centre = self.links.selected, self._walk.found.centre
        return Stop(centre.id, centre.name, line.id if line else "")

    def on_link_list_stepped(self, event: LinkList.Stepped) -> None:
        if event.id:
            self._walk_to(event.id, event.beyond)
        else:
            self.action_back()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        line = self.links.selected
        if line is None:
            return
        if line.form == "middle":
            self.ebb_app.read(line.id)
        else:
            self._walk_to(line.id)

    def on_star_picked(self, event: Star.Picked) -> None:
        line = self.links.selected
        if event.id == self._centre or (line is not None and line.id == event.id):
            self.on_row_list_chosen(RowList.Chosen(self.links, self.links.cursor))
        else:
            self.links.show_walk(self._walk, event.id)

    def action_back(self) -> None:
        if self._path:
            self._go(self._path, self._ahead, 1)
        elif self._opened_here:
            self.dismiss(None)

    def action_forward(self) -> None:
        if self._ahead:
            self._go(self._ahead, self._path, 1)

    @on(Trail.Picked, "#trail")
    def _go_back_along(self, event: Trail.Picked) -> None:
        self._go(self._path, self._ahead, event.steps)

    def _go(self, way: list[Stop], behind: list[Stop], steps: int) -> None:
        """Go some steps along a way; what was passed is put behind."""
        behind.append(self._bound or self._here())
        behind.extend(way.pop() for _ in range(steps - 1))
        stop = self._bound = way.pop()
        self._centre = stop.id
        self._read(stop.id, stop.chosen)

    def action_leave(self) -> None:
        if self._opened_here:
            self.dismiss(None)

    def action_walk(self) -> None:
        """Do what enter does in the list."""
        self.on_row_list_chosen(RowList.Chosen(self.links, self.links.cursor))

    def action_open(self) -> None:
        if line := self.links.selected:
            self.ebb_app.read(line.id)

    def action_map(self) -> None:
        self.toggle_class("-map")

    # Which links

    def action_sift(self, number: int) -> None:
        self._sift(self._sieve.toggled(ALL_KINDS[number - 1]))

    def action_sift_none(self) -> None:
        self._sift(Sieve())

    def action_least(self, direction: int) -> None:
        self._sift(self._sieve.stronger(direction * _STEP))

    def _sift(self, sieve: Sieve) -> None:
        self._sieve = sieve
        self._read(self._centre, self.links.selected.id if self.links.selected else "")

    # Where to go

    def action_seek(self) -> None:
        now = datetime.now(UTC)
        self._choose("Go to a memory", lambda ebb, words: find(ebb, words, now).rows, "Nothing found.", "What about?")

    def action_hubs(self) -> None:
        now = datetime.now(UTC)
        self._choose("Most linked", lambda ebb, _: hubs(ebb, now), "Nothing is linked yet.")

    def action_orphans(self) -> None:
        now = datetime.now(UTC)
        self._choose("Without links", lambda ebb, _: orphans(ebb, now), "Everything is linked.")

    def action_suggest(self) -> None:
        if self._walk is None:
            return
        centre, now = self._walk.found.centre, datetime.now(UTC)
        choice = ChoiceScreen(
            f"Related to “{shown_line(centre.name, 40)}”",
            lambda ebb, _: suggested(ebb, centre.id, now),
            verb="links it",
            nothing="Nothing else is close enough to suggest.",
            refuse=partial(refused, centre.id),
        )
        self.app.push_screen(choice, lambda id: self._link(centre, id) if id else None)

    def _link(self, centre: Node, id: str) -> None:
        self.behind(partial(link_suggested, centre.id, id), partial(self._linked, centre, id), group="keep")

    def _linked(self, centre: Node, id: str, change: Change) -> None:
        self._changed(change, f"Linked “{shown_line(centre.name, 30)}” with “{shown_line(change.name, 30)}”")
        if self._centre == centre.id:
            self._read(centre.id, id)

    def _changed(self, change: Change, did: str) -> None:
        """Tell every room of a change, and say how it is taken back."""
        self.ebb_app.did(did, lambda ebb: ebb.graph.put_back(change.before))
        self.ebb_app.memories_changed()
        self.say_changed(did)

    def action_unlink(self) -> None:
        from ui.tui.screens.confirm import Confirm

        line = self.links.selected
        if self._walk is None or line is None or line.form != "tie":
            return
        centre, id = self._walk.found.centre, line.id
        sure = Confirm(
            f"Take the links between “{shown_line(centre.name, 30)}” and “{shown_line(line.name, 30)}” away?",
            "Ebb will not link these two again by itself.",
            "Unlink",
        )
        self.app.push_screen(sure, lambda yes: self._unlink(centre, id) if yes else None)

    def _unlink(self, centre: Node, id: str) -> None:
        self.behind(partial(parted, centre.id, id), partial(self._unlinked, centre), group="keep")

    def _unlinked(self, centre: Node, change: Change) -> None:
        self._changed(change, f"Unlinked “{shown_line(centre.name, 30)}” and “{shown_line(change.name, 30)}”")

    def _choose(self, title: str, rows: Rows, nothing: str, placeholder: str = "") -> None:
        choice = ChoiceScreen(title, rows, verb="goes there", nothing=nothing, placeholder=placeholder)
        self.app.push_screen(choice, lambda id: self._walk_to(id) if id else None)
