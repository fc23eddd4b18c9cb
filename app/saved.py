"""Searches that a person saved: a name and the line it stands for, in a file that can be read and edited by hand."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from app.home import Home, unwritable, write_private
from core.errors import BadInput

FILE: Final = "searches.toml"
LONGEST: Final = 2_000
"""Characters of a line that can be saved."""

_USED = re.compile(r"(?<!\S)@([\w-]+)(?=\s|$)")
_NAME = re.compile(r"[^\W_][\w-]{0,39}")


class Saved:
    """The saved searches of one home; every call reads the file, which is small."""

    def __init__(self, home: Path) -> None:
        """`home` is the memory's folder."""
        self._home = Home(home)
        self._file = home / FILE

    def all(self) -> dict[str, str]:
        """Name and line of each, by name. Raises: BadInput for a file that is wrong."""
        try:
            found = tomllib.loads(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise BadInput(f"{self._file} cannot be read as TOML.", "Mend or remove it.") from error
        return {name: line for name, line in sorted(found.items()) if isinstance(line, str) and _NAME.fullmatch(name)}

    def save(self, name: str, line: str) -> tuple[str, str | None]:
        """Save a line; returns the name as it is written, and the line that bore it before. Raises: BadInput."""
        written, kept = named(name), " ".join(line.split())[:LONGEST]
        if not kept:
            raise BadInput("There is nothing to save.", "Type a search first.")
        if f"@{written}" in kept.split():
            raise BadInput(f"@{written} cannot stand for itself.", "Give another name.")
        before = self.all()
        self._write({**before, written: kept})
        return written, before.get(written)

    def remove(self, name: str) -> str | None:
        """Take a search out; returns its line, None if there was none. Raises: BadInput."""
        found = self.all()
        line = found.pop(name, None)
        if line is not None:
            self._write(found)
        return line

    def _write(self, searches: Mapping[str, str]) -> None:
        lines = [f"{_literal(name)} = {_literal(line)}\n" for name, line in sorted(searches.items())]
        try:
            write_private(self._file, "".join(lines))
        except OSError as error:
            raise unwritable(self._home, error) from error


def named(words: str) -> str:
    """A name as it is written behind `@`: small letters, digits and dashes. Raises: BadInput where none are left."""
    name = re.sub(r"[^\w-]+", "-", words.strip().casefold()).strip("-_")[:40].strip("-_")
    if not _NAME.fullmatch(name):
        raise BadInput("A saved search needs a name of letters or digits.", "Try `roof` or `work-this-week`.")
    return name


def used(text: str) -> list[tuple[str, int, int]]:
    """The names behind an `@` in a line, each with its place [start, end)."""
    return [(match[1], match.start(), match.end()) for match in _USED.finditer(text)]


def expanded(text: str, searches: Mapping[str, str]) -> str:
    """The line with each `@name` that is saved replaced by what it stands for; others, such as people, stay."""
    for _ in range(3):  # saved searches may use others, but not without end
        text = _USED.sub(lambda match: searches.get(match[1].casefold(), match[0]), text)
    return text


def _literal(text: str) -> str:
    """A string as TOML writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda match: f"\\u{ord(match[0]):04x}", escaped) + '"'
