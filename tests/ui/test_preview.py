"""The memory beside a list stands there as it reads, with what was searched for set off."""

from pathlib import Path

from app import Ebb
from tests.ui.conftest import Opening
from tests.ui.stage import Stage
from ui.tui.widgets.preview import Preview

NOTE = "The boat is **moored** at [[Larvik]].\n\n- [ ] scrape the hull\n- [x] buy paint"


def beside(stage: Stage) -> str:
    """What stands beside the list."""
    region = stage.app.screen.query_one(Preview).region
    return "\n".join(line[region.x : region.right].strip("│ ") for line in stage.lines()[region.y : region.bottom])


def set_off(stage: Stage) -> set[str]:
    """The texts beside the list that are set off as found."""
    page = stage.app.screen.query_one(Preview)
    wanted = page._part("match").color
    lines = [page.render_line(y) for y in range(page.size.height)]
    return {part.text.strip() for line in lines for part in line if part.style and part.style.color == wanted}


async def test_the_signs_of_markdown_are_gone_and_the_words_set_off(home: Path, open_app: Opening) -> None:
    with Ebb.open(home, background=False) as ebb:
        ebb.add(NOTE, title="Boat")
    async with open_app(home) as stage:
        await stage.type("moored")
        await stage.until(lambda: "The boat is moored at Larvik." in beside(stage))
        assert "scrape the hull" in beside(stage)
        assert not any(sign in beside(stage) for sign in ("**", "[[", "- ["))
        await stage.until(lambda: "moored" in set_off(stage))


async def test_what_was_read_off_the_screen_stays_letter_for_letter(home: Path, open_app: Opening) -> None:
    with Ebb.open(home, background=False) as ebb:
        ebb.add("if a **b** c:\n    # not a heading\n    return", kind="screen")
    async with open_app(home) as stage:
        await stage.until(lambda: "if a **b** c:" in beside(stage))
        assert "# not a heading" in beside(stage)


async def test_a_quote_that_no_longer_reads_so_is_set_off_letter_for_letter(home: Path, open_app: Opening) -> None:
    with Ebb.open(home, background=False) as ebb:
        id = ebb.add("One **two three** four.")
    async with open_app(home) as stage:
        await stage.until(lambda: "One two three four." in beside(stage))
        page = stage.app.screen.query_one(Preview)
        memory = stage.app.opened().get(id)
        page.show_memory(memory, memory.occurred_at, words=["One **two"])
        await stage.until(lambda: "One **two three** four." in beside(stage))
        assert {"One", "**two"} <= set_off(stage)


async def test_only_the_last_of_several_is_shown(home: Path, open_app: Opening) -> None:
    with Ebb.open(home, background=False) as ebb:
        ids = [ebb.add(f"Number {number} alone") for number in range(5)]
    async with open_app(home) as stage:
        await stage.until(lambda: "Number" in beside(stage))
        page = stage.app.screen.query_one(Preview)
        memories = [stage.app.opened().get(id) for id in ids]
        for memory in memories:
            page.show_memory(memory, memory.occurred_at)
        await stage.until(lambda: "Number 4 alone" in beside(stage))
        page.show_memory(memories[0], memories[0].occurred_at)
        page.show_memory(None, memories[0].occurred_at)
        await stage.pilot.pause(0.2)
        assert not beside(stage).strip()
