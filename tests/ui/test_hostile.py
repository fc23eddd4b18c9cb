"""Hostile text: nothing of it reaches the terminal as anything but letters."""

import re
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.color import Color
from textual.events import Paste

from app import Ebb
from core.memory import Answer, Citation
from tests.ui.conftest import Opening
from tests.ui.stage import Stage
from tests.ui.terminal import terminal
from ui.tui.wall import Wall
from ui.tui.widgets.answer import AnswerText
from ui.tui.widgets.sheet import Sheet

PAYLOAD = (
    "kettle \x1b]52;c;cHduZWQ=\x07 \x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\ \x1b[2J\x1b[31mred "
    "\x9b31m \x1b]0;owned\x07 [/nope] [bold]x[/bold] [@click=app.quit]y[/] \u202etxet\u202c zero\u200bwidth \x08\x7f"
)
UNSAFE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def hostile_home(home: Path) -> Path:
    """A home with payloads wherever a person or another program can put text."""
    source = {"app": PAYLOAD, "title": PAYLOAD, "uri": PAYLOAD, "author": PAYLOAD}
    with Ebb.open(home, background=False) as ebb:
        first = ebb.add(PAYLOAD, title=f"Title {PAYLOAD}", tags=["[/nope]"], source=source)
        second = ebb.add(f"{PAYLOAD}\n# {PAYLOAD}\n```\n{PAYLOAD}\n```\n- {PAYLOAD}")
        ebb.link(first, second, PAYLOAD)
    return home


def clean(stage: Stage) -> str:
    """The screen, once it is sure that it holds nothing but letters."""
    text = stage.text()
    assert not UNSAFE.search(text), UNSAFE.findall(text)
    assert "\ufffd" not in text, "the wall had to hold something back that should have been made safe before"
    return text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_no_room_and_no_dialogue_shows_more_than_letters(
    home: Path, open_app: Opening, size: tuple[int, int]
) -> None:
    async with open_app(hostile_home(home), size) as stage:
        await stage.sees("Title kettle", "[/nope]")
        clean(stage)
        await stage.press("enter")
        await stage.sees("esc Back", "[@click=app.quit]y[/]")
        clean(stage)
        for keys, words in (("e", "Edit “"), ("t", "tags, with"), ("f", "Forget “"), ("p", "Pinned “")):
            await stage.press(keys)
            await stage.sees(words)
            clean(stage)
            if keys != "p":
                await stage.press("escape")
                await stage.gone(words)
        await stage.press("f6")
        await stage.sees("Today", "Title kettle")
        clean(stage)


async def test_what_is_pasted_is_made_safe(home: Path, open_app: Opening) -> None:
    async with open_app(home) as stage:
        stage.app.screen.post_message(Paste(PAYLOAD))
        await stage.sees("[/nope]")
        clean(stage)
        await stage.press("ctrl+n")
        await stage.sees("What do you want to remember?")
        stage.app.screen.post_message(Paste(PAYLOAD))
        await stage.until(lambda: "nope" in stage.app.screen.query_one(Sheet).text)
        clean(stage)


async def test_an_answer_is_letters_too(home: Path, open_app: Opening) -> None:
    async with open_app(home) as stage:
        await stage.press("f4")
        text = await settled(stage)
        text.coming(PAYLOAD)
        await stage.sees("[/nope]")
        clean(stage)
        text.complete(Answer(f"{PAYLOAD} [1]", (Citation(1, "x", "k", 0, 1),), False, unsupported=(PAYLOAD,)))
        await stage.sees("⚠ kettle", "1 sentence has no support")
        clean(stage)


async def settled(stage: Stage) -> AnswerText:
    """The answer's place, once the room is there."""
    await stage.until(lambda: stage.app.screen.query(AnswerText))
    return stage.app.screen.query_one(AnswerText)


def test_the_wall_lets_letters_through_and_holds_controls_back() -> None:
    letters = [Segment("été 日本語 👩‍👩‍👧 [/nope]")]
    assert Wall().apply(letters, Color(0, 0, 0)) == letters
    (held,) = Wall().apply([Segment("a\x1b]52;c;x\x07\u202eb")], Color(0, 0, 0))
    assert held.text == "a\ufffd]52;c;x\ufffd\ufffdb"


def test_nothing_of_a_payload_is_written_to_a_real_terminal(home: Path) -> None:
    hostile_home(home)
    with terminal(str(home)) as app:
        app.wait_for(b"click")
        app.press(b"\r")
        app.wait_for(b"esc")
        app.wait_for(b"Links")
        app.press(b"\x11")
        assert app.wait_for_the_end() == 0
        own = re.compile(rb"\x1b\]22;[a-z]+\x07")  # Textual names the mouse pointer's shape
        raw = own.sub(b"", bytes(app.raw))
    assert b"[/nope]" in raw
    for code in (b"\x1b]", b"\x07", b"\x1b[2J", b"\xc2\x9b", b"\x08", "\u202e".encode(), "\u200b".encode()):
        assert code not in raw
