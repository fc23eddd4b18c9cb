"""The line of crumbs: where one came from, in every room that is opened over another."""

from pathlib import Path

from rich.cells import cell_len

from tests.ui.conftest import Opening
from tests.ui.stage import Stage
from ui.tui.screens.graph import GraphScreen
from ui.tui.screens.reading import ReadingScreen
from ui.tui.screens.search import SearchScreen
from ui.tui.widgets.trail import Trail, fitting


def crumbs(stage: Stage) -> tuple[str, ...]:
    """The names that are shown."""
    return stage.app.screen.query_one("#crumbs", Trail).names


async def walk(stage: Stage) -> None:
    """From the search to a memory, on to its graph, and on to a memory there."""
    await stage.type("The boat")
    await stage.sees("berth 14")
    await stage.press("enter")
    await stage.sees("‹ esc  Search ›")
    await stage.press("g")
    await stage.sees("‹ esc  Search › The boat › Graph")
    await stage.until(lambda: stage.app.focused is not None and stage.app.focused.id == "around")
    await stage.sees("→ Tide")
    await stage.press("o")
    await stage.until(lambda: len(crumbs(stage)) == 4)


async def test_crumbs_say_where_one_came_from_and_escape_and_backspace_go_back(
    lived_in: Path, open_app: Opening
) -> None:
    async with open_app(lived_in, (120, 40)) as stage:
        assert crumbs(stage) == ()
        await walk(stage)
        assert crumbs(stage)[:3] == ("Search", "The boat", "Graph")
        await stage.press("escape")
        await stage.until(lambda: crumbs(stage) == ("Search", "The boat", "Graph"))
        await stage.press("backspace")
        await stage.until(lambda: crumbs(stage) == ("Search", "The boat"))
        await stage.press("alt+left")
        await stage.until(lambda: isinstance(stage.app.screen, SearchScreen))
        assert "‹ esc" not in stage.text()
        await stage.press("alt+left")
        assert isinstance(stage.app.screen, SearchScreen), "from a room that was not opened over another none goes back"


async def test_a_click_on_a_crumb_goes_back_there_at_once(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (120, 40)) as stage:
        await walk(stage)
        line = stage.lines()[1]
        await stage.pilot.click(offset=(cell_len(line[: line.index("Graph")]) + 1, 1))
        await stage.until(lambda: isinstance(stage.app.screen, GraphScreen))
        await stage.press("escape", "g")
        await stage.until(lambda: isinstance(stage.app.screen, GraphScreen))
        line = stage.lines()[1]
        await stage.pilot.click(offset=(line.index("Search") + 1, 1))
        await stage.until(lambda: isinstance(stage.app.screen, SearchScreen))


async def test_the_lead_of_the_crumbs_goes_one_step_back(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (60, 20)) as stage:
        await stage.type("The boat")
        await stage.sees("berth 14")
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.app.screen, ReadingScreen))
        await stage.sees("‹ esc")
        await stage.pilot.click(offset=(stage.lines()[1].index("esc"), 1))
        await stage.until(lambda: isinstance(stage.app.screen, SearchScreen))


def test_the_end_of_a_long_way_is_kept_and_wide_names_are_counted_in_cells() -> None:
    names = ("Search", "長い題名" * 9, "A name that is rather long", "Here")
    for width in range(4, 120):
        kept = fitting(names, width)
        assert kept[-1] == "Here"[:width]
        assert sum(cell_len(name) + 3 for name in kept) - 3 + 4 * (len(kept) < 4 and len(kept) > 1) <= max(width, 4)
    assert len(fitting(names, 200)) == 4
