"""One memory as it is read for its description: its times, the candidates for names, the phrases it may be about."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from core.memory import Kind
from core.notes import aliases, context, keywords, names, titles
from core.notes.common import TITLES
from core.notes.recognition import Known, Name
from core.store.entities import PEOPLE, PLACE, folded
from core.store.rows import Row
from core.text.times import TimeRange, dates_in
from core.text.words import words

SLICE = 8_000
"""Characters read in one go, so that a long memory does not hold up a query."""
MOST_READ = 400_000
"""Characters of a memory that are read for its description."""
LONGEST_TIME = timedelta(days=11 * 366)
"""What is longer, such as "until March", says nothing of when."""
MOST_NAMES = 400
MOST_TIMES = 1000
LEAST_NICKNAME = 3  # letters


@dataclass(slots=True)
class Reading:
    """A memory, who heard it, and what is found in it; filled step by step."""

    row: Row
    listeners: list[str]
    scan: names.Scan = field(default_factory=names.Scan)
    names: list[Name] = field(default_factory=list)
    times: list[TimeRange] = field(default_factory=list)
    given: list[tuple[str, str]] = field(default_factory=list)
    """Pairs of another name and the title that it stands for, as the memory gives them."""
    phrases: keywords.Draft = field(default_factory=keywords.Draft)
    keywords: list[str] = field(default_factory=list)
    context: str = ""
    title: str = ""

    @property
    def is_chat(self) -> bool:
        """Whether it is one turn of a conversation."""
        return self.row.kind == Kind.CHAT

    @property
    def heading(self) -> str:
        """The title it has or gives itself."""
        return self.row.title or self.title


def scan(reading: Reading, go_on: Callable[[], None]) -> None:
    """Find the title, times and candidates for names; `go_on` is called between slices."""
    row = reading.row
    written = row.occurred_at.astimezone()
    text = row.text[:MOST_READ]
    if not row.title and row.kind in {Kind.NOTE, Kind.DOCUMENT}:
        reading.title = titles.title_of(text)
    if row.title:
        reading.scan.add(names.scan(f"# {row.title}"))
    for start, end in _slices(text):
        go_on()
        part = text[start:end]
        reading.times += [
            replace(time, text_start=start + time.text_start, text_end=start + time.text_end)
            for time in dates_in(part, written)
            if time.end - time.start <= LONGEST_TIME
        ]
        reading.scan.add(names.scan(part))
    del reading.times[MOST_TIMES:]


def keep_names(reading: Reading, known: Known) -> None:
    """Drop what was found twice, and note which other names the memory gives for something known."""
    first: dict[str, Name] = {}
    for one in reading.names:
        before = first.get(folded(one.name))
        if before is None or (one.called and not before.called):
            first[folded(one.name)] = one
    reading.names = list(first.values())[:MOST_NAMES]
    head = reading.heading
    given = [(name, head) for name in aliases.own_aliases(reading.row.text)] if head else []
    given += [(shown, title) for title, shown in aliases.linked_aliases(reading.row.text[:MOST_READ])]
    reading.given = [
        (name, title)
        for name, title in given
        if folded(name) != folded(title) and title in known and (title == head or _is_capital(name))
    ]


def draft(reading: Reading, go_on: Callable[[], None]) -> None:
    """Find the phrases that may be keywords."""
    row = reading.row
    spoken = {word for name in (row.source.author or "", *reading.listeners) for word in words(name)}
    spoken |= {word for one in reading.names if one.called for word in words(one.name)}
    capital = {word for one in reading.names for word in words(one.name)} - TITLES
    text = f"{row.title}\n{row.text[:MOST_READ]}"
    for start, end in _slices(text):
        go_on()
        keywords.draft(names.plain(text[start:end]), reading.phrases, capital, spoken)


def place(reading: Reading, kinds: dict[str, str]) -> None:
    """Write the sentence that places the memory; `kinds` are those of its names by their key."""
    row = reading.row
    own = {folded(name) for name in (row.source.author or "", *reading.listeners)}
    by_kind: dict[str, list[str]] = {}
    for one in reading.names:
        key = folded(one.name)
        if not (one.called and reading.is_chat) and key not in own:
            by_kind.setdefault(kinds.get(key, ""), []).append(one.name)
    reading.context = context.sentence(
        context.Circumstances(
            kind=row.kind,
            source=row.source,
            occurred_at=row.occurred_at.astimezone(),
            title=reading.heading,
            listeners=reading.listeners,
            people=by_kind.get(PEOPLE, ()),
            places=by_kind.get(PLACE, ()),
            topics=[topic for topic in reading.keywords if not keywords.is_faint(topic)] or reading.keywords,
            times=reading.times,
        )
    )


def nicknames(reading: Reading) -> Iterator[tuple[str, str]]:
    """The short forms by which the only listener with such a name is called: ("Mel", "Melanie")."""
    if not reading.is_chat:
        return
    for one in reading.names:
        key = folded(one.name)
        if one.called and " " not in key and len(key) >= LEAST_NICKNAME:
            heard = [name for name in reading.listeners if folded(name).startswith(key)]
            if len(heard) == 1 and folded(heard[0]) != key:
                yield one.name, heard[0]


def _is_capital(name: str) -> bool:
    """Whether every word of a name but the smallest has a capital."""
    weighty = [word for word in name.split() if len(word) > 3 or word[0].isupper()]
    return bool(weighty) and all(word[0].isupper() for word in weighty) and any(char.isalpha() for char in name)


def _slices(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of at most SLICE characters that end at a line's or word's end where there is one."""
    start = 0
    while start < len(text):
        end = min(len(text), start + SLICE)
        if end < len(text):
            cut = max(text.rfind("\n", start + SLICE // 2, end), text.rfind(". ", start + SLICE // 2, end))
            end = 1 + (cut if cut > 0 else max(text.rfind(" ", start + SLICE // 2, end), end - 1))
        yield start, end
        start = end
