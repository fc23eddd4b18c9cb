"""What was being written when the app crashed, put into a file of the home before anything else is said."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from textual.app import App
from textual.screen import Screen
from textual.widgets import Input, TextArea


def unsaved_words(app: App[None]) -> str:
    """Everything that stands unsaved in the screens of the app, parted by blank lines."""
    found = [getattr(app, "draft", "")]
    for screen in _screens(app):
        with suppress(Exception):  # the app is already coming down; its first error is the one to tell
            found += _words(screen)
    return "\n\n".join(dict.fromkeys(words for words in found if words.strip()))


def _screens(app: App[None]) -> Iterator[Screen[object]]:
    for stack in app._screen_stacks.values():
        yield from stack


def _words(screen: Screen[object]) -> Iterator[str]:
    if getattr(screen, "unsaved", False):
        yield from (field.value for field in screen.query(Input))
        yield from (field.text for field in screen.query(TextArea))


def rescue(home: Path, words: str) -> str:
    """Keep the words and say where; where nothing can be written, say the words themselves."""
    from core.errors import EbbError
    from core.text.sanitise import shown

    try:
        return shown(f"What you were writing is kept in {kept(home, words, datetime.now())}.")
    except (OSError, EbbError):
        return shown(f"What you were writing:\n{words}")


def kept(home: Path, words: str, now: datetime) -> Path:
    """Write the words into a new file that their owner alone can read. Raises: OSError, CannotOpen's family."""
    from app.home import FOLDER_MODE, located, prepare, write_private

    folder = prepare(located(home)).root / "drafts"
    folder.mkdir(FOLDER_MODE, exist_ok=True)
    file = folder / f"{now:%Y-%m-%d-%H%M%S}-crash.md"
    write_private(file, words)
    return file
