"""The part of a memory that shows why it was found, verbatim, with the matching words marked."""

from collections.abc import Collection

from core.text.words import content, stem, word_spans, words

WIDTH = 240
MARK = "**"

Span = tuple[int, int]


def spans(text: str, query: str) -> list[Span]:
    """Where the words of a query, in any inflection, stand in a text; stop words only if there is nothing else."""
    stems = frozenset(stem(word) for word in (content(query) or words(query)))
    return [span for span, word in word_spans(text) if stem(word) in stems]


def snippet(text: str, query: str, width: int = WIDTH) -> str:
    """About `width` characters of the text around the densest group of matches, each between `**`; one line."""
    found = spans(text, query)
    start, end = _window(text, found, width)
    pieces: list[str] = []
    at = start
    for first, last in found:
        if start <= first and last <= end:
            pieces += [text[at:first], MARK, text[first:last], MARK]
            at = last
    pieces.append(text[at:end])
    line = " ".join("".join(pieces).split())
    return ("…" if start else "") + line + ("…" if end < len(text.rstrip()) else "")


def _window(text: str, found: Collection[Span], width: int) -> Span:
    if len(text) <= width:
        return 0, len(text)
    best = (
        max((sum(1 for other, _ in found if first <= other < first + width), -first) for first, _ in found)
        if found
        else (0, 0)
    )
    start = max(0, -best[1] - width // 4)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = min(len(text), start + width)
    cut = text.find(" ", end)
    return start, cut if 0 <= cut < end + 40 else min(end + 40, len(text)) if end < len(text) else end
