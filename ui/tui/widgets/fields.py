"""A field to type a line in, which takes no control characters from what is pasted."""

from textual.dom import DOMNode
from textual.events import Key, Paste
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import Input

from core.text.sanitise import shown

_MOVING = ("switch_focus", "choose")


class Line(Input):
    """A field of one line; what is pasted into it is made safe and becomes one line."""

    BINDINGS = [("ctrl+j", "submit")]  # what enter is where it was pressed before the terminal was Ebb's

    virtual_size = Reactive(Size(0, 0))
    """The size of what stands in the field, which moves nothing around it: no letter lays the screen out anew."""

    def _on_paste(self, event: Paste) -> None:
        event.text = shown(event.text).replace("\n", " ")

    async def _on_key(self, event: Key) -> None:
        """Take the field's own keys in turn with the letters."""
        await act_in_turn(self, event)


async def act_in_turn(field: Widget, event: Key) -> None:
    """Do what a key is bound to in this field at once, and end the event there; a key that writes is left alone.

    Left to the app, such a key is acted on after it has come up through the screen, when letters that were typed after
    it may stand in the field already. The same holds for the keys that move about in the screen: enter may follow them.
    """
    if event.is_printable:
        if event.key.startswith("alt+"):
            event.prevent_default()  # a command, if anything; Textual would write the letter
        return
    actions: list[tuple[str, DOMNode]] = [
        (one.action, field) for one in field._bindings.key_to_bindings.get(event.key, ())
    ]
    moving = field.screen.active_bindings.get(event.key)
    if moving and moving.binding.action.startswith(_MOVING):
        actions.append((moving.binding.action, moving.node))
    for action, node in actions:
        if await field.app.run_action(action, node):
            event.stop()
            event.prevent_default()
            return
