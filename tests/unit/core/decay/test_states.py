"""What retention means: four states in order, and what is kept never goes dormant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decay.states import is_kept, state_of
from core.memory import State

ORDER = [State.DORMANT, State.FAINT, State.FADING, State.VIVID]


@pytest.mark.parametrize(
    ("retention", "state"),
    [
        (1, "vivid"),
        (0.8, "vivid"),
        (0.79, "fading"),
        (0.5, "fading"),
        (0.49, "faint"),
        (0.3, "faint"),
        (0.29, "dormant"),
    ],
)
def test_each_state_begins_where_it_should(retention: float, state: str) -> None:
    assert state_of(retention, status="active", kept=False) == state


@given(st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_a_better_kept_memory_is_never_in_a_worse_state(a: float, b: float, kept: bool) -> None:
    worse, better = (state_of(value, status="active", kept=kept) for value in sorted((a, b)))
    assert ORDER.index(worse) <= ORDER.index(better)


@given(st.floats(0, 1))
def test_what_is_kept_is_faint_at_worst(retention: float) -> None:
    assert state_of(retention, status="active", kept=True) != State.DORMANT


@given(st.floats(0, 1), st.booleans(), st.sampled_from(["forgotten", "superseded"]))
def test_what_was_decided_does_not_follow_from_time(retention: float, kept: bool, status: str) -> None:
    assert state_of(retention, status=status, kept=kept) == status


def test_time_alone_sets_aside_nothing_pinned_linked_or_written_by_hand() -> None:
    screen = {"pinned": False, "linked": False, "kind": "screen", "trust": "screen"}
    assert not is_kept(**screen)  # type: ignore[arg-type]
    for kept in ({"pinned": True}, {"linked": True}, {"kind": "note", "trust": "self"}):
        assert is_kept(**{**screen, **kept})  # type: ignore[arg-type]
    for not_kept in ({"kind": "note", "trust": "import"}, {"kind": "chat", "trust": "self"}):
        assert not is_kept(**{**screen, **not_kept})  # type: ignore[arg-type]
