"""What a field does while a `[[link` is typed in it, and the titles that it offers meanwhile."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.cells import set_cell_size
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from core.text.sanitise import shown_line

_BEGUN: Final = re.compile(r"\[\[([^\[\]|#^]*)$")
_OFFERED: Final = frozenset({"take_title", "close_titles", "next_title"})


class Caller(Widget):
    """A field in which memories are called by title: while a `[[link` is being typed, `titles` are offered for it.

    The field says what stands around its cursor in `around`, and puts a title in with `call`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "take_title", show=False),
        Binding("escape", "close_titles", show=False),
    ]

    titles: reactive[tuple[str, ...]] = reactive((), repaint=False)
    """What the link that is being typed may call; safe to show."""
    place: reactive[int] = reactive(0, repaint=False)
    """The offered title that enter takes."""
    calling: str | None = None
    """What was typed after `[[` so far; None where nothing is being called."""

    @dataclass
    class Calling(Message):
        """The beginning of a name was typed after `[[`; None when none is being typed any more."""

        caller: "Caller"
        words: str | None

    def around(self) -> tuple[str, str]:
        """The line before the cursor, and after it."""
        raise NotImplementedError

    def call(self, title: str, back: int, on: int) -> None:
        """Put `title` and what closes the link in the place of the characters `back` before and `on` after the cursor.

        The cursor comes to stand after it.
        """
        raise NotImplementedError

    def see_whether_called(self, *, moved: bool = False) -> None:
        """See whether a link is being typed; where the cursor merely `moved`, only whether it has left the link."""
        begun = _BEGUN.search(self.around()[0])
        words = begun[1] if begun else None
        if words != self.calling and not (moved and begun):
            self.calling = words
            self.post_message(self.Calling(self, words))
        if words is None:
            self.titles = ()

    def offer(self, words: str, titles: Sequence[str]) -> None:
        """Offer titles for these words, unless others were typed meanwhile."""
        if words == self.calling:
            self.titles, self.place = tuple(titles), 0

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The keys that choose among titles do so only while there are any."""
        return bool(self.titles) if action in _OFFERED else super().check_action(action, parameters)

    def action_next_title(self, step: int) -> None:
        self.place = (self.place + step) % len(self.titles)

    def action_close_titles(self) -> None:
        self.titles = ()

    def action_take_title(self) -> None:
        self.take(self.place)

    def take(self, place: int) -> None:
        """Write the offered title at `place` into the link, and close it."""
        before, after = self.around()
        begun = _BEGUN.search(before)
        if begun is None or place >= len(self.titles):
            return
        title, self.titles = self.titles[place], ()
        self.call(f"{title}]]", len(begun[1]), 2 * after.startswith("]]"))


class Titles(Widget):
    """The titles that a field offers, below it; nothing while there are none."""

    DEFAULT_CSS = "Titles { height: auto; display: none; } Titles.-offered { display: block; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"titles--chosen", "titles--quiet"}

    titles: reactive[tuple[str, ...]] = reactive((), layout=True)
    place: reactive[int] = reactive(0)

    def __init__(self, caller: Caller) -> None:
        super().__init__()
        self._caller = caller

    def on_mount(self) -> None:
        self.watch(self._caller, "titles", self._offered, init=True)
        self.watch(self._caller, "place", self._chosen, init=True)

    def _offered(self, titles: tuple[str, ...]) -> None:
        self.titles = titles
        self.set_class(bool(titles), "-offered")

    def _chosen(self, place: int) -> None:
        self.place = place

    def render(self) -> Text:
        """A line for each title, and what the keys do."""
        chosen = self.get_component_rich_style("titles--chosen", partial=True)
        quiet = self.get_component_rich_style("titles--quiet", partial=True)
        width = max(self.size.width, 4)
        lines = [
            Text(set_cell_size(f" [[{shown_line(title, width - 4)}", width), chosen if number == self.place else "")
            for number, title in enumerate(self.titles)
        ]
        return Text("\n").join([*lines, Text(" ↑↓ choose, enter links, esc leaves it", quiet, no_wrap=True)])

    def on_click(self, event: Click) -> None:
        """Take the title that was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None:
            self._caller.take(offset.y)
            self._caller.focus()
