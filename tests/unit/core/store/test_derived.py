"""Derived memories: found by key, pointing at their sources, out of the way of what was taken in, and gone with it."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from core.store import days, derived, index, memories, revisions, vectors
from core.store.derived import Outcome, Role
from core.store.filters import Filters
from core.store.store import Store
from tests.unit.core.store.scene import FakeEmbedder, assert_sound, drafted, embed, found
from tests.unit.core.store.summaries import AT, TEXTS, edit, keys, put, seq_of, summary


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """Three turns of a talk, embedded."""
    opened = Store(path)
    opened.write(partial(memories.insert, drafts=[drafted(text, "talk") for text in TEXTS]))
    embed(opened, FakeEmbedder())
    yield opened
    opened.close()


def test_it_is_made_once_remade_where_its_basis_differs_and_says_so_before(store: Store) -> None:
    for made, expected in (
        (summary(), Outcome.MADE),
        (summary(), Outcome.SAME),
        (summary(basis=b"2", quotes=(3,)), Outcome.REMADE),
    ):
        assert store.read(partial(derived.outcome, derived=made)) == expected
        assert put(store, made) == expected
    assert store.read(partial(derived.spans, seq=seq_of(store))) == [(3, 0, len(TEXTS[2]))]
    assert_sound(store)


def test_it_points_at_what_it_covers_strongest_at_what_it_quotes(store: Store) -> None:
    put(store, summary())
    rows = store.read(
        lambda c: c.execute("SELECT target, weight, actor, run_id FROM links WHERE kind = 'summarises'").fetchall()
    )
    assert rows == [(1, 1.0, "ebb", 1), (2, 1.0, "ebb", 1), (3, 0.5, "ebb", 1)]


def test_it_is_indexed_but_left_out_of_counts_and_where_derived_ones_are_not_wanted(store: Store) -> None:
    put(store, summary())
    seq = seq_of(store)
    assert seq in found(store, "xylophone")
    assert seq not in found(store, "xylophone", Filters(derived=False))
    assert store.read(days.total) == 3
    assert store.read(partial(days.counts, limit=9))[0][1] == 3


def test_it_has_the_vectors_of_what_it_quotes_and_nothing_is_pending(store: Store) -> None:
    put(store, summary())
    seq = seq_of(store)
    assert store.read(partial(vectors.pending_count, model_name="fake")) == 0
    rows = store.read(
        lambda c: c.execute('SELECT seq, "start", "end", vector FROM vectors ORDER BY seq, "start"').fetchall()
    )
    own = [(start, end, vector) for number, start, end, vector in rows if number == seq]
    text = summary().text
    assert [text[start:end] for start, end, _ in own] == list(TEXTS[:2])
    assert [vector for *_, vector in own] == [vector for number, *_, vector in rows if number in (1, 2)]
    assert_sound(store)


def test_without_vectors_of_its_sources_it_is_due_for_embedding(store: Store) -> None:
    store.write(vectors.clear)
    put(store, summary())
    assert store.read(partial(vectors.pending_count, model_name="fake")) == 4


def test_an_episode_tells_its_members_and_one_that_was_set_aside_does_not(store: Store) -> None:
    put(store, summary("episode/x", Role.EPISODE))
    put(store, summary())
    seq = seq_of(store, "episode/x")
    assert store.read(partial(derived.episode_of, seqs=[1, 2, 3, 99])) == {1: seq, 2: seq, 3: seq}
    store.write(partial(memories.set_status, seqs=[seq], status="forgotten"))
    assert store.read(partial(derived.episode_of, seqs=[1, 2, 3])) == {}


def test_no_step_behind_reads_it_and_an_edit_does_not_make_it_due(store: Store) -> None:
    put(store, summary())
    seq = seq_of(store)
    edit(store, seq, "My own words.")
    row = store.read(
        lambda c: c.execute("SELECT described, linked, reconciled, role FROM memories WHERE seq = ?", (seq,)).fetchone()
    )
    assert row == (1, 1, 1, "day")


def test_what_the_person_edited_or_set_aside_is_kept_and_tags_alone_are_no_edit(store: Store) -> None:
    put(store, summary())
    store.write(partial(revisions.revise, seq=seq_of(store), changes={"tags": ["mine"]}, at=AT, why="tagged"))
    assert put(store, summary(basis=b"2")) == Outcome.REMADE
    edit(store, seq_of(store), "My own words.")
    assert put(store, summary(basis=b"3")) == Outcome.KEPT
    assert store.write(partial(derived.remove, seqs=[seq_of(store)])) == 0
    put(store, summary("week/2024-W18", Role.WEEK))
    week = seq_of(store, "week/2024-W18")
    store.write(partial(memories.set_status, seqs=[week], status="forgotten"))
    assert put(store, summary("week/2024-W18", Role.WEEK, basis=b"2")) == Outcome.KEPT


def test_a_run_is_taken_back_whole_except_for_what_the_person_edited_since(store: Store) -> None:
    put(store, summary(), run=7)
    put(store, summary("week/2024-W18", Role.WEEK), run=7)
    put(store, summary("episode/x", Role.EPISODE), run=8)
    edit(store, seq_of(store), "My own words.")
    assert store.write(partial(derived.remove_run, run=7)) == 1
    assert keys(store) == ["day/2024-05-01", "episode/x"]
    assert_sound(store)


def test_a_model_s_words_are_set_only_while_nothing_else_has_changed(store: Store) -> None:
    put(store, summary())
    seq = seq_of(store)
    reword = partial(derived.reword, version=1, by="tiny", run=None, at=1)
    assert store.write(partial(reword, seq=seq, text="Ben moved."))
    assert not store.write(partial(reword, seq=seq, text="Again."))
    assert not store.write(partial(reword, seq=1, text="Not a derived one."))
    text, context = store.read(
        lambda c: c.execute("SELECT text, context FROM memories WHERE seq = ?", (seq,)).fetchone()
    )
    assert (text, context) == ("Ben moved.", "Put into words by tiny.")
    assert put(store, summary()) == Outcome.SAME
    assert put(store, summary(basis=b"2")) == Outcome.REMADE
    assert store.read(lambda c: c.execute("SELECT context FROM memories WHERE seq = ?", (seq,)).fetchone()[0]) == ""
    assert store.read(partial(index.document_count, word="moved", cap=9)) == 2
