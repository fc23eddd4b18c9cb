"""The app under test as a person has it: a screen to read, keys to press."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from textual.events import Paste
from textual.pilot import Pilot

from ui.tui.app import EbbApp

PATIENCE = 20.0
"""Seconds to wait for something to appear."""


class Stage:
    """Reads the screen of a running app and presses its keys."""

    def __init__(self, app: EbbApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    def lines(self) -> list[str]:
        """The lines of the screen that is on top, as they would be drawn."""
        return [strip.text for strip in self.app.screen._compositor.render_strips()]

    def text(self) -> str:
        """The whole screen, and what is being said in passing."""
        said = [notice.message for notice in self.app._notifications]
        return "\n".join([*self.lines(), *said])

    async def until(self, condition: Callable[[], Any]) -> None:
        """Let the app go on until `condition()` is true."""
        deadline = time.monotonic() + PATIENCE
        await self.pilot.pause()
        while not condition():
            assert time.monotonic() < deadline, f"this never came to be; the screen says:\n{self.text()}"
            await asyncio.sleep(0.03)
            await self.pilot.pause()

    async def sees(self, *words: str) -> str:
        """Wait until all these words are on the screen; returns the screen."""
        await self.until(lambda: all(word in self.text() for word in words))
        return self.text()

    async def gone(self, words: str) -> None:
        """Wait until these words are no longer on the screen."""
        await self.until(lambda: words not in self.text())

    async def press(self, *keys: str) -> None:
        """Press keys, in Textual's names."""
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        """Put a text into the field that has the focus, as a terminal does with what is typed fast or pasted."""
        self.app.screen.post_message(Paste(text))
        await self.pilot.pause()
