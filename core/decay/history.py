"""One memory's forgetting curve: how it faded and was recalled until now, and how it will fade from here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, pairwise

from core.clock import DAY
from core.decay.curve import Curve, days_between, days_until, retention
from core.decay.grades import Event
from core.decay.states import FADING, VIVID
from core.decay.strength import Recall

NEVER = 100 * 365.25
"""Days from now beyond which a date says no more than never."""


@dataclass(frozen=True, slots=True)
class ForgettingCurve:
    """A memory's curve at `now`; points are (time, retention) in order of time, `past` ends and `future` begins now.

    A recall stands in `past` as two points of one time. `fading_at` and `faint_at` say when retention falls below those
    levels, or since when it has been below; None if it never does.
    """

    now: datetime
    retention: float
    stability: float
    recalls: tuple[Recall, ...]
    past: tuple[tuple[datetime, float], ...]
    future: tuple[tuple[datetime, float], ...]
    fading_at: datetime | None
    faint_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Span:
    """A time from `start` to `end` in which a memory faded undisturbed since `since`."""

    start: datetime
    end: datetime
    since: datetime
    stability: float

    def points(self, curve: Curve, count: int) -> Iterator[tuple[datetime, float]]:
        """`count` points evenly over the span, its ends among them."""
        length = self.end - self.start
        for step in range(count):
            at = self.start + length * (step / (count - 1))
            yield at, retention(days_between(self.since, at), self.stability, curve)


def forgetting_curve(
    begun: datetime,
    last_recalled: datetime,
    stability: float,
    recalls: Sequence[Recall],
    now: datetime,
    curve: Curve = Curve.FSRS,
    points: int = 120,
) -> ForgettingCurve:
    """The curve of a memory that began at `begun`; recalls that a clock dated after `now` count as made now.

    The future reaches to the day on which it is faint, or as far again as its past where that day is over.
    """
    last = min(last_recalled, now)
    fading_at, faint_at = (_falls(last, stability, level, now, curve) for level in (VIVID, FADING))
    coming = [at for at in (faint_at, fading_at) if at is not None and at > now]
    horizon = coming[0] if coming else now + max(now - begun, DAY * 30)
    spans = list(_spans(min(begun, now), recalls, stability, now, curve))
    share = max(points // len(spans), 12)
    return ForgettingCurve(
        now=now,
        retention=retention(days_between(last, now), stability, curve),
        stability=stability,
        recalls=tuple(recalls),
        past=tuple(point for span in spans for point in span.points(curve, share)),
        future=tuple(_Span(now, _beyond(horizon, now), last, stability).points(curve, points)),
        fading_at=fading_at,
        faint_at=faint_at,
    )


def _spans(
    begun: datetime, recalls: Sequence[Recall], stability: float, now: datetime, curve: Curve
) -> Iterator[_Span]:
    """The spans between beginning, recalls and now, as recorded; a clock that stepped back made spans of no length."""
    turns = list(accumulate((begun, *(min(recall.at, now) for recall in recalls)), max))
    held = [_first(begun, recalls, stability, curve), *(recall.stability for recall in recalls)]
    held[-1] = stability
    since = begun
    for number, (start, end) in enumerate(pairwise((*turns, now))):
        if number and recalls[number - 1].event != Event.WRONG:
            since = start
        yield _Span(start, end, since, held[number])


def _first(begun: datetime, recalls: Sequence[Recall], stability: float, curve: Curve) -> float:
    """The stability before the first recall, read from the retention that was left at it."""
    if not recalls:
        return stability
    days, left = days_between(begun, recalls[0].at), recalls[0].retention
    if days <= 0 or not 0 < left < 1:
        return recalls[0].stability
    return days / days_until(left, 1.0, curve)


def _falls(last: datetime, stability: float, level: float, now: datetime, curve: Curve) -> datetime | None:
    days = days_until(level, stability, curve)
    try:
        at = last + timedelta(days=days)
    except OverflowError:
        return None
    return at if days_between(now, at) <= NEVER else None


def _beyond(horizon: datetime, now: datetime) -> datetime:
    """A little past the horizon, so that the day itself is not at the edge."""
    try:
        return horizon + (horizon - now) / 12
    except OverflowError:
        return horizon
