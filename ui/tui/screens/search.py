"""Search: as one types over everything, narrowed by filters; the memory under the cursor stands beside the list."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Resize
from textual.widgets import Input

from core.errors import Overtaken
from ui.tui.actions import Action, bindings_of
from ui.tui.background import told
from ui.tui.many import Many
from ui.tui.screens.room import Room
from ui.tui.widgets.askedline import AskedLine, asked_words
from ui.tui.widgets.queryfield import QueryField

if TYPE_CHECKING:
    from app import Ebb
    from core.memory import Memory
    from ui.tui.finding import Found
    from ui.tui.query import Offer
    from ui.tui.widgets.finds import Finds

REST: Final = 0.1
"""Seconds after the first results during which no key comes before all of recall is asked: it takes ten times as long,
and what it finds in the middle of a word would only make the list move.
"""

_FIRST_START = (
    "Nothing is remembered yet.",
    "^n writes down the first thing;",
    "^p and “import” bring in what you have.",
)
_NOTHING = ("Nothing found.", "Try other words or fewer filters, or ask with f4.")


class SearchScreen(Room, Many[None]):
    """Finds memories by words, meaning and filters while one types; without any it lists what came last."""

    SECTION = "search"
    PLACES = ("search", "memories")
    ABOUT = (
        "Type what you remember of it: words, names, or what it was about. The list follows as you type; without "
        "words it shows what came last. Up and down choose, enter reads; tab goes to the list for single keys. Filters "
        'narrow it: kind:note app:firefox #tag by:ana since:may until:"last week" on:yesterday is:pinned; in:title '
        "looks for words in titles. Tab takes what is offered below the field, shift+tab goes to the next offer. ^s "
        "saves a search under a name, and @name uses it. Space marks rows; the next key acts on all of them, and u "
        "takes that back in one step."
    )
    BINDINGS = [
        *bindings_of("search", "memories"),
        ("down", "choose(1)"),
        ("up", "choose(-1)"),
        ("pagedown", "choose(8)"),
        ("pageup", "choose(-8)"),
        ("shift+tab", "next_offer"),
    ]
    AUTO_FOCUS = "#query"

    def __init__(self) -> None:
        super().__init__()
        self._finds: Finds | None = None
        self._found: Found | None = None
        self._shown_for: str | None = None
        self._open_first = self._warmed = False
        self._asked = 0
        """Rises with each search, so that one that was overtaken can tell."""
        self._all = self._mark_all = False
        """Whether all that is found is listed, not the best alone; and whether it is to be marked once it is there."""
        self._offers: tuple[Offer, ...] = ()
        self._offer = 0
        self._saved: dict[str, str] = {}
        self._glances = ThreadPoolExecutor(1, thread_name_prefix="glance")
        self._searches = ThreadPoolExecutor(1, thread_name_prefix="search")
        """One thread for what is seen at a glance, which must never wait for a model, and one for all of recall: what
        is kept for each thread is kept once, and stays warm.
        """

    def body(self) -> ComposeResult:
        """The field and the line below it; what is found goes below them once the first picture is there."""
        with Vertical(id="search-field"):
            yield QueryField(placeholder="Search everything you remember", id="query")
        yield AskedLine(id="asked")

    def on_mount(self) -> None:
        self.bind_memory(self._memories_changed)
        self._tell()

    def on_unmount(self) -> None:
        self._asked += 1
        self._glances.shutdown(wait=False)
        self._searches.shutdown(wait=False)

    async def furnish(self) -> None:
        """Put the list and the preview in, which the first picture does not wait for."""
        from ui.tui.widgets.finds import Finds

        self._finds = Finds(id="found")
        await self.query_one("#body").mount(self._finds)
        self._finds.list.roomy = self._is_tall(self.size.height)
        self._finds.list.markable = True
        self._memories_changed(self.ebb_app.changes)

    def on_resize(self, event: Resize) -> None:
        if self._finds:
            self._finds.list.roomy = self._is_tall(event.size.height)

    @property
    def field(self) -> QueryField:
        """The field that is typed in."""
        return self.query_one("#query", QueryField)

    @property
    def query_text(self) -> str:
        """What is searched for, without spaces around it."""
        return self.field.value.strip()

    def current(self) -> "Memory | None":
        """The memory under the cursor."""
        return self._finds.current if self._finds else None

    def marked(self) -> "Sequence[Memory]":
        """The memories that are marked, in the order of the list."""
        return self._finds.marked if self._finds else ()

    def unmark(self) -> None:
        """Mark none."""
        if self._finds:
            self._finds.list.mark(())

    # Searching

    def on_input_changed(self, event: Input.Changed) -> None:
        self._open_first = self._all = self._mark_all = False
        self._look_for_offers()
        self._search()

    def on_input_submitted(self) -> None:
        moved = self._finds and self._finds.list.cursor
        if self._is_whole(self.query_text) or (moved and self._shown_for == self.query_text):
            self.action_open()
        else:
            self._open_first = True

    def _memories_changed(self, changes: int) -> None:
        if changes:
            self.behind(_saved, self._note_saved, group="saved")
            self._search()

    def _search(self) -> None:
        """Search for what stands in the field; whatever is still being searched for is given up."""
        self._asked += 1
        self.run_worker(self._searched(self.query_text, self._asked), exit_on_error=False)

    async def _searched(self, words: str, number: int) -> None:
        """Show what is seen at a glance, and what recall finds once no further key came for a moment."""

        def stop() -> bool:
            return number != self._asked

        opened, all, loop = self.ebb_app.opened, self._all, asyncio.get_running_loop()
        seen_rows = self._finds.list.rows_seen if self._finds else 0
        try:
            seen = None
            if not all and not self._is_whole(words):
                seen = await loop.run_in_executor(self._glances, _glance, opened, words, seen_rows, stop)
            if seen:
                self._show(words, seen)
                if seen.whole:
                    return
                await asyncio.sleep(0 if self._open_first else REST)
                if stop():
                    return
            self._show(words, await loop.run_in_executor(self._searches, _find, opened, words, stop, all))
        except Overtaken:
            pass
        except Exception as error:  # the edge of a thread: nothing may be lost without a word
            if self.ebb_app.status is not None:
                self.fail(told(error))

    def _is_whole(self, words: str) -> bool:
        """Whether all that recall finds for these words is shown."""
        return words == self._shown_for and self._found is not None and self._found.whole

    def _show(self, words: str, found: "Found") -> None:
        """Show what was found, unless other words stand in the field by now."""
        if words != self.query_text or self._finds is None:
            return
        again = words == self._shown_for and (self._is_whole(words) or self._finds.list.cursor > 0)
        self._shown_for, self._found = words, found
        self._finds.show_found(found, _NOTHING if words else _FIRST_START, keep=again)
        if self._mark_all and self._all:
            self._mark_all = False
            self._finds.list.mark(row.id for row in found.rows)
        self._tell()
        self._warm()
        self.field.tinted = True
        if self._open_first and found.whole:
            self._open_first = False
            self.action_open()

    def on_row_list_chosen(self) -> None:
        self.action_open()

    def _warm(self) -> None:
        """Have the first key find everything that a search needs loaded, once the list is there."""
        if not self._warmed and self._found and self._found.more:
            self._glances.submit(_glance, self.ebb_app.opened, "warm", 1, bool)
            self._searches.submit(_find, self.ebb_app.opened, "warm", bool, False)
        self._warmed = True

    def on_row_list_highlighted(self) -> None:
        """Bring all that is found once the cursor came to the end of the best."""
        rows, found = self._finds.list if self._finds else None, self._found
        if rows and rows.cursor and rows.cursor == rows.row_count - 1 and found and found.more and found.whole:
            self._list_all()

    def _list_all(self) -> None:
        if not self._all:
            self._all = True
            self._search()

    def action_choose(self, step: int) -> None:
        if self._finds:
            self._finds.list.cursor += step

    def action_clear(self) -> None:
        """Take back the marks, else the words, else leave the field."""
        if self.marked():
            self.unmark()
        elif self.field.value:
            self.field.put("", 0)
        else:
            self._switch_focus()

    def action_focus_query(self) -> None:
        self.field.focus()

    def action_switch_focus(self) -> None:
        """Take what is offered, or move between the field and the list."""
        if self.field.has_focus and self._offers:
            self.action_take(self._offer)
        else:
            self._switch_focus()

    def _switch_focus(self) -> None:
        if self.field.has_focus and self._finds:
            self._finds.list.focus()
        else:
            self.field.focus()

    def action_why(self) -> None:
        if self._finds:
            self._finds.list.with_why = not self._finds.list.with_why

    # What is offered

    def _look_for_offers(self) -> None:
        from ui.tui.query import may_go_on, offers

        text, at = self.field.value, self.field.cursor_position
        if not may_go_on(text, at):
            self._offered(text, ())
            return
        saved = self._saved
        self.behind(lambda ebb: offers(ebb, text, at, saved), partial(self._offered, text), group="offers")

    def _offered(self, text: str, offers: "tuple[Offer, ...]") -> None:
        if text == self.field.value:
            self._offers, self._offer = offers, 0
            self._show_offer()

    def _show_offer(self) -> None:
        self.field.offer(self._offers[self._offer].line if self._offers else None)
        self._tell()

    def action_next_offer(self) -> None:
        """Go to the next offer; where there is none, move as tab does."""
        if self.field.has_focus and self._offers:
            self._offer = (self._offer + 1) % len(self._offers)
            self._show_offer()
        else:
            self._switch_focus()

    def action_take(self, number: int) -> None:
        if number < len(self._offers):
            offer = self._offers[number]
            self.field.put(offer.line, offer.at)

    def action_begin(self, start: str) -> None:
        """Begin a filter at the end of the line."""
        line = f"{self.field.value.rstrip()} {start}".lstrip()
        self.field.put(line, len(line))

    def on_query_field_taken(self) -> None:
        self.action_take(self._offer)

    def on_descendant_focus(self) -> None:
        self._tell()

    def _tell(self) -> None:
        """Say below the field what matters most now."""
        typing = self.field.has_focus
        self.query_one(AskedLine).words = asked_words(
            offers=[offer.name for offer in self._offers] if typing else (),
            chosen=self._offer,
            marked=len(self.marked()),
            found=self._found,
            words=self._shown_for or "",
            saved=bool(self._saved),
        )
        self._show_keys()

    def footer_actions(self, typing: bool) -> list[Action]:
        """Each key with what it does from here; none that acts on the list where nothing was found."""
        offered = super().footer_actions(typing)
        if self._found is not None and not self._found.rows:
            offered = [one for one in offered if one.place != "memories" and one.command != "mark(1)"]
            if typing and not self._offers:
                offered = [one for one in offered if one.command != "switch_focus"]
        there = "Type" if not typing else "Complete" if self._offers else "List"
        return [replace(one, label=there) if one.command == "switch_focus" else one for one in offered]

    # Marking

    def on_memory_list_marked(self) -> None:
        self._tell()

    def action_mark(self, step: int) -> None:
        """Mark the row under the cursor, or unmark it, and go on to the next."""
        if self._finds:
            self._finds.list.toggle_mark(self._finds.list.cursor)
            self._finds.list.cursor += step

    def action_stretch(self, step: int) -> None:
        """Mark the row under the cursor and the one beside it."""
        if self._finds and self._finds.list.rows:
            rows = self._finds.list
            here = rows.rows[rows.cursor].id
            rows.cursor += step
            rows.mark(rows.marked | {here, rows.rows[rows.cursor].id})

    def action_mark_all(self) -> None:
        """Mark everything that is found, also what is not listed yet."""
        if self._found and self._finds:
            if self._found.more and not self._all:
                self._mark_all = True
                self._list_all()
            else:
                self._finds.list.mark(row.id for row in self._finds.list.rows)

    # Saved searches

    def _note_saved(self, saved: dict[str, str]) -> None:
        self._saved = self.field.saved = saved
        self.field.refresh()
        self._tell()

    def action_save(self) -> None:
        from ui.tui.screens.prompt import Prompt

        line = self.query_text
        if line:
            self.app.push_screen(
                Prompt("Save this search", line, "a short name", verb="saves it"), partial(self._save, line)
            )
        else:
            self.say("Type a search first; ^s then saves it under a name.")

    def _save(self, line: str, name: str | None) -> None:
        if name and name.strip():
            self.behind(partial(_save, name, line), self._kept, group="save")

    def _kept(self, kept: tuple[str, str | None]) -> None:
        name, before = kept
        self.changed(f"Saved @{name}", partial(_put_back, name, before))
        self.say(f"Saved. @{name} finds it again.")

    def action_saved(self) -> None:
        from ui.tui.screens.saved import SavedScreen

        self.app.push_screen(SavedScreen(), lambda name: self.field.put(f"@{name} ", len(name) + 2) if name else None)


def _glance(opened: "Callable[[], Ebb]", line: str, rows: int, stop: Callable[[], bool]) -> "Found | None":
    from ui.tui.finding import LIMIT, glance

    ebb = opened()
    return glance(ebb, _expanded(ebb, line), datetime.now(UTC).astimezone(), min(rows, LIMIT) or LIMIT, stop)


def _find(opened: "Callable[[], Ebb]", line: str, stop: Callable[[], bool], all: bool) -> "Found":
    from ui.tui.finding import LIMIT, MOST, find

    ebb = opened()
    return find(ebb, _expanded(ebb, line), datetime.now(UTC).astimezone(), MOST if all else LIMIT, stop)


def _expanded(ebb: "Ebb", line: str) -> str:
    from app.saved import expanded

    return expanded(line, _saved(ebb) if "@" in line else {})


def _saved(ebb: "Ebb") -> dict[str, str]:
    from app.saved import Saved

    return Saved(ebb.home).all()


def _save(name: str, line: str, ebb: "Ebb") -> tuple[str, str | None]:
    from app.saved import Saved

    return Saved(ebb.home).save(name, line)


def _put_back(name: str, line: str | None, ebb: "Ebb") -> None:
    from app.saved import Saved

    saved = Saved(ebb.home)
    if line is None:
        saved.remove(name)
    else:
        saved.save(name, line)
