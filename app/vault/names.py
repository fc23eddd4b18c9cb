"""What a vault's files are called: readable, allowed on every system and in every `[[link]]`, each name once."""

import re
from collections.abc import Iterable
from itertools import chain, count
from unicodedata import category, normalize
from urllib.parse import unquote

from core.clock import from_micros
from core.memory import Kind
from core.store.exporting import Head
from core.store.shelf import Shelf

LONGEST = 180
"""Bytes of a name in UTF-8; with a suffix and an ending it stays below the 255 that file systems allow."""
_OPENING = 60  # characters of a text that make a name
_COLONS = re.compile(r"\s*[:|]\s+")
_DASHES = re.compile(r"[\\/:|]+")
_UNSAFE = re.compile(r"[\[\]#^*?\"<>]+")
_SIGNS = re.compile(r"^[\s#>*+-]*(?:\[[ xX]\]\s*)?|[`*_]{2,}|[\[\]]")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_FOLDERS = {
    Kind.NOTE: "Notes", Kind.CHAT: "Chats", Kind.SCREEN: "Screens", Kind.DOCUMENT: "Documents",
    Kind.SUMMARY: "Summaries", Kind.FACT: "Facts", Kind.PROFILE: "Profile",
}  # fmt: skip
_BY_MONTH = (Kind.CHAT, Kind.SCREEN)
_FILES = ("markdown", "obsidian", "logseq")
"""Programs of whose files the typed links are by the files' names."""
_SUFFIXES = (5, 8, 12, 26)


def safe(text: str) -> str:
    """A text as a file's name without its ending; "" if nothing of it can be one."""
    plain = normalize("NFC", "".join(char for char in text if category(char)[0] != "C" or char in "\t\n"))
    plain = _UNSAFE.sub(" ", _DASHES.sub("-", _COLONS.sub(" - ", plain)))
    plain = re.sub("%%+", "%", " ".join(plain.split()))
    return _named(_cut(plain.strip(" .-") if plain.strip(" .-") else "", LONGEST))


def wanted(head: Head) -> str:
    """What the file of a memory is called if nothing else is: its own file's name, its title, or how it begins."""
    return safe(_file(head)) or safe(head.title) or safe(_begin(head)) or _dated(head)


def folder(head: Head) -> str:
    """The folder that a memory's file goes to, by kind and time."""
    at = from_micros(head.occurred_at)
    place = _FOLDERS.get(Kind(head.kind), "Notes")
    return f"{place}/{at:%Y}/{at:%m}" if head.kind in _BY_MONTH else f"{place}/{at:%Y}"


def is_of(name: str, title: str, id: str) -> bool:
    """Whether a file's name came from its memory's title, or from how it begins where it has none."""
    plain = safe(title)
    return not plain or name == plain or name in (f"{plain} {id[-length:]}" for length in _SUFFIXES)


def stem(path: str) -> str:
    """A file's name without folder and ending."""
    return base(path).removesuffix(".md")


def base(path: str) -> str:
    """A file's name without its folder."""
    return path.rsplit("/", 1)[-1]


class Names:
    """The names that are taken, whatever their case."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = Shelf()  # of hashes: two of one hash cost no more than a suffix
        self._taken.put((hash(_folded(name)),) for name in taken)

    def take(self, name: str) -> None:
        """Give a name to nobody else."""
        self._taken.put([(hash(_folded(name)),)])

    def is_free(self, name: str) -> bool:
        """Whether nobody has this name."""
        return hash(_folded(name)) not in self._taken

    def given(self, name: str, id: str) -> str:
        """The name if it is free, else with the end of the id, or a number; it is taken from now on."""
        numbered = (f"{name} {number}" for number in count(2))
        for choice in chain((name,), (f"{name} {id[-length:]}" for length in _SUFFIXES if id), numbered):
            if self.is_free(choice):
                self.take(choice)
                break
        return choice


def _folded(name: str) -> str:
    return normalize("NFC", normalize("NFC", name).casefold())


def _file(head: Head) -> str:
    """The name of the Markdown file that a memory came from, so that links that were typed to it still lead to it."""
    if head.app not in _FILES or not head.uri.endswith(".md"):
        return ""
    return unquote(head.uri.rsplit("/", 1)[-1].removesuffix(".md"))


def _begin(head: Head) -> str:
    line = next((line for line in head.opening.splitlines() if any(map(str.isalnum, line))), "")
    words = _SIGNS.sub("", line)
    if len(words) > _OPENING:
        words = words[:_OPENING].rsplit(" ", 1)[0] if " " in words[:_OPENING] else words[:_OPENING]
    return f"{head.author} - {words}" if head.kind == Kind.CHAT and head.author and words else words


def _dated(head: Head) -> str:
    return f"{head.kind.capitalize()} {from_micros(head.occurred_at):%Y-%m-%d %H%M}"


def _named(name: str) -> str:
    return f"{name}_" if _DEVICES.fullmatch(name) else name


def _cut(text: str, size: int) -> str:
    data = text.encode()
    return text if len(data) <= size else data[:size].decode("utf-8", "ignore").rstrip(" .-")
