"""Reading one memory, and what can be done with it."""

from pathlib import Path

from app import Ebb
from tests.ui.conftest import Opening
from tests.ui.stage import Stage
from tests.unit.app.screens.scene import Desk, after, lines
from ui.tui.widgets.sheet import Sheet


async def read(stage: Stage, words: str, sees: str) -> None:
    """Search for the words and open the first result."""
    await stage.type(words)
    await stage.press("enter")
    await stage.sees("esc Back", sees)


async def test_a_memory_is_shown_letter_for_letter_with_its_facts(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await read(stage, "oilskins", "The boat is moored at **Larvik**, berth 14.")
        await stage.sees("The key hangs behind the oilskins.", "#boat", "vivid", "Links (", "both at Larvik")


async def test_a_link_leads_to_the_other_memory_and_its_backlink_back(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await read(stage, "oilskins", "→ Tide")
        await stage.press("tab", "enter")
        await stage.sees("High tide at Larvik is two hours before Oslo.", "← The boat")
        await stage.press("escape")
        await stage.sees("The key hangs behind the oilskins.")


async def test_pinning_is_kept(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await read(stage, "locker", "The number of the locker")
        await stage.press("p")
        await stage.sees("✦ pinned", "Pinned “The number of the locker was 212.”")
    with Ebb.open(lived_in, background=False) as ebb:
        assert [memory.text for memory in ebb.recent() if memory.pinned] == ["The number of the locker was 212."]


async def test_tags_are_changed_as_typed(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await read(stage, "locker", "The number of the locker")
        await stage.press("t")
        await stage.sees("tags, with spaces between them")
        await stage.type("gym, #keys")
        await stage.press("enter")
        await stage.sees("#gym #keys")


async def test_what_was_seen_on_the_screen_is_erased_and_the_question_says_so(
    lived_in: Path, open_app: Opening
) -> None:
    desk = Desk(lived_in)
    desk.see(after(), lines("wombats dig deep burrows"))
    async with open_app(lived_in) as stage:
        await read(stage, "wombats", "wombats dig deep burrows")
        await stage.press("f")
        await stage.sees("nothing brings them back")
        await stage.press("y")
        await stage.sees("Erased “notes.txt - Editor”.")
        await stage.gone("esc Back")
    assert (desk.texts(), desk.files()) == ([], [])
    desk.close()


async def test_forgetting_asks_first_and_u_brings_it_back(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.sees("locker")
        await read(stage, "locker", "The number of the locker")
        await stage.press("f")
        await stage.sees("You can bring it back.")
        await stage.press("n", "f", "y")
        await stage.sees("Press u to bring it back.", "8 memories")
        await stage.gone("esc Back")
        await stage.press("tab", "u")
        await stage.sees("Taken back: forgot", "9 memories")


async def test_editing_keeps_what_was_written_as_a_revision(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await read(stage, "locker", "The number of the locker")
        await stage.press("e")
        await stage.sees("Edit “The number of the locker was 212.”")
        stage.app.screen.query_one(Sheet).move_cursor((0, 0))
        await stage.type("Gym: ")
        await stage.press("ctrl+s")
        await stage.sees("Gym: The number of the locker was 212.", "Saved")
    with Ebb.open(lived_in, background=False) as ebb:
        (memory,) = [memory for memory in ebb.recent() if "locker" in memory.text]
        assert ebb.history(memory.id)[-1].before["text"] == "The number of the locker was 212."


async def test_leaving_the_editor_with_changes_asks_once_more(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await read(stage, "locker", "The number of the locker")
        await stage.press("e")
        await stage.sees("Edit “")
        await stage.type("Gym")
        await stage.press("escape")
        await stage.sees("There are changes")
        await stage.press("escape")
        await stage.gone("There are changes")
        assert "Gym" not in stage.text()


async def test_a_text_of_many_megabytes_opens_and_says_what_is_left_out(home: Path, open_app: Opening) -> None:
    with Ebb.open(home, background=False) as ebb:
        ebb.add("beginning " + "word " * 400_000)
    async with open_app(home) as stage:
        await stage.sees("beginning word")
        await stage.press("enter")
        await stage.sees("esc Back", "beginning word")
        await stage.press("end")
        await stage.sees("more characters; `ebb show")
