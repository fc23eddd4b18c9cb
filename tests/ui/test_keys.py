"""Keys of the person's own: they work, are shown, and what cannot be had is told in a line."""

from pathlib import Path

import pytest
from textual.binding import Binding

from app import Ebb
from tests.ui.stage import Stage
from tests.ui.terminal import terminal
from ui.tui.actions import ACTIONS, key_name, name_of
from ui.tui.app import EbbApp
from ui.tui.keys import LISTS, WITH_MEMORIES, is_key, rebound, swapped, takers
from ui.tui.preferences import preferences
from ui.tui.screens.ask import AskScreen
from ui.tui.screens.chat import ChatScreen
from ui.tui.screens.graph import GraphScreen
from ui.tui.screens.review import ReviewScreen
from ui.tui.screens.search import SearchScreen
from ui.tui.screens.settings import SettingsScreen
from ui.tui.screens.timeline import TimelineScreen
from ui.tui.screens.today import TodayScreen
from ui.tui.widgets.rowlist import RowList


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


def test_a_key_of_every_list_is_no_key_for_a_command() -> None:
    keys, problems = rebound({"memories.pin": "j", "everywhere.jobs": "up", "review.keep": "k"})
    assert keys == {"review.keep": "k"}
    assert "j for memories.pin is a key of every list; memories.pin keeps its own." in problems[0]
    lists = {key for binding in RowList.BINDINGS if isinstance(binding, Binding) for key in binding.key.split(",")}
    assert lists == LISTS


@pytest.mark.parametrize(
    "key", ["w", "W", "ctrl+w", "alt+w", "f10", "comma", "plus", "circumflex_accent", "ö", "ctrl+shift+left", "space"]
)
def test_what_is_pressed_is_read_again_as_it_is_written(key: str) -> None:
    assert is_key(key)
    assert rebound({"settings.reset": key}) == ({"settings.reset": key}, ())


def test_keys_are_shown_as_they_are_printed_on_them() -> None:
    keys = (
        "slash",
        "at",
        "comma",
        "full_stop",
        "ctrl+backslash",
        "space",
        "tab",
        "delete",
        "enter",
        "f9",
        "ö",
        "alt+P",
    )
    assert " ".join(map(key_name, keys)) == "/ @ , . ^\\ space tab delete enter f9 ö alt+P"


def test_what_has_no_name_is_no_key() -> None:
    assert not any(map(is_key, ("super+w", "grinning_face", "", "+")))


def test_two_commands_swap_only_where_both_can_have_the_others_key() -> None:
    assert swapped("memories.pin", "e", "memories.edit", {}) == {"memories.pin": "e", "memories.edit": "p"}
    assert swapped("search.why", "s", "search.save", {}) == {"search.why": "s", "search.save": "ctrl+s,w"}
    assert swapped("memories.pin", "u", "everywhere.undo_last", {}) == {}, "p has other meanings elsewhere"
    assert swapped("everywhere.import", "ctrl+b", "everywhere.jobs", {}) == {}, "no key would be left for the other"
    assert swapped("everywhere.import", "ctrl+z", "everywhere.undo_last", {}) == {
        "everywhere.import": "ctrl+z",
        "everywhere.undo_last": "u",
    }
    assert [name_of(one) for one in takers("ask.retry", "5", {})] == ["ask.cite", "everywhere.timeline"]


async def test_a_key_of_ones_own_works_and_help_and_footer_show_it(lived_in: Path) -> None:
    (lived_in / "config.toml").write_text(
        '[app]\nstart = "settings"\n[app.keys]\n'
        '"everywhere.timeline" = "f12"\n"settings.reset" = "D"\n"nowhere.no" = "x"\n'
    )
    found = preferences(lived_in / "config.toml")
    app = EbbApp(lambda: Ebb.open(lived_in, background=False), found.start, found)
    async with app.run_test(size=(120, 60), notifications=True) as pilot:
        stage = Stage(app, pilot)
        await stage.sees("there is no action 'nowhere.no'")
        await stage.press("right", "down")  # to the start, which the file sets
        await stage.sees("D Default")
        await stage.press("f6")
        await pilot.pause()
        assert isinstance(app.screen, SettingsScreen)
        await stage.press("question_mark")
        await stage.sees("f12", "Go to Timeline")
        await stage.press("escape", "f12")
        await stage.until(lambda: isinstance(app.screen, TimelineScreen))
    app.close_memory()


def test_alt_with_a_digit_leads_to_a_section_from_a_field_too(lived_in: Path) -> None:
    with terminal(str(lived_in)) as app:
        app.wait_for(b"9 memories")
        for digit, words in (("9", "default"), ("8", "Nothing of the screen"), ("7", "Fading"), ("1", "notes today")):
            app.raw.clear()
            app.press(f"\x1b{digit}".encode())
            app.wait_for(words.encode())
        app.press(b"\x11")
        app.wait_for_the_end()


@pytest.mark.parametrize(("keys", "in_list", "in_field"), [("", "u", "^z"), ("U,ctrl+y", "U", "^y"), ("U", "U", "")])
async def test_what_was_changed_is_said_with_the_key_that_takes_it_back_where_one_is(
    lived_in: Path, keys: str, in_list: str, in_field: str
) -> None:
    if keys:
        (lived_in / "config.toml").write_text(f'[app.keys]\n"everywhere.undo_last" = "{keys}"\n')
    app = EbbApp(lambda: Ebb.open(lived_in, background=False), "search", preferences(lived_in / "config.toml"))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        stage = Stage(app, pilot)
        await stage.sees("9 memories", "The boat")
        for key, after in (("tab", in_list), ("slash", in_field)):
            await stage.press(key, "ctrl+n")
            await stage.type("Something new")
            app.clear_notifications()
            await stage.press("ctrl+s")
            await stage.sees(f"Remembered. {after} takes it back." if after else "Remembered.")
            assert ("takes it back" in stage.text()) == bool(after)
    app.close_memory()
