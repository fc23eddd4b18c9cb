"""What a person reads on the screen: whole words, said once, in plain language, clear of the edges."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from rich.cells import cell_len

from app import Ebb
from tests.ui.conftest import Opening
from ui.tui.jobs import Job
from ui.tui.rows import below_title, row_of_memory
from ui.tui.screens.choosing import ChoiceScreen
from ui.tui.screens.jobs import JobList, JobsScreen
from ui.tui.themes import COLOURLESS
from ui.tui.widgets.drawing import around_first
from ui.tui.widgets.memorylist import MemoryList
from ui.tui.widgets.whole import WholeList

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
    for heading in ("## mooring", "# Mooring ##", "Mooring", "Mooring\n======="):
        assert below_title("Mooring", f"{heading}\n\nAt the pier.") == "At the pier."
    assert below_title("Mooring", "# Mooring # one\nAt the pier.") == "# one\nAt the pier."
    for text in ("Mooring is at the pier.", "# Mooring-lines\nNew.", "Mooring"):
        assert below_title("Mooring", text) == text


async def test_a_memory_whose_text_begins_with_its_title_shows_it_once(lived_in: Path, open_app: Opening) -> None:
    with Ebb.open(lived_in, background=False) as ebb:
        id = ebb.add(WRITTEN, title="Mooring")
    async with open_app(lived_in, (80, 24)) as stage:
        stage.app.read(id)
        await stage.sees("See The boat and the harbour")
        assert sum("Mooring" in line for line in stage.lines()) == 1
        await stage.press("m")
        await stage.sees("# Mooring", "[[The boat]]")
        assert sum("Mooring" in line for line in stage.lines()) == 1


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_memorys_title_is_said_once_and_again_above_when_it_is_scrolled_away(
    lived_in: Path, open_app: Opening, size: tuple[int, int]
) -> None:
    with Ebb.open(lived_in, background=False) as ebb:
        id = ebb.add("The ferry leaves at nine.\n\n" * 60, title="Crossing")
    async with open_app(lived_in, size) as stage:
        stage.app.read(id)
        await stage.sees("The ferry leaves", "‹ esc  Search ›")
        assert sum("Crossing" in line for line in stage.lines()) == 1
        await stage.press("end")
        await stage.sees("‹ esc  Search › Crossing")
        assert sum("Crossing" in line for line in stage.lines()) == 1
        await stage.press("home")
        await stage.gone("Search › Crossing")
        assert sum("Crossing" in line for line in stage.lines()) == 1


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 39)])
async def test_a_list_to_choose_from_ends_with_a_whole_row(
    lived_in: Path, open_app: Opening, size: tuple[int, int]
) -> None:
    with Ebb.open(lived_in, background=False) as ebb:
        for number in range(30):
            ebb.add(f"First line of {number}\nsecond line", title=None)
    async with open_app(lived_in, size, room="graph") as stage:
        for key in ("slash", "H"):
            await stage.press(key)
            await stage.until(lambda: isinstance(stage.app.screen, ChoiceScreen) and stage.app.screen.choices.rows)
            rows = stage.app.screen.query_one("#choices", WholeList)
            await stage.until(partial(_is_whole, rows))
            await stage.press("escape")
            await stage.until(lambda: not isinstance(stage.app.screen, ChoiceScreen))


@pytest.mark.parametrize("look", ["ebb-dark", "ebb-light"])
async def test_a_failed_job_has_the_colour_of_errors(lived_in: Path, open_app: Opening, look: str) -> None:
    async with open_app(lived_in, (80, 24)) as stage:
        stage.app.theme = look
        stage.app.start_job("Fine", lambda ebb, job: "all of it")
        stage.app.start_job("Broken", _fail)
        await stage.until(lambda: not stage.app.jobs.running)
        await stage.press("ctrl+b")
        await stage.sees("✗ Broken", "✓ Fine")
        jobs = stage.app.screen.query_one("#jobs", JobList)
        failed, done = (jobs.part(name).color for name in ("failed", "mark"))
        drawn = [segment for line in range(4) for segment in jobs.render_line(line)]
        inks = {segment.text.strip(): segment.style.color for segment in drawn if segment.style}
        assert inks["✗"] == failed != done == inks["✓"]


def _is_whole(rows: WholeList) -> bool:
    return rows.size.height > 0 and rows.size.height % rows.row_height == 0


def _fail(ebb: Ebb, job: Job) -> str:
    raise OSError


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
