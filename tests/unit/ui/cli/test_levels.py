"""`ebb sleep`, `ebb about` and the timeline with what sleep made."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app import Ebb
from tests.unit.ui.cli.conftest import Run

NOON = datetime(2023, 5, 8, 12).astimezone()
ULID = r"[0-9A-HJKMNP-TV-Z]{26}"


@pytest.fixture
def told(home: Path) -> Path:
    """A home with a talk and a note, not settled."""
    with Ebb.open(home, background=False) as ebb:
        for number, (author, text) in enumerate(
            (
                ("Ana", "I adopted a dog called Scout on Saturday.\x1b[31m"),
                ("Ben", "I moved to Porto last week."),
                ("Ana", "My sister Clara visits us in June."),
                ("Ben", "I bought a red kayak yesterday."),
            )
        ):
            source = {"thread": "talk", "author": author}
            ebb.add(text, kind="chat", occurred_at=NOON + timedelta(minutes=number), source=source)
        ebb.add("I love black coffee.", occurred_at=NOON)
    return home


@pytest.mark.usefixtures("told")
def test_sleep_prints_what_it_made_and_a_second_one_that_nothing_is_new(run: Run) -> None:
    planned = run("sleep", "--dry-run")
    assert planned.code == 0
    assert "would be made" in planned.err
    assert "Not read yet: 5;" in planned.err
    assert not re.search(ULID, planned.out)
    done = run("sleep")
    assert done.code == 0
    assert re.search(rf"^{ULID}  made     episode  .*8 May 2023", done.out, re.M)
    assert re.search(r"^1 episode, 1 day, 1 profile made\.$", done.err, re.M)
    again = run("sleep")
    assert (again.out, again.code) == ("", 0)
    assert "nothing new" in again.err


@pytest.mark.usefixtures("told")
def test_sleep_in_json_gives_counts_and_ids(run: Run) -> None:
    planned = run("sleep", "--dry-run", "--json").json()
    assert (planned["dry_run"], planned["ids"], planned["run"]) == (True, [], None)
    done = run("sleep", "--json").json()
    assert done["counts"] == {"made": {"episode": 1, "day": 1, "profile": 1}}
    assert len(done["ids"]) == 3
    assert re.fullmatch(ULID, done["run"])
    shown = run("show", done["ids"][0], "--json").json()
    assert shown["kind"] == "summary"
    assert {link["kind"] for link in shown["links"]} == {"summarises"}


def test_about_somebody_gives_dated_evidence_before_any_sleep(run: Run, told: Path) -> None:
    unread = run("about", "Ana")
    assert (unread.code, unread.out) == (1, "")
    assert "5 memories are not read yet" in unread.err
    with Ebb.open(told, background=False) as ebb:
        ebb.settle()
    card = run("about", "ana")
    assert card.code == 0
    assert card.out.startswith("Ana  person\n")
    assert re.search(rf"8 May 2023  {ULID}  Ana\n +“I adopted a dog called Scout on Saturday\.", card.out)
    assert "\x1b" not in card.out
    whole = run("about", "Ana", "--json").json()
    known = {"name", "kind", "aliases", "memories", "since", "last", "related", "holds", "likes", "lines", "own"}
    assert known == set(whole)
    assert {"id", "at", "author", "title", "quote", "start", "end", "label"} == set(whole["lines"][0])
    nothing = run("about", "nobody")
    assert (nothing.code, nothing.out) == (1, "")
    earlier = run("about", "Ana", "--as-of", "2020")
    assert (earlier.code, earlier.out) == (1, "")


@pytest.mark.usefixtures("told")
def test_about_nobody_is_about_oneself(run: Run) -> None:
    found = run("about")
    assert found.code == 0
    assert "Likes black coffee" in found.out
    assert re.search(rf"8 May 2023  {ULID}\n +“I love black coffee\.”", found.out)
    assert run("about", "me").out == found.out
    (line,) = run("about", "--json").json()["lines"]
    assert line["section"] == "recent"


def test_about_in_an_empty_memory_says_so(run: Run) -> None:
    found = run("about")
    assert (found.code, found.out) == (1, "")
    assert "Nothing is known of you yet" in found.err


def test_a_name_of_several_lists_them(run: Run, home: Path) -> None:
    with Ebb.open(home, background=False) as ebb:
        for author in ("Ana Reis", "Ana Sousa"):
            ebb.add(f"I am {author}.", kind="chat", source={"thread": author, "author": author})
        ebb.settle()
        expected = sorted(one.name for one in ebb.levels.candidates("Ana"))
    assert expected == ["Ana Reis", "Ana Sousa"]
    found = run("about", "Ana")
    assert found.code == 2
    assert sorted(line.split("  ")[0] for line in found.out.splitlines()) == expected
    assert [one["name"] for one in run("about", "Ana", "--json").json()["candidates"]] == ["Ana Reis", "Ana Sousa"]


@pytest.mark.usefixtures("told")
def test_the_timeline_shows_the_digest_and_groups_a_day_by_episodes(run: Run) -> None:
    assert "digest" not in json.dumps(run("timeline", "--json").json())
    run("sleep")
    days = run("timeline")
    assert re.search(r"^Mon 2023-05-08 +5 .*\n +\w+: “.*”$", days.out, re.M)
    assert "digest" in run("timeline", "--json").json()["days"][0]
    day = run("timeline", "--day", "2023-05-08")
    assert re.search(r"\n\n.*\(8 May 2023\)\n12:00  ", day.out)
    assert day.out.count("I moved to Porto") == 2
    told = run("timeline", "--day", "2023-05-08", "--json").json()
    assert len(told["episodes"][0]["ids"]) == 4
    assert told["digest"]


@pytest.mark.parametrize("arguments", [("sleep", "--help"), ("about", "--help")])
def test_the_help_says_what_it_does(run: Run, arguments: tuple[str, ...]) -> None:
    assert "Usage" in run(*arguments).out
