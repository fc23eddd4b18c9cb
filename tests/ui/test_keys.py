"""Keys of the person's own: they work, are shown, and what cannot be had is told in a line."""

from pathlib import Path

from app import Ebb
from tests.ui.stage import Stage
from ui.tui.actions import ACTIONS, name_of
from ui.tui.app import EbbApp
from ui.tui.keys import WITH_MEMORIES, rebound
from ui.tui.preferences import preferences
from ui.tui.screens.ask import AskScreen
from ui.tui.screens.chat import ChatScreen
from ui.tui.screens.graph import GraphScreen
from ui.tui.screens.review import ReviewScreen
from ui.tui.screens.search import SearchScreen
from ui.tui.screens.settings import SettingsScreen
from ui.tui.screens.timeline import TimelineScreen
from ui.tui.screens.today import TodayScreen


def test_every_action_has_a_name_of_its_own() -> None:
    names = [name_of(action) for action in ACTIONS]
    assert len(set(names)) == len(names)
    assert {"search.why", "everywhere.timeline", "graph.stronger", "memories.pin"} <= set(names)


def test_keys_are_read_as_people_write_them() -> None:
    keys, problems = rebound({"search.why": "^w", "memories.pin": "P, f12", "everywhere.jobs": "alt+j"})
    assert keys == {"search.why": "ctrl+w", "memories.pin": "P,f12", "everywhere.jobs": "alt+j"}
    assert problems == ()


def test_what_cannot_be_bound_is_told_and_left_as_it_was() -> None:
    keys, problems = rebound(
        {
            "search.wy": "x",
            "ask.cite": "x",
            "everywhere.jobs": "ctrl+n",
            "everywhere.timeline": "nokey",
            "memories.edit": "f",
            "memories.tag": "^",
        }
    )
    assert keys == {"memories.tag": "circumflex_accent"}
    told = "\n".join(problems)
    assert "no action 'search.wy'. Did you mean search.why?" in told
    assert "ask.cite has the digits" in told
    assert "^n for everywhere.jobs is taken by everywhere.capture" in told
    assert "'nokey' for everywhere.timeline is no key" in told
    assert "f for memories.edit is taken by memories.forget" in told


def test_two_actions_can_change_keys_with_each_other() -> None:
    assert rebound({"memories.pin": "e", "memories.edit": "p"}) == ({"memories.pin": "e", "memories.edit": "p"}, ())


def test_the_rooms_that_list_memories_are_known() -> None:
    rooms = [TodayScreen, SearchScreen, AskScreen, TimelineScreen, ReviewScreen, GraphScreen, ChatScreen]
    listing = {place for room in rooms if "memories" in room.PLACES for place in room.PLACES}
    assert listing == WITH_MEMORIES


async def test_a_key_of_ones_own_works_and_help_and_footer_show_it(lived_in: Path) -> None:
    (lived_in / "config.toml").write_text(
        '[app]\nstart = "settings"\n[app.keys]\n'
        '"everywhere.timeline" = "f12"\n"settings.reset" = "D"\n"nowhere.no" = "x"\n'
    )
    found = preferences(lived_in / "config.toml")
    app = EbbApp(lambda: Ebb.open(lived_in, background=False), found.start, found)
    async with app.run_test(size=(120, 60), notifications=True) as pilot:
        stage = Stage(app, pilot)
        await stage.sees("D Default", "there is no action 'nowhere.no'")
        await stage.press("f6")
        await pilot.pause()
        assert isinstance(app.screen, SettingsScreen)
        await stage.press("question_mark")
        await stage.sees("f12", "Go to Timeline")
        await stage.press("escape", "f12")
        await stage.until(lambda: isinstance(app.screen, TimelineScreen))
    app.close_memory()
