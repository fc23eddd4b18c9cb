"""What one text has that another has not."""

from hypothesis import given
from hypothesis import strategies as st

from core.text.changes import Change, changes


def test_a_change_is_found_word_by_word() -> None:
    assert changes("Moored at Larvik, berth 14.\nPaid.\n", "Moored in Oslo, berth 14.\nPaid.\n") == (
        Change("same", "Moored "),
        Change("gone", "at Larvik"),
        Change("new", "in Oslo"),
        Change("same", ", berth 14.\nPaid.\n"),
    )
    assert changes("", "a") == (Change("new", "a"),)
    assert changes("", "") == ()


@given(st.text(max_size=80), st.text(max_size=80))
def test_both_texts_can_be_read_out_of_the_changes(before: str, after: str) -> None:
    found = changes(before, after)
    assert "".join(change.text for change in found if change.kind != "new") == before
    assert "".join(change.text for change in found if change.kind != "gone") == after


def test_a_passage_of_many_words_is_gone_and_new_as_a_whole() -> None:
    before, after = (" ".join(f"{sign}{number}" for number in range(5000)) for sign in "ab")
    assert changes(before, after) == (Change("gone", before), Change("new", after))


def test_a_number_is_one_word_with_its_points_and_commas() -> None:
    found = changes("15,900 and 16,500. We wait.", "15,900, 16,500 and 18.25. We wait.")
    assert [change.text for change in found if change.kind == "gone"] == ["15,900 ", "16,500"]
    assert all(number not in {change.text.strip(" .,") for change in found} for number in ("15", "900", "16", "500"))
