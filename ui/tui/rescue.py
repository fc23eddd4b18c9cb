"""What was being written when the app crashed, put into a file of the home before anything else is said.

The file stays until its words are saved or thrown away.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from textual.app import App
from textual.screen import Screen
from textual.widgets import Input, TextArea

_FOLDER, _ENDING = "drafts", "-crash.md"


@dataclass(frozen=True, slots=True)
class Left:
    """Words that were kept in a crash, where and when."""

    file: Path
    words: str
    at: datetime


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
        yield from getattr(screen, "saving", ())


def rescue(home: Path, words: str) -> str:
    """Keep the words and say where; where nothing can be written, say the words themselves."""
    from core.errors import EbbError
    from core.text.sanitise import shown

    try:
        file = kept(home, words, datetime.now())
        return shown(f"What you were writing is kept in {file}; Today offers it when you open Ebb again.")
    except (OSError, EbbError):
        return shown(f"What you were writing:\n{words}")


def kept(home: Path, words: str, now: datetime) -> Path:
    """Write the words into a new file that their owner alone can read. Raises: OSError, CannotOpen's family."""
    from app.home import FOLDER_MODE, located, prepare, write_private

    folder = prepare(located(home)).root / _FOLDER
    folder.mkdir(FOLDER_MODE, exist_ok=True)
    file = folder / f"{now:%Y-%m-%d-%H%M%S}{_ENDING}"
    write_private(file, words)
    return file


def left(home: Path) -> tuple[Left, ...]:
    """What is kept in a home, the newest first; a file that cannot be read stays where it is."""
    found = []
    for file in sorted((home / _FOLDER).glob(f"*{_ENDING}"), reverse=True):
        with suppress(OSError):
            words = file.read_text(encoding="utf-8", errors="replace")
            found.append(Left(file, words, datetime.fromtimestamp(file.stat().st_mtime, UTC)))
    return tuple(one for one in found if one.words.strip())


def throw_away(files: Iterable[Path]) -> None:
    """Delete kept words that are saved or not wanted."""
    for file in files:
        file.unlink(missing_ok=True)


def put_back(left: Left) -> None:
    """Keep words again that were thrown away. Raises: OSError."""
    from app.home import write_private

    write_private(left.file, left.words)
