"""Text made safe to show: a terminal receives only letters, marks, symbols, spaces and newlines, whatever is stored.

Nothing here changes what is stored; `clean` does that.
"""

import re
from unicodedata import category, east_asian_width

_STRING_END = r"\x07\x18\x1a\x1b\x80-\x9f"
_SEQUENCE = re.compile(
    # ECMA-48: DCS, SOS, OSC, PM and APC strings up to ST or BEL; an unterminated one up to the end of its line
    rf"(?:\x1b[PX\]^_]|[\x90\x98\x9d-\x9f])(?:[^{_STRING_END}]*+(?:\x07|\x9c|\x1b\\)|[^\r\n{_STRING_END}]*+)"
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI, finished or not
    r"|\x1b[ -/]+[0-~]?"  # character sets and the like
    r"|\x1b[0-~]?"
)
_LINE_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_JOINER = re.compile("[\u200c\u200d]+")
_BEYOND_LATIN = "\u0590"
_JOINED = ("L", "M", "So", "Sk")
_VISIBLE_FORMAT = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
_VARIATION_SELECTOR_16 = "\ufe0f"
_REPLACEMENT = "\ufffd"
TAB_WIDTH = 4


def shown(text: str) -> str:
    """Any text as a terminal may print it: no control, escape sequence, direction override or invisible character.

    Newlines stay, every other line break becomes one, tabs become up to 4 spaces. What has no agreed glyph (lone
    surrogates, private use, unassigned) becomes U+FFFD. Idempotent; linear in the length.
    """
    if text.isprintable():
        return text
    if not text.isascii() or "\x1b" in text:
        text = _SEQUENCE.sub("", text)
    text = _LINE_BREAK.sub("\n", text)
    return "\n".join(line if line.isprintable() else _shown_line(line) for line in text.split("\n"))


def shown_line(text: str, width: int | None = None) -> str:
    """The same on one line, white space collapsed, cut with an ellipsis at `width` terminal cells."""
    if width is None:
        return " ".join(shown(text).split())
    head = text[: 16 * max(width, 0) + 4096]
    line = " ".join(shown(head).split())
    if len(head) == len(text) and cells(line) <= width:
        return line
    return _cut(line, width - 1) + "…" if width > 0 else ""


def cells(text: str) -> int:
    """The terminal cells that a line of shown text takes: 2 for wide East Asian characters and emoji, 0 for marks.

    A joined emoji counts as the sum of its parts, so terminals never use more.
    """
    return len(text) if text.isascii() else sum(_width(text, index) for index in range(len(text)))


def _width(text: str, index: int) -> int:
    char = text[index]
    if char < "\u0300":
        return 1
    if char == _VARIATION_SELECTOR_16:
        return int(index > 0 and _width(text, index - 1) == 1)
    kind = category(char)
    if kind in {"Mn", "Me", "Cf"} or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if east_asian_width(char) in "WF" or (kind == "Cn" and _planned(char)) else 1


def _cut(line: str, width: int) -> str:
    used = 0
    for index in range(len(line)):
        used += _width(line, index)
        if used > width:
            return line[:index].rstrip(" \u200c\u200d")
    return line


def _planned(char: str) -> bool:
    """Whether a code point new to Python's Unicode can only be an emoji or an ideograph, both wide."""
    code = ord(char)
    return 0x1F300 <= code <= 0x1FAFF or (0x20000 <= code <= 0x3FFFD and code & 0xFFFF < 0xFFFE)


class _Table(dict[int, str]):
    """What each code point is shown as, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = _glyph(chr(code))
        return self[code]


_TABLE = _Table()


def _glyph(char: str) -> str:
    kind = category(char)
    if char.isprintable() or kind == "Zs" or char in "\t\u200c\u200d" or char in _VISIBLE_FORMAT:
        return char
    if kind in {"Cc", "Cf"}:
        return ""
    return char if kind == "Cn" and _planned(char) else _REPLACEMENT


def _shown_line(line: str) -> str:
    line = line.translate(_TABLE)
    if "\u200c" in line or "\u200d" in line:
        line = _JOINER.sub(_joiner, line)
    return line.expandtabs(TAB_WIDTH)


def _joiner(match: re.Match[str]) -> str:
    """One joiner where it joins letters of a joining script or the parts of an emoji, else nothing."""
    line, start, end = match.string, match.start(), match.end()
    return match[0][0] if _joins(line[start - 1 : start]) and _joins(line[end : end + 1]) else ""


def _joins(char: str) -> bool:
    return char >= _BEYOND_LATIN and category(char).startswith(_JOINED)
