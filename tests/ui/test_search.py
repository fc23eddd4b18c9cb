"""Search: the room one arrives in."""

import threading
from pathlib import Path
from typing import Any

from app import Ebb
from app.querying import Asked, Result
from core.memory import Hit
from tests.ui.conftest import Opening
from tests.ui.stage import Stage
from ui.tui.app import EbbApp
from ui.tui.widgets.memorylist import MemoryList


async def test_without_words_it_lists_what_came_last(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        screen = await stage.sees("The boat", "Buy oat milk", "9 memories")
        assert screen.index("Buy oat milk") < screen.index("Roof") < screen.index("birthday")


async def test_typing_finds_and_marks_and_shows_the_memory_beside(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.type("oilskins")
        await stage.until(lambda: rows(stage) and rows(stage)[0].headline == "The boat")
        row = rows(stage)[0]
        assert [row.below[start:end].lower() for start, end in row.below_spans] == ["oilskins"]
        screen = await stage.sees("1st by words", "The key hangs behind the oilskins.")
        assert "vivid" in screen


async def test_a_narrow_terminal_has_the_list_alone(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (80, 24)) as stage:
        await stage.sees("The boat")
        assert not stage.app.screen.query_one("#preview").is_on_screen


async def test_nothing_found_says_what_to_try(home: Path, open_app: Opening) -> None:
    with Ebb.open(home, background=False) as ebb:
        ebb.add("Buy oat milk")
    async with open_app(home) as stage:
        await stage.type("zzyzx")
        await stage.sees("Nothing found.", "Try other words or fewer filters")


async def test_the_first_start_says_how_to_begin(home: Path, open_app: Opening) -> None:
    async with open_app(home, (80, 24)) as stage:
        await stage.sees("Nothing is remembered yet.", "^n writes down the first thing", "0 memories")


async def test_results_of_older_words_never_replace_those_of_newer_ones(home: Path) -> None:
    ebb = SlowEbb(home)
    app = EbbApp(lambda: ebb, "search")  # type: ignore[arg-type, return-value]
    async with app.run_test(size=(120, 40)) as pilot:
        stage = Stage(app, pilot)
        await stage.sees("Nothing is remembered yet.")
        await stage.type("boat")
        await stage.until(ebb.asked.is_set)
        await stage.type(" ferry")
        ebb.go_on.set()
        await stage.until(lambda: ebb.words[-1] == "boat ferry" and not rows(stage) and "Nothing found" in stage.text())
        assert ebb.words[:2] == ["boat", "boat ferry"]
        assert "stale" not in stage.text()
    ebb.close()


async def test_the_screen_goes_on_while_a_search_takes_its_time(home: Path) -> None:
    ebb = SlowEbb(home)
    app = EbbApp(lambda: ebb, "search")  # type: ignore[arg-type, return-value]
    async with app.run_test(size=(120, 40)) as pilot:
        stage = Stage(app, pilot)
        await stage.sees("Nothing is remembered yet.")
        await stage.type("boat")
        await stage.until(ebb.asked.is_set)
        await stage.press("f1")
        await stage.sees("Type what you remember of it")
        ebb.go_on.set()
    ebb.close()


async def test_enter_opens_the_best_result_even_when_pressed_before_it_is_there(
    lived_in: Path, open_app: Opening
) -> None:
    async with open_app(lived_in) as stage:
        await stage.type("locker")
        await stage.press("enter")
        await stage.sees("esc Back", "The number of the locker was 212.")


async def test_why_a_row_was_found_is_shown_on_demand(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (80, 24)) as stage:
        await stage.type("larvik")
        await stage.until(lambda: rows(stage) and rows(stage)[0].why)
        assert "↳" not in stage.text()
        await stage.press("tab", "w")
        await stage.sees("↳")


class SlowEbb:
    """A real memory whose first search waits until the test lets it go on, and brings a row that must not be seen."""

    def __init__(self, home: Path) -> None:
        self._ebb = Ebb.open(home, background=False)
        self._stale = self._ebb.get(self._ebb.add("stale"))
        self._ebb.forget([self._stale.id])
        self.asked, self.go_on = threading.Event(), threading.Event()
        self.words: list[str] = []

    @property
    def queries(self) -> "SlowEbb":
        return self

    def glance(self, query: str, **options: Any) -> Any:
        return self._ebb.queries.glance(query, **options)

    def found(self, query: str, **options: Any) -> Any:
        if query:
            self.words.append(query)
        if len(self.words) != 1:
            return self._ebb.queries.found(query, **options)
        self.asked.set()
        assert self.go_on.wait(20)
        return Result(Asked("boat"), hits=(Hit(self._stale, 1.0, (), "stale"),))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ebb, name)


def rows(stage: Stage) -> Any:
    """The rows of the list of results."""
    return stage.app.screen.query_one("#results", MemoryList).rows
