"""A list that draws only the lines that are seen, so that a million rows cost what twenty do."""

from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Click, Resize
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from ui.tui.widgets.drawing import fitted, spread, width_of
from ui.tui.widgets.lines import Lines


class RowList(Lines, can_focus=True):
    """Rows of one height with a cursor; what a row looks like is the subclass's `row_line`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "move_to(0)", show=False),
        Binding("end", "move_to(-1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "row--plain",
        "row--chosen",
        "row--bar",
        "row--head",
        "row--match",
        "row--quiet",
        "row--mark",
        "row--faint",
        "row--pin",
    }

    cursor: reactive[int] = reactive(0, repaint=False)
    row_height: reactive[int] = reactive(1)
    hint: reactive[tuple[str, ...]] = reactive(())
    """What to say where there are no rows: a first line that says what is so, then what to do about it."""

    @dataclass
    class Highlighted(Message):
        """The cursor came to rest on a row; -1 when there are none."""

        rows: "RowList"
        index: int

        @property
        def control(self) -> "RowList":
            """The list that sent the message."""
            return self.rows

    @dataclass
    class Chosen(Message):
        """A row was chosen with enter or a second click."""

        rows: "RowList"
        index: int

        @property
        def control(self) -> "RowList":
            """The list that sent the message."""
            return self.rows

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return 0

    @property
    def rows_seen(self) -> int:
        """How many rows there is room for, the last one maybe cut."""
        return -(-self.scrollable_content_region.height // self.row_height)

    def row_line(self, index: int, line: int, width: int, chosen: bool) -> Strip:
        """Line `line` of row `index`, exactly `width` cells."""
        raise NotImplementedError

    def rows_changed(self, cursor: int = 0) -> None:
        """Take note of new rows: put the cursor on `cursor`, or the nearest row there is, and say so."""
        self._resize_content()
        index = max(min(cursor, self.row_count - 1), 0)
        self.set_reactive(RowList.cursor, index)
        self._show_cursor()
        self.refresh()
        self.post_message(self.Highlighted(self, index if self.row_count else -1))

    def watch_row_height(self) -> None:
        self._resize_content()
        self._show_cursor()

    def validate_cursor(self, index: int) -> int:
        return max(min(index, self.row_count - 1), 0)

    def watch_cursor(self, before: int, index: int) -> None:
        if before != index and self.row_count:
            self._show_cursor()
            self.refresh()
            self.post_message(self.Highlighted(self, index))

    def on_resize(self, event: Resize) -> None:
        self._resize_content()
        self._show_cursor()

    def _resize_content(self) -> None:
        self.have_lines(self.row_count * self.row_height)

    def _show_cursor(self) -> None:
        region = Region(0, self.cursor * self.row_height, 1, self.row_height)
        self.scroll_to_region(region, animate=False, force=True, immediate=True)
        if cut := round(self.scroll_y) % self.row_height:  # the first row that is seen is seen whole
            self.scroll_to(y=round(self.scroll_y) + self.row_height - cut, animate=False, force=True, immediate=True)

    def action_move(self, step: int) -> None:
        self.cursor += step

    def action_page(self, direction: int) -> None:
        self.cursor += direction * max(self.scrollable_content_region.height // self.row_height - 1, 1)

    def action_move_to(self, index: int) -> None:
        self.cursor = index if index >= 0 else self.row_count + index

    def action_choose(self) -> None:
        if self.row_count:
            self.post_message(self.Chosen(self, self.cursor))

    def on_click(self, event: Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        index = (offset.y + round(self.scroll_y)) // self.row_height
        if index >= self.row_count:
            return
        if index == self.cursor:
            self.action_choose()
        self.cursor = index

    def render_line(self, y: int) -> Strip:
        """One visible line: of a row, of the hint when there are no rows, or blank."""
        width = self.scrollable_content_region.width
        index, line = divmod(y + round(self.scroll_y), self.row_height)
        if not self.row_count:
            return self._hint_line(y, width)
        if index >= self.row_count:
            return Strip.blank(width, self.rich_style)
        return self.row_line(index, line, width, index == self.cursor)

    def _hint_line(self, y: int, width: int) -> Strip:
        number = y - max((self.size.height - len(self.hint)) // 3, 0)
        if not 0 <= number < len(self.hint):
            return Strip.blank(width, self.rich_style)
        style = self.get_component_rich_style("row--head" if number == 0 else "row--quiet", partial=True)
        words = fitted([(self.hint[number], style)], width)
        return spread([(" " * ((width - width_of(words)) // 2), Style()), *words], [], width, self.rich_style)

    def row_style(self, chosen: bool) -> Style:
        """The ground a row is drawn on."""
        return self.get_component_rich_style("row--chosen" if chosen else "row--plain")

    def part(self, name: str) -> Style:
        """The style of one part of a row, to lay over the row's own."""
        return self.get_component_rich_style(f"row--{name}", partial=True)
