"""What is around every room: sections, keys, figures, help, palette, sizes."""

import gc
from functools import partial
from pathlib import Path

import pytest
from textual.command import CommandPalette

from tests.ui.conftest import Opening
from tests.ui.stage import Stage
from ui.tui.actions import ACTIONS, EVERYWHERE, actions_of, key_names
from ui.tui.app import EbbApp
from ui.tui.screens.ask import AskScreen
from ui.tui.screens.chat import ChatScreen
from ui.tui.screens.graph import GraphScreen
from ui.tui.screens.history import HistoryScreen
from ui.tui.screens.reading import ReadingScreen
from ui.tui.screens.review import ReviewScreen
from ui.tui.screens.room import Room
from ui.tui.screens.screens import ScreensScreen
from ui.tui.screens.search import SearchScreen
from ui.tui.screens.settings import SettingsScreen
from ui.tui.screens.timeline import TimelineScreen
from ui.tui.screens.today import TodayScreen
from ui.tui.screens.trouble import TroubleScreen
from ui.tui.widgets.bars import KeyBar

SIZES = [(80, 24), (120, 40), (200, 60)]
SHOWN = ("Today", "Search", "Ask", "Chat", "Timeline", "Graph", "Review", "Settings")
ROOMS: list[type[Room]] = [
    TodayScreen,
    SearchScreen,
    AskScreen,
    TimelineScreen,
    ReviewScreen,
    GraphScreen,
    ReadingScreen,
    HistoryScreen,
    ScreensScreen,
    ChatScreen,
    SettingsScreen,
    TroubleScreen,
]


@pytest.mark.parametrize("room", ROOMS)
def test_every_action_that_a_room_offers_can_be_done_there(room: type[Room]) -> None:
    for action in actions_of(room.PLACES):
        assert hasattr(room, f"action_{action.command.partition('(')[0]}"), action
    assert room.ABOUT


def test_every_action_has_a_place_that_some_room_or_the_app_offers() -> None:
    offered = {place for room in ROOMS for place in room.PLACES}
    for action in ACTIONS:
        assert action.place in offered | {EVERYWHERE}
        if action.place == EVERYWHERE:
            assert hasattr(EbbApp, f"action_{action.command.partition('(')[0]}"), action


@pytest.mark.parametrize("size", SIZES)
async def test_the_frame_fits_and_no_label_is_cut(lived_in: Path, open_app: Opening, size: tuple[int, int]) -> None:
    async with open_app(lived_in, size) as stage:
        for key, section in zip(("f2", "f3", "f4", "f5", "f6", "f7", "f8", "alt+9"), SHOWN, strict=True):
            await stage.press(key)
            await stage.until(partial(is_in, stage, section))
            await stage.sees(f" {section} ")
            lines = stage.lines()
            assert len(lines) == size[1]
            assert "9 memories · words and meaning · no language model" in lines[-1]
            offered = stage.app.screen.query_one(KeyBar).actions
            whole = [f"{key_names(action)} {action.label}" for action in offered]
            assert "^q Quit" in lines[-2]
            shown = [label for label in lines[-2].strip().split("  ") if label.strip()]
            assert all(label.strip() in whole for label in shown)


async def test_help_explains_the_room_and_names_every_key(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (120, 64)) as stage:
        await stage.press("f6")
        await stage.sees("Today")
        await stage.press("question_mark")
        screen = await stage.sees(TimelineScreen.ABOUT[:40])
        for action in actions_of((*TimelineScreen.PLACES, EVERYWHERE)):
            assert action.does in screen
        await stage.press("escape")
        await stage.gone(TimelineScreen.ABOUT[:40])


async def test_help_lists_no_key_under_everywhere_that_the_room_has_for_itself(
    lived_in: Path, open_app: Opening
) -> None:
    async with open_app(lived_in, (120, 70), room="graph") as stage:
        await stage.press("question_mark")
        lines = (await stage.sees("Switch a kind of links off", "esc goes back")).splitlines()
        (today,) = (line for line in lines if "Go to Today" in line)
        assert "f2 alt+1 " in today
        assert "1 f2" not in today


async def test_help_is_headed_by_what_one_looks_at_and_says_that_it_goes_on(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (80, 24), room="search") as stage:
        await stage.press("tab", "enter")
        await stage.until(lambda: isinstance(stage.app.screen, ReadingScreen))
        await stage.press("question_mark")
        await stage.sees("Reading", "One memory, read as Markdown", "↑ ↓ scroll, esc goes back")


async def test_the_palette_does_what_a_key_does(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.press("ctrl+p")
        await stage.until(lambda: isinstance(stage.app.screen, CommandPalette))
        await stage.type("go to timeline")
        await stage.sees("Timeline: Go to Timeline")
        await stage.press("enter")
        await stage.sees("Today", "Yesterday")


async def test_numbers_and_clicks_move_between_sections(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.press("tab", "5")
        await stage.sees("Today")
        column = stage.lines()[0].index("Ask")
        await stage.pilot.click(offset=(column, 0))
        await stage.until(lambda: isinstance(stage.app.screen, AskScreen))
        await stage.press("ctrl+pageup")
        await stage.until(lambda: isinstance(stage.app.screen, SearchScreen))


async def test_both_looks_can_be_read(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.sees("The boat")
        dark = ground(stage)
        stage.app.action_shade()
        await stage.until(lambda: ground(stage) != dark)
        assert ground(stage) > 0.8
        assert dark < 0.2


def ground(stage: Stage) -> float:
    """How bright the background is, 0 to 1."""
    return stage.app.screen.background_colors[1].brightness


def is_in(stage: Stage, section: str) -> bool:
    """Whether this room is shown."""
    return stage.app.current_mode == section.lower()


async def test_a_memory_that_was_read_leaves_nothing_behind(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (120, 40), room="today") as stage:
        for _ in range(2):
            await stage.press("tab", "end", "enter")
            await stage.until(lambda: isinstance(stage.app.screen, ReadingScreen))
            await stage.press("escape")
            await stage.until(lambda: isinstance(stage.app.screen, TodayScreen))

        def left() -> int:
            gc.unfreeze()
            gc.collect()
            return sum(isinstance(one, ReadingScreen) for one in gc.get_objects())

        await stage.until(lambda: not left())


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_the_key_that_leads_out_is_never_left_out(
    lived_in: Path, open_app: Opening, size: tuple[int, int]
) -> None:
    async with open_app(lived_in, size, room="ask") as stage:
        await stage.type("Where is the boat moored?")
        await stage.press("enter")
        await stage.sees("enter Open", "esc Back", "f1 Help", "^q Quit")
        stage.app.read(stage.app.opened().recent()[0].id)
        await stage.until(lambda: isinstance(stage.app.screen, ReadingScreen) and stage.app.screen.current())
        await stage.press("tab")
        await stage.sees("esc Back", "f1 Help", "^q Quit")
        await stage.press("g")
        await stage.sees("esc Leave", "f1 Help", "^q Quit")
        await stage.press("escape", "escape")
        await stage.app.run_action("go('review')")
        await stage.sees("q Enough", "f1 Help", "^q Quit")
