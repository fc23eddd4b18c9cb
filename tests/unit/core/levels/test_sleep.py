"""Sleep reads what is new, writes each unit whole, goes on where it stood, and leaves alone what is as it was."""

import hashlib
import os
import subprocess
import sys
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from core.clock import to_micros
from core.levels.sleep import Cancelled
from core.store import derived, memories, revisions
from core.store.derived import Outcome, Role
from core.store.revisions import Author
from tests.unit.core.levels.scene import NIGHT, NOON, Night
from tests.unit.core.store.scene import assert_sound

ROOT = Path(__file__).parents[4]


def _two_days(night: Night) -> list[int]:
    return [*night.talk(thread="one"), *night.talk(NOON + timedelta(days=1), thread="two")]


def _file(night: Night) -> str:
    files = [night.path, night.path.with_name(night.path.name + "-wal")]
    return "".join(hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.exists())


def test_a_night_makes_episodes_days_a_week_and_cards(night: Night) -> None:
    _two_days(night)
    report = night.sleep()
    assert report.counts() == {"made": {"episode": 2, "day": 2, "week": 1, "card": 2}}
    assert list(night.made(Role.DAY)) == ["8 May 2023", "9 May 2023"]
    assert list(night.made(Role.WEEK)) == ["Week 19, 2023"]
    assert set(night.made(Role.CARD)) == {"Ana", "Ben"}
    assert len(report.ids()) == 7
    assert_sound(night.store)


def test_a_second_sleep_at_once_writes_nothing(night: Night) -> None:
    _two_days(night)
    night.sleep()
    before, file = night.dump(), _file(night)
    assert night.sleep().changes == []
    assert (night.dump(), _file(night)) == (before, file)


def test_a_dry_run_says_what_would_be_made_and_writes_nothing(night: Night) -> None:
    _two_days(night)
    before, file = night.dump(), _file(night)
    planned = night.sleep(dry_run=True)
    assert (night.dump(), _file(night)) == (before, file)
    assert planned.ids() == []
    done = night.sleep()
    assert [(one.outcome, one.role, one.title) for one in planned.changes] == [
        (one.outcome, one.role, one.title) for one in done.changes
    ]
    night.tell("I sold the kayak to Ben yesterday.", NOON, thread="one", author="Ana")
    again = night.sleep(dry_run=True)
    assert again.counts() == {"remade": {"episode": 1, "day": 1, "week": 1, "card": 1}}
    assert [one.id for one in again.changes] == [one.id for one in night.sleep().changes]


def test_a_digest_has_at_most_six_lines_and_a_week_eight_all_verbatim(night: Night) -> None:
    for day in range(5):
        for number in range(9):
            night.tell(
                f"On day {day} we repaired machine {number} in hall {day * number}.",
                NOON + timedelta(days=day, hours=1),
            )
    night.sleep()
    for text in night.made(Role.DAY).values():
        assert len(text.split("\n")) <= 6
    (week,) = night.made(Role.WEEK).values()
    assert len(week.split("\n")) <= 8
    whole = night.store.read(
        lambda c: c.execute(
            'SELECT substr(m.text, s."start" + 1, s."end" - s."start"), d.text FROM spans s '
            "JOIN memories m ON m.seq = s.source JOIN memories d ON d.seq = s.seq"
        ).fetchall()
    )
    assert whole
    assert all(quote in text for quote, text in whole)


def test_what_a_digest_says_is_of_its_time_and_stands_at_the_end_of_what_it_covers(night: Night) -> None:
    _two_days(night)
    night.sleep()
    rows = night.store.read(
        lambda c: c.execute("SELECT role, title, occurred_at FROM memories WHERE role <> ''").fetchall()
    )
    first, last = to_micros(NOON + timedelta(minutes=5)), to_micros(NOON + timedelta(days=1, minutes=5))
    ends = {title: at for role, title, at in rows if role in ("day", "week")}
    assert ends == {"8 May 2023": first, "9 May 2023": last, "Week 19, 2023": last}
    later = night.store.read(
        lambda c: c.execute(
            "SELECT count(*) FROM links l JOIN memories d ON d.seq = l.source JOIN memories m ON m.seq = l.target "
            "WHERE l.kind = 'summarises' AND m.occurred_at > d.occurred_at"
        ).fetchone()[0]
    )
    assert later == 0


def test_only_what_has_changed_is_read_again(night: Night) -> None:
    _two_days(night)
    night.talk(NOON + timedelta(days=30), thread="three")
    night.sleep()
    night.steps.clear()
    night.tell("I sold the kayak to Ben.", NOON + timedelta(days=30, minutes=7), thread="three", author="Ana")
    report = night.sleep()
    assert [step for step in night.steps if step[0] in ("days", "weeks")] == [("days", 0, 1), ("weeks", 0, 1)]
    assert {change.outcome for change in report.changes} == {"remade"}
    assert {change.title for change in report.changes if change.role == "day"} == {"7 June 2023"}


@pytest.mark.parametrize("unit", range(8))
def test_a_cancelled_sleep_keeps_what_is_done_and_the_next_one_ends_where_an_undisturbed_one_does(
    tmp_path: Path, unit: int
) -> None:
    folders = [tmp_path / name for name in ("whole", "cut")]
    for folder in folders:
        folder.mkdir()
    whole, cut = Night(folders[0]), Night(folders[1])
    left = [unit]

    def go_on() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Cancelled

    for night in (whole, cut):
        _two_days(night)
    whole.sleep()
    assert cut.sleep(go_on=go_on).cancelled
    assert cut.due()
    done = cut.made()
    report = cut.sleep()
    assert cut.made() == whole.made()
    assert not set(done) & {change.title for change in report.changes if change.outcome != "remade"}
    assert cut.due() == []
    assert_sound(cut.store)
    for night in (whole, cut):
        night.close()


@pytest.mark.parametrize("phase", ["days", "weeks", "cards", "profile"])
def test_a_sleep_that_is_killed_goes_on_where_it_stood(night: Night, phase: str) -> None:
    _two_days(night)
    code = f"""
import os, sys
from pathlib import Path
from tests.unit.core.levels.scene import Night
night = Night(Path(sys.argv[1]))
class Steps(list):
    def append(self, step):
        if step[0] == {phase!r} and step[1] == step[2] - 1:
            os.kill(os.getpid(), 9)
night.steps = Steps()
night.sleep()
"""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    killed = subprocess.run([sys.executable, "-c", code, str(night.path.parent)], env=environment, capture_output=True)
    assert killed.returncode == -9, killed.stderr.decode()
    half = set(night.made())
    assert night.due()
    report = night.sleep()
    assert not half & {change.title for change in report.changes}, "nothing is made twice"
    assert half <= set(night.made())
    assert len(night.made()) == 7
    assert night.due() == []
    assert_sound(night.store)


def test_what_the_person_edited_is_left_alone_and_the_report_says_so(night: Night) -> None:
    seqs = night.talk()
    night.sleep()
    day = night.known("day/2023-05-08")
    episode = next(iter(night.store.read(partial(derived.episode_of, seqs=seqs)).values()))
    for seq in (day.seq, episode):
        edit = partial(revisions.revise, seq=seq, changes={"text": "My own words."}, at=to_micros(NIGHT), why="edited")
        night.store.write(edit)
    night.tell("I sold the kayak to Ben.", NOON + timedelta(minutes=8), thread="talk", author="Ana")
    report = night.sleep()
    assert {(one.outcome, one.role) for one in report.changes} >= {("kept", "day"), ("kept", "episode")}
    assert night.made(Role.DAY) == {"8 May 2023": "My own words."}
    assert list(night.made(Role.EPISODE).values()) == ["My own words."]


def test_what_the_person_set_aside_is_not_made_again(night: Night) -> None:
    night.talk()
    night.sleep()
    day = night.known("day/2023-05-08")
    night.store.write(partial(memories.set_status, seqs=[day.seq], status="forgotten"))
    night.tell("I sold the kayak to Ben.", NOON + timedelta(minutes=8), thread="talk", author="Ana")
    report = night.sleep()
    assert (Outcome.KEPT, Role.DAY) in {(one.outcome, one.role) for one in report.changes}
    assert night.made(Role.DAY) == {}


def test_an_edit_a_superseding_and_a_forgetting_make_a_day_due_again(night: Night) -> None:
    seqs = night.talk()
    night.sleep()
    ebb = Author("ebb")
    for changes in ({"text": "I adopted a cat called Tom on Saturday."}, {"status": "superseded", "known_until": 5}):
        night.store.write(partial(revisions.revise, seq=seqs[3], changes=changes, at=1, why="", author=ebb))
        assert night.due() == [seqs[3]]
        night.sleep()
        assert night.due() == []
    assert "a cat called Tom" in night.made(Role.DAY)["8 May 2023"]
    night.store.write(partial(revisions.revise, seq=seqs[3], changes={"keywords": '["cat"]'}, at=1, why="", author=ebb))
    assert night.due() == []
    night.store.write(partial(memories.set_status, seqs=[seqs[3]], status="forgotten"))
    night.sleep()
    assert "Tom" not in "".join(night.made().values())


def test_undoing_a_run_takes_away_what_it_made_and_it_is_not_made_again_by_itself(night: Night) -> None:
    before = _two_days(night)
    report = night.sleep()
    assert report.run
    removed = night.store.write(partial(derived.remove_run, run=int(report.run)))
    assert removed == 7
    assert night.made() == {}
    assert night.sleep().changes == []
    night.tell("I sold the kayak to Ben.", NOON, thread="one", author="Ana")
    assert {change.outcome for change in night.sleep().changes} == {"made"}
    assert len(before) == 12
    assert_sound(night.store)


def test_a_memory_that_is_forgotten_while_sleep_reads_is_not_quoted(night: Night) -> None:
    seqs = night.talk()
    write = night.store.write

    def meanwhile(work: object, **rest: object) -> object:
        night.store.write = write  # type: ignore[method-assign]
        write(partial(memories.set_status, seqs=[seqs[3]], status="forgotten"))
        return write(work, **rest)  # type: ignore[arg-type]

    night.store.write = meanwhile  # type: ignore[method-assign, assignment]
    night.sleep()
    night.sleep()
    assert "Scout" not in "".join(text for title, text in night.made().items() if "adopted a dog" in text)
    assert night.due() == []


def test_a_bulk_of_memories_of_one_moment_is_read_in_part_and_makes_a_digest(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.levels.digests.MOST_OF_DAY", 20)
    for number in range(60):
        night.tell(f"Page {number} tells how bee {number} was found in the meadow.", file=f"/old/{number}.md")
    night.sleep()
    (text,) = night.made(Role.DAY).values()
    assert text.startswith("60 memories\n")


def test_without_vectors_sleep_goes_by_words_alone(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    _two_days(night)
    monkeypatch.setattr(night.bag, "name", "another")
    assert night.sleep().counts() == {"made": {"episode": 2, "day": 2, "week": 1, "card": 2}}


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_days_are_those_of_the_machine(night: Night, monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    import time

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        evening = datetime(2023, 5, 8, 23, 50).astimezone()
        for number in range(3):
            night.tell(f"We ate soup number {number} late.", evening + timedelta(minutes=number))
        night.sleep()
        assert list(night.made(Role.DAY)) == ["8 May 2023"]
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()
