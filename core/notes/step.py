"""The step that lets new memories describe themselves: keywords, title, context, entities, times; without a model."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.bench import Bench
from core.clock import to_micros
from core.notes import keywords, names, reading
from core.notes.entities import Pass, resolve
from core.notes.reading import Reading
from core.notes.recognition import Known, Recogniser
from core.store import descriptions, due, entities, index, revisions, rows, runs, times, wording
from core.store.connection import Connection
from core.store.entities import PEOPLE, folded
from core.store.revisions import Author
from core.text.times import TimeRange
from core.text.words import words

ASKED_TEXTS, ASKED_LENGTH = 12, 4000
"""How many memories, and how much of each, are looked at to see how a word is written."""
EARLIER_TEXTS, EARLIER_LENGTH = 200, 20_000
"""How many earlier memories, and how much of each, a new name is looked for in."""
EARLIER_LINE = 2000
MOST_NEW = 60
"""New names of one batch that are looked for in earlier memories."""
WORDS_AT_ONCE = 100
MOST_COUNTED = 1000
"""Memories with a word beyond which they are not counted."""


@dataclass(slots=True)
class Batch:
    """Memories that are due, with all that is found in them."""

    seqs: list[int]
    readings: list[Reading] = field(default_factory=list)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Every name found, by key: as it is written, and its kind."""
    earlier: list[tuple[int, str]] = field(default_factory=list)
    """Earlier memories that bear a name, by key, which was not known when they were read."""


def describe(bench: Bench, size: int) -> int:
    """Give memories that are due their keywords, title, context, entities and times; returns how many there were.

    What is empty is filled; what Ebb filled before a text changed is revised; what the person set stays, and so does
    what came back with a memory.
    """
    batch = bench.store.read(lambda connection: _due(connection, size))
    if batch.readings:
        _find_names(bench, batch)
        _find_keywords(bench, batch)
        kinds = {key: kind for key, (_, kind) in batch.names.items()}
        for one in batch.readings:
            reading.place(one, kinds)
    if batch.seqs:
        bench.store.write(lambda connection: _write(connection, bench, batch))
    return len(batch.seqs)


def _due(connection: Connection, size: int) -> Batch:
    """What is due; derived memories say already what they are, and are only marked."""
    seqs = due.numbers(connection, "described", size)
    heard = descriptions.listeners(connection, seqs)
    found = rows.by_seq(connection, seqs)
    return Batch(seqs, [Reading(row, heard.get(seq, [])) for seq, row in found.items() if not row.role])


def _known(bench: Bench) -> Known:
    if bench.store.read(entities.lacks_keys):
        bench.store.write(entities.fill_keys)

    def kinds_of(key: str) -> set[str]:
        return {one.kind for one in bench.store.read(lambda connection: entities.with_key(connection, key))}

    def leads(word: str) -> bool:
        found = bench.store.read(lambda connection: entities.beginning(connection, f"{word} "))
        return any(one.kind == PEOPLE for one in found)

    return Known(kinds_of, leads)


def _find_names(bench: Bench, batch: Batch) -> None:
    """Names within sentences first, as they tell what those at beginnings are."""
    for one in batch.readings:
        reading.scan(one, bench.go_on)

    def ask(phrase: str) -> tuple[int, int]:
        bench.go_on()
        return _written(bench, phrase)

    known = _known(bench)
    recogniser = Recogniser(known, [one.scan for one in batch.readings], ask)
    for take in (recogniser.trusted, recogniser.likely):
        for one in batch.readings:
            one.names += take(one.scan, chat=one.is_chat)
    for one in batch.readings:
        reading.keep_names(one, known)
    for one in batch.readings:
        for name in (*(found.name for found in one.names), *(part for pair in one.given for part in pair)):
            batch.names.setdefault(folded(name), (name, recogniser.kind(name)))
    new = [key for key in batch.names if key in known.new][:MOST_NEW]
    batch.earlier = [(seq, key) for key in new for seq in _earlier(bench, batch.names[key][0], set(batch.seqs))]


def _written(bench: Bench, phrase: str) -> tuple[int, int]:
    """How often the store writes a phrase small, and with a capital that means something."""
    found = bench.store.read(
        lambda connection: wording.texts_with(connection, words(phrase), ASKED_TEXTS, ASKED_LENGTH)
    )
    small = capital = 0
    for _, text in found:
        for written, trusted in names.occurrences(text, phrase):
            small += written.islower()
            capital += trusted and written == phrase
    return small, capital


def _earlier(bench: Bench, name: str, batch: set[int]) -> Iterator[int]:
    bench.go_on()
    found = bench.store.read(
        lambda connection: wording.texts_with(connection, words(name), EARLIER_TEXTS, EARLIER_LENGTH)
    )
    pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    pattern = re.compile(rf"^.*(?<!\w){re.escape(name)}(?!\w).*$", re.MULTILINE)
    for seq, text in found:
        lines = (match[0][:EARLIER_LINE] for match in pattern.finditer(text)) if seq not in batch else ()
        if any(names.bears(line, name) for line in lines):
            yield seq


def _find_keywords(bench: Bench, batch: Batch) -> None:
    for one in batch.readings:
        reading.draft(one, bench.go_on)
    asked = list({stem: word for one in batch.readings for stem, word in one.phrases.stems.items()}.items())
    size = bench.store.read(index.size)
    cap = min(MOST_COUNTED, int(keywords.SHARE * size) + 2)
    counts: dict[str, int] = {}
    for start in range(0, len(asked), WORDS_AT_ONCE):
        bench.go_on()
        part = asked[start : start + WORDS_AT_ONCE]
        counts |= bench.store.read(
            lambda connection, part=part: {  # type: ignore[misc]
                stem: index.document_count(connection, word, cap) for stem, word in part
            }
        )
    for one in batch.readings:
        one.keywords = keywords.chosen(one.phrases, counts, size)


def _write(connection: Connection, bench: Bench, batch: Batch) -> None:
    """Store what was found of memories that still are as they were read, and mark these as described."""
    standing = descriptions.standing(connection, batch.seqs)
    current = [one for one in batch.readings if standing.get(one.row.seq, (0,))[0] == one.row.version]
    changed = {one.row.seq for one in batch.readings} - {one.row.seq for one in current}
    if current:
        times.replace(connection, {one.row.seq: [_said(time) for time in one.times] for one in current})
        _write_names(connection, bench, batch, current)
        _write_fields(connection, bench, current, standing)
    due.mark(connection, "described", [seq for seq in batch.seqs if seq not in changed])


def _said(time: TimeRange) -> times.Said:
    return times.Said(time.text_start, time.text_end, to_micros(time.start), to_micros(time.end))


def _write_names(connection: Connection, bench: Bench, batch: Batch, current: list[Reading]) -> None:
    borne = {one.row.seq: [folded(name) for name in _borne(one)] for one in current}
    wanted = {key for keys in borne.values() for key in keys}
    numbers = entities.put(connection, {name: kind for key, (name, kind) in batch.names.items() if key in wanted})
    by_key = {folded(name): number for name, number in numbers.items()}
    entities.replace_mentions(connection, {seq: [by_key[key] for key in keys] for seq, keys in borne.items()})
    earlier = [(seq, by_key[key]) for seq, key in batch.earlier if key in by_key]
    if earlier:
        entities.mention_where_described(connection, earlier, bench.run(connection))
    speakers = (name for one in current for name in (one.row.source.author, *one.listeners) if name)
    authors = entities.people(connection, speakers)
    called = {
        by_key[folded(short)]: authors[folded(person)]
        for one in current
        for short, person in reading.nicknames(one)
        if folded(person) in authors
    }
    given = {by_key[folded(name)]: by_key[folded(title)] for one in current for name, title in one.given}
    touched = [*by_key.values(), *authors.values()]
    made = Pass(to_micros(bench.now()), lambda: Author("ebb", bench.run(connection)))
    resolve(connection, touched, made, nicknames=called, given=given)


def _borne(one: Reading) -> list[str]:
    return [*(found.name for found in one.names), *(part for pair in one.given for part in pair)]


def _write_fields(
    connection: Connection, bench: Bench, current: list[Reading], standing: dict[int, tuple[int, str, str, str]]
) -> None:
    decided = descriptions.decided(connection, list(standing), descriptions.FIELDS)
    filled: dict[int, tuple[str, str]] = {}
    for one in current:
        seq = one.row.seq
        version, title, said, known = standing[seq]
        own = decided.get(seq, set())
        found = {"context": one.context, "keywords": json.dumps(one.keywords, ensure_ascii=False)}
        wanted = {name: value for name, value in found.items() if name not in own}
        filled[seq] = (wanted.get("context", "") if not said else "", wanted.get("keywords", "[]"))
        if one.title and not title and "title" not in own:
            descriptions.fill_title(connection, seq, one.title)
        stale = {
            name: value
            for name, value, before in (("context", one.context, said), ("keywords", found["keywords"], known))
            if version > 1 and name in wanted and before not in {"", "[]", value}
        }
        if stale:
            run = bench.run(connection)
            revisions.revise(
                connection, seq, stale, at=to_micros(bench.now()), why="the text changed", author=Author("ebb", run)
            )
            runs.count(connection, run, revisions=1)
    descriptions.fill(connection, filled)
