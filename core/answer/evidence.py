"""Whether a sentence stands in memories: its names, numbers and dates must, and half of what else it says.

Evidence is a memory's text, title, author and date. A claim is one sentence of an answer. No model is asked.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property

from core.answer.packing import LONGEST
from core.memory import Citation, Memory
from core.text.sentences import spans
from core.text.time_words import MONTH_NAMES, WEEKDAY_NAMES
from core.text.times import TimeRange, dates_in
from core.text.words import STOP_WORDS, content, names, numbers, stem, words

SHARE = 0.5  # of a claim's content words that its evidence must have; the rest may be paraphrase
QUOTE = 300  # characters at most
_WEIGHT = 3  # of a name or a number against another word, when a quote is chosen

_CALENDAR = frozenset((*MONTH_NAMES, *WEEKDAY_NAMES))
_CALENDAR_NAME = re.compile(rf"\b(?:{'|'.join(name.capitalize() for name in (*MONTH_NAMES, *WEEKDAY_NAMES))})\b")
_REFERENCE = re.compile(r"\b(?:memory|memories)\s+#?\d+(?:\s*(?:,|and|&)\s*#?\d+)*", re.I)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NEGATION = re.compile(r"\b(?:not|never|nobody|nothing|none|neither|nor|cannot|without|no)\b|n['’]t\b", re.I)
_CLAUSE = re.compile(r"[;:,–—]|\bbut\b|\balthough\b|\bhowever\b", re.I)
_RELATIVE = re.compile(r"\b(?:ago|today|tonight|yesterday|tomorrow|last|past|previous|this|next|coming)\b", re.I)
_OPENERS = frozenset(("since", "till"))
_NEVER_NAMES = re.compile(r"(?:ing|ed|ly|ion)\Z")
_FILLER_LIST = """
    according answer answers based based correct found given indicate information know known memories memory mention
    mentioned mentions note noted noting notes provided question record recorded records said say says source stated
    states summary therefore true unfortunately sorry yes
"""
_FILLER = frozenset(stem(word) for word in _FILLER_LIST.split())


class Claim:
    """One sentence of an answer, taken apart into what has to be supported; `question` is the one that it answers."""

    def __init__(self, text: str, question: str = "") -> None:
        self.text = _REFERENCE.sub("", text)
        self.question = _stems(question)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its content words, without numbers and words that only speak of answering."""
        return frozenset(word for word in _stems(self.text) - _FILLER if not word.isdigit())

    @property
    def empty(self) -> bool:
        """Whether it says nothing that could be looked up ("Yes.", "I don't know.")."""
        return not (self.stems or numbers(self.text) or _CALENDAR_NAME.search(self.text))

    @cached_property
    def negated(self) -> bool:
        """Whether it denies something."""
        return _NEGATION.search(self.text) is not None

    def times(self, written: datetime) -> list[TimeRange]:
        """The times that it names, as seen from when a memory was written."""
        return dates_in(self.text, written)

    def stands_in(self, evidence: "Sequence[Evidence]") -> bool:
        """Whether the evidence, taken together, supports it."""
        if self.empty:
            return bool(evidence)
        if not evidence or all(one.denies(self) for one in evidence):
            return False
        if self.negated and not any(one.negated for one in evidence):
            return False
        stems = frozenset().union(*(one.stems for one in evidence))
        return len(self.stems & stems) >= SHARE * len(self.stems) and self._facts_stand_in(evidence)

    def _facts_stand_in(self, evidence: "Sequence[Evidence]") -> bool:
        rest = self.text
        for time in self.times(evidence[0].written):
            if not any(one.holds_time(time, self) for one in evidence):
                return False
            rest = rest.replace(time.words, " ", 1)
        facts = [*_name_words(rest), *numbers(rest), *(day.lower() for day in _CALENDAR_NAME.findall(rest))]
        return all(any(one.holds(fact) for one in evidence) for fact in facts)


class Evidence:
    """A memory as something to find support in; `zone` is the one in which its date is told."""

    def __init__(self, memory: Memory, zone: tzinfo) -> None:
        self.memory = memory
        self.written = memory.occurred_at.astimezone(zone)
        self._text = memory.text[:LONGEST]

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of all content words of the memory, its title, author and date."""
        return _stems(self._all) | {stem(word) for word in self._day_words}

    @cached_property
    def negated(self) -> bool:
        """Whether the memory denies anything."""
        return _NEGATION.search(self._text) is not None

    def touches(self, claim: Claim) -> bool:
        """Whether it has anything to do with the claim; with its question, if the claim says nothing."""
        return bool(self.stems & (claim.stems or claim.question))

    def holds(self, fact: str) -> bool:
        """Whether a lower-case word or a number in digits stands in it."""
        return fact in self._words or fact in self._numbers or fact in self._day_words or stem(fact) in self.stems

    def holds_time(self, time: TimeRange, claim: Claim) -> bool:
        """Whether a time of the claim is said in it, in these or other words, or is its own date or around it."""
        said = [word for word in _time_words(time.words) if word not in self._words | self._numbers]
        if not said or any(set(said) <= _names_of(day) for day in self._days):
            return True
        if _RELATIVE.search(time.words):
            return False
        own = next((one for one in claim.times(self.written) if one.text_start == time.text_start), time)
        return any(own.start <= start and end <= own.end for start, end in self._times)

    def denies(self, claim: Claim) -> bool:
        """Whether what it says of the claim's matter is negated and the claim is not."""
        start, end = self._best(claim)
        clauses = _CLAUSE.split(self._text[start:end])
        nearest = max(clauses, key=lambda clause: len(_stems(clause) & claim.stems))
        return not claim.negated and _NEGATION.search(nearest) is not None

    def citation(self, n: int, claim: Claim) -> Citation:
        """The sentence of the memory that supports the claim best, verbatim, as citation `n`."""
        start, end = _narrowed(self._text, *self._best(claim), claim.stems)
        return Citation(n, self.memory.id, self.memory.text[start:end], start, end)

    def _best(self, claim: Claim) -> tuple[int, int]:
        """The sentence that shares most with the claim, or else with its question; the first of equals."""
        facts = {*_name_words(claim.text), *numbers(claim.text)}

        def shared(sentence: tuple[int, int, frozenset[str], frozenset[str]]) -> float:
            _, _, stems, said = sentence
            return len(stems & claim.stems) + (_WEIGHT - 1) * len(said & facts) + len(stems & claim.question) / 100

        return max(self._sentences, key=shared, default=(0, len(self._text)))[:2]

    @cached_property
    def _sentences(self) -> list[tuple[int, int, frozenset[str], frozenset[str]]]:
        """Start, end, stems, and words and numbers of each sentence."""
        parts = [(start, end, self._text[start:end]) for start, end in spans(self._text)]
        return [(start, end, _stems(part), frozenset((*words(part), *numbers(part)))) for start, end, part in parts]

    @cached_property
    def _all(self) -> str:
        source = self.memory.source
        parts = (self._text, self.memory.title, source.title, source.author, " ".join(self.memory.tags))
        return "\n".join(part for part in parts if part)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(words(self._all))

    @cached_property
    def _numbers(self) -> frozenset[str]:
        return frozenset(numbers(self._all))

    @cached_property
    def _times(self) -> list[tuple[datetime, datetime]]:
        day = self.written.replace(hour=0, minute=0, second=0, microsecond=0)
        said = [(time.start, time.end) for time in dates_in(self._text, self.written)]
        return [(day, day + timedelta(1)), *said]

    @cached_property
    def _days(self) -> list[date]:
        """Its own date and the single days that it speaks of."""
        return [start.date() for start, end in self._times if end - start <= timedelta(hours=25)]

    @cached_property
    def _day_words(self) -> frozenset[str]:
        """Months, weekdays and years of its days; the numbers of day and month count only within a date."""
        return frozenset(word for day in self._days for word in _names_of(day) if len(word) > 2)


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in content(text))


def _name_words(text: str) -> list[str]:
    """The words, in lower case, of the names in a sentence; its first word counts unless it is an ordinary one."""
    found = [word for name in names(text) for word in words(name)]
    first = _WORD.search(text)
    opening = words(first[0]) if first and first[0][0].isupper() else []
    plain = {word for word in opening if word in STOP_WORDS | _CALENDAR or stem(word) in _FILLER}
    return found + [word for word in opening if word not in plain and not _NEVER_NAMES.search(word)]


def _time_words(text: str) -> list[str]:
    """The words and numbers that carry a date, in lower case; "May" too, which is a stop word elsewhere."""
    kept = [word for word in content(text) if word not in _OPENERS and not any(char.isdigit() for char in word)]
    named = [word for word in words(text) if word in _CALENDAR]
    return [*dict.fromkeys((*kept, *named, *numbers(text)))]


def _names_of(day: date) -> frozenset[str]:
    month, weekday = MONTH_NAMES[day.month - 1], WEEKDAY_NAMES[day.weekday()]
    return frozenset((month, month[:3], weekday, weekday[:3], str(day.day), str(day.year), str(day.month)))


def _narrowed(text: str, start: int, end: int, stems: frozenset[str]) -> tuple[int, int]:
    """The span, or where it is long the stretch of at most QUOTE characters that begins at its first matching word."""
    if end - start <= QUOTE:
        return start, end
    matching = (m.start() for m in _WORD.finditer(text, start, end) if _stems(m[0]) & stems)
    first = min(next(matching, start), end - QUOTE)
    while first > start and not text[first - 1].isspace() and first > end - QUOTE - 40:
        first -= 1
    cut = text.rfind(" ", first + QUOTE // 2, first + QUOTE) if first + QUOTE < end else end
    return first, cut if cut > 0 else first + QUOTE
