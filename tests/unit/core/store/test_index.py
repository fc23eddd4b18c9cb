"""The full-text index: a turn is found by its neighbours' words too, and no query can be syntax."""

import sqlite3
import string
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DamagedDatabase
from core.store import health, index, memories
from core.store.filters import Filters
from core.store.store import Store
from core.store.writer import Writer
from tests.unit.core.store.scene import EVERYTHING, assert_sound, drafted, found


def _add(store: Store, *texts: str, thread: str | None = "talk") -> list[int]:
    drafts = [drafted(text, thread) for text in texts]
    return [stored.seq for stored in store.write(lambda connection: memories.insert(connection, drafts))]


def _score(store: Store, word: str) -> dict[int, float]:
    return {match.seq: match.score for match in store.read(lambda c: index.matches(c, [word], EVERYTHING, 10))}


def test_a_turn_is_found_by_the_words_of_the_two_before_and_after(store: Store) -> None:
    seqs = _add(store, "one", "two", "three", "hedgehog", "five", "six", "seven")
    assert found(store, "hedgehog") == set(seqs[1:6])


def test_the_turn_that_says_it_comes_before_those_beside_it(store: Store) -> None:
    seqs = _add(store, "one", "two", "three", "hedgehog", "five", "six", "seven")
    scores = _score(store, "hedgehog")
    assert max(scores, key=lambda seq: scores[seq]) == seqs[3]
    assert min(scores, key=lambda seq: scores[seq]) in (seqs[1], seqs[5])


def test_a_turn_that_comes_later_gives_its_words_to_those_before(store: Store) -> None:
    seqs = _add(store, "one", "two", "three")
    later = _add(store, "hedgehog")
    assert found(store, "hedgehog") == {seqs[1], seqs[2], *later}


def test_notes_and_other_threads_give_no_context(store: Store) -> None:
    _add(store, "one", thread="other")
    note = _add(store, "hedgehog", thread=None)
    _add(store, "two", thread="talk")
    assert found(store, "hedgehog") == set(note)


def test_what_was_forgotten_gives_no_context_and_its_place_is_closed(store: Store) -> None:
    seqs = _add(store, "one", "two", "hedgehog", "four", "five", "six")
    store.write(lambda connection: memories.set_status(connection, [seqs[2]], "forgotten"))
    assert found(store, "hedgehog") == set()
    assert found(store, "five") == {seqs[1], seqs[3], seqs[4], seqs[5]}
    assert_sound(store)


def test_forgetting_and_restoring_twice_changes_nothing_more(store: Store) -> None:
    seqs = _add(store, "one", "hedgehog", "three")
    for status in ("forgotten", "forgotten", "active", "active", "superseded", "forgotten", "superseded"):
        store.write(lambda connection, status=status: memories.set_status(connection, [seqs[1]] * 2, status))  # type: ignore[misc]
        assert_sound(store)
    assert found(store, "hedgehog") == set(seqs)


def test_words_are_found_by_stem_without_accents_and_in_title_and_tags(store: Store) -> None:
    draft = drafted("She was running through Zürich", title="Marathon plans", tags=["çay"])
    (stored,) = store.write(lambda connection: memories.insert(connection, [draft]))
    for word in ("run", "zurich", "marathon", "cay"):
        assert found(store, word) == {stored.seq}, word


def test_a_new_tag_is_found_and_an_old_one_no_more(store: Store) -> None:
    (seq,) = _add(store, "text", thread=None)
    store.write(lambda connection: memories.change(connection, seq, {}, ["apple"]))
    store.write(lambda connection: memories.change(connection, seq, {}, ["pear"]))
    assert found(store, "pear") == {seq}
    assert found(store, "apple") == set()


@pytest.mark.parametrize(
    "word", ['"', "*", "a AND", "NEAR(", "title:", "^x", "-x", "(", "a\0b", "'", "\\", "{x y}:", "col : x"]
)
def test_syntax_in_a_word_is_only_text(store: Store, word: str) -> None:
    seqs = _add(store, "plain words only", thread=None)
    assert found(store, word) <= set(seqs)
    assert store.read(lambda connection: index.document_count(connection, word, 5)) <= 1


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.sampled_from(string.printable + "äß\u200b\U0001f600\0"), max_size=12), max_size=4))
def test_no_words_whatsoever_raise(store: Store, words: list[str]) -> None:
    store.read(lambda connection: index.matches(connection, words, EVERYTHING, 5))
    store.read(lambda connection: index.matches(connection, words, EVERYTHING, 5, prefix=True))


def test_the_last_word_may_be_a_beginning(store: Store) -> None:
    (seq,) = _add(store, "The hedgehogs sleep", thread=None)
    begun = store.read(lambda connection: index.matches(connection, ["hedg"], EVERYTHING, 5, prefix=True))
    assert [match.seq for match in begun] == [seq]
    assert found(store, "hedg") == set()


def test_a_beginning_of_very_many_words_counts_as_a_word_and_alone_brings_in_the_newest(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "WIDE", 5)
    seqs = _add(store, "lamp", "old lighthouse", *(f"lamp{number}" for number in range(8)), thread=None)

    def begun(words: list[str], filters: Filters = EVERYTHING) -> list[int]:
        return [match.seq for match in store.read(lambda c: index.matches(c, words, filters, 4, prefix=True))]

    assert begun(["lighthouse", "lam"]) == [seqs[1]]
    assert begun(["lamp"]) == [seqs[0], seqs[9], seqs[8], seqs[7]]
    store.write(lambda connection: memories.set_pinned(connection, seqs[3], True))
    assert begun(["lam"], Filters(pinned=True)) == [seqs[3]]


def test_one_or_two_letters_are_no_beginning_where_there_are_many_memories(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    seqs = _add(store, "he", "hedgehog", thread=None)

    def begun() -> set[int]:
        return {match.seq for match in store.read(lambda c: index.matches(c, ["he"], EVERYTHING, 5, prefix=True))}

    assert begun() == set(seqs)
    monkeypatch.setattr(index, "MANY", 1)
    assert begun() == {seqs[0]}


def test_filters_apply_before_the_limit(store: Store) -> None:
    _add(store, *(f"hedgehog {number}" for number in range(30)), thread=None)
    last = drafted("a long text in which there is one hedgehog among many other words", tags=["rare"])
    (stored,) = store.write(lambda connection: memories.insert(connection, [last]))
    matches = store.read(lambda connection: index.matches(connection, ["hedgehog"], Filters(tags=("rare",)), 3))
    assert [match.seq for match in matches] == [stored.seq]


def test_a_filter_never_makes_the_index_look_up_memory_by_memory(store: Store) -> None:
    """With 10,000 memories that took two seconds instead of five milliseconds."""
    condition, values = Filters(kinds=("note",), superseded=False).check("memory_index.rowid")
    plan = store.read(
        lambda connection: connection.execute(
            f"EXPLAIN QUERY PLAN SELECT rowid, rank FROM memory_index WHERE memory_index MATCH ?{condition} "
            "ORDER BY rank LIMIT 5",
            ("x", *values),
        ).fetchall()
    )
    assert plan[0][3].endswith("INDEX 32:M7"), plan


def test_a_count_stops_at_its_cap_and_leaves_context_out(store: Store) -> None:
    _add(store, "hedgehog", "other", "one hedgehog", "two hedgehogs")
    assert store.read(lambda connection: index.document_count(connection, "hedgehog", 10)) == 3
    assert store.read(lambda connection: index.document_count(connection, "hedgehog", 2)) == 2


def test_a_damaged_index_is_noticed_and_rebuilt(store: Store) -> None:
    (seq,) = _add(store, "hedgehog", thread=None)
    store.write(lambda connection: connection.execute("UPDATE memories SET text = 'badger' WHERE seq = ?", (seq,)))
    with pytest.raises(DamagedDatabase):
        store.write(health.verify_index)
    store.write(index.rebuild)
    assert_sound(store)
    assert found(store, "badger") == {seq}
    assert found(store, "hedgehog") == set()


def test_authors_and_circumstances_are_read_by_number(store: Store) -> None:
    seqs = _add(store, "Shall we go?  ", "Yes.")
    authors = store.read(memories.authors)
    facts = store.read(lambda connection: index.circumstances(connection, seqs, [authors["Ana"]]))
    assert [facts[seq].asks for seq in seqs] == [True, False]
    assert all(fact.by_author for fact in facts.values())
    newest = store.read(lambda connection: index.by_author(connection, [authors["Ana"]], EVERYTHING, 1))
    assert newest == [seqs[1]]
    assert store.read(lambda connection: index.by_author(connection, [999], EVERYTHING, 1)) == []


def test_the_index_overwrites_what_is_deleted_where_sqlite_can(tmp_path: Path) -> None:
    Writer(tmp_path / "ebb.db").close()
    with closing(sqlite3.connect(tmp_path / "ebb.db")) as connection:
        chosen = connection.execute("SELECT v FROM memory_index_config WHERE k = 'secure-delete'").fetchall()
    assert chosen == ([(1,)] if sqlite3.sqlite_version_info >= (3, 42) else [])


@pytest.mark.skipif(sqlite3.sqlite_version_info >= (3, 42), reason="this SQLite reads the newer format")
def test_an_index_that_a_newer_sqlite_left_is_told_and_made_anew_by_rebuild(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "ebb.db")) as store:
        (seq,) = _add(store, "a hedgehog")
    with closing(sqlite3.connect(tmp_path / "ebb.db")) as connection, connection:
        connection.execute("UPDATE memory_index_config SET v = 5 WHERE k = 'version'")
    with closing(Store(tmp_path / "ebb.db")) as store:
        with pytest.raises(DamagedDatabase, match="newer SQLite"):
            found(store, "hedgehog")
        store.write(index.rebuild)
        assert found(store, "hedgehog") == {seq}
