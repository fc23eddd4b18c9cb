"""Recalls in the file: each changes the memory and is told in one transaction, and can be taken back."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clock import to_micros
from core.decay.curve import Curve
from core.decay.grades import Event
from core.store import days, memories, recalls, rows
from core.store.recalls import Standing
from core.store.rows import Row
from core.store.store import Store
from tests.unit.core.store.scene import NOW, assert_sound, drafted

DAY = timedelta(days=1) // timedelta(microseconds=1)
MINUTE = DAY // 1440
START = to_micros(NOW)


@pytest.fixture
def seq(store: Store) -> int:
    """A chat turn, which begins with FSRS's figures for good."""
    draft = drafted("The key hangs behind the oilskins.", "t")
    return store.write(lambda connection: memories.insert(connection, [draft]))[0].seq


def happen(store: Store, seq: int, event: Event, at: int) -> int | None:
    """Record an event so many microseconds after the memory was made."""
    return store.write(lambda c: recalls.record(c, seq, event, START + at, Curve.FSRS))


def row(store: Store, seq: int) -> Row:
    """The memory as it is stored."""
    return store.read(lambda connection: rows.by_seq(connection, [seq]))[seq]


def standing(store: Store, seq: int) -> Standing:
    """How the memory stands."""
    found = store.read(lambda connection: recalls.standing(connection, seq))
    assert found is not None
    return found


def test_a_memory_begins_with_the_difficulty_of_its_kind(store: Store) -> None:
    drafts = [drafted("a"), drafted("b", "t"), drafted("c", kind="screen"), drafted("d", title="T", tags=("x",))]
    stored = store.write(lambda connection: memories.insert(connection, drafts))
    found = [row(store, one.seq) for one in stored]
    assert [round(one.difficulty, 4) for one in found] == [1, 2.1181, 5.1122, 1]
    assert [round(one.stability_days, 4) for one in found] == [8.2956, 2.3065, 1.2931, round(8.2956 * 4**0.2, 4)]
    assert [one.importance for one in found] == [0.5, 0.5, 0.5, 0.7]


def test_recalls_are_told_with_what_they_found_and_what_they_left(store: Store, seq: int) -> None:
    for gap in (1, 4, 11, 32, 92):
        assert happen(store, seq, Event.OPENED, gap * DAY) is not None
    told = store.read(lambda connection: recalls.of(connection, seq))
    assert [float(f"{one.stability:.3g}") for one in told] == [7.32, 19.8, 45.1, 108, 260]
    assert [one.at - NOW for one in told] == [timedelta(days=day) for day in (1, 4, 11, 32, 92)]
    assert told[0].retention == pytest.approx(0.9468, abs=1e-4)
    now = row(store, seq)
    assert (now.stability_days, now.difficulty, now.recall_count) == (told[-1].stability, told[-1].difficulty, 5)
    assert now.last_recalled_at == told[-1].at


def test_opening_a_memory_five_times_in_ten_minutes_is_one_recall(store: Store, seq: int) -> None:
    numbers = [happen(store, seq, Event.OPENED, 20 * DAY + minute * 2 * MINUTE) for minute in range(5)]
    assert [number is not None for number in numbers] == [True, False, False, False, False]
    assert row(store, seq).recall_count == 1


def test_pinning_or_marking_wrong_just_after_opening_still_counts(store: Store, seq: int) -> None:
    happen(store, seq, Event.OPENED, 20 * DAY)
    opened = row(store, seq).stability_days
    assert happen(store, seq, Event.PINNED, 20 * DAY + MINUTE) is not None
    pinned = row(store, seq).stability_days
    assert happen(store, seq, Event.OPENED, 20 * DAY + 2 * MINUTE) is None
    assert happen(store, seq, Event.WRONG, 20 * DAY + 3 * MINUTE) is not None
    assert happen(store, seq, Event.WRONG, 20 * DAY + 4 * MINUTE) is None
    assert pinned > opened > row(store, seq).stability_days


def test_marking_wrong_makes_a_memory_fade_and_is_no_recall(store: Store, seq: int) -> None:
    before = row(store, seq)
    happen(store, seq, Event.WRONG, 20 * DAY)
    after = row(store, seq)
    assert after.stability_days < before.stability_days
    assert after.difficulty > before.difficulty
    assert (after.last_recalled_at, after.recall_count) == (before.last_recalled_at, 0)


def test_a_clock_that_stepped_back_takes_nothing_away(store: Store, seq: int) -> None:
    happen(store, seq, Event.OPENED, 20 * DAY)
    before = row(store, seq)
    assert happen(store, seq, Event.OPENED, -400 * DAY) is not None
    after = row(store, seq)
    assert after.stability_days >= before.stability_days
    assert after.last_recalled_at == before.last_recalled_at
    assert [one.retention for one in store.read(lambda c: recalls.of(c, seq))][-1] == 1


def test_what_is_forgotten_or_gone_is_not_recalled(store: Store, seq: int) -> None:
    store.write(lambda connection: memories.set_status(connection, [seq], "forgotten"))
    assert happen(store, seq, Event.OPENED, DAY) is None
    assert happen(store, seq + 1, Event.OPENED, DAY) is None


def test_erasing_a_memory_takes_its_recalls_along(store: Store, seq: int) -> None:
    happen(store, seq, Event.OPENED, DAY)
    store.write(lambda connection: memories.erase(connection, [seq]))
    assert store.read(lambda connection: recalls.of(connection, seq)) == []


EVENTS = st.lists(st.tuples(st.sampled_from(list(Event)), st.integers(-40 * DAY, 400 * DAY)), min_size=1, max_size=8)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EVENTS)
def test_whatever_happens_no_memory_is_ever_lost_and_no_recall_shortens(
    store: Store, seq: int, events: list[tuple[Event, int]]
) -> None:
    for event, at in events:
        before = standing(store, seq)
        happen(store, seq, event, at)
        after = standing(store, seq)
        assert event is Event.WRONG or after.stability >= before.stability
        assert after.last_recalled_at >= before.last_recalled_at
    assert row(store, seq).status == "active"
    assert store.read(days.total) == 1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EVENTS, st.data())
def test_an_event_taken_back_never_happened(
    store: Store, seq: int, events: list[tuple[Event, int]], data: st.DataObject
) -> None:
    spaced = [(event, place * 2000 * DAY + at) for place, (event, at) in enumerate(events)]
    dropped = data.draw(st.integers(0, len(spaced) - 1))
    begun = standing(store, seq)

    def replay(happened: list[tuple[Event, int]]) -> list[tuple[int | None, Standing]]:
        store.write(lambda c: recalls.restore(c, seq, begun))
        store.write(lambda c: c.execute("DELETE FROM recalls"))
        told = []
        for event, at in happened:
            before = standing(store, seq)
            told.append((happen(store, seq, event, at), before))
        return told

    replay(spaced[:dropped] + spaced[dropped + 1 :])
    without = standing(store, seq)
    number, before = replay(spaced)[dropped]
    assert number is not None
    store.write(lambda c: recalls.retract(c, seq, number, before, Curve.FSRS))
    assert standing(store, seq) == without
    assert len(store.read(lambda c: recalls.of(c, seq))) == len(spaced) - 1
    replay([])


def test_recalls_leave_the_index_alone(store: Store, seq: int) -> None:
    happen(store, seq, Event.PINNED, DAY)
    assert_sound(store)
