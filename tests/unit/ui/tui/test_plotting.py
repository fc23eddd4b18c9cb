"""A curve as characters: it falls, it rises where it was recalled, its dates fit, in every terminal."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decay.history import ForgettingCurve, forgetting_curve
from core.decay.strength import Recall
from ui.tui.plotting import GUTTER, Ink, Signs, day, plotted, signs_for, told

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def curve_of(days: float, stability: float = 8.2956, *recalled: float) -> ForgettingCurve:
    """The curve of a memory so many days old, recalled so many days ago."""
    recalls = [Recall(NOW - at * DAY, "opened", 0.8, stability, 1.0) for at in recalled]
    last = NOW - min(recalled, default=days) * DAY
    return forgetting_curve(NOW - days * DAY, last, stability, recalls, NOW)


def text_of(curve: ForgettingCurve, width: int = 74, height: int = 9, signs: Signs = Signs.BRAILLE) -> list[str]:
    """The lines as text."""
    return ["".join(sign for sign, _ in line) for line in plotted(curve, width, height, signs)]


@given(
    st.floats(0, 20_000), st.floats(0.001, 36_500), st.lists(st.floats(-10, 20_000), max_size=5),
    st.integers(25, 200), st.integers(5, 40), st.sampled_from(list(Signs)),
)  # fmt: skip
def test_every_line_is_as_wide_as_was_asked_for(
    days: float, stability: float, recalled: list[float], width: int, height: int, signs: Signs
) -> None:
    lines = plotted(curve_of(days, stability, *recalled), width, height, signs)
    assert [len(line) for line in lines] == [width] * height
    assert all(len(sign) == 1 for line in lines for sign, _ in line)


def test_where_there_is_no_room_nothing_is_drawn() -> None:
    assert plotted(curve_of(9), 24, 9) == []
    assert plotted(curve_of(9), 80, 4) == []


def test_today_the_beginning_and_the_faint_day_are_named() -> None:
    curve = curve_of(30)
    *_, axis, dates = text_of(curve)
    assert curve.faint_at is not None
    assert " ".join(dates.split()) == f"{day(NOW - 30 * DAY)} today faint {day(curve.faint_at)}"
    assert axis.index("┴") == dates.index("today") + 2
    assert "│" in text_of(curve_of(30))[0]


def test_a_narrow_plot_says_the_year_alone() -> None:
    *_, dates = text_of(curve_of(30), width=32)
    assert dates.split() == ["today", "faint", "2028"]


def test_what_began_just_now_has_only_a_future() -> None:
    lines = plotted(curve_of(0), 74, 9)
    assert Ink.PAST not in {ink for line in lines[:-2] for _, ink in line[GUTTER + 1 :]}
    assert "".join(sign for sign, _ in lines[-1]).split()[0] == "today"


def test_each_recall_has_its_mark_and_the_curve_rises_there() -> None:
    lines = plotted(curve_of(100, 30.0, 60, 20), 74, 9)
    places = [x for x, (_, ink) in enumerate(lines[-2]) if ink is Ink.RECALL]
    assert len(places) == 2
    for place in places:
        column = [y for y in range(7) if lines[y][place][1] is Ink.PAST]
        assert len(column) > 1, "the line goes up from where it had fallen to"
        assert column[0] == 0


def test_the_scale_goes_down_to_nothing_only_where_the_curve_does() -> None:
    assert [line[:GUTTER].strip() for line in text_of(curve_of(9)) if line[:GUTTER].strip()] == [
        "100%", "80%", "50%", "30%",
    ]  # fmt: skip
    assert any(line.startswith("  0%") for line in text_of(curve_of(20_000, 0.01)))


@pytest.mark.parametrize(
    ("signs", "known"),
    [
        (Signs.BRAILLE, lambda sign: "⠀" <= sign <= "⣿"),
        (Signs.BLOCKS, lambda sign: sign in "▀▄█"),
        (Signs.PLAIN, lambda sign: sign == "*"),
    ],
)
def test_the_line_is_made_of_what_the_terminal_has(signs: Signs, known: "object") -> None:
    lines = plotted(curve_of(30, 8.0, 10), 74, 9, signs)
    drawn = {sign for line in lines for sign, ink in line if ink in (Ink.PAST, Ink.FUTURE)}
    assert drawn
    assert all(known(sign) for sign in drawn)  # type: ignore[operator]


def test_plain_means_that_all_of_it_is_ascii() -> None:
    assert "".join(text_of(curve_of(30, 8.0, 10), signs=Signs.PLAIN)).isascii()


def test_terminals_are_told_apart_by_encoding_and_name() -> None:
    assert signs_for("utf-8", "xterm-256color") is Signs.BRAILLE
    assert signs_for("UTF8", "linux") is Signs.BLOCKS
    assert signs_for("ascii", "xterm-256color") is Signs.PLAIN
    assert signs_for("iso-8859-1", "linux") is Signs.PLAIN


def test_the_sentence_says_as_much_as_there_is_room_for() -> None:
    curve = curve_of(60)
    assert curve.fading_at is not None
    assert curve.faint_at is not None
    assert told(curve) == f"72% today · fading since {day(curve.fading_at)} · faint from {day(curve.faint_at)}"
    assert told(curve, 40) == f"72% today · faint from {day(curve.faint_at)}"
    assert told(curve, 12) == "72% today"
    assert told(curve, 3) == ""
    assert told(curve_of(1, 9000), 40).startswith("100% today · fading from")
    assert "never faint" in told(curve_of(1, 9000))
