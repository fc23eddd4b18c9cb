"""What stands in a Markdown body: its first heading and inline tags. Every pattern is linear in the text."""

import re

from core.text.wiki import CODE, prose

HEADING = re.compile(r"[ \t]*(?:[-*+][ \t]+)?#{1,6}[ \t]")
TITLE = re.compile(r" {0,3}#[ \t]+(.*)")
EMPHASIS = re.compile(r"(\*{1,3}|_{1,3})([^*_]+)\1")
ADDRESS = re.compile(r"(?:https?|ftp|file)://\S+|\]\([^()\s]*\)|(?<!#)\[\[[^\[\]\n]*\]\]")
TAG = re.compile(r"""(?<![^\s(\[{"'“‘*>])#(\w[\w/-]*)|#\[\[([^\[\]]+)\]\]""")
COLOUR = re.compile(r"(?=.*\d)(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
EMBED = re.compile(r"!\[\[([^\[\]|#^\n]+?)(?:\\?[|#^][^\[\]\n]*)?\]\]|!\[[^\[\]\n]*\]\(<?([^()<>\s]+)")
NO_ATTACHMENT = re.compile(r"(?:https?|data):|.*\.(?:md|markdown)\Z", re.IGNORECASE)
MOST_TAGS = 100


def heading(body: str) -> str | None:
    """The text of the first `# heading` outside code, without link brackets and closing marks, or None."""
    for line in prose(body):
        match = TITLE.fullmatch(line)
        words = _bare(match[1]) if match else ""
        if words:
            return words
    return None


def tags(body: str) -> tuple[str, ...]:
    """The inline `#tags` and `#[[long tags]]` outside code, addresses, links and headings, in order, each once."""
    found: dict[str, str] = {}
    for line in prose(body):
        if "#" not in line or HEADING.match(line):
            continue
        for match in TAG.finditer(ADDRESS.sub(" ", CODE.sub(" ", line))):
            tag = (match[1] or match[2]).strip().rstrip("/-_")
            if any(map(str.isalpha, tag)) and not COLOUR.fullmatch(tag):
                found.setdefault(tag.casefold(), tag)
        if len(found) >= MOST_TAGS:
            break
    return tuple(found.values())[:MOST_TAGS]


def embedded(body: str) -> tuple[str, ...]:
    """The pictures and other files that a body embeds as `![[file.png]]` or `![words](file.png)`, each once.

    An embedded note, which has no ending or Markdown's, is no attachment, and neither is what lies in the web.
    """
    if "![" not in body:
        return ()
    lines = (CODE.sub(" ", line) for line in prose(body) if "![" in line)
    names = ((match[1] or match[2]).strip() for line in lines for match in EMBED.finditer(line))
    files = (name for name in names if "." in name.rsplit("/", 1)[-1] and not NO_ATTACHMENT.match(name))
    return tuple(dict.fromkeys(files))


def _bare(words: str) -> str:
    plain = words.strip().rstrip("#").replace("[[", "").replace("]]", "").strip()
    whole = EMPHASIS.fullmatch(plain)
    return " ".join((whole[2] if whole else plain).split())
