"""Three versions of a note made one, part by part."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.vault.manifest import base
from app.vault.merging import Merged, merged
from app.vault.note import Edge, Note
from core.clock import to_micros
from core.ids import new_id
from core.store.adopting import Standing

AT = datetime(2024, 5, 8, tzinfo=UTC)
A, B = new_id(), new_id()
WRITTEN = Note(
    new_id(), "note", "Title", "Text.", AT, AT, ("one", "two"), ("found",), edges=(Edge(A, "a", "manual", "w"),)
)
OURS = Standing(1, "Title", "Text.", ("one", "two"), False, "active", 0, to_micros(AT))
TAGS = ("one", "two", "found")


def outcome(
    theirs: Note, ours: Standing = OURS, tags: tuple[str, ...] = TAGS, links: tuple[str, ...] = (A,), why: str = "w"
) -> Merged:
    return merged(base(WRITTEN), theirs, ours, tags, {(id, "manual"): why for id in links})


def test_a_file_as_it_was_written_changes_nothing_whatever_the_memory_says_now() -> None:
    ours = replace(OURS, title="New", text="New.", pinned=True)
    assert outcome(WRITTEN, ours, ("new",), (B,)) == Merged()


def test_what_both_changed_alike_is_no_clash() -> None:
    assert outcome(replace(WRITTEN, text="New.", title="N"), replace(OURS, text="New.", title="N")) == Merged()


@pytest.mark.parametrize("part", ["title", "text"])
def test_what_one_side_changed_is_taken_and_what_both_did_is_a_clash(part: str) -> None:
    theirs, ours = replace(WRITTEN, **{part: "Theirs"}), replace(OURS, **{part: "Ours"})  # type: ignore[arg-type]
    assert getattr(outcome(theirs), part) == "Theirs"
    assert outcome(WRITTEN, ours) == Merged()
    assert outcome(theirs, ours) == Merged(clashes=(part,))


def test_tags_of_both_sides_are_joined_and_taken_away() -> None:
    theirs = replace(WRITTEN, tags=("one", "theirs"))
    assert outcome(theirs, tags=("two", "found", "ours")).tags == ("found", "ours", "theirs")


def test_a_tag_that_ebb_found_is_taken_away_like_any_other() -> None:
    assert outcome(replace(WRITTEN, found_tags=())).tags == ("one", "two")


def test_a_pin_is_set_and_taken_off() -> None:
    assert outcome(replace(WRITTEN, pinned=True)).pinned is True
    assert outcome(replace(WRITTEN, pinned=True), replace(OURS, pinned=True)).pinned is None
    assert outcome(WRITTEN, replace(OURS, pinned=True)).pinned is None


def test_links_are_gained_and_lost_by_what_the_file_says_only() -> None:
    gained = outcome(replace(WRITTEN, edges=(*WRITTEN.edges, Edge(B, "b", "manual", "why"))))
    assert [edge.id for edge in gained.linked] == [B]
    lost = outcome(replace(WRITTEN, edges=()), links=(A, B))
    assert (lost.linked, lost.unlinked) == ((), ((A, "manual"),))
    assert outcome(WRITTEN, links=()) == Merged(), "what was unlinked here is not linked again"


def test_a_time_of_occurrence_is_taken_stays_or_clashes() -> None:
    theirs, ours = replace(WRITTEN, occurred_at=AT + timedelta(days=1)), replace(OURS, occurred_at=to_micros(AT) + 5)
    assert outcome(theirs) == Merged(occurred_at=AT + timedelta(days=1))
    assert outcome(theirs).parts == ("time",)
    assert outcome(WRITTEN, ours) == Merged()
    assert outcome(theirs, ours) == Merged(clashes=("time",))
    assert outcome(theirs, replace(ours, occurred_at=to_micros(theirs.occurred_at))) == Merged()


def test_a_links_reason_is_taken_unless_it_was_changed_here_too() -> None:
    edge = replace(WRITTEN.edges[0], why="theirs")
    theirs = replace(WRITTEN, edges=(edge,))
    assert outcome(theirs) == Merged(linked=(edge,))
    assert outcome(theirs, why="ours") == Merged(disputed=(edge,))
    assert outcome(theirs, why="theirs") == outcome(WRITTEN, why="ours") == Merged()
    assert outcome(theirs, links=()) == Merged(), "a link that was taken away here stays away"


def test_links_that_the_text_makes_are_left_to_the_text() -> None:
    theirs = replace(WRITTEN, edges=(*WRITTEN.edges, Edge(B, "b", "mentions", "mentions [[b]]")))
    assert outcome(theirs) == Merged()


def test_the_parts_that_change_are_named() -> None:
    theirs = replace(WRITTEN, text="New.", pinned=True, edges=())
    assert outcome(theirs).parts == ("text", "pin", "links")
