"""Ask: answers with sources, honest silence, and a way to stop."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app import Ebb
from core.memory import Answer, Citation
from tests.ui.conftest import Opening
from tests.ui.stage import Stage
from ui.tui.app import EbbApp
from ui.tui.widgets.answer import AnswerText
from ui.tui.widgets.memorylist import MemoryList


async def ask(stage: Stage, question: str) -> None:
    """Go to the room and ask."""
    await stage.press("f4")
    await stage.sees("Ask anything")
    await stage.type(question)
    await stage.press("enter")


async def test_an_answer_names_its_sources_and_a_digit_opens_one(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await ask(stage, "Where is the boat moored?")
        await stage.sees("[1]", "berth 14", "From these memories")
        await stage.press("1")
        await stage.sees("esc Back", "The key hangs behind the oilskins.", "#boat")


async def test_clicking_a_citation_opens_its_memory(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await ask(stage, "Where is the boat moored?")
        await stage.sees("[1]", "From these memories")
        row = next(number for number, line in enumerate(stage.lines()) if "[1]" in line)
        await stage.pilot.click(offset=(stage.lines()[row].index("[1]") + 1, row))
        await stage.sees("esc Back", "The key hangs behind the oilskins.", "#boat")


async def test_what_memory_does_not_answer_is_said_so_with_the_nearest(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await ask(stage, "Who painted the ceiling of the opera house in Vienna?")
        await stage.sees("Your memory does not answer this.")
        assert "[1]" not in stage.text()


async def test_an_answer_streams_in_and_escape_stops_it(lived_in: Path) -> None:
    ebb = TalkingEbb(lived_in)
    app = EbbApp(lambda: ebb, "search")  # type: ignore[arg-type, return-value]
    async with app.run_test(size=(100, 30)) as pilot:
        stage = Stage(app, pilot)
        await ask(stage, "Tell me everything")
        await stage.sees("Once there was ▍")
        await stage.press("escape")
        await stage.sees("Once there was", "Stopped.")
        await stage.until(ebb.stopped.is_set)
        assert "never seen" not in stage.text()
    ebb.close()


async def test_a_sentence_without_support_is_marked_and_counted(home: Path, open_app: Opening) -> None:
    answer = Answer(
        "It is in Larvik [1]. It was red.", (Citation(1, "x", "", 0, 0),), False, unsupported=("It was red.",)
    )
    async with open_app(home) as stage:
        await stage.press("f4")
        await stage.sees("Ask anything")
        stage.app.screen.query_one(AnswerText).complete(answer)
        await stage.sees("It is in Larvik [1]. ⚠ It was red.", "1 sentence has no support in your memory")


async def test_an_empty_question_asks_nothing(home: Path, open_app: Opening) -> None:
    async with open_app(home) as stage:
        await ask(stage, "  ")
        assert "Ask anything" in stage.text()
        assert not stage.app.screen.query_one(MemoryList).display


class TalkingEbb:
    """A real memory with a slow talker for a language model: it goes on until it is stopped."""

    def __init__(self, home: Path) -> None:
        self._ebb = Ebb.open(home, background=False)
        self.stopped = threading.Event()

    def ask(
        self, question: str, *, on_text: Callable[[str], None], cancelled: Callable[[], bool], **options: Any
    ) -> Answer:
        on_text("Once there ")
        on_text("was")
        while not cancelled():
            self.stopped.wait(0.01)
        self.stopped.set()
        return Answer("never seen", (), False, question)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ebb, name)
