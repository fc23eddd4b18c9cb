"""A field of one line that is emptied in turn with what is typed."""

from collections.abc import Callable

from ui.tui.widgets.fields import Line


class GivingLine(Line):
    """A line that gives its words away at the moment enter is pressed, so that what is typed next stands alone in it.

    A message would come after letters that were typed by then, and nobody could tell which of them were meant.
    """

    def __init__(self, take: Callable[[str], bool], *, placeholder: str, id: str | None = None) -> None:
        """`take` is given the line and says whether it took it; otherwise the line stays as it is."""
        super().__init__(placeholder=placeholder, id=id, compact=True)
        self._take = take

    async def action_submit(self) -> None:
        """Give the line away."""
        if self._take(self.value):
            self.clear()
