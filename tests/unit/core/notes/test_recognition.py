"""Names are told from other capitals by the store's own capitals and the words around them."""

import pytest

from tests.unit.core.notes.scene import Place


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We stayed at Lake Bohinj and saw the Museum of the Shore.", {"Lake Bohinj", "Museum of the Shore"}),
        ("Yesterday my colleague Priya Raman called.", {"Priya Raman"}),
        ("I asked J. K. Rowling and Dr. Adeyemi about St. Ives.", {"J. K. Rowling", "Dr. Adeyemi", "St. Ives"}),
        ("We sow Gardener's Delight in March, on a Tuesday.", {"Gardener's Delight"}),
        ("I borrowed the fork from Grace's neighbour Tomasz.", {"Grace", "Tomasz"}),
        ("The light is by Henrik Sol. She wrote it on an iPhone.", {"Henrik Sol", "iPhone"}),
        ("Met Jean-Luc van der Berg at the University of Leeds.", {"Jean-Luc van der Berg", "University of Leeds"}),
        ("I love “Becoming Nicole” and read it twice.", {"Becoming Nicole"}),
        ("I spoke to Zoë Müller’s sister.", {"Zoë Müller"}),
    ],
)
def test_names_within_sentences_are_found_whole(place: Place, text: str, names: set[str]) -> None:
    seq = place.add(text)
    place.describe()
    assert place.names(seq) == names


@pytest.mark.parametrize(
    "text",
    [
        "Painting calms me. Thankfully it rained. Yes! Really? Wow.",
        "On Monday in May we rest. Christmas is in December.",
        "# How To Write A Good Label\n\nKeep it short.",
        "- Add support for tables\n- Fix typo\n- Release notes",
        "TODO call them. OMG, the PDF and the URLs! DIY at 5 PM.",
        "See `Code Block` and https://example.org/Some/Page and #Bicycle and key:: Value\n",
        "```\nprint(Hello World)\n```\n",
        "type:: [[Class]]\nparent:: [[Data Type]]\n",
        "I'm sure. I’ll go. It’s fine, they say.",
        "WE ALL SHOUT HERE TODAY AND NOBODY LISTENS",
    ],
)
def test_capitals_that_anything_else_explains_are_no_names(place: Place, text: str) -> None:
    seq = place.add(text)
    place.describe()
    assert place.names(seq) == set()


def test_a_word_that_the_store_also_writes_small_is_no_name_at_a_beginning(place: Place) -> None:
    for _ in range(3):
        place.add(f"The gardener {_} came late.")
    seq = place.add("Gardener wanted. Quillon wanted.")
    other = place.add("I met Quillon there.")
    place.describe()
    assert place.names(seq) == {"Quillon"}
    assert place.names(other) == {"Quillon"}


def test_a_name_learned_later_is_found_in_earlier_memories(place: Place) -> None:
    early = place.add("Quillon first.")
    place.describe()
    assert place.names(early) == set()
    place.add("I told Quillon so.")
    place.describe()
    assert place.names(early) == {"Quillon"}


def test_a_part_of_a_longer_name_is_not_found_in_it(place: Place) -> None:
    early = place.add("We read Harry Potter together.")
    place.describe()
    place.add("I told Potter so.")
    place.describe()
    assert place.names(early) == {"Harry Potter"}


def test_a_known_name_is_found_at_the_beginning_of_a_sentence(place: Place) -> None:
    place.add("I told Quillon so.")
    place.describe()
    seq = place.add("Quillon first.")
    place.describe()
    assert place.names(seq) == {"Quillon"}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("My sister Ida is coming.", "Ida", "person"),
        ("I told Tomasz so.", "Tomasz", "person"),
        ("Ask Mrs Lund.", "Mrs Lund", "person"),
        ("We moved to Harrowmouth last year.", "Harrowmouth", "place"),
        ("It is on Canal Street.", "Canal Street", "place"),
        ("She works at Initech, I think.", "Initech", "organisation"),
        ("He studied at the University of Leeds.", "University of Leeds", "organisation"),
        ("We drank a bottle of Zweigelt.", "Zweigelt", "name"),
        ("I went to the LGBTQ support group.", "LGBTQ", "name"),
    ],
)
def test_the_words_around_a_name_tell_its_kind(place: Place, text: str, name: str, kind: str) -> None:
    seq = place.add(text)
    place.describe()
    assert (name, kind) in place.named(seq)


def test_relatives_are_names_in_notes_and_not_in_conversations(place: Place) -> None:
    note = place.add("I rang Mum about it.")
    turn = place.say("Ana", "I rang Mum about it.")
    place.describe()
    assert place.named(note) == [("Mum", "person")]
    assert place.named(turn) == []
