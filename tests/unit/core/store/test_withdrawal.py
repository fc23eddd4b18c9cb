"""What is forgotten is quoted nowhere any more, and what is erased leaves no byte in what was derived from it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from core.store import memories, withdrawal
from core.store.connection import Connection
from core.store.derived import Outcome, Role
from core.store.store import Store
from tests.unit.core.store.scene import FakeEmbedder, assert_sound, drafted, embed, found
from tests.unit.core.store.summaries import TEXTS, edit, put, seq_of, summary


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """Three turns of a talk, embedded."""
    opened = Store(path)
    opened.write(partial(memories.insert, drafts=[drafted(text, "talk") for text in TEXTS]))
    embed(opened, FakeEmbedder())
    yield opened
    opened.close()


@pytest.mark.parametrize("forever", [True, False])
def test_what_is_forgotten_is_quoted_nowhere_any_more_and_its_day_is_due(store: Store, forever: bool) -> None:
    put(store, summary())
    put(store, summary("week/2024-W18", Role.WEEK, quotes=(2,)))
    store.write(lambda c: c.execute("UPDATE memories SET levelled = 2"))

    def forget(connection: Connection) -> int:
        count = withdrawal.withdraw(connection, [1], forever=forever)
        memories.erase(connection, [1]) if forever else memories.set_status(connection, [1], "forgotten")
        return count

    assert store.write(forget) == 2  # the week covers it too
    assert found(store, "xylophone") == set()
    due = store.read(
        lambda c: [row[0] for row in c.execute("SELECT seq FROM memories WHERE levelled = 0 ORDER BY seq")]
    )
    assert due == ([2, 3] if forever else [1, 2, 3])
    assert_sound(store)


def _forget_forever(store: Store) -> None:
    def work(connection: Connection) -> None:
        withdrawal.withdraw(connection, [1], forever=True)
        memories.erase(connection, [1])

    store.write(work)
    store.write(memories.scrub, transaction=False)


@pytest.mark.parametrize(
    "before",
    [
        lambda store: None,
        lambda store: edit(store, seq_of(store), f"Mine.\nAna:  “{TEXTS[0]}”\nAlso mine."),
        lambda store: put(store, summary(basis=b"2", quotes=(2, 3))),
        lambda store: store.write(partial(memories.set_status, seqs=[seq_of(store)], status="forgotten")),
        lambda store: edit(store, seq_of(store, "episode/x"), "Mine."),
    ],
    ids=["as made", "edited by the person", "remade without it", "set aside", "retitled"],
)
def test_an_erased_memory_leaves_no_byte_in_what_was_derived_from_it(
    store: Store, path: Path, before: Callable[[Store], object]
) -> None:
    put(store, summary())
    put(store, replace(summary("episode/x", Role.EPISODE), title="Xylophone, Porto (1 May 2024)"))
    before(store)
    _forget_forever(store)
    assert_sound(store)
    store.close()
    for file in path.parent.iterdir():
        assert b"xylophone" not in file.read_bytes().lower(), file.name


def test_the_day_of_an_erased_memory_is_due_even_where_nothing_was_derived_from_it(store: Store) -> None:
    store.write(lambda connection: connection.execute("UPDATE memories SET levelled = 2"))
    _forget_forever(store)
    due = store.read(
        lambda c: [row[0] for row in c.execute("SELECT seq FROM memories WHERE levelled = 0 ORDER BY seq")]
    )
    assert due == [2, 3]


def test_an_edit_keeps_its_other_lines_when_what_it_quoted_is_erased_and_stays_the_persons(store: Store) -> None:
    put(store, summary())
    edit(store, seq_of(store), f"Mine.\nAna:  “{TEXTS[0]}”\nAlso mine.")
    _forget_forever(store)
    text = store.read(lambda c: c.execute("SELECT text FROM memories WHERE role <> ''").fetchone()[0])
    assert text == "Mine.\nAlso mine."
    assert put(store, summary(basis=b"9", quotes=(2,))) == Outcome.KEPT


@pytest.mark.parametrize("text", ["a\n  b  c\nd", "a\nb\tc\nd"])
def test_a_quotation_is_found_whatever_white_space_it_was_written_with(text: str) -> None:
    assert withdrawal.without(text, ["b\n c"]) == "a\nd"
    assert withdrawal.without(text, [""]) == text
