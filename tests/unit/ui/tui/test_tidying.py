"""Dead cycles are looked for while nobody waits, and go all the same."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from ui.tui.tidying import Tidying


class Clock:
    """Seconds that the test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Knot:
    """An object that holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def clock() -> Iterator[Clock]:
    """A clock; what Python was told about its search is as before afterwards."""
    yield Clock()
    gc.unfreeze()


@pytest.fixture
def tidying(clock: Clock) -> Iterator[Tidying]:
    """A tidying that has begun, right after a key."""
    tidying = Tidying(clock)
    tidying.begin()
    tidying.touched()
    yield tidying
    tidying.end()


def searches(of: Tidying) -> list[int]:
    """The generations that one beat looked through."""
    seen: list[int] = []

    def note(phase: str, found: dict[str, int]) -> None:
        if phase == "start":
            seen.append(found["generation"])

    gc.callbacks.append(note)
    try:
        of.beat()
    finally:
        gc.callbacks.remove(note)
    return seen


def test_it_leaves_no_trace(clock: Clock) -> None:
    before = gc.get_threshold(), gc.get_freeze_count()
    tidying = Tidying(clock)
    tidying.begin()
    assert gc.get_threshold() != before[0]
    assert gc.get_freeze_count() > 1000
    tidying.end()
    assert (gc.get_threshold(), gc.get_freeze_count()) == before


def test_right_after_a_key_nothing_is_looked_through(clock: Clock, tidying: Tidying) -> None:
    clock.now += 0.5
    assert searches(tidying) == []


def test_a_quiet_moment_looks_once_through_what_came_since(clock: Clock, tidying: Tidying) -> None:
    for _ in range(2):
        knot = Knot()
        dead = weakref.ref(knot)
        del knot
        tidying.touched()
        clock.now += 2
        assert searches(tidying) == [2]
        assert dead() is None
        clock.now += 1
        assert searches(tidying) == []


def test_what_died_after_it_was_set_aside_goes_once_nobody_is_there(clock: Clock, tidying: Tidying) -> None:
    knot = Knot()
    clock.now += 2
    tidying.beat()
    dead = weakref.ref(knot)
    del knot
    gc.collect()
    assert dead() is not None
    clock.now += 20
    tidying.beat()
    assert dead() is None
    clock.now += 20
    assert searches(tidying) == []


def test_after_two_minutes_a_quiet_moment_is_enough_for_everything(clock: Clock, tidying: Tidying) -> None:
    knot = Knot()
    dead = weakref.ref(knot)
    gc.freeze()
    del knot
    for second in range(122):
        clock.now += 1
        if second % 5:
            tidying.touched()
        tidying.beat()
    clock.now += 2
    tidying.beat()
    assert dead() is None


def test_who_never_rests_is_tidied_up_after_at_last(clock: Clock, tidying: Tidying) -> None:
    knot = Knot()
    dead = weakref.ref(knot)
    gc.freeze()
    del knot
    for _ in range(700):
        clock.now += 1
        tidying.touched()
        tidying.beat()
    assert dead() is None
