"""A memory's curve: what is drawn is what happened, and the dates ahead are when retention falls that far."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decay.curve import Curve, days_between, days_until, retention
from core.decay.history import NEVER, ForgettingCurve, forgetting_curve
from core.decay.strength import Recall

NOW = datetime(2026, 5, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def curve_of(days: float, stability: float, *recalls: Recall, curve: Curve = Curve.FSRS) -> ForgettingCurve:
    """The curve of a memory that began so many days ago."""
    begun = NOW - days * DAY
    told = [recall.at for recall in recalls if recall.event != "wrong"]
    return forgetting_curve(begun, max(told, default=begun), stability, recalls, NOW, curve)


def recalled(days: float, stability: float, before: float = 0.8, event: str = "opened") -> Recall:
    """A recall so many days ago."""
    return Recall(NOW - days * DAY, event, before, stability, 2.0)


@given(st.floats(0, 20_000), st.floats(0.01, 36_500), st.sampled_from(list(Curve)))
def test_it_only_ever_falls_where_nothing_was_recalled(days: float, stability: float, curve: Curve) -> None:
    drawn = curve_of(days, stability, curve=curve)
    points = [*drawn.past, *drawn.future]
    assert all(early[0] <= late[0] and early[1] >= late[1] for early, late in pairwise(points))
    assert drawn.past[-1] == drawn.future[0] == (NOW, drawn.retention)


def test_the_dates_ahead_are_when_retention_falls_below_the_states() -> None:
    drawn = curve_of(10, 8.2956)
    assert drawn.fading_at is not None
    assert drawn.faint_at is not None
    assert retention(days_between(NOW - 10 * DAY, drawn.fading_at), 8.2956) == pytest.approx(0.8)
    assert retention(days_between(NOW - 10 * DAY, drawn.faint_at), 8.2956) == pytest.approx(0.5)
    assert NOW < drawn.fading_at < drawn.faint_at < drawn.future[-1][0]


def test_what_is_fading_already_is_so_since_a_day_that_is_past() -> None:
    drawn = curve_of(100, 2.3065)
    assert drawn.fading_at is not None
    assert drawn.fading_at < NOW
    assert drawn.faint_at is not None
    assert drawn.faint_at > NOW


def test_a_memory_that_outlasts_a_century_is_never_faint() -> None:
    held = 2 * NEVER / days_until(0.5, 1.0)
    drawn = curve_of(1, held)
    assert drawn.faint_at is None
    assert curve_of(1, 36_500).fading_at is None


def test_a_recall_stands_in_the_past_as_a_rise_to_the_full() -> None:
    drawn = curve_of(30, 40.0, recalled(10, 40.0, before=0.75))
    before, after = next(pair for pair in pairwise(drawn.past) if pair[1][1] > pair[0][1])
    assert before[0] == after[0] == NOW - 10 * DAY
    assert before[1] == pytest.approx(0.75), "it had faded just as far as was recorded"
    assert after[1] == 1
    assert drawn.retention == pytest.approx(retention(10, 40.0))


def test_marking_wrong_makes_it_fall_and_recalls_nothing() -> None:
    drawn = curve_of(30, 2.0, recalled(10, 2.0, before=0.9, event="wrong"))
    assert all(early[1] >= late[1] for early, late in pairwise(drawn.past))
    assert drawn.retention == pytest.approx(retention(30, 2.0))


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(0.5, 500)), max_size=8), st.floats(-5, 100))
def test_recalls_that_a_wrong_clock_dated_do_no_harm(told: list[tuple[float, float]], days: float) -> None:
    """In the future, before the beginning or out of order: times still run on, and retention is a probability."""
    recalls = [recalled(at, stability) for at, stability in told]
    drawn = forgetting_curve(NOW - days * DAY, NOW + 9 * DAY, 5.0, recalls, NOW)
    points = [*drawn.past, *drawn.future]
    assert all(early[0] <= late[0] for early, late in pairwise(points))
    assert all(0 <= level <= 1 for _, level in points)
    assert drawn.retention == 1, "what was recalled in the future is not faded now"
