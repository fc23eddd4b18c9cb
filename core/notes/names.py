"""Finds what may be names in a text, by capitals and where these stand; what is one, `entities` decides.

A capital at the beginning of a sentence or in a headline says nothing; within a sentence it does.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from unicodedata import category

from core.notes import cues
from core.notes.common import CALENDAR, LIGHT, ORDINARY, SHOUTED, TITLES
from core.text.words import STOP_WORDS

Match = re.Match[str]

LONGEST_NAME = 6  # words

_UNREAD = re.compile(
    r"\A---\n.{0,4000}?\n---(?=\n|\Z)"  # front matter
    r"|!\[[^\]\n]{0,300}\]\([^)\n]{0,500}\)"  # pictures
    r"|^[ \t]*```.*?(?:^[ \t]*```|\Z)|^~~~.*?(?:^~~~|\Z)|`[^`\n]{1,400}`"
    r"|^[ \t]*#\+BEGIN_(?:SRC|EXAMPLE).*?(?:#\+END_\w+|\Z)"
    r"|^[ \t]*(?:[-*+] )?[\w.-]{1,40}::(?= )[^\n]*$"  # key:: value
    r"|\b(?:https?|ftp|file|mailto):[^\s<>)\]]+|\bwww\.[^\s<>)\]]+|[\w.+-]+@[\w-]+\.[\w.]+"
    r"|\$\$.{1,2000}?\$\$|\\[a-zA-Z]{2,}"  # formulas
    r"|\]\([^)\s]{1,500}\)|\(\([\w-]{1,60}\)\)|\{\{[^}\n]{0,300}\}\}|<[/!]?[a-zA-Z][^>\n]{0,300}>"
    r"|(?<![\w&])[#@][\w/-]+|[\w-]+(?:[/\\][\w.-]+)+|\b\w+\.(?:md|py|js|css|html?|edn|json|txt|pdf|png|jpe?g|org|clj)\b",
    re.MULTILINE | re.DOTALL,
)
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:['’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’](?:s|S)?\Z")
_BEGINNERS = frozenset(".!?:;…(-–—−*•>|#[/=+→·")
_QUOTES = frozenset('"“„«‘')
_JOINTS = frozenset("of the de del della di da du la le van von der den ter bin ibn al el y".split())
_INNER = re.compile(r"[^\W\d_][^\W_]*[a-z][A-Z]|[a-z][A-Z][a-z]{2}")
_GREETINGS = frozenset(
    "hey hi hiya hello dear thanks thank wow yes yep yeah no nope oh congrats congratulations bye".split()
)
_COMPOUND = re.compile(r"-(?:\d|[a-z])")
_SAINTS = frozenset(("St", "Mt"))
_OWNER = re.compile(r"([^\W\d_][^\W_]*['’]s) \Z")
_OWNED = re.compile(r"['’]s [A-Z]")
_NEVER_FIRST = STOP_WORDS | CALENDAR | _GREETINGS
_LINE = re.compile(r"[^\n]+")
_HEADLINE_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be a name, at text[start:end]; `trusted` if its capitals can only come from that.

    `votes` are kinds with weights; `called` if somebody is addressed so, `speaks` if it does what people do. `owner` is
    the capitalised word in the possessive before it ("Gardener's" Delight), `owns` says that it is one.
    """

    name: str
    start: int
    end: int
    trusted: bool
    headline: bool = False
    votes: tuple[tuple[str, int], ...] = ()
    called: bool = False
    speaks: bool = False
    owner: str = ""
    owns: bool = False


@dataclass(slots=True)
class Scan:
    """The candidates of a text, and how often each word stands in it in lower case and with a trusted capital."""

    candidates: list[Candidate] = field(default_factory=list)
    lower: Counter[str] = field(default_factory=Counter)
    capital: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Scan") -> None:
        """Take in what was found in another part of the same memory."""
        self.candidates += other.candidates
        self.lower.update(other.lower)
        self.capital.update(other.capital)


def scan(text: str) -> Scan:
    """Everything in a text that may be a name, in order; code, addresses, properties and hashtags are passed over."""
    found = Scan()
    plain = _UNREAD.sub(_blank, text) if _UNREAD.search(text) else text
    for line in _LINE.finditer(plain):
        _scan_line(plain, line.start(), line.end(), found)
    return found


def plain(text: str) -> str:
    """The text, as long as before, with blanks for what no person wrote as a sentence: code, addresses, properties."""
    return _UNREAD.sub(_blank, text)


def begins(text: str, start: int) -> bool:
    """Whether a sentence, a list item, a quotation or a line begins at `start`."""
    at = start - 1
    while at >= 0 and text[at] in " \t'’*_":
        at -= 1
    if at < 0 or text[at] == "\n":
        return True
    if text[at] in _QUOTES:
        return at == 0 or not text[:at].rstrip(" ")[-1:].isalpha()
    if text[at] in _BEGINNERS:
        return not (text[at] == "." and _abbreviates(text, at))
    return not text[at].isascii() and category(text[at]) in {"So", "Sk", "Mn", "Cf"}


def _abbreviates(text: str, at: int) -> bool:
    word = re.search(r"[^\W_]+\Z", text[max(0, at - 12) : at])
    return word is not None and (word[0].lower() in TITLES or word[0] in _SAINTS)


def _blank(match: Match) -> str:
    return "".join(char if char == "\n" else " " for char in match[0])


def _scan_line(text: str, start: int, end: int, found: Scan) -> None:
    words = list(_WORD.finditer(text, start, end))
    headline = _is_headline(text, start, words)
    run: list[Match] = []
    for at, match in enumerate(words):
        word = match[0]
        if run and _joins(text, run, match, words[at + 1 : at + 3]):
            run.append(match)
            continue
        if run:
            _close(text, run, found, headline)
        run = [match] if _opens(word) else []
        if word[0].islower():
            found.lower[_bare(word).lower()] += 1
    if run:
        _close(text, run, found, headline)


def _is_headline(text: str, start: int, words: list[Match]) -> bool:
    """Whether a line writes its words with capitals as headlines do, or all in capitals."""
    weighty = [match[0] for match in words if len(match[0]) > 3 or match[0].isupper()]
    if text[start : start + 8].lstrip().startswith("#"):
        return True
    capitals = sum(word[0].isupper() for word in weighty)
    shouted = sum(word.isupper() and len(word) > 1 for word in weighty)
    if shouted >= 3 and shouted >= 0.6 * len(weighty):
        return True
    ends = words and text[words[-1].end() : words[-1].end() + 1] in {".", "!", "?", ","}
    return not ends and len(weighty) >= 2 and capitals >= max(2, _HEADLINE_SHARE * len(weighty)) and len(words) <= 14


def _opens(word: str) -> bool:
    bare = _bare(word)
    if not bare or bare.lower().replace("’", "'") in _NEVER_FIRST:
        return False
    if word[0].isupper():
        return len(bare) > 1 or bare.isupper()
    return bool(re.match(r"[a-z][A-Z][a-z]{2}", bare))


def _joins(text: str, run: list[Match], match: Match, following: list[Match]) -> bool:
    last = run[-1]
    gap = text[last.end() : match.start()]
    before, word = last[0], match[0]
    if gap in {". ", "."}:
        initial = len(before) == 1 and before.isupper()
        return _opens(word) and (initial or (gap == ". " and (before.lower() in TITLES or before in _SAINTS)))
    if gap not in {" ", "-"} or _POSSESSIVE.search(before):
        return False
    if word.lower() in _JOINTS and word[0].islower():
        return _leads_to_capital(text, match, following) and (word != "of" or _may_be_of(run))
    return _opens(word) and word[0].isupper()


def _may_be_of(run: list[Match]) -> bool:
    """Whether a name may go on with "of": Museum of the Shore, but not Colm Reddy of Seagate Heating."""
    return len(run) == 1 or run[-1][0].lower() in cues.PLACE_WORDS | cues.ORGANISATION_WORDS


def _leads_to_capital(text: str, match: Match, following: list[Match]) -> bool:
    """Whether after "of", or "of the", a capital comes."""
    end = match.end()
    for other in following:
        if text[end : other.start()] != " ":
            return False
        if _opens(other[0]) and other[0][0].isupper():
            return True
        if other[0] not in _JOINTS:
            return False
        end = other.end()
    return False


def _close(text: str, run: list[Match], found: Scan, headline: bool) -> None:
    """Turn a run of capitalised words into a candidate, and count its words."""
    first = begins(text, run[0].start())
    shouted = [match for match in run if match[0].isupper() and len(match[0]) > 1]
    if len(run) == 1 and (len(run[0][0]) == 1 or (len(run[0][0]) < 4 and run[0][0][-1].isdigit())):
        return
    for place, match in enumerate(run):
        if match[0][0].isupper() and not headline and (place or not first):
            found.capital[_bare(match[0]).lower()] += 1
    titled = run[0][0].lower() in TITLES and len(run) > 1
    start, last = run[0].start(), run[-1]
    end = last.start() + len(_bare(last[0]))
    name = text[start:end]
    if len(run) > LONGEST_NAME or (len(shouted) == len(run) > 1):
        return
    if len(run) == 1 and _COMPOUND.match(text, end):
        return
    inner = len(run) == 1 and _INNER.match(name) is not None
    before = text[max(0, start - cues.REACH) : start].rstrip("[*_")
    after = text[end : end + cues.REACH].lstrip("]*_")
    owner = _OWNER.search(before)
    found.candidates.append(
        Candidate(
            name,
            start,
            end,
            trusted=not headline and (not first or titled or inner),
            headline=headline,
            votes=tuple(cues.votes(before, name, after, titled=titled)),
            called=cues.is_called(before),
            speaks=cues.speaks(after),
            owner=owner[1] if owner and _opens(owner[1]) and not is_ordinary(_bare(owner[1])) else "",
            owns=_OWNED.match(after) is not None,
        )
    )


def without_opener(candidate: Candidate) -> Candidate | None:
    """The candidate without its first word, which an ordinary one or a sentence's beginning lent its capital."""
    head, _, rest = candidate.name.partition(" ")
    while rest and rest.split(" ", 1)[0] in _JOINTS:
        head, rest = f"{head} {rest.split(' ', 1)[0]}", rest.partition(" ")[2]
    if not rest:
        return None
    start = candidate.start + len(head) + 1
    titled = rest.split(" ", 1)[0].lower().rstrip(".") in TITLES
    votes = (*candidate.votes, *cues.votes("", rest, "", titled=titled))
    return replace(candidate, name=rest, start=start, trusted=not candidate.headline, owner="", votes=votes)


def bears(line: str, name: str) -> bool:
    """Whether a name stands in a line by itself, not as a part of a longer one: no Potter in "Harry Potter"."""
    found = scan(line).candidates
    for one in found:
        rest = without_opener(one) if begins(line, one.start) else None
        if name == one.name or (rest and name == rest.name and opens_lightly(one.name)):
            return True
    return False


def is_ordinary(name: str) -> bool:
    """Whether a single word is no name by itself: an ordinary word, a calendar word, an everyday abbreviation."""
    word = name.lower().replace("’", "'")
    return word in ORDINARY or word in SHOUTED or (name.endswith("s") and name[:-1].isupper() and word[:-1] in SHOUTED)


def opens_lightly(name: str) -> bool:
    """Whether a name's first word is one that often begins sentences: "Great", "Happy", "Photos"."""
    return name.split(" ", 1)[0].lower() in ORDINARY | LIGHT


def occurrences(text: str, phrase: str) -> Iterator[tuple[str, bool]]:
    """Where a phrase stands in a text, whatever its case: as written, and whether a capital there can be trusted."""
    pattern = r"[\s-]+".join(re.escape(word) for word in phrase.split())
    for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE):
        line = text.rfind("\n", 0, match.start()) + 1
        close = text.find("\n", match.end())
        words = list(_WORD.finditer(text, line, len(text) if close < 0 else min(close, line + 400)))
        yield match[0], not begins(text, match.start()) and not _is_headline(text, line, words)


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word)
