"""Conversations in the file: trees of turns whose words stand in memories, and go with them."""

import sqlite3

import pytest

from core.chat.turn import ANSWER, Speaker
from core.memory import Citation
from core.store import memories, talks
from core.store.store import Store
from tests.unit.core.store.scene import assert_sound, drafted


@pytest.fixture
def talk(store: Store) -> int:
    """The number of a conversation named TALK."""
    return store.write(lambda connection: talks.begin(connection, "TALK", 5))


def said(store: Store, talk: int, text: str, parent: int | None = None, role: Speaker = Speaker.YOU) -> int:
    """Write down a turn and give it its memory; returns its number."""

    def work(connection: sqlite3.Connection) -> int:
        turn = talks.add(connection, talk, parent, role, text, 10)
        talks.keep(connection, turn, drafted(text, "TALK"), ANSWER if role is Speaker.EBB else "")
        return turn

    return store.write(work)


def seq_of(store: Store, turn: int) -> int:
    """The number of the memory that a turn is."""
    query = "SELECT seq FROM talk_turns WHERE id = ?"
    return int(store.read(lambda connection: connection.execute(query, (turn,)).fetchone()[0]))


def statuses(store: Store) -> list[str]:
    """The status of every memory, in the order in which they were made."""
    query = "SELECT status FROM memories ORDER BY seq"
    return store.read(lambda connection: [row[0] for row in connection.execute(query)])


def test_a_turn_without_a_memory_holds_its_words_itself(store: Store, talk: int) -> None:
    store.write(lambda connection: talks.add(connection, talk, None, Speaker.YOU, "hello", 7))
    (turn,) = store.read(lambda connection: talks.turns(connection, talk))
    assert (turn.text, turn.kept, turn.memory) == ("hello", "waiting", None)
    assert [one.name for one in store.read(talks.unfinished)] == ["TALK"]


def test_a_turn_with_a_memory_has_its_words_there_alone(store: Store, talk: int) -> None:
    turn = said(store, talk, "a hedgehog")
    row = store.read(lambda connection: connection.execute("SELECT text FROM talk_turns").fetchone())
    assert row == (None,)
    store.write(lambda connection: memories.change(connection, seq_of(store, turn), {"text": "an otter"}))
    assert [one.text for one in store.read(lambda connection: talks.turns(connection, talk))] == ["an otter"]
    assert store.read(talks.unfinished) == []
    assert_sound(store)


def test_an_answer_is_no_work_for_the_steps_behind(store: Store, talk: int) -> None:
    turn = said(store, talk, "I say so", role=Speaker.EBB)
    row = store.read(
        lambda connection: connection.execute(
            "SELECT role, described, linked, reconciled, levelled FROM memories WHERE seq = ?", (seq_of(store, turn),)
        ).fetchone()
    )
    assert row == ("answer", 1, 1, 1, 0)


def test_citations_are_read_with_their_quotes_and_go_with_their_memory(store: Store, talk: int) -> None:
    (source,) = store.write(lambda connection: memories.insert(connection, [drafted("a hedgehog lives here")]))
    turn = said(store, talk, "A hedgehog [1].", role=Speaker.EBB)
    cited = (Citation(1, source.id, "hedgehog", 2, 10), Citation(2, "NOBODY", "x", 0, 1))
    store.write(lambda connection: talks.cite(connection, turn, seq_of(store, turn), cited))
    (read,) = store.read(lambda connection: talks.turns(connection, talk))
    assert read.citations == cited[:1]
    store.write(lambda connection: memories.erase(connection, [source.seq]))
    (read,) = store.read(lambda connection: talks.turns(connection, talk))
    assert read.citations == ()
    assert_sound(store)


def test_an_erased_turn_keeps_its_place_without_words(store: Store, talk: int) -> None:
    first = said(store, talk, "a hedgehog")
    second = said(store, talk, "an otter", first)
    store.write(lambda connection: memories.erase(connection, [seq_of(store, first)]))
    read = store.read(lambda connection: talks.turns(connection, talk))
    assert [(one.id, one.parent, one.text, one.kept) for one in read] == [
        (first, None, "", "erased"),
        (second, first, "an otter", "kept"),
    ]
    assert_sound(store)


def test_what_another_branch_states_is_set_aside_until_one_returns(store: Store, talk: int) -> None:
    old, new = said(store, talk, "a hedgehog"), said(store, talk, "an otter")
    store.write(lambda connection: talks.choose(connection, talk, new, [new], 20))
    assert statuses(store) == ["superseded", "active"]
    store.write(lambda connection: talks.choose(connection, talk, old, [old], 30))
    assert statuses(store) == ["active", "superseded"]
    assert_sound(store)


def test_what_the_truth_superseded_is_not_brought_back_by_a_branch(store: Store, talk: int) -> None:
    turn = said(store, talk, "a hedgehog")
    store.write(lambda connection: memories.set_status(connection, [seq_of(store, turn)], "superseded"))
    store.write(lambda connection: talks.choose(connection, talk, turn, [turn], 20))
    row = store.read(lambda connection: connection.execute("SELECT status FROM memories").fetchone())
    assert row == ("superseded",)


def test_conversations_are_found_by_name_by_time_and_by_their_memories(store: Store, talk: int) -> None:
    empty = store.write(lambda connection: talks.begin(connection, "EMPTY", 6))
    turn = said(store, talk, "a hedgehog")
    (listed,) = store.read(lambda connection: talks.newest(connection, 10))
    assert (listed.number, listed.opening, listed.turns, listed.leaf, listed.last_at) == (
        talk,
        "a hedgehog",
        1,
        turn,
        10,
    )
    assert [one.number for one in store.read(lambda connection: talks.named(connection, "em"))] == [empty]
    (memory,) = (one.memory for one in store.read(lambda connection: talks.turns(connection, talk)))
    found = store.read(lambda connection: talks.of_memories(connection, [*("x" * 600), memory or ""]))
    assert {id: one.number for id, one in found.items()} == {memory: talk}
