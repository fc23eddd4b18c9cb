"""How text is broken, named and dated on the screen."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from core.memory import Memory, Source, Why
from core.text.sanitise import shown
from ui.tui.rows import ago, matched, name_of, ordinal, row_of_memory, why
from ui.tui.tagging import inline_tags, tags_in
from ui.tui.widgets.drawing import spread
from ui.tui.wrapping import wrapped

NOW = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)


def memory(text: str, title: str = "") -> Memory:
    """A note with this text."""
    return Memory("01M", "note", title, text, "", (), (), NOW, NOW, 1.0, 3.0, False, "vivid", Source())


@given(st.text(st.characters(codec="utf-8"), max_size=300), st.integers(2, 60))
def test_wrapped_lines_fit_and_lose_only_white_space(text: str, width: int) -> None:
    safe = shown(text)
    lines = wrapped(safe, width)
    assert all(cell_len(safe[start:end]) <= width for start, end in lines)
    assert "".join("".join(safe[start:end].split()) for start, end in lines) == "".join(safe.split())


@given(st.text(max_size=80), st.text(max_size=20), st.integers(1, 60))
def test_a_drawn_line_is_exactly_as_wide_as_asked(left: str, right: str, width: int) -> None:
    plain = Style()
    strip = spread([(shown(left).replace("\n", " "), plain)], [(shown(right).replace("\n", " "), plain)], width, plain)
    assert cell_len(strip.text) == strip.cell_length == width


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=5), "5 hours ago"),
        (timedelta(days=13), "1 week ago"),
        (timedelta(days=800), "2 years ago"),
        (-timedelta(days=2), "in 2 days"),
    ],
)
def test_how_long_ago_is_said_in_one_unit(before: timedelta, words: str) -> None:
    assert ago(NOW - before, NOW) == words


def test_the_best_reasons_come_first_and_a_penalty_is_no_reason() -> None:
    reasons = (Why("meaning", 3, 0.4), Why("asking", 1, -1.0), Why("words", 1, 1.0))
    assert why(reasons) == "1st by words · 3rd by meaning"
    assert [ordinal(number) for number in (2, 11, 12, 13, 21, 103)] == ["2nd", "11th", "12th", "13th", "21st", "103rd"]


def test_matches_are_found_in_the_snippet_itself_and_not_in_its_own_stars() -> None:
    text, spans = matched("the **strong** **boats** in the harb", "boat harb")
    assert text == "the strong boats in the harb"
    assert [text[start:end] for start, end in spans] == ["boats", "harb"]


def test_a_row_without_a_title_is_headed_by_its_first_line() -> None:
    row = row_of_memory(memory("\n## The plan\n- first\n- then"), NOW)
    assert (row.headline, row.below) == ("The plan", "first then")
    assert row_of_memory(memory("The plan\nfirst", "The plan"), NOW).below == "first"
    assert row_of_memory(memory(" \n"), NOW).headline == "(empty)"
    assert cell_len(name_of(memory("word " * 100))) <= 42


def test_tags_are_read_as_people_write_them() -> None:
    assert inline_tags("# Title\n#boat and #boat, #3 a#b https://x/#y [[#Part two]] #å/ø") == ["boat", "å/ø"]
    assert tags_in("#gym, keys  keys,,") == ["gym", "keys"]
