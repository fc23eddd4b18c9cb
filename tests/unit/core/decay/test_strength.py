"""FSRS-6 as it is published: what recalls do to stability and difficulty, and what they never do."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decay.curve import Curve, days_until, first_difficulty, first_stability, retention
from core.decay.grades import WEIGHTS, Event, Grade, first_grade, grade_of
from core.decay.strength import SAME_DAY, Strength, after

MINUTES = 1 / (24 * 60)
STRENGTHS = st.builds(Strength, st.floats(0.01, 36_000), st.floats(1, 10))
DAYS = st.floats(-1e6, 40_000)
GRADES = st.sampled_from(list(Grade))
RECALLS = st.sampled_from([Grade.HARD, Grade.GOOD, Grade.EASY])
CURVES = st.sampled_from(list(Curve))

GOOD = Strength(first_stability("chat"), first_difficulty("chat"))


def _grown(held: Strength, gaps: tuple[float, ...]) -> list[float]:
    """The stabilities before and after each of these recalls, all graded good."""
    stabilities = [held.stability]
    for gap in gaps:
        held = after(held, gap, Grade.GOOD)
        stabilities.append(held.stability)
    return stabilities


def test_stability_grows_over_spaced_recalls_as_published() -> None:
    """Recalls graded good after 1, 3, 7, 21 and 60 days, from FSRS-6's untrained parameters."""
    found = _grown(GOOD, (1, 3, 7, 21, 60))
    assert [float(f"{one:.3g}") for one in found] == [2.31, 7.32, 19.8, 45.1, 108, 260]
    newest = [2.3065, 7.315301, 19.833473, 45.145468, 108.627226, 260.583229]  # py-fsrs 6.3.2, `review_card`
    assert found == pytest.approx(newest, rel=0.003)


def test_forgetting_after_a_day_a_week_a_month_and_a_quarter_is_as_published() -> None:
    """FSRS-6's own curve for a first recall graded good, and easy (py-fsrs 6.3.2, `get_card_retrievability`)."""
    days = (1, 7, 30, 90)
    assert [round(retention(day, WEIGHTS[2]), 4) for day in days] == [0.9468, 0.8083, 0.6675, 0.5678]
    assert [round(retention(day, WEIGHTS[3]), 4) for day in days] == [0.9829, 0.9112, 0.7918, 0.6849]


def test_first_difficulties_follow_from_the_first_grade() -> None:
    """w4 - e^(w5 (G-1)) + 1 within 1 and 10: 6.41, 5.11, 2.12 and 1 for again, hard, good and easy."""
    assert {kind: round(first_difficulty(kind), 4) for kind in ("screen", "chat", "document", "note")} == {
        "screen": 5.1122, "chat": 2.1181, "document": 2.1181, "note": 1.0,
    }  # fmt: skip
    assert [first_grade(kind) for kind in ("screen", "chat", "note")] == [Grade.HARD, Grade.GOOD, Grade.EASY]


def _reviewed(grades: str, desired: float = 0.9) -> list[int]:
    """Days to the next review after each grade (g good, a again), by py-fsrs's learning steps of 1 and 10 minutes."""
    held, gap, step, intervals = GOOD, 0.0, 0, []
    steps = [1 * MINUTES, 10 * MINUTES]
    for number, letter in enumerate(grades):
        if number:
            held = after(held, gap, Grade.GOOD if letter == "g" else Grade.AGAIN)
        if letter == "a":
            steps, step, gap = [10 * MINUTES], 0, 10 * MINUTES
        elif step + 1 < len(steps):
            step, gap = step + 1, steps[step + 1]
        else:
            step, gap = len(steps), max(round(days_until(desired, held.stability)), 1)
        intervals.append(int(gap))
    return intervals


def test_the_intervals_of_a_card_with_two_lapses_are_those_of_the_reference() -> None:
    """The sequence that py-fsrs is tested with and what it is to give (tests/test_basic.py, 120420b)."""
    assert _reviewed("ggggggaaggggg") == [0, 2, 11, 46, 163, 497, 0, 0, 2, 4, 7, 12, 20]


@given(STRENGTHS, DAYS, RECALLS, CURVES)
def test_a_recall_never_shortens(held: Strength, days: float, grade: Grade, curve: Curve) -> None:
    assert after(held, days, grade, curve).stability >= held.stability


@given(STRENGTHS, DAYS, CURVES)
def test_marking_wrong_never_strengthens(held: Strength, days: float, curve: Curve) -> None:
    """Published implementations had recalls and lapses the wrong way round."""
    assert after(held, days, Grade.AGAIN, curve).stability < held.stability


@given(STRENGTHS, DAYS, GRADES, CURVES)
def test_what_comes_out_is_a_strength_again(held: Strength, days: float, grade: Grade, curve: Curve) -> None:
    now = after(held, days, grade, curve)
    assert 0 < now.stability <= 36_500
    assert 1 <= now.difficulty <= 10


@given(STRENGTHS, st.floats(-1e9, 0), GRADES, CURVES)
def test_a_clock_that_stepped_back_counts_as_no_time(held: Strength, days: float, grade: Grade, curve: Curve) -> None:
    assert after(held, days, grade, curve) == after(held, 0, grade, curve)


@given(STRENGTHS, st.floats(0, 40_000), st.floats(0, 40_000), CURVES)
def test_the_later_a_recall_the_more_it_gains(held: Strength, a: float, b: float, curve: Curve) -> None:
    early, late = sorted((a, b))
    assert after(held, late, Grade.GOOD, curve).stability >= after(held, early, Grade.GOOD, curve).stability


@given(STRENGTHS, RECALLS, CURVES)
def test_recalling_what_has_faded_gains_more_than_recalling_it_at_once(
    held: Strength, grade: Grade, curve: Curve
) -> None:
    faded = max(days_until(0.7, held.stability, curve), SAME_DAY)
    if held.stability < 30_000:  # beyond, both come up against the longest stability there is
        assert after(held, faded, grade, curve).stability > after(held, 0, grade, curve).stability


@given(STRENGTHS, st.floats(SAME_DAY, 40_000), CURVES)
def test_what_came_easily_holds_longer_than_what_came_hard(held: Strength, days: float, curve: Curve) -> None:
    gained = [after(held, days, grade, curve).stability for grade in Grade]
    assert all(less <= more for less, more in pairwise(gained))


@given(STRENGTHS, GRADES)
def test_wrong_makes_harder_and_easy_makes_easier(held: Strength, grade: Grade) -> None:
    now = after(held, 1, grade).difficulty
    if grade is Grade.AGAIN:
        assert now >= held.difficulty - 0.02  # the slight draw towards what is easy
    if grade is Grade.EASY:
        assert now <= held.difficulty


def test_five_recalls_within_ten_minutes_gain_no_more_than_one() -> None:
    once = after(GOOD, 20, Grade.GOOD)
    often = once
    for _ in range(4):
        often = after(often, 2 * MINUTES, Grade.GOOD)
    assert often.stability == once.stability


def test_every_event_has_the_grade_that_it_earns() -> None:
    graded = {event.value: grade_of(event) for event in Event}
    assert graded.pop("wrong") is Grade.AGAIN
    assert graded.pop("pinned") is Grade.EASY
    assert set(graded) == {"opened", "edited", "cited", "kept"}
    assert set(graded.values()) == {Grade.GOOD}
