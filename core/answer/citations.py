"""Checks a generated answer against the memories it cites: what stands there is quoted, what does not is marked.

Nothing here asks a model: the same answer and memories always give the same result. Sentences end as
`core.text.sentences` says; a marker [n] counts for the sentence that it stands in or after.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from core.answer.evidence import Claim, Evidence
from core.memory import Citation, Memory
from core.text.sentences import spans

_NUMBER = r"[#^]?\d{1,9}"
_ONE = rf"[\[【]\s*(?:(?:memory|memories|source)\s*)?{_NUMBER}(?:\s*(?:,|;|&|and|-|–)\s*{_NUMBER})*\s*[\]】]"
_MARKERS = re.compile(rf"(?P<lead>^[ \t]*(?:[-*•][ \t]+)?)?(?P<marks>[ \t]*{_ONE}(?:[ \t,]*{_ONE})*)", re.M | re.I)
_DIGITS = re.compile(r"\d+")
_ENDING = re.compile(r"[.!?…。]+[\"'”’)]*\Z")


@dataclass(frozen=True, slots=True)
class Checked:
    """An answer whose every [n] has a citation, and the sentences of it that no memory supports, verbatim."""

    text: str
    citations: tuple[Citation, ...]
    unsupported: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    cited: tuple[int, ...]


def checked(text: str, numbered: Sequence[Memory], *, question: str = "", zone: tzinfo = UTC) -> Checked:
    """Check `text`, whose [n] mean `numbered[n - 1]`; `zone` is the one in which dates were shown to the model.

    A sentence keeps the citations that support it. One that cites none, or the wrong one, is given the first memory
    that supports it whole. One that no memory supports loses its markers and is listed. Markers beyond the memories go.
    """
    evidence = [Evidence(memory, zone) for memory in numbered]
    plain, sentences = _sentences(text, len(numbered))
    pieces: list[str] = []
    citations: dict[Citation, None] = {}
    unsupported: list[str] = []
    at = 0
    for sentence in sentences:
        words = plain[sentence.start : sentence.end]
        claim = Claim(words, question)
        found = _support(claim, sentence.cited, evidence)
        pieces += [plain[at : sentence.start], _with_markers(words, found)]
        at = sentence.end
        citations |= {evidence[n - 1].citation(n, claim): None for n in found}
        if not found and not claim.empty:
            unsupported.append(words.lstrip("-*•> \t"))
    return Checked("".join(pieces).strip(), tuple(citations), tuple(unsupported))


def _support(claim: Claim, cited: tuple[int, ...], evidence: list[Evidence]) -> tuple[int, ...]:
    """The memories, by number, that together support the claim, those that it cites first; none if nothing does."""
    close = tuple(n for n in cited if evidence[n - 1].touches(claim))
    if close and claim.stands_in([evidence[n - 1] for n in close]):
        return close
    if claim.empty:
        return ()
    others = (n for n in range(1, len(evidence) + 1) if claim.stands_in([evidence[n - 1]]))
    return tuple(n for n in others)[:1]


def _sentences(text: str, count: int) -> tuple[str, list[_Sentence]]:
    """The text without markers, and its sentences with the numbers, from 1 to `count`, that they cite."""
    plain = ""
    marks: list[tuple[int, bool, list[int]]] = []
    at = 0
    for match in _MARKERS.finditer(text):
        lead = match["lead"]
        leads = lead is not None and bool(text[match.end() :].split("\n", 1)[0].strip(" \t.,;:"))
        plain += text[at : match.start()] + (lead or "")
        numbers = [int(digits) for digits in _DIGITS.findall(match["marks"])]
        marks.append((len(plain), leads, [n for n in numbers if 1 <= n <= count]))
        at = match.end() + (len(text[match.end() :]) - len(text[match.end() :].lstrip(" \t:")) if leads else 0)
    plain += text[at:]
    places = spans(plain)
    cited: list[dict[int, None]] = [{} for _ in places]
    for position, leads, numbers in marks:
        index = _owner(places, position, leads)
        if index is not None:
            cited[index] |= dict.fromkeys(numbers)
    return plain, [_Sentence(start, end, tuple(own)) for (start, end), own in zip(places, cited, strict=True)]


def _owner(places: list[tuple[int, int]], position: int, leads: bool) -> int | None:
    """The sentence that a marker belongs to: the one that it leads, else the last that began before it."""
    if leads:
        return next((index for index, (_, end) in enumerate(places) if end > position), None)
    return next((index for index in reversed(range(len(places))) if places[index][0] < position), None)


def _with_markers(sentence: str, found: tuple[int, ...]) -> str:
    """The sentence with its numbers before the mark that ends it."""
    if not found:
        return sentence
    ending = _ENDING.search(sentence)
    cut = ending.start() if ending else len(sentence)
    return f"{sentence[:cut]} {''.join(f'[{n}]' for n in found)}{sentence[cut:]}"
