"""Names replaced by pseudonyms, in whatever way a text spells them."""

import time

import pytest

from core.notes.pseudonyms import Pseudonyms

PEOPLE: dict[str, tuple[str, ...]] = {
    "Person 1": ("Grace Adeyemi", "Gracie"),
    "Person 2": ("Zoë Müller",),
    "Person 3": ("Grace Hopper",),
    "Person 4": ("O'Brien",),
    "Person 5": ("田中さん",),
    "Person 6": ("+49 170 1234567", "ida.b@harbour.example"),
    "Person 7": ("Ronan McDonald",),
    "Person 8": ("Al",),
    "Person 9": ("Will",),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Grace Adeyemi came", "Person 1 came"),
        ("GRACE ADEYEMI, grace-adeyemi, grace_adeyemi.md", "Person 1, Person 1, Person 1.md"),
        ("graceadeyemi graceAdeyemiNotes", "Person 1 Person 1Notes"),
        ("Adeyemi's cat and Gracie", "Person 1's cat and Person 1"),
        ("[[Grace Adeyemi|her]]", "[[Person 1|her]]"),
        ("Grace\nAdeyemi", "Person 1"),
        ("zoe muller; Zoe\u0308 Mu\u0308ller; Mu\u200bller; MÜLLER", "Person 2; Person 2; Person 2; Person 2"),
        ("Müllers Haus", "Person 2 Haus"),
        ("O’Brien and OBRIEN", "Person 4 and Person 4"),
        ("今日は田中さんと会う", "今日はPerson 5と会う"),
        ("+49 170 1234567 or 0049 170-123-4567", "+Person 6 or 0049 170-123-4567"),
        ("ida.b@harbour.example", "Person 6"),
        ("McDonald, Mcdonald, MCDONALD, McDonaldPhone", "Person 7, Person 7, Person 7, Person 7Phone"),
        ("Al came, et al. left", "Person 8 came, et al. left"),
        ("Will you? I will.", "Person 9 you? I will."),
    ],
)
def test_a_name_is_replaced_however_it_is_written(text: str, expected: str) -> None:
    assert Pseudonyms(PEOPLE).replaced(text) == expected


def test_a_word_that_several_share_tells_them_apart_no_more() -> None:
    assert Pseudonyms(PEOPLE).replaced("Grace said so under grace") == "Person said so under grace"


def test_in_tags_a_common_word_is_a_name_too_and_no_blank_comes_in() -> None:
    names = Pseudonyms(PEOPLE)
    assert names.replaced("grace-adeyemi/will", lower=True, joint="-") == "Person-1/Person-9"


@pytest.mark.parametrize("text", ["", "nobody is named here", "ﬁne ½ 東京 \u202e", "Persons 1 and 2"])
def test_a_text_without_names_stays_as_it_is(text: str) -> None:
    assert Pseudonyms(PEOPLE).replaced(text) == text


def test_words_that_merely_contain_a_name_stay() -> None:
    assert Pseudonyms({"Person 1": ("Ann",)}).replaced("Annual planning, Annika, joann") == (
        "Annual planning, Annika, joann"
    )


@pytest.mark.parametrize("text", ["aA" * 40_000, "é" * 80_000, "Grace " * 20_000, "a-" * 40_000])
def test_the_time_grows_with_the_text_alone(text: str) -> None:
    many: dict[str, tuple[str, ...]] = {f"Person {n}": (f"Grace Surname{n}",) for n in range(2_000)}
    names = Pseudonyms(many | PEOPLE)
    begun = time.process_time()
    names.replaced(text)
    assert time.process_time() - begun < 5
