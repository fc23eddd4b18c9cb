"""A list of memories in which k is a key of the room's own."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from ui.tui.widgets.memorylist import MemoryList


class WorkList(MemoryList):
    """As every list, but k keeps the memory under the cursor; the arrows and j move."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("k", "screen.keep", show=False, id="review.keep")]
