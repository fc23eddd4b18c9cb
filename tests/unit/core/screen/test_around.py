"""What stands around a band is what was read in its window before and has not been covered since."""

from core.screen.around import Around
from core.screen.frame import Line, Rect

WINDOW = ("0x1", "one")


def line(text: str, y: int) -> Line:
    """A line at a height."""
    return Line(text, Rect(0, y, 100, 10))


def test_a_whole_picture_has_nothing_around_and_replaces_what_was_known() -> None:
    around = Around()
    assert around.taken(WINDOW, None, [line("a", 0)]) == []
    assert around.taken(WINDOW, None, [line("b", 0)]) == []
    assert around.taken(WINDOW, [Rect(0, 50, 100, 10)], [line("c", 50)]) == [line("b", 0)]


def test_what_a_band_covers_stands_there_no_longer() -> None:
    around = Around()
    around.taken(WINDOW, None, [line("a", 0), line("b", 20), line("c", 40)])
    assert around.taken(WINDOW, [Rect(0, 15, 100, 20)], [line("B", 20)]) == [line("a", 0), line("c", 40)]
    assert around.taken(WINDOW, [Rect(0, 0, 100, 12)], []) == [line("c", 40), line("B", 20)]


def test_windows_and_monitors_are_kept_apart_and_old_ones_forgotten() -> None:
    around = Around(windows=2)
    for name in "abc":
        around.taken((name, "one"), None, [line(name, 0)])
    far = [Rect(0, 500, 10, 10)]
    assert around.taken(("a", "one"), far, []) == []
    assert around.taken(("c", "one"), far, []) == [line("c", 0)]
    assert around.taken(("c", "two"), far, []) == []
