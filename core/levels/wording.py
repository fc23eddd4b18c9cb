"""How derived memories put things: dates, people, quotations with their speaker; and the hash of what they rest on."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import PurePath

from core.levels.sentences import Sentence
from core.store.levels import Member
from core.text.words import stem, words
from core.truth.subjects import OWN

VERSION = b"1"
"""Changes when the same memories would be summarised otherwise."""
_MOST_PEOPLE = 4
_LONGEST_NAME = 60


def basis(members: Iterable[Member], *more: object) -> bytes:
    """A hash of what a derived memory rests on: the members as they stand, and whatever else it says."""
    parts = [*(f"{member.id} {member.version}" for member in members), *map(repr, more)]
    text = "\n".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, key=VERSION, digest_size=16).digest()


def day(at: date) -> str:
    """A date, as in 8 May 2023."""
    return f"{at.day} {at:%B %Y}"


def short_day(at: date) -> str:
    """A date of a known year, as in Mon 8 May."""
    return f"{at:%a} {at.day} {at:%b}"


def teller(member: Member) -> str:
    """Who says it: the author, or the note that it stands in."""
    name = member.author or member.title or (member.source_title if member.kind != "note" else "") or ""
    if not name:
        name = "Note" if member.kind == "note" else (member.app or member.kind)
    return cut(name, _LONGEST_NAME)


def quoted(sentence: Sentence, when: str = "") -> str:
    """A sentence with its speaker: Ana, Mon 8 May: “I moved to Porto.”"""
    return f"{teller(sentence.member)}{when and ', ' + when}: “{sentence.text}”"


def listed(names: Sequence[str], most: int = _MOST_PEOPLE) -> str:
    """Names in a row: Ana, Ben and 2 others."""
    shown = [cut(name, _LONGEST_NAME) for name in names[:most]]
    if len(names) > most:
        return f"{', '.join(shown)} and {counted(len(names) - most, 'other')}"
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def counted(number: int, noun: str) -> str:
    """A number with its noun, in the plural where it is one: 3 memories."""
    plural = noun[:-1] + "ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"


def people(members: Iterable[Member]) -> list[str]:
    """Who speaks in these memories, most often first."""
    return [name for name, _ in Counter(member.author for member in members if member.author).most_common()]


def others(members: Iterable[Member]) -> list[str]:
    """Who speaks in these memories besides the person whose memory it is."""
    return [name for name in people(members) if name.lower() not in OWN]


def stems_of_names(members: Iterable[Member]) -> frozenset[str]:
    """The stems of the speakers' names."""
    return frozenset(stem(word) for name in people(members) for word in words(name))


def folder_of(member: Member) -> str:
    """The last folder of a note's path; empty if it has none."""
    return cut(PurePath(member.file).parent.name, _LONGEST_NAME) if member.file else ""


def episode_head(members: Sequence[Member]) -> str:
    """The first line of an episode: who, when, how much."""
    start, end = members[0].local(), members[-1].local()
    who = listed(people(members)) or (f"notes in {folder_of(members[0])}" if folder_of(members[0]) else "")
    what = "turn" if members[0].thread_id is not None else "memory"
    parts = [who, f"{day(start)}{_clock(start, end)}", counted(len(members), what)]
    return cut(" · ".join(filter(None, parts)), 200)


def cut(text: str, most: int) -> str:
    """Text on one line of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _clock(start: datetime, end: datetime) -> str:
    if (start.hour, start.minute) == (end.hour, end.minute) == (0, 0):
        return ""
    if start.date() == end.date() and start.replace(second=0, microsecond=0) == end.replace(second=0, microsecond=0):
        return f", {start:%H:%M}"
    last = f"{end:%H:%M}" if start.date() == end.date() else f"{day(end)}, {end:%H:%M}"
    return f", {start:%H:%M} to {last}"
