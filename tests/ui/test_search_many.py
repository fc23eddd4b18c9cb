"""Search: several memories are marked and changed in one step, which one key takes back."""

from pathlib import Path

from app import Ebb
from tests.ui.conftest import Opening
from tests.ui.stage import Stage
from ui.tui.finding import LIMIT
from ui.tui.widgets.memorylist import MemoryList


async def test_marks_are_set_by_keys_and_mouse_and_taken_back(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (80, 24)) as stage:
        await ready(stage)
        await stage.press("space", "space")
        await stage.sees("2 marked")
        await stage.press("shift+down", "shift+down")
        await stage.sees("5 marked")
        await stage.press("up", "space")
        await stage.sees("4 marked")
        await stage.pilot.click("#results", offset=(1, 0))
        await stage.sees("3 marked")
        await stage.pilot.click("#results", offset=(9, 12), shift=True)
        await stage.sees("7 marked")
        await stage.press("escape")
        await stage.gone("marked")


async def test_many_are_pinned_and_tagged_and_each_is_one_step_back(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await ready(stage)
        await stage.press("space", "space", "space", "p")
        await stage.sees("Pinned 3 memories.")
        with Ebb.open(lived_in, background=False) as ebb:
            await stage.until(lambda: pinned(ebb) == 3)
            await stage.press("t")
            await stage.sees("For 3 memories.")
            await stage.type("soon -errand")
            await stage.press("enter")
            await stage.sees("Changed the tags of 3 memories.")
            tags = dict(ebb.tags())
            assert tags["soon"] == 3
            assert "errand" not in tags
            await stage.sees("3 marked")
            await stage.press("u")
            await stage.until(lambda: dict(ebb.tags()).get("errand") == 1 and "soon" not in dict(ebb.tags()))
            await stage.press("u")
            await stage.until(lambda: pinned(ebb) == 0)


async def test_many_are_forgotten_and_brought_back_at_once(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await ready(stage)
        await stage.press("ctrl+a")
        await stage.sees("9 marked")
        await stage.press("f")
        await stage.sees("Forget 9 memories?")
        await stage.press("y")
        await stage.sees("Forgot 9 memories.", "0 memories")
        await stage.press("u")
        await stage.sees("The boat", "9 memories ·")


async def test_the_marked_are_exported_as_notes(lived_in: Path, open_app: Opening, tmp_path: Path) -> None:
    async with open_app(lived_in) as stage:
        await ready(stage)
        await stage.press("space", "space", "x")
        await stage.sees("2 memories as Markdown notes")
        await stage.type(str(tmp_path / "out"))
        await stage.press("enter")
        await stage.sees("2 memories written")
        notes = [path.read_text() for path in (tmp_path / "out").rglob("*.md") if "Larvik" in path.read_text()]
        assert notes


async def test_going_to_the_end_or_marking_all_brings_what_was_not_listed_yet(home: Path, open_app: Opening) -> None:
    with Ebb.open(home, background=False) as ebb:
        ebb.add_many([{"text": f"number {number}"} for number in range(LIMIT + 6)])
    async with open_app(home) as stage:
        await ready(stage)
        assert len(listed(stage).rows) == LIMIT
        await stage.press("ctrl+a")
        await stage.sees(f"{LIMIT + 6} marked")
        await stage.press("escape", "slash")
        await stage.type("number ")
        await stage.until(lambda: len(listed(stage).rows) == LIMIT)
        await stage.press("tab", "end")
        await stage.until(lambda: len(listed(stage).rows) == LIMIT + 6)
        assert listed(stage).cursor == LIMIT - 1


async def test_marks_do_not_outlive_the_search_that_found_them(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await ready(stage)
        await stage.press("ctrl+a", "slash")
        await stage.type("#house")
        await stage.until(lambda: len(listed(stage).rows) == 1)
        await stage.sees("1 marked")


async def ready(stage: Stage) -> None:
    """Wait for the list and go there."""
    await stage.until(lambda: listed(stage).rows)
    await stage.press("tab")
    await stage.until(lambda: stage.app.focused is listed(stage))


def listed(stage: Stage) -> MemoryList:
    """The list of results."""
    return stage.app.screen.query_one("#results", MemoryList)


def pinned(ebb: Ebb) -> int:
    """How many memories are pinned."""
    return sum(memory.pinned for memory in ebb.recent(50))
