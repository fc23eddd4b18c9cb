"""Today: the first start, a place to write, what waits, imports as jobs, and the sample."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from app import Ebb
from app.sampling import home_of
from core.errors import CannotOpen
from tests.ui.conftest import NOW, Opening
from tests.ui.stage import PATIENCE, Stage
from tests.ui.test_writing import typed_at_once
from ui.tui.app import EbbApp
from ui.tui.jobs import Job, Jobs
from ui.tui.rescue import kept, unsaved_words
from ui.tui.screens.pathing import completed
from ui.tui.screens.reading import ReadingScreen
from ui.tui.screens.review import ReviewScreen
from ui.tui.screens.today import TodayScreen
from ui.tui.widgets.callingline import CallingLine
from ui.tui.widgets.memorylist import MemoryList
from ui.tui.widgets.sheet import Sheet
from ui.tui.widgets.titles import Titles

MANY = 8000
"""Notes whose import takes long enough to be stopped."""


async def test_a_new_memory_says_where_it_lies_and_what_one_can_begin_with(home: Path, open_app: Opening) -> None:
    async with open_app(home, (80, 24), room="today") as stage:
        await stage.sees("a new memory", "Import what you have", "Try it on a sample", "The screen is not captured")
        await stage.sees("Everything stays on this machine", home.name)


async def test_a_thought_is_remembered_with_its_tags_and_taken_back_with_one_key(home: Path, open_app: Opening) -> None:
    async with open_app(home, room="today") as stage:
        await stage.sees("a new memory", "enter Open")
        await stage.type("Call Ola about the mast #phone")
        await stage.sees("enter Save")
        await stage.press("enter")
        await stage.sees("Remembered. ^z takes it back.", "1 memory", "1 note today", "enter Open")
        (memory,) = stage.app.opened().recent()
        assert memory.tags == ("phone",)
        await stage.press("ctrl+z")
        await stage.sees("Taken back: remembered something new.", "0 memories")


async def test_lines_that_are_typed_without_a_pause_are_remembered_one_by_one(home: Path, open_app: Opening) -> None:
    async with open_app(home, room="today") as stage:
        await stage.sees("a new memory")
        typed_at_once(stage, *"Call Ola", "home", "enter", *"Buy stamps", "enter", *"and ")
        await stage.sees("2 memories")
        assert {memory.text for memory in stage.app.opened().recent()} == {"Call Ola", "Buy stamps"}
        line = stage.app.screen.query_one(CallingLine)
        await stage.until(lambda: line.value == "and ")
        await stage.type("oats")
        assert line.value == "and oats"


async def test_a_line_that_could_not_be_saved_comes_back_before_what_was_typed_since(home: Path) -> None:
    go_on = Event()

    def open_later() -> Ebb:
        assert go_on.wait(PATIENCE)
        raise CannotOpen("no such memory")

    app = EbbApp(open_later, "today")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        stage, room = Stage(app, pilot), app.screen
        assert isinstance(room, TodayScreen)
        typed_at_once(stage, *"Call Ola", "enter", *"ad", "left", *"n")
        line = room.query_one(CallingLine)
        await stage.until(lambda: line.value == "and")
        assert room.unsaved, "words on their way are not left behind"
        go_on.set()
        await stage.sees("no such memory")
        await stage.until(lambda: line.value == "Call Ola and")
        assert line.cursor_position == len("Call Ola an")


async def test_what_waits_stands_first_and_leads_there(home: Path, open_app: Opening) -> None:
    with Ebb.open(home, background=False) as ebb:
        ebb.add("The apple tree was planted in 2019.", title="Garden", occurred_at=NOW - timedelta(days=80))
        ebb.add(
            "The tide table hangs in the kitchen.", title="Tide", occurred_at=NOW.replace(year=NOW.year - 2, day=20)
        )
    async with open_app(home, room="today") as stage:
        await stage.sees("2 memories are fading and worth keeping", "Garden", "nothing new today", "tab List")
        await stage.press("tab")
        await stage.sees("tab Write")
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.app.screen, ReviewScreen))


async def test_a_new_day_begins_at_midnight_with_nothing_of_its_own(
    home: Path, open_app: Opening, let_midnight_pass: Callable[[], None]
) -> None:
    with Ebb.open(home, background=False) as ebb:
        ebb.add("Written before noon.", occurred_at=NOW - timedelta(hours=3))
    async with open_app(home, (80, 24), room="today") as stage:
        await stage.sees(f"{datetime.now():%A}", "1 note today")
        let_midnight_pass()
        await stage.sees(f"{datetime.now():%A}", "nothing new today", "yesterday")


async def test_a_memory_of_this_day_in_an_earlier_year_is_offered(home: Path, open_app: Opening) -> None:
    day = NOW.astimezone().replace(hour=12)
    earlier = day.replace(year=day.year - 3, day=min(day.day, 28))
    if earlier.day != day.day:
        pytest.skip("only on days that every month has")
    with Ebb.open(home, background=False) as ebb:
        ebb.add("We launched the boat.", title="Launch", occurred_at=earlier)
    async with open_app(home, room="today") as stage:
        await stage.sees("On this day, 3 years ago: Launch")
        row = next(index for index, line in enumerate(stage.lines()) if "On this day" in line)
        await stage.pilot.click(offset=(10, row))
        await stage.pilot.click(offset=(10, row))
        await stage.until(lambda: isinstance(stage.app.screen, ReadingScreen))


def talk_of(stage: Stage) -> list[str]:
    """The conversations among the lines of Today: name and what stands below."""
    rows = stage.app.screen.query_one(MemoryList).rows
    return [f"{row.headline} / {row.below}" for row in rows if row.kind == "talk"]


async def test_the_turns_of_a_conversation_are_one_line_that_leads_to_its_last_turn(
    home: Path, open_app: Opening
) -> None:
    with Ebb.open(home, background=False) as ebb:
        for number, (author, words) in enumerate(
            (("Ola", "Shall we paint?"), ("Me", "In May."), ("Ola", "Fine then."))
        ):
            source = {"app": "chatgpt", "thread": "chatgpt:7", "author": author, "title": "Painting the boat"}
            ebb.add(words, kind="chat", occurred_at=NOW - timedelta(seconds=90 - number), source=source)
        ebb.add("Alone.", kind="chat", occurred_at=NOW - timedelta(seconds=60), source={"thread": "chatgpt:8"})
        ebb.add("A note of today.", occurred_at=NOW - timedelta(seconds=50))
        conversation = ebb.chats.begin()
        conversation.say("I sold the old kayak to Marta.")
        conversation.say("Whom did I sell the kayak to?")
        conversation.say("Marta paid in cash.")
    async with open_app(home, room="today") as stage:
        await stage.sees("Painting the boat", "3 turns · Fine then.", "Alone.", "A note of today.")
        assert [line.partition(" / ")[0] for line in talk_of(stage)] == [
            "I sold the old kayak to Marta.",
            "Painting the boat",
        ]
        assert talk_of(stage)[0].endswith("/ 6 turns · Marta paid in cash.")
        assert "Shall we paint?" not in stage.text()
        await stage.press("tab", "end", "enter")
        await stage.sees("esc Back", "Fine then.", "before it in the conversation")


async def test_a_long_conversation_does_not_hide_what_else_came_in(home: Path, open_app: Opening) -> None:
    turns = [
        {
            "text": f"Turn {n}.",
            "kind": "chat",
            "occurred_at": NOW - timedelta(seconds=100 - n),
            "source": {"thread": "t"},
        }
        for n in range(90)
    ]
    with Ebb.open(home, background=False) as ebb:
        ebb.add("Written before all that.", occurred_at=NOW - timedelta(seconds=200))
        ebb.add_many(turns)
    async with open_app(home, room="today") as stage:
        await stage.sees("90 turns · Turn 89.", "Written before all that.")


async def test_a_title_is_called_in_the_line_too(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (80, 24), room="today") as stage:
        await stage.sees("Garden")
        await stage.type("Water the [[gar")
        await stage.sees("[[Garden", "enter links")
        await stage.press("enter", *" today")
        line = stage.app.screen.query_one(CallingLine)
        assert line.value == "Water the [[Garden]] today"
        await stage.press("enter")
        await stage.sees("Remembered.")
        ebb = stage.app.opened()
        ebb.settle()
        (memory,) = [memory for memory in ebb.recent() if memory.text.startswith("Water")]
        assert "mentions" in [link.kind for link in ebb.links(memory.id) if link.direction == "out"]


async def test_titles_in_the_line_are_chosen_among_refused_and_clicked(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (60, 20), room="today") as stage:
        await stage.sees("Garden")
        line = stage.app.screen.query_one(CallingLine)
        await stage.type("See [[t")
        await stage.sees("[[Tide", "[[The boat")
        offered = line.titles
        await stage.press("down", "tab")
        assert line.value == f"See [[{offered[1]}]]"
        await stage.type(" and [[ga")
        await stage.sees("[[Garden")
        await stage.press("escape")
        await stage.gone("enter links")
        await stage.press("r")
        await stage.sees("[[Garden")
        await stage.pilot.click(Titles, offset=(3, 0))
        assert line.value == f"See [[{offered[1]}]] and [[Garden]]"


def crashed(home: Path, words: str) -> Path:
    """A home in which words were kept in a crash; the file that holds them."""
    return kept(home, words, datetime.now())


async def test_what_was_being_written_in_a_crash_is_put_back_and_let_go_once_it_is_saved(
    home: Path, open_app: Opening
) -> None:
    file = crashed(home, "half a thought\nof two lines")
    async with open_app(home, (80, 24), room="today") as stage:
        await stage.sees("Not saved in a crash: “half a thought of two lines”", "just now")
        await stage.press("enter")
        await stage.sees("^s remembers it")
        assert stage.app.screen.query_one(Sheet).text == "half a thought\nof two lines"
        await stage.press("escape")
        await stage.sees("Not saved in a crash")
        await stage.press("enter")
        await stage.sees("^s remembers it")
        assert stage.app.screen.query_one(Sheet).text == "half a thought\nof two lines"
        assert file.exists()
        await stage.press("!", "ctrl+s")
        await stage.sees("Remembered.", "1 memory")
        await stage.gone("Not saved in a crash")
        assert [memory.text for memory in stage.app.opened().recent()] == ["half a thought\nof two lines!"]
        assert not file.exists()


async def test_what_was_put_back_and_not_saved_is_offered_again_at_the_next_start(
    home: Path, open_app: Opening
) -> None:
    async with open_app(home, room="today") as stage:
        await stage.sees("a new memory")
        await stage.type("half a thought")
        crashed(home, unsaved_words(stage.app))
    for _ in range(2):
        async with open_app(home, room="today") as stage:
            await stage.sees("Not saved in a crash: “half a thought”")
            await stage.press("enter")
            await stage.sees("^s remembers it")
            await stage.press("escape")


async def test_what_was_put_back_and_deleted_by_hand_is_still_offered(home: Path, open_app: Opening) -> None:
    file = crashed(home, "half a thought")
    async with open_app(home, room="today") as stage:
        await stage.sees("Not saved in a crash")
        await stage.press("enter")
        await stage.sees("^s remembers")
        await stage.press("ctrl+u", "escape", "ctrl+n")
        await stage.sees("What do you want to remember?")
        await stage.type("something else")
        await stage.press("ctrl+s")
        await stage.sees("1 memory", "Not saved in a crash")
        assert file.exists()
        await stage.press("enter")
        await stage.until(lambda: stage.app.screen.query(Sheet) and stage.app.draft == "half a thought")


async def test_what_a_crash_left_is_thrown_away_with_one_key_and_brought_back_with_another(
    home: Path, open_app: Opening
) -> None:
    file = crashed(home, "half a thought")
    async with open_app(home, room="today") as stage:
        await stage.sees("Not saved in a crash")
        await stage.press("tab")
        await stage.sees("x Throw away")
        await stage.press("x")
        await stage.gone("Not saved in a crash")
        assert not file.exists()
        await stage.gone("x Throw away")
        await stage.press("u")
        await stage.sees("Taken back: threw away what was kept in a crash.", "Not saved in a crash: “half a thought”")
        assert file.stat().st_mode & 0o777 == 0o600


async def import_from(stage: Stage, folder: Path) -> None:
    """Import a folder as a person does."""
    stage.app.action_import()
    await stage.sees("tab completes")
    await stage.type(str(folder))
    await stage.press("enter")


async def test_an_import_that_was_stopped_goes_on_from_there(home: Path, tmp_path: Path, open_app: Opening) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    for number in range(MANY):
        (notes / f"{number:04}.md").write_text(f"Note {number} says something of its own about the number {number}.")
    async with open_app(home, room="today") as stage:
        await stage.sees("a new memory")
        Thread(target=stop_once_begun, args=(stage.app.jobs,)).start()
        await import_from(stage, notes)
        await stage.sees("goes on from there")
        (job,) = list(stage.app.jobs)
        assert job.state == "cancelled"
        kept = stage.app.opened().count()
        assert 0 < kept < MANY
        await import_from(stage, notes)
        await stage.until(lambda: [job.state for job in stage.app.jobs] == ["done", "cancelled"])
        assert stage.app.opened().count() == MANY


async def test_a_job_shows_how_far_it_is_everywhere_and_is_stopped_with_one_key(home: Path, open_app: Opening) -> None:
    def work(ebb: Ebb, job: Job) -> str:
        while not job.cancelled():
            job.progress(job.done + 1, 1_000_000)
            time.sleep(0.001)
        return "stopped by hand."

    async with open_app(home, (60, 20), room="today") as stage:
        await stage.sees("a new memory")
        stage.app.start_job("Counting", work)
        await stage.sees("▶ Counting 0%", "left  0 memories")
        assert "…" not in stage.lines()[-1]
        await stage.press("f3")
        await stage.sees("▶ Counting 0%", "left")
        await stage.press("ctrl+b")
        await stage.sees("of 1,000,000", "per second", "x stops it")
        await stage.press("x")
        await stage.sees("Counting: stopped by hand.", "■ Counting")
        await stage.until(lambda: not stage.app.jobs.running)


def stop_once_begun(jobs: Jobs) -> None:
    """Stop the first job as soon as it has done something."""
    deadline = time.monotonic() + PATIENCE
    while not any(job.done for job in jobs) and time.monotonic() < deadline:
        time.sleep(0.001)
    for job in jobs:
        job.cancel()


async def test_an_import_of_nothing_says_so_in_one_line(home: Path, tmp_path: Path, open_app: Opening) -> None:
    async with open_app(home, room="today") as stage:
        await stage.sees("a new memory")
        await import_from(stage, tmp_path / "missing")
        await stage.sees("There is no file or folder")
        assert [job.state for job in stage.app.jobs] == ["failed"]


async def test_the_sample_is_a_memory_of_its_own_that_is_thrown_away(home: Path, open_app: Opening) -> None:
    async with open_app(home, room="today") as stage:
        await stage.sees("Try it on a sample")
        await stage.press("tab", "down", "enter")
        await stage.sees("This is the sample", "97 memories")
        assert home_of(home).is_dir()
        await stage.press("home", "enter")
        await stage.sees("a new memory", "0 memories")
        await stage.until(lambda: not home_of(home).exists())
    with Ebb.open(home, background=False) as ebb:
        assert ebb.count() == 0


async def test_a_folder_that_is_no_sample_is_never_thrown_away(home: Path, open_app: Opening) -> None:
    home_of(home).mkdir(parents=True)
    (home_of(home) / "letter.txt").write_text("mine")
    async with open_app(home, room="today") as stage:
        await stage.sees("Try it on a sample")
        stage.app.action_sample()
        await stage.sees("There is something else at")
        assert (home_of(home) / "letter.txt").read_text() == "mine"


def test_a_path_is_completed_to_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes.zip").touch()
    (tmp_path / ".hidden").touch()
    (tmp_path / "a\x1b[31mred").touch()
    assert completed(f"{tmp_path}/no") == f"{tmp_path}/notes/"
    assert completed(f"{tmp_path}/notes.") == f"{tmp_path}/notes.zip"
    assert completed(f"{tmp_path}/.h") == f"{tmp_path}/.hidden"
    assert completed(f"{tmp_path}/a") is None
    assert completed(f"{tmp_path}/missing/x") is None
    assert completed("") is None
