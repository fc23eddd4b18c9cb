"""A text being written in the person's editor; it lies in a file of the home until it is remembered."""

import os
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

from app.home import FOLDER_MODE, Home, prepare, unwritable, write_private
from core.errors import BadInput, EbbError
from core.text.clean import decoded
from ui.cli.moments import local_now


@dataclass(frozen=True, slots=True)
class Draft:
    """What came out of the editor, and the file that holds it."""

    file: Path
    text: str

    @classmethod
    def written(cls, home: Home, start: str = "") -> "Draft":
        """Open $VISUAL or $EDITOR on a new file and wait for it.

        Raises: BadInput if nothing was written, the text was not changed or the editor failed; ReadOnlyHome.
        """
        file = _new_file(home, start)
        try:
            _edit(file)
            text = decoded(file.read_bytes()).text
        except (EbbError, OSError) as error:
            draft = cls(file, start)
            if file.exists() and file.stat().st_size and file.read_bytes().decode("utf-8", "replace") != start:
                raise draft.kept(error) from error
            draft.drop()
            raise
        if not start.endswith("\n"):
            text = text.removesuffix("\n")  # editors end the last line; the person did not
        if not text.strip() or (start and text == start):
            file.unlink(missing_ok=True)
            raise BadInput("Nothing was changed." if start else "Nothing was written; nothing is remembered.")
        return cls(file, text)

    def drop(self) -> None:
        """Delete the file; the text is safe elsewhere."""
        self.file.unlink(missing_ok=True)

    def kept(self, error: Exception) -> EbbError:
        """Make an error of the same kind which says where the text lies."""
        where = f"Your text is kept in {self.file}."
        if isinstance(error, EbbError):
            return type(error)(error.message, f"{error.hint} {where}".strip())
        return BadInput(f"The editor failed: {error}.", where)


def _new_file(home: Home, start: str) -> Path:
    folder = prepare(home).root / "drafts"
    file = folder / f"{local_now():%Y-%m-%d-%H%M%S}-{os.getpid()}.md"
    try:
        folder.mkdir(FOLDER_MODE, exist_ok=True)
        write_private(file, start)
    except OSError as error:
        raise unwritable(home, error) from error
    return file


def _edit(file: Path) -> None:
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        code = subprocess.run([*shlex.split(editor), str(file)], check=False).returncode
    except (OSError, ValueError) as error:
        raise BadInput(
            f"The editor {editor!r} cannot be started.", "Set $EDITOR, or give the text as words."
        ) from error
    if code:
        raise BadInput(f"The editor {editor!r} ended with status {code}.")
