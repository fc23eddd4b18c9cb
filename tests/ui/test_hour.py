"""A person's hour: 200 things done in all rooms, among resizes, clicks and keys that nobody meant to press.

`EBB_STEPS` says how many things, keys and resizes there are, `EBB_SEED` in which order; each run says its seed.
"""

import asyncio
import json
import os
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.widgets import Input

from tests.ui.conftest import Opening
from tests.ui.stage import Stage
from ui.tui.screens.pathing import PathPrompt
from ui.tui.screens.room import Room

STEPS = int(os.environ.get("EBB_STEPS", "200"))
SEED = int(os.environ.get("EBB_SEED", "7"))
SIZES = ((60, 20), (80, 24), (100, 30), (120, 40), (67, 51), (160, 45), (200, 60), (250, 22), (300, 80))
PATIENCE = 30.0
"""Seconds within which the app must have taken in a key."""
ROOMS = {
    "today": "f2",
    "search": "f3",
    "ask": "f4",
    "chat": "f5",
    "timeline": "f6",
    "graph": "f7",
    "review": "f8",
    "screens": "alt+8",
    "settings": "alt+9",
}
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789 -#[]'?é長🙂"
NAMED = (
    "up down left right home end pageup pagedown tab shift+tab enter escape space backspace delete ctrl+a ctrl+b "
    "ctrl+f ctrl+l ctrl+n ctrl+o ctrl+p ctrl+s ctrl+t ctrl+z ctrl+pageup ctrl+pagedown shift+down shift+up f1 f9 "
    "question_mark slash plus minus at H O N E"
).split()
MOVING = frozenset("up down pageup pagedown home end tab shift+tab escape".split())
"""The only keys pressed by mistake where others start the capture or fetch a model."""

HOUR = """
today | note The ferry to Bergen leaves at seven from the northern quay #trip | note Ola's new number is 555 0142 #phone
search ferry | press down down | press tab enter | press escape | today | press tab down down | press enter
press escape | ask Where is the boat moored? | press 1 | press escape | ask What did the roof cost? | press tab down
press enter | press escape | chat I sold the old kayak to Marta. | chat Whom did I sell the kayak to? | press escape up
press escape | sheet Three things for Saturday:\\n- stamps\\n- oat milk\\n- the mast #errand | search oat milk
press tab p | press p | timeline | press down | press up | press tab down | press enter | press escape | press y
press left right | press y | graph | press down | press enter | press backspace | press o | press escape
press m | press m | press plus minus | review | press down | press s | press u | press k | press u | press q
screens | press left right | press escape | settings | press down down | press tab down | press up | press escape
keep Half a thought about the harbour master | search harbour | press tab down | press w | press w | press escape
search kind:note | press tab | press space space | press escape | search #trip | press escape | search "northern quay"
press enter | press c | press c | press tab down | press escape | today | note Call the sailmaker #phone | undo
note Call the sailmaker on Monday #phone | search sailmaker | press tab t | type phone sails | press enter | undo
search sailmaker | press tab enter | press e | type !  | press ctrl+s | press escape | undo
ask When is high tide? | press 1 | press g | press down enter | press escape | press escape | ask Who is Ola?
chat What did we pay for the roof? | press ctrl+t | chat When is Ola's birthday? | press ctrl+t | press escape
today | note 長い題名の覚え書き 🙂 wide #日本語 | search 長い | press tab enter | press pagedown | press escape
timeline | jump yesterday | press tab enter | press escape | jump last week | jump 1 May 2019 | press escape
graph | press slash | type garden | press enter | press s | press escape | press H | press escape | press O
press escape | review | press p | press u | press l | press u | press down enter | press escape | press q
sheet The locker was 212, not 221 #gym | search locker | press tab f | press enter | undo | search locker
press tab f | press escape | press question_mark | press pagedown | press escape | press ctrl+p | type timeline
press enter | today | press ctrl+b | press escape | note Pay the mooring fee before #friday | undo | undo | search tide
press ctrl+s | type tides | press enter | search @tides | press escape | ask What is at Larvik? | press 2 | press escape
settings | press tab down down down | press escape | press down down | press tab down | screens | press z | press escape
chat Where does the key hang? | press 1 | press escape | press escape | timeline | press y | press down right | press y
today | note Marta brings the charts #trip | search charts | press enter | press h | press escape | press escape
graph | press down down enter | press 1 | press 0 | press backspace | press escape | today | sheet Good day at sea. #log
search is:pinned | press tab down | press escape | ask What did I write today? | press escape | today | press tab end
"""


class Person:
    """Does what the script says, whatever was pressed by mistake before; `told` is what was written down."""

    def __init__(self, stage: Stage, home: Path) -> None:
        self.stage, self.home = stage, home
        self.told: list[str] = []

    async def do(self, line: str) -> None:
        """One thing of the script: a verb, and words for it."""
        verb, _, words = line.partition(" ")
        if verb in ROOMS and not words:
            await self.go(verb)
        elif verb == "press":
            await self.stage.press(*(key for key in words.split() if spared(self.stage, key)))
        else:
            await getattr(self, verb)(words.replace("\\n", "\n"))

    async def go(self, room: str) -> None:
        """Leave what is open with escape, as often as it takes, and go to a room."""
        for _ in range(15):
            if len(self.stage.app.screen_stack) == 1:
                break
            await self.stage.press("escape")
        assert len(self.stage.app.screen_stack) == 1, f"stuck:\n{self.stage.text()}"
        await self.stage.press(ROOMS[room])
        await self.stage.until(lambda: self.stage.app.current_mode == room)
        for _ in range(15):
            if len(self.stage.app.screen_stack) == 1:
                break
            await self.stage.press("escape")
        await self.stage.until(lambda: self.stage.app.screen.query("#keys"))

    async def field(self, id: str, words: str) -> None:
        """Type words into a field in place of what is there."""
        field = self.stage.app.screen.query_one(f"#{id}", Input)
        field.focus()
        await self.stage.press("end", "ctrl+u")
        await self.stage.type(words)
        await self.stage.until(lambda: field.value == words)

    async def note(self, words: str) -> None:
        """Write a line on Today."""
        await self.go("today")
        words = self.own(words)
        await self.field("thought", words)
        await self.stage.press("enter")
        await self.stage.until(lambda: self.has(words))

    async def sheet(self, words: str) -> None:
        """Write a sheet."""
        await self.go("today")
        words = self.own(words)
        await self.stage.press("ctrl+n")
        await self.stage.type(words)
        await self.stage.press("ctrl+s")
        await self.stage.until(lambda: self.has(words))

    async def keep(self, words: str) -> None:
        """Write a sheet, leave it, and come back to it."""
        await self.go("today")
        words = self.own(words)
        await self.stage.press("ctrl+n")
        await self.stage.type(words)
        await self.stage.press("escape")
        await self.stage.until(lambda: words in self.stage.app.draft)
        await self.stage.press("f4", "ctrl+n", "ctrl+s")
        await self.stage.until(lambda: self.has(words))

    def own(self, words: str) -> str:
        """The words with a number, so that each time they are another note."""
        words = f"{words} ({len(self.told) + 1})"
        self.told.append(words)
        return words

    async def search(self, words: str) -> None:
        """Search."""
        await self.go("search")
        await self.field("query", words)

    async def ask(self, words: str) -> None:
        """Ask, and wait until the answer stands."""
        await self.go("ask")
        await self.field("question", words)
        await self.stage.press("enter")
        await self.stage.gone("Looking through your memory")

    async def chat(self, words: str) -> None:
        """Say something in the chat."""
        await self.go("chat")
        field = self.stage.app.screen.query(Input).first()
        field.focus()
        await self.stage.press("end", "ctrl+u")
        await self.stage.type(words)
        await self.stage.press("enter")

    async def jump(self, words: str) -> None:
        """Jump to a day on the timeline."""
        await self.go("timeline")
        await self.stage.press("g")
        await self.stage.type(words)
        await self.stage.press("enter")

    async def type(self, words: str) -> None:
        """Type where the focus is."""
        await self.stage.type(words)

    async def undo(self, _: str) -> None:
        """Take the last change back."""
        await self.go("today")
        await self.stage.press("ctrl+z")

    def has(self, words: str) -> bool:
        """Whether the words are in the memory's file: remembered, forgotten, or in the history of what was changed."""
        return words in everything(self.home)


def everything(home: Path) -> str:
    """All texts in the memory's file, those before a change too."""
    with closing(sqlite3.connect(f"file:{home / 'ebb.db'}?mode=ro", uri=True)) as connection:
        texts = [text for (text,) in connection.execute("SELECT text FROM memories")]
        for (before,) in connection.execute("SELECT before FROM revisions"):
            texts.append(str(json.loads(before).get("text", "")))
    return "\n".join(texts)


def spared(stage: Stage, key: str) -> bool:
    """Whether a key may be pressed by mistake here: none that leaves, fetches, imports or captures."""
    if stage.app.current_mode == "settings":
        return key in MOVING or key in ROOMS.values()
    if isinstance(stage.app.screen, CommandPalette | PathPrompt):
        return key not in {"enter", "slash"}
    return True


async def fumble(stage: Stage, chance: random.Random) -> None:
    """Press a key, click somewhere or change the terminal's size, without meaning to."""
    kind = chance.random()
    if kind < 0.12:
        await stage.pilot.resize_terminal(*chance.choice(SIZES))
    elif kind < 0.2:
        width, height = stage.app.size
        where = (chance.randrange(width), chance.randrange(height))
        if spared(stage, "enter") and stage.app.screen.get_style_at(*where).meta.get("command") != "quit":
            await stage.pilot.click(offset=where)
    else:
        key = chance.choice(LETTERS) if kind < 0.6 else chance.choice(NAMED)
        if spared(stage, key):
            await stage.press("space" if key == " " else key)


def check(stage: Stage) -> None:
    """What must hold at any time: the screen is whole, and nothing went wrong inside."""
    width, height = stage.app.size
    strips = stage.app.screen._compositor.render_strips()
    assert len(strips) == height
    assert {strip.cell_length for strip in strips} == {width}
    assert "Something went wrong inside" not in stage.text()
    assert stage.app.crash is None


def script() -> list[str]:
    """The hour, one thing after the other."""
    return [part.strip() for line in HOUR.strip().splitlines() for part in line.split(" | ")]


def test_the_hour_has_two_hundred_things_in_all_rooms() -> None:
    assert len(script()) >= 200
    assert set(ROOMS) <= {line.partition(" ")[0] for line in script()}


@pytest.mark.timeout(max(120, STEPS))
async def test_no_noise_crashes_the_app_loses_a_note_or_gets_it_stuck(
    lived_in: Path, open_app: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    chance = random.Random(SEED)
    lines = script()
    begun = chance.randrange(len(lines))
    pressed: list[str] = []
    async with open_app(lived_in, (120, 40), room="today") as stage:
        person = Person(stage, lived_in)
        for step in range(STEPS):
            try:
                if chance.random() < 0.35:
                    line, begun = lines[begun % len(lines)], begun + 1
                    pressed.append(line)
                    await asyncio.wait_for(person.do(line), PATIENCE)
                else:
                    await asyncio.wait_for(fumble(stage, chance), PATIENCE)
                check(stage)
            except BaseException:
                print(f"seed {SEED}, step {step}, after {pressed[-6:]}, size {stage.app.size}\n{stage.text()}")
                raise
        await person.go("today")
        assert isinstance(stage.app.screen, Room)
        kept = everything(lived_in)
        assert [words for words in person.told if words not in kept] == []
