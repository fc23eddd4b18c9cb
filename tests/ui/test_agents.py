"""Agents: the drafts that wait are kept or dropped with one key, and every call is there to be read."""

from pathlib import Path

from app import Ebb
from app.mcp.scopes import Scope
from app.mcp.session import Session
from tests.ui.conftest import Opening
from tests.ui.stage import Stage

WRITER = Scope("claude", add=True)


async def _open(stage: Stage) -> None:
    await stage.app.run_action("agents")
    await stage.pilot.pause()


async def test_a_draft_is_read_whole_and_kept_with_one_key(lived_in: Path, open_app: Opening) -> None:
    with Ebb.open(lived_in, background=False) as ebb:
        ebb.agents.hand_in(WRITER, "The ferry leaves at noon.\nThe last line of it.", title="Ferry")
    async with open_app(lived_in) as stage:
        await _open(stage)
        await stage.sees("1 to decide, 0 calls", "Ferry", "claude")
        await stage.press("enter")
        await stage.sees("The last line of it.")
        await stage.press("escape")
        await stage.sees("k keeps it")
        await stage.press("k")
        await stage.sees("Remembered “Ferry”.", "No program has asked for anything.")
        (hit, *_) = stage.app.opened().search("ferry leaves at noon")
        assert (hit.memory.title, hit.memory.trust) == ("Ferry", "agent")


async def test_a_draft_that_was_dropped_comes_back_with_the_key_that_undoes(lived_in: Path, open_app: Opening) -> None:
    with Ebb.open(lived_in, background=False) as ebb:
        ebb.agents.hand_in(WRITER, "Hostile \x1b[31m words\u202e for the memory")
    async with open_app(lived_in) as stage:
        await _open(stage)
        await stage.sees("Hostile words for the memory")
        await stage.press("x")
        await stage.sees("Dropped “Hostile words for the memory”.")
        assert stage.app.opened().agents.waiting() == []
        await stage.press("escape")
        await stage.gone("k keeps it")
        await stage.app.run_action("undo_last")
        await stage.sees("Taken back")
        assert len(stage.app.opened().agents.waiting()) == 1


async def test_calls_are_listed_with_what_went_out(lived_in: Path, open_app: Opening) -> None:
    with Ebb.open(lived_in, background=False) as ebb:
        Session(ebb, "claude").call("search", {"query": "Larvik"})
        Session(ebb).call("timeline", {}, "Cursor")
    async with open_app(lived_in) as stage:
        await _open(stage)
        await stage.sees("0 to decide, 2 calls", "claude: search", "memories went out", "“Cursor”: timeline")
        assert "query: Larvik" in stage.text()
        assert "k keeps it" not in stage.text(), "a call is not decided about"
        await stage.press("down", "enter")
        await stage.sees("Larvik", "outcome: done")
