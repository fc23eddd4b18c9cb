"""What is read, from which moment, and what was found: the values that pass between the rules for times."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from enum import Enum

from core.text.periods import Period
from core.text.time_words import Token


class Tense(Enum):
    """Where a date without a year lies: before now, after it, or on the side that is closer."""

    PAST = -1
    NEAREST = 0
    FUTURE = 1


@dataclass(frozen=True, slots=True)
class Reading:
    """Tokens and the moment from which to read them; `year` is taken for dates that name none.

    `depth` counts the periods from which the one being read is told, as in "the day before the day before 8 May".
    """

    tokens: tuple[Token, ...]
    now: datetime
    tense: Tense = Tense.PAST
    year: int | None = None
    depth: int = 0

    @property
    def zone(self) -> tzinfo:
        """The zone of all that is read."""
        return self.now.tzinfo or UTC

    @property
    def today(self) -> date:
        """The local date of now."""
        return self.now.date()

    def text(self, index: int) -> str:
        """The token at an index, "" beyond either end."""
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    def texts(self, index: int, count: int) -> tuple[str, ...]:
        """The text of `count` tokens from an index on."""
        return tuple(self.text(index + offset) for offset in range(count))

    def kind(self, index: int) -> str:
        """The token's kind, "" beyond either end."""
        return self.tokens[index].kind if 0 <= index < len(self.tokens) else ""

    def assuming(self, year: int) -> "Reading":
        """The same with another year for dates that name none."""
        return replace(self, year=year)

    def deeper(self) -> "Reading":
        """The same for the period from which another is told."""
        return replace(self, depth=self.depth + 1)


@dataclass(frozen=True, slots=True)
class Found:
    """A period and the index of the token after it; `weak` if it needs a preposition to be a time at all."""

    period: Period
    after: int
    weak: bool = False


@dataclass(frozen=True, slots=True)
class TimeRange:
    """A half-open interval of aware times, the words that name it, and where in the text these stand."""

    start: datetime
    end: datetime
    words: str
    text_start: int
    text_end: int
