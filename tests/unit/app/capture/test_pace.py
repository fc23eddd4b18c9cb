"""The pace: quick while something changes, slow while nothing does, slower still on battery."""

from app.capture.pace import LONGEST_SECONDS, RESTING_SECONDS, SLOWER, WIDEST_GAP_SECONDS, Pace, Pause


def test_while_something_changes_the_interval_is_kept() -> None:
    assert Pace().after(1.0, moving=True, woken=True) == Pause(1.0, 1.0)


def test_when_all_has_settled_it_waits_until_something_moves_but_not_for_ever() -> None:
    assert Pace().after(1.0, moving=False, woken=False) == Pause(1.0, LONGEST_SECONDS)


def test_looks_for_what_only_blinks_become_rarer_up_to_a_bound() -> None:
    pace = Pace()
    least = [pace.after(1.0, moving=False, woken=True).least for _ in range(8)]
    assert least == sorted(least) and least[0] == 1.0 and least[-1] == WIDEST_GAP_SECONDS


def test_something_new_makes_it_quick_again() -> None:
    pace = Pace()
    for _ in range(8):
        pace.after(1.0, moving=False, woken=True)
    assert pace.after(1.0, moving=True, woken=True).most == 1.0
    assert pace.after(1.0, moving=False, woken=True).least == 1.0


def test_on_battery_everything_takes_longer() -> None:
    assert Pace().after(1.0, moving=True, woken=True, slower=True) == Pause(SLOWER, SLOWER)


def test_a_slow_interval_is_never_undercut() -> None:
    pace = Pace()
    pauses = [pace.after(20.0, moving=False, woken=True) for _ in range(4)]
    assert {(pause.least, pause.most) for pause in pauses} == {(20.0, 20.0)}


def test_while_something_is_in_the_way_it_only_glances_at_that() -> None:
    assert Pace().resting() == Pause(RESTING_SECONDS, RESTING_SECONDS)
