"""Animals that somebody has got, named anywhere in a sentence or in the one after: always additions."""

import re
from collections.abc import Iterator

from core.truth import statement as slots
from core.truth.belongings import ANIMALS
from core.truth.frames import NEW, OWNED, Passage, clause, whose
from core.truth.rules import compiled
from core.truth.statement import Form, Found
from core.truth.subjects import Context, is_name
from core.truth.values import NAME, key, name

_GAINED = re.compile(
    r"\b(?:adopt(?:ed)?|got|have|has|'ve|took in|taken in|rescued|welcomed?|brought|picked up|collected|added"
    r"|bought|chose"
    r"|owners? of|take|took|gave a home|in (?:the|our) house|member of (?:the|our) family|is ours|ours now"
    r"|joined|moved in|meet|(?:say )?(?:hi|hello) to|new|second|third|another|(?:named|call|called) (?:it|her|him)"
    r"|grew|grown|grows|named|came home|arrived|home with us|belongs to us|lives with us|part of (?:the|our) family)\b",
    re.I,
)
_CALLED = (
    rf"(?:\b(?:called|named|name is|name's|names? (?:it|her|him)|calls? (?:it|her|him)|(?:named|called) (?:it|her|him)"
    rf"|goes by|answers to)\s+(?P<a>{NAME}))"
)
_KIND = rf"(?:(?:[\w-]+\s+){{0,2}}?(?:{ANIMALS}))"
_BESIDE = (
    rf"(?P<b>{NAME}),?\s+(?:is\s+)?(?:the|our|my|a|an)\s+(?:new\s+|second\s+|third\s+|little\s+)?{_KIND}\b",
    rf"\b{_KIND}\b(?:,|:|\s[–—-])?\s+(?P<b>{NAME})",
    rf"\b(?:{ANIMALS})\b[^.!?]{{0,50}}?[,:–—]\s+(?P<b>{NAME})(?=\W*(?:\Z|[.!?,]))",
    rf"\b(?:brought|took|take|got|carried|picked up|adopted) (?P<b>{NAME})(?: home\b|,| from\b)",
    rf"\bwelcome(?: home)?,? (?P<b>{NAME})",
    rf"(?P<b>{NAME}) is (?:the |our )?(?:new|newest|latest|ours|part)\b",
    rf"\b(?:meet|(?:hi|hello) to)\s+(?P<b>{NAME})",
    rf"(?P<b>{NAME}) (?:has )?(?:joined|moved in|came home|arrived)",
)


_ANIMALS = frozenset(ANIMALS.replace("|", " ").split())


def pets(passage: Passage, context: Context) -> Iterator[Found]:
    """The names of animals that joined somebody's home."""
    text = passage.text
    if _ANIMALS.isdisjoint(passage.words):
        return
    kind = compiled(rf"(?:{OWNED}\s+)?(?:{NEW}\s+|second\s+|third\s+)*(?:[\w-]+\s+)??\b(?:{ANIMALS})\b(?!')").search(
        text
    )
    if not kind or not _GAINED.search(text):
        return
    who = whose(kind, text, context, mine=True)
    called = _name(text)
    if who and called and called.lower() not in {who, context.author}:
        start, end = clause(text, kind.start(), max(kind.end(), text.find(called) + len(called)))
        yield Found(passage.start + start, passage.start + end, who, slots.PETS, called, key(called), Form.JOINS)


def _name(text: str) -> str:
    for pattern in (_CALLED, *_BESIDE):
        for match in compiled(pattern).finditer(text):
            found = name(next(value for value in match.groups() if value))
            if found and is_name(found) and text[match.end() : match.end() + 2] != "'s":
                return found
    return ""
