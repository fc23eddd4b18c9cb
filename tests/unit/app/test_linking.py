"""Which memory is meant by a title that is being typed."""

from pathlib import Path

from app import Ebb
from app.linking import BY_HAND, titled
from core.store.links import KINDS


def test_titles_that_begin_with_the_words_come_first_and_lead_to_their_newest_bearer(home: Path) -> None:
    with Ebb.open(home, background=False) as ebb:
        boat = ebb.add("Moored at Larvik.", title="The boat")
        ebb.add("An older list.", title="Boat list")
        newest = ebb.add("The list of this year.", title="Boat list")
        gone = ebb.add("Sold.", title="Boathouse")
        ebb.add("A boat without a title.")
        ebb.forget([gone])
        assert [memory.id for memory in titled(ebb, "boat")] == [newest, boat]
        assert titled(ebb, "kayak") == []


def test_a_person_gives_a_link_any_kind_but_that_of_what_sleep_makes() -> None:
    assert set(KINDS) - set(BY_HAND) == {"summarises"}
