"""The links of a note as the last section of its file: one line each, with kind, reason and the memory it leads to.

`%% ... %%` is a comment in Obsidian: the section's mark and the ids do not show in its reading view.
"""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote, unquote

from app.vault.note import Edge, Style

MARK = "%% ebb:links %%"
LOGSEQ_MARK = "- ebb-section:: links"

_MARKS = re.compile(r"^(?:%% ebb:links %%|- ebb-section:: links)[ \t]*\r?$", re.MULTILINE)
_WORDS = r"(?:[^\\\r\n]|\\.)"
_EDGE = re.compile(
    rf"[ \t]*- (?:\[\[(?P<wiki>[^\[\]\r\n]+)\]\]|\[{_WORDS}*?\]\((?P<address>[^()\s]+)\))"
    rf"(?: (?P<kind>(?:[^\\:\s]|\\.)+)(?:: (?P<why>{_WORDS}*?))?)?"
    r"(?: (?:%%|<!--)(?P<id>[0-9A-HJKMNP-TV-Z]{26})(?:%%|-->))?\s*"
)
_PICTURE = re.compile(r"(?:!\[\[[^\[\]]+\.(?:webp|png|jpg)\]\]|- !\[\]\([^()\s]+\))\s*")
_PLAIN = re.compile(r"[ \t]*- .*(?:%%elsewhere%%|<!--elsewhere-->)\s*")
_LONGEST = 20_000  # Characters of a line that is read as a link.
_SIGNS = frozenset("\\`*_[]<>#|~$^%=")
_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|(.))")


def appended(
    text: str,
    edges: Sequence[Edge],
    style: Style,
    pictures: Sequence[str] = (),
    addresses: Mapping[str, str] | None = None,
    elsewhere: Sequence[Edge] = (),
) -> str:
    """The text with its section of links, if it needs one: `split` gives both back.

    `pictures` are file names to embed; `addresses` lead from ids to relative paths, for links in Markdown;
    links to what is `elsewhere`, not in this vault, are told by their names alone and are no part of the note.
    """
    if not edges and not pictures and not elsewhere and not _MARKS.search(text):
        return text
    lines = [f"![[{name}]]" if style.flavour == "obsidian" else f"- ![](../assets/{quote(name)})" for name in pictures]
    lines += [_line(edge, style, (addresses or {}).get(edge.id, f"{edge.name}.md")) for edge in edges]
    lines += [_plain(edge, style) for edge in elsewhere]
    mark = MARK if style.flavour == "obsidian" else LOGSEQ_MARK
    return f"{text}\n\n{mark}\n" + "".join(f"{line}\n" for line in lines)


def split(body: str) -> tuple[str, tuple[Edge, ...]]:
    """A note's text to the last character, and the links of the section below it; one without an id was typed.

    What somebody wrote below the section belongs to the text.
    """
    marks = list(_MARKS.finditer(body))
    if not marks:
        return body, ()
    last = marks[-1]
    text = _before(body[: last.start()])
    lines = body[last.end() :].removeprefix("\n").split("\n")
    edges: list[Edge] = []
    for number, line in enumerate(lines):
        edge = _edge(line)
        if edge:
            edges.append(edge)
        elif line.strip() and not _PICTURE.fullmatch(line) and not _PLAIN.fullmatch(line):
            return f"{text}\n\n" + "\n".join(lines[number:]), tuple(edges)
    return text, tuple(edges)


def _before(text: str) -> str:
    for gap in ("\r\n\r\n", "\n\n", "\r\n", "\n"):
        if text.endswith(gap) and not (gap == "\n" and text.endswith("\r\n")):
            return text[: -len(gap)]
    return text


def _line(edge: Edge, style: Style, address: str) -> str:
    wiki = style.links == "wiki"
    target = f"[[{edge.name}]]" if wiki else f"[{escaped(edge.name)}]({quote(address, safe='/')})"
    why = f": {escaped(edge.why)}" if edge.why else ""
    id = (f" %%{edge.id}%%" if style.flavour == "obsidian" else f" <!--{edge.id}-->") if edge.id else ""
    return f"- {target} {_kind(edge.kind)}{why}{id}"


def _plain(edge: Edge, style: Style) -> str:
    why = f": {escaped(edge.why)}" if edge.why else ""
    mark = "%%elsewhere%%" if style.flavour == "obsidian" else "<!--elsewhere-->"
    return f"- {escaped(edge.name)} {_kind(edge.kind)}{why} {mark}"


def _kind(kind: str) -> str:
    return escaped(kind).replace(":", "\\:").replace(" ", "\\ ")


def _edge(line: str) -> Edge | None:
    match = _EDGE.fullmatch(line) if len(line) <= _LONGEST else None
    if match is None:
        return None
    name = match["wiki"].split("|")[0] if match["wiki"] else _stem(match["address"])
    return Edge(match["id"] or "", name, unescaped(match["kind"] or "manual"), unescaped(match["why"] or ""))


def _stem(address: str) -> str:
    return unquote(address.rsplit("/", 1)[-1]).removesuffix(".md")


def escaped(text: str) -> str:
    """Any text on one line of Markdown, where it is no link, tag, markup or comment."""
    return "".join(_one(char) for char in text)


def _one(char: str) -> str:
    if char in _SIGNS:
        return "\\" + char
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def unescaped(text: str) -> str:
    """The inverse of `escaped`; what a person typed without escapes stays as it is."""
    return _ESCAPE.sub(_meant, text) if "\\" in text else text


def _meant(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else match[3]
