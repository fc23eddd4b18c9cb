"""Every change of a memory, word by word, and the way back before any of them."""

from pathlib import Path

import pytest

from app import Ebb
from tests.ui.conftest import Opening
from tests.ui.stage import Stage
from tests.ui.test_reading import read


def changed_home(home: Path) -> Path:
    """A home with one memory that was changed three times."""
    with Ebb.open(home, background=False) as ebb:
        id = ebb.add("The boat is moored at Larvik, berth 14.", title="Boat", tags=["boat"])
        ebb.edit(id, text="The boat is moored at Stavern, berth 14.")
        ebb.edit(id, tags=["boat", "sea"])
        ebb.edit(id, title="Our boat")
    return home


async def past(stage: Stage) -> None:
    """Open the history of the one memory."""
    await read(stage, "moored", "at Stavern")
    await stage.press("h")
    await stage.sees("History of “Our boat”", "Boat Our boat")


def words_styled(stage: Stage, style: str) -> str:
    """What is drawn in a style: struck through is `strike`, underlined `underline`."""
    segments = [segment for strip in stage.app.screen._compositor.render_strips() for segment in strip]
    return "".join(segment.text for segment in segments if segment.style and getattr(segment.style, style))


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_a_change_is_shown_word_by_word(home: Path, open_app: Opening, size: tuple[int, int]) -> None:
    async with open_app(changed_home(home), size) as stage:
        await past(stage)
        await stage.press("down")
        await stage.sees("boat sea")
        assert words_styled(stage, "underline").split() == ["sea"]
        await stage.press("down")
        await stage.sees("moored at Larvik Stavern, berth 14.")
        assert words_styled(stage, "strike").split() == ["Larvik"]
        assert words_styled(stage, "underline").split() == ["Stavern"]


async def test_every_change_of_four_is_whole_and_tab_says_where_it_leads(home: Path, open_app: Opening) -> None:
    with Ebb.open(changed_home(home), background=False) as ebb:
        (memory,) = ebb.recent()
        ebb.edit(memory.id, title="Her boat")
    async with open_app(home, (80, 24)) as stage:
        await read(stage, "moored", "at Stavern")
        await stage.press("h")
        screen = await stage.sees("History of “Her boat”", "esc Back", "t Take back", "tab Read")
        assert screen.count("you · edited") == 4
        await stage.press("tab")
        await stage.sees("tab List")


async def test_one_change_is_taken_back_and_the_others_stay(home: Path, open_app: Opening) -> None:
    async with open_app(changed_home(home)) as stage:
        await past(stage)
        await stage.press("end", "t")
        await stage.sees("It is as it was before change 1.", "4 Text")
        await stage.press("escape")
        await stage.sees("moored at Larvik", "#boat #sea", "Our boat")
        await stage.press("u")
        await stage.sees("Taken back: took back change 1", "moored at Stavern")


async def test_what_was_taken_back_already_is_said_to_be(home: Path, open_app: Opening) -> None:
    async with open_app(changed_home(home)) as stage:
        await past(stage)
        await stage.press("t")
        await stage.sees("History of “Boat”")
        await stage.press("down", "t")
        await stage.sees("It is already as it was before change 3.")
        assert len(stage.app.steps) == 1


async def test_a_memory_that_was_never_changed_says_so(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await read(stage, "locker", "The number of the locker")
        await stage.press("h")
        screen = await stage.sees("It was never changed.")
        assert "Take back" not in screen
        await stage.press("t", "escape")
        await stage.sees("100%", "The number of the locker was 212.")
