"""Links in what is answered: none that the person did not write down themselves can be followed, or even clicked.

A model may copy an address from a page that was on the screen, or make one up that carries what it has read; so may a
page itself when it is quoted. What is left of such an address says that it was there, and the memory shows it whole.
"""

import re
from collections.abc import Collection, Iterable

from core.memory import Memory

LINK = "‹link›"
TRUSTED = "self"
"""The trust of what the person wrote; nothing else brings a link into an answer."""

_SCHEME = (
    r"(?:[a-z][a-z0-9+.\-]{1,30}:[/\\]{2}|(?:mailto|javascript|data|tel|sms|file|vbscript|magnet|ebb):(?=\S)|www\.)"
)
_ADDRESS = re.compile(rf"(?<![a-z0-9]){_SCHEME}[^\s<>\"”»›\])]*|\b(?:[\w-]+\.)+[a-z]{{2,12}}[/?][^\s<>\"”»›\])]*", re.I)
_CLICKABLE = re.compile(rf"(?<![a-z0-9]){_SCHEME}(?=\S)", re.I)
_MARKDOWN = re.compile(
    r"!?\[(?P<label>[^\[\]\n]{0,300})\]"
    r"(?:\(\s*<?(?P<target>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)[^()\n]{0,200}\)"
    r"|\[[^\[\]\n]*[^\d\s\[\]][^\[\]\n]*\])"
)
_TAG = re.compile(
    r"</?(?:a|img|script|iframe|svg|link|meta|form|video|audio|object|embed|style|base|input|button|source|area|body"
    r"|html|div|span|p|b|i|u)\b[^<>]{0,2000}>?",
    re.I,
)
_TRAILING = ".,;:!?…'’*_`"
_HELD = 400
"""Characters that are held back at most while it is not clear whether they become a link."""


def addresses(memories: Iterable[Memory]) -> frozenset[str]:
    """The addresses that stand in memories which the person wrote."""
    own = (memory for memory in memories if memory.trust == TRUSTED)
    return frozenset(_bare(match[0]) for memory in own for match in _ADDRESS.finditer(memory.text))


def defused(text: str, known: Collection[str] = ()) -> str:
    """The text without links, but for the addresses that are `known`; what a link is called stays. Idempotent."""

    def label(match: re.Match[str]) -> str:
        target = match["target"] or ""
        if match["label"].isdigit():
            return f"[{match['label']}]"
        return f"{match['label']} ({target})" if target in known else match["label"] or LINK

    def address(match: re.Match[str]) -> str:
        bare = _bare(match[0])
        return match[0] if bare in known else LINK + match[0][len(bare) :]

    for _ in range(3):  # what was inside a link may be one
        before, text = text, _ADDRESS.sub(address, _TAG.sub("", _MARKDOWN.sub(label, text)))
        if text == before:
            break
    return text


def quoted(text: str, memory: Memory) -> str:
    """Words of a memory as an answer quotes them: what others wrote can be read but not clicked."""
    if memory.trust == TRUSTED:
        return text
    plain = _MARKDOWN.sub(lambda match: f"{match['label']} ({match['target'] or ''})", text)
    return _CLICKABLE.sub("", plain)


class Guard:
    """Lets an answer through as it comes, whole words at a time and without links."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known
        self._held = ""

    def take(self, piece: str) -> str:
        """Take the next piece; returns what may be shown now."""
        self._held += piece
        cut = self._clear()
        given, self._held = self._held[:cut], self._held[cut:]
        return defused(given, self._known)

    def rest(self) -> str:
        """What was held back last."""
        given, self._held = self._held, ""
        return defused(given, self._known)

    def _clear(self) -> int:
        """How much of what is held can no longer become part of a link."""
        held = self._held
        cut = max(held.rfind(" "), held.rfind("\n")) + 1
        for opener, closer in (("[", "]"), ("<", ">")):
            start = held.rfind(opener, 0, cut)
            end = held.find(closer, start) if start >= 0 else 0
            if end > 0 and held[end + 1 : end + 2] == "(":
                end = held.find(")", end)
            if start >= 0 and not 0 <= end < cut and len(held) - start < _HELD:
                cut = start
        return cut


def _bare(address: str) -> str:
    return address.rstrip(_TRAILING)
