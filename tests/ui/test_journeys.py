"""Whole journeys: from the first start to an answer and back, capture on and paused, ten reviewed and undone."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import Ebb
from app.capture.health import health
from app.capture.launch import stop
from app.home import located
from core.clock import utc_now
from tests.desktop.stage import Screens, needs_screens, screens
from tests.ui.conftest import Opening
from tests.ui.stage import Stage
from ui.tui.screens.reading import ReadingScreen
from ui.tui.screens.search import SearchScreen
from ui.tui.widgets.sheet import Sheet

NOW = datetime.now(UTC)
BOAT = "The boat is moored at Larvik, berth 14. #boat"
TIDE = "High tide at Larvik is two hours before Oslo."
TEN = (
    "The roof costs 14,200 with the middle offer.",
    "Marta takes the Thursday ferry to Bergen.",
    "Ola's birthday is on the ninth of June.",
    "The apple tree was planted in 2019 beside the shed.",
    "The locker at the pool has number 212.",
    "Grandfather's clock loses four minutes a week.",
    "The spare key hangs behind the oilskins.",
    "We promised the neighbours two jars of honey.",
    "The red kayak leaks at the stern.",
    "Chiara's new office is above the bakery.",
)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_from_the_first_start_over_a_note_a_link_and_a_question_back_to_the_beginning(
    home: Path, open_app: Opening, size: tuple[int, int]
) -> None:
    async with open_app(home, size, room="today") as stage:
        await stage.sees("a new memory")
        await stage.press("ctrl+n")
        await stage.type(f"# Tide\n\n{TIDE}")
        await stage.press("ctrl+s")
        await stage.sees("1 memory")
        await stage.type(BOAT)
        await stage.press("enter")
        await stage.sees("2 memories")
        ids = {memory.text: memory.id for memory in stage.app.opened().recent()}
        tide = next(id for text, id in ids.items() if TIDE in text)
        stage.app.opened().edit(tide, title="Tide")
        await found_and_opened(stage, "berth", ids[BOAT])
        await linked(stage, ids[BOAT], tide)
        await asked(stage, "Where is the boat moored?")
        await stage.press("escape")
        await stage.sees("From these memories")
        await stage.press("f2")
        await stage.sees("Write down what comes to mind")


async def found_and_opened(stage: Stage, words: str, id: str) -> None:
    """Search for words and read what is found."""
    await stage.press("f3")
    await stage.until(lambda: isinstance(stage.app.screen, SearchScreen))
    await stage.type(words)
    await stage.press("enter")
    await stage.until(lambda: reads(stage, id))
    await stage.sees("berth 14")


async def linked(stage: Stage, id: str, other: str) -> None:
    """Link the memory that is read to another by typing `[[`, and follow the link there and back."""
    await stage.press("e")
    await stage.sees("^s saves it")
    sheet = stage.app.screen.query_one(Sheet)
    await stage.press("end")
    await stage.until(lambda: sheet.cursor_location == sheet.document.end)
    await stage.type(" See [[Ti")
    await stage.sees("[[Tide", "enter links")
    await stage.press("enter", "ctrl+s")
    await stage.until(lambda: [link.id for link in stage.app.opened().get(id).links] == [other])
    await stage.until(lambda: reads(stage, id))
    await stage.sees("→ Tide")
    await stage.press("escape")
    await stage.until(lambda: isinstance(stage.app.screen, SearchScreen))


async def asked(stage: Stage, question: str) -> None:
    """Ask, and open the memory that the answer cites."""
    await stage.press("f4")
    await stage.sees("Ask anything")
    await stage.type(question)
    await stage.press("enter")
    await stage.sees("[1]", "berth 14", "From these memories")
    await stage.press("1")
    await stage.sees("● note", "#boat")


def reads(stage: Stage, id: str) -> bool:
    """Whether this memory is open."""
    screen = stage.app.screen
    memory = screen.current() if isinstance(screen, ReadingScreen) else None
    return memory is not None and memory.id == id


@pytest.fixture
def display(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Screens]:
    """A desktop that this process and what it starts can see; what captures it is stopped at the end."""
    with screens() as shown:
        monkeypatch.setenv("DISPLAY", shown.display)
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        try:
            yield shown
        finally:
            stop(located(home))


@needs_screens
async def test_capturing_is_begun_in_the_settings_seen_in_every_room_and_paused_with_one_key(
    home: Path, open_app: Opening, display: Screens
) -> None:
    async with open_app(home, room="settings") as stage:
        await stage.press("down", "tab")
        await stage.sees("enter starts")
        await stage.press("enter")
        await stage.sees("Remember what is on the screen?")
        await stage.press("y")
        await stage.sees("Capturing has started")
        await stage.press("f2")
        await stage.until(lambda: state(home) == "capturing")
        await stage.sees("● ")
        await stage.press("f9")
        await stage.sees("paused")
        assert json.loads((home / "capture-wanted.json").read_text())["paused"]
        await stage.until(lambda: state(home) == "paused")


def state(home: Path) -> str:
    """What the capture is doing."""
    return health(located(home), utc_now()).state


@pytest.fixture
def ten(home: Path) -> Path:
    """A home with ten notes that have been fading."""
    with Ebb.open(home, background=False) as ebb:
        for days, text in enumerate(TEN):
            ebb.add(text, title=f"Number {days}", occurred_at=NOW - timedelta(days=80 + days))
    return home


async def test_ten_are_reviewed_one_key_each_and_all_of_it_is_undone(ten: Path, open_app: Opening) -> None:
    def as_they_are() -> dict[str, tuple[str, bool, float]]:
        memories = stage.app.opened().recent()
        return {memory.id: (memory.state, memory.pinned, memory.stability_days) for memory in memories}

    async with open_app(ten, room="review") as stage:
        await stage.sees("1 of 10")
        before = as_they_are()
        for number, key in enumerate("klpkwlkpkl", 1):
            await stage.sees(f"{number} of 10")
            await stage.press(key)
        await stage.gone("10 of 10")
        assert len([id for id, state in as_they_are().items() if state != before[id]]) >= 6
        for number in range(10, 0, -1):
            await stage.press("u")
            await stage.sees(f"{number} of 10")
        assert as_they_are() == before


async def test_a_conversation_of_today_is_gone_on_with_in_chat(home: Path, open_app: Opening) -> None:
    with Ebb.open(home, background=False) as ebb:
        for words in ("I sold the old kayak to Marta.", "The roof cost 15,900."):
            ebb.chats.begin().say(words)
        ids = {talk.title: talk.id for talk in ebb.chats.newest()}
    async with open_app(home, room="today") as stage:
        await stage.sees("I sold the old kayak to Marta.", "The roof cost")
        await stage.press("tab", "end", "enter")
        await stage.until(lambda: stage.app.current_mode == "chat")
        await stage.sees("I sold the old kayak to Marta.")
        await stage.type("Marta paid in cash.")
        await stage.press("enter")
        ebb = stage.app.opened()
        kayak = ids["I sold the old kayak to Marta."]
        await stage.until(lambda: "Marta paid in cash." in [turn.text for turn in ebb.chats.open(kayak).path()])
        assert len(ebb.chats.newest()) == 2
