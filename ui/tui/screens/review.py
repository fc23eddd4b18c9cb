"""Review: what waits for a person's word, part by part, with one key for each answer and one way back from all."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.widgets import Label

from core.memory import Memory
from ui.tui.actions import EVERYWHERE, Action, bindings_of, key_of
from ui.tui.deciding import PARTS
from ui.tui.keeping import Keeping
from ui.tui.lonely import LEFT
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
"""Things that are listed at once; more are read before they are through."""
_FEW = 10
"""Things left in the list at which more are read."""

_ANSWERS = frozenset({"keep", "pin", "let_go", "merge", "wrong", "yes", "no", "forget"})
"""The actions that answer; which of them are offered, and what they are called, depends on the thing."""

_KEEPING = {"conflicts": "no", "duplicates": "no", "names": "no", "vault": "no", "quarantine": "yes"}
"""What to keep means in the parts that ask for yes or no."""

_COUNTED = {"Forgot": "forgotten", "Left": "left for later"}
"""How what was done is called in a count, where that is not the same word."""

Place = tuple[str, str]
"""A part's name and the key of a thing in it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a part has to decide: the first of it, how much it is in all, and how much was left alone."""

    items: tuple[Item, ...]
    total: int
    aside: int


class ReviewScreen(Room, Keeping[None]):
    """Goes through the parts; an answer takes its thing off the list at once, and u brings it back."""

    CSS_PATH = STYLES / "rooms.tcss"
    SECTION = "review"
    PLACES = ("review",)
    ABOUT = (
        "What waits for your word: what is fading and worth keeping, what seems over, said or named twice, what other "
        "programs want remembered, what a vault lost, what stands alone. Tab goes through these parts, their initials "
        "go to one. One key answers, s leaves a thing for another time, and u takes each step back. What stands alone "
        "and was left so rests for three months; b brings it back. Stop whenever you have had enough."
    )
    BINDINGS = bindings_of("review")
    AUTO_FOCUS = "#due"

    def __init__(self) -> None:
        super().__init__()
        self._part = PARTS[0]
        self._items: tuple[Item, ...] = ()
        self._total = 0
        """How much the part has to decide in all."""
        self._aside = 0
        """How much of it was left alone and rests."""
        self._cards: dict[str, Card] = {}
        """What is known of the thing under the cursor, by its key; empty while it is looked up."""
        self._done: dict[Place, str] = {}
        """What was done with what in this sitting, in order."""
        self._open: dict[str, int] = {}
        """How much each part has to decide."""
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
        part = self._part
        self.behind(partial(_waiting, part, self._keys_done(part)), partial(self._show, part), group="review")

    def _keys_done(self, part: Part) -> frozenset[str]:
        return frozenset(key for name, key in self._done if name == part.name)

    def _show(self, part: Part, found: Waiting) -> None:
        if part is not self._part:
            return
        done = self._keys_done(part)  # more may have been answered meanwhile
        self._items = tuple(item for item in found.items if item.key not in done)
        self._total = found.total - len(found.items) + len(self._items)
        self._aside = found.aside
        self._fill()

    def _fill(self) -> None:
        """List what is left, and say how far one is."""
        part = self._part
        self._open[part.name] = self._total
        self._show_counts()
        self.rows.hint = self._hint()
        self.rows.show_rows([item.row for item in self._items], keep=True)
        if self._returned:
            keys = [item.key for item in self._items]
            if self._returned[1] in keys:
                self.rows.cursor = keys.index(self._returned[1])
            self._returned = None
        done = len(self._keys_done(part))
        title = f"{part.title}: {done + 1:,} of {done + self._total:,}" if self._items else part.title
        self.query_one("#due-title", Label).update(title)
        self._show_keys()

    def _show_counts(self) -> None:
        self.query_one(PartBar).counts = {name: f"{count:,}" for name, count in self._open.items()}

    def _hint(self) -> tuple[str, ...]:
        done = len(self._keys_done(self._part))
        first, then = self._part.nothing
        if done:
            first, then = f"That was all of it: {done:,} looked at.", told(self._done, self._part.name)
        rests = f"{self._aside:,} left alone; {self._key('offer')} brings them back." if self._aside else ""
        waiting = next((part for part in self._others() if self._open.get(part.name)), None)
        onward = ""
        if waiting:
            key = self._key(f"part('{waiting.name}')")
            onward = f"{key} goes on to {waiting.label}: {self._open[waiting.name]:,}."
        return tuple(line for line in (first, then, rests, onward) if line)

    def _key(self, command: str) -> str:
        return key_of("review", command, self.ebb_app.keys)

    def _others(self) -> tuple[Part, ...]:
        """The other parts, the next one first."""
        at = PARTS.index(self._part)
        return (*PARTS[at + 1 :], *PARTS[:at])

    def _count(self, counts: dict[str, int]) -> None:
        """Show how much the other parts have to decide."""
        self._open |= {name: count for name, count in counts.items() if name != self._part.name}
        self._show_counts()
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
        useful = {"skip": item is not None, "open": item is not None, "offer": self._aside > 0}
        useful["undo"] = bool(self._at_work or len(self.ebb_app.steps))
        found = []
        for action in super().footer_actions(typing):
            if action.place == EVERYWHERE:
                if not self._items or self.has_class("-wide") or action.command in {"explain", "quit"}:
                    found.append(action)
            elif choice := choices.get(action.command):
                if not self._lacks(choice):
                    found.append(replace(action, label=choice.label))
            elif action.command not in _ANSWERS and useful.get(action.command, True):
                found.append(action)
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
        self._answer("yes" if self._part.name in {"duplicates", "names"} else "merge")

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
        self._total -= 1
        self._fill()
        if len(self._items) < min(_FEW, self._total):
            self._read()

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
        self._say_back(did)

    def _say_back(self, did: str) -> None:
        """Say what u would take back."""
        self.query_one("#due-said", Label).update(f"{self._key('undo')} takes back: {did[0].lower()}{did[1:]}")
        self._show_keys()

    def _not_done(self, place: Place, words: str) -> None:
        self._at_work -= 1
        self._done.pop(place, None)
        self.fail(words)
        self._read()
        self._go_back_perhaps()

    def action_skip(self) -> None:
        """Leave it for another time; where that is kept, it is an answer like others."""
        item = self.chosen()
        if item is not None and "skip" in item.choices:
            self._answer("skip")
        elif item is not None:
            place = (self._part.name, item.key)
            self._take_off(place, "Left")
            self._note(f"Left {item.name} for another time", place, lambda ebb: None)

    def action_offer(self) -> None:
        """Bring back what was left alone in this part."""
        part = self._part
        if part.offer is None or not self._aside:
            self.say("Nothing was left alone here.")
            return
        offer = part.offer
        self.behind(lambda ebb: offer(ebb, datetime.now(UTC)), partial(self._offered, part, self._aside), group="keep")

    def _offered(self, part: Part, count: int, undo: Undo) -> None:
        for place in [one for one, did in self._done.items() if one[0] == part.name and did == LEFT]:
            del self._done[place]
        did = f"Brought back {count:,} that stood alone"
        self.changed(did, undo)
        self._say_back(did)

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
        self._items, self._total, self._aside = (), 0, 0
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
        left = [f"{part.label}: {self._open[part.name]:,}" for part in PARTS if self._open.get(part.name)]
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


def _waiting(part: Part, done: frozenset[str], ebb: "Ebb") -> Waiting:
    now = datetime.now(UTC)
    items = part.read(ebb, now, _LIMIT + len(done))
    left = tuple(item for item in items if item.key not in done)
    total = part.count(ebb, now) - len(items) + len(left)
    return Waiting(left[:_LIMIT], max(total, len(left)), part.aside(ebb, now) if part.aside else 0)


def _counted(done: frozenset[Place], ebb: "Ebb") -> dict[str, int]:
    """How much each part has to decide."""
    now, counts = datetime.now(UTC), {}
    for part in PARTS:
        keys = {key for name, key in done if name == part.name}
        again = sum(item.key in keys for item in part.read(ebb, now, _LIMIT + len(keys))) if keys else 0
        counts[part.name] = part.count(ebb, now) - again
    return counts
