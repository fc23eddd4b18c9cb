"""The titles that a field offers while a `[[link` is being typed in it, looked for behind the screen."""

from core.text.sanitise import shown_line
from ui.tui.background import Background, ScreenResult
from ui.tui.widgets.titles import Caller


class Titling(Background[ScreenResult]):
    """A screen with fields in which `[[` offers the titles of memories to link to."""

    def on_caller_calling(self, message: Caller.Calling) -> None:
        """Look for the titles that hold what was typed after `[[`."""
        words, offer = message.words, message.caller.offer
        if words is not None:
            self.behind(
                lambda ebb: [shown_line(title) for title in ebb.network.titles(words)],
                lambda titles: offer(words, titles),
                group="titles",
                failed=lambda _: None,
            )
