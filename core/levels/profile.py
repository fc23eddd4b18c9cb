"""The profile: what the person likes, does and no longer does, stable things apart from recent ones, with evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.clock import from_micros
from core.levels import holding, preferences, wording
from core.levels.evidence import Evidence, Fact, quoting
from core.levels.preferences import Preference
from core.memory import Record
from core.store import levels, portraits
from core.store.connection import Connection
from core.store.derived import Derived, Role
from core.store.levels import Member
from core.truth.subjects import OWN

KEY = "profile"
TITLE = "About you"
SELF = ("", *(written for name in sorted(OWN) for written in (name, name.capitalize())))
"""What the person is called as an author: nothing in what they write here, "You" in talks with a model."""
MOST_READ = 600
MOST_LINES = 24
RECENT_DAYS = 60
"""Days before the last evidence within which something said once still counts as recent."""
_STABLE, _RECENT, _CHANGED = "stable", "recent", "changed"
SECTIONS = (_CHANGED, _STABLE, _RECENT)
_DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Line(Record):
    """One line of a profile: `section` is stable, recent or changed; `evidence` is what was said, oldest first."""

    section: str
    text: str
    times: int
    since: datetime
    last: datetime
    changed_on: datetime | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Profile(Record):
    """What is known of the person: what they like, changed things first, and what they state of themselves."""

    lines: tuple[Line, ...]
    holds: tuple[Fact, ...] = ()
    own: str = ""
    """The person's own words, where they edited the profile."""


def read(connection: Connection, now: int, authors: Sequence[str] = SELF) -> tuple[Profile, list[Member]]:
    """The profile of whoever goes by these names, as it stood at `now` (microseconds), and the memories it rests on."""
    said = portraits.saying(connection, preferences.PHRASES, authors, now, MOST_READ)
    said = [member for member in said if member.until is None or member.until > now]
    found = preferences.preferences(preferences.observed(said), now)
    lines = [line for one in found if (line := _line(one, now))][:MOST_LINES]
    ordered = sorted(lines, key=lambda line: SECTIONS.index(line.section))
    used = {evidence.id for line in ordered for evidence in line.evidence}
    return Profile(tuple(ordered)), [member for member in said if member.id in used]


def whole(connection: Connection, now: int) -> tuple[Profile, list[Member]]:
    """The person's own profile at `now`, with what they state of themselves, and the memories that it rests on."""
    found, members = read(connection, now)
    holds = holding.facts(connection, [holding.SELF], now)
    ids = {one.id for fact in holds for one in fact.evidence} - {member.id for member in members}
    stated = {one.id: one.seq for one in portraits.stated(connection, [holding.SELF], list(holding.TOLD), now)}
    more = levels.members(connection, [stated[id] for id in ids])
    return replace(found, holds=holds), [*members, *more]


def derived(profile: Profile, members: Sequence[Member]) -> Derived | None:
    """The profile as a memory; None while there is nothing to tell."""
    if not (profile.lines or profile.holds):
        return None
    numbers = {member.id: member.seq for member in members}
    parts = (*(fact.evidence for fact in profile.holds), *(line.evidence for line in profile.lines))
    spans = [(numbers[one.id], one.start, one.end) for part in parts for one in part]
    text = "\n".join([*(fact.text for fact in profile.holds), *map(put, profile.lines)])
    return Derived(
        key=KEY,
        role=Role.PROFILE,
        title=TITLE,
        text=text,
        occurred_at=max(member.occurred_at for member in members),
        basis=wording.basis(members, text),
        spans=tuple(dict.fromkeys(spans)),
        members=tuple(dict.fromkeys(seq for seq, _, _ in spans)),
        why="is evidence of the profile",
    )


def put(line: Line) -> str:
    """A line with the date of what it rests on, and the last of that, verbatim."""
    last = line.evidence[-1]
    return f"{line.text} ({wording.day(last.at.astimezone())}: “{wording.cut(last.quote, 160)}”)"


def _line(one: Preference, now: int) -> Line | None:
    times = [seen.sentence.member.occurred_at for seen in one.observations]
    section = _CHANGED if one.changed_at is not None else _STABLE if one.stable else _RECENT
    if section == _RECENT and one.sort == "habit" and len(times) < 2:
        section = _STABLE  # "I always …" speaks of more than one time
    evidence = [quoting(seen.sentence, now) for seen in one.observations[-preferences.WINDOW :]]
    return Line(
        section=section,
        text=_told(one),
        times=len(times),
        since=from_micros(times[0]),
        last=from_micros(times[-1]),
        changed_on=None if one.changed_at is None else from_micros(one.changed_at),
        evidence=tuple(evidence),
    )


def _told(one: Preference) -> str:
    text = one.told
    if one.changed_at is not None:
        return f"{text}; changed on {wording.day(from_micros(one.changed_at).astimezone())}, before {one.before}"
    times = len(one.observations)
    if times < preferences.STABLE:
        return text
    first = from_micros(one.observations[0].sentence.member.occurred_at).astimezone()
    return f"{text}; said {times} times since {wording.day(first)}"
