"""Answers without a model: the sentences of memories that bear a question out, verbatim, with their dates.

Abstains when no memory passes the evidence floor. Nothing is rephrased, so nothing can be made up.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from enum import Enum

from core.answer.links import quoted
from core.answer.short import amount_of, person_of, thing_of, time_of
from core.answer.validity import Overs, is_all_over, over_in, until
from core.answer.verbs import is_irregular
from core.memory import Answer, Citation, Hit, Kind, Memory
from core.ports import Embedder
from core.recall.engine import Found
from core.recall.snippets import region
from core.text.sentences import spans
from core.text.times import dates_in
from core.text.words import STOP_WORDS, content, names, numbers, stem, words

FLOOR = 0.425
FLOOR_BY_WORDS = 0.35
"""Evidence below which a memory does not answer; by words alone where nothing is embedded.

Found on LoCoMo's development conversations: 90 % of the questions that a conversation answers have such evidence in it
(82 % by words alone), and 11 % of the questions that were put to another conversation than their own.
"""
_CLOSENESS, _COVERAGE = 0.8, 0.2
RIVALRY = 2.0
"""How far it counts against an answer that others than those asked for bear the question out better.

Found on LoCoMo's development conversations, with what `is_of` tells: 28 % of the questions that ask one speaker for
what another has said are answered, where 83 % were; of those that have an answer 80 %, where 88 % were.
"""

EBB = "agent"
"""The trust of what Ebb has answered: it is no evidence for anything."""
MOST_MEMORIES = 6
"""Memories whose sentences are weighed."""
MOST_QUOTES = 3
ALSO = 0.8
"""A further sentence is quoted if it is worth this share of the best one."""
MOST_EMBEDDED = 10
"""Sentences whose meaning is weighed: most of the 50 ms that an answer may take."""
LONGEST_QUOTE = 400

# What a sentence is worth: its memory's rank, its share of the question's words, its meaning, and whether it holds the
# kind of thing that was asked for. A heading or a question says little by itself.
_RANK, _SHARE, _MEANING, _FORM = 0.6, 0.6, 1.0, 0.4

_ASKS = r"\b(?:what|who|whom|whose|where|which|why|how)\b"
_WHEN = re.compile(
    rf"\A(?:(?!{_ASKS}).)*\bwhen\b(?!.*,\s*{_ASKS})"
    r"|\b(?:what (?:day|date|month|year|time)|which (?:day|date|month|year)|how long ago)\b",
    re.I | re.S,
)
_AMOUNT = re.compile(r"\bhow (?:many|much|often|old|long|far|tall|big)\b|\bwhat (?:number|price|size)\b", re.I)
_PERSON = re.compile(r"\b(?:who|whom|whose)\b", re.I)
_FIRST_PERSON = re.compile(r"\b(?:I|[Mm]y|[Ww]e|[Oo]ur)\b")
_ADDRESSING = frozenset("you your you're you've you'd yours".split())
_DID = re.compile(r"\bdid\b", re.I)
_AHEAD = re.compile(
    r"\b(?:will|would|want|going to|gonna|plan\w*|hope|should|might|always|every|usually)\b|['’]ll\b", re.I
)
_HEADING = re.compile(r"#{1,6}\s")
_ITEM = re.compile(r"(?:[-*+•]|\d{1,3}[.)]|>)[ \t]+(?=\S)")
_CODE = re.compile(
    r"^[ \t]*(?P<fence>`{3,}|~{3,}).*?(?:^[ \t]*(?P=fence)[`~]*[ \t]*$|\Z)|\A---[ \t]*\n.*?^---[ \t]*$", re.M | re.S
)
_WANTS_CODE = re.compile(
    r"\b(?:command|code|snippet|script|syntax|shell|terminal|config\w*|settings?|flags?|install|run|type)\b"
    r"|\bhow (?:do|can|could|should|would|to)\b|`",
    re.I,
)

_NOTHING: Overs = {}

AS_FAR = "As far as I can find, "
"""What an answer begins with that rests on a doubtful reading."""
QUOTED = "quoted"
NEAREST = "The nearest that I find:\n"
"""What an answer begins with that quotes what comes near, since nothing tells surely of what is to be counted."""
_EDGE = re.compile(r"\b(?:first|last|latest|earliest|(?:most )?recent(?:ly)?|newest|oldest)\b", re.I)

UNKNOWN = "I don't know: nothing that I remember answers this."


class Wanted(Enum):
    """What kind of thing a question asks for."""

    TIME = "time"
    AMOUNT = "amount"
    PERSON = "person"
    ANYTHING = "anything"


@dataclass(frozen=True, slots=True)
class _Quote:
    memory: Memory
    start: int
    end: int
    worth: float

    @property
    def text(self) -> str:
        return self.memory.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, taken apart: `weights` by stem, `code` if code may be the answer, the rest is what it says itself."""

    kind: Wanted
    weights: dict[str, float]
    code: bool
    stems: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    text: str

    @classmethod
    def read(cls, question: str, weights: Mapping[str, float]) -> "_Asked":
        """Read a question; `weights` is each word's inverse document frequency."""
        return cls(
            wanted(question),
            {stem(word): weight for word, weight in weights.items()},
            _WANTS_CODE.search(question) is not None,
            _stems(question),
            frozenset(names(question)),
            frozenset(numbers(question)),
            question,
        )

    def share(self, held: frozenset[str]) -> float:
        """The share of its words that stand among these stems, by weight."""
        total = sum(self.weights.values())
        return sum(weight for one, weight in self.weights.items() if one in held) / total if total else 0.0


def wanted(question: str) -> Wanted:
    """What kind of answer a question asks for, by its words."""
    for pattern, kind in ((_WHEN, Wanted.TIME), (_AMOUNT, Wanted.AMOUNT), (_PERSON, Wanted.PERSON)):
        if pattern.search(question):
            return kind
    return Wanted.ANYTHING


def evidence(memory: Memory, closeness: float | None, weights: Mapping[str, float]) -> float:
    """How well one memory bears a question out, 0 to 1: nearness of meaning, and the share of its words, by rarity.

    Without a `closeness` the share of the words alone, raised so that one floor serves both.
    """
    start, end = region(memory.text, [stem(word) for word in weights])
    held = _stems(f"{memory.title} {memory.text[start:end]} {' '.join(memory.tags)}")
    total = sum(weights.values())
    coverage = sum(weight for word, weight in weights.items() if stem(word) in held) / total if total else 0.0
    if closeness is None:
        return coverage * FLOOR / FLOOR_BY_WORDS
    return _CLOSENESS * closeness + _COVERAGE * coverage


def passing(found: Found, floor: float | None = None, question: str = "") -> list[Hit]:
    """The hits that pass the evidence floor, in their order."""
    least = FLOOR if floor is None else floor
    sure = sureness(found, question)
    return [hit for hit, evident in zip(found.hits, sure, strict=True) if evident >= least]


def sureness(found: Found, question: str = "") -> list[float]:
    """How well each hit bears the question out: its evidence, less where somebody else than asked for is told of.

    Below 0 for what Ebb has said itself, and for what does not speak of those whom the question names. Where others
    bear it out better than they do, the question is likely one about others: all of it counts for less.
    """
    pairs = zip(found.hits, found.closeness, strict=True)
    bare = [evidence(hit.memory, closeness, found.words) for hit, closeness in pairs]
    people = asked_of(question, found.hits)
    if is_unheard_of(question, [hit.memory for hit in found.hits], people):
        return [-1.0] * len(found.hits)
    own = [_tells_of(hit.memory, people, found.words) for hit in found.hits]
    told = max((value for value, theirs in zip(bare, own, strict=True) if theirs), default=0.0)
    rival = max((value for value, theirs in zip(bare, own, strict=True) if not theirs), default=0.0)
    less = RIVALRY * max(0.0, rival - told) if people else 0.0
    return [
        value - less if hit.memory.trust != EBB and speaks_of(hit.memory, people) else -1.0
        for hit, value in zip(found.hits, bare, strict=True)
    ]


def is_unheard_of(question: str, memories: Sequence[Memory], people: frozenset[str] = frozenset()) -> bool:
    """Whether a question is about somebody or something by a name that none of these memories has."""
    asked = [name for name in names(question) if not people & set(words(name))]
    return any(not any(_names(memory, name) for memory in memories) for name in asked) if memories else False


def _names(memory: Memory, name: str) -> bool:
    """Whether a word of a name stands in a memory; one that may be a verb does not count where a sentence begins."""
    held = f"{memory.title}\n{memory.source.author or ''}\n{' '.join(memory.tags)}\n{memory.text}"
    for word in name.split():
        behind = r"(?<=[\w,] )" if is_irregular(word.lower()) else ""
        if re.search(rf"{behind}\b{re.escape(word)}", held, 0 if behind else re.I):
            return True
    return False


def _tells_of(memory: Memory, people: frozenset[str], weights: Mapping[str, float]) -> bool:
    """Whether what a memory tells of the matter is of these people: their own words, a note, or one with their name.

    What somebody asks, or says to another of that one's doings, tells of the other.
    """
    if not people or not memory.source.author:
        return True
    return is_of(_nearest(memory, weights), memory, people)


def _nearest(memory: Memory, weights: Mapping[str, float]) -> str:
    """The sentence of a memory that holds most of these words, by weight."""
    start, end = region(memory.text, [stem(word) for word in weights])
    text = memory.text[start:end]
    sentences = [text[first:last] for first, last in spans(text)]
    return max(sentences, key=lambda one: _weight(_stems(one), weights), default=text)


def _weight(held: frozenset[str], weights: Mapping[str, float]) -> float:
    return sum(weight for word, weight in weights.items() if stem(word) in held)


def is_of(sentence: str, memory: Memory, people: frozenset[str]) -> bool:
    """Whether a sentence of a memory tells of one of these people, by who says it and whom it speaks of."""
    if not people or not memory.source.author:
        return True
    own, other = _FIRST_PERSON.search(sentence) is not None, bool(set(words(sentence)) & _ADDRESSING)
    if people & set(words(memory.source.author)):
        return own or not (other or sentence.rstrip().endswith("?"))
    return not own and (other or bool(people & set(words(sentence))))


def asked_of(question: str, hits: Sequence[Hit]) -> frozenset[str]:
    """Those of the speakers in these hits whom a question names, by the words of their names, lower case."""
    speakers = {word for hit in hits for word in words(hit.memory.source.author or "")}
    return frozenset(words(question)) & speakers - STOP_WORDS


def speaks_of(memory: Memory, people: frozenset[str]) -> bool:
    """Whether a memory may tell of one of these people: their own words, words to somebody, or with their name."""
    author = memory.source.author
    if not people or not author or people & set(words(author)):
        return True
    said = set(words(memory.text))
    return bool(said & people or said & _ADDRESSING)


def extracted(
    question: str,
    found: Found,
    zone: tzinfo | None,
    embedder: Embedder | None = None,
    floor: float | None = None,
    overs: Overs = _NOTHING,
    past: bool = False,
    counting: bool = False,
) -> Answer:
    """Answer by quoting; dates are given in `zone`, and an `embedder` weighs what a sentence means.

    What is over by `overs` is not quoted unless the `past` is asked for; then it says until when it held. A question
    that is `counting`, of which no event was found, is answered with quotations alone, but for a doubtful day.
    The answer's time is left for the caller.
    """
    hits = passing(found, floor, question)[:MOST_MEMORIES]
    quotes = _chosen(question, hits, found.words, embedder, _NOTHING if past else overs)
    if not quotes:
        return Answer(text=UNKNOWN, citations=(), abstained=True, question=question)
    asks = wanted(question)
    doubt = (AS_FAR if asks is Wanted.TIME and not _EDGE.search(question) else QUOTED) if counting else ""
    lines = [_line(n, quote, asks, zone, overs, question, doubt) for n, quote in enumerate(quotes, start=1)]
    citations = tuple(
        Citation(n, quote.memory.id, quote.text, quote.start, quote.end) for n, quote in enumerate(quotes, start=1)
    )
    head = NEAREST if doubt == QUOTED else ""
    return Answer(text=head + "\n".join(lines), citations=citations, abstained=False, question=question)


def _chosen(
    question: str, hits: Sequence[Hit], weights: Mapping[str, float], embedder: Embedder | None, overs: Overs
) -> list[_Quote]:
    """The best sentence of each memory, the best memories first; further ones only if they are worth nearly as much."""
    asked = _Asked.read(question, weights)
    quotes = [quote for hit in hits for quote in _quotes(hit, asked, hits[0].score or 1.0)]
    people = asked_of(question, hits)
    quotes = [quote for quote in quotes if not _is_over(quote, overs) and is_of(quote.text, quote.memory, people)]
    if not quotes:
        return []
    if embedder:
        quotes = _weighed_by_meaning(question, quotes, embedder)
    best: dict[str, _Quote] = {}
    for quote in sorted(quotes, key=lambda quote: -quote.worth):
        best.setdefault(quote.memory.id, quote)
    leading = next(iter(best.values())).worth
    return [quote for quote in best.values() if quote.worth >= ALSO * leading][:MOST_QUOTES]


def _quotes(hit: Hit, asked: _Asked, top: float) -> list[_Quote]:
    """The sentences of a memory, with what each is worth by its memory's rank, its words and its form.

    Code that was not asked for and headings that only name the matter are taken where there is nothing else.
    """
    offset, stop = region(hit.memory.text, asked.weights)
    text = hit.memory.text[offset:stop]
    code = [] if asked.code else [match.span() for match in _CODE.finditer(text)]
    named = asked.stems | _stems(hit.memory.title)
    told: list[_Quote] = []
    aside: list[_Quote] = []
    for first, end in spans(text):
        start = _told_from(text, first, end)
        sentence = text[start : min(end, start + LONGEST_QUOTE)]
        held = _stems(sentence)
        heading = _HEADING.match(sentence) is not None
        worth = _RANK * hit.score / top + _SHARE * asked.share(held)
        worth += _FORM if _fits(sentence, asked, hit.memory) else 0.0
        worth -= _FORM if heading or sentence.endswith("?") else 0.0
        empty = (heading and held <= named) or any(opening <= start < closing for opening, closing in code)
        quote = _Quote(hit.memory, offset + start, offset + start + len(sentence), worth)
        (aside if empty else told).append(quote)
    return told or aside


def _is_over(quote: _Quote, overs: Overs) -> bool:
    """Whether a sentence says nothing that still holds."""
    found = over_in(overs, quote.memory.id, quote.start, quote.end)
    return is_all_over(found, quote.start, quote.end)


def _weighed_by_meaning(question: str, quotes: list[_Quote], embedder: Embedder) -> list[_Quote]:
    """The most promising quotes, their worth raised by how near their meaning is to the question's."""
    promising = sorted(quotes, key=lambda quote: -quote.worth)[:MOST_EMBEDDED]
    texts = [f"{quote.memory.title}: {quote.text}" if quote.memory.title else quote.text for quote in promising]
    asked, *told = embedder.encode([question, *texts])
    return [
        replace(quote, worth=quote.worth + _MEANING * float(asked.vector @ encoding.vector))
        for quote, encoding in zip(promising, told, strict=True)
    ]


def _told_from(text: str, start: int, end: int) -> int:
    """Where a sentence begins to say something, behind the mark of a list item or quotation."""
    mark = _ITEM.match(text, start, end)
    return mark.end() if mark else start


def _fits(sentence: str, asked: _Asked, memory: Memory) -> bool:
    """Whether a sentence holds the kind of thing that is asked for, beyond what the question says itself."""
    match asked.kind:
        case Wanted.TIME:
            return bool(dates_in(sentence, memory.occurred_at))
        case Wanted.AMOUNT:
            return bool(amount_of(sentence, asked.text)) or bool(set(numbers(sentence)) - asked.numbers)
        case Wanted.PERSON:
            told = bool(memory.source.author and _FIRST_PERSON.search(sentence))
            return told or bool(set(names(sentence)) - asked.names)
        case Wanted.ANYTHING:
            return False


def _line(n: int, quote: _Quote, asks: Wanted, zone: tzinfo | None, overs: Overs, asked: str, doubt: str) -> str:
    memory = quote.memory
    text = quoted(" ".join(quote.text.split()), memory)
    day = _day(memory.occurred_at, zone)
    answer = _answer(quote, asks, zone, asked) if doubt != QUOTED else ""
    answer = f"{doubt}{answer}" if answer and n == 1 else answer
    held = until(over_in(overs, memory.id, quote.start, quote.end), zone)
    return f"{answer and answer + ': '}“{text}” [{n}] ({teller(memory)}, {day}{held and '; ' + held})"


def _answer(quote: _Quote, asks: Wanted, zone: tzinfo | None, asked: str) -> str:
    """The time, number or name that was asked for, where the quote says one that can be meant; else nothing.

    A time may also be when it was said, but of what does not happen on a day a note's date says nothing.
    """
    match asks:
        case Wanted.AMOUNT:
            return amount_of(quote.text, asked)
        case Wanted.PERSON:
            return person_of(quote.text, asked)
        case Wanted.ANYTHING:
            return thing_of(quote.text, asked)
        case Wanted.TIME:
            written = _day(quote.memory.occurred_at, zone) if _is_of_its_day(quote, asked) else ""
            return time_of(quote.text, quote.memory, zone, asked) or written


def _is_of_its_day(quote: _Quote, asked: str) -> bool:
    """Whether what a quote tells took place when it was written: in a chat, or as the person's own doing in a note."""
    if quote.memory.kind == Kind.CHAT:
        return True
    own = quote.memory.kind == Kind.NOTE and quote.memory.trust == "self"
    return own and bool(_DID.search(asked) and _FIRST_PERSON.search(quote.text) and not _AHEAD.search(quote.text))


def teller(memory: Memory) -> str:
    """Who says what a memory says: its author, its title, or what kind of memory it is."""
    if memory.source.author:
        return memory.source.author
    if memory.title:
        return memory.title
    return "your note" if memory.kind == Kind.NOTE else str(memory.kind)


def _day(time: datetime, zone: tzinfo | None) -> str:
    local = time.astimezone(zone)
    return f"{local.day} {local:%B %Y}"


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in (content(text) or words(text)))
