"""The parts of a review beside what is fading: each asks one question, one key answers, u takes the answer back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from app import Ebb
from app.mcp.scopes import Scope
from core.store import proposals
from tests.ui.conftest import Opening
from tests.ui.stage import Stage

NOW = datetime.now(UTC)
OSLO, BERGEN = "Ana lives in Oslo, near the park.", "Ana has a flat in Bergen, near the park."
MILK, AGAIN = "Buy oat milk and two stamps", "Buy two stamps, and oat milk"
GONE, ALONE = "The key hangs behind the oilskins.", "Zebra crossing zigzag"


@pytest.fixture
def waiting(home: Path) -> Path:
    """A home in which something waits in every part but the first."""
    with Ebb.open(home, background=False) as ebb:
        ids = [
            ebb.add(text, occurred_at=NOW - timedelta(days=day))
            for day, text in enumerate((BERGEN, OSLO, AGAIN, MILK, GONE, ALONE))
        ]
        ebb.settle()
        for id in ids:
            for link in ebb.links(id):
                ebb.unlink(id, link.id)
        ebb.link(ids[0], ids[1])
        ebb.link(ids[2], ids[3])
        ebb.link(ids[4], ids[0])
        at = int(NOW.timestamp() * 1e6)
        bergen, oslo, again, milk, gone, _ = map(ebb._lookback.seq, ids)
        for kind, a, b, why in (
            ("supersede", oslo, bergen, "both say where Ana is"),
            ("duplicate", milk, again, "the same words"),
            ("deleted", gone, gone, "Key.md is gone"),
        ):
            ebb._store.write(partial(proposals.propose, kind=kind, a=a, b=b, why=why, score=0.9, at=at, run=None))
        ebb.agents.hand_in(Scope("claude", add=True), "The \x1b[31mferry leaves at noon.", title="Ferry")
    return home


def states(home: Path) -> dict[str, str]:
    """The state of each memory by its text."""
    with Ebb.open(home, background=False) as ebb:
        return {memory.text: memory.state for memory in [*ebb.select(), *ebb.select(state="forgotten")]}


async def part(stage: Stage, letter: str, *words: str) -> None:
    """Go to a part by its initial."""
    if stage.app.current_mode != "review":
        await stage.press("f8")
        await stage.sees("Nothing that is worth keeping is fading.", "Quarantine 1", "Orphans 1")
    await stage.press(letter)
    await stage.sees(*words)


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_a_conflict_shows_both_and_y_takes_the_newer_one(
    waiting: Path, open_app: Opening, size: tuple[int, int]
) -> None:
    async with open_app(waiting, size) as stage:
        await part(stage, "C", "What may be over: 1 of 1", "Is the older one over?", "Older", "Newer", OSLO, BERGEN)
        assert "y Over  n Both hold" in stage.lines()[-2]
        await stage.press("y")
        await stage.sees("That was all of it: 1 looked at.", "1 superseded", "D goes on to Duplicates: 1.")
        with Ebb.open(waiting, background=False) as ebb:
            assert not [one for one in ebb.truth.conflicts() if one.kind == "supersede"]
        await stage.press("u")
        await stage.sees("1 of 1", "Taken back")
        await stage.press("n")
        await stage.sees("1 let stand")
        await stage.press("u")
        await stage.sees("1 of 1")


async def test_a_duplicate_is_made_one_and_parted_again_whole(waiting: Path, open_app: Opening) -> None:
    async with open_app(waiting) as stage:
        await part(stage, "D", "Do both say the same?", MILK, AGAIN)
        await stage.press("y")
        await stage.sees("1 merged")
        await stage.until(lambda: states(waiting)[AGAIN] == "superseded")
        await stage.press("u")
        await stage.sees("1 of 1")
        assert states(waiting)[AGAIN] == "vivid"
        with Ebb.open(waiting, background=False) as ebb:
            assert not any(ebb.decay.curve(memory.id).recalls for memory in ebb.select())
            assert [one.kind for one in ebb.truth.conflicts()] == ["supersede", "duplicate", "deleted"]


async def test_what_another_program_wants_is_remembered_or_dropped_and_both_can_be_undone(
    waiting: Path, open_app: Opening
) -> None:
    async with open_app(waiting) as stage:
        await part(stage, "Q", "Remember this?", "claude handed this in", "ferry leaves at noon.")
        await stage.press("enter")
        await stage.sees("esc goes back")
        await stage.press("escape")
        for key, said in (("y", "1 remembered"), ("x", "1 dropped")):
            await stage.press(key)
            await stage.sees(said)
            await stage.press("u")
            await stage.sees("1 of 1", "Remember this?")
        await stage.press("k")
        await stage.sees("1 remembered")
        await stage.press("a")
        await stage.sees("No agent has asked for anything.")
    with Ebb.open(waiting, background=False) as ebb:
        assert [memory.title for memory in ebb.select() if "ferry leaves" in memory.text] == ["Ferry"]


async def test_what_a_vault_lost_is_forgotten_only_when_said_so(waiting: Path, open_app: Opening) -> None:
    async with open_app(waiting) as stage:
        await part(stage, "V", "Its file was deleted from the vault", GONE)
        await stage.press("y")
        await stage.sees("1 forgotten")
        await stage.until(lambda: states(waiting)[GONE] == "forgotten")
        await stage.press("u")
        await stage.sees("1 of 1")
        assert states(waiting)[GONE] == "vivid"


async def test_an_orphan_is_linked_with_what_is_like_it_or_left_alone(waiting: Path, open_app: Opening) -> None:
    with Ebb.open(waiting, background=False) as ebb:
        other = ebb.add("Zebra crossing zigzag lines", title="Zebra")
        ebb.settle()
        (lone,) = [memory for memory in ebb.select() if memory.text == ALONE]
        for link in ebb.links(other):
            ebb.unlink(other, link.id)
        for memory in ebb.select():
            ebb.graph.put_back(replace(ebb.graph.bond(other, memory.id), links=(), declined=False))
    async with open_app(waiting) as stage:
        await stage.press("f8")
        await stage.sees("Orphans 2")
        await stage.press("O")
        await stage.sees("Linked with nothing: 1 of 2", "Link it with")
        await stage.press("y")
        await stage.sees("u takes back: linked “")
        await stage.until(lambda: _linked(stage.app.opened(), lone.id))
        await stage.press("u")
        await stage.sees("1 of 2", "Taken back")
        assert not _linked(stage.app.opened(), lone.id)
        await stage.press("s", "s")
        await stage.sees("That was all of it: 2 looked at.", "2 left for later")


def _linked(ebb: Ebb, id: str) -> bool:
    return bool(ebb.links(id))


async def test_tab_goes_round_the_parts_and_a_click_goes_to_one(waiting: Path, open_app: Opening) -> None:
    async with open_app(waiting) as stage:
        await part(stage, "F", "Nothing that is worth keeping is fading.", "C goes on to Conflicts: 1.")
        await stage.press("tab")
        await stage.sees("What may be over: 1 of 1")
        await stage.press("shift+tab", "shift+tab")
        await stage.sees("Linked with nothing: 1 of 1")
        row = next(number for number, line in enumerate(stage.lines()) if "Duplicates" in line)
        await stage.pilot.click(offset=(stage.lines()[row].index("Duplicates") + 2, row))
        await stage.sees("Said twice, it seems: 1 of 1")


async def test_what_is_taken_back_elsewhere_is_there_again_when_one_returns(waiting: Path, open_app: Opening) -> None:
    async with open_app(waiting) as stage:
        await part(stage, "D", "1 of 1")
        await stage.press("n")
        await stage.sees("1 told apart")
        await stage.press("O")
        await stage.sees("Linked with nothing")
        await stage.press("f2")
        await stage.until(lambda: stage.app.current_mode == "today" and len(stage.app.steps) == 1)
        await stage.app.run_action("undo_last")
        await stage.sees("Taken back: told apart")
        await stage.press("f8")
        await stage.sees("Said twice, it seems: 1 of 1")
