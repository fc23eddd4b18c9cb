"""What other programs' agents want remembered, to keep or drop, and below it the account of what they asked for."""

import json
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Label

from core.text.sanitise import shown_line
from ui.tui.rows import Row, day_name
from ui.tui.screens.dialogue import Dialogue
from ui.tui.screens.telling import TellingScreen
from ui.tui.widgets.worklist import WorkList

if TYPE_CHECKING:
    from app import Ebb
    from app.mcp.agents import Asked, Draft

_CALLS = 200
"""Calls that are listed; `ebb mcp --log` lists more."""
_LINE = 200
_TITLE = "Other programs"


class AgentsScreen(Dialogue[None]):
    """Lists the drafts that wait, oldest first, then the calls, newest first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("x,delete", "drop", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._drafts: list[Draft] = []
        self._calls: list[Asked] = []

    def compose(self) -> ComposeResult:
        """A title that counts them, the list and its keys."""
        with Vertical(classes="dialogue dialogue-choice"):
            yield Label(_TITLE, id="agents-title", classes="dialogue-title", markup=False)
            yield WorkList(id="agents")
            yield Label("", id="agents-keys", classes="dialogue-keys", markup=False)

    def on_mount(self) -> None:
        self.rows.hint = ("No program has asked for anything.", "`ebb mcp --print-config claude` lets one in.")
        self.rows.focus()
        self._look()

    @property
    def rows(self) -> WorkList:
        """The list."""
        return self.query_one("#agents", WorkList)

    def _look(self) -> None:
        self.behind(lambda ebb: (ebb.agents.waiting(), ebb.agents.calls(_CALLS)), self._show, group="agents")

    def _show(self, found: "tuple[list[Draft], list[Asked]]") -> None:
        self._drafts, self._calls = found
        now = datetime.now(UTC)
        rows = [_row_of_draft(draft, now) for draft in self._drafts]
        rows += [_row_of_call(number, call, now) for number, call in enumerate(self._calls)]
        self.rows.show_rows(rows, keep=True)
        title = f"{_TITLE}: {len(self._drafts):,} to decide, {_calls(len(self._calls))}" if rows else _TITLE
        self.query_one("#agents-title", Label).update(title)
        self.on_row_list_highlighted()

    def on_row_list_highlighted(self) -> None:
        """Show the keys that do something with the chosen line."""
        keys = ["enter reads it all"] * bool(self.rows.selected) + ["k keeps it", "x drops it"] * bool(self._chosen())
        self.query_one("#agents-keys", Label).update(", ".join((*keys, "esc goes back")))

    def _chosen(self) -> "Draft | None":
        row = self.rows.selected
        return next((draft for draft in self._drafts if row is not None and draft.id == row.id), None)

    def on_row_list_chosen(self) -> None:
        """Show all of the draft, or of the call, under the cursor."""
        draft = self._chosen()
        if draft is not None:
            self.app.push_screen(TellingScreen(_name(draft), draft.text.splitlines()))
        elif self._calls:
            call = self._calls[self.rows.cursor - len(self._drafts)]
            self.app.push_screen(TellingScreen(f"{shown_line(call.client)}: {shown_line(call.tool)}", _told(call)))

    def action_keep(self) -> None:
        """Remember the draft under the cursor."""
        if draft := self._chosen():
            self.behind(lambda ebb: ebb.agents.keep(draft.id), lambda id: self._kept(draft, id), group="decide")

    def _kept(self, draft: "Draft", id: str) -> None:
        self.ebb_app.did(f"remembered {_name(draft)}", lambda ebb: ebb.forget([id]))
        self.ebb_app.memories_changed()
        self.say(f"Remembered {_name(draft)}.")
        self._look()

    def action_drop(self) -> None:
        """Let the draft under the cursor go."""
        if draft := self._chosen():
            self.behind(lambda ebb: ebb.agents.drop(draft.id), self._dropped, group="decide")

    def _dropped(self, draft: "Draft") -> None:
        self.ebb_app.did(f"dropped {_name(draft)}", partial(_put_back, draft))
        self.say(f"Dropped {_name(draft)}.")
        self._look()


def _put_back(draft: "Draft", ebb: "Ebb") -> None:
    ebb.agents.put_back(draft)


def _name(draft: "Draft") -> str:
    return f"“{shown_line(draft.title or draft.text, 40)}”"


def _row_of_draft(draft: "Draft", now: datetime) -> Row:
    below = f"{draft.client} · {draft.text}" if draft.title else draft.client
    head = shown_line(draft.title or draft.text, _LINE)
    return Row(draft.id, "draft", "◌", head, below=shown_line(below, _LINE), when=day_name(draft.at, now))


def _calls(number: int) -> str:
    return "1 call" if number == 1 else f"{number:,} calls"


def _row_of_call(number: int, call: "Asked", now: datetime) -> Row:
    head = shown_line(f"{call.client}: {call.tool}", _LINE)
    sent = "1 memory" if call.memories == 1 else f"{call.memories:,} memories"
    came = f"{sent} went out" if call.outcome == "done" else call.outcome
    below = shown_line(f"{came} · {_plain(call.arguments)}", _LINE)
    when = day_name(call.at, now)
    return Row(f"call {number}", "call", "·", head, below=below, when=when, faint=call.outcome != "done")


def _plain(arguments: str) -> str:
    """What a call asked with, without the brackets and quotes of JSON."""
    try:
        read = json.loads(arguments)
    except ValueError:
        return arguments
    return ", ".join(f"{name}: {value}" for name, value in read.items()) if isinstance(read, dict) else arguments


def _told(call: "Asked") -> list[str]:
    return [
        f"{call.at.astimezone():%Y-%m-%d %H:%M:%S}, {call.ms:,.0f} ms",
        f"memories that went out: {call.memories:,}",
        f"outcome: {shown_line(call.outcome)}",
        f"asked with: {shown_line(_plain(call.arguments))}",
    ]
