"""Review: what waits for a person's word, part by part, with one key for each answer and one way back from all."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.widgets import Label

from core.memory import Memory
from ui.tui.actions import EVERYWHERE, Action, bindings_of
from ui.tui.deciding import PARTS
from ui.tui.keeping import Keeping
from ui.tui.parts import Card, Choice, Item, Part, Undo
from ui.tui.screens.room import Room
from ui.tui.themes import STYLES
from ui.tui.widgets.forgetting import CurvePlot
from ui.tui.widgets.partbar import PartBar
from ui.tui.widgets.preview import Preview
from ui.tui.widgets.rowlist import RowList
from ui.tui.widgets.sides import Sides
from ui.tui.widgets.worklist import WorkList

if TYPE_CHECKING:
    from app import Ebb

_LIMIT = 50
"""Things that one part offers at once; who has had enough stops before."""

_ANSWERS = frozenset({"keep", "pin", "let_go", "merge", "wrong", "yes", "no", "forget"})
"""The actions that answer; which of them are offered, and what they are called, depends on the thing."""

_KEEPING = {"conflicts": "no", "duplicates": "no", "vault": "no", "quarantine": "yes"}
"""What to keep means in the parts that ask for yes or no."""

_COUNTED = {"Forgot": "forgotten", "Left": "left for later"}
"""How what was done is called in a count, where that is not the same word."""

Place = tuple[str, str]
"""A part's name and the key of a thing in it."""


class ReviewScreen(Room, Keeping[None]):
    """Goes through the parts; an answer takes its thing off the list at once, and u brings it back."""

    CSS_PATH = STYLES / "rooms.tcss"
    SECTION = "review"
    PLACES = ("review",)
    ABOUT = (
        "What waits for your word: what is fading and worth keeping, what seems over or said twice, what other "
        "programs want remembered, what a vault lost, what stands alone. Tab goes through these parts, their initials "
        "go to one. One key answers, s leaves a thing for another time, and u takes each step back. Stop whenever "
        "you have had enough."
    )
    BINDINGS = bindings_of("review")
    AUTO_FOCUS = "#due"

    def __init__(self) -> None:
        super().__init__()
        self._part = PARTS[0]
        self._items: tuple[Item, ...] = ()
        self._more = False
        self._cards: dict[str, Card] = {}
        """What is known of the thing under the cursor, by its key; empty while it is looked up."""
        self._done: dict[Place, str] = {}
        """What was done with what in this sitting, in order."""
        self._open: dict[str, str] = {}
        """How much each part has to decide, as it is written."""
        self._at_work = 0
        self._asked_back = False
        self._returned: Place | None = None
        """What was just taken back, to put the cursor there."""
        self._runs = 0

    def body(self) -> ComposeResult:
        """The parts, how far one is, the list, and the chosen thing."""
        yield PartBar(PARTS, id="parts")
        with Container(id="progress"):
            yield Label("", id="due-title", markup=False)
            yield Label("", id="due-said", markup=False)
        with Container(id="review"):
            with Vertical(id="due-pane"):
                yield WorkList(id="due")
            with Vertical(id="card"):
                yield Label("", id="question", markup=False)
                yield Label("", id="reason", markup=False)
                yield Preview(id="due-preview")
                yield Sides(id="sides")
                yield CurvePlot(id="curve")

    def on_mount(self) -> None:
        self.query_one(PartBar).here = self._part.name
        self.bind_memory(self._memories_changed)

    def on_screen_resume(self) -> None:
        self._open = {name: count for name, count in self._open.items() if name == self._part.name}
        self._memories_changed(self.ebb_app.changes)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_keys)

    @property
    def rows(self) -> WorkList:
        """The list of what is to be decided."""
        return self.query_one("#due", WorkList)

    def chosen(self) -> Item | None:
        """The thing under the cursor."""
        return self._items[self.rows.cursor] if self._items else None

    @property
    def _card(self) -> Card | None:
        """What is known of the chosen thing; the cursor may have moved on before it was heard of."""
        item = self.chosen()
        return self._cards.get(item.key) if item else None

    def current(self) -> Memory | None:
        """The memory under the cursor; None for what is none yet."""
        item = self.chosen()
        return item.memory if item else None

    # What is there

    def _memories_changed(self, changes: int) -> None:
        if not changes or not self.is_active:
            return
        if len(self._open) < len(PARTS):
            work = partial(_counted, frozenset(self._done))
            self.behind(work, self._count, group="counts", failed=lambda _: None)
        if self._returned and self._returned[0] != self._part.name:
            self._enter(self._returned[0])
        else:
            self._read()

    def _read(self) -> None:
        part, limit = self._part, _LIMIT + self._answered(self._part)
        self.behind(partial(_first, part, limit), partial(self._show, part), group="review")

    def _answered(self, part: Part) -> int:
        return sum(1 for name, _ in self._done if name == part.name)

    def _show(self, part: Part, items: list[Item]) -> None:
        if part is not self._part:
            return
        left = [item for item in items if (part.name, item.key) not in self._done]
        self._items, self._more = tuple(left[:_LIMIT]), len(left) > _LIMIT
        self._fill()

    def _fill(self) -> None:
        """List what is left, and say how far one is."""
        part = self._part
        self._open[part.name] = f"{len(self._items)}{'+' if self._more else ''}"
        self.query_one(PartBar).counts = dict(self._open)
        self.rows.hint = self._hint()
        self.rows.show_rows([item.row for item in self._items], keep=True)
        if self._returned:
            keys = [item.key for item in self._items]
            if self._returned[1] in keys:
                self.rows.cursor = keys.index(self._returned[1])
            self._returned = None
        done = self._answered(part)
        total = f"{done + len(self._items)}{'+' if self._more else ''}"
        title = f"{part.title}: {done + 1} of {total}" if self._items else part.title
        self.query_one("#due-title", Label).update(title)

    def _hint(self) -> tuple[str, ...]:
        done = self._answered(self._part)
        first, then = self._part.nothing
        if done:
            first, then = f"That was all of it: {done} looked at.", told(self._done, self._part.name)
        waiting = next((part for part in self._others() if self._open.get(part.name, "0") != "0"), None)
        onward = f"{waiting.label[0]} goes on to {waiting.label}: {self._open[waiting.name]}." if waiting else ""
        return tuple(line for line in (first, then, onward) if line)

    def _others(self) -> tuple[Part, ...]:
        """The other parts, the next one first."""
        at = PARTS.index(self._part)
        return (*PARTS[at + 1 :], *PARTS[:at])

    def _count(self, counts: dict[str, str]) -> None:
        """Show how much the other parts have to decide."""
        self._open |= {name: count for name, count in counts.items() if name != self._part.name}
        self.query_one(PartBar).counts = dict(self._open)
        if not self._items and self._part.name in self._open:
            self.rows.hint = self._hint()

    # The chosen one

    def on_row_list_highlighted(self) -> None:
        item = self.chosen()
        self._cards.clear()
        self._show_card(None)
        if item is not None:
            self.behind(item.card, partial(self._carded, item.key), group="card", failed=lambda _: None)

    def _carded(self, key: str, card: Card) -> None:
        item = self.chosen()
        if item is not None and item.key == key:
            self._cards[key] = card
            self._show_card(card)

    def _show_card(self, card: Card | None) -> None:
        shown = card or Card()
        for id, words in (("#question", shown.question), ("#reason", shown.why)):
            label = self.query_one(id, Label)
            label.display = bool(words) or (card is None and label.display)  # what comes next is mostly as high
            label.update(words or " ")
        fading = self._part.name == "fading"
        self.query_one("#review").set_class(fading, "-fading").set_class(not self._items, "-empty")
        self.query_one(CurvePlot).curve = shown.curve
        self.query_one(Sides).sides = shown.sides
        if fading:
            self.query_one(Preview).show_memory(self.current(), datetime.now(UTC))
        self._show_keys()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Read the memory; what is none yet is shown whole."""
        from ui.tui.screens.telling import TellingScreen

        if self.current() is not None:
            super().action_open()
        elif (item := self.chosen()) and self._card:
            self.app.push_screen(TellingScreen(item.name, [side.text for side in self._card.sides]))

    def footer_actions(self, typing: bool) -> list[Action]:
        """The keys of the room, those that answer called after what they do with the chosen thing."""
        item = self.chosen()
        choices = item.choices if item else {}
        found = []
        for action in super().footer_actions(typing):
            if action.place == EVERYWHERE:
                if self.has_class("-wide") or action.command in {"explain", "quit"}:
                    found.append(action)
            elif action.command not in _ANSWERS:
                if item or action.command not in {"skip", "open"}:
                    found.append(action)
            elif (choice := choices.get(action.command)) and not self._lacks(choice):
                found.append(replace(action, label=choice.label))
        return found

    def _lacks(self, choice: Choice) -> bool:
        """Whether an answer needs another memory, and it is known that there is none."""
        return bool(choice.lacking) and self._card is not None and self._card.other is None

    # One key each

    def action_keep(self) -> None:
        self._answer(_KEEPING.get(self._part.name, "keep"))

    def action_pin(self) -> None:
        self._answer("pin")

    def action_let_go(self) -> None:
        self._answer("let_go")

    def action_wrong(self) -> None:
        self._answer("wrong")

    def action_merge(self) -> None:
        self._answer("yes" if self._part.name == "duplicates" else "merge")

    def action_yes(self) -> None:
        self._answer("yes")

    def action_no(self) -> None:
        self._answer("no")

    def action_forget(self) -> None:
        self._answer("forget")

    def _answer(self, command: str) -> None:
        item = self.chosen()
        choice = item.choices.get(command) if item else None
        if item is None or choice is None:
            return
        if self._lacks(choice):
            self.say(choice.lacking)
        elif not choice.lacking or self._card is not None:  # else it is not known yet with what
            self._do(item, choice, self._card or Card())

    def _do(self, item: Item, choice: Choice, card: Card) -> None:
        place = (self._part.name, item.key)
        if choice.over:
            self._take_off(place, choice.did)
        self._at_work += 1
        self._runs += 1
        self.behind(
            lambda ebb: choice.work(ebb, card),
            partial(self._did, place, item, choice),
            group=f"decide {self._runs}",  # the next answer must not drop this one's way back
            failed=partial(self._not_done, place),
        )

    def _take_off(self, place: Place, did: str) -> None:
        self._done[place] = did
        self._items = tuple(item for item in self._items if item.key != place[1])
        self._fill()

    def _did(self, place: Place, item: Item, choice: Choice, undo: Undo) -> None:
        self._at_work -= 1
        self._note(f"{choice.did} {item.name}", place, undo)
        self.ebb_app.memories_changed()
        self._go_back_perhaps()

    def _note(self, did: str, place: Place, undo: Undo) -> None:
        def back(ebb: "Ebb") -> None:
            undo(ebb)
            self._done.pop(place, None)
            self._returned = place

        self.ebb_app.did(did, back)
        self.query_one("#due-said", Label).update(f"u takes back: {did[0].lower()}{did[1:]}")

    def _not_done(self, place: Place, words: str) -> None:
        self._at_work -= 1
        self._done.pop(place, None)
        self.fail(words)
        self._read()
        self._go_back_perhaps()

    def action_skip(self) -> None:
        item = self.chosen()
        if item is not None:
            place = (self._part.name, item.key)
            self._take_off(place, "Left")
            self._note(f"Left {item.name} for another time", place, lambda ebb: None)

    def action_undo(self) -> None:
        """Take the last change back; one that is still being made first."""
        if self._at_work:
            self._asked_back = True
        else:
            self.query_one("#due-said", Label).update("")
            self.ebb_app.action_undo_last()

    def _go_back_perhaps(self) -> None:
        if self._asked_back and not self._at_work:
            self._asked_back = False
            self.action_undo()

    # Parts

    def action_part(self, name: str) -> None:
        self._enter(name)

    def action_turn(self, step: int) -> None:
        self._enter(PARTS[(PARTS.index(self._part) + step) % len(PARTS)].name)

    def _enter(self, name: str) -> None:
        self._part = next(part for part in PARTS if part.name == name)
        self._items, self._more = (), False
        self.query_one(PartBar).here = name
        self.query_one("#due-title", Label).update(self._part.title)
        self.rows.hint = ()
        self.rows.show_rows(())
        self._read()

    def action_account(self) -> None:
        self.ebb_app.action_agents()

    def action_enough(self) -> None:
        from ui.tui.screens.enough import EnoughScreen

        if not self._done:
            self.ebb_app.action_go("today")
            return
        left = [f"{part.label}: {self._open[part.name]}" for part in PARTS if self._open.get(part.name, "0") != "0"]
        self.app.push_screen(EnoughScreen(len(self._done), told(self._done), left), self._enough)

    def _enough(self, leave: bool | None) -> None:
        if leave:
            self._done.clear()
            self.query_one("#due-said", Label).update("")
            self.ebb_app.action_go("today")


def told(done: dict[Place, str], part: str = "") -> str:
    """What was done, in numbers: `3 kept, 1 let go`; of one part only, if it is named."""
    counts = Counter(did for (name, _), did in done.items() if not part or name == part)
    return ", ".join(f"{count} {_COUNTED.get(did, did.lower())}" for did, count in counts.items())


def _first(part: Part, limit: int, ebb: "Ebb") -> list[Item]:
    return part.read(ebb, datetime.now(UTC), limit + 1)


def _counted(done: frozenset[Place], ebb: "Ebb") -> dict[str, str]:
    """How much each part has to decide."""
    now = datetime.now(UTC)
    found = {part.name: part.read(ebb, now, _LIMIT + 1 + len(done)) for part in PARTS}
    counts = {name: sum((name, item.key) not in done for item in items) for name, items in found.items()}
    return {name: f"{_LIMIT}+" if count > _LIMIT else str(count) for name, count in counts.items()}
