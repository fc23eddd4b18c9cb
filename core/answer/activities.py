"""What people do, as a diary tells of it: the words by which each activity is told, and what it is done with.

The words of one activity mean nearly the same. A word that is in no activity is looked for itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from core.answer.verbs import base_of, forms
from core.text.words import STOP_WORDS, stem

_LIST = """
    meet: meet see encounter greet visit | meeting date reunion get-together |
    run: run jog sprint | run jog marathon parkrun treadmill |
    swim: swim | swim laps |
    cycle: cycle bike ride pedal | ride cycling |
    hike: hike trek climb | hike trek summit |
    walk: walk stroll wander | walk stroll |
    read: read finish devour complete | done through page | book novel paperback
    watch: watch see stream | cinema screening matinee | film movie documentary series
    visit: visit go travel tour explore | trip visit tour excursion outing |
    fly: fly | flight plane |
    spend: spend pay cost buy purchase | bill receipt price euros dollars pounds set gone |
    phone: phone ring call telephone dial | call phone |
    write: write email text message send post | letter card email message |
    eat: eat dine | dinner lunch breakfast brunch supper meal restaurant |
    drink: drink | coffee beer wine tea drinks |
    cook: cook bake | |
    train: exercise train workout | gym workout yoga pilates |
    play: play | match game |
    attend: attend | concert gig opera theatre play exhibition festival |
    heal: | doctor gp dentist physician checkup appointment |
    sleep: sleep nap | nap |
    paint: paint draw sketch | painting drawing |
    sing: sing | choir |
    learn: learn study | lesson class course |
    repair: repair fix mend | repair |
    move: move relocate | |
"""


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity: the verbs that tell of it, the nouns that do so by themselves, the things that it is done with."""

    name: str
    verbs: frozenset[str]
    nouns: frozenset[str]
    things: frozenset[str]


def _read(line: str) -> Activity:
    name, _, rest = line.partition(":")
    verbs, nouns, things = (frozenset(part.replace("get-together", "gathering").split()) for part in rest.split("|"))
    return Activity(name, verbs, nouns, things)


ACTIVITIES = {one.name: one for one in map(_read, (line.strip() for line in _LIST.strip().splitlines()))}
SOCIAL = frozenset(("meet", "eat", "drink", "walk", "visit"))
"""What is done with somebody whom one meets; who does anything else with them is said to do that."""
_BY_VERB: dict[str, list[str]] = {}
_BY_NOUN: dict[str, list[str]] = {}
_BY_THING: dict[str, str] = {}
for _one in ACTIVITIES.values():
    for _word in _one.verbs:
        _BY_VERB.setdefault(_word, []).append(_one.name)
    for _word in _one.nouns:
        _BY_NOUN.setdefault(_word, []).append(_one.name)
    _BY_THING |= dict.fromkeys(_one.things, _one.name)
_STEMS = {stem(_form): _word for _word in (*_BY_VERB, *_BY_NOUN, *_BY_THING) for _form in forms(_word)}
WORDS = frozenset(form for word in (*_BY_VERB, *_BY_NOUN, *_BY_THING) for form in (*forms(word), word + "s"))
"""Every word that an activity is told by, in its forms."""


@cache
def root(word: str) -> str:
    """The word of an activity that a lower-case word is a form of; else its infinitive or singular."""
    base = base_of(word)
    if base in _BY_VERB or base in _BY_NOUN or base in _BY_THING:
        return base
    return base if word in STOP_WORDS else _STEMS.get(stem(word), base)


def of(word: str) -> tuple[str, ...]:
    """The names of the activities that a lower-case word tells of, by its verb first."""
    base = root(word)
    return tuple(dict.fromkeys([*_BY_VERB.get(base, ()), *_BY_NOUN.get(base, ())]))


def done_in(said: Iterable[str]) -> frozenset[str]:
    """The names of the activities that the verbs among lower-case words tell of."""
    return frozenset(name for word in said for name in _BY_VERB.get(root(word), ()))


def of_thing(word: str) -> str:
    """The activity that a thing is for: "book" is read; "" for none."""
    return _BY_THING.get(root(word), "")


@cache
def told_by(name: str) -> tuple[str, ...]:
    """All forms of the words that tell of an activity by themselves."""
    one = ACTIVITIES[name]
    return tuple(dict.fromkeys(form for word in sorted(one.verbs | one.nouns) for form in forms(word)))


@cache
def things_of(name: str) -> tuple[str, ...]:
    """All forms of what an activity is done with."""
    found = [form for word in sorted(ACTIVITIES[name].things) for form in forms(word)]
    return tuple(dict.fromkeys([*found, *(word + "s" for word in found)]))


@cache
def stems_of(name: str) -> frozenset[str]:
    """The stems of the words that tell of an activity by themselves."""
    return frozenset(stem(word) for word in told_by(name))
