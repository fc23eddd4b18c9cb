"""Reads what a text states: sentence by sentence, clause by clause, by rules that would rather miss than misread."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from core.clock import to_micros
from core.truth.belongings import BELONGINGS
from core.truth.clauses import Clause, Sentence, sentences
from core.truth.frames import Passage, framed, passage
from core.truth.homes import HOMES
from core.truth.jobs import WORK
from core.truth.leaving import LEAVING
from core.truth.nouns import FRAMES
from core.truth.outings import OUTINGS
from core.truth.people import OTHERS
from core.truth.pets import pets
from core.truth.plans import PLANS
from core.truth.pursuits import PURSUITS
from core.truth.rules import ADVERB, Match, Rule
from core.truth.statement import CLOSES, MANY, OPENS, PETS, PHONE, UNTOLD, VALUE, WHEN, Form, Found
from core.truth.subjects import WHO, Context, author_of
from core.truth.swaps import Recall, swapped
from core.truth.things import FIGURES, PLACES

_RULES: tuple[Rule, ...] = (
    *HOMES,
    *WORK,
    *LEAVING,
    *OTHERS,
    *PLANS,
    *FIGURES,
    *PLACES,
    *BELONGINGS,
    *PURSUITS,
    *OUTINGS,
)
_WORDS = re.compile(r"[a-z][a-z']*")
_WHO = re.compile(rf"\W*{WHO}", re.I)
_DATED = re.compile(
    r"\b(?:since|from|starting|as of|last|yesterday|ago|tomorrow|next|on|in)\b"
    r"(?=.*(?:\d|day\b|week|month|year|january|february|march"
    r"|april|may|june|july|august|september|october|november|december|spring|summer|autumn|winter))",
    re.I,
)

_SENTENCE = 1000
"""Characters of a sentence in which nouns are looked for; a longer one is no sentence."""
_TOPIC = 80
"""Characters of a sentence that may name what the next one gives the value of."""
_FIGURES = frozenset((VALUE, PHONE, OPENS, CLOSES))


def _by_trigger(told: Sequence[frozenset[str]]) -> tuple[dict[str, list[int]], list[int]]:
    """The places of rules by the words that they are tried for, and those that are tried for any figure."""
    known: dict[str, list[int]] = {}
    always = []
    for number, triggers in enumerate(told):
        if not triggers:
            always.append(number)
        for word in triggers:
            known.setdefault(word, []).append(number)
    return known, always


_TRIGGERED, _FIGURED = _by_trigger([rule.triggers for rule in _RULES])
_FRAMED, _ = _by_trigger([frame.triggers for frame in FRAMES])


def read(text: str, author: str | None, said: datetime, recall: Recall | None = None) -> list[Found]:
    """What `text`, which `author` wrote at `said` (aware, local), states; in order, each value of a slot once a clause.

    `recall` gives what a subject was stated to have before, which tells of what a swap is; without it none is read. An
    author who is a machine states nothing.
    """
    subject = author_of(author)
    if subject is None:
        return []
    context = Context(subject)
    found: dict[tuple[object, ...], Found] = {}
    topic: Sentence | None = None
    for sentence in sentences(text):
        told = _told(sentence, topic, context, said, recall)
        for one in told:
            found.setdefault((one.start, one.subject, one.slot, one.key, one.form), one)
        short = len(sentence.text) <= _TOPIC
        topic = sentence if short and all(_names_nothing(one) for one in told) else None
    return _without_contradictions(list(found.values()))


def _told(
    sentence: Sentence, topic: Sentence | None, context: Context, said: datetime, recall: Recall | None
) -> list[Found]:
    """What a sentence states: by its nouns, by its verbs, and by what it swaps for what."""
    ruled = list(_sentence(list(sentence.clauses), context, said)) if sentence.clauses else []
    if sentence.past or len(sentence.text) > _SENTENCE:
        return ruled
    told = passage(sentence.start, sentence.text)
    joined = _joined(topic, sentence) if topic else None
    own = _by_nouns(told, context, said) or (_by_nouns(joined, context, said) if joined else [])
    added = list(pets(told, context)) or (list(pets(joined, context)) if joined else [])
    swap = swapped(told, context, recall, [*ruled, *own]) if recall else []
    return [*_merged(ruled, own, swap), *_new(added, ruled)]


def _names_nothing(one: Found) -> bool:
    """Whether a sentence that says this may leave the value to the next one."""
    return one.form is Form.ENDS or (one.slot == PETS and one.value.islower())


def _joined(topic: Sentence, sentence: Sentence) -> Passage:
    """Two sentences as one."""
    gap = sentence.start - topic.start - len(topic.text)
    return passage(topic.start, topic.text + " " * gap + sentence.text, sentence.start - topic.start)


def _new(added: list[Found], ruled: list[Found]) -> list[Found]:
    known = {(one.subject, one.key) for one in ruled if one.slot == PETS}
    return [one for one in added if (one.subject, one.key) not in known]


def _by_nouns(part: Passage, context: Context, said: datetime) -> list[Found]:
    found: dict[tuple[str, str], list[Found]] = {}
    for number in sorted({number for word in part.words for number in _FRAMED.get(word, ())}):
        told = framed(FRAMES[number], part, context, said)
        if told:
            found.setdefault((told[-1].subject, told[-1].slot), [_dated(one, _whole(one, part), said) for one in told])
    return [one for told in found.values() for one in told]


def _whole(found: Found, part: Passage) -> Clause:
    """The part of a passage that something was found in, as a clause."""
    text = part.text[found.start - part.start : found.end - part.start]
    return Clause(found.start, found.end, text, True, False, part.text)


def _merged(ruled: list[Found], own: list[Found], swap: list[Found]) -> list[Found]:
    """A swap before what it would contradict, then what verbs say, with nouns where they say nothing or less."""
    moved = {one.key: one.slot for one in swap if one.slot != UNTOLD}
    ruled = [one for one in ruled if moved.get(one.key, one.slot) == one.slot]
    exact = {(one.subject, one.slot) for one in ruled if one.form is Form.HOLDS and one.cue}
    framed = [one for one in own if (one.subject, one.slot) not in exact]
    places = {(one.subject, one.slot) for one in framed}
    kept = [one for one in ruled if (one.subject, one.slot) not in places]
    known = {(one.slot, one.key, one.form) for one in (*kept, *framed)}
    return [*kept, *framed, *(one for one in swap if (one.slot, one.key, one.form) not in known)]


def _sentence(sentence: list[Clause], context: Context, said: datetime) -> Iterator[Found]:
    before: str | None = context.author
    context.thing = None
    for clause in sentence:
        known = _subject(clause, context)
        carried = known if known else before if clause.first or before else None
        found = list(_clause(clause, carried, context, said))
        yield from (_dated(one, clause, said) for one in found)
        before = carried if known or found or clause.first else None


def _subject(clause: Clause, context: Context) -> str | None:
    match = _WHO.match(clause.text)
    return context.subject(match) if match else None


def _clause(clause: Clause, carried: str | None, context: Context, said: datetime) -> Iterator[Found]:
    spoken = set(_WORDS.findall(clause.text.lower()))
    spoken |= {part for word in spoken if "'" in word for part in (word.split("'")[0], word)}
    tried = {number for word in spoken for number in _TRIGGERED.get(word, ())}
    if any(char.isdigit() for char in clause.text):
        tried.update(_FIGURED)
    for number in sorted(tried):
        rule = _RULES[number]
        match = rule.pattern.search(clause.text)
        if not match:
            continue
        groups = {name: value for name, value in match.groupdict().items() if value}
        who = context.subject(match) if rule.who and groups.keys() & {"i", "kin", "he", "name"} else None
        if rule.who and who is None:
            if ADVERB.fullmatch(groups.get("name", "")):
                groups.pop("name")
            if groups.keys() & {"i", "kin", "he", "name"} or carried is None:
                continue
            who = carried
        if who is None:
            who = context.owner(groups.get("det"))
        if who is not None:
            yield from rule.read(Match(groups, clause, who, context, said))


def _dated(found: Found, clause: Clause, said: datetime) -> Found:
    """With the time from which it holds by its own words; what tells of long ago without a date is only past."""
    if found.slot == WHEN or found.slot in MANY:
        return found
    stated = _stated(found, clause, said)
    if stated is None:
        return replace(found, form=Form.HELD) if clause.past and found.form is Form.HOLDS else found
    start, end = stated
    over = clause.past and found.form is Form.HOLDS and re.search(r"\b(?:was|were|had)\b", clause.text) is not None
    if found.form is Form.HELD or over:
        return replace(found, form=Form.HELD, valid_from=start, ends_at=end)
    return replace(found, valid_from=start)


def _stated(found: Found, clause: Clause, said: datetime) -> tuple[int, int] | None:
    if not _DATED.search(clause.text):
        return None
    from core.text.time_finder import find
    from core.text.time_reading import Tense

    ahead = re.search(r"\b(?:from|starting|as of|next|tomorrow)\b", clause.text, re.I)
    times = list(find(clause.text, said, Tense.FUTURE if ahead else Tense.PAST))
    if found.slot in _FIGURES:  # "from 1015 to 960 euros" names no years
        times = [
            time for time in times if re.search(r"[a-z]{3}", re.sub(r"\b(?:from|since|until|till)\b", "", time.words))
        ]
    if not times or times[0].words.lower().startswith(("until", "till", "before", "by")):
        return None
    return to_micros(times[0].start), to_micros(times[0].end)


def _without_contradictions(found: list[Found]) -> list[Found]:
    """Where several rules read a value of one slot from a clause, the first one."""
    kept: list[Found] = []
    seen: set[tuple[object, ...]] = set()
    for one in found:
        place = (one.start, one.subject, one.slot, one.form)
        if one.form in {Form.HOLDS, Form.HELD} and place in seen:
            continue
        seen.add(place)
        kept.append(one)
    return kept
