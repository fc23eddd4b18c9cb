"""What two texts do not have in common, and how much of each is shown."""

from hypothesis import given
from hypothesis import strategies as st

from ui.tui.differences import differing
from ui.tui.widgets.sides import shares


def test_only_the_words_that_differ_are_pointed_out() -> None:
    a, b = "The boat lies at berth 14, in Larvik.", "The boat lies at berth 15, in Larvik too."
    ours, theirs = differing(a, b)
    assert [a[start:end] for start, end in ours] == ["14"]
    assert [b[start:end] for start, end in theirs] == ["15", "too"]


def test_where_little_is_common_nothing_is_pointed_out() -> None:
    assert differing("Ana lives in Oslo.", "The roof needs three new tiles before May.") == ((), ())


@given(st.text(max_size=200), st.text(max_size=200))
def test_places_lie_within_their_texts_in_order(a: str, b: str) -> None:
    for text, spans in zip((a, b), differing(a, b), strict=True):
        edges = [edge for span in spans for edge in span]
        assert edges == sorted(edges)
        assert all(0 <= edge <= len(text) for edge in edges)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=3), st.integers(0, 60))
def test_room_is_shared_evenly_and_never_overdrawn(wanted: list[int], room: int) -> None:
    given_lines = shares(wanted, room)
    assert sum(given_lines) <= max(room, len(wanted))
    for mine, need in zip(given_lines, wanted, strict=True):
        assert 1 <= mine <= max(need, 1)
        assert mine >= need or all(mine >= other - 1 for other in given_lines)
