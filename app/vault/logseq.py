"""A note's properties as Logseq writes them: `name:: value` lines at the top of a page, then an empty line."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime

from app.vault.frontmatter import Fields, NoFrontMatter, Value, stamp

_FIRST = re.compile(r"\ufeff?ebb-id:: ")
_LINE = re.compile(r"([A-Za-z][\w.-]*)::(?: (.*))?")
_BARE = re.compile(r"[^\W_][\w ./+-]*")
_LISTS = {"tags": "tags", "aliases": "alias", "ebb-tags": "ebb-tags"}
"""What Ebb's lists are called in Logseq."""
_NAMES = {theirs: own for own, theirs in _LISTS.items()} | {"ebb-title": "title"}
_ENTRY = re.compile(r"\[\[(.*?)\]\]|([^,\s][^,]*)")


def block(properties: Mapping[str, Value], foreign: str = "") -> str:
    """The page's properties; a title is `ebb-title`, since `title` would rename the page."""
    lines = [f"{_LISTS.get(name, _own(name))}:: {_shown(value)}\n" for name, value in properties.items() if value != ()]
    return "".join(line for line in lines if not line.endswith(":: \n")) + foreign + "\n"


def begins(content: str) -> bool:
    """Whether a file begins with properties as `block` writes them."""
    return _FIRST.match(content) is not None


def split(content: str) -> tuple[Fields, str]:
    """The properties, named as in front matter, and what follows them to the last character. Raises: NoFrontMatter."""
    found: Fields = {}
    at = 1 if content.startswith("\ufeff") else 0
    while True:
        end = content.find("\n", at)
        line = content[at : end if end >= 0 else len(content)].removesuffix("\r")
        match = _LINE.fullmatch(line)
        if match is None:
            break
        name = match[1].lower()
        found[_NAMES.get(name, name)] = _read(name, match[2] or "")
        if end < 0:
            return found, ""
        at = end + 1
    if line:
        raise NoFrontMatter("its properties do not end with an empty line")
    return found, content[end + 1 :] if end >= 0 else ""


def foreign(content: str, is_own: Callable[[str], bool]) -> str:
    """The lines of a page's properties that are not Ebb's."""
    if not begins(content):
        return ""
    kept = []
    for line in content.replace("\r\n", "\n").split("\n"):
        match = _LINE.fullmatch(line)
        if match is None:
            break
        name = match[1].lower()
        if not is_own(_NAMES.get(name, name)):
            kept.append(f"{line}\n")
    return "".join(kept)


def _own(name: str) -> str:
    return "ebb-title" if name == "title" else name


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, str):
        return value if not value or _BARE.fullmatch(value) and value == value.strip() else json.dumps(value)
    return ", ".join(entry if _BARE.fullmatch(entry) else f"[[{_bracketed(entry)}]]" for entry in value)


def _bracketed(entry: str) -> str:
    """A name between brackets, with what would end them, or is not printable, as an escape of JSON's."""
    text = json.dumps(entry, ensure_ascii=False)[1:-1]
    plain = "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)
    return plain.replace("[", "\\u005b").replace("]", "\\u005d")


def _read(name: str, value: str) -> str | list[str]:
    if name in _LISTS.values():
        return [_meant(match[1]) if match[1] else match[2].strip() for match in _ENTRY.finditer(value)]
    return _meant(value[1:-1]) if len(value) > 1 and value.startswith('"') and value.endswith('"') else value


def _meant(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text
