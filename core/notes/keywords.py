"""What a text is about, in its own words: phrases as RAKE finds them, weighed by how rare their words are in the store.

RAKE: Rose et al. 2010, candidate phrases lie between stop words; the weight is tf-idf over the store's memories.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from core.notes.common import CALENDAR, LIGHT, SHOUTED
from core.text.words import STOP_WORDS, stem

MOST = 8
LONGEST_PHRASE = 3
ENOUGH = 3
"""Keywords that make those superfluous which are only adjectives and the like."""
SHARE = 0.2  # of the store's memories in which a word may stand and still say something
SMALL = 30  # memories below which frequencies say little

_DULL_LIST = """
    ago along although amongst another anytime anyway among apart aside away behind beside beyond bit couple despite
    didn't eight eighteen eighty eleven everywhere fact fifteen fifty five forty four full half hour hours huh
    hundred inside instance instead late lot matter minute minutes moment month months near nine ninety number one
    ones outside part parts past per person place plus pm second seconds set seven seventy six sixteen sixty somehow
    stuff tenth ten therefore thereby thing things third thirty thousand three throughout time times twelve twenty
    twice two unlike used user users using various via way ways week weeks whether within woohoo year years yet http
    https www com org md yesterday am appears appeared arrive arrived arrives ask asking asked asks became becomes
    becoming began begin beginning begins belong belongs bought bring bringing brings brought build builds call
    called calling calls came care carry change changed chose choose comes coming consider contains count counted
    covered create created creates creating crying decide decided depend depends develop developed differ discover
    discovered doing drop dropped eat ended ends enjoy enjoyed enjoying enjoys enter exists expect express fall
    falls fell felt fill filled finds finding finish finished follow followed following follows forward found gave
    give given gives giving goes going gotten grow growing grown grew happening have having headed hear hearing
    heard held help helping helps hit hold holding hoping include includes included including inspires join joined
    keep keeping keeps kept knew knowing laid laughed lead leads learn learned learning learnt leave leaves leaving
    led left lend let lets letting lie lies lift lifted likes listen listened listening live lived lives living look
    looks lose lost made make makes making manage managed means meant measure measures meet met mention mind move
    moved moves moving name needs notice noticed occurs offer offers open opened opens own pass passed pay paid pick
    picked play played prefer produced provide provides pulled pushed putting raised ran reach reached read reading
    receive received related remain remains remembered remind reminded reminds require requires result run running
    runs rang sat saw saying says seeing seems seen sell send sends sent sets setting settles share shared shares
    showing shown shows sit sits sitting sold sort spend spending spent spoke stand standing stands start started
    starting starts stay stayed staying stays stick sticks stood stop stopped stuck suggest suggested support
    supported supporting supports suppose supposed taken taking takes taught teach tells telling tend think thinks
    took touch tried tries try turn turned turning turns understand understood understanding visit visited wait
    waiting walked want wants watched watching went win wish wishing won wonder work worked working works write
    writes writing written wrote yeah
"""
_DULL = STOP_WORDS | CALENDAR | LIGHT | SHOUTED | frozenset(_DULL_LIST.split())
_NOUNS_TOO_LIST = """
    beginning build building call calls care change count drop fall feeling hearing hold lead learning lift
    listening living look measure meeting move name need notice offer open play playing practice reading release
    result run running set share stand start stick stop support talk teaching thinking touch try turn understanding
    visit wait walk watch wish work working works writing
"""
_NOUNS_TOO = frozenset(_NOUNS_TOO_LIST.split())
"""Words of the above that are nouns after an article or another noun: "a support group"."""
_BEFORE_NOUNS = frozenset("a an the my your his her its our their this that these those some any no each every".split())
_FAINT_LIST = """
    alone bigger blue brave bright broken busy calm certain cheap clean clever close cold common confident crucial
    curious dark deep difficult dry due early easy eager empty entire essential exact extra fast firm former free
    fresh gentle glad grand green happier hot huge human important impressed inspired inspiring key large largest
    latest less likely little local long loud low main major modern motivated natural necessary new nervous normal
    okay old open original particular patient plain poor positive powerful proper proud pure quick quiet rare raw
    real recent red relaxed resilient rich rough round safe scary scared separate serious sharp short significant
    silent similar simple single small smooth soft sour special stressed strong sudden suitable sure sweet tall
    thick thin tiny tired total tough typical unique upper useful usual vital warm weak wet white whole wide wild
    wise yellow young youngest doubt doubts chapter end middle rest sense side start top bottom hopes feelings huh
"""
_FAINT = frozenset(_FAINT_LIST.split())
_FAINT_ENDING = re.compile(r"(?:ful|ous|able|ible|less|ed|some|iest|est)\Z")
_ADVERB = re.compile(r"[a-z]{4,}(?<!fami)(?<!assemb)(?<!butterf)(?<!anoma)ly\Z")
FAINT = 0.35
"""What an adjective or the like weighs as a keyword of its own."""
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s\Z|['’]\Z")
_VERBISH = re.compile(r"(?:n't|'ve|'re|'ll|'d|'m)\Z")


@dataclass(frozen=True, slots=True)
class Draft:
    """A text's candidate phrases in order of appearance, each as its stems with the words as written, and how often."""

    phrases: dict[tuple[str, ...], str] = field(default_factory=dict)
    counts: Counter[tuple[str, ...]] = field(default_factory=Counter)
    stems: dict[str, str] = field(default_factory=dict)
    """Every stem with a word that has it, for the store to be asked."""


def draft(text: str, into: Draft, names: Collection[str], without: Collection[str]) -> None:
    """Read a text, of which code and addresses are blanked already.

    `names` are the words of names, which keep their capitals; `without` are no keywords here, such as the parts of the
    speakers' names; both in lower case.
    """
    phrases, counts, stems = into.phrases, into.counts, into.stems
    run: list[tuple[str, str]] = []
    end, before = 0, ""
    for match in _WORD.finditer(text):
        word = _POSSESSIVE.sub("", match[0])
        if run and (text[end : match.start()] != " " or len(run) == LONGEST_PHRASE):
            _take(run, phrases, counts)
            run = []
        lower = word.lower().replace("’", "'")
        noun = lower in _NOUNS_TOO and (bool(run) or before in _BEFORE_NOUNS)
        before = lower
        if noun or _says_something(lower, without):
            root = stem(lower)
            stems.setdefault(root, lower)
            run.append((root, word if lower in names or not word[1:].islower() else word.lower()))
        else:
            _take(run, phrases, counts)
            run = []
        end = match.start() + len(match[0])
        if len(word) != len(match[0]):
            _take(run, phrases, counts)
            run = []
    _take(run, phrases, counts)


def chosen(draft: Draft, counts: Mapping[str, int], size: int) -> list[str]:
    """The best phrases, best first, at most MOST; `counts` tells in how many of `size` memories each stem stands."""
    weights = {root: _weight(counts[root], size) for root in draft.stems}
    single: Counter[str] = Counter()
    for phrase, count in draft.counts.items():
        for root in phrase:
            single[root] += count
    order = {phrase: place for place, phrase in enumerate(draft.phrases)}

    def score(phrase: tuple[str, ...]) -> float:
        total = sum(weights[root] * (1 + math.log(single[root])) for root in phrase)
        if len(phrase) == 1 and is_faint(draft.stems[phrase[0]]):
            total *= FAINT
        cohesion = 1 + 0.5 * (draft.counts[phrase] > 1) * (len(phrase) > 1)
        return float(total / math.pow(len(phrase), 0.6) * cohesion / (1 + 0.01 * min(order[phrase], 60)))

    found: list[str] = []
    used: set[str] = set()
    for phrase in sorted(draft.phrases, key=lambda one: (-score(one), order[one])):
        if len(found) == MOST or score(phrase) <= 0:
            break
        if not used & set(phrase):
            found.append(draft.phrases[phrase])
            used.update(phrase)
    solid = [keyword for keyword in found if not is_faint(keyword)]
    return solid if len(solid) >= ENOUGH else found


def _says_something(lower: str, without: Collection[str]) -> bool:
    if lower in _DULL or lower in without or len(lower) < 3 or _VERBISH.search(lower) or _ADVERB.fullmatch(lower):
        return False
    return not any(char.isdigit() for char in lower)


def is_faint(word: str) -> bool:
    """Whether a word says little by itself: an adjective, a participle, a verb that may be a noun."""
    return word in _FAINT or word in _NOUNS_TOO or (len(word) > 5 and _FAINT_ENDING.search(word) is not None)


def _take(run: list[tuple[str, str]], phrases: dict[tuple[str, ...], str], counts: Counter[tuple[str, ...]]) -> None:
    """Count a run of words as a phrase, without adjectives and participles at its end that lost their noun."""
    while len(run) > 1 and is_faint(run[-1][1].lower()) and run[-1][1].lower() not in _NOUNS_TOO:
        run = run[:-1]
    if run:
        roots = tuple(root for root, _ in run)
        phrases.setdefault(roots, " ".join(word for _, word in run))
        counts[roots] += 1


def _weight(frequency: int, size: int) -> float:
    if size > SMALL and frequency > SHARE * size:
        return 0.0
    return math.log(1 + size / max(1, frequency))
