"""From when to when statements hold, whatever the order in which they came."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from core.store.statements import Statement
from core.truth.intervals import conflicts, settled
from core.truth.statement import Form

DAY = 86_400_000_000


def statement(
    day: int,
    value: str,
    *,
    cue: str = "now",
    form: Form = Form.HOLDS,
    slot: str = "lives in",
    valid_from: int | None = None,
    ends_at: int | None = None,
    subject: str = "self",
) -> Statement:
    """A statement of a memory of its own, said on a day."""
    begin = None if valid_from is None else valid_from * DAY
    end = None if ends_at is None else ends_at * DAY
    said = day * DAY
    return Statement(
        day, day, 0, 9, subject, slot, value, value.lower(), form.value, cue, said, begin, end, None, None, None
    )


def closers(told: list[Statement]) -> dict[int, int | None]:
    """The day of what closes each statement, by day."""
    return {day: None if closing is None else closing.by.id for day, closing in settled(told, {}).items()}


_TOLD = st.lists(
    st.tuples(
        st.integers(1, 400),
        st.sampled_from(["Porto", "Lisbon", "Faro", "Porto Portugal"]),
        st.sampled_from(["", "now", "moved"]),
        st.sampled_from([Form.HOLDS, Form.HOLDS, Form.HOLDS, Form.ENDS, Form.HELD, Form.JOINS]),
        st.one_of(st.none(), st.integers(1, 400)),
        st.one_of(st.none(), st.integers(1, 400)),
    ),
    max_size=12,
    unique_by=lambda one: one[0],
)


@settings(max_examples=300, deadline=None)
@given(told=_TOLD, order=st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(
    told: list[tuple[int, str, str, Form, int | None, int | None]], order: object
) -> None:
    made = [statement(d, v, cue=c, form=f, valid_from=b, ends_at=e) for d, v, c, f, b, e in told]
    shuffled = list(made)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = settled(made, {}), settled(shuffled, {})
    assert first == second
    pairs = [{(a.id, b.id) for a, b in conflicts(one, first)} for one in (made, shuffled)]
    assert pairs[0] == pairs[1]


@settings(max_examples=200, deadline=None)
@given(told=_TOLD)
def test_nothing_is_closed_by_itself_by_its_own_value_or_before_it_began(
    told: list[tuple[int, str, str, Form, int | None, int | None]],
) -> None:
    made = {
        one[0]: statement(one[0], *one[1:2], cue=one[2], form=one[3], valid_from=one[4], ends_at=one[5]) for one in told
    }
    for day, closing in settled(made.values(), {}).items():
        if closing is None:
            continue
        old = made[day]
        assert closing.by.id != day
        assert closing.by.form == Form.ENDS or closing.by.key != old.key
        assert closing.by.form != Form.JOINS and old.form not in {Form.ENDS, Form.HELD}
        assert closing.valid_until >= (old.said_at if old.valid_from is None else old.valid_from)


@settings(max_examples=200, deadline=None)
@given(told=_TOLD, gone=st.integers(0, 11))
def test_taking_a_statement_away_leaves_what_there_would_be_without_it(
    told: list[tuple[int, str, str, Form, int | None, int | None]], gone: int
) -> None:
    made = [statement(d, v, cue=c, form=f, valid_from=b, ends_at=e) for d, v, c, f, b, e in told]
    left = made[:gone] + made[gone + 1 :]
    with_it, without = settled(made, {}), settled(left, {})
    for one in left:
        closing = with_it[one.id]
        if closing is None or closing.by in left:
            assert without[one.id] == closing


def test_the_later_beginning_closes_the_earlier() -> None:
    old, new = statement(1, "Porto", cue=""), statement(9, "Lisbon")
    closing = settled([new, old], {})[1]
    assert closing is not None
    assert (closing.by, closing.valid_until, closing.known_until) == (new, 9 * DAY, 9 * DAY)


def test_a_move_that_is_told_late_ends_the_old_when_it_was_and_is_known_when_it_was_told() -> None:
    closing = settled([statement(100, "Porto", cue=""), statement(130, "Lisbon", valid_from=120)], {})[100]
    assert closing is not None
    assert (closing.valid_until, closing.known_until) == (120 * DAY, 130 * DAY)


def test_a_move_of_years_ago_closes_nothing_newer() -> None:
    assert closers([statement(300, "Lisbon", cue=""), statement(320, "Porto", cue="moved", valid_from=20)]) == {
        300: None,
        320: None,
    }


def test_disjoint_intervals_never_conflict() -> None:
    past = statement(9, "Paris", cue="", form=Form.HELD, valid_from=1, ends_at=2)
    assert closers([statement(5, "Porto", cue=""), past]) == {5: None, 9: None}
    first = statement(1, "2025-03-07", slot="is on", ends_at=4)
    assert closers([first, statement(8, "2025-09-01", slot="is on")]) == {1: None, 8: None}


def test_a_plain_contradiction_is_only_proposed() -> None:
    told = [statement(1, "Porto", cue=""), statement(9, "Lisbon", cue="")]
    assert closers(told) == {1: None, 9: None}
    assert [(a.id, b.id) for a, b in conflicts(told, settled(told, {}))] == [(1, 9)]


def test_a_figure_that_everybody_has_one_of_needs_no_cue() -> None:
    told = [statement(day, value, cue="", slot="is", subject="self/rent") for day, value in ((1, "850"), (9, "900"))]
    assert closers(told) == {1: 9, 9: None}


def test_a_verdict_decides() -> None:
    old, new = statement(1, "Porto", cue=""), statement(9, "Lisbon", cue="")
    closing = settled([old, new], {(1, 9): True})[1]
    assert closing is not None and closing.by == new
    assert settled([old, replace(new, cue="now")], {(1, 9): False})[1] is None


def test_saying_more_of_the_same_is_no_conflict() -> None:
    told = [statement(1, "Porto", cue=""), statement(9, "Porto Portugal")]
    assert closers(told) == {1: None, 9: None}
    assert conflicts(told, settled(told, {})) == []
