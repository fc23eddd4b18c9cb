"""What was seen is a memory like any other: it fades, is linked, found, and belongs to its day."""

from collections.abc import Iterator

import pytest

from app import Ebb
from core.clock import utc_now
from core.decay.curve import first_stability
from core.memory import Memory
from tests.unit.app.screens.scene import Desk, after, lines, window

GARDEN = (
    "Hedgehogs sleep in piles of leaves until spring",
    "Do not burn leaves before looking for hedgehogs in them",
    "A hedgehog in the garden eats slugs and beetles every night",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk for all, as settling takes its time; the last test changes what was seen."""
    made = Desk(tmp_path_factory.mktemp("desk") / "home")
    yield made
    made.close()


@pytest.fixture(scope="module")
def seen(desk: Desk) -> Memory:
    """A page about hedgehogs that was read this morning, ended and settled, beside a note about them."""
    desk.see(after(), lines(*GARDEN), of=window("firefox", "Hedgehogs in the garden"), url="https://garden.example/h")
    desk.keeping.close_episodes(after(hours=1))
    with Ebb.open(desk.home.root, background=False) as ebb:
        ebb.add("We found a hedgehog asleep in the pile of leaves in our garden, so we must not burn the leaves.")
        for subject in ("the train to Syracuse", "a tax form", "Anna's birthday cake", "new tyres for the bicycle"):
            ebb.add(f"A word about {subject} and what it costs us this year.")
        ebb.settle()
        (memory,) = ebb.select(kinds=("screen",))
    return memory


def test_it_says_what_it_is_and_where_it_came_from(seen: Memory) -> None:
    assert (seen.kind, seen.trust, seen.title) == ("screen", "screen", "Hedgehogs in the garden")
    assert (seen.source.app, seen.source.uri, seen.occurred_at) == ("firefox", "https://garden.example/h", after())
    assert seen.context.startswith("On the screen in firefox on 2 March 2026")
    assert "hedgehogs" in " ".join(seen.keywords)


def test_it_fades_sooner_than_a_note_and_is_never_up_for_review(seen: Memory, desk: Desk) -> None:
    assert seen.stability_days == pytest.approx(first_stability("screen"))
    assert seen.stability_days < first_stability("chat") < first_stability("note")
    with Ebb.open(desk.home.root, background=False) as ebb:
        assert seen.id not in {one.memory.id for one in ebb.decay.review(limit=100)}


def test_it_is_linked_with_what_speaks_of_the_same(seen: Memory, desk: Desk) -> None:
    with Ebb.open(desk.home.root, background=False) as ebb:
        linked = [ebb.get(link.id).text for link in ebb.links(seen.id)]
    assert any("We found a hedgehog" in text for text in linked)


def test_it_is_found_by_meaning_and_by_program_and_time(seen: Memory, desk: Desk) -> None:
    with Ebb.open(desk.home.root, background=False) as ebb:
        hits = ebb.search("small spiny animals that hibernate", kinds=("screen",))
        assert [hit.memory.id for hit in hits] == [seen.id]
        assert [one.id for one in ebb.select(app="Firefox")] == [seen.id]
        assert [one.id for one in ebb.select(since=after(minutes=-1), until=after(minutes=1))] == [seen.id]
        assert seen.id in {memory.id for memory in ebb.day(after().astimezone().date())}


def test_sleep_makes_of_it_what_it_makes_of_others(seen: Memory, desk: Desk) -> None:
    for minute, words in enumerate(("The beech hedge needs cutting in March", "Slugs eat the lettuce at night")):
        desk.see(after(minutes=90 + 30 * minute), lines(words), of=window("firefox", words))
    desk.keeping.close_episodes(after(hours=9))
    with Ebb.open(desk.home.root, background=False) as ebb:
        ebb.levels.sleep(now=utc_now())
        assert ebb.levels.digest(after().astimezone().date()) is not None
        ebb.forget([seen.id])
        left = ebb.select(kinds=("summary",))
        assert all(line not in one.text for one in left for line in GARDEN), "nothing quotes what was erased"
