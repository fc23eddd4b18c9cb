"""Search: filters among the words, what is offered while they are typed, and searches under a name."""

from pathlib import Path

import pytest

from app import Ebb
from app.saved import Saved
from tests.ui.conftest import Opening
from tests.ui.stage import Stage
from ui.tui.query import Part, may_go_on, offers, parts
from ui.tui.screens.search import SearchScreen
from ui.tui.widgets.askedline import AskedLine
from ui.tui.widgets.memorylist import MemoryList

SAVED = {"larvik": "#boat", "late": "is:faint"}


def test_filters_are_told_from_words_and_from_those_that_mean_nothing() -> None:
    assert parts("boat kind:note #x is:blue @larvik @ana", SAVED) == [
        Part(5, 14, "filter"),
        Part(15, 17, "filter"),
        Part(18, 25, "unknown"),
        Part(26, 33, "saved"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "name"),
    [
        ("boat ki", "boat kind:", "kind:"),
        ("boat kind:sc", "boat kind:screen ", "screen"),
        ("kind:note #bo", "kind:note #boat ", "boat"),
        ('since:"last w', 'since:"last week" ', "last week"),
        ("boat @la", "boat @larvik ", "@larvik"),
    ],
)
def test_what_is_begun_is_offered_whole(lived_in: Path, text: str, line: str, name: str) -> None:
    with Ebb.open(lived_in, background=False) as ebb:
        assert may_go_on(text, len(text))
        first = offers(ebb, text, len(text), SAVED)[0]
        assert (first.line, first.at, first.name) == (line, len(line), name)


def test_an_offer_in_the_middle_of_a_line_leaves_the_rest(lived_in: Path) -> None:
    with Ebb.open(lived_in, background=False) as ebb:
        (offer,) = offers(ebb, "kind:scr boat", 8, SAVED)
        assert (offer.line, offer.at) == ("kind:screen boat", 12)


def test_nothing_is_offered_among_words_or_for_values_that_cannot_be_shown(home: Path) -> None:
    with Ebb.open(home, background=False) as ebb:
        ebb.add("Hello", source={"app": "evil\x1b[2Japp"})
        assert not may_go_on("the boat ", 9)
        assert all("\x1b" not in offer.line for offer in offers(ebb, "app:", 4, SAVED))


async def test_a_filter_narrows_as_it_is_typed_and_what_means_nothing_is_said(
    lived_in: Path, open_app: Opening
) -> None:
    async with open_app(lived_in, (80, 24)) as stage:
        await stage.type("larvik #boat")
        await stage.until(lambda: headlines(stage) == ["The boat"])
        await stage.sees("1 found", "^s saves this search")
        await stage.type(" is:blue")
        await stage.sees("Left out: is:blue means nothing")
        assert headlines(stage) == ["The boat"]
        await stage.press("ctrl+u")
        await stage.type("kind:nope since:whenever")
        await stage.sees('Left out: "nope" is no kind; "whenever" is no time that Ebb can read.')


async def test_tab_takes_what_is_offered_and_goes_to_the_list_where_nothing_is(
    lived_in: Path, open_app: Opening
) -> None:
    async with open_app(lived_in, (80, 24)) as stage:
        await stage.sees("tab List")
        await stage.type("ki")
        await stage.sees("tab kind:", "tab Complete")
        await stage.press("tab")
        await stage.sees("tab note chat screen")
        await stage.press("shift+tab", "right")
        await stage.until(lambda: search(stage).field.value == "kind:chat ")
        await stage.sees("Nothing found.")
        assert "tab List" not in stage.text()
        assert "enter Open" not in stage.text()
        await stage.press("escape")
        await stage.type("#hou")
        await stage.sees("tab house")
        await stage.press("tab")
        await stage.until(lambda: headlines(stage) == ["Roof"])
        await stage.press("tab")
        await stage.until(lambda: stage.app.focused is search(stage).query_one("#results"))
        await stage.sees("tab Type", "space Mark", "enter Open")


async def test_filters_are_begun_and_values_taken_by_mouse(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.sees("Narrow by kind: #tag app:")
        await click_on(stage, "kind:")
        await stage.sees("note chat screen")
        assert search(stage).field.value == "kind:"
        await click_on(stage, "note")
        await stage.until(lambda: search(stage).field.value == "kind:note " and len(headlines(stage)) == 9)


async def test_a_search_is_saved_used_shown_and_deleted_and_each_can_be_taken_back(
    lived_in: Path, open_app: Opening
) -> None:
    async with open_app(lived_in) as stage:
        await stage.type("#boat larvik")
        await stage.press("ctrl+s")
        await stage.sees("Save this search")
        await stage.type("Tides & boats")
        await stage.press("enter")
        await stage.sees("@tides-boats finds it again.")
        await stage.press("escape")
        await stage.type("@ti")
        await stage.sees("tab @tides-boats")
        await stage.press("tab")
        await stage.until(lambda: headlines(stage) == ["The boat"])
        await stage.press("ctrl+o")
        await stage.sees("Saved searches", "#boat larvik")
        await stage.press("x")
        await stage.sees("No search is saved yet.")
        await stage.press("escape", "ctrl+z")
        await stage.until(lambda: Saved(lived_in).all() == {"tides-boats": "#boat larvik"})
        await stage.press("ctrl+o")
        await stage.sees("#boat larvik")
        await stage.press("enter")
        await stage.until(lambda: search(stage).field.value == "@tides-boats ")


def search(stage: Stage) -> SearchScreen:
    """The room."""
    assert isinstance(stage.app.screen, SearchScreen)
    return stage.app.screen


def headlines(stage: Stage) -> list[str]:
    """What is listed."""
    return [row.headline for row in stage.app.screen.query_one("#results", MemoryList).rows]


async def click_on(stage: Stage, word: str) -> None:
    """Click a word of the line below the field."""
    line = stage.app.screen.query_one(AskedLine).render().plain
    await stage.pilot.click("#asked", offset=(line.index(word), 0))
