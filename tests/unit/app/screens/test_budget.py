"""Room for pictures: too old, too many, and what stays."""

from datetime import timedelta

from app import Ebb
from app.screens.keeping import Keeping
from tests.unit.app.screens.scene import NOW, Desk, after, band, line, lines, window, with_capture


def _pictured(desk: Desk) -> list[int]:
    return sorted(int(file.split("/")[-1].split("-")[0]) for file in desk.files())


def _gigabytes(desk: Desk, pictures: float) -> float:
    """Room for so many of the pictures that there are, on average."""
    total = sum((desk.home.screens / file).stat().st_size for file in desk.files())
    return total / len(desk.files()) * pictures / 1e9


def test_within_the_budget_nothing_goes(desk: Desk) -> None:
    desk.see(after(), lines("one"))
    assert desk.keeping.keep_within_budget(after(days=1)) == 0
    assert len(desk.files()) == 1


def test_pictures_that_are_too_old_go_and_their_text_stays(desk: Desk) -> None:
    desk.see(after(), lines("old"))
    desk.see(after(days=60), lines("newer"))
    assert desk.keeping.keep_within_budget(after(days=91)) > 0
    assert (_pictured(desk), desk.texts()) == ([2], ["old", "newer"])


def test_without_room_the_least_remembered_go_first_and_the_pinned_last(desk: Desk) -> None:
    for number, name in enumerate(("pinned", "recalled", "oldest", "newest")):
        desk.see(after(hours=number), lines(name), of=window(name, name, id=name))
    with Ebb.open(desk.home.root, background=False) as ebb:
        by_name = {memory.text: memory.id for memory in ebb.recent()}
        ebb.pin(by_name["pinned"])
    desk.store.write(
        lambda c: c.execute(
            "UPDATE memories SET stability = 300, last_recalled_at = occurred_at WHERE text = 'recalled'"
        )
    )
    for room, left in ((3.5, [1, 2, 4]), (2.5, [1, 2]), (1.5, [1]), (0.5, [])):
        config = with_capture(gigabytes=_gigabytes(desk, room))
        Keeping(desk.store, desk.home, config).keep_within_budget(after(days=20))
        assert _pictured(desk) == left
    assert len(desk.texts()) == 4


def test_pinned_pictures_outlive_their_days(desk: Desk) -> None:
    desk.see(after(), lines("one"))
    with Ebb.open(desk.home.root, background=False) as ebb:
        (memory,) = ebb.recent()
        ebb.pin(memory.id)
    desk.keeping.keep_within_budget(after(days=1000))
    assert _pictured(desk) == [1]


def test_a_whole_picture_stays_while_the_bands_of_another_episode_lie_over_it(desk: Desk) -> None:
    desk.see(NOW, lines("page"), of=window(title="one"))
    desk.see(NOW + timedelta(days=80), [line("changed", 3)], of=window(title="two"), bands=[band(3)])
    desk.keeping.keep_within_budget(NOW + timedelta(days=91))
    assert _pictured(desk) == [1, 2]
    desk.keeping.keep_within_budget(NOW + timedelta(days=171))
    desk.keeping.keep_within_budget(NOW + timedelta(days=171))
    assert _pictured(desk) == []
