"""Chat: turns that stream in, sources beside them, branches, what is private, what was said before."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app import Ebb
from app.chatting import NOTED
from core.memory import Answer
from tests.ui.conftest import Opening
from tests.ui.stage import Stage
from tests.ui.test_writing import typed_at_once
from ui.tui.app import EbbApp
from ui.tui.screens.chat import ChatScreen
from ui.tui.widgets.fields import Line
from ui.tui.widgets.transcript import Transcript


def room(stage: Stage) -> ChatScreen:
    """The room, when it is on top."""
    assert isinstance(stage.app.screen, ChatScreen)
    return stage.app.screen


async def enter(stage: Stage) -> None:
    """Go to the room."""
    await stage.press("f5")
    await stage.sees("A new conversation", "What is said here is remembered")


def first_words(stage: Stage) -> str:
    """What was said first in the conversation on the screen; empty before that."""
    talk = room(stage)._conversation
    return talk.path()[0].text if talk and talk.path() else ""


async def say(stage: Stage, words: str, *wanted: str) -> None:
    """Say something and wait for what comes of it."""
    await stage.type(words)
    await stage.press("enter")
    await stage.sees(*wanted)
    await stage.until(lambda: room(stage)._stop is None)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_an_answer_stands_below_its_question_with_its_sources_beside_it(
    lived_in: Path, open_app: Opening, size: tuple[int, int]
) -> None:
    async with open_app(lived_in, size) as stage:
        await enter(stage)
        await say(stage, "Where is the boat moored?", "berth 14", "[1]", "From these memories", "[1] The boat")
        lines = "\n".join(stage.lines())
        assert lines.index("You  ") < lines.index("Ebb  ") < lines.index("berth 14")
        await stage.press("escape", "1")
        await stage.sees("The key hangs behind the oilskins.")


async def test_what_is_told_is_kept_and_what_is_not_known_shows_the_nearest(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await enter(stage)
        await say(stage, "My cat is called Tom.", NOTED)
        await say(stage, "What is my cat called?", "“My cat is called Tom.”", "From these memories")
        await say(stage, "Who painted the opera house in Vienna?", "I don't know", "Nearest memories")
    with Ebb.open(lived_in, background=False) as ebb:
        assert [past.turns for past in ebb.chats.newest()] == [6]


async def test_what_is_typed_right_after_enter_stands_alone_in_the_field(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await enter(stage)
        typed_at_once(stage, *"hi", "left", "enter", *"yo")
        await stage.until(lambda: room(stage).field.value == "yo")
        await stage.until(lambda: first_words(stage) == "hi")
        assert room(stage).field.value == "yo"


async def test_a_line_that_follows_while_an_answer_is_written_stays_in_the_field(
    lived_in: Path, open_app: Opening
) -> None:
    async with open_app(lived_in) as stage:
        await enter(stage)
        typed_at_once(stage, *"hi", "enter", *"yo", "enter", "!")
        await stage.sees("An answer is being written")
        await stage.until(lambda: room(stage)._stop is None and first_words(stage) == "hi")
        assert room(stage).field.value == "yo!"


async def test_words_are_said_anew_as_a_branch_and_left_goes_back(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await enter(stage)
        await say(stage, "Where is the ladder?", "I don't know")
        await stage.press("escape", "e")
        field = room(stage).query_one("#say", Line)
        await stage.until(lambda: field.value == "Where is the ladder?" and field.has_focus)
        await stage.sees("saying it anew; esc leaves it as it was")
        field.value = ""
        await say(stage, "Where is the boat moored?", "berth 14", "‹ 2/2 ›")
        assert "ladder" not in stage.text()
        await stage.press("up", "up", "left")
        await stage.sees("Where is the ladder?", "‹ 1/2 ›")
        await stage.gone("berth 14")


async def test_another_answer_is_asked_for_and_there_is_no_branch_elsewhere(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await enter(stage)
        await say(stage, "Where is the boat moored?", "berth 14")
        await stage.press("ctrl+r")
        await stage.sees("‹ 2/2 ›")
        await stage.until(lambda: room(stage)._stop is None)
        await stage.press("escape", "up", "right")
        await stage.sees("There is no other branch at this turn.")


async def test_a_private_conversation_is_marked_and_nothing_of_it_is_kept(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await enter(stage)
        await stage.sees("enter Say", "^o Private")
        await stage.press("ctrl+o")
        await stage.sees("private: nothing is remembered", "Nothing that is said now is kept", "^o End private")
        assert "What is said here is remembered" not in stage.text()
        await say(stage, "My secret word is xylophone.", "not remembered", "Heard. I won't keep it.")
    assert not [file for file in lived_in.rglob("*") if file.is_file() and b"xylophone" in file.read_bytes()]


async def test_the_last_turn_is_in_sight_when_its_sources_come_up_below(lived_in: Path, open_app: Opening) -> None:
    with Ebb.open(lived_in, background=False) as ebb:
        talk = ebb.chats.begin()
        for question in ("Where is the boat moored?", "Where does the key hang?", "Who painted the opera house?"):
            talk.say(question)
    async with open_app(lived_in, (80, 24)) as stage:
        await enter(stage)
        await stage.press("ctrl+l")
        await stage.sees("6 turns")
        await stage.press("enter")
        await stage.sees("Nearest memories")
        await stage.sees("I don't know")


async def test_a_past_conversation_is_found_by_what_was_said_and_goes_on(lived_in: Path, open_app: Opening) -> None:
    with Ebb.open(lived_in, background=False) as ebb:
        old, newer = ebb.chats.begin(), ebb.chats.begin()
        old.say("My cat is called Tom.")
        newer.say("Where is the boat moored?")
    async with open_app(lived_in) as stage:
        await enter(stage)
        await stage.press("ctrl+l")
        await stage.sees("Past conversations", "My cat is called Tom.", "Where is the boat moored?")
        await stage.type("cat")
        await stage.gone("Where is the boat moored?")
        await stage.press("enter")
        await stage.sees("I'll remember that.")
        await say(stage, "What is my cat called?", "[1]")
        await stage.press("ctrl+t")
        await stage.sees("A new conversation")
    with Ebb.open(lived_in, background=False) as ebb:
        assert len(ebb.chats.open(old.id).path()) == 4


async def test_a_conversation_is_exported_to_a_new_file_only(lived_in: Path, open_app: Opening, tmp_path: Path) -> None:
    file = tmp_path / "talk.md"
    async with open_app(lived_in) as stage:
        await enter(stage)
        await say(stage, "Where is the boat moored?", "berth 14")
        for said in ("Written to", "Name a file that is not there yet"):
            await stage.press("escape")
            await stage.until(lambda: room(stage).query_one(Transcript).has_focus)
            await stage.press("x")
            await stage.sees("esc goes back")
            stage.app.screen.query_one(Line).value = str(file)
            await stage.press("enter")
            await stage.sees(said)
            await stage.press("slash")
    assert file.read_text(encoding="utf-8").startswith("# Where is the boat moored?\n")


async def test_an_answer_streams_in_and_escape_keeps_what_was_said(lived_in: Path) -> None:
    talker = Talker()
    ebb = Ebb.open(lived_in, background=False)
    ebb.ask = talker.ask  # type: ignore[method-assign, assignment]
    app = EbbApp(lambda: ebb, "search")
    async with app.run_test(size=(100, 30)) as pilot:
        stage = Stage(app, pilot)
        await stage.until(lambda: app.status is not None)
        await enter(stage)
        await stage.type("Tell me everything")
        await stage.press("enter")
        await stage.sees("Tell me everything", "Once there was ▍", "esc Stop")
        await stage.press("ctrl+t")
        await stage.sees("An answer is being written; esc stops it.")
        await stage.press("escape")
        await stage.sees("Once there was", "Stopped.")
        await stage.gone("▍")
        assert room(stage)._stop is None
        talker.fails = True
        await stage.type("Where is the boat?")
        await stage.press("enter")
        await stage.sees("Where is the boat?", "Something went wrong inside Ebb")
        await stage.until(lambda: room(stage)._stop is None)
    app.close_memory()


async def test_hostile_words_reach_no_terminal(lived_in: Path, open_app: Opening) -> None:
    with Ebb.open(lived_in, background=False) as ebb:
        talk = ebb.chats.begin()
        ebb.add("The locker number is \x1b]0;owned\x07212 [/nope] [bold]red.")
        talk.say("What is the \x1b[31mlocker number [/nope]?")
    async with open_app(lived_in) as stage:
        await enter(stage)
        await stage.press("ctrl+l")
        await stage.sees("locker number [/nope]?")
        await stage.press("enter")
        await stage.sees("Ebb  ", "locker number [/nope]?")
        assert not {"\x1b", "\x07"} & set(stage.text())


class Talker:
    """Stands where answers come from: it talks until it is stopped, or fails."""

    fails = False

    def ask(
        self, question: str, *, on_text: Callable[[str], None], cancelled: Callable[[], bool], **options: Any
    ) -> Answer:
        """Say two words, then wait to be stopped."""
        if self.fails:
            raise RuntimeError("what the person said")
        on_text("Once there ")
        on_text("was")
        waiting = threading.Event()
        while not cancelled():
            waiting.wait(0.01)
        return Answer("Once there was", (), False, question, mode="generated", model="talker")
