"""The facade: what a Python program can do with a memory, as the contract says it."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app import Ebb
from core.errors import BadInput, CannotOpen, MemoryNotFound, ReadOnlyHome
from core.memory import Memory
from tests.unit.core.store.scene import assert_sound

ROOT = Path(__file__).parents[3]
TURN: dict[str, Any] = {
    "text": "I adopted a puppy.",
    "kind": "chat",
    "occurred_at": datetime(2023, 5, 8, 13, 56, tzinfo=UTC),
    "source": {"app": "talks", "uri": "conv-26/D1:3", "thread": "conv-26/session-1", "author": "Caroline"},
}


@pytest.fixture
def ebb(home: Path) -> Iterator[Ebb]:
    """An open, empty memory with nothing going on behind."""
    with Ebb.open(home, background=False) as opened:
        yield opened


def test_what_was_added_is_read_back_as_it_was_given(ebb: Ebb) -> None:
    id = ebb.add(**TURN, title="News", tags=["#Dogs"])
    memory = ebb.get(id)
    assert (memory.text, memory.kind, memory.title, memory.tags) == (TURN["text"], "chat", "News", ("dogs",))
    assert memory.occurred_at == TURN["occurred_at"]
    assert memory.source.to_json() == {"title": None, "file": None, **TURN["source"]}
    assert (memory.pinned, memory.links) == (False, ())


def test_what_was_added_is_there_for_another_process_at_once(ebb: Ebb, home: Path) -> None:
    id = ebb.add("hedgehog")
    code = f"from app import Ebb; print(Ebb.open({str(home)!r}, read_only=True).get({id!r}).text)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert done.stdout.strip() == "hedgehog"


def test_the_same_text_again_yields_the_id_it_has_and_takes_on_new_tags(ebb: Ebb) -> None:
    id = ebb.add("hedgehog", tags=["a"])
    assert ebb.add("hedgehog") == id
    assert ebb.history(id) == []
    assert ebb.add("hedgehog", tags=["b"]) == id
    assert ebb.get(id).tags == ("a", "b")
    assert [revision.why for revision in ebb.history(id)] == ["added again"]
    assert ebb.count() == 1


def test_what_was_forgotten_and_is_added_by_hand_comes_back_but_an_import_leaves_it(ebb: Ebb) -> None:
    id = ebb.add("hedgehog")
    ebb.forget([id])
    assert ebb.add_many([{"text": "hedgehog"}]) == [id]
    assert ebb.count() == 0
    assert ebb.add("hedgehog") == id
    assert ebb.count() == 1
    assert_sound(ebb._store)


def test_a_batch_twice_adds_nothing(ebb: Ebb) -> None:
    items: list[dict[str, Any]] = [
        TURN,
        {"text": "hedgehog"},
        *({"text": "Yes.", "source": {"thread": "t"}} for _ in range(3)),
    ]
    first = ebb.add_many(items)
    assert ebb.add_many(items) == first
    assert len(set(first)) == ebb.count() == 5


def test_a_batch_with_a_bad_item_stores_nothing(ebb: Ebb) -> None:
    with pytest.raises(BadInput, match="Item 2"):
        ebb.add_many([{"text": "fine"}, {"text": ""}])
    assert ebb.count() == 0


def test_a_large_batch_says_how_far_it_is_and_can_be_stopped(ebb: Ebb) -> None:
    steps: list[tuple[int, int]] = []
    items = ({"text": f"note {number}"} for number in range(1200))
    ids = ebb.add_many(items, lambda *step: steps.append(step), lambda: len(steps) == 2)
    assert steps == [(500, 1200), (1000, 1200)]
    assert len(ids) == ebb.count() == 1000


def test_an_id_may_be_cut_short_but_not_beyond_six_signs(ebb: Ebb) -> None:
    first, second = ebb.add("one"), ebb.add("two")
    assert ebb.get(second.lower()).text == "two"
    assert ebb.get(f" {first[:25]} ").text == "one"
    for bad in ("", first[:5], "0" * 26, "not an id", "%", "\x1b[31m", first[:6]):
        with pytest.raises(MemoryNotFound):
            ebb.get(bad)
    with pytest.raises(KeyError):
        ebb.get("0" * 26)


def test_every_call_that_takes_an_id_refuses_an_unknown_one_and_changes_nothing(ebb: Ebb) -> None:
    id = ebb.add("hedgehog")
    for call in (
        lambda: ebb.edit("0" * 26, text="x"),
        lambda: ebb.pin("0" * 26),
        lambda: ebb.forget([id, "0" * 26]),
        lambda: ebb.restore(["0" * 26]),
        lambda: ebb.history("0" * 26),
        lambda: ebb.undo("0" * 26, 1),
        lambda: ebb.link(id, "0" * 26),
        lambda: ebb.unlink("0" * 26, id),
        lambda: ebb.links("0" * 26),
    ):
        with pytest.raises(MemoryNotFound):
            call()
    assert ebb.count() == 1


def test_an_edit_is_a_revision_and_can_be_undone_and_the_undoing_too(ebb: Ebb) -> None:
    id = ebb.add("hedgehog", tags=["a"])
    ebb.edit(id, text="badger", title="T", tags="b")
    (revision,) = ebb.history(id)
    assert dict(revision.before) == {"text": "hedgehog", "title": "", "tags": ["a"]}
    assert dict(revision.after) == {"text": "badger", "title": "T", "tags": ["b"]}
    assert (revision.number, revision.actor, revision.why) == (1, "person", "edited")
    undone = ebb.undo(id, 1)
    assert (undone.text, undone.title, undone.tags) == ("hedgehog", "", ("a",))
    redone = ebb.undo(id, 2)
    assert (redone.text, redone.title, redone.tags) == ("badger", "T", ("b",))
    assert [revision.number for revision in ebb.history(id)] == [1, 2, 3]
    assert_sound(ebb._store)


def test_an_edit_that_changes_nothing_leaves_no_revision(ebb: Ebb) -> None:
    id = ebb.add("hedgehog", tags=["a"], title="T")
    ebb.edit(id, text="hedgehog", title="T", tags=["a"])
    assert ebb.history(id) == []
    with pytest.raises(BadInput):
        ebb.edit(id, text="  ")
    with pytest.raises(BadInput, match="never changed"):
        ebb.undo(id, 1)
    ebb.edit(id, tags=[])
    assert ebb.get(id).tags == ()
    with pytest.raises(BadInput, match="1 to 1"):
        ebb.undo(id, 2)


def test_forgetting_is_out_of_every_list_and_restoring_brings_back(ebb: Ebb) -> None:
    one, two = ebb.add("one hedgehog", tags=["a"]), ebb.add("two")
    assert ebb.forget([one, one]) == [one, one]
    assert [memory.id for memory in ebb.recent()] == [two]
    assert ebb.tags() == []
    assert ebb.stats()["memories"] == {"note": 1}
    assert [memory.id for memory in ebb.select(state="forgotten")] == [one]
    assert ebb.get(one).state == "forgotten"
    assert ebb.restore([one, two]) == [one, two]
    assert {memory.id for memory in ebb.recent()} == {one, two}
    assert_sound(ebb._store)


def test_forgetting_for_ever_leaves_nothing_to_restore(ebb: Ebb, home: Path) -> None:
    one, two = ebb.add("one zugzwang"), ebb.add("two")
    ebb.link(one, two, "because of zugzwang")
    ebb.edit(one, text="another zugzwang")
    assert ebb.forget([one, one], forever=True) == [one, one]
    with pytest.raises(MemoryNotFound):
        ebb.get(one)
    assert ebb.links(two) == []
    assert ebb.add("one zugzwang") != one
    ebb.forget([memory.id for memory in ebb.select() if memory.id != two], forever=True)
    assert not any(b"zugzwang" in file.read_bytes() for file in home.iterdir() if file.is_file())
    assert_sound(ebb._store)


def test_a_link_is_seen_from_both_ends_and_never_leads_to_itself(ebb: Ebb) -> None:
    a, b = ebb.add("a"), ebb.add("b")
    ebb.link(a, b, "first\nsecond  line")
    assert [(link.id, link.why, link.direction) for link in ebb.links(a)] == [(b, "first second line", "out")]
    assert [(link.id, link.direction) for link in ebb.links(b)] == [(a, "in")]
    with pytest.raises(BadInput):
        ebb.link(a, a)
    assert ebb.unlink(b, a) == 1
    assert ebb.links(a) == []


def test_titles_are_linked_where_there_is_such_a_memory(ebb: Ebb) -> None:
    a, b = ebb.add("a"), ebb.add("b", title="The Plan")
    assert ebb.link_titles([(a, "the plan"), (a, "nothing"), (b, "The Plan")]) == 1
    assert [(link.id, link.kind) for link in ebb.links(a)] == [(b, "mentions")]
    assert ebb.link_titles([]) == 0


def test_select_takes_every_condition_together(ebb: Ebb) -> None:
    monday, tuesday = datetime(2024, 1, 1, 9, tzinfo=UTC), datetime(2024, 1, 2, 9, tzinfo=UTC)
    one = ebb.add("one", tags=["a"], occurred_at=monday, source={"app": "Editor"})
    two = ebb.add("two", tags=["a"], kind="document", occurred_at=tuesday)

    def ids(**conditions: object) -> list[str]:
        return [memory.id for memory in ebb.select(**conditions)]  # type: ignore[arg-type]

    assert ids() == [two, one]
    assert ids(newest_first=False, limit=1) == [one]
    assert ids(since=tuesday) == ids(kinds="document") == [two]
    assert ids(until=tuesday) == ids(app="editor") == [one]
    assert ids(tags="a", kinds=["note"]) == [one]
    assert ids(state="superseded") == ids(tags=["b"]) == []
    assert set(ids(state="faint") + ids(state="fading")) == {one, two}
    for bad in ({"state": "lost"}, {"kinds": ["tweet"]}, {"tags": ["#"]}):
        with pytest.raises(BadInput):
            ids(**bad)


def test_a_day_holds_what_occurred_from_its_midnight_to_the_next(ebb: Ebb) -> None:
    start = datetime(2024, 3, 10).astimezone()
    for offset in (timedelta(seconds=-1), timedelta(), timedelta(hours=23, minutes=59), timedelta(hours=25)):
        ebb.add(f"at {offset}", occurred_at=start + offset)
    assert [memory.text for memory in ebb.day(date(2024, 3, 10))] == ["at 0:00:00", "at 23:59:00"]
    assert ebb.days(2)[1] == (date(2024, 3, 10), 2)
    assert ebb.day(date(2000, 1, 1)) == []


@pytest.mark.parametrize("year", [1, 9999])
def test_the_ends_of_the_calendar_break_no_list(ebb: Ebb, year: int) -> None:
    ebb.add("one", occurred_at=datetime(year, 6, 1, tzinfo=UTC))
    assert ebb.days() == [(date(year, 6, 1), 1)]
    assert len(ebb.recent()) == 1


def test_what_was_taken_in_lately_is_listed_whenever_it_occurred(ebb: Ebb) -> None:
    before = datetime.now(UTC)
    ids = [ebb.add("one", occurred_at=datetime(2001, 1, 1, tzinfo=UTC)), ebb.add("two")]
    assert [memory.id for memory in ebb.recorded_since(before)] == ids
    assert ebb.recorded_since(datetime.now(UTC) + timedelta(seconds=1)) == []


def test_pinning_recalls_a_memory_that_was_dormant(ebb: Ebb) -> None:
    long_ago = datetime(100, 1, 1, tzinfo=UTC)
    id = ebb.add("old", kind="screen", occurred_at=long_ago)
    assert ebb.get(id).state == "dormant"
    assert (ebb.pin(id).state, ebb.get(id).recall_count) == ("vivid", 1)
    assert (ebb.pin(id, False).state, ebb.get(id).recall_count) == ("vivid", 1)


def test_a_memory_for_reading_only_changes_nothing(home: Path) -> None:
    with pytest.raises(CannotOpen, match="no memory"):
        Ebb.open(home, read_only=True)
    assert not home.exists()
    with Ebb.open(home, background=False) as ebb:
        id = ebb.add("hedgehog")
    with Ebb.open(home, read_only=True) as ebb:
        assert ebb.get(id).text == "hedgehog"
        for call in (lambda: ebb.add("x"), lambda: ebb.edit(id, text="x"), lambda: ebb.forget([id])):
            with pytest.raises(ReadOnlyHome):
                call()
        assert ebb.count() == 1


def test_closing_again_does_nothing_also_after_a_search_that_left_work(home: Path) -> None:
    flags = {"work.background": True}
    ebb = Ebb.open(home, background=False, hand_over=True, settings_flags=flags)
    ebb.add("hedgehog")
    ebb.settle()
    ebb._pending.left_behind = False
    assert ebb.search("hedgehog")
    ebb.close()
    ebb.close()


def test_a_closed_memory_says_so(home: Path) -> None:
    ebb = Ebb.open(home, background=False)
    ebb.close()
    ebb.close()
    for call in (lambda: ebb.add("x"), ebb.recent, ebb.count, lambda: ebb.get("0" * 26)):
        with pytest.raises(CannotOpen, match="closed"):
            call()


def test_two_memories_of_one_home_in_one_process_see_each_other(home: Path) -> None:
    with Ebb.open(home, background=False) as a, Ebb.open(home, background=False) as b:
        ids = [(a if number % 2 else b).add(f"note {number}") for number in range(10)]
        assert {memory.id for memory in a.select()} == {memory.id for memory in b.select()} == set(ids)
        assert_sound(a._store)


def test_one_memory_serves_several_threads(ebb: Ebb) -> None:
    errors: list[BaseException] = []

    def live(name: str) -> None:
        try:
            for number in range(15):
                id = ebb.add(f"{name} {number}", tags=[name])
                ebb.edit(id, title=f"T{number}")
                assert ebb.get(id).title == f"T{number}"
                if number % 3 == 0:
                    ebb.forget([id])
                    ebb.restore([id])
                ebb.recent(5)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=live, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert ebb.tags() == [("a", 15), ("b", 15), ("c", 15)]
    assert_sound(ebb._store)


def test_durability_follows_the_setting(home: Path) -> None:
    for setting, level in (("full", 2), ("normal", 1)):
        with Ebb.open(home, background=False, settings_flags={"store.durability": setting}) as ebb:
            found = ebb._store.write(lambda connection: connection.execute("PRAGMA synchronous").fetchone())
            assert found == (level,)


def test_a_memory_is_a_mapping_of_the_contracts_fields(ebb: Ebb) -> None:
    memory: Memory = ebb.get(ebb.add("hedgehog"))
    assert set(memory.to_json()) == set(
        "id kind title text context keywords tags created_at occurred_at retention stability_days pinned state source "
        "links".split()
    )
    assert memory["source"]["uri"] is None


def test_it_works_in_any_folder_without_language_or_terminal_and_with_warnings_as_errors(home: Path) -> None:
    code = """
from app import Ebb
with Ebb.open(background=False) as ebb:
    id = ebb.add("Stra\\xdfe \\u202e\\U0001f994")
    ebb.forget([id]); ebb.restore([id])
    print(ascii(ebb.get(id).text))
"""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "EBB_HOME": str(home)}
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert (done.stderr, done.stdout.strip()) == ("", ascii("Straße \u202e🦔"))
