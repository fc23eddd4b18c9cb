"""The words of a text as recall counts them: tokens, stop words, stems, names and numbers. English where it matters."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from threading import Lock
from typing import Any

_STOP_WORDS_LIST = """
    a about above after again against all also am an and any anybody anyone anything are aren't around as at be
    because been before being below between both but by can can't cannot could couldn't did didn't do does doesn't
    doing don't done down during each either else ever every everybody everyone everything few for from further get
    gets getting go goes going gonna got gotten had hadn't has hasn't have haven't having he he'd he'll her here
    hers herself him himself his how however i i'd i'll i'm i've if in into is isn't it it'd it'll its itself just
    kind let like lot made make many may maybe me might mine more most much must my myself neither no nobody nor not
    nothing now of off often oh ok okay on once one only onto or other others our ours ourselves out over own please
    quite rather really same shall she she'd she'll should shouldn't so some somebody someone something somewhere
    still such sure than that that'll the their theirs them themselves then there these they they'd they'll they're
    they've thing things this those though through thus to together too toward towards under until up upon us very
    was wasn't we we'd we'll we're we've well were weren't what whatever when where whether which while who whoever
    whom whose why will with within without won't would wouldn't yeah yes yet you you'd you'll you're you've your
    yours yourself yourselves
"""
STOP_WORDS = frozenset(_STOP_WORDS_LIST.split())

_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0963\u0971-\u0df3\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc"
    "\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3\u200c\u200d"
)
"""Combining signs, which Python's \\w leaves out, for the scripts that write words with them."""

_TOKEN = rf"[^\W_](?:[^\W_]|[{_MARKS}])*"
_WORD = re.compile(rf"{_TOKEN}(?:['’]{_TOKEN})*")
_POSSESSIVE = re.compile(r"['’]s\Z", re.IGNORECASE)
_LONGEST_STEM = 64
"""FTS5's porter tokenizer leaves words of more than 64 bytes, and of fewer than 3, as they are."""
_LATER_RULES = re.compile(r"[aeiouy][^aeiou].*(?:logi|bli)\Z")
"""Porter's own later rules (logi to log, bli to ble), which FTS5 follows and Snowball's "porter" does not."""

_STEMMING = Lock()
"""Held while stemming: Snowball's stemmer keeps the word that it works on in itself."""


def words(text: str) -> list[str]:
    """Every word in order, lower case, with straight apostrophes and without a possessive: "Ana’s" gives "ana"."""
    return [_POSSESSIVE.sub("", word).replace("’", "'").lower() for word in _WORD.findall(text)]


def word_spans(text: str) -> list[tuple[tuple[int, int], str]]:
    """Every word as `words` gives it, each with where it stands: ((start, end), word)."""
    return [(match.span(), _POSSESSIVE.sub("", match[0]).replace("’", "'").lower()) for match in _WORD.finditer(text)]


def content(text: str) -> list[str]:
    """The words that are no stop words, in order, repeated as often as they stand there."""
    return [word for word in words(text) if word not in STOP_WORDS]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The Porter stem of a lower-case word, the same that SQLite's FTS5 indexes."""
    if not 2 < len(word) <= _LONGEST_STEM:
        return word
    with _STEMMING:
        stemmed: str = _porter().stemWord(word)
    if _LATER_RULES.search(stemmed):
        return stemmed[:-1] if stemmed.endswith("logi") else stem(stemmed[:-1] + "e")
    return stemmed


@cache
def _porter() -> Any:
    import snowballstemmer  # 15 ms, and only recall stems

    return snowballstemmer.stemmer("porter")


_CALENDAR_LIST = """
    january february march april may june july august september october november december jan feb mar apr jun jul
    aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur
    thurs fri sat sun today yesterday tomorrow tonight
"""
_CALENDAR = frozenset(_CALENDAR_LIST.split())
_OPENERS_LIST = """
    hey hi hello dear thanks thank wow yep nope congrats congratulations happy good great nice cool sounds glad
    sorry hope call ask tell meet met email visit buy remember saw talked spoke bought visited called
"""
_OPENERS = frozenset(_OPENERS_LIST.split())
_NEVER_NAMES = STOP_WORDS | _CALENDAR | _OPENERS
_TITLES_LIST = "mr mrs ms miss mx dr prof professor uncle aunt auntie sir lady"
_TITLES = frozenset(_TITLES_LIST.split())
_PARTICLES_LIST = "de da di do dos del della la le van von der den ten bin ibn al el y e zu"
_PARTICLES = frozenset(_PARTICLES_LIST.split())
_UNITS = """
    two three four five six seven eight nine ten
    eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_NUMBER_WORDS = {word: str(value) for value, word in enumerate(_UNITS.split(), start=2)}
_NUMBER_WORDS |= {word: str(10 * value) for value, word in enumerate(_TENS.split(), start=2)}
_NUMBER = re.compile(
    r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?!\d)|(?<=[-/:.,])\d+(?:\.\d+)?(?!\d)"
    rf"|\b(?:{'|'.join(_NUMBER_WORDS)})\b"
)
_LEADING_ZEROS = re.compile(r"\A0+(?=\d)")
_SENTENCE_START = re.compile(r"(?:\A|[.!?:…\n]|[-*•#>])[\s\"'“”‘’(\[*_]*\Z")


def names(text: str) -> list[str]:
    """What looks like proper names, in order and once each: capitalised words, joined where they follow one another.

    A single capitalised word that begins a sentence counts only with a possessive, a title before it, inner capitals,
    or if the text has it elsewhere too. Months, weekdays and stop words are no names.
    """
    found = list(_capitalised(text))
    parts = {part for name, sure in found if sure for part in name.split()}
    return list(dict.fromkeys(name for name, sure in found if sure or name in parts))


def numbers(text: str) -> list[str]:
    """Every number in order, as digits: "1,200" and "two" give "1200" and "2", and "May 08" gives "8".

    "one" and "second" are left out, since they are mostly no numbers.
    """
    return [_digits(match[0]) for match in _NUMBER.finditer(text.lower())]


def _digits(number: str) -> str:
    if number in _NUMBER_WORDS:
        return _NUMBER_WORDS[number]
    return _LEADING_ZEROS.sub("", number.replace(",", ""))


def _capitalised(text: str) -> Iterator[tuple[str, bool]]:
    """Names, and whether each is surely one."""
    run: list[re.Match[str]] = []
    for match in _WORD.finditer(text):
        if run and _continues(text[run[-1].end() : match.start()], run[-1][0], match[0]):
            run.append(match)
            continue
        if run:
            yield from _name(text, run)
        run = [match] if _may_be_name(match[0]) else []
    if run:
        yield from _name(text, run)


def _continues(gap: str, before: str, word: str) -> bool:
    if gap == ". ":
        return before.lower() in _TITLES and _may_be_name(word)
    return gap in {" ", "-"} and not _POSSESSIVE.search(before) and (word in _PARTICLES or _may_be_name(word))


def _name(text: str, run: list[re.Match[str]]) -> Iterator[tuple[str, bool]]:
    start = run[0].start()
    first = _SENTENCE_START.search(text[max(0, start - 8) : start])
    titled = run[0][0].lower() in _TITLES
    run = run[titled:]
    while run and run[-1][0] in _PARTICLES:
        run.pop()
    if run:
        last = _POSSESSIVE.sub("", run[-1][0])
        sure = not first or titled or len(run) > 1 or last != run[-1][0] or not last[1:].islower()
        yield text[run[0].start() : run[-1].start() + len(last)], sure


def _may_be_name(word: str) -> bool:
    word = _POSSESSIVE.sub("", word)
    if word[0].isupper():
        return len(word) > 1 and word.lower() not in _NEVER_NAMES
    return word.isalpha() and word[1:2].isupper()  # iPhone, eBay
