"""Quick capture: from anywhere, and never losing a word."""

from pathlib import Path

from textual.events import Key

from app import Ebb
from core.errors import ReadOnlyHome
from tests.ui.conftest import Opening
from tests.ui.stage import Stage
from ui.tui.app import EbbApp
from ui.tui.widgets.fields import Line
from ui.tui.widgets.sheet import Sheet
from ui.tui.widgets.titles import Titles


async def test_what_is_written_is_on_disk_before_it_is_called_remembered(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.press("f6")
        await stage.sees("Today")
        await stage.press("ctrl+n")
        await stage.sees("What do you want to remember?")
        await stage.type("Call Ola about the mast #phone\nbefore #friday, not #3")
        await stage.press("ctrl+s")
        await stage.sees("Remembered.", "10 memories")
        with Ebb.open(lived_in, background=False, read_only=True) as other:
            (memory,) = [memory for memory in other.recent() if "mast" in memory.text]
            assert memory.text == "Call Ola about the mast #phone\nbefore #friday, not #3"
            assert sorted(memory.tags) == ["friday", "phone"]


async def test_a_key_that_saves_does_not_overtake_the_words_typed_before_it(lived_in: Path, open_app: Opening) -> None:
    words = "The ferry to Bergen leaves at seven from the northern quay"
    async with open_app(lived_in) as stage:
        await stage.press("ctrl+n")
        await stage.sees("What do you want to remember?")
        for letter in words:
            stage.app.post_message(Key("space" if letter == " " else letter, letter))
        stage.app.post_message(Key("ctrl+s", None))
        await stage.sees("Remembered.", "10 memories")
        assert words in [memory.text for memory in stage.app.opened().recent()]


def typed_at_once(stage: Stage, *keys: str) -> None:
    """Let keys come in one go, as a terminal sends what was typed while the app was busy."""
    for key in keys:
        stage.app.post_message(Key("space" if key == " " else key, key if len(key) == 1 else None))


HASTE = (*"boas", "backspace", *"t", "ctrl+u", *"The mast", "home", *"a ", "end", "left", "ctrl+k", *"!")
"""Keys of which each must act on what was typed before it, and on nothing that was typed after."""


async def test_keys_of_the_line_act_in_turn_with_the_letters(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, room="today") as stage:
        typed_at_once(stage, *HASTE)
        line = stage.app.screen.query_one("#thought", Line)
        await stage.until(lambda: line.value.endswith("!"))
        assert line.value == "a The mas!"
        typed_at_once(stage, "enter", *"and on")
        await stage.sees("Remembered.")
        await stage.until(lambda: line.value == "and on")
        assert "a The mas!" in [memory.text for memory in stage.app.opened().recent()]


async def test_keys_of_the_sheet_act_in_turn_with_the_letters(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.press("ctrl+n")
        await stage.sees("What do you want to remember?")
        typed_at_once(stage, *HASTE, "enter", *"on", "backspace", *"r")
        sheet = stage.app.screen.query_one(Sheet)
        await stage.until(lambda: sheet.text.endswith("r"))
        assert sheet.text == "a The mas!\nor"


async def test_words_that_were_not_saved_are_there_again(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.press("ctrl+n")
        await stage.sees("What do you want to remember?")
        await stage.type("half a thought")
        await stage.press("escape")
        await stage.gone("half a thought")
        await stage.press("ctrl+n")
        await stage.sees("half a thought")


async def test_nothing_is_not_remembered(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.press("ctrl+n", "ctrl+s")
        await stage.sees("There is nothing to remember yet.")


async def test_pending_work_is_counted_down_while_it_is_done(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.press("ctrl+n")
        await stage.sees("What do you want to remember?")
        await stage.type("The mast is stepped in April")
        await stage.press("ctrl+s")
        await stage.sees("10 memories · 1 still to learn")
        stage.app.opened().settle()
        await stage.sees("10 memories · words and meaning")


async def test_leaving_with_unsaved_words_takes_two_commands(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.press("ctrl+n")
        await stage.sees("What do you want to remember?")
        await stage.type("half a thought")
        await stage.press("ctrl+q")
        await stage.sees("There are words that are not saved yet", "half a thought")
        await stage.press("ctrl+q")
        await stage.until(lambda: not stage.app.is_running)


async def test_what_could_not_be_saved_stays_in_the_sheet(home: Path) -> None:
    def open_ebb() -> Ebb:
        raise ReadOnlyHome("The home cannot be written.", "Choose another with --home.")

    app = EbbApp(open_ebb, "search")
    async with app.run_test(notifications=True) as pilot:
        stage = Stage(app, pilot)
        await stage.sees("Your memory is not open")
        await stage.press("ctrl+n")
        await stage.sees("What do you want to remember?")
        await stage.type("a thought")
        await stage.press("ctrl+s")
        await stage.sees("The home cannot be written. Choose another with --home.", "a thought")


async def test_a_link_is_finished_from_the_titles_there_are(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.press("ctrl+n")
        await stage.sees("What do you want to remember?")
        await stage.type("Ask the harbour about [[boa")
        await stage.sees("[[The boat", "enter links")
        await stage.press("enter", "!", "ctrl+s")
        await stage.sees("Remembered.")
        ebb = stage.app.opened()
        ebb.settle()
        (memory,) = [memory for memory in ebb.recent() if "harbour" in memory.text]
        assert memory.text == "Ask the harbour about [[The boat]]!"
        assert "mentions" in [link.kind for link in ebb.links(memory.id) if link.direction == "out"]


async def test_titles_are_chosen_among_and_refused_without_losing_the_words(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.press("ctrl+n")
        await stage.sees("What do you want to remember?")
        await stage.type("See [[t")
        await stage.sees("[[Tide", "[[The boat")
        sheet = stage.app.screen.query_one(Sheet)
        offered = sheet.titles
        await stage.press("down", "tab")
        assert sheet.text == f"See [[{offered[1]}]]"
        await stage.type(" and [[ti")
        await stage.sees("[[Tide")
        await stage.press("escape")
        await stage.gone("enter links")
        await stage.press("enter")
        assert sheet.text == f"See [[{offered[1]}]] and [[ti\n"


async def test_a_title_is_taken_with_the_mouse(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (60, 20)) as stage:
        await stage.press("ctrl+n")
        await stage.sees("What do you want to remember?")
        await stage.type("See [[tid")
        await stage.sees("[[Tide")
        await stage.pilot.click(Titles, offset=(3, 0))
        assert stage.app.screen.query_one(Sheet).text == "See [[Tide]]"


async def test_an_edit_is_finished_with_a_title_too(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.type("locker")
        await stage.press("enter")
        await stage.sees("esc Back", "The number of the locker")
        await stage.press("e")
        await stage.sees("Edit “The number")
        sheet = stage.app.screen.query_one(Sheet)
        sheet.move_cursor(sheet.document.end)
        await stage.type(" [[長")
        await stage.sees("[[長い題名")
        await stage.press("enter", "ctrl+s")
        await stage.sees("Saved", "→ 長い題名")


async def test_a_short_text_is_edited_at_its_end_and_a_long_one_from_its_beginning(
    home: Path, open_app: Opening
) -> None:
    with Ebb.open(home, background=False) as ebb:
        ebb.add("The locker was 212")
    async with open_app(home) as stage:
        await stage.press("tab", "e")
        await stage.sees("^s saves it")
        await stage.type(", not 221")
        await stage.press("ctrl+s")
        await stage.sees("The locker was 212, not 221")
        stage.app.opened().add("A long day at sea. " * 40)
        stage.app.memories_changed()
        await stage.sees("A long day at sea.")
        await stage.press("home", "e")
        await stage.sees("^s saves it")
        await stage.type("Noted: ")
        await stage.press("ctrl+s")
        await stage.sees("Noted: A long day at sea.")
