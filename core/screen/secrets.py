"""Secrets in what was read: found in text, replaced there by what they are, with the places to paint over.

What is kept must hold none: cards, account numbers, private keys, tokens, passwords and codes, also where they go on
in the next line. When in doubt a word is masked. The rules are those of python-stdnum and detect-secrets.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from core.screen import secret_numbers, secret_rules
from core.screen.columns import columns, continues
from core.screen.frame import Line, Rect, Word


class Span(NamedTuple):
    """A secret in a text, from `start` to before `end`; `kind` is card, iban, key, password, code or token."""

    start: int
    end: int
    kind: str


class _Piece(NamedTuple):
    """The part of a joined text that one line gave: characters `start` to before `end`."""

    line: int
    start: int
    end: int


_KINDS = ("key", "iban", "card", "token", "password", "code")
"""The surer one names a place that several rules find."""
_MOST, _NEARLY_ALL = 0.6, 0.85
"""The shares of a line from which on all of it is taken for a key, if more of it looks like one, or anyway."""


def found(text: str, *, read: bool = False) -> list[Span]:
    """Find the secrets in a text, in order and apart; `read` says that it was read from a picture, not too well."""
    spans = [Span(start, end, kind) for kind, places in _rules(text, read) for start, end in places]
    if read:
        spans = [_gathered(text, span) if span.kind in ("token", "password") else span for span in spans]
    return _apart(span for span in spans if text[span.start : span.end].strip())


def masked(text: str) -> str:
    """A text, such as a title or an address, with each secret replaced by what it is: `[card]`."""
    return _replaced(text, found(text))


def mask(lines: Sequence[Line]) -> tuple[list[Line], list[Rect]]:
    """Mask what was read: the lines in the same order, and the rectangles of the words to paint over.

    The words of a secret become one word, `[token]`, where they stood; one of a line without words takes it whole.
    """
    spans: dict[int, list[Span]] = {}
    for column in columns(lines):
        for joined, pieces, wrapped in ((*_stacked(lines, column), False), (*_unbroken(lines, column), True)):
            for span in found(joined, read=True):
                _share(span, pieces, spans, lines, wrapped)
    results = [_masked_line(line, _whole(line, _apart(spans.get(index, ())))) for index, line in enumerate(lines)]
    return [line for line, _ in results], [rect for _, rects in results for rect in rects]


def _rules(text: str, read: bool) -> Iterator[tuple[str, Iterable[tuple[int, int]]]]:
    yield "card", secret_numbers.cards(text, read=read)
    yield "iban", secret_numbers.ibans(text, read=read)
    yield "key", secret_rules.private_keys(text)
    yield "token", secret_rules.tokens(text)
    yield "token", secret_rules.random_words(text, read=read)
    yield "password", secret_rules.passwords(text)
    yield "code", secret_rules.codes(text)


def _gathered(text: str, span: Span) -> Span:
    return Span(*secret_rules.gathered(text, span.start, span.end), span.kind)


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that meet made one."""
    joined: list[Span] = []
    for span in sorted(spans):
        last = joined[-1] if joined else None
        if last is not None and span.start < last.end:
            kind = min(last.kind, span.kind, key=_KINDS.index)
            joined[-1] = Span(last.start, max(last.end, span.end), kind)
        else:
            joined.append(span)
    return joined


def _replaced(text: str, spans: Sequence[Span]) -> str:
    for span in reversed(spans):
        text = f"{text[: span.start]}[{span.kind}]{text[span.end :]}"
    return text


def _stacked(lines: Sequence[Line], column: Sequence[int]) -> tuple[str, list[_Piece]]:
    """A column's lines one below the other."""
    return _joined(lines, column, lambda above, below: "\n")


def _unbroken(lines: Sequence[Line], column: Sequence[int]) -> tuple[str, list[_Piece]]:
    """The same with words that go on in the next line whole again."""
    return _joined(lines, column, lambda above, below: "" if continues(above, below) else "\n")


def _joined(
    lines: Sequence[Line], column: Sequence[int], between: Callable[[Line, Line], str]
) -> tuple[str, list[_Piece]]:
    text, pieces = "", []
    for place, index in enumerate(column):
        if place:
            text += between(lines[column[place - 1]], lines[index])
        pieces.append(_Piece(index, len(text), len(text) + len(lines[index].text)))
        text += lines[index].text
    return text, pieces


def _share(
    span: Span, pieces: Sequence[_Piece], spans: dict[int, list[Span]], lines: Sequence[Line], wrapped: bool
) -> None:
    """Give each line its part of a span; of unbroken text only what lies in several lines is news."""
    parts = [piece for piece in pieces if piece.start < span.end and span.start < piece.end]
    if wrapped:
        parts = _going_on(span, parts, lines)
    for piece in parts:
        start, end = max(span.start, piece.start) - piece.start, min(span.end, piece.end) - piece.start
        text = lines[piece.line].text[start:end]
        lead = len(text) - len(text.lstrip())
        if text.strip():
            spans.setdefault(piece.line, []).append(Span(start + lead, start + len(text.rstrip()), span.kind))


def _going_on(span: Span, parts: Sequence[_Piece], lines: Sequence[Line]) -> list[_Piece]:
    """Of a span of unbroken text over several lines, the parts that look like parts of a key; none of a single one."""
    texts = [
        lines[piece.line].text[max(span.start, piece.start) - piece.start : min(span.end, piece.end) - piece.start]
        for piece in parts
    ]
    like = [any(secret_rules.is_fragment(word) for word in text.split()) for text in texts]
    sure = all(like) or any(one and len(text) >= 16 for one, text in zip(like, texts, strict=True))
    return [piece for piece, one in zip(parts, like, strict=True) if one] if len(texts) > 1 and sure else []


def _whole(line: Line, spans: list[Span]) -> list[Span]:
    """The spans of a line; where most of it is a key, reading has torn that apart, and all of the line is one."""
    keys = [span for span in spans if span.kind in ("token", "key")]
    share = sum(span.end - span.start for span in keys) / max(len(line.text), 1)
    rest = _replaced(line.text, [Span(span.start, span.end, "") for span in spans]).replace("[]", " ").split()
    torn = share >= _NEARLY_ALL or (share >= _MOST and any(secret_rules.is_fragment(word) for word in rest))
    if len(line.text) >= 24 and torn:
        return [Span(min(span.start for span in spans), len(line.text), keys[0].kind)]
    return spans


def _masked_line(line: Line, spans: Sequence[Span]) -> tuple[Line, list[Rect]]:
    if not spans:
        return line, []
    text = _replaced(line.text, spans)
    if " ".join(word.text for word in line.words) != line.text:
        return replace(line, text=text, words=()), [line.rect]
    words, rects = _masked_words(line, spans)
    return replace(line, text=" ".join(word.text for word in words), words=tuple(words)), rects


def _masked_words(line: Line, spans: Sequence[Span]) -> tuple[list[Word], list[Rect]]:
    """The words with those that a span touches made one, which keeps what stands before and behind the span."""
    words: list[Word] = []
    rects: list[Rect] = []
    open_until, start = -1, 0
    for word in line.words:
        end = start + len(word.text)
        inside = [span for span in spans if span.start < end and start < span.end]
        if start < open_until:
            rects[-1] = rects[-1].around(word.rect)
            words[-1] = Word(f"{words[-1].text} {word.text}", rects[-1], min(words[-1].confidence, word.confidence))
        else:
            words.append(word)
            if inside:
                rects.append(word.rect)
        open_until = max([open_until, *(span.end for span in inside)])
        start = end + 1
    return _relabelled(words, line, spans), rects


def _relabelled(words: Sequence[Word], line: Line, spans: Sequence[Span]) -> list[Word]:
    """The joined words with their secrets replaced; their texts still are the line's, cut at blanks."""
    done, start = [], 0
    for word in words:
        end = start + len(word.text)
        own = [Span(span.start - start, span.end - start, span.kind) for span in spans if start <= span.start < end]
        done.append(replace(word, text=_replaced(word.text, own)) if own else word)
        start = end + 1
    return done
