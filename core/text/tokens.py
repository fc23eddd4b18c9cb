"""Filters typed among words: `kind:screen app:firefox since:"last week" #boat roof`. Reads, but judges no value."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

NAMES = {
    "kind": "kind",
    "type": "kind",
    "app": "app",
    "tag": "tag",
    "author": "author",
    "by": "author",
    "from": "author",
    "since": "since",
    "after": "since",
    "until": "until",
    "before": "before",
    "on": "on",
    "is": "is",
    "state": "is",
    "in": "in",
}
"""What may stand before a colon, and which filter it means."""

_TOKEN = re.compile(r'(?<!\S)(?:([A-Za-z]{2,12}):("[^"]*"?|[^\s"]\S*)?|#(\w[\w/-]*))(?=\s|$)')


@dataclass(frozen=True, slots=True)
class Token:
    """One filter: its name as in NAMES' values, its value without quotes, and its place [start, end) in the line."""

    name: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """A typed line: the words that are searched for, the filters, and names that look like misspelt filters."""

    words: str
    tokens: tuple[Token, ...]
    doubtful: tuple[str, ...] = ()


def read(text: str) -> Line:
    """Take the filters out of a line; what is no filter, such as an address or a time, stays among the words.

    An unfinished filter (`kind:`) is none, and no word either.
    """
    tokens: list[Token] = []
    doubtful: list[str] = []
    kept, at = [], 0
    for match in _TOKEN.finditer(text):
        name, value, tag = match[1], match[2], match[3]
        if tag is not None:
            token = None if tag.isdigit() else Token("tag", tag, match.start(), match.end())
        elif (meant := NAMES.get(name.lower())) is None:
            doubtful += _near(name)
            continue
        else:
            token = Token(meant, (value or "").strip('"').strip(), match.start(), match.end())
        if token is None:
            continue
        kept.append(text[at : match.start()])
        at = match.end()
        if token.value:
            tokens.append(token)
    kept.append(text[at:])
    return Line(" ".join(" ".join(kept).split()), tuple(tokens), tuple(doubtful))


def quoted(value: str, *, bare: bool = False) -> str:
    """A filter's value as it is typed, in quotes where it needs them; `bare` for a tag behind `#`, which takes none."""
    return value if bare or not re.search(r"\s", value) else f'"{value}"'


def begun(text: str, at: int) -> tuple[str, str, int] | None:
    """The filter that is being typed at `at`: its name, the begun value, and where the value starts; None for words.

    A `#` begins a tag. The name is as in NAMES' values.
    """
    match = re.search(r'(?<!\S)(?:([A-Za-z]{2,12}):(?:(")([^"]*)|([^\s"]*))|#([\w/-]*))$', text[:at])
    if match is None:
        return None
    if match[1] is None:
        return "tag", match[5], at - len(match[5])
    name, value = NAMES.get(match[1].lower()), match[3] or match[4] or ""
    return None if name is None else (name, value, at - len(value) - len(match[2] or ""))


def _near(name: str) -> Sequence[str]:
    return get_close_matches(name.lower(), NAMES, n=1, cutoff=0.75)
