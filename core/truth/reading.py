"""Reads what a text states: sentence by sentence, clause by clause, by rules that would rather miss than misread."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from core.clock import to_micros
from core.truth.belongings import BELONGINGS
from core.truth.clauses import Clause, clauses
from core.truth.people import HOMES, OTHERS, WORK
from core.truth.plans import PLANS
from core.truth.rules import Match, Rule
from core.truth.statement import CLOSES, MANY, OPENS, PHONE, VALUE, WHEN, Form, Found
from core.truth.subjects import WHO, Context, author_of
from core.truth.things import FIGURES, PLACES

_RULES: tuple[Rule, ...] = (*HOMES, *WORK, *OTHERS, *PLANS, *FIGURES, *PLACES, *BELONGINGS)
_WORDS = re.compile(r"[a-z][a-z']*")
_WHO = re.compile(rf"\W*{WHO}", re.I)
_DATED = re.compile(
    r"\b(?:since|from|starting|as of|last|yesterday|ago|tomorrow|next|on|in)\b"
    r"(?=.*(?:\d|day\b|week|month|year|january|february|march"
    r"|april|may|june|july|august|september|october|november|december|spring|summer|autumn|winter))",
    re.I,
)

_FIGURES = frozenset((VALUE, PHONE, OPENS, CLOSES))


def _by_trigger() -> tuple[dict[str, list[int]], list[int]]:
    """The rules by the words that they are tried for, and those that are tried for any figure."""
    known: dict[str, list[int]] = {}
    always = []
    for number, rule in enumerate(_RULES):
        if not rule.triggers:
            always.append(number)
        for word in rule.triggers:
            known.setdefault(word, []).append(number)
    return known, always


_TRIGGERED, _FIGURED = _by_trigger()


def read(text: str, author: str | None, said: datetime) -> list[Found]:
    """What `text`, which `author` wrote at `said` (aware, local), states; in order, each value of a slot once a clause.

    An author who is a machine states nothing.
    """
    subject = author_of(author)
    if subject is None:
        return []
    context = Context(subject)
    found: dict[tuple[object, ...], Found] = {}
    for sentence in clauses(text):
        for one in _sentence(sentence, context, said):
            found.setdefault((one.start, one.subject, one.slot, one.key, one.form), one)
    return _without_contradictions(list(found.values()))


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
    if found.form is Form.HELD:
        return replace(found, valid_from=start, ends_at=end)
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
