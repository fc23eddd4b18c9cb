"""Keywords are a text's own words, the rarest first, without those who speak."""

import pytest

from core.notes.aliases import linked_aliases, own_aliases
from core.notes.keywords import MOST, Draft, chosen, draft
from core.notes.tags import propagated
from core.notes.titles import title_of
from core.text.words import words
from tests.unit.core.notes.scene import Place


def test_keywords_come_from_the_text_and_are_at_most_eight(place: Place) -> None:
    text = (
        "The pump moves forty litres. With rubber feet and a slower impeller the water model is quiet; the copper "
        "sulphate works against algae, the showcase glass arrived, the grazing light spoils the painted moon, and "
        "the emergency exit needs a lamp beside the herring barrel."
    )
    seq = place.add(text)
    place.describe()
    found = place.keywords(seq)
    assert len(found) == MOST
    assert all(set(words(keyword)) <= set(words(text)) for keyword in found)
    assert len(set(found)) == len(found)


def test_the_speakers_are_no_keywords(place: Place) -> None:
    place.say("Melanie", "Pottery again.")
    seq = place.say("Caroline", "Hey Mel, Melanie and Caroline did pottery.")
    place.describe()
    assert place.keywords(seq) == ["pottery"]


def test_what_half_of_all_memories_say_is_no_keyword(place: Place) -> None:
    seqs = [place.add(f"The garden has plant number {n} beside some {rare}.") for n, rare in enumerate(["x"] * 40)]
    seq = place.add("The garden has a hedgehog.")
    place.describe()
    assert place.keywords(seq) == ["hedgehog"]
    assert place.keywords(seqs[0]) == []


def test_phrases_keep_together_and_words_that_say_little_stay_out() -> None:
    made = Draft()
    draft(
        "We brought a support group to the LGBTQ center yesterday, positively, and it was great.",
        made,
        {"lgbtq"},
        set(),
    )
    assert chosen(made, dict.fromkeys(made.stems, 1), 100) == ["support group", "LGBTQ center"]


def test_a_text_that_says_nothing_has_no_keywords() -> None:
    made = Draft()
    draft("Yeah, that's so great! Thanks, see you soon.", made, set(), set())
    assert chosen(made, {}, 100) == []


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Boiler\n\nServiced.", "Boiler"),
        ("---\ntags: [flat]\n---\n## The *big* Room ##\nText", "The big Room"),
        ("Label rules\n===========\nOne idea.", "Label rules"),
        ("Meter readings\n\n- Gas: 12", "Meter readings"),
        ("Meter readings\nGas: 12", ""),
        ("We went home.\n\nIt rained.", ""),
        ("we went home\n\nIt rained", ""),
        ("- milk\n\n- eggs", ""),
        ("Dear Ana\n\nHow are you", ""),
        ("https://example.org\n\nA page", ""),
        ("Title only", ""),
        ("", ""),
        (f"# {'long ' * 40}\n\ntext", ""),
        ("# ---\n\ntext", ""),
    ],
)
def test_a_title_is_the_texts_own_or_none(text: str, title: str) -> None:
    assert title_of(text) == title


def test_aliases_are_read_from_every_form_of_note() -> None:
    assert own_aliases('---\naliases: [the tide exhibition, "Shore Hall"]\n---\n') == [
        "the tide exhibition",
        "Shore Hall",
    ]
    assert own_aliases("---\naliases:\n  - One\n  - Two\n---\n") == ["One", "Two"]
    assert own_aliases("---\nalias: One\n---\n") == ["One"]
    assert own_aliases("alias:: One, [[Two]]\n- text") == ["One", "Two"]
    assert own_aliases("No alias: here") == []
    assert linked_aliases("[[Grace Adeyemi|Dr. Adeyemi]] and [[Page#Part|Name]] and [[Plain]]") == [
        ("Grace Adeyemi", "Dr. Adeyemi"),
        ("Page", "Name"),
    ]


def test_three_near_neighbours_lend_the_persons_tag_with_a_reason() -> None:
    near = [(0.8, {"garden", "auto"}), (0.7, {"garden"}), (0.6, {"garden", "work"}), (0.5, {"work"})]
    assert propagated(near, {"garden", "work"}) == [("garden", "3 of its 4 nearest memories bear it")]


def test_too_few_too_far_or_unknown_tags_are_not_lent() -> None:
    assert propagated([(0.8, {"garden"}), (0.7, {"garden"})], {"garden"}) == []
    assert propagated([(0.2, {"garden"})] * 5, {"garden"}) == []
    assert propagated([(0.8, {"garden"})] * 3, {"work"}) == []
    assert propagated([(0.8, {"garden"})] * 3 + [(0.9, set())] * 4, {"garden"}) == []
    assert propagated([], {"garden"}) == []
