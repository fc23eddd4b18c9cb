"""The prompts that a person may choose in their client: what they ask for, with what the memory holds on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.mcp.arguments import Arguments
from app.mcp.shapes import Reply
from core.errors import BadInput
from core.text.sanitise import shown_line

if TYPE_CHECKING:
    from app.mcp.gate import Gate


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt: its arguments by name, each with what it means; all of `needs` must be given."""

    name: str
    about: str
    takes: Mapping[str, str]
    needs: tuple[str, ...]


PROMPTS = (
    Prompt("recall", "Work on something with what you remember of it.", {"topic": "The topic or task."}, ("topic",)),
    Prompt("day", "Look back at a day.", {"day": "A day in words or as a date; today unless given."}, ()),
)


def prompted(gate: "Gate", name: str, given: Arguments) -> Reply:
    """The text of a prompt as `{"text": …}`. Raises: BadInput, BadTime."""
    if name == "recall":
        topic = given.text("topic")
        given.done()
        found = gate.context(topic)
        ask = f"Use what I remember on this topic: {shown_line(topic)}\nSay which memories you use, by number."
        return Reply({"text": f"{ask}\n\n{found.values['context']}"}, found.ids)
    if name == "day":
        words = given.maybe("day", 200) or "today"
        given.done()
        return _day(gate, words)
    raise BadInput(f"There is no prompt {shown_line(name, 40)!r}.", f"Known: {', '.join(one.name for one in PROMPTS)}.")


def _day(gate: "Gate", words: str) -> Reply:
    found = gate.day(words)
    lines = [f"- {one['occurred_at'][:16]} {one['title'] or one['excerpt']}" for one in found.values["memories"]]
    ask = f"Look back with me at what I remembered ({shown_line(words)}): what happened, and what is still open?"
    held = "\n".join([str(found.values["notice"]), *lines]) if lines else "Nothing was remembered then."
    return Reply({"text": f"{ask}\n\n{held}"}, found.ids)
