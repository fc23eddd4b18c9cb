"""Rows, filters, days and links: what is read back is what was written, and nothing that was forgotten."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core import present
from core.clock import to_micros
from core.store import days, links, memories, rows, wiki
from core.store.filters import Filters
from core.store.store import Store
from tests.unit.core.store.scene import drafted


def _add(store: Store, text: str, **rest: object) -> int:
    draft = drafted(text, **rest)  # type: ignore[arg-type]
    (stored,) = store.write(lambda connection: memories.insert(connection, [draft]))
    return stored.seq


def _at(day: int) -> datetime:
    return datetime(2024, 1, day, 12, tzinfo=UTC)


def _chosen(store: Store, filters: Filters, **rest: object) -> list[int]:
    found = store.read(lambda connection: rows.select(connection, filters, **rest))  # type: ignore[arg-type]
    return [row.seq for row in found]


def test_filters_hold_together_and_until_is_exclusive(store: Store) -> None:
    first = _add(store, "one", occurred_at=_at(1), tags=["a"])
    second = _add(store, "two", occurred_at=_at(2), tags=["a", "b"], source={"app": "Talks"})
    third = _add(store, "three", occurred_at=_at(3), kind="chat", source={"author": "Ana", "thread": "t"})
    authors = store.read(memories.authors)
    for filters, expected in (
        (Filters(), [third, second, first]),
        (Filters(since=_at(2)), [third, second]),
        (Filters(until=_at(2)), [first]),
        (Filters(since=_at(2), until=_at(3)), [second]),
        (Filters(kinds=("chat", "screen")), [third]),
        (Filters(tags=("a",)), [second, first]),
        (Filters(tags=("a", "b")), [second]),
        (Filters(tags=("a' OR 1=1 --",)), []),
        (Filters(app="talks"), [second]),
        (Filters(author_ids=(authors["Ana"],)), [third]),
        (Filters(tags=("a",), app="talks", until=_at(2)), []),
    ):
        assert _chosen(store, filters) == expected, filters
        for condition, values in (filters.condition("memories.seq"), filters.check("memories.seq")):
            statement = f"SELECT seq FROM memories WHERE 1{condition} ORDER BY seq DESC"
            read = store.read(lambda c, s=statement, v=values: c.execute(s, v).fetchall())  # type: ignore[misc]
            assert [row[0] for row in read] == expected, filters


@pytest.mark.parametrize("many", [1, 5])
def test_the_newest_of_a_kind_are_the_same_whether_many_are_of_it_or_few(
    store: Store, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(rows, "MANY", many)
    seqs = [_add(store, f"chat {day}", kind="chat", occurred_at=_at(day)) for day in (4, 2, 3)]
    _add(store, "note", occurred_at=_at(5))
    assert _chosen(store, Filters(kinds=("chat",)), limit=2) == [seqs[0], seqs[2]]
    assert _chosen(store, Filters(kinds=("chat", "screen"), until=_at(4)), limit=2) == [seqs[2], seqs[1]]


def test_superseded_memories_are_left_out_only_when_asked(store: Store) -> None:
    kept, old = _add(store, "new"), _add(store, "old")
    store.write(lambda connection: memories.set_status(connection, [old], "superseded"))
    assert _chosen(store, Filters()) == [old, kept]
    assert _chosen(store, Filters(superseded=False)) == [kept]
    assert _chosen(store, Filters(), status="superseded") == [old]


def test_an_earlier_day_knows_nothing_of_later_ones_and_what_was_superseded_only_later_still_holds(
    store: Store,
) -> None:
    old, new = _add(store, "old", occurred_at=_at(1)), _add(store, "new", occurred_at=_at(5))
    closed = {"status": "superseded", "valid_until": to_micros(_at(7)), "known_until": to_micros(_at(5))}
    store.write(lambda connection: memories.change(connection, old, closed))
    for day, expected in ((1, [old]), (4, [old]), (5, [new, old]), (6, [new, old]), (7, [new]), (9, [new])):
        filters = Filters(superseded=False, as_of=_at(day))
        assert _chosen(store, filters) == expected, day
        for condition, values in (filters.condition("memories.seq"), filters.check("memories.seq")):
            statement = f"SELECT seq FROM memories WHERE 1{condition} ORDER BY seq DESC"
            read = store.read(lambda c, s=statement, v=values: c.execute(s, v).fetchall())  # type: ignore[misc]
            assert [row[0] for row in read] == expected, day
    (row,) = store.read(lambda connection: rows.by_seq(connection, [old])).values()
    assert [present.memory(row, _at(day)).state == "superseded" for day in (4, 6, 7)] == [False, False, True]


def test_derived_memories_are_neither_listed_nor_counted_where_they_are_left_out(store: Store) -> None:
    kept, made = _add(store, "a day"), _add(store, "its digest", kind="summary")
    store.write(lambda connection: connection.execute("UPDATE memories SET role = 'day' WHERE seq = ?", (made,)))
    assert _chosen(store, Filters()) == [made, kept]
    assert _chosen(store, Filters(derived=False)) == [kept]
    assert store.read(days.total) == 1
    assert sum(count for _, count in store.read(lambda connection: days.counts(connection, 5))) == 1


def test_memories_come_in_order_of_occurrence_whenever_they_were_added(store: Store) -> None:
    late, early = _add(store, "late", occurred_at=_at(9)), _add(store, "early", occurred_at=_at(1))
    same = _add(store, "same", occurred_at=_at(1))
    assert _chosen(store, Filters()) == [late, same, early]
    assert _chosen(store, Filters(), newest_first=False, limit=2) == [early, same]


def test_an_id_is_found_by_its_beginning_in_any_case(store: Store) -> None:
    seq = _add(store, "one")
    (row,) = store.read(lambda connection: rows.by_seq(connection, [seq, 999])).values()
    for key in (row.id, row.id.lower(), row.id[:8]):
        assert [found.seq for found in store.read(lambda c, k=key: rows.by_id(c, k))] == [seq]  # type: ignore[misc]
    assert store.read(lambda connection: rows.by_id(connection, "%")) == []


def test_tags_with_any_character_are_read_back_sorted(store: Store) -> None:
    seq = _add(store, "one", tags=["zebra", "a,b", "ünï 'x'"])
    assert store.read(lambda c: rows.by_seq(c, [seq]))[seq].tags == ("a,b", "zebra", "ünï-'x'")


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/New_York"])
def test_days_are_local_and_newest_first(store: Store, zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        start = datetime(2024, 3, 10, 0, 30)
        for hours in (0, 23, 24, 72):
            _add(store, f"{hours}", occurred_at=start + timedelta(hours=hours))
        counts = store.read(lambda connection: days.counts(connection, 2))
        assert counts == [(date(2024, 3, 13), 1), (date(2024, 3, 11), 1)]
        assert store.read(lambda connection: days.counts(connection, 9))[-1] == (date(2024, 3, 10), 2)
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()


def test_figures_leave_out_what_was_forgotten(store: Store) -> None:
    assert store.read(days.extent) == (None, None)
    note, chat = _add(store, "one", occurred_at=_at(1)), _add(store, "two", thread="t", occurred_at=_at(2))
    store.write(lambda connection: memories.set_status(connection, [note], "forgotten"))
    assert store.read(days.total) == 1
    assert store.read(days.by_kind) == {"chat": 1}
    first, last = store.read(days.extent)
    assert first == last
    assert _chosen(store, Filters()) == [chat]


def test_a_link_is_seen_from_both_ends_and_renewed_not_doubled(store: Store) -> None:
    a, b = _add(store, "a"), _add(store, "b")
    for why in ("first", "second"):
        store.write(lambda c, w=why: links.add(c, a, b, kind="manual", weight=0.5, why=w, at=1))  # type: ignore[misc]
    (out,) = store.read(lambda connection: links.of(connection, a))
    (back,) = store.read(lambda connection: links.of(connection, b))
    assert (out.why, out.direction, back.direction) == ("second", "out", "in")
    assert store.read(lambda c: rows.by_seq(c, [a]))[a].linked
    assert store.write(lambda connection: links.remove(connection, b, a)) == 1
    assert store.read(lambda connection: links.of(connection, a)) == ()


def test_links_to_forgotten_memories_come_back_with_them(store: Store) -> None:
    a, b = _add(store, "a"), _add(store, "b")
    store.write(lambda c: links.add(c, a, b, kind="manual", weight=1, why="", at=1))
    store.write(lambda connection: memories.set_status(connection, [b], "forgotten"))
    assert store.read(lambda connection: links.of(connection, a)) == ()
    store.write(lambda connection: memories.set_status(connection, [b], "active"))
    assert len(store.read(lambda connection: links.of(connection, a))) == 1


def test_a_title_is_found_whatever_its_case_the_newest_first(store: Store) -> None:
    _add(store, "one", title="The Plan")
    newer = _add(store, "two", title="the plan")
    assert store.read(lambda connection: wiki.bearer(connection, "THE PLAN")) == newer
    assert store.read(lambda connection: wiki.bearer(connection, "")) is None
