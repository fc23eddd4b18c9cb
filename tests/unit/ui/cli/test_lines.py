"""Memories as lines: safe, whole and within the width."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.memory import Hit, Memory, Source, Why
from core.text.sanitise import cells
from ui.cli.lines import entry, found, preview, wrapped

NOW = datetime(2025, 6, 12, 15, 0, tzinfo=UTC)
MEMORY = Memory(
    id="01J0000000000000000000000A",
    kind="note",
    title="",
    text="The train leaves at 9:14.",
    context="",
    keywords=(),
    tags=("travel",),
    created_at=NOW,
    occurred_at=NOW - timedelta(days=2),
    retention=0.91,
    stability_days=12.0,
    pinned=False,
    state="vivid",
    source=Source(),
)
NASTY = "x \x1b]52;c;QQ==\x07 \x1b[2J \u202e y\nz \x9b31m [bold]b[/bold]"


def lines_of(memory: Memory, snippet: str, explain: bool = True) -> list[str]:
    """The lines of one hit."""
    hit = Hit(memory, 0.5, (Why("words", 1, 0.9),), snippet)
    return "\n".join(found(1, hit, NOW, explain)).split("\n")


@pytest.mark.parametrize("columns", [40, 80, 120, 200])
@given(text=st.text(max_size=300), title=st.text(max_size=100))
def test_a_hit_never_leaves_the_width_and_never_shows_a_control(columns: int, text: str, title: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(columns))
        lines = lines_of(replace(MEMORY, text=text, title=title), text, explain=False)
    for line in lines:
        assert cells(line) <= columns
        assert not set(line) & {*map(chr, range(32)), *map(chr, range(0x7F, 0xA0)), "\u202e"}


def test_marks_stay_where_there_is_no_colour() -> None:
    assert "    The **train** leaves." in lines_of(MEMORY, "The **train** leaves.")


def test_a_snippet_that_says_no_more_than_the_title_is_left_out() -> None:
    lines = lines_of(MEMORY, "The **train** leaves at 9:14.")
    assert sum("leaves" in line for line in lines) == 1


def test_an_explanation_names_channel_rank_score_and_retention() -> None:
    assert lines_of(MEMORY, "x")[-1].strip() == "score 0.500 · words #1 0.90 · retention 0.91 (vivid)"


def test_a_whole_memory_is_shown_without_its_escape_codes() -> None:
    page = "\n".join(
        entry(replace(MEMORY, text=NASTY, title=NASTY, context=NASTY, source=Source(app=NASTY, uri=NASTY)))
    )
    assert "\x1b" not in page
    assert "\x07" not in page
    assert "\u202e" not in page
    assert "[bold]b[/bold]" in page


def test_a_preview_says_how_much_it_does_not_show() -> None:
    lines = list(preview([MEMORY] * 60, NOW))
    assert lines[-1] == "… and 10 more"
    assert len(lines) == 51


@given(st.text(max_size=200), st.integers(2, 60))
def test_wrapping_loses_nothing_but_white_space(text: str, room: int) -> None:
    lines = wrapped(text, room)
    assert "".join("".join(lines).split()) == "".join(text.split())
