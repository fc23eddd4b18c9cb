"""Reading one memory, and what can be done with it."""

import os
from pathlib import Path

import pytest

from app import Ebb
from tests.ui.conftest import Opening
from tests.ui.seen import see_screens
from tests.ui.stage import Stage
from tests.ui.test_hostile import clean, hostile_home
from tests.unit.app.screens.scene import Desk, after, lines
from ui.tui.screens.reading import ReadingScreen
from ui.tui.widgets.kindfield import KindField
from ui.tui.widgets.memorylist import MemoryList
from ui.tui.widgets.reader import Reader
from ui.tui.widgets.sheet import Sheet


async def read(stage: Stage, words: str, sees: str) -> None:
    """Search for the words and open the first result."""
    await stage.type(words)
    await stage.press("enter")
    await stage.sees("esc Back", sees)


def rows_of(stage: Stage, list: str) -> list[str]:
    """The headlines of a list of the screen that is on top."""
    return [row.headline for row in stage.app.screen.query_one(list, MemoryList).rows]


def memory_read(stage: Stage) -> str:
    """The id of the memory that is read."""
    assert isinstance(stage.app.screen, ReadingScreen)
    memory = stage.app.screen.current()
    return memory.id if memory else ""


async def click_on(stage: Stage, words: str, page: Reader) -> None:
    """Click on words of a page."""
    row = next(number for number, line in enumerate(stage.lines()) if words in line and number < page.region.bottom)
    column = stage.lines()[row].index(words) + 2
    await stage.pilot.click(page, offset=(column - page.region.x, row - page.region.y))


NOTE = """# Plans
Moor at **Larvik** before [[The boat]], then [the harbour](https://harbour.example/berths).

- [ ] buy rope
  - ten metres
- [x] pay

> said Ola

| what | price |
|------|-------|
| rope | 120 |

![chart](chart.png) and [[Nobody knows]]
"""


def noted(home: Path) -> Path:
    """A home with a Markdown note that links to another memory, to nothing and to the web."""
    with Ebb.open(home, background=False) as ebb:
        ebb.add(NOTE, title="Mooring", source={"app": "Obsidian", "file": str(home / "Mooring.md")})
    return home


async def test_a_memory_is_read_as_markdown_with_its_facts_and_letter_for_letter_on_a_key(
    lived_in: Path, open_app: Opening
) -> None:
    async with open_app(lived_in) as stage:
        await read(stage, "oilskins", "The boat is moored at Larvik, berth 14.")
        await stage.sees("The key hangs behind the oilskins.", "#boat", "vivid", "Links (", "both at Larvik")
        await stage.press("m")
        await stage.sees("The boat is moored at **Larvik**, berth 14.")
        await stage.press("m")
        await stage.sees("The boat is moored at Larvik, berth 14.")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60)])
async def test_markdown_is_set_whole_at_every_size(lived_in: Path, open_app: Opening, size: tuple[int, int]) -> None:
    async with open_app(noted(lived_in), size) as stage:
        await read(stage, "harbour", "Moor at Larvik before The boat")
        seen = stage.text()
        for _ in range(8):
            await stage.press("pagedown")
            seen += stage.text()
        for words in (
            "Plans",
            "☐ buy rope",
            "  ◦ ten metres",
            "☑ pay",
            "▎ said Ola",
            "what │ price",
            "▣ chart (chart.png)",
        ):
            assert words in seen, seen


async def test_links_in_the_text_are_walked_to_and_followed(lived_in: Path, open_app: Opening) -> None:
    async with open_app(noted(lived_in)) as stage:
        await read(stage, "harbour", "Moor at Larvik")
        await stage.press("tab", "enter")
        await stage.sees("The key hangs behind the oilskins.", "← Mooring")
        await stage.press("escape")
        await stage.sees("☐ buy rope")
        await stage.press("tab", "tab", "tab", "enter")
        await stage.sees("enter writes “Nobody knows”")
        await stage.press("tab")
        assert stage.app.focused is not None and stage.app.focused.id == "links"
        await stage.press("shift+tab", "enter")
        assert stage.app.screen.query_one(Reader).chosen == 3


async def test_a_click_follows_a_link(lived_in: Path, open_app: Opening) -> None:
    async with open_app(noted(lived_in)) as stage:
        await read(stage, "harbour", "Moor at Larvik")
        await click_on(stage, "The boat", stage.app.screen.query_one(Reader))
        await stage.sees("The key hangs behind the oilskins.")


async def test_an_address_is_shown_whole_and_opened_only_when_asked(
    lived_in: Path, open_app: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = tmp_path / "opened"
    opener = tmp_path / "xdg-open"
    opener.write_text(f'#!/bin/sh\nprintf %s "$1" > "{opened}.part" && mv "{opened}.part" "{opened}"\n')
    opener.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":0")
    async with open_app(noted(lived_in)) as stage:
        await read(stage, "harbour", "Moor at Larvik")
        await stage.press("tab", "tab", "enter")
        await stage.sees("This link leads out of Ebb", "https://harbour.example/berths", "Open (o)")
        await stage.press("escape")
        await stage.gone("This link leads out of Ebb")
        assert not opened.exists()
        await stage.press("enter")
        await stage.sees("This link leads out of Ebb")
        await stage.press("o")
        await stage.until(opened.exists)
        assert opened.read_text() == "https://harbour.example/berths"


async def test_the_source_is_shown_and_a_file_that_is_gone_is_not_offered(lived_in: Path, open_app: Opening) -> None:
    async with open_app(noted(lived_in)) as stage:
        await read(stage, "harbour", "Moor at Larvik")
        await stage.press("o")
        await stage.sees("Where “Mooring” came from", "Obsidian", "Mooring.md", "brought in", "This cannot be opened")
        assert "Open (o)" not in stage.text()


async def test_the_memory_before_and_the_one_after_are_a_key_away(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await read(stage, "locker", "The number of the locker")
        await stage.sees("↑ Garden", "↓ 長い題名")
        await stage.press("left")
        await stage.sees("The apple tree was planted in 2019 beside the shed.", "↓ The number of the locker")
        await stage.press("right")
        await stage.sees("The number of the locker was 212.", "↑ Garden")
        await stage.press("escape")
        await stage.gone("esc Back")


async def test_marking_wrong_is_one_step_that_u_takes_back(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await read(stage, "locker", "The number of the locker")
        await stage.press("w")
        await stage.sees("Marked wrong; it fades faster now.")
        await stage.press("u")
        await stage.sees("Taken back: marked “The number of the locker was 212.” wrong.")


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
        await stage.sees("u takes it back.", "8 memories")
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
        await stage.sees("esc Back", "note ·", "100% today")
        await stage.until(lambda: stage.app.screen.query_one(Reader).max_scroll_y > 1000)
        await stage.press("end")
        await stage.sees("more characters; ebb show")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_was_seen_on_the_screen_is_shown_as_a_picture_beside_its_letters(
    home: Path, open_app: Opening, size: tuple[int, int]
) -> None:
    see_screens(home)
    async with open_app(home, size) as stage:
        memory = next(memory for memory in stage.app.opened().recent() if memory.kind == "screen")
        stage.app.read(memory.id)
        await stage.until(lambda: stage.app.screen.query("#picture-pane Picture"))
        await stage.sees("▀")
        await stage.press("c")
        await stage.sees("How it fades")


async def test_hostile_text_is_letters_in_every_way_of_reading_it(home: Path, open_app: Opening) -> None:
    async with open_app(hostile_home(home), (80, 24)) as stage:
        await stage.sees("Title kettle")
        for start in ("Title kettle", "kettle"):
            memory = next(one for one in stage.app.opened().recent() if (one.title or one.text).startswith(start))
            stage.app.read(memory.id)
            await stage.sees("[@click=app.quit]y[/]")
            for key, words in (
                ("m", "[bold]x[/bold]"),
                ("o", "came from"),
                ("escape", "Links"),
                ("h", "never changed"),
            ):
                await stage.press(key)
                await stage.sees(words)
                clean(stage)
            await stage.press("escape", "escape")


async def test_a_memory_is_linked_with_another_by_its_title_and_u_takes_the_link_back(
    lived_in: Path, open_app: Opening
) -> None:
    async with open_app(lived_in, (80, 24)) as stage:
        await read(stage, "locker", "The number of the locker")
        await stage.press("l")
        await stage.sees("Link “The number of the locker", "manual", "linked by hand")
        await stage.type("gard")
        await stage.until(lambda: rows_of(stage, "#choices")[:1] == ["Garden"])
        await stage.press("tab", "tab", "right", "right", "tab")
        await stage.type("the key is in the shed")
        await stage.press("enter")
        await stage.sees("Linked “The number of the locker was 212.” with “Garden”", "→ Garden", "Links (1)")
        (link,) = stage.app.opened().links(memory_read(stage))
        assert (link.kind, link.why, link.direction) == ("supersedes", "the key is in the shed", "out")
        await stage.press("u")
        await stage.sees("Taken back: linked", "Links")
        await stage.until(lambda: not stage.app.opened().links(memory_read(stage)))


async def test_an_enter_typed_before_the_list_has_followed_links_what_was_typed(
    lived_in: Path, open_app: Opening
) -> None:
    async with open_app(lived_in) as stage:
        await read(stage, "locker", "The number of the locker")
        await stage.press("l")
        await stage.until(lambda: rows_of(stage, "#choices"))
        await stage.press(*"tide", "enter")
        await stage.sees("with “Tide”")


async def test_a_memory_without_a_title_is_linked_with_a_second_click(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (60, 20)) as stage:
        await read(stage, "oilskins", "berth 14")
        await stage.press("l")
        await stage.type("ferry")
        await stage.until(lambda: rows_of(stage, "#choices")[:1] == ["Marta wants to leave on the Thursday ferry."])
        await stage.pilot.click(KindField, offset=(2, 0))
        assert stage.app.screen.query_one(KindField).kind == "time"
        await stage.pilot.click(KindField, offset=(12, 0))
        assert stage.app.screen.query_one(KindField).kind == "manual"
        await stage.pilot.click("#choices", offset=(10, 0))
        await stage.sees("Linked “The boat” with “Marta wants to leave")


async def test_a_link_of_the_list_is_taken_away_and_brought_back(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await read(stage, "oilskins", "→ Tide")
        before = stage.app.opened().links(memory_read(stage))
        await stage.press("x")
        await stage.sees("Unlinked “The boat” and “Tide”")
        await stage.until(lambda: "→ Tide" not in stage.text())
        await stage.press("u")
        await stage.sees("Taken back: unlinked", "→ Tide", "both at Larvik")
        assert stage.app.opened().links(memory_read(stage)) == before


async def test_a_link_is_taken_away_with_the_mouse(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (80, 24)) as stage:
        await read(stage, "oilskins", "→ Tide")
        assert "x Unlink" not in stage.text()
        await stage.press("tab")
        await stage.sees("x Unlink")
        await stage.pilot.click("#keys", offset=(4, 0))
        await stage.sees("Unlinked “The boat” and “Tide”")


async def test_what_lies_beside_a_memory_is_no_link_to_take_away(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await read(stage, "locker", "↑ Garden")
        await stage.press("x")
        await stage.sees("Choose a link in the list of links first.")
        assert len(stage.app.steps) == 0


@pytest.mark.parametrize("by", ["enter", "click", "offer"])
async def test_a_name_that_nothing_bears_is_written_from_its_link_which_then_leads_there(
    lived_in: Path, open_app: Opening, by: str
) -> None:
    async with open_app(noted(lived_in), (100, 30)) as stage:
        await read(stage, "harbour", "Moor at Larvik")
        page = stage.app.screen.query_one(Reader)
        await stage.press("tab", "tab", "tab", "tab", "enter")
        await stage.sees("enter writes “Nobody knows”: nothing is called that yet.")
        await {"enter": lambda: stage.press("enter"), "click": lambda: click_on(stage, "Nobody knows", page)}.get(
            by, lambda: stage.pilot.click("#unborn")
        )()
        await stage.sees("What do you want to remember?", "Nobody knows")
        await stage.type("Ola knows.")
        await stage.press("ctrl+s")
        await stage.sees("Remembered.", "→ Nobody knows")
        await stage.press("enter")
        await stage.sees("Ola knows.", "← Mooring")


async def test_words_for_a_name_that_were_not_saved_are_kept_with_it_after_those_kept_before(
    lived_in: Path, open_app: Opening
) -> None:
    async with open_app(noted(lived_in)) as stage:
        stage.app.draft = "half a thought"
        await read(stage, "harbour", "Moor at Larvik")
        await stage.press("tab", "tab", "tab", "tab", "enter", "enter")
        await stage.sees("What do you want to remember?")
        await stage.type("Ola knows")
        await stage.press("escape")
        await stage.until(lambda: stage.app.draft == "half a thought\n\n# Nobody knows\nOla knows")
