"""The parts of a review beside what is fading: each asks one question, one key answers, u takes the answer back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import combinations
from pathlib import Path

import pytest

from app import Ebb
from app.mcp.scopes import Scope
from core.notes.likened import Likening
from core.store import entities, likenesses, proposals
from core.store.connection import Connection
from core.store.revisions import Author
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
        await stage.sees(
            "That was all of it: 1 looked at.", "1 superseded", "D goes on to Duplicates: 1.", "u takes back"
        )
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
        await stage.sees("No program has asked for anything.")
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
        await stage.sees("That was all of it: 2 looked at.", "2 left alone")


def _linked(ebb: Ebb, id: str) -> bool:
    return bool(ebb.links(id))


async def test_an_orphan_that_is_left_alone_stays_so_over_a_start_and_is_brought_back(
    waiting: Path, open_app: Opening
) -> None:
    async with open_app(waiting) as stage:
        await part(stage, "O", "Linked with nothing: 1 of 1", "s Leave")
        await stage.press("s")
        await stage.sees("u takes back: left alone", "1 left alone; b brings them back.")
        await stage.until(lambda: len(stage.app.opened().network.left_alone()) == 1)
        await stage.press("u")
        await stage.sees("1 of 1", "Taken back")
        await stage.press("s")
        await stage.until(lambda: len(stage.app.opened().network.left_alone()) == 1)
    async with open_app(waiting) as stage:
        await stage.press("f8", "O")
        await stage.sees("Everything is linked with something.", "1 left alone; b brings them back.", "b Bring back")
        await stage.press("b")
        await stage.sees("1 of 1", ALONE)
        await stage.press("u")
        await stage.sees("Everything is linked with something.", "1 left alone")
        assert not stage.app.opened().network.lonely_count()
        later = datetime.now(UTC) + timedelta(days=91)
        assert [memory.text for memory in stage.app.opened().network.lonely(now=later)] == [ALONE]


async def test_what_was_left_alone_in_this_sitting_is_brought_back_too(waiting: Path, open_app: Opening) -> None:
    async with open_app(waiting) as stage:
        await part(stage, "O", "Linked with nothing: 1 of 1")
        await stage.press("s")
        await stage.sees("b brings them back")
        await stage.press("b")
        await stage.sees("Linked with nothing: 1 of 1", ALONE)
        await stage.press("u")
        await stage.sees("Everything is linked with something.")
        await stage.press("u")
        await stage.sees("Linked with nothing: 1 of 1", ALONE)


@pytest.fixture
def named(home: Path) -> Path:
    """A home with two names that may mean the same, and what a model thinks of them."""
    with Ebb.open(home, background=False) as ebb:
        for day, text in enumerate(("Bea repaired the kiln.", "Beatriz Lopes sold the kiln.", "Bea came late.")):
            ebb.add(text, occurred_at=NOW - timedelta(days=day))
        note = Likening("same", "repaired the kiln", "sold the kiln", "One \x1b[31mkiln.", "tiny").note()

        def work(connection: Connection) -> None:
            names = entities.put(connection, {"Bea": entities.PEOPLE, "Beatriz Lopes": entities.PEOPLE})
            for number, text in ((names["Bea"], "Bea"), (names["Beatriz Lopes"], "Beatriz")):
                rows = connection.execute("SELECT seq FROM memories WHERE text LIKE ?", (f"{text}%",)).fetchall()
                entities.mention(connection, [(seq, number) for (seq,) in rows])
            first, second = names["Bea"], names["Beatriz Lopes"]
            author = Author("ebb", None)
            entities.merge(connection, first, second, why="short for it", at=5, author=author, state=entities.OPEN)
            likenesses.annotate(connection, first, second, note, 1)

        ebb._store.write(work)
    return home


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60)])
async def test_two_names_are_taken_for_one_or_told_apart_and_both_can_be_undone(
    named: Path, open_app: Opening, size: tuple[int, int]
) -> None:
    with Ebb.open(named, background=False) as ebb:
        (before,) = ebb.truth.names()
    async with open_app(named, size) as stage:
        await stage.press("f8", "N")
        await stage.sees("Two names, perhaps one: 1 of 1", "Is Bea the same as Beatriz Lopes?", "short for it")
        await stage.sees("tiny takes them for the same", "Bea repaired the kiln.", "sold the kiln")
        assert "y The same  n Two" in stage.lines()[-2]
        for key, said, made in (("y", "1 took for the same", 1), ("x", "1 told apart", 0), ("m", "1 took", 1)):
            await stage.press(key)
            await stage.sees(said)
            await stage.until(lambda: stage.app.opened().truth.names() == [])
            assert len(stage.app.opened()._store.read(entities.roots)) == made
            await stage.press("u")
            await stage.sees("1 of 1", "Is Bea the same as Beatriz Lopes?")
            assert stage.app.opened().truth.names() == [before]
            assert stage.app.opened()._store.read(entities.roots) == {}


async def test_each_part_counts_and_pages_through_all_of_its_own(home: Path, open_app: Opening) -> None:
    """The newest proposals of one part do not keep another's from being seen."""
    with Ebb.open(home, background=False) as ebb:
        ids = [ebb.add(f"{number} of a kind", occurred_at=NOW - timedelta(days=number)) for number in range(27)]
        lost = ebb.add("An old note", occurred_at=NOW - timedelta(days=900))
        seqs, old = [ebb._lookback.seq(id) for id in ids], ebb._lookback.seq(lost)

        def work(connection: Connection) -> None:
            for a, b in list(combinations(seqs, 2))[:330]:
                proposals.propose(connection, "duplicate", b, a, "alike", 0.9, 1, None)
            proposals.propose(connection, "deleted", old, old, "Old.md is gone", 1.0, 1, None)

        ebb._store.write(work)
    async with open_app(home) as stage:
        await stage.press("f8")
        await stage.sees("Duplicates 330", "Vault 1")
        await stage.press("V")
        await stage.sees("Deleted from the vault: 1 of 1", "An old note")
        await stage.press("D")
        await stage.sees("Said twice, it seems: 1 of 330")
        for number in range(2, 63):
            await stage.press("s")
            await stage.sees(f"Said twice, it seems: {number} of 330")
        await stage.press("n")
        await stage.sees("Said twice, it seems: 63 of 330", "Duplicates 268")
        await stage.until(lambda: len(stage.app.steps) == 62)
        await stage.press("u")
        await stage.sees("62 of 330", "Duplicates 269")


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
