"""An answer as it is written: citations that open their memory, sentences without support marked."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.events import Click
from textual.message import Message
from textual.widget import Widget

from core.memory import Answer
from core.text.sanitise import shown

_CITATION = re.compile(r"\[(\d{1,3})\]")
_SIGNS = re.compile(
    r"\*\*(?P<strong>[^*\n]+)\*\*"
    r"|!?\[\[(?:[^\[\]|\n]*\|)?(?P<name>[^\[\]|\n]+)\]\]"
    r"|!?\[(?!\d+\])(?P<words>[^\[\]\n]+)\]\((?P<to>[^()\s]+)\)"
)
"""What Markdown sets strong words and links off with."""
_ORIGIN = re.compile(r"(?<=\])( \(.+\))$", re.MULTILINE)
"""Where a quotation is from, behind its number."""


class AnswerText(Widget):
    """The words of an answer; `[n]` can be clicked once the answer is complete."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "answer--chip",
        "answer--coming",
        "answer--unsupported",
        "answer--note",
        "answer--quiet",
        "answer--strong",
    }

    @dataclass
    class Cited(Message):
        """The citation with this number was clicked."""

        number: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._write: Callable[[], Text] = Text

    def _show(self, write: Callable[[], Text]) -> None:
        self._write = write
        self.refresh(layout=True)

    def render(self) -> Text:
        """The answer, or what stands in its place."""
        return self._write()

    def waiting(self, words: str) -> None:
        """Say what is going on before the first word of an answer is there."""
        self._show(lambda: Text().append(words, self._part("quiet")))

    def coming(self, text: str) -> None:
        """Show what has been written so far; the text is made safe here."""
        self._show(lambda: self._read(Text(shown(text))).append(" ▍", self._part("coming")))

    def stopped(self, text: str) -> None:
        """Show an answer that was stopped half way, and say so."""
        words = shown(text).strip()
        self._show(lambda: self._read(Text(f"{words}\n\n" if words else "")).append("Stopped.", self._part("quiet")))

    def complete(self, answer: Answer) -> None:
        """Show the whole answer with its citations and what in it has no support."""
        self._show(lambda: self._whole(answer))

    def _whole(self, answer: Answer) -> Text:
        text = self._read(
            self._marked(shown(answer.text).strip(), [shown(sentence).strip() for sentence in answer.unsupported])
        )
        if answer.mode == "extractive":
            text.highlight_regex(_ORIGIN, self._part("quiet"))
        self._mark_citations(text, {citation.n for citation in answer.citations})
        missing = len(answer.unsupported)
        if missing:
            verb = "sentence has" if missing == 1 else "sentences have"
            text.append(f"\n\n⚠ {missing} {verb} no support in your memory.", self._part("note"))
        return text

    def abstained(self) -> None:
        """Say that nothing in memory answers the question."""
        self._show(lambda: Text().append("Your memory does not answer this.", self._part("strong")))

    def failed(self, words: str) -> None:
        """Show one line about what went wrong and what to do."""
        self._show(lambda: Text().append(words, self._part("note")))

    def _mark_citations(self, text: Text, numbers: Collection[int]) -> None:
        for found in _CITATION.finditer(text.plain):
            number = int(found[1])
            if number in numbers:
                text.stylize(self._part("chip") + Style(meta={"cite": number}), found.start(), found.end())

    def _marked(self, words: str, unsupported: Collection[str]) -> Text:
        """The words with a sign before each sentence that has no support, and the sentence set off."""
        text, rest = Text(), words
        for sentence in sorted(filter(None, unsupported), key=words.find):
            before, found, after = rest.partition(sentence)
            if found:
                text.append(before)
                text.append(f"⚠ {found}", self._part("unsupported"))
                rest = after
        return text.append(rest)

    def _read(self, written: Text) -> Text:
        """The words as they read: strong ones strong, of a link its words and quietly where it leads."""
        text, at = Text(), 0
        for found in _SIGNS.finditer(written.plain):
            text.append_text(written[at : found.start()])
            kind = found.lastgroup if found["to"] is None else "words"
            assert kind is not None
            words = written[found.start(kind) : found.end(kind)]
            if kind == "strong":
                words.stylize(self._part("strong"))
            text.append_text(words)
            if found["to"]:
                text.append(f" ({found['to']})", self._part("quiet"))
            at = found.end()
        return text.append_text(written[at:])

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(f"answer--{name}", partial=True)

    def on_click(self, event: Click) -> None:
        number = event.style.meta.get("cite")
        if number is not None:
            self.post_message(self.Cited(number))
