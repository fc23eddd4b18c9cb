"""A field to type a line in, which takes no control characters from what is pasted."""

from textual.events import Paste
from textual.widgets import Input

from core.text.sanitise import shown


class Line(Input):
    """A field of one line; what is pasted into it is made safe and becomes one line."""

    def _on_paste(self, event: Paste) -> None:
        event.text = shown(event.text).replace("\n", " ")
