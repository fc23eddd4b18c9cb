"""The names that a text calls other memories by: `[[wiki links]]` and links to Markdown files, outside code."""

import re
from collections.abc import Iterator
from unicodedata import normalize
from urllib.parse import unquote

CODE = re.compile(r"``[^`]+(?:`[^`]+)*``|`[^`]+`")
_WIKI_LINK = re.compile(r"(!?)\[\[([^\[\]|#^\n]+?)(?:\\?[|#^][^\[\]\n]*)?\]\]")
_MEDIA = re.compile(
    r".*\.(?:avif|bmp|gif|jpe?g|png|svg|webp|flac|m4a|mp3|ogg|wav|3gp|mkv|mov|mp4|ogv|webm)", re.IGNORECASE
)
_NOTE_LINK = re.compile(r"\]\(<?([^()<>\s#]+)\.(?:md|markdown)(?:#[^()\s]*)?>?\)")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)
MOST_NAMES = 1000
LONGEST_NAME = 300


def called(text: str) -> tuple[str, ...]:
    """The names that a text links to, in order, each once: of `[[Title|shown]]` and `![[Title#part]]` the title.

    A link to a file (`[plan](notes/The%20plan.md)`) calls for its name without the ending; a picture or sound that is
    embedded calls nothing. In a table the bar is written `\\|`. Linear in the text.
    """
    if "[[" not in text and "](" not in text:
        return ()
    found: dict[str, None] = {}
    for line in prose(text):
        if "[[" in line:
            links = _WIKI_LINK.finditer(CODE.sub(" ", line))
            found.update((_name(link[2]), None) for link in links if not (link[1] and _MEDIA.fullmatch(link[2])))
        if "](" in line:
            found.update((_file_name(match[1]), None) for match in _NOTE_LINK.finditer(CODE.sub(" ", line)))
        if len(found) >= MOST_NAMES:
            break
    return tuple(name for name in found if name)[:MOST_NAMES]


def name_in(address: str) -> str:
    """The name that a link to a file calls a memory by; empty for an address that is no Markdown file beside it."""
    found = _NOTE_LINK.fullmatch(f"]({address})")
    return _file_name(found[1]) if found else ""


def prose(text: str) -> Iterator[str]:
    """The lines of a Markdown text outside fenced code."""
    fence = ""
    for line in text.split("\n"):
        start = line.lstrip(" \t-*+>")[:3]
        if fence:
            fence = "" if start == fence else fence
        elif start in ("```", "~~~"):
            fence = start
        else:
            yield line


def _name(words: str) -> str:
    return normalize("NFC", " ".join(words.split())[:LONGEST_NAME])


def _file_name(address: str) -> str:
    return "" if _SCHEME.match(address) else _name(unquote(address.rsplit("/", 1)[-1]))
