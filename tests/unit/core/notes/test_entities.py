"""One person, one entity; a wrong merge is worse than a missed one, and every merge can be taken back."""

from functools import partial

import pytest

from core.clock import to_micros
from core.notes.likeness import jaro_winkler, may_be_misspelt
from core.store import entities, memories
from core.store.entities import OPEN, Entity
from core.store.revisions import Author
from tests.unit.core.notes.scene import NOW, Place

AT = to_micros(NOW)


def _one(place: Place, name: str) -> Entity:
    (found,) = place.store.read(lambda connection: entities.named(connection, name))
    return found


def test_a_first_name_means_the_only_person_who_bears_it(place: Place) -> None:
    whole = place.add("My colleague Priya Raman edits the labels.")
    short = place.add("I told Priya so.")
    place.describe()
    assert place.names(short) == place.names(whole) == {"Priya Raman"}
    assert place.merges() == {("Priya", "Priya Raman")}
    assert _one(place, "priya's").name == "Priya Raman"


def test_a_surname_with_a_title_means_the_only_person_who_bears_it(place: Place) -> None:
    place.add("My neighbour Grace Adeyemi keeps the key.")
    short = place.add("I asked Dr. Adeyemi about it.")
    place.describe()
    assert place.names(short) == {"Grace Adeyemi"}


def test_a_first_name_of_two_people_means_neither_and_both_are_proposed(place: Place) -> None:
    place.add("My colleague Ana Silva called.")
    short = place.add("I told Ana so.")
    place.describe()
    assert place.names(short) == {"Ana Silva"}
    place.add("My neighbour Ana Costa waved.")
    place.describe()
    assert place.names(short) == {"Ana"}
    assert place.merges() == set()
    assert place.merges(OPEN) == {("Ana", "Ana Silva"), ("Ana", "Ana Costa")}


def test_places_do_not_lend_their_first_word(place: Place) -> None:
    place.add("We opened the Tide Room at the museum.")
    place.add("He drank from the cup of Tide.")
    place.describe()
    assert place.merges() == set()


def test_who_is_called_by_a_short_form_in_a_conversation_is_its_only_such_listener(place: Place) -> None:
    place.say("Melanie", "Good to see you.")
    seq = place.say("Caroline", "Hey Mel! I went swimming.")
    place.describe()
    assert place.named(seq) == [("Melanie", "person")]


def test_a_short_form_that_two_listeners_may_have_is_left_alone(place: Place) -> None:
    place.say("Melanie", "Good to see you.")
    place.say("Melinda", "Good to see you, too.")
    place.say("Caroline", "Hey Mel! I went swimming.")
    place.describe()
    assert place.merges() == set()


def test_a_note_gives_other_names_for_what_it_is_about(place: Place) -> None:
    place.add("The Tide Room opens.\n\nAt the Tide Room there is light.", title="Opening")
    text = "---\naliases: [the tide exhibition, Shore Hall]\n---\nOpens in the Tide Room soon."
    place.add(text, title="Tide Room")
    other = place.add("We met at Shore Hall and in [[Tide Room|The Big Room]].")
    place.describe()
    assert place.merges() == {
        ("the tide exhibition", "Tide Room"),
        ("Shore Hall", "Tide Room"),
        ("The Big Room", "Tide Room"),
    }
    assert place.names(other) == {"Tide Room"}


def test_a_rare_misspelling_in_the_same_company_is_the_same_person(place: Place) -> None:
    for text in ("Christine Bakerfield spoke.", "Christine Bakerfield wrote.", "Christine Bakerfield sang."):
        place.add(f"With Zelda Fitzroy again: my friend {text}")
    place.add("With Zelda Fitzroy again: my friend Christine Bakerfeild left.")
    place.describe()
    assert place.merges() == {("Christine Bakerfeild", "Christine Bakerfield")}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("daniel", "daniela"),
        ("christina", "christine"),
        ("ann lee", "anna lee"),
        ("maria silva", "mario silva"),
        ("room 11 north", "room 12 north"),
        ("grace adeyemi", "grace okafor"),
        ("peter paul marsh", "peter marsh"),
        ("christine baker", "christina baxter"),
    ],
)
def test_names_of_different_people_are_never_taken_for_misspellings(a: str, b: str) -> None:
    assert not may_be_misspelt(a, b)


def test_likeness_is_winklers() -> None:
    assert jaro_winkler("martha", "marhta") == pytest.approx(0.9611, abs=1e-4)
    assert jaro_winkler("dixon", "dicksonx") == pytest.approx(0.8133, abs=1e-4)
    assert (jaro_winkler("abc", "abc"), jaro_winkler("abc", "xyz")) == (1.0, 0.0)


def test_a_person_splits_what_ebb_merged_for_good(place: Place) -> None:
    place.add("My colleague Priya Raman edits the labels.")
    short = place.add("I told Priya so.")
    place.describe()
    register = place.store.read(entities.register)
    (alias,) = (one for one in register if one.same_as is not None)
    assert place.store.write(lambda connection: entities.split(connection, alias.id, at=AT))
    assert place.names(short) == {"Priya"}
    place.add("Priya Raman wrote; I told Priya thanks.")
    place.describe()
    assert place.names(short) == {"Priya"}


def test_undoing_a_run_takes_its_merges_back(place: Place) -> None:
    place.add("My colleague Priya Raman edits the labels.")
    short = place.add("I told Priya so.")
    place.describe()
    run = place.run
    assert run is not None
    assert place.store.write(lambda connection: entities.undo_run(connection, run, at=AT)) == 1
    assert place.names(short) == {"Priya"}


def test_a_person_merges_and_answers_proposals(place: Place) -> None:
    place.say("Nana", "Hello.")
    place.add("My aunt Rosalind Featherstone knits.")
    place.describe()
    nana, rosalind = _one(place, "Nana"), _one(place, "Rosalind Featherstone")
    person = Author()
    assert place.store.write(lambda c: entities.merge(c, nana.id, rosalind.id, why="my aunt", at=AT, author=person))
    assert _one(place, "nana") == rosalind
    found = place.store.read(lambda connection: entities.memories_of(connection, rosalind.id))
    assert sorted(found) == [1, 2]
    counted = place.store.read(lambda connection: entities.all_with_counts(connection, 5))
    assert [(one.entity, one.memories, one.aliases) for one in counted] == [(rosalind, 2, ("Nana",))]
    assert place.store.read(lambda connection: entities.counts(connection, [rosalind.id])) == {rosalind.id: 2}


def test_a_merge_cannot_go_in_circles(place: Place) -> None:
    place.add("I told Quillon and Zelda and Ruprecht so.")
    place.describe()
    ids = [one.id for one in place.store.read(entities.register)]
    pairs = [(ids[0], ids[1]), (ids[1], ids[2]), (ids[2], ids[0]), (ids[0], ids[0])]
    done = [place.store.write(partial(entities.merge, alias=a, entity=b, why="", at=AT)) for a, b in pairs]
    assert done == [True, True, False, False]
    roots = {mention.entity.id for mention in place.store.read(lambda c: entities.of(c, [1]))[1]}
    assert roots == {ids[2]}


def test_a_declined_proposal_is_not_made_again(place: Place) -> None:
    place.add("My colleague Ana Silva and my neighbour Ana Costa came. I told Ana so.")
    place.describe()
    for pair in place.store.read(lambda connection: entities.aliases(connection, OPEN)):
        place.store.write(partial(entities.decline, alias=pair.alias.id, entity=pair.entity.id, at=AT))
    place.add("I told Ana and Ana Silva and Ana Costa again.")
    place.describe()
    assert place.merges(OPEN) == place.merges() == set()


def test_when_an_entitys_last_memory_is_erased_its_alias_stands_for_itself(place: Place) -> None:
    whole = place.add("My colleague Priya Raman edits the labels.")
    short = place.add("I told Priya so.")
    place.describe()
    place.store.write(lambda connection: memories.erase(connection, [whole]))
    assert place.names(short) == {"Priya"}
    assert [one.name for one in place.store.read(entities.register)] == ["Priya"]


def test_a_name_is_found_whatever_its_case_and_accents_and_by_one_of_its_words(place: Place) -> None:
    place.add("I spoke to Zoë Müller.")
    place.describe()
    assert _one(place, "zoe muller’s").name == "Zoë Müller"
    assert _one(place, "MÜLLER").name == "Zoë Müller"
    assert place.store.read(lambda connection: entities.named(connection, "%")) == []
    assert place.store.read(lambda connection: entities.named(connection, "nobody")) == []
