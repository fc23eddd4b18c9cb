"""Today: the first start, a place to write, what waits, imports as jobs, and the sample."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from app import Ebb
from app.sampling import home_of
from tests.ui.conftest import Opening
from tests.ui.stage import PATIENCE, Stage
from ui.tui.jobs import Job, Jobs
from ui.tui.screens.pathing import completed
from ui.tui.screens.reading import ReadingScreen
from ui.tui.screens.review import ReviewScreen

NOW = datetime.now(UTC)
MANY = 8000
"""Notes whose import takes long enough to be stopped."""


async def test_a_new_memory_says_where_it_lies_and_what_one_can_begin_with(home: Path, open_app: Opening) -> None:
    async with open_app(home, (80, 24), room="today") as stage:
        await stage.sees("a new memory", "Import what you have", "Try it on a sample", "The screen is not captured")
        await stage.sees("Everything stays on this machine", home.name)


async def test_a_thought_is_remembered_with_its_tags_and_taken_back_with_one_key(home: Path, open_app: Opening) -> None:
    async with open_app(home, room="today") as stage:
        await stage.sees("a new memory")
        await stage.type("Call Ola about the mast #phone")
        await stage.press("enter")
        await stage.sees("Remembered as", "1 memory", "1 note today")
        (memory,) = stage.app.opened().recent()
        assert memory.tags == ("phone",)
        await stage.press("ctrl+z")
        await stage.sees("Taken back: remembered something new.", "0 memories")


async def test_what_waits_stands_first_and_leads_there(home: Path, open_app: Opening) -> None:
    with Ebb.open(home, background=False) as ebb:
        ebb.add("The apple tree was planted in 2019.", title="Garden", occurred_at=NOW - timedelta(days=80))
        ebb.add(
            "The tide table hangs in the kitchen.", title="Tide", occurred_at=NOW.replace(year=NOW.year - 2, day=20)
        )
    async with open_app(home, room="today") as stage:
        await stage.sees("fading and worth keeping", "Garden", "nothing new today")
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.app.screen, ReviewScreen))


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

    async with open_app(home, room="today") as stage:
        await stage.sees("a new memory")
        stage.app.start_job("Counting", work)
        await stage.press("f3")
        await stage.sees("▶ Counting 0%", "left")
        await stage.press("ctrl+b")
        await stage.sees("of 1,000,000", "per second", "x stops the chosen one")
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
