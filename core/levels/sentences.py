"""The sentences of memories that a summary may quote: verbatim spans, with how well each stands by itself.

Headings, tables, code and properties are left out; greetings, questions and praise count for little. English cues.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.store.levels import Member
from core.text.sentences import spans
from core.text.words import STOP_WORDS, stem, words
from core.truth.subjects import MACHINES

LONGEST_QUOTE = 220
"""Characters of a sentence that are quoted; longer ones end at a word, with an ellipsis."""
SHORTEST = 3
"""Content words below which a sentence says little."""

_CODE = re.compile(
    r"^[ \t]*(?P<fence>`{3,}|~{3,}).*?(?:^[ \t]*(?P=fence)[`~]*[ \t]*$|\Z)|\A---[ \t]*\n.*?^---[ \t]*$", re.M | re.S
)
_MARK = re.compile(r"(?:[-*+•>][ \t]+|\d{1,3}[.)][ \t]+|\[[ xX]\][ \t]+|(?:TODO|DONE|LATER|NOW)[ \t]+)+(?=\S)")
_LEFT_OUT = re.compile(r"#{1,6}\s|\||[\w./-]+::|!\[|<[a-z/!]|\{\{|https?://\S+\Z|[-=*_]{3,}\Z|\[[^\]]*\]:")
_GREETING = re.compile(
    r"(?:hey|hi|hello|wow|thanks?|thank you|yeah|yep|yes|no problem|cool|great|awesome|amazing|nice|sounds|glad|oh|haha"
    r"|congrats|congratulations|absolutely|totally|definitely|sure|right|of course|good (?:morning|evening|night|luck)"
    r"|that's|that is|that sounds|it's great|it's awesome|so (?:glad|happy)|well done|bye|take care|you're|you are)\b",
    re.I,
)
_DANGLING = re.compile(r"(?:it|they|he|she|this|that|these|those|there|but|and|so|also|then|which)\b", re.I)
_FIRST_PERSON = re.compile(r"\b(?:I|I'[a-z]+|[Mm]y|[Ww]e|[Oo]ur|[Mm]e)\b")
_YOU = re.compile(r"\b(?:you|your|yours)\b", re.I)
_FIGURE = re.compile(
    r"\d|\b(?:yesterday|today|tomorrow|last|next|ago|week|month|year|monday|tuesday|wednesday|thursday|friday|saturday"
    r"|sunday|january|february|march|april|june|july|august|september|october|november|december)\b",
    re.I,
)
_EVENT = re.compile(
    r"\b(?:I|[Ww]e|[Mm]y \w+)(?:'ve| have| had)? (?:(?:just|finally|recently|also|already|once|even|only) )*"
    r"(?:\w{2,}(?<!ne)ed|went|got|took|made|found|met|won|bought|ran|wrote|began|saw|gave|lost|left|told|kept"
    r"|built|came|sold|taught|became|broke|chose|caught|drove|flew|held|hung|paid|read|rode|sent"
    r"|set up|slept|spent|swam|wore|moved)\b"
)
_PLAN = re.compile(r"\bI(?:'m| am|'ll| will) (?:going to|gonna|planning|thinking of|starting|joining|moving|\w+ing)\b")
_MUSING = re.compile(
    r"\b(?:feels?|felt|feeling|loved?|means? a lot|means so much|inspiring|inspired|amazing|awesome|priceless|precious"
    r"|grateful|thankful|appreciate|cherish|reminds?|makes? me|keeps? me|important to"
    r"|it's (?:so )?(?:great|good|nice))\b",
    re.I,
)
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w'’-]+")

_NOISE = re.compile(r"://|\b[\w-]+::(?:\s|\Z)|\(\([0-9a-f-]{8,}\)\)")
_TELLING = ((_FIGURE, 0.2), (_NAME, 0.1), (_EVENT, 0.2), (_PLAN, 0.15), (_MUSING, -0.15), (_NOISE, -0.4))
"""What a sentence gains by telling a time or number, a name, something that happened, a plan; and loses by musing, and
by addresses and properties."""
MACHINE = 0.3
"""What a sentence loses by being a machine's, beside what people say."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `words` maps the stems of its content words to how they stand there, `form` is about -1 to 1."""

    member: Member
    start: int
    end: int
    words: dict[str, str]
    form: float
    cut: bool

    @property
    def text(self) -> str:
        """Its words on one line; an ellipsis where it is cut."""
        return " ".join(self.member.text[self.start : self.end].split()) + ("…" if self.cut else "")

    @property
    def span(self) -> tuple[int, int, int]:
        """Its memory's number, start and end."""
        return self.member.seq, self.start, self.end


def of(member: Member) -> list[Sentence]:
    """The sentences of a memory that say something, in order."""
    text = member.text
    code = [match.span() for match in _CODE.finditer(text)] if "`" in text or "~" in text or "---" in text else []
    found = []
    for first, end in spans(text):
        mark = _MARK.match(text, first, end)
        start = mark.end() if mark else first
        if _LEFT_OUT.match(text, start, end) or any(opening <= start < closing for opening, closing in code):
            continue
        if sentence := _sentence(member, start, end):
            found.append(sentence)
    return found


def raised(sentence: Sentence, by: float) -> Sentence:
    """The sentence, worth more."""
    return replace(sentence, form=sentence.form + by)


def speaks_of_self(sentence: Sentence) -> bool:
    """Whether it is in the first person."""
    return _FIRST_PERSON.search(sentence.member.text, sentence.start, sentence.end) is not None


def _sentence(member: Member, start: int, end: int) -> Sentence | None:
    text = member.text[start:end]
    held = dict(_stems(text))
    if not held:
        return None
    cut = len(text) > LONGEST_QUOTE
    if cut:
        stop = text.rfind(" ", LONGEST_QUOTE // 2, LONGEST_QUOTE)
        text = text[: stop if stop > 0 else LONGEST_QUOTE].rstrip(" ,;:")
    form = _form(text, len(held), member.kind) - (MACHINE if member.author.lower() in MACHINES else 0.0)
    return Sentence(member, start, start + len(text), held, form, cut)


def _stems(text: str) -> Iterator[tuple[str, str]]:
    for word in words(text):
        if word not in STOP_WORDS and len(word) > 1:
            yield stem(word), word


def _form(text: str, count: int, kind: str) -> float:
    """How well a sentence stands by itself."""
    form = 0.0
    if text.endswith("?"):
        form -= 0.6
    if count < SHORTEST:
        form -= 0.5
    if _GREETING.match(text):
        form -= 0.3
    elif _DANGLING.match(text):
        form -= 0.15
    first = _FIRST_PERSON.search(text)
    if first and kind == "chat":
        form += 0.15
    if _YOU.search(text):
        form -= 0.1 if first else 0.25
    return form + sum(worth for pattern, worth in _TELLING if pattern.search(text))
