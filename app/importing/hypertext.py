"""HTML as plain text: the words that a reader of the page sees, and where its links lead; nothing is fetched or run.

The tokens are cut here because the standard library's parser takes time that grows with the square of hostile input;
every step below moves forward through the text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

# No "<" inside a tag, so that one that never ends costs the way to the next one only.
TAG = re.compile(r"""<(/?)([a-zA-Z][\w:-]*+)((?:[^<>"']|"[^"<]*+"|'[^'<]*+')*+)>""")
ATTRIBUTE = re.compile(r"""(?<![\w:-])([\w:-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"']++))""")
SPACE = re.compile(r"[^\S\n]+")
WHITE = re.compile(r"\s+")
UNSEEN = frozenset(
    ("script", "style", "head", "title", "template", "noscript", "svg", "object", "iframe", "select", "textarea")
)
APART = frozenset(("p", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "dl", "section"))
BREAKS = APART | frozenset(("div", "br", "tr", "li", "hr", "dt", "dd", "article", "header", "footer"))
WEB = ("http://", "https://")
LONGEST_ADDRESS = 500
LONGEST = 4_000_000  # Characters of one page or letter; what follows is left out.


@dataclass(frozen=True, slots=True)
class Token:
    """Words with their entities resolved (`tag` ""), or a tag: "a" opens one, "/a" closes it."""

    tag: str
    words: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


def tokens(html: str, unseen: frozenset[str] = frozenset()) -> Iterator[Token]:
    """Yield the words and tags of `html` in order; elements in `unseen` are left out with all that they hold."""
    at = 0
    while at < len(html):
        start = html.find("<", at)
        if start != at:
            yield Token("", _unescaped(html[at : start if start >= 0 else len(html)]))
        if start < 0:
            return
        if html.startswith(("<!", "<?"), start):
            mark = "-->" if html.startswith("<!--", start) else ">"
            end = html.find(mark, start)
            at = end + len(mark) if end >= 0 else len(html)
            continue
        match = TAG.match(html, start)
        if not match:
            yield Token("", "<")
            at = start + 1
            continue
        at, name = match.end(), match[2].lower()
        if name in unseen and not match[1] and not match[3].endswith("/"):
            closing = re.compile(rf"</{re.escape(name)}[^<>]*>", re.IGNORECASE).search(html, at)
            at = closing.end() if closing else len(html)
        elif name not in unseen:
            yield Token(match[1] + name, "", _attributes(match[3]) if not match[1] and "=" in match[3] else {})


def plain(html: str) -> str:
    """The text of a page or a letter; a link whose words do not say its address has it behind, in `<>`."""
    pieces: list[str] = []
    address, since, exact = "", 0, 0
    for token in tokens(html[:LONGEST], UNSEEN):
        tag = token.tag.removeprefix("/")
        if not token.tag:
            pieces.append(token.words.replace("\v", " ") if exact else WHITE.sub(" ", token.words))
        elif token.tag == "a":
            address, since = _address(token), len(pieces)
        elif token.tag == "/a" and address:
            words = "".join(pieces[since:]).strip()
            pieces.append(f" <{address}>" if words and words.rstrip("/") != address.rstrip("/") else "")
            address = ""
        elif token.tag == "img":
            words = " ".join(token.attributes.get("alt", "").split())[:200]
            pieces.append(f"[image {words}]" if words else "")
        elif tag in APART or (tag in BREAKS and tag == token.tag):
            pieces.append("\n\v\n" if tag in APART else "\n- " if tag == "li" else "\n")
            exact = max(0, exact + (token.tag == "pre") - (token.tag == "/pre"))
        elif token.tag in ("td", "th"):
            pieces.append(" ")
    return _tidied("".join(pieces))


def _tidied(text: str) -> str:
    """Lines without blanks around them; one empty line where elements stand apart (marked \\v), none elsewhere."""
    kept: list[str] = []
    for line in text.split("\n"):
        words = SPACE.sub(" ", line.replace("\v", "")).strip()
        if words:
            kept.append(words)
        elif "\v" in line and kept and kept[-1]:
            kept.append("")
    return "\n".join(kept).strip()


def _address(token: Token) -> str:
    address = token.attributes.get("href", "").strip()
    return address if address.lower().startswith(WEB) and len(address) <= LONGEST_ADDRESS else ""


def _attributes(given: str) -> dict[str, str]:
    return {match[1].lower(): _unescaped(match[2] or match[3] or match[4] or "") for match in ATTRIBUTE.finditer(given)}


def _unescaped(text: str) -> str:
    try:
        return unescape(text)
    except ValueError:  # a number of more digits than Python reads
        return text
