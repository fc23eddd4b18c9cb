"""What makes a fading memory worth keeping: what the person did with it, said in words."""

from hypothesis import given
from hypothesis import strategies as st

from core.decay.worth import LEAST, Ties, reasons, worth

TIES = st.builds(
    Ties,
    st.booleans(),
    st.booleans(),
    st.floats(0, 1),
    *(st.integers(0, 1000) for _ in range(3)),
)


def test_each_thing_that_a_person_does_is_reason_enough() -> None:
    for ties in (Ties(pinned=True), Ties(by_hand=True), Ties(recalls=2), Ties(own_links=2)):
        assert worth(ties) >= LEAST, ties


def test_what_nobody_ever_touched_is_no_reason() -> None:
    assert worth(Ties()) == 0
    assert worth(Ties(importance=0.1, recalls=1)) < LEAST
    assert reasons(Ties()) == ()


@given(TIES)
def test_what_has_worth_has_reasons_and_the_other_way_round(ties: Ties) -> None:
    assert (worth(ties) > 0) == bool(reasons(ties))


@given(TIES, st.integers(1, 50))
def test_one_more_recall_is_never_worth_less(ties: Ties, more: int) -> None:
    further = Ties(ties.pinned, ties.by_hand, ties.importance, ties.recalls + more, ties.own_links, ties.links)
    assert worth(further) >= worth(ties)


def test_reasons_are_words_that_a_person_would_say() -> None:
    ties = Ties(True, True, 0.7, 2, 1, 3)
    assert reasons(ties) == (
        "pinned", "written by hand", "important", "recalled twice", "linked by you once", "3 links found by Ebb",
    )  # fmt: skip
    assert reasons(Ties(recalls=4, links=1)) == ("recalled 4 times", "1 link found by Ebb")
