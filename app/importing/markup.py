"""What stands in a Markdown body: its first heading, inline tags and links. Every pattern is linear in the text."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

HEADING = re.compile(r"[ \t]*(?:[-*+][ \t]+)?#{1,6}[ \t]")
TITLE = re.compile(r" {0,3}#[ \t]+(.*)")
EMPHASIS = re.compile(r"(\*{1,3}|_{1,3})([^*_]+)\1")
CODE = re.compile(r"``[^`]+(?:`[^`]+)*``|`[^`]+`")
ADDRESS = re.compile(r"(?:https?|ftp|file)://\S+|\]\([^()\s]*\)")
TAG = re.compile(r"""(?<![^\s(\[{"'“‘*>])#(\w[\w/-]*)|#\[\[([^\[\]]+)\]\]""")
COLOUR = re.compile(r"(?=.*\d)(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
WIKI_LINK = re.compile(r"\[\[([^\[\]|#^]+)(?:[|#^][^\[\]]*)?\]\]")
NOTE_LINK = re.compile(r"\]\(<?([^()<>\s#]+)\.(?:md|markdown)(?:#[^()\s]*)?>?\)")
MOST_TAGS = 100
MOST_LINKS = 1000


def heading(body: str) -> str | None:
    """The text of the first `# heading` outside code, without link brackets and closing marks, or None."""
    for line in _prose(body):
        match = TITLE.fullmatch(line)
        words = _bare(match[1]) if match else ""
        if words:
            return words
    return None


def tags(body: str) -> tuple[str, ...]:
    """The inline `#tags` and `#[[long tags]]` outside code, addresses and headings, in order, each once."""
    found: dict[str, str] = {}
    for line in _prose(body):
        if "#" not in line or HEADING.match(line):
            continue
        for match in TAG.finditer(ADDRESS.sub(" ", CODE.sub(" ", line))):
            tag = (match[1] or match[2]).strip().rstrip("/-_")
            if any(map(str.isalpha, tag)) and not COLOUR.fullmatch(tag):
                found.setdefault(tag.casefold(), tag)
        if len(found) >= MOST_TAGS:
            break
    return tuple(found.values())[:MOST_TAGS]


def links(body: str) -> tuple[str, ...]:
    """The names that `[[wiki links]]` and links to Markdown files call for outside code, in order, each once."""
    found: dict[str, None] = {}
    for line in _prose(body):
        if "[[" in line:
            found.update((match[1].strip(), None) for match in WIKI_LINK.finditer(CODE.sub(" ", line)))
        if "](" in line:
            found.update((_file_name(match[1]), None) for match in NOTE_LINK.finditer(CODE.sub(" ", line)))
        if len(found) >= MOST_LINKS:
            break
    return tuple(name for name in found if name)[:MOST_LINKS]


def _prose(body: str) -> Iterator[str]:
    fence = ""
    for line in body.split("\n"):
        start = line.lstrip(" \t-*+>")[:3]
        if fence:
            fence = "" if start == fence else fence
        elif start in ("```", "~~~"):
            fence = start
        else:
            yield line


def _bare(words: str) -> str:
    plain = words.strip().rstrip("#").replace("[[", "").replace("]]", "").strip()
    whole = EMPHASIS.fullmatch(plain)
    return " ".join((whole[2] if whole else plain).split())


def _file_name(address: str) -> str:
    return "" if "://" in address else unquote(address.rsplit("/", 1)[-1])
