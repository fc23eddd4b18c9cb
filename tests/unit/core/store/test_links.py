"""Links: who made them, what the person took apart, what is around, hubs and orphans."""

from itertools import pairwise

import pytest

from core.store import links, memories, runs
from core.store.links import ENTITY, KINDS, MANUAL, SIMILAR, SUMMARISES, Edge
from core.store.revisions import Author
from core.store.store import Store
from tests.unit.core.store.scene import drafted


def filled(store: Store, count: int) -> list[int]:
    drafts = [drafted(f"memory {at}") for at in range(count)]
    return [stored.seq for stored in store.write(lambda connection: memories.insert(connection, drafts))]


def add(store: Store, a: int, b: int, kind: str = MANUAL, weight: float = 1.0, author: Author | None = None) -> bool:
    given = {"author": author} if author else {}
    return store.write(lambda c: links.add(c, a, b, kind=kind, weight=weight, why="so", at=1, **given))


def begun(store: Store) -> Author:
    return Author("ebb", store.write(lambda connection: runs.begin(connection, "behind", 0)))


def rows(store: Store) -> set[tuple[int, int, str, str]]:
    query = "SELECT source, target, kind, actor FROM links"
    return set(store.read(lambda connection: connection.execute(query).fetchall()))


def test_what_the_person_took_apart_ebb_never_links_again_but_the_person_may(store: Store) -> None:
    a, b, c = filled(store, 3)
    ebb = begun(store)
    store.write(lambda connection: links.decline(connection, b, a, 5))
    assert not add(store, a, b, SIMILAR, author=ebb)
    edges = [Edge(a, b, ENTITY, 0.5, "x"), Edge(b, a, SIMILAR, 0.5, "x"), Edge(a, c, SIMILAR, 0.5, "x")]
    assert store.write(lambda connection: links.add_all(connection, edges, 1, ebb)) == 1
    assert rows(store) == {(a, c, SIMILAR, "ebb")}
    assert add(store, a, b)
    assert store.write(lambda connection: links.add_all(connection, edges, 1, ebb)) == 2


def test_ebb_leaves_a_link_of_the_person_as_it_is_and_the_person_makes_one_of_ebb_theirs(store: Store) -> None:
    a, b = filled(store, 2)
    ebb = begun(store)
    assert add(store, a, b, SIMILAR)
    assert not add(store, a, b, SIMILAR, 0.2, ebb)
    assert rows(store) == {(a, b, SIMILAR, "person")}
    assert add(store, b, a, SIMILAR, 0.2, ebb)
    assert not add(store, b, a, SIMILAR)
    assert store.write(lambda connection: links.undo_run(connection, ebb.run or 0)) == 0
    assert rows(store) == {(a, b, SIMILAR, "person"), (b, a, SIMILAR, "person")}


def test_undoing_a_run_takes_only_its_links(store: Store) -> None:
    a, b, c = filled(store, 3)
    first, second = begun(store), begun(store)
    add(store, a, b, SIMILAR, author=first)
    add(store, b, c, SIMILAR, author=second)
    assert store.write(lambda connection: links.undo_run(connection, second.run or 0)) == 1
    assert rows(store) == {(a, b, SIMILAR, "ebb")}


def test_finding_anew_clears_what_ebb_found_and_nothing_else(store: Store) -> None:
    a, b, c = filled(store, 3)
    ebb = begun(store)
    for source, target, kind in ((a, b, SIMILAR), (b, c, ENTITY), (a, c, SIMILAR), (b, a, SUMMARISES)):
        add(store, source, target, kind, author=ebb)
    add(store, a, b)
    store.write(lambda connection: links.clear(connection, [b]))
    assert rows(store) == {(a, c, SIMILAR, "ebb"), (b, a, SUMMARISES, "ebb"), (a, b, MANUAL, "person")}


def test_what_is_around_comes_from_both_ends_once_and_strongest_first(store: Store) -> None:
    a, b, c, d, e = filled(store, 5)
    add(store, a, b, SIMILAR, 0.5)
    add(store, c, a, SIMILAR, 0.9)
    add(store, a, d, ENTITY, 0.7)
    add(store, d, e, ENTITY, 0.1)
    assert store.read(lambda connection: links.around(connection, [a])) == [
        (c, a, SIMILAR, 0.9),
        (a, d, ENTITY, 0.7),
        (a, b, SIMILAR, 0.5),
    ]
    assert store.read(lambda connection: links.around(connection, [a], 1)) == [(c, a, SIMILAR, 0.9)]
    assert store.read(lambda connection: links.around(connection, [a, d], 50, (ENTITY,))) == [
        (a, d, ENTITY, 0.7),
        (d, e, ENTITY, 0.1),
    ]
    store.write(lambda connection: memories.set_status(connection, [c], "forgotten"))
    assert len(store.read(lambda connection: links.around(connection, [a]))) == 2
    assert store.read(lambda connection: links.around(connection, [])) == []


def test_many_memories_are_asked_for_at_once(store: Store) -> None:
    seqs = filled(store, 900)
    for a, b in pairwise(seqs[:50]):
        add(store, a, b, SIMILAR)
    assert len(store.read(lambda connection: links.around(connection, seqs))) == 49
    assert sum(store.read(lambda connection: links.degrees(connection, seqs)).values()) == 98


def test_hubs_and_orphans_are_counted_without_what_summaries_cover(store: Store) -> None:
    a, b, c, d = filled(store, 4)
    store.write(lambda connection: connection.execute("UPDATE memories SET linked = 1").rowcount)
    add(store, a, b)
    add(store, a, c, SIMILAR)
    add(store, a, d, SUMMARISES)
    assert store.read(lambda connection: links.hubs(connection, 2)) == [(a, 2), (c, 1)]
    assert store.read(lambda connection: links.orphans(connection, 9)) == [d]
    store.write(lambda connection: memories.set_status(connection, [a], "forgotten"))
    assert store.read(lambda connection: links.orphans(connection, 9)) == [d, c, b]
    assert store.read(links.counts) == {MANUAL: 1, SIMILAR: 1, SUMMARISES: 1}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_stored_and_named(store: Store, kind: str) -> None:
    a, b = filled(store, 2)
    add(store, a, b, kind)
    assert store.read(lambda connection: links.degrees(connection, [a, b], (kind,))) == {a: 1, b: 1}
