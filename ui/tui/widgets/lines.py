"""Lines to scroll through, which lay the screen out anew only where a scrollbar comes or goes."""

from textual.geometry import Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView


class Lines(ScrollView):
    """A view of so many lines."""

    DEFAULT_CSS = """
    Lines { height: 1fr; overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1;
      scrollbar-gutter: stable; }
    """

    virtual_size = Reactive(Size(0, 0))
    """The size of what is scrolled through. Textual's own lays the screen out anew whenever it changes."""

    def have_lines(self, count: int) -> None:
        """There are so many lines now."""
        self.virtual_size = Size(self.scrollable_content_region.width, count)
        scrolls = count > self.container_size.height
        if scrolls != self.show_vertical_scrollbar:
            self.refresh(layout=True)
        elif scrolls:
            self.vertical_scrollbar.window_virtual_size = count
