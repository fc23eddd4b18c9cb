"""A field to write in, which takes no control characters from what is pasted."""

from textual.events import Paste
from textual.widgets import TextArea

from core.text.sanitise import shown


class Sheet(TextArea):
    """A field of many lines; what is pasted into it is made safe."""

    async def _on_paste(self, event: Paste) -> None:
        event.text = shown(event.text)
