"""Finds a text's own title: a first heading, or a short first line that stands apart. Nothing is made up."""

import re

LONGEST = 80
"""Characters; a longer first line is a sentence."""

_FRONT_MATTER = re.compile(r"\A---\n.{0,4000}?\n---\n", re.DOTALL)
_HEADING = re.compile(r"\s*#{1,3}[ \t]+(?P<title>[^\n]+?)[ \t#]*(?:\n|\Z)")
_UNDERLINED = re.compile(r"\s*(?P<title>[^\n]+)\n(?:={3,}|-{3,})[ \t]*(?:\n|\Z)")
_LINE = re.compile(r"\s*(?P<title>[^\n]+?)[ \t]*\n[ \t]*\n\s*\S")
_NO_TITLE = re.compile(
    r"[-*+•>|`{}<$\\/@]|\d+[.)]\s|\[[ xX]\]|(?:todo|done|doing|later|now|dear|hi|hello|hey|ps|from|to)\b"
    r"|(?:re|fwd|subject|date)\b"
    r"|https?:|.*[.!?,;:…]\Z|.*(?:::|https?:|[=;{}]\s*\Z)",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[*_`]{1,3}")


def title_of(text: str) -> str:
    """The title that a note or document gives itself, verbatim without marks; "" if it is not clearly one."""
    body = _FRONT_MATTER.sub("", text[:6000])
    for pattern in (_HEADING, _UNDERLINED):
        if match := pattern.match(body):
            return _fitting(match["title"])
    match = _LINE.match(body)
    if match is None:
        return ""
    line = match["title"]
    if len(line) > 60 or len(line.split()) > 9 or _NO_TITLE.match(line) or not line[0].isupper():
        return ""
    return line


def _fitting(title: str) -> str:
    bare = " ".join(_PLAIN.sub("", title).split())
    return bare if 0 < len(bare) <= LONGEST and any(char.isalnum() for char in bare) else ""
