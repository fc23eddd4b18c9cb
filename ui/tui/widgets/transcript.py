"""A conversation on the screen: its turns one below the other, one of them chosen, the last one maybe still coming."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.events import Click
from textual.message import Message
from textual.widget import Widget

from core.chat.turn import Kept, Turn
from core.memory import Answer
from core.text.sanitise import shown, shown_line
from ui.tui.widgets.answer import AnswerText

MOST = 80
"""Turns that are shown, the newest ones."""

_GONE = {Kept.FORGOTTEN: "(forgotten)", Kept.ERASED: "(erased)"}


@dataclass(frozen=True, slots=True)
class Line:
    """A turn with its place among those said there, (which, of how many)."""

    turn: Turn
    place: tuple[int, int] = (1, 1)


class Said(AnswerText):
    """One turn: who said it, which branch it is on, and the words, with citations that can be clicked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"said--you", "said--ebb", "said--private", "said--branch"}

    @dataclass
    class Pointed(Message):
        """The turn was clicked."""

        said: "Said"

    def __init__(self, line: Line | None = None) -> None:
        super().__init__()
        self.line = line
        if line is None:
            self.waiting("Looking through your memory… esc stops.")
        elif line.turn.yours:
            self._show(lambda: Text(_GONE.get(Kept(line.turn.kept), shown(line.turn.text).strip())))
        else:
            self._show(lambda: self._told(line.turn))

    def render(self) -> Text:
        """The head, then the words."""
        return Text("\n").join((self._head(), super().render()))

    def _head(self) -> Text:
        line = self.line
        if line is None or not line.turn.yours:
            text = Text().append("Ebb", self._named("said--ebb"))
        else:
            text = Text().append("You", self._named("said--you"))
        if line is not None:
            text.append(f"  {line.turn.at.astimezone():%H:%M}", self._part("quiet"))
            if line.place[1] > 1:
                text.append(f"  ‹ {line.place[0]}/{line.place[1]} ›", self._named("said--branch"))
            if line.turn.kept == Kept.PRIVATE:
                text.append("  not remembered", self._named("said--private"))
        return text

    def _told(self, turn: Turn) -> Text:
        if Kept(turn.kept) in _GONE:
            return Text().append(_GONE[Kept(turn.kept)], self._part("quiet"))
        answer = Answer(turn.text, turn.citations, turn.abstained, unsupported=turn.unsupported)
        text = self._whole(answer)
        if turn.understood:
            text = Text().append(f"Read as: {shown_line(turn.understood)}\n", self._part("quiet")).append_text(text)
        return text.append("\nStopped.", self._part("quiet")) if turn.stopped else text

    def _named(self, name: str) -> Style:
        return self.get_component_rich_style(name, partial=True)

    def on_click(self, event: Click) -> None:
        super().on_click(event)
        self.post_message(self.Pointed(self))


class Transcript(VerticalScroll, can_focus=True):
    """The turns of the branch in use; up and down choose one of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "choose(-1)", show=False),
        Binding("down,j", "choose(1)", show=False),
        Binding("home", "choose(-1000)", show=False),
        Binding("end", "choose(1000)", show=False),
        Binding("pageup", "scroll_page(-1)", show=False),
        Binding("pagedown", "scroll_page(1)", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """Another turn was chosen; None where there is none."""

        turn: Turn | None

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._index = -1
        self._coming: Said | None = None

    @property
    def said(self) -> list[Said]:
        """The turns that are shown, first to last; not the one that is coming."""
        return [said for said in self.query(Said) if said.line is not None]

    @property
    def chosen(self) -> Turn | None:
        """The turn that the keys act on."""
        shown_turns = self.said
        if not 0 <= self._index < len(shown_turns):
            return None
        line = shown_turns[self._index].line
        return line.turn if line else None

    async def show(self, lines: Sequence[Line], *, coming: bool = False, hint: Widget | None = None) -> None:
        """Show these turns, the last one chosen; with `coming` an answer follows, `hint` stands where nothing does."""
        kept = list(lines)[-MOST:]
        self._coming = Said() if coming else None
        widgets: list[Widget] = [*map(Said, kept), *([self._coming] if self._coming else [])]
        with self.app.batch_update():
            await self.remove_children()
            await self.mount_all(widgets or ([hint] if hint else []))
        self._index = len(kept) - 1
        self._mark()
        self.call_after_refresh(self.scroll_end, animate=False)
        self.post_message(self.Chosen(self.chosen))

    def on_resize(self) -> None:
        """Keep the chosen turn in sight; the very end where that is the last one, or an answer comes."""
        self.call_after_refresh(self._keep_in_sight)

    def _keep_in_sight(self) -> None:
        shown_turns = self.said
        if self._coming is not None or self._index >= len(shown_turns) - 1:
            self.scroll_end(animate=False)
        elif self._index >= 0:
            self.scroll_to_widget(shown_turns[self._index], animate=False)

    def comes(self, text: str) -> None:
        """Show what has been written of the answer so far."""
        if self._coming is not None:
            self._coming.coming(text)
            self.scroll_end(animate=False)

    def action_choose(self, step: int) -> None:
        self._choose(max(0, min(self._index + step, len(self.said) - 1)))

    def action_scroll_page(self, direction: int) -> None:
        self.scroll_relative(y=direction * max(self.size.height - 2, 1), animate=False)

    def on_said_pointed(self, message: Said.Pointed) -> None:
        message.stop()
        if message.said in self.said:
            self._choose(self.said.index(message.said))

    def _choose(self, index: int) -> None:
        if index == self._index or not self.said:
            return
        self._index = index
        self._mark()
        self.scroll_to_widget(self.said[index], animate=False)
        self.post_message(self.Chosen(self.chosen))

    def _mark(self) -> None:
        for index, said in enumerate(self.said):
            said.set_class(index == self._index, "-chosen")
