"""The line below the search field: what may be typed, what was found, what was not understood, what is marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from rich.style import Style
from rich.text import Text
from textual.events import Click
from textual.reactive import reactive
from textual.widget import Widget

from core.text.sanitise import shown_line
from ui.tui.query import STARTS

if TYPE_CHECKING:
    from ui.tui.finding import Found


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of the line: `part` says how it looks: quiet, offer, chosen, key, marked or wrong.

    `command` is the action of the screen that a click does; empty for words that are only read.
    """

    text: str
    part: str = "quiet"
    command: str = ""


_ON_MARKED: Final = (
    ("t", "tags", "tag"),
    ("p", "pin", "pin"),
    ("f", "forget", "forget"),
    ("x", "export", "export_chosen"),
    ("esc", "unmark", "clear"),
)
"""Key, name and action of what can be done with marked memories."""


class AskedLine(Widget):
    """One quiet line of words, some of which can be clicked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "asked--quiet",
        "asked--offer",
        "asked--chosen",
        "asked--key",
        "asked--marked",
        "asked--wrong",
    }
    ALLOW_SELECT = False

    words: reactive[Sequence[Word]] = reactive(())

    def render(self) -> Text:
        """The words with a space between them, cut at the right where the terminal is narrow."""
        line = Text(no_wrap=True, overflow="ellipsis")
        for number, word in enumerate(self.words):
            style = self.get_component_rich_style(f"asked--{word.part}")
            line.append(("  " if word.part == "key" else " ") if number else "")
            line.append(shown_line(word.text), style + Style(meta={"command": word.command}))
        return line

    async def on_click(self, event: Click) -> None:
        command = event.style.meta.get("command")
        if command:
            await self.run_action(f"screen.{command}")


def asked_words(
    *, offers: Sequence[str], chosen: int, marked: int, found: "Found | None", words: str, saved: bool
) -> list[Word]:
    """What to say: first what is marked, then what is offered, then what was wrong, then what was found for `words`."""
    if marked:
        told = [(Word(key, "key", command), Word(name, "quiet", command)) for key, name, command in _ON_MARKED]
        return [Word(f"{marked:,} marked", "marked"), *(word for pair in told for word in pair)]
    if offers:
        named = [
            Word(name, "chosen" if number == chosen else "offer", f"take({number})")
            for number, name in enumerate(offers)
        ]
        return [Word("tab", "key", f"take({chosen})"), *named]
    if found is None:
        return []
    if found.problems:
        return [Word("Left out:", "wrong"), Word("; ".join(found.problems) + ".")]
    if not words:
        kept = [Word("@saved", "offer", "saved")] if saved else []
        begun = ((start.replace("#", "#tag"), f"begin({start!r})") for start in STARTS)
        return [Word("Narrow by"), *(Word(name, "offer", command) for name, command in begun), *kept]
    if not found.rows:
        return [Word("esc", "key", "clear"), Word("clears the line", "quiet", "clear")]
    count = f"the first {len(found.rows):,}" if found.more else f"{len(found.rows):,} found"
    return [Word(count), Word("^s", "key", "save"), Word("saves this search", "quiet", "save")]
