"""A list of memories that cuts no row: what is too low for a whole one stays empty below it."""

from textual.events import Resize

from ui.tui.widgets.memorylist import MemoryList


class WholeList(MemoryList):
    """A list of memories whose last row is seen whole."""

    def on_resize(self, event: Resize) -> None:
        self.call_after_refresh(self._end_with_whole_row)

    def watch_row_height(self) -> None:
        super().watch_row_height()
        self.call_after_refresh(self._end_with_whole_row)

    def _end_with_whole_row(self) -> None:
        padding = self.styles.padding
        height = self.size.height + padding.bottom
        spare = height % self.row_height if height > self.row_height else 0
        if spare != padding.bottom:
            self.styles.padding = (padding.top, padding.right, spare, padding.left)
