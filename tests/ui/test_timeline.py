"""The timeline: days, what each holds, and finding a day in words."""

from pathlib import Path

from tests.ui.conftest import NOW, Opening
from ui.tui.widgets.daylist import bar_of


async def test_days_come_newest_first_with_the_memories_of_the_chosen_one(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.press("f6")
        screen = await stage.sees("Today", "Yesterday", "Buy oat milk")
        assert screen.index("Today") < screen.index("Yesterday")
        await stage.press("down")
        await stage.sees("Three offers for the roof")
        assert "oat milk" not in stage.text()


async def test_a_day_is_found_in_words_and_the_nearest_is_shown(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.press("f6")
        await stage.sees("Today", "Buy oat milk")
        await stage.press("g")
        await stage.sees("Go to day")
        await stage.type("3 months ago")
        await stage.press("enter")
        await stage.sees("Ola's birthday")


async def test_words_that_name_no_day_are_answered_with_what_would(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.press("f6")
        await stage.sees("Today")
        await stage.press("g")
        await stage.type("when pigs fly")
        await stage.press("enter")
        await stage.until(lambda: stage.app._notifications)
        assert "Today" in stage.text()


async def test_a_memory_of_the_day_opens_and_escape_comes_back(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (80, 24)) as stage:
        await stage.press("f6")
        await stage.sees("Today", "Buy oat milk")
        await stage.press("tab", "enter")
        await stage.sees("esc Back")
        await stage.press("escape")
        await stage.sees(f"{NOW.astimezone():%A}", "Yesterday")


def test_bars_are_in_proportion_and_never_vanish() -> None:
    assert bar_of(10, 10) == "████████"
    assert bar_of(5, 10) == "████    "
    assert bar_of(1, 1000) == "▏       "
