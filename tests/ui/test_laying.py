"""What is typed and what is listed lays the screen out anew only where something comes or goes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.screen import Screen

from app import Ebb
from tests.ui.conftest import Opening
from tests.ui.test_search_typing import TEXTS, listed, rows, typing
from ui.tui.finding import LIMIT


@pytest.fixture
def layouts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """One entry for each time that a screen was laid out."""
    done: list[str] = []
    before = Screen._refresh_layout

    def noted(screen: Screen[None], *arguments: object, **options: object) -> None:
        done.append(type(screen).__name__)
        before(screen, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Screen, "_refresh_layout", noted)
    yield done


async def test_no_letter_lays_the_screen_out_anew(lived_in: Path, open_app: Opening, layouts: list[str]) -> None:
    async with open_app(lived_in, room="today") as stage:
        await stage.press("a")
        await stage.pilot.pause(0.2)
        layouts.clear()
        await stage.press("b", "c", "backspace", "d")
        assert stage.app.screen.query_one("#thought").value == "abd"  # type: ignore[attr-defined]
        assert layouts == []


async def test_a_scrollbar_comes_with_the_rows_and_goes_with_them(home: Path, open_app: Opening) -> None:
    with Ebb.open(home, background=False) as ebb:
        ebb.add_many([{"text": f"A boat in berth {number}"} for number in range(40)])
        ebb.add("A lone lighthouse")
    async with open_app(home) as stage:
        await stage.until(lambda: len(rows(stage)) == LIMIT)
        assert listed(stage).show_vertical_scrollbar
        assert listed(stage).vertical_scrollbar.window_virtual_size == LIMIT * listed(stage).row_height
        await stage.type("lighthouse")
        await stage.until(lambda: len(rows(stage)) == 1 and rows(stage)[0].why)
        await stage.until(lambda: not listed(stage).show_vertical_scrollbar)
        await stage.press("escape")
        await stage.until(lambda: listed(stage).show_vertical_scrollbar)
        assert listed(stage).max_scroll_y == LIMIT * listed(stage).row_height - listed(stage).size.height


async def test_a_glance_lists_what_there_is_room_for(home: Path) -> None:
    async with typing(home) as (stage, ebb):
        ebb._ebb.add_many([{"text": f"A boat in berth {number}"} for number in range(40)])
        await stage.type("boat")
        await stage.until(lambda: len(rows(stage)) > len(TEXTS))
        assert len(rows(stage)) == listed(stage).rows_seen < LIMIT
        ebb.go_on.set()
        await stage.until(lambda: len(rows(stage)) == LIMIT)
