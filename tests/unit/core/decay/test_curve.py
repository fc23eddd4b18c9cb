"""Fading: it only ever goes down with time, up with stability, and never decides that something is gone."""

import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decay.curve import Curve, days_between, days_until, first_importance, first_stability, retention
from core.memory import Kind

DAYS = st.floats(0, 40_000)
STABILITY = st.floats(0.01, 40_000)
CURVES = st.sampled_from(list(Curve))


@given(DAYS, DAYS, STABILITY, CURVES)
def test_more_time_never_means_more_memory(a: float, b: float, stability: float, curve: Curve) -> None:
    early, late = sorted((a, b))
    assert retention(late, stability, curve) <= retention(early, stability, curve)


@given(DAYS, STABILITY, STABILITY, CURVES)
def test_more_stability_never_means_less_memory(days: float, a: float, b: float, curve: Curve) -> None:
    """Published implementations had this inverted."""
    weak, strong = sorted((a, b))
    assert retention(days, weak, curve) <= retention(days, strong, curve)


@given(st.floats(-1e9, 1e9), STABILITY, CURVES)
def test_it_is_a_probability(days: float, stability: float, curve: Curve) -> None:
    assert 0 <= retention(days, stability, curve) <= 1


@given(STABILITY, CURVES)
def test_after_its_stability_in_days_nine_tenths_are_left_in_either_form(stability: float, curve: Curve) -> None:
    assert math.isclose(retention(stability, stability, curve), 0.9, rel_tol=1e-12)


@given(st.floats(0.01, 100), st.floats(0.01, 400))
def test_the_exponential_is_the_classic_one_of_its_own_strength(stability: float, days: float) -> None:
    """exp(-t/s), where s = S / ln(1/0.9) is the strength that Ebbinghaus's curve is usually written with."""
    strength = stability / math.log(1 / 0.9)
    assert math.isclose(retention(days, stability, Curve.EBBINGHAUS), math.exp(-days / strength), abs_tol=1e-12)


@given(st.floats(0.3, 1), st.floats(0.01, 1000), CURVES)
def test_the_days_until_a_level_are_those_after_which_it_is_reached(
    level: float, stability: float, curve: Curve
) -> None:
    assert math.isclose(retention(days_until(level, stability, curve), stability, curve), level, rel_tol=1e-9)


def test_a_level_that_is_beyond_all_numbers_is_never_reached() -> None:
    assert days_until(1e-300, 1.0) == math.inf


@given(st.floats(0, 1), st.floats(0, 1))
def test_what_is_more_important_begins_firmer_but_twice_as_firm_at_most(a: float, b: float) -> None:
    less, more = sorted((a, b))
    assert first_stability("note", less) <= first_stability("note", more) <= 2 * first_stability("note") + 1e-9


@given(st.floats(-1e6, 0), STABILITY, CURVES)
def test_a_clock_that_stepped_back_makes_nothing_fade(days: float, stability: float, curve: Curve) -> None:
    assert retention(days, stability, curve) == 1


def test_the_clock_counts_days_not_hours() -> None:
    """A fresh note is as good as new after five hours, and still half there after years."""
    assert retention(5 / 24, first_stability("note")) > 0.99
    assert 0.4 < retention(3 * 365, first_stability("note")) < 0.6


def test_a_note_outlives_a_chat_and_a_chat_a_screen() -> None:
    assert first_stability("note") > first_stability("chat") > first_stability("screen") > 0
    assert all(first_stability(kind) > 0 for kind in Kind)
    with pytest.raises(ValueError, match="tweet"):
        first_stability("tweet")


def test_days_are_counted_exactly_over_zones() -> None:
    then = datetime(2024, 1, 1, tzinfo=UTC)
    now = datetime(2024, 1, 2, 12, tzinfo=UTC).astimezone(timezone(timedelta(hours=9)))
    assert days_between(then, now) == 1.5
    assert days_between(now, then) == -1.5


def test_a_note_that_its_writer_named_or_filed_begins_as_more_important() -> None:
    assert first_importance("note", "self", titled=False, tagged=False) == 0.5
    assert first_importance("note", "self", titled=True, tagged=True) == 0.7
    assert first_importance("note", "import", titled=True, tagged=True) == 0.5
    assert first_importance("chat", "chat", titled=True, tagged=True) == 0.5
