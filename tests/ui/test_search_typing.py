"""Search while one types: the words at a glance first, then all of recall, and a selection that stays where it is."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from app import Ebb
from tests.ui.stage import Stage
from ui.tui.app import EbbApp
from ui.tui.widgets.memorylist import MemoryList

TEXTS = ("The boat is for sale.", "A boat and another boat.", "The harbour master asked for a boat.")


async def test_what_holds_the_words_is_listed_before_recall_has_answered(home: Path) -> None:
    async with typing(home) as (stage, ebb):
        await stage.type("boat")
        await stage.until(lambda: len(rows(stage)) == len(TEXTS))
        assert not any(row.why for row in rows(stage))
        ebb.go_on.set()
        await stage.until(lambda: any(row.why for row in rows(stage)))


async def test_a_cursor_that_was_moved_stays_on_its_memory(home: Path) -> None:
    async with typing(home) as (stage, ebb):
        await stage.type("boat")
        await stage.until(lambda: len(rows(stage)) == len(TEXTS))
        await stage.press("down")
        chosen = rows(stage)[1].id
        ebb.turned = True
        ebb.go_on.set()
        await stage.until(lambda: any(row.why for row in rows(stage)))
        assert rows(stage)[listed(stage).cursor].id == chosen


async def test_a_cursor_at_the_top_stays_at_the_top(home: Path) -> None:
    async with typing(home) as (stage, ebb):
        await stage.type("boat")
        await stage.until(lambda: len(rows(stage)) == len(TEXTS))
        first = rows(stage)[0].id
        ebb.turned = True
        ebb.go_on.set()
        await stage.until(lambda: any(row.why for row in rows(stage)))
        assert listed(stage).cursor == 0
        assert rows(stage)[0].id != first


async def test_enter_waits_for_the_best_of_all_of_recall(home: Path) -> None:
    async with typing(home) as (stage, ebb):
        await stage.type("boat")
        await stage.until(lambda: len(rows(stage)) == len(TEXTS))
        first = rows(stage)[0].id
        await stage.press("enter")
        ebb.turned = True
        ebb.go_on.set()
        await stage.sees("esc Back")
        read = stage.app.screen.current()  # type: ignore[attr-defined]
        assert read.id != first


async def test_the_search_for_older_words_is_given_up_when_a_key_comes(home: Path) -> None:
    async with typing(home) as (stage, ebb):
        await stage.type("boat")
        await stage.until(lambda: ebb.stops)
        assert not ebb.stops[0]()
        await stage.type("s")
        assert ebb.stops[0]()
        ebb.go_on.set()
        await stage.until(lambda: any(row.why for row in rows(stage)))
        assert not ebb.stops[-1]()


class Waiting:
    """A real memory whose recall waits until the test lets it go on, and may then give the hits the other way round."""

    def __init__(self, home: Path) -> None:
        self._ebb = Ebb.open(home, background=False)
        self._ebb.add_many([{"text": text} for text in TEXTS])
        self.go_on, self.turned = threading.Event(), False
        self.stops: list[Any] = []

    @property
    def queries(self) -> "Waiting":
        return self

    def glance(self, line: str, **options: Any) -> Any:
        return self._ebb.queries.glance(line, **options)

    def found(self, line: str, **options: Any) -> Any:
        from dataclasses import replace

        if line in ("", "warm"):
            return self._ebb.queries.found(line, **options)
        self.stops.append(options.pop("stop"))
        assert self.go_on.wait(20)
        result = self._ebb.queries.found(line, **options)
        return replace(result, hits=result.hits[::-1]) if self.turned else result

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ebb, name)


@asynccontextmanager
async def typing(home: Path) -> AsyncIterator[tuple[Stage, Waiting]]:
    """The room with the list of all memories, of which each holds the word "boat"."""
    ebb = Waiting(home)
    app = EbbApp(lambda: ebb, "search")  # type: ignore[arg-type, return-value]
    try:
        async with app.run_test(size=(120, 40)) as pilot:
            stage = Stage(app, pilot)
            await stage.until(lambda: len(rows(stage)) == len(TEXTS))
            await stage.sees("3 memories")
            yield stage, ebb
            ebb.go_on.set()
    finally:
        ebb.go_on.set()
        ebb.close()


def listed(stage: Stage) -> MemoryList:
    """The list of results."""
    return stage.app.screen.query_one("#results", MemoryList)


def rows(stage: Stage) -> Any:
    """The rows of the list of results."""
    return listed(stage).rows if stage.app.screen.query("#results") else ()
