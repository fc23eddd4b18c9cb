"""An episode's text: the distinct lines of its frames in reading order, though they scroll, grow and are misread.

A frame brings lines. Those that the text has already show where on the screen it stands; the others go between them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.screen.frame import Line, Rect
from core.screen.likeness import Change, change, digits, folded, near

SPACING = 1024.0
_LEAST_SPACING = 1e-3
_LAST = 4
_SURER = 0.05  # how much less sure of a line one may be and still take its newer reading


@dataclass(frozen=True, slots=True)
class Member:
    """A line of the text; `place` orders them."""

    id: int
    place: float
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Seen:
    """A line that was on the screen before the frame, and the number of the line of the text that it is."""

    rect: Rect
    text: str
    member: int


@dataclass(slots=True)
class Joined:
    """What becomes of the text: places of lines that are part of it, and (line, the line of the text it repeats)."""

    places: dict[int, float] = field(default_factory=dict)
    repeats: list[tuple[int, int]] = field(default_factory=list)


def on_screen(frames: Iterable[tuple[bool, Sequence[Rect], Sequence[Seen]]]) -> list[Seen]:
    """The lines that a window shows after its frames, oldest first, each (whole picture?, bands, lines)."""
    shown: list[Seen] = []
    for key, bands, lines in frames:
        shown = [] if key else [one for one in shown if not inside(one.rect, bands)]
        shown += lines
    return shown


def joined(
    members: Sequence[Member], shown: Sequence[Seen], bands: Sequence[Rect], lines: Sequence[tuple[int, Line]]
) -> Joined:
    """Join a frame's lines, (number, line) in reading order, to the text; `shown` is what the window showed before.

    Only what lies in the frame's bands has been read anew.
    """
    return _Joining(members, shown, bands, lines).outcome()


class _Joining:
    """One frame's lines on their way into the text."""

    def __init__(
        self, members: Sequence[Member], shown: Sequence[Seen], bands: Sequence[Rect], lines: Sequence[tuple[int, Line]]
    ) -> None:
        self._lines = [(id, line) for id, line in lines if folded(line.text)]
        self._members = {one.id: one for one in sorted(members, key=lambda one: one.place)}
        self._by_key = {folded(one.text): one.id for one in members}
        self._replaced = [one for one in shown if one.member in self._members and inside(one.rect, bands)]
        self._staying = [one for one in shown if one.member in self._members and not inside(one.rect, bands)]
        self._found = Joined()
        self._by_digits: dict[str, list[Member]] = {}
        for one in self._members.values():
            self._by_digits.setdefault(digits(one.text), []).append(one)
        self._order = list(self._members)
        self._is: dict[int, int] = {}
        """The line of the text that each line of the frame is."""

    def outcome(self) -> Joined:
        """Find every line in the text, or a place for it."""
        keys = {folded(line.text) for _, line in self._lines}
        for at, (id, line) in enumerate(self._lines):
            self._recognise(at, id, line, keys)
        self._insert()
        return self._found

    def _recognise(self, at: int, id: int, line: Line, keys: set[str]) -> None:
        """See whether the text has a line already; one that says more takes its place."""
        key = folded(line.text)
        known = self._by_key.get(key)
        if known is not None:
            there = any(one.member == known and _same_place(one.rect, line.rect) for one in self._replaced)
            self._take(id, line, known, newer=there and line.text != self._text(known))
            return
        following = self._lines[at + 1][1].text if at + 1 < len(self._lines) else ""
        for one in self._replaced:
            if not _same_place(one.rect, line.rect) or folded(self._text(one.member)) in keys:
                continue
            kind = change(one.text, line.text, following)
            if kind is not Change.OTHER:
                self._take(id, line, one.member, newer=kind is Change.NEWER)
                return
        for member in list(self._by_digits.get(digits(line.text), ())):
            if near(member.text, line.text) and folded(member.text) not in keys:
                self._take(id, line, member.id, newer=line.confidence > member.confidence + _SURER)
                return

    def _text(self, member: int) -> str:
        return self._members[member].text if member in self._members else ""

    def _take(self, id: int, line: Line, known: int, *, newer: bool) -> None:
        """The line is one that the text has; if it is the newer reading and no worse, it stands for it from now on."""
        member = self._members[known]
        if not newer or line.confidence < member.confidence - _SURER:
            self._is[id] = known
            self._found.repeats.append((id, known))
            return
        self._exchange(member, Member(id, member.place, line.text, line.confidence))
        self._is = {one: id if same == known else same for one, same in self._is.items()} | {id: id}
        self._found.repeats.append((known, id))
        self._found.places[id] = member.place

    def _exchange(self, old: Member, new: Member) -> None:
        """Let one line stand in the text where another stood."""
        del self._members[old.id]
        self._members[new.id] = new
        self._order[self._order.index(old.id)] = new.id
        if self._by_key.get(folded(old.text)) == old.id:
            del self._by_key[folded(old.text)]
        self._by_key[folded(new.text)] = new.id
        self._by_digits[digits(old.text)].remove(old)
        self._by_digits.setdefault(digits(new.text), []).append(new)
        self._replaced = [_now(one, old.id, new.id) for one in self._replaced]
        self._staying = [_now(one, old.id, new.id) for one in self._staying]

    def _insert(self) -> None:
        """Put the lines that the text lacks between those that it has."""
        run: list[tuple[int, Line]] = []
        for id, line in self._lines:
            if id in self._is:
                self._place(run, self._is[id])
                run = []
            elif (twin := self._by_key.get(folded(line.text))) is not None:
                self._found.repeats.append((id, twin))
            else:
                run.append((id, line))
                self._by_key[folded(line.text)] = id
        self._place(run, None)

    def _place(self, run: list[tuple[int, Line]], following: int | None) -> None:
        if not run:
            return
        at = self._gap(run, following)
        before = self._members[self._order[at - 1]].place if at else None
        after = self._members[self._order[at]].place if at < len(self._order) else None
        if before is None:
            before = SPACING * -len(run) + (after if after is not None else SPACING * len(run))
            before -= SPACING
        step = SPACING if after is None else (after - before) / (len(run) + 1)
        for number, (id, line) in enumerate(run, start=1):
            self._members[id] = Member(id, before + number * step, line.text, line.confidence)
            self._found.places[id] = before + number * step
            self._is[id] = id
        self._order[at:at] = [id for id, _ in run]
        if step < _LEAST_SPACING:
            self._space_out()

    def _gap(self, run: list[tuple[int, Line]], following: int | None) -> int:
        """Where in the order a run of new lines goes: behind what is above it, and what once was there."""
        above = self._above(run)
        if above is None:
            if following is not None:
                return self._order.index(following)
            below = self._nearest(run[-1][1].rect, above=False)
            return self._order.index(below) if below is not None else len(self._order)
        at = self._order.index(above) + 1
        if following is not None and (to := self._order.index(following)) >= at:
            return to
        seen = {*self._is.values(), *(one.member for one in self._staying)}
        while at < len(self._order) and self._order[at] not in seen:
            at += 1
        return at

    def _above(self, run: list[tuple[int, Line]]) -> int | None:
        """The line of the text that stands before a run: in the frame, else on the rest of the window.

        A line that stands there several times, such as "Reply", is in the text but once: of the last few lines the
        one that comes last in the text is taken.
        """
        first = next(at for at, (id, _) in enumerate(self._lines) if id == run[0][0])
        before = [self._is[id] for id, _ in self._lines[:first] if id in self._is][-_LAST:]
        if before:
            return max(before, key=self._order.index)
        return self._nearest(run[0][1].rect, above=True)

    def _nearest(self, rect: Rect, *, above: bool) -> int | None:
        """The line nearest above or below, in the same column, of what the frame left as it was."""
        centre = rect.y + rect.height // 2
        beside = [one for one in self._staying if one.rect.x < rect.right and rect.x < one.rect.right]
        if above:
            found = [one for one in beside if one.rect.bottom <= centre]
            return max(found, key=lambda one: one.rect.bottom).member if found else None
        found = [one for one in beside if one.rect.y >= centre]
        return min(found, key=lambda one: one.rect.y).member if found else None

    def _space_out(self) -> None:
        """Give every line a new place, with room between them."""
        for number, id in enumerate(self._order, start=1):
            old = self._members[id]
            self._members[id] = Member(id, number * SPACING, old.text, old.confidence)
            self._found.places[id] = number * SPACING


def _now(one: Seen, old: int, new: int) -> Seen:
    return Seen(one.rect, one.text, new) if one.member == old else one


def inside(rect: Rect, bands: Sequence[Rect]) -> bool:
    """Whether the middle of a rectangle lies in a band."""
    x, y = rect.x + rect.width // 2, rect.y + rect.height // 2
    return any(band.x <= x < band.right and band.y <= y < band.bottom for band in bands)


def _same_place(one: Rect, other: Rect) -> bool:
    """Whether two lines stand on the same line of the screen and begin at about the same column, or overlap by half."""
    height = min(one.height, other.height)
    if min(one.bottom, other.bottom) - max(one.y, other.y) < height / 2:
        return False
    shared = min(one.right, other.right) - max(one.x, other.x)
    return abs(one.x - other.x) <= 2 * height or shared >= min(one.width, other.width) / 2
