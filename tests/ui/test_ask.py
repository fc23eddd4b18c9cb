"""Ask: answers with sources, honest silence, and a way to stop."""

import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app import Ebb
from core.memory import Answer, Citation
from tests.ui.conftest import Opening
from tests.ui.stage import Stage
from tests.ui.test_writing import typed_at_once
from ui.tui.app import EbbApp
from ui.tui.screens.ask import AskScreen
from ui.tui.widgets.answer import AnswerText
from ui.tui.widgets.fields import Line
from ui.tui.widgets.memorylist import MemoryList
from ui.tui.widgets.preview import Preview


async def ask(stage: Stage, question: str) -> None:
    """Go to the room and ask."""
    await stage.press("f4")
    await stage.sees("Ask anything")
    await stage.type(question)
    await stage.press("enter")


async def test_a_digit_opens_a_source_over_the_answer_where_there_is_no_room(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (80, 24)) as stage:
        await ask(stage, "Where is the boat moored?")
        await stage.sees("[1]", "berth 14", "From these memories · word for word")
        await stage.press("1")
        await stage.sees("How it fades", "The key hangs behind the oilskins.")
        await stage.press("escape")
        await stage.sees("From these memories")


async def test_a_digit_shows_a_source_beside_the_answer_and_enter_opens_it(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await ask(stage, "How many offers are there for the roof, and where is the boat moored?")
        await stage.sees("[1]", "[2]", "From these memories")
        numbered = stage.app.screen.query_one(MemoryList)
        await stage.press("2")
        await stage.until(lambda: numbered.cursor == 1)
        await stage.press("1")
        await stage.until(lambda: numbered.cursor == 0)
        page = stage.app.screen.query_one(Preview)
        facts = [line[page.region.x + 1 :].strip() for line in stage.lines()]
        assert any(re.fullmatch(r"\d+ \w+ ago|just now", line) for line in facts), "its age is not broken in the middle"
        assert page.region.x > stage.app.screen.query_one(AnswerText).region.right
        await stage.press("enter")
        await stage.sees("How it fades")


async def test_what_is_typed_right_after_enter_is_no_command_to_the_list(lived_in: Path, open_app: Opening) -> None:
    question = "Where is the boat moored?"
    async with open_app(lived_in) as stage:
        await stage.press("f4")
        await stage.sees("Ask anything")
        typed_at_once(stage, *question, "enter", *" And")
        await stage.sees("berth 14", "From these memories")
        typed_at_once(stage, *" for")
        field = stage.app.screen.query_one("#question", Line)
        await stage.until(lambda: field.value == f"{question} And for")
        assert field.has_focus


async def test_r_asks_the_same_again(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await ask(stage, "Where is the boat moored?")
        await stage.sees("berth 14")
        await stage.app.run_action("screen.focus_sources")
        room = stage.app.screen
        assert isinstance(room, AskScreen)
        run, first = room._run, room.answered
        await stage.press("r")
        await stage.until(lambda: room._run == run + 1 and room.answered is not None)
        assert room.answered is not first
        await stage.sees("berth 14")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_one_goes_on_in_chat_from_the_question_and_its_answer(
    lived_in: Path, open_app: Opening, size: tuple[int, int]
) -> None:
    async with open_app(lived_in, size) as stage:
        await ask(stage, " ")
        await stage.press("ctrl+g")
        await stage.sees("Ask something first")
        await stage.type("Where is the boat moored?")
        await stage.press("enter")
        await stage.sees("berth 14")
        await stage.press("ctrl+g")
        await stage.sees("You  ", "Where is the boat moored?", "Ebb  ", "berth 14", "Say something")
        await stage.type("And the apple tree?")
        await stage.press("enter")
        await stage.sees("Read as: Where is the apple tree")
    with Ebb.open(lived_in, background=False) as ebb:
        assert [past.turns for past in ebb.chats.newest()] == [4]


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
        await stage.sees("Once there was ▍", "esc Stop")
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


async def test_the_keys_below_are_those_that_do_something_now(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (80, 24)) as stage:
        await ask(stage, "")
        await stage.sees("Answers quote your memories until you choose a model in Settings.", "enter Ask")
        assert not any(key in stage.text() for key in ("Retry", "Go on", "Open", "esc Back"))
        await stage.type("Where is the boat moored?")
        await stage.press("enter")
        await stage.sees("1–9 Source", "enter Open", "^g Go on", "esc Back", "f1 Help", "^q Quit")
        assert "enter Ask" not in stage.text()


async def test_an_answer_reads_without_the_signs_of_markdown(home: Path, open_app: Opening) -> None:
    text = "“It is at **Larvik**, see [[Plan|the plan]] and [the port](https://port.example).” [1] (Boat, 21 May)"
    answer = Answer(text, (Citation(1, "x", "", 0, 0),), False, mode="extractive")
    async with open_app(home) as stage:
        await ask(stage, "")
        shown = stage.app.screen.query_one(AnswerText)
        shown.complete(answer)
        await stage.sees("“It is at Larvik, see the plan and the port (https://port.example).” [1] (Boat, 21 May)")
        written = shown.render()
        strong, origin = (written.plain.index(words) for words in ("Larvik", "(Boat"))
        assert any(span.start == strong and span.style == shown._part("strong") for span in written.spans)
        assert any(span.start <= origin < span.end and span.style == shown._part("quiet") for span in written.spans)


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
