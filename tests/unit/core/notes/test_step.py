"""New memories describe themselves, once, from what stands in them; what a person set is theirs."""

import sqlite3
import time

from core.clock import to_micros
from core.notes import reading
from core.notes.step import describe
from core.store import due, entities, memories, times
from tests.unit.core.notes.scene import NOW, Place


def test_a_turn_says_who_spoke_to_whom_when_and_about_what(place: Place) -> None:
    place.say("Melanie", "How was your week?")
    seq = place.say("Caroline", "I went to a support group yesterday. The support group talked about adoption.")
    assert place.describe() == 2
    row = place.row(seq)
    assert row.context == (
        "Caroline to Melanie on 8 May 2023, about support group and adoption, speaking of 7 May 2023."
    )
    assert place.keywords(seq) == ["support group", "adoption"]
    assert place.times(seq) == [("yesterday", "2023-05-07", "2023-05-07")]


def test_what_is_filled_in_is_no_revision_and_nothing_is_due_again(place: Place) -> None:
    seq = place.add("# Boiler\n\nThe boiler was serviced by Mrs Lund.")
    assert place.describe() == 1
    assert (place.row(seq).title, place.history(seq), place.run) == ("Boiler", [], None)
    assert place.describe() == 0
    assert place.store.read(lambda connection: due.numbers(connection, "described", 10)) == []


def test_a_title_that_was_found_is_in_the_index(place: Place) -> None:
    seq = place.add("# Zwieback\n\nBake it twice.")
    place.describe()
    found = place.store.read(
        lambda c: c.execute("SELECT rowid FROM memory_index WHERE memory_index MATCH 'title : zwieback'").fetchall()
    )
    assert found == [(seq,)]


def test_conversations_and_screens_get_no_title(place: Place) -> None:
    turn = place.say("Ana", "# Plans\n\nWe sail on Sunday.")
    screen = place.add("# Plans\n\nWe sail on Sunday.", kind="screen")
    place.describe()
    assert (place.row(turn).title, place.row(screen).title) == ("", "")


def test_a_changed_text_is_described_anew_as_a_revision_of_ebbs_run(place: Place) -> None:
    seq = place.add("The rhubarb needs water.", title="Plot")
    place.describe()
    place.revise(seq, text="The hedgehog sleeps under Tomasz Wirth's shed.")
    place.describe()
    assert place.names(seq) == {"Tomasz Wirth"}
    last = place.history(seq)[-1]
    assert (last.actor, set(last.before)) == ("ebb", {"context", "keywords"})
    assert any("hedgehog" in keyword for keyword in place.keywords(seq))
    assert "rhubarb" not in place.row(seq).context


def test_what_the_person_set_or_took_back_stays(place: Place) -> None:
    seq = place.add("The rhubarb needs water.")
    place.describe()
    place.revise(seq, context="My own words.", keywords="[]", title="")
    place.revise(seq, title="Mine")
    place.revise(seq, title="", text="# Heading\n\nThe hedgehog sleeps.")
    place.describe()
    row = place.row(seq)
    assert (row.context, row.keywords, row.title) == ("My own words.", "[]", "")


def test_a_memory_that_changed_meanwhile_is_left_for_the_next_time(place: Place) -> None:
    seq = place.add("The rhubarb needs water.")
    bench = place.bench()
    changed: list[bool] = []

    def meddle() -> None:
        if not changed:
            changed.append(True)
            place.revise(seq, text="The hedgehog sleeps in the shed.")

    object.__setattr__(bench, "go_on", meddle)
    describe(bench, 10)
    assert place.row(seq).context == ""
    place.describe()
    assert "hedgehog" in place.row(seq).context


def test_derived_and_forgotten_memories_are_not_described(place: Place) -> None:
    digest = place.add("Caroline spoke of adoption.", kind="note")
    gone = place.add("Something else of no importance.")
    place.store.write(lambda c: c.execute("UPDATE memories SET role = 'day' WHERE seq = ?", (digest,)))
    place.store.write(lambda c: memories.set_status(c, [gone], "forgotten"))
    assert place.describe() == 1
    assert (place.row(digest).context, place.row(gone).context, place.names(digest)) == ("", "", set())


def test_after_an_erasure_nothing_of_the_words_is_left(place: Place) -> None:
    kept = place.add("I met my friend Tomasz Wirth at Lake Bohinj.")
    seq = place.add("I told Tomasz about the Zanzibar Expedition with Quentin Featherstone yesterday.")
    place.describe()
    assert "Quentin Featherstone" in place.names(seq)
    place.store.write(lambda connection: memories.erase(connection, [seq]))
    place.store.write(memories.scrub, transaction=False)
    place.store.close()
    data = place.store.path.read_bytes()
    assert b"Featherstone" not in data and b"Zanzibar" not in data and b"featherstone" not in data
    with sqlite3.connect(place.store.path) as connection:
        assert {name for (name,) in connection.execute("SELECT name FROM entities")} == {"Tomasz Wirth", "Lake Bohinj"}
        assert {seq for (seq,) in connection.execute("SELECT seq FROM memory_entities")} == {kept}
    connection.close()


def test_an_edit_that_drops_a_name_drops_it_from_the_names(place: Place) -> None:
    seq = place.add("I told Quentin Featherstone about it.")
    place.describe()
    place.revise(seq, text="I told nobody about it.")
    place.describe()
    assert place.store.read(entities.register) == []


def test_time_words_are_kept_verbatim_and_found_by_what_they_mean(place: Place) -> None:
    seq = place.say("Ana", "Last Friday we sailed. We leave for Crete on 12 June 2023 until March.")
    place.describe()
    assert place.times(seq) == [
        ("Last Friday", "2023-05-05", "2023-05-05"),
        ("12 June 2023", "2023-06-12", "2023-06-12"),
    ]
    start = to_micros(NOW.replace(year=2023, month=6, day=1))
    end = to_micros(NOW.replace(year=2023, month=7, day=1))
    assert place.store.read(lambda connection: times.within(connection, start, end, 10)) == [seq]


def test_a_long_memory_is_read_in_slices_that_let_queries_pass(place: Place) -> None:
    text = "\n".join(
        f"On 3 May 2023 we told Zelda Fitzgerald about plan {n} and the lemon harvest." for n in range(1400)
    )
    assert len(text) > 90_000
    seq = place.add(text)
    began = time.process_time()
    place.describe()
    assert place.went_on >= len(text) // reading.SLICE
    assert time.process_time() - began < 10
    assert place.names(seq) == {"Zelda Fitzgerald"}
    assert len(place.times(seq)) == reading.MOST_TIMES


def test_a_hundred_turns_are_described_alike_in_one_batch_or_many(place: Place) -> None:
    seqs = [place.say("Ana" if n % 2 else "Ben", f"We saw {n} herons near Lake Bohinj.") for n in range(40)]
    place.describe(size=7)
    assert all(place.named(seq) == [("Lake Bohinj", "place")] for seq in seqs)
