"""What may be stored: text that UTF-8 and SQLite can hold, otherwise verbatim. `sanitise` is for showing it."""

import codecs
import re
from dataclasses import dataclass
from unicodedata import category, normalize

from core.errors import BadInput
from core.text.sanitise import shown, shown_line

MAX_CHARACTERS = 16_000_000
MAX_TAG = 64
MAX_TITLE = 300

_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_BLANK = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffd"
)  # drawn as nothing though not of class C or Z
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY_STARTS = (b"%PDF-", b"\x1f\x8b", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"SQLite format 3\0")
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\b\x1b") | {127}
_SAMPLE = 8192


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Text that can be stored, and how many characters had to be replaced by U+FFFD for that."""

    text: str
    replaced: int = 0


def cleaned(text: str) -> Cleaned:
    """Replace NUL and lone surrogates by U+FFFD and join surrogate pairs; everything else, CRLF too, stays verbatim."""
    if text.isascii() and "\0" not in text:
        return Cleaned(text)
    return Cleaned(*_UNSTORABLE.subn("\ufffd", _PAIR.sub(_joined, text)))


def checked(text: str) -> Cleaned:
    """`cleaned`, for a text that is to become a memory.

    Raises BadInput if nothing in it can be read, or if it is longer than MAX_CHARACTERS.
    """
    if len(text) > MAX_CHARACTERS:
        raise BadInput(
            f"The text has {len(text):,} characters; a memory holds at most {MAX_CHARACTERS:,}.",
            "Split it into smaller files and import those.",
        )
    if not (_readable(text[:_SAMPLE]) or _readable(text)):
        raise BadInput("There is nothing to remember: the text is empty.", 'Give it words, as in: ebb add "Buy milk".')
    return cleaned(text)


def decoded(data: bytes) -> Cleaned:
    """The text of a file, read by its byte order mark, else as UTF-8; what does not decode becomes U+FFFD."""
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")
    text = data.decode(encoding, "replace")
    broken = text.count("\ufffd")
    if broken:
        broken -= data.decode(encoding, "ignore").count("\ufffd")
    stored = cleaned(text)
    return Cleaned(stored.text, stored.replaced + broken)


def looks_binary(data: bytes) -> bool:
    """Whether the first bytes are those of a picture, archive or program rather than of text."""
    head = data[:_SAMPLE]
    if head.startswith(_BINARY_STARTS):
        return True
    if head.startswith(tuple(mark for mark, _ in _BYTE_ORDER_MARKS)):
        return False
    if b"\0" in head:
        return True
    controls = sum(byte in _CONTROLS for byte in head)
    return controls * 20 > len(head) or decoded(head).replaced * 3 > len(head)


def tag(text: str) -> str:
    """A tag as it is stored: no leading "#", lower case, "-" for white space, at most 64 characters, nothing invisible.

    Raises BadInput if nothing is left.
    """
    folded = normalize("NFC", shown_line(text).casefold())
    name = folded.replace(" ", "-").lstrip("#-")[:MAX_TAG].rstrip("-")
    if not _readable(name):
        raise BadInput("A tag cannot be empty.", "Use letters or digits, as in: --tag garden.")
    return name


def title(text: str) -> str:
    """A title as it is stored: one line without invisible characters, at most 300 characters; may be empty."""
    line = shown_line(text)
    return line if len(line) <= MAX_TITLE else line[: MAX_TITLE - 1].rstrip() + "…"


def _joined(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def _readable(text: str) -> bool:
    return any(category(char)[0] not in "CZ" and char not in _BLANK for char in set(shown(text)))
