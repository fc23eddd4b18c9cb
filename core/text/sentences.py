"""Where sentences and passages begin and end: exact character spans, never rewritten text.

Every span is stripped of white space; spans are in order, disjoint, and cover all that is not white space.
"""

import re
from collections.abc import Callable, Iterator

from core.text.words import STOP_WORDS

Span = tuple[int, int]
MAX_SENTENCE = 1000
_WRAPPED_LINE = 50
"""A line at least this long may be a hard-wrapped one, whose sentence goes on where the next begins in lower case."""

_CLOSERS = "\"'”’»›)\\]}*_」』）】"
_BORDER = re.compile(
    rf"(?P<stop>[.!?…‽؟۔।]+)(?P<close>[{_CLOSERS}]*)(?=\s)"
    rf"|(?P<wide>[。！？｡]+[{_CLOSERS}]*)"
    r"|(?P<line>[\n\r\x0b\x0c\x85\u2028\u2029])"
)
_NEVER_LAST_LIST = "mr mrs ms mx dr prof rev hon gen col sgt capt lt st mt e.g i.e eg ie vs cf viz al"
_NEVER_LAST = frozenset(_NEVER_LAST_LIST.split())
_BEFORE_NUMBER_LIST = """
    no nos nr vol fig figs eq pp p ch sec art jan feb mar apr jun jul aug sep sept oct nov dec
"""
_BEFORE_NUMBER = frozenset(_BEFORE_NUMBER_LIST.split())
_RARELY_LAST_LIST = "etc inc ltd co corp dept est approx jr sr a.m p.m am pm u.s u.k u.n e.u ph.d b.a m.a"
_RARELY_LAST = frozenset(_RARELY_LAST_LIST.split())
_LAST_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*\Z")
_NEXT_WORD = re.compile(r"[\s\"'“‘«(\[*_]*([^\W_]+)?")
_LIST_NUMBER = re.compile(r"[\s>]*\(?\d{1,3}\Z")


def spans(text: str) -> list[Span]:
    """The sentences of `text`; lines end one too, unless wrapped, and none is longer than MAX_SENTENCE characters."""
    found: list[Span] = []
    start = 0
    for end in _borders(text):
        found.extend(_stripped(text, start, end))
        start = end
    return found


def passages(text: str, limit: int, count: Callable[[str], int]) -> list[Span]:
    """Spans of at most `limit` tokens, about equally long, that end where sentences, or better paragraphs, do.

    `count` gives the tokens of a piece, which must add up over pieces split at white space. A text within the limit is
    one passage from 0 to its length; a blank text has none.
    """
    if not text or text.isspace():
        return []
    if len(text) <= limit * 16 and count(text) <= limit:
        return [(0, len(text))]
    pieces = [piece for span in spans(text) for piece in _pieces(text, span, limit, count)]
    return list(_grouped(text, pieces, limit))


def _borders(text: str) -> Iterator[int]:
    for match in _BORDER.finditer(text):
        if match["wide"] or (match["line"] and _ends_line(text, match)) or (match["stop"] and _ends_stop(text, match)):
            yield match.end()
    yield len(text)


def _ends_line(text: str, match: re.Match[str]) -> bool:
    before, after = match.start(), match.end()
    start = max(text.rfind("\n", 0, before), before - MAX_SENTENCE) + 1
    if before - start < _WRAPPED_LINE or text[start:before].lstrip().startswith("#"):
        return True
    following = text[after : after + 80]
    return not following.lstrip(" \t\r\n")[:1].islower() or following.strip(" \t\r").startswith("\n")


def _ends_stop(text: str, match: re.Match[str]) -> bool:
    word = _NEXT_WORD.match(text, match.end())
    following = word[1] or "" if word else ""
    if match["stop"] != ".":
        quoted = bool(match["close"]) or match["stop"].startswith(("..", "…"))
        return not (quoted and following[:1].islower())
    if match["close"]:
        return True
    return _ends_full_stop(text[max(0, match.start() - 40) : match.start()], following)


def _ends_full_stop(before: str, following: str) -> bool:
    """Whether a full stop after `before` ends the sentence, rather than an abbreviation or a list's number."""
    found = _LAST_WORD.search(before)
    word = found[0] if found else ""
    folded = word.casefold()
    if folded in _NEVER_LAST or _LIST_NUMBER.fullmatch(before.rpartition("\n")[2]):
        return False
    if folded in _BEFORE_NUMBER:
        return not following[:1].isdigit()
    if folded in _RARELY_LAST or (len(word) == 1 and word.isupper()):
        return following[:1].isupper() and following.casefold() in STOP_WORDS
    return True


def _stripped(text: str, start: int, end: int) -> Iterator[Span]:
    """The span without outer white space, in parts of at most MAX_SENTENCE characters; nothing if it is blank."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end = start + len(text[start:end].rstrip())
    while end - start > MAX_SENTENCE:
        cut = _last_space(text, start, start + MAX_SENTENCE)
        yield from _stripped(text, start, cut)
        start = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
    if start < end:
        yield start, end


def _last_space(text: str, start: int, end: int) -> int:
    """The last place in the second half of the span where a space is, else the span's end."""
    return next((index for index in range(end, (start + end) // 2, -1) if text[index].isspace()), end)


def _pieces(text: str, span: Span, limit: int, count: Callable[[str], int]) -> Iterator[tuple[int, int, int]]:
    """The span with its tokens, halved at white space until each part is within the limit."""
    start, end = span
    tokens = count(text[start:end])
    if tokens <= limit or end - start < 2:
        yield start, end, tokens
        return
    middle = _last_space(text, start, (start + end + 1) // 2)
    for part in (*_stripped(text, start, middle), *_stripped(text, middle, end)):
        yield from _pieces(text, part, limit, count)


def _grouped(text: str, pieces: list[tuple[int, int, int]], limit: int) -> Iterator[Span]:
    left = sum(tokens for _, _, tokens in pieces)
    first, used = 0, 0
    for index, (start, _, tokens) in enumerate(pieces):
        target = (left + used) / -(-(left + used) // limit)
        paragraph = index > 0 and text.count("\n", pieces[index - 1][1], start) > 1
        enough = used + tokens / 2 > target or (paragraph and used > target * 0.7)
        if index > first and (used + tokens > limit or enough):
            yield pieces[first][0], pieces[index - 1][1]
            first, used = index, 0
        used += tokens
        left -= tokens
    if pieces:
        yield pieces[first][0], pieces[-1][1]
