"""What a person reads on the screen: whole words, said once, in plain language, clear of the edges."""

from datetime import UTC, datetime
from pathlib import Path

from rich.cells import cell_len

from app import Ebb
from tests.ui.conftest import Opening
from ui.tui.jobs import Job
from ui.tui.rows import below_title, row_of_memory
from ui.tui.screens.jobs import JobsScreen
from ui.tui.themes import COLOURLESS
from ui.tui.widgets.drawing import around_first
from ui.tui.widgets.memorylist import MemoryList

WRITTEN = "# Mooring\nSee [[The boat]] and [the harbour](https://harbour.example/a), **soon**.\n- rope"


def test_a_row_reads_without_the_signs_of_markdown_and_says_its_title_once(home: Path) -> None:
    with Ebb.open(home, background=False) as ebb:
        memory = ebb.get(ebb.add(WRITTEN, title="Mooring"))
    row = row_of_memory(memory, datetime.now(UTC))
    assert (row.headline, row.below) == ("Mooring", "See The boat and the harbour, soon. rope")


def test_a_line_begins_shortly_before_the_first_word_that_was_searched_for() -> None:
    text = f"{'words ' * 20}boat and boat"
    near, spans = around_first(text, [(120, 124), (129, 133)], 40)
    assert near.startswith("…words ")
    assert near.index("boat") < 30
    assert [near[start:end] for start, end in spans] == ["boat", "boat"]
    assert around_first(text, [(120, 124)], 200) == (text, [(120, 124)])
    assert around_first(text, [], 40) == (text, [])


def test_only_a_heading_that_is_the_title_is_left_out() -> None:
    assert below_title("Mooring", WRITTEN).startswith("See [[")
    assert below_title("Moor", WRITTEN) == below_title(None, WRITTEN) == WRITTEN
    assert below_title("Mooring", "# Mooring") == "# Mooring"


async def test_a_memory_whose_text_begins_with_its_title_shows_it_once(lived_in: Path, open_app: Opening) -> None:
    with Ebb.open(lived_in, background=False) as ebb:
        id = ebb.add(WRITTEN, title="Mooring")
    async with open_app(lived_in, (80, 24)) as stage:
        stage.app.read(id)
        await stage.sees("See The boat and the harbour")
        assert sum("Mooring" in line for line in stage.lines()) == 2  # where one is, and the title


async def test_lines_keep_clear_of_the_scrollbar(lived_in: Path, open_app: Opening) -> None:
    with Ebb.open(lived_in, background=False) as ebb:
        ebb.add("ferry " * 200, title="Long")
    async with open_app(lived_in, (80, 24)) as stage:
        await stage.sees("ferry ferry")
        (line,) = [line for line in stage.lines() if "ferry ferry" in line]
        assert line.rstrip().endswith("…")
        assert cell_len(line.rstrip()) <= cell_len(next(line for line in stage.lines() if "Long" in line).rstrip())


async def test_words_that_are_not_understood_are_cut_with_a_sign(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (60, 20)) as stage:
        await stage.type("kind:nothing since:whenever on:neverday is:there")
        await stage.sees("Left out:")
        assert next(line for line in stage.lines() if "Left out:" in line).rstrip().endswith("…")


async def test_where_nothing_is_found_the_line_says_how_to_begin_again(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.type("zqxj kind:screen")
        await stage.sees("Nothing found.", "esc clears the line")


async def test_help_keeps_its_columns_where_a_line_is_long(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (60, 20)) as stage:
        await stage.press("f1")
        await stage.sees("Search")
        seen: list[str] = []
        for _ in range(12):
            seen += stage.lines()
            await stage.press("pagedown")
        place = next(line.index("Mark or unmark") for line in seen if "Mark or unmark" in line)
        after = seen[next(number for number, line in enumerate(seen) if "Mark or unmark" in line) + 1]
        assert after[place - 1] == " " != after[place]


async def test_enter_tells_a_failed_job_whole(lived_in: Path, open_app: Opening) -> None:
    words = "the folder is full of files that nobody may read, and the disk beneath it is gone, and so is the lamp"

    def fail(ebb: Ebb, job: Job) -> str:
        return words

    async with open_app(lived_in, (80, 24)) as stage:
        stage.app.start_job("Export", fail)
        await stage.sees("so is the lamp")
        stage.app.clear_notifications()
        await stage.press("ctrl+b")
        await stage.until(lambda: isinstance(stage.app.screen, JobsScreen))
        await stage.sees("the folder is full")
        assert "the lamp" not in stage.text()
        assert "x stops it" not in stage.text(), "it ended"
        await stage.press("enter")
        await stage.sees("so is the lamp")


async def test_without_jobs_no_key_for_one_is_shown(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (80, 24)) as stage:
        await stage.press("ctrl+b")
        await stage.sees("Nothing is running.", "esc goes back")
        assert not any(words in stage.text() for words in ("tells it all", "stops it"))


async def test_without_colours_what_is_chosen_is_reversed(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (80, 24)) as stage:
        stage.app.theme = COLOURLESS.name
        await stage.type("kind:")
        await stage.sees("tab note chat")
        line = next(strip for strip in stage.app.screen._compositor.render_strips() if "tab note" in strip.text)
        assert [segment.text for segment in line if segment.style and segment.style.reverse] == ["note"]


async def test_a_list_begins_with_a_whole_row(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (80, 23)) as stage:
        await stage.sees("The boat", "Roof")
        for _ in range(20):
            await stage.press("down")
            rows = stage.app.screen.query_one(MemoryList)
            assert round(rows.scroll_y) % rows.row_height == 0 or rows.scroll_y == rows.max_scroll_y


async def test_the_welcome_stands_whole(home: Path, open_app: Opening) -> None:
    async with open_app(home, room="today") as stage:
        await stage.sees("Import what you have", "Answers quote your memories")
        assert not [line for line in stage.lines() if "…" in line and not line.rstrip().endswith("/home")]


async def test_leaving_says_where_unsaved_words_stand(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, room="today") as stage:
        await stage.type("not yet saved")
        await stage.press("ctrl+q")
        screen = await stage.sees("There are words that are not saved yet.")
        assert "^n shows them" not in screen
