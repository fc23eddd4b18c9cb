"""Writing memories: the same twice is one, numbers are never given again, what is erased leaves no trace."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from core.store import backup, links, memories, revisions, rows
from core.store.connection import Connection
from core.store.memories import Stored
from core.store.store import Store
from tests.unit.core.store.scene import NOW, FakeEmbedder, assert_sound, drafted, embed, found


def _add(store: Store, *texts: str, **rest: object) -> list[Stored]:
    drafts = [drafted(text, **rest) for text in texts]  # type: ignore[arg-type]
    return store.write(lambda connection: memories.insert(connection, drafts))


def test_the_same_draft_again_yields_the_id_it_has(store: Store) -> None:
    (first,) = _add(store, "hedgehog")
    (again,) = _add(store, "hedgehog")
    assert (again.id, again.seq, again.new) == (first.id, first.seq, False)


def test_the_same_draft_twice_in_one_batch_is_one(store: Store) -> None:
    first, second = _add(store, "hedgehog", "hedgehog")
    assert first.new and not second.new
    assert first.id == second.id
    assert_sound(store)


def test_more_drafts_than_sqlite_takes_values_are_stored_in_order(store: Store) -> None:
    stored = _add(store, *(f"note {number}" for number in range(1200)), "note 3")
    assert [one.seq for one in stored[:-1]] == list(range(1, 1201))
    assert stored[-1].id == stored[3].id


def test_an_erased_number_is_never_given_again(store: Store) -> None:
    """Somebody may still hold it: a vector that is being made, a command between looking up and changing."""
    (first,) = _add(store, "hedgehog")
    store.write(lambda connection: memories.erase(connection, [first.seq]))
    (second,) = _add(store, "badger")
    assert second.seq > first.seq


def test_a_failure_within_a_batch_leaves_nothing_of_it(store: Store) -> None:
    good, bad = drafted("hedgehog"), drafted("badger", tags=["x"])
    object.__setattr__(bad, "kind", None)
    with pytest.raises(Exception, match="NOT NULL"):
        store.write(lambda connection: memories.insert(connection, [good, bad]))
    assert found(store, "hedgehog") == set()
    assert_sound(store)
    assert _add(store, "hedgehog")[0].new


def test_a_source_thread_and_author_are_kept_once_and_read_back(store: Store) -> None:
    source = {"app": "talks", "title": "T", "uri": "u/1", "file": "f", "thread": "t", "author": "Ana"}
    (one,) = _add(store, "one", kind="chat", source=source)
    (two,) = _add(store, "two", kind="chat", source=source | {"uri": "u/2"})
    read = store.read(lambda connection: rows.by_seq(connection, [one.seq, two.seq]))
    assert read[one.seq].source == drafted("x", source=source).source
    assert read[one.seq].thread_id == read[two.seq].thread_id
    tables = ("sources", "threads", "entities")

    def count(connection: Connection, table: str) -> int:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    assert [store.read(partial(count, table=table)) for table in tables] == [1, 1, 1]


def test_a_changed_text_is_due_again_and_a_changed_tag_is_not(store: Store) -> None:
    (one,) = _add(store, "hedgehog")
    embedder = FakeEmbedder()
    assert embed(store, embedder) == 1
    store.write(lambda connection: memories.change(connection, one.seq, {}, ["tag"]))
    assert embed(store, embedder) == 0
    store.write(lambda connection: memories.change(connection, one.seq, {"title": "T"}))
    assert_sound(store)
    assert embed(store, embedder) == 1


def test_erasing_the_same_memory_twice_at_once_keeps_the_index_sound(store: Store) -> None:
    one, two, three = _add(store, "one", "hedgehog", "three", thread="t")
    store.write(lambda connection: memories.erase(connection, [two.seq, two.seq, 999]))
    assert found(store, "hedgehog") == set()
    assert found(store, "one") == {one.seq, three.seq}
    assert_sound(store)


SECRET = "xylophagous zugzwang"


@pytest.fixture
def erased(store: Store) -> Iterator[Store]:
    """A store in which one memory with a secret in every place stood among others, and was erased."""
    others = _add(store, *(f"turn {number}" for number in range(50)), thread="t")
    source = {"app": SECRET, "title": SECRET, "uri": SECRET, "file": SECRET, "thread": "t", "author": SECRET}
    (one,) = _add(store, f"the {SECRET}", kind="chat", title=SECRET, tags=[SECRET], source=source)
    _add(store, "a turn after it", thread="t")
    embed(store, FakeEmbedder())
    store.write(lambda c: memories.change(c, one.seq, {"text": f"a new {SECRET}"}, ["other"]))
    store.write(
        lambda c: revisions.revise(c, one.seq, {"context": SECRET}, at=1, why=SECRET, author=revisions.Author(SECRET))
    )
    store.write(lambda c: links.add(c, one.seq, others[0].seq, kind="manual", weight=1, why=SECRET, at=1))
    embed(store, FakeEmbedder())
    store.write(lambda connection: memories.erase(connection, [one.seq]))
    store.write(memories.scrub, transaction=False)
    yield store


def _bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())


def test_what_is_erased_leaves_no_trace_in_any_file(erased: Store) -> None:
    """Read while the database is open: the log counts too."""
    everything = _bytes(erased.path.parent)
    for trace in (b"xylophag", b"zugzwang", SECRET.replace(" ", "-").encode()):
        assert trace not in everything
    assert b"turn 49" in everything


def test_what_is_erased_leaves_no_word_in_the_index(erased: Store) -> None:
    def words(connection: Connection) -> set[str]:
        connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, memory_index, row)")
        return {row[0] for row in connection.execute("SELECT term FROM temp.words")}

    terms = erased.write(words)
    assert "turn" in terms
    assert not {term for term in terms if term.startswith(("xyl", "zug"))}


def test_what_is_erased_leaves_no_number_in_bits_or_copies(erased: Store, tmp_path: Path) -> None:
    assert_sound(erased)
    copy = tmp_path / "copies" / "copy.db"
    copy.parent.mkdir()
    erased.read(lambda connection: backup.copy_to(connection, copy))
    assert b"zugzwang" not in _bytes(copy.parent)


def test_times_before_1970_and_far_ahead_are_kept_to_the_microsecond(store: Store) -> None:
    for year in (1, 1969, 9999):
        when = NOW.replace(year=year, month=6, microsecond=123456)
        (one,) = _add(store, f"in {year}", occurred_at=when)
        assert store.read(lambda c, seq=one.seq: rows.by_seq(c, [seq]))[one.seq].occurred_at == when  # type: ignore[misc]
