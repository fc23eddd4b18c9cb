"""Fits memories into a prompt: whole, or their key sentences, or not at all, best first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from core.answer.prompts import Excerpt, numbered
from core.answer.validity import Overs, outdated
from core.memory import Memory
from core.text.sentences import spans
from core.text.words import content, stem

LONGEST = 100_000  # characters of a memory that are looked at for key sentences
LETTERS = 8  # characters per token beyond which no text goes: longer ones need not be counted to be too long
SCRAP = 40  # tokens; a smaller rest of the budget is not worth a key sentence


@dataclass
class _Purse:
    left: int
    count: Callable[[str], int]
    zone: tzinfo | None

    def price(self, n: int, excerpt: Excerpt) -> int:
        """The excerpt's tokens; more than is left, if that can be seen without counting."""
        if len(excerpt.text) > self.left * LETTERS:
            return self.left + 1
        return self.count(numbered(n, excerpt, self.zone))


def packed(
    question: str,
    memories: Sequence[Memory],
    count: Callable[[str], int],
    budget: int,
    zone: tzinfo | None,
    overs: Overs | None = None,
) -> tuple[Excerpt, ...]:
    """Excerpts of the memories, in their order, that take at most `budget` tokens with their tags.

    A memory that takes more than half of the budget is cut down to the sentences that share most with the question,
    unless it is the only one; one of which not even a sentence fits is left out. Each says what of it is over.
    """
    purse = _Purse(budget, count, zone)
    stems = {stem(word) for word in content(question)}
    chosen: list[Excerpt] = []
    for memory in memories:
        if purse.left < SCRAP:
            break
        share = purse.left if len(memories) == 1 else min(purse.left, budget // 2)
        excerpt = _fitted(memory, len(chosen) + 1, purse, share, stems, overs or {})
        if excerpt is not None:
            purse.left -= purse.price(len(chosen) + 1, excerpt)
            chosen.append(excerpt)
    return tuple(chosen)


def _fitted(memory: Memory, n: int, purse: _Purse, share: int, stems: set[str], overs: Overs) -> Excerpt | None:
    over = outdated(memory.text, overs.get(memory.id, ()), purse.zone)
    whole = Excerpt(memory, memory.text, over)
    if purse.price(n, whole) <= share:
        return whole
    text = memory.text[:LONGEST]
    kept: list[tuple[int, int]] = []
    fitting = None
    for span in _by_relevance(text, stems):
        excerpt = Excerpt(memory, _joined(text, sorted([*kept, span])), over)
        if purse.price(n, excerpt) > share:
            break
        kept.append(span)
        fitting = excerpt
    return fitting


def _by_relevance(text: str, stems: set[str]) -> list[tuple[int, int]]:
    """The sentences, those that share most with the question first, then in order."""

    def shared(span: tuple[int, int]) -> int:
        return len(stems & {stem(word) for word in content(text[slice(*span)])})

    return sorted(spans(text), key=shared, reverse=True)


def _joined(text: str, kept: list[tuple[int, int]]) -> str:
    """The sentences in order, with an ellipsis where something was left out between two."""
    parts: list[str] = []
    for index, (start, end) in enumerate(kept):
        if index:
            gap = text[kept[index - 1][1] : start]
            parts.append(gap if gap.isspace() or not gap else " … ")
        parts.append(text[start:end])
    return "".join(parts)
