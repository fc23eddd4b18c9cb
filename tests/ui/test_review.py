"""The Review room: one key for each thing to do, a curve beside it, and a way back from all of it."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import Ebb
from tests.ui.conftest import Opening
from tests.ui.stage import Stage
from ui.tui.screens.enough import EnoughScreen

NOW = datetime.now(UTC)
SIZES = [(80, 24), (120, 40)]
LINES = "⠁⠂⠄⡀⣀⠒⠤⠉"


@pytest.fixture
def faded(home: Path) -> Path:
    """A home with three notes that have been fading, two of which say the same, and one that is vivid."""
    with Ebb.open(home, background=False) as ebb:
        when = NOW - timedelta(days=90)
        roof = ebb.add("Three offers for the roof: 14,200, 15,900 and 17,000.", title="Roof", occurred_at=when)
        tree = "The apple tree was planted in 2019 beside the shed, and it needs pruning in February"
        first = ebb.add(tree, title="Garden", tags=("garden",), occurred_at=when)
        ebb.add(f"{tree} too", title="Pruning", occurred_at=NOW - timedelta(days=60))
        fresh = ebb.add("Marta takes the Thursday ferry.")
        ebb.link(fresh, first)
        ebb.link(roof, fresh, "after the ferry")
        ebb.link(fresh, roof, "before the roof")
    return home


async def reviewing(stage: Stage) -> None:
    """Go to the room and wait for the list and the curve."""
    await stage.press("f8")
    await stage.sees("1 of 3", "▌● Roof", "today")


def fading(home: Path) -> dict[str, str]:
    """The states of the notes by title."""
    with Ebb.open(home, background=False) as ebb:
        return {memory.title: memory.state for memory in ebb.recent() if memory.title}


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_fading_is_listed_with_its_reason_and_its_curve(
    faded: Path, open_app: Opening, size: tuple[int, int]
) -> None:
    async with open_app(faded, size) as stage:
        await reviewing(stage)
        screen = await stage.sees("written by hand, important, linked by you twice", "faint from", "100%", "50%")
        assert "Marta" not in "".join(stage.lines()[3:6])
        assert any(sign in screen for sign in LINES)
        assert "k Keep" in stage.lines()[-2]


async def test_k_keeps_and_u_takes_it_back(faded: Path, open_app: Opening) -> None:
    async with open_app(faded) as stage:
        await reviewing(stage)
        await stage.press("k")
        await stage.sees("u takes back: kept “Roof”", "2 of 3")
        assert fading(faded)["Roof"] == "vivid"
        await stage.press("u")
        await stage.sees("1 of 3", "Taken back")
        assert fading(faded)["Roof"] == "fading"


async def test_going_through_all_of_it_and_back_leaves_everything_as_it_was(faded: Path, open_app: Opening) -> None:
    async with open_app(faded) as stage:
        await reviewing(stage)
        for key, then in (("l", "2 of 3"), ("w", "3 of 3"), ("s", "That was all of it: 3 looked at.")):
            await stage.press(key)
            await stage.sees(then)
        for left in ("3 of 3", "2 of 3", "1 of 3"):
            await stage.press("u")
            await stage.sees(left)
    with Ebb.open(faded, background=False) as ebb:
        assert len(ebb.decay.review()) == 3
        assert all(ebb.decay.curve(memory.id).recalls == () for memory in ebb.recent())


async def test_m_merges_with_the_one_that_says_the_same(faded: Path, open_app: Opening) -> None:
    async with open_app(faded) as stage:
        await reviewing(stage)
        await stage.press("m")
        await stage.sees("Nothing else says the same as this.")
        await stage.press("down")
        await stage.sees("▌● Garden", "m merges “Pruning”")
        await stage.press("m")
        await stage.sees("u takes back: merged “Garden”", "2 of 2")
        assert fading(faded) == {"Roof": "fading", "Garden": "vivid", "Pruning": "superseded"}
        await stage.press("u")
        await stage.sees("1 of 3")
        assert set(fading(faded).values()) == {"fading"}


async def test_answers_that_follow_each_other_fast_are_all_made_and_all_taken_back(
    faded: Path, open_app: Opening
) -> None:
    async with open_app(faded) as stage:
        await reviewing(stage)
        await stage.press("p", "k", "l")
        await stage.sees("That was all of it: 3 looked at.", "1 pinned, 1 kept, 1 let go")
        await stage.until(lambda: len(stage.app.steps) == 3)
        for left in ("3 of 3", "2 of 3", "1 of 3"):
            await stage.press("u")
            await stage.sees(left)
    assert set(fading(faded).values()) == {"fading"}


async def test_q_says_what_was_done_and_that_the_rest_can_wait(faded: Path, open_app: Opening) -> None:
    async with open_app(faded) as stage:
        await reviewing(stage)
        await stage.press("p")
        await stage.sees("u takes back: pinned “Roof”", "2 of 3")
        await stage.press("q")
        await stage.sees("That is enough.", "You looked at 1 thing: 1 pinned.", "The rest can wait: Fading: 2")
        await stage.press("escape")
        await stage.sees("2 of 3")
        await stage.press("q", "enter")
        await stage.until(lambda: stage.app.current_mode == "today")
        await stage.press("f8")
        await stage.sees("1 of 2")
        await stage.press("q")
        await stage.until(lambda: stage.app.current_mode == "today")


async def test_what_waits_stands_on_one_line_with_its_number(home: Path, open_app: Opening) -> None:
    left = ["Fading: 423", "Duplicates: 1", "Quarantine: 2", "Orphans: 7"]
    async with open_app(home, (80, 24)) as stage:
        stage.app.push_screen(EnoughScreen(2, "2 kept", left))
        lines = (await stage.sees("The rest can wait")).splitlines()
        assert all(any(part in line for line in lines) for part in left)


async def test_where_nothing_is_fading_the_room_says_so(home: Path, open_app: Opening) -> None:
    with Ebb.open(home, background=False) as ebb:
        ebb.add("fresh")
    async with open_app(home) as stage:
        await stage.press("f8")
        await stage.sees("Nothing that is worth keeping is fading.")
        for key in "kplmwsu":
            await stage.press(key)
        await stage.sees("Nothing was changed here just now.")


async def test_reading_a_memory_recalls_it_and_draws_its_curve(faded: Path, open_app: Opening) -> None:
    async with open_app(faded) as stage:
        await stage.type("roof offers")
        await stage.press("enter")
        screen = await stage.sees("How it fades", "100% today", "vivid", "▲", "today")
        assert any(sign in screen for sign in LINES)
        await stage.press("c")
        await stage.gone("How it fades")
        await stage.press("c")
        await stage.sees("How it fades")
    assert fading(faded)["Roof"] == "vivid"


async def test_looking_at_the_list_recalls_nothing(faded: Path, open_app: Opening) -> None:
    async with open_app(faded) as stage:
        await stage.type("apple tree")
        await stage.sees("Garden", "beside the shed")
        await stage.press("down", "down")
        await asyncio.sleep(0)
    with Ebb.open(faded, background=False) as ebb:
        assert {memory.recall_count for memory in ebb.recent()} == {0}


async def test_opening_a_citation_recalls_the_memory_as_cited(faded: Path, open_app: Opening) -> None:
    async with open_app(faded) as stage:
        await stage.press("f4")
        await stage.sees("Ask anything")
        await stage.type("When was the apple tree planted?")
        await stage.press("enter")
        await stage.sees("From these memories")
        await stage.press("1")
        await stage.until(lambda: cited(faded) == ["cited"])


def cited(home: Path) -> list[str]:
    """As what memories were recalled, each time."""
    with Ebb.open(home, background=False) as ebb:
        return [str(recall.event) for memory in ebb.recent() for recall in ebb.decay.curve(memory.id).recalls]
