"""The stamp before each message of a WhatsApp export: every language writes its own, and none says which it is.

Day and month stand in either order. Which it is follows from the whole file: a number above 12, then an order in which
time runs forward, then what the way of writing and the length of the span make likely.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

MARKS = "[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]*"
SPACE = "[ \t\u00a0\u2009\u202f]"
WORD = f"[^\\W\\d_](?:[^\\W\\d_]|[.'’]|{SPACE}(?=[^\\W\\d_])){{0,11}}"
STAMP = re.compile(
    rf"^{MARKS}(?P<open>\[)?{MARKS}(?P<a>\d{{1,4}})(?P<sep>[./-]){SPACE}?(?P<b>\d{{1,2}})(?P=sep){SPACE}?(?P<c>\d{{1,4}})"
    rf"\.?(?:{SPACE}?г\.)?[,،]?{SPACE}*(?P<before>{WORD})?{SPACE}*"
    rf"(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}})(?:[:.](?P<second>\d{{2}}))?{SPACE}*(?P<after>{WORD})?{SPACE}*"
    rf"(?(open)\]{SPACE}?|[-–—]{SPACE})",
    re.MULTILINE,
)
BEFORE_NOON = frozenset(("am", "上午", "早上", "凌晨", "午前", "오전", "ص", "πμ", "öö", "fm", "ap", "vorm", "de"))
AFTER_NOON = frozenset(("pm", "下午", "晚上", "中午", "午後", "오후", "م", "μμ", "ös", "em", "ip", "nachm", "du"))
BUDDHIST = 543  # Years by which Thailand's calendar is ahead.
SHORTER = 3  # How many times longer the other reading's span is where the length of the span decides.


@dataclass(frozen=True, slots=True)
class Form:
    """How one file writes its stamps; a line that looks otherwise belongs to a message's text."""

    bracket: bool
    separator: str
    seconds: bool

    @classmethod
    def of(cls, match: re.Match[str]) -> "Form":
        """That of one stamp."""
        return cls(match["open"] is not None, match["sep"], match["second"] is not None)


@dataclass(slots=True)
class Reading:
    """One order of day and month, tried on every stamp: how many are no date so, and how often time runs backwards."""

    day_first: bool
    impossible: int = 0
    backwards: int = 0
    earliest: datetime | None = None
    latest: datetime | None = None
    _before: datetime | None = None

    def follow(self, match: re.Match[str]) -> None:
        """Take the next stamp into account."""
        at = naive(match, self.day_first)
        if at is None:
            self.impossible += 1
            return
        self.backwards += self._before is not None and at < self._before
        self.earliest = min(self.earliest or at, at)
        self.latest = max(self.latest or at, at)
        self._before = at

    @property
    def seconds(self) -> float:
        """The time from its first to its last stamp."""
        return (self.latest - self.earliest).total_seconds() if self.latest and self.earliest else 0.0


@dataclass(frozen=True, slots=True)
class Order:
    """Which of day and month comes first in a file, and whether that is certain."""

    day_first: bool = True
    certain: bool = True

    @classmethod
    def of(cls, stamps: Iterable[re.Match[str]]) -> "Order":
        """That which fits all of the stamps best."""
        day, month = Reading(True), Reading(False)
        american = dotted = False
        for match in stamps:
            day.follow(match)
            month.follow(match)
            american = american or _american(match)
            dotted = dotted or match["sep"] == "." or len(match["a"]) > 2
        if day.impossible != month.impossible:
            return cls(day.impossible < month.impossible)
        if dotted or (day.earliest == month.earliest and day.latest == month.latest):
            return cls(True)
        if day.backwards != month.backwards:
            return cls(day.backwards < month.backwards)
        shorter = month.seconds * SHORTER < day.seconds
        return cls(not (american or shorter), certain=False)


def _american(match: re.Match[str]) -> bool:
    """Whether a stamp is written as only American English writes it: 1/2/19, 3:04 PM."""
    unpadded = len(match["a"]) == 1 or len(match["b"]) == 1
    return match["sep"] == "/" and unpadded and len(match["c"]) == 2 and match["after"] in ("AM", "PM")


def naive(match: re.Match[str], day_first: bool) -> datetime | None:
    """What a stamp says, without a zone; None where there is no such day or time."""
    a, b, c = int(match["a"]), int(match["b"]), int(match["c"])
    year, month, day = (a, b, c) if len(match["a"]) > 2 else (c, b, a) if day_first else (c, a, b)
    year += 2000 if year < 100 else 0
    year -= BUDDHIST if year > 2400 else 0
    try:
        return datetime(year, month, day, _hour(match), int(match["minute"]), int(match["second"] or 0))
    except ValueError:
        return None


def _hour(match: re.Match[str]) -> int:
    hour = int(match["hour"])
    said = {re.sub(rf"[.]|{SPACE}", "", word or "").casefold() for word in (match["before"], match["after"])}
    if said & BEFORE_NOON:
        return hour % 12
    if said & AFTER_NOON:
        return hour % 12 + 12
    return hour


def moment(match: re.Match[str], order: Order) -> datetime | None:
    """The aware UTC time of a stamp, which is local where the chat was exported; None if it says none."""
    at = naive(match, order.day_first)
    try:
        return at.astimezone(UTC) if at else None
    except (OverflowError, OSError, ValueError):
        return None
