"""What recall and review do to memories, through the facade; all of it can be taken back."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import Ebb
from app.decaying import Decaying, Done
from core.decay.grades import Event
from core.errors import BadInput, MemoryNotFound

NOW = datetime.now(UTC)
TREE = "The apple tree was planted in 2019 beside the shed. It needs pruning in February."


def ago(days: float) -> datetime:
    """A time so many days before now."""
    return NOW - timedelta(days=days)


@pytest.fixture
def ebb(home: Path) -> Iterator[Ebb]:
    """An open, empty memory in which nothing works behind."""
    with Ebb.open(home, background=False) as opened:
        yield opened


@pytest.fixture
def tree(ebb: Ebb) -> str:
    """A note that has been fading for two months."""
    return ebb.add(TREE, title="Garden", tags=("garden",), occurred_at=ago(70))


def due(ebb: Ebb, **given: object) -> list[str]:
    """The ids that review offers."""
    return [one.memory.id for one in ebb.decay.review(**given)]  # type: ignore[arg-type]


def test_opening_a_memory_makes_it_vivid_and_firmer(ebb: Ebb, tree: str) -> None:
    before = ebb.get(tree)
    after = ebb.decay.recalled(tree, Event.OPENED)
    assert (before.state, after.state) == ("fading", "vivid")
    assert after.stability_days > 5 * before.stability_days
    assert after.recall_count == 1


def test_a_faded_memory_comes_back_from_dormant(ebb: Ebb) -> None:
    id = ebb.add("a line on a screen", kind="screen", occurred_at=ago(50_000))
    assert ebb.get(id).state == "dormant"
    assert ebb.decay.recalled(id, Event.CITED).state == "vivid"


def test_editing_and_pinning_are_recalls_and_reading_in_a_program_is_none(ebb: Ebb, tree: str) -> None:
    ebb.get(tree)
    ebb.search("apple tree")
    ebb.select()
    ebb.ask("When was the apple tree planted?")
    ebb.edit(tree, text=TREE)
    assert ebb.get(tree).recall_count == 0, "nothing was changed by that edit"
    ebb.edit(tree, title="The garden")
    assert [recall.event for recall in ebb.decay.curve(tree).recalls] == ["edited"]
    ebb.pin(tree)
    ebb.pin(tree, False)
    assert [recall.event for recall in ebb.decay.curve(tree).recalls] == ["edited", "pinned"]


def test_noting_is_silent_where_it_cannot_be_done(home: Path, ebb: Ebb, tree: str) -> None:
    ebb.decay.note([tree, tree], Event.CITED)
    assert ebb.get(tree).recall_count == 1
    ebb.decay.note(["01ARZ3NDEKTSV4RRFFQ69G5FAV"], Event.OPENED)
    with Ebb.open(home, read_only=True) as reading:
        reading.decay.note([tree], Event.PINNED)
        assert reading.get(tree).recall_count == 1


def test_review_offers_what_is_fading_and_worth_keeping_and_nothing_else(ebb: Ebb, tree: str) -> None:
    ebb.add("written today")
    ebb.add("nobody ever came back to this", kind="chat", occurred_at=ago(200))
    screen = ebb.add("a window", kind="screen", occurred_at=ago(200))
    talk = ebb.add("we meet at the pier", kind="chat", occurred_at=ago(200))
    for days in (150, 100):
        ebb.decay.recalled(talk, Event.CITED, ago(days))
        ebb.decay.recalled(screen, Event.OPENED, ago(days))
    assert due(ebb) == [tree], "the turn holds firm after two recalls"
    later = NOW + timedelta(days=1500)
    assert set(due(ebb, now=later)) >= {tree, talk}
    assert screen not in due(ebb, now=later)
    said = {one.memory.id: one.why for one in ebb.decay.review(now=later)}
    assert said[tree].startswith("written by hand, important; faint, ")
    assert "recalled twice" in said[talk]


def test_review_says_why_and_how_faded(ebb: Ebb, tree: str) -> None:
    (one,) = ebb.decay.review()
    assert one.why == "written by hand, important; fading, 74% left, from 2 months ago, never recalled"
    assert one.to_json() == {"memory": ebb.get(tree).to_json() | {"retention": one.memory.retention}, "why": one.why}


def test_what_is_linked_by_the_person_comes_before_what_is_only_written(ebb: Ebb) -> None:
    plain = ebb.add("a plain note about nothing", occurred_at=ago(90))
    tied = ebb.add("a note that others hang on", occurred_at=ago(90))
    for number in range(3):
        ebb.link(ebb.add(f"fresh note {number}"), tied)
    assert due(ebb) == [tied, plain]
    assert due(ebb, limit=1) == [tied]


STEPS: dict[str, Callable[[Decaying, str], Done]] = {
    "keep": lambda decay, id: decay.keep(id),
    "pin": lambda decay, id: decay.pin(id),
    "let_go": lambda decay, id: decay.let_go(id),
    "wrong": lambda decay, id: decay.wrong(id),
}


@pytest.mark.parametrize("step", STEPS)
def test_each_step_of_a_review_is_undone_to_the_last_figure(ebb: Ebb, tree: str, step: str) -> None:
    def figures() -> tuple[object, ...]:
        memory = ebb.get(tree)
        strength = (memory.stability_days, memory.difficulty, memory.last_recalled_at, memory.recall_count)
        return (*strength, memory.pinned, memory.text, due(ebb), ebb.decay.curve(tree, NOW).recalls)

    before = figures()
    done = STEPS[step](ebb.decay, tree)
    assert figures() != before
    ebb.decay.undo(done)
    assert figures() == before


@pytest.mark.parametrize("step", ["keep", "pin", "let_go"])
def test_what_was_decided_is_not_offered_again(ebb: Ebb, tree: str, step: str) -> None:
    STEPS[step](ebb.decay, tree)
    assert due(ebb) == []
    assert ebb.get(tree).text == TREE


def test_undoing_keeps_what_happened_since(ebb: Ebb, tree: str) -> None:
    done = ebb.decay.keep(tree, ago(30))
    ebb.decay.recalled(tree, Event.OPENED, NOW)
    ebb.decay.undo(done)
    (left,) = ebb.decay.curve(tree).recalls
    assert (left.event, ebb.get(tree).stability_days) == ("opened", left.stability)


def test_what_was_let_go_can_be_looked_at_and_kept_after_all(ebb: Ebb, tree: str) -> None:
    ebb.decay.let_go(tree)
    assert (due(ebb), due(ebb, let_go=True)) == ([], [tree])
    ebb.decay.keep(tree)
    assert due(ebb, let_go=True) == []
    assert due(ebb, now=NOW + timedelta(days=3000)) == [tree]


def test_the_one_that_says_the_same_is_found(ebb: Ebb, tree: str) -> None:
    assert ebb.decay.duplicate(tree) is None
    ebb.add(TREE.replace("2019", "2020"), occurred_at=ago(3))
    assert ebb.decay.duplicate(tree) is None, "another year is another fact"
    twin = ebb.add(TREE + " Really", occurred_at=ago(2))
    found = ebb.decay.duplicate(tree)
    assert found is not None
    assert found.id == twin


def test_merging_makes_one_memory_of_two_and_loses_neither(ebb: Ebb, tree: str) -> None:
    twin = ebb.add(TREE + " Really", tags=("orchard",), occurred_at=ago(90))
    other = ebb.add("Ola has the long ladder", occurred_at=ago(1))
    ebb.link(other, twin, "for the pruning")
    ebb.decay.merge(tree, twin)
    kept, gone = ebb.get(tree), ebb.get(twin)
    assert (kept.state, kept.tags) == ("vivid", ("garden", "orchard"))
    assert (gone.state, gone.text) == ("superseded", TREE + " Really")
    assert {(link.id, link.kind, link.direction) for link in kept.links} == {
        (twin, "supersedes", "out"),
        (other, "manual", "in"),
    }
    assert ebb.history(twin)[-1].why == f"merged into {tree}"
    assert ebb.history(twin)[-1].cause == tree
    assert [hit.memory.id for hit in ebb.search("apple tree")][0] == tree
    assert twin not in [hit.memory.id for hit in ebb.search("apple tree")]
    assert {tree, twin} <= {hit.memory.id for hit in ebb.search("apple tree", all=True)}
    with pytest.raises(BadInput, match="cannot be merged"):
        ebb.decay.merge(tree, twin)


def test_a_merge_is_undone_whole(ebb: Ebb, tree: str) -> None:
    twin = ebb.add(TREE + " Really", tags=("orchard",), occurred_at=ago(90))
    ebb.link(ebb.add("Ola has the long ladder"), twin, "for the pruning")
    ebb.pin(twin)

    def both() -> list[dict[str, object]]:
        found = [ebb.get(id).to_json() for id in (tree, twin)]
        return [{name: value for name, value in one.items() if name != "retention"} for one in found]

    before = both()
    done = ebb.decay.merge(tree, twin)
    assert ebb.get(tree).pinned
    ebb.decay.undo(done)
    assert both() == before
    assert ebb.history(twin)[-1].why == f"parted from {tree}"


def test_what_is_forgotten_is_neither_offered_nor_decided(ebb: Ebb, tree: str) -> None:
    ebb.forget([tree])
    assert due(ebb) == []
    with pytest.raises(MemoryNotFound, match="ebb restore"):
        ebb.decay.keep(tree)


def test_the_setting_chooses_the_form_of_the_curve(home: Path) -> None:
    with Ebb.open(home, background=False) as ebb:
        id = ebb.add("text", occurred_at=ago(8.2956 * 4))
        power = ebb.get(id).retention
    with Ebb.open(home, background=False, settings_flags={"decay.curve": "ebbinghaus"}) as ebb:
        assert ebb.get(id).retention == pytest.approx(0.9**4, abs=1e-3)
        assert power > 0.9**4
        curve = ebb.decay.curve(id)
        assert curve.faint_at is not None
        assert curve.faint_at < NOW + timedelta(days=60)


def test_a_clock_that_went_back_finds_everything_as_it_was(ebb: Ebb, tree: str) -> None:
    ebb.decay.recalled(tree, Event.OPENED, NOW)
    curve = ebb.decay.curve(tree, ago(500))
    assert curve.retention == 1
    assert due(ebb, now=ago(500)) == []
