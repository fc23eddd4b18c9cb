"""Words are counted as the full-text index counts them."""

import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.words import STOP_WORDS, content, names, numbers, stem, word_spans, words

TEXT = """
    as is us gas this eyes cries dies ponies caresses cats feed agreed plastered bled motoring sing conflated
    troubled sized hopping tanned falling hissing fizzed failing filing happy sky relational conditional rational
    valency hesitancy digitizer conformably radically differently vilely analogously vietnamization predication
    operator feudalism decisiveness hopefulness callousness formality sensitivity sensibility triplicate formative
    formalize electricity electrical hopeful goodness revival allowance inference airliner gyroscopic adjustable
    defensible irritant replacement adjustment dependent adoption homologous communism activate angularity effective
    bowdlerize probate rate cease controll roll technology apologies biology analogies ontology possibly sensibly
    doubly assembly assemblies forcibly horribly humbly nobly running runner ran meetings met organisation organised
    organising universities university generalisation camping camped campsite painting painted painter adopted
    adoption counselling counsellor support supportive supported pottery potter violin played playing plays yoga
    zoology
"""
VOCABULARY = TEXT.split()


def indexed_stems(vocabulary: list[str]) -> dict[str, str]:
    """The stem under which SQLite's FTS5 files each word."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE texts USING fts5(text, tokenize = 'porter unicode61')")
    database.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(texts, 'instance')")
    database.executemany("INSERT INTO texts(rowid, text) VALUES (?, ?)", enumerate(vocabulary))
    stems = {vocabulary[row]: term for term, row in database.execute("SELECT term, doc FROM stems")}
    database.close()
    return stems


def test_stems_are_those_of_the_full_text_index() -> None:
    vocabulary = sorted(set(VOCABULARY) | {word for word in STOP_WORDS if word.isalpha()} | {"x" * 80 + "ing"})
    assert {word: stem(word) for word in vocabulary} == indexed_stems(vocabulary)


def test_threads_that_stem_at_once_do_not_disturb_each_other() -> None:
    made_up = [first + second for first in VOCABULARY[:40] for second in VOCABULARY[:40]]
    expected = indexed_stems(made_up)
    stem.cache_clear()
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            found = list(
                pool.map(lambda each: {word: stem(word) for word in each}, [made_up[n:] for n in (0, 1, 2, 3)])
            )
    finally:
        sys.setswitchinterval(interval)
    assert all(stems[word] == expected[word] for stems in found for word in stems)


@given(st.lists(st.sampled_from(VOCABULARY), min_size=2, max_size=3).map("".join))
def test_stems_of_made_up_words_are_those_of_the_index_too(word: str) -> None:
    assert stem(word) == indexed_stems([word])[word]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana's dogs’ bowl", ["ana", "dogs", "bowl"]),
        ("Don’t! O'Brien WON'T", ["don't", "o'brien", "won't"]),
        ("snake_case e-mail 3.5km", ["snake", "case", "e", "mail", "3", "5km"]),
        ("cafe\u0301 Größe ÉTÉ", ["cafe\u0301", "größe", "été"]),
        ("हिन्दी שָׁלוֹם 北京 สวัสดี", ["हिन्दी", "שָׁלוֹם", "北京", "สวัสดี"]),
        ("'quoted' \"words\" …", ["quoted", "words"]),
        ("", []),
    ],
)
def test_how_text_falls_into_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_content_words_are_what_is_left_without_stop_words() -> None:
    assert content("What did Ana's sister do in the garden, and didn't she sing?") == [
        "ana",
        "sister",
        "garden",
        "sing",
    ]
    assert content("Who is it?") == []


@given(st.text())
def test_word_spans_point_at_the_words_in_the_text(text: str) -> None:
    assert [word for _, word in word_spans(text)] == words(text)
    previous = 0
    for (start, end), _ in word_spans(text):
        assert previous <= start < end <= len(text)
        previous = end


@given(st.text())
def test_words_are_lower_case_and_never_empty(text: str) -> None:
    assert all(word and word == word.lower() for word in words(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Where did Caroline go last May?", ["Caroline"]),
        ("Ana Lima moved to Berlin with Dr. Smith's dog.", ["Ana Lima", "Berlin", "Smith"]),
        ("Yesterday Ana met María de la Cruz in New York City.", ["Ana", "María de la Cruz", "New York City"]),
        ("Dogs bark. Cats don't.", []),
        ("Melanie laughed. Then I saw Melanie.", ["Melanie"]),
        ("Caroline's painting", ["Caroline"]),
        ("We read about NASA on GitHub with an iPhone", ["NASA", "GitHub", "iPhone"]),
        ("on Monday in June", []),
        ("I saw Bob. Ana came, Tom-Eric too. Hey Mel!", ["Bob", "Tom-Eric", "Mel"]),
        ("Visit Dr. Van der Berg's house in Rio de", ["Van der Berg", "Rio"]),
        ("- Buy milk\n- Call Bob", ["Bob"]),
        ("", []),
    ],
)
def test_which_words_are_taken_for_names(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I paid $1,200.50 for two dogs", ["1200.50", "2"]),
        ("on 2023-05-08 at 12:30", ["2023", "5", "8", "12", "30"]),
        ("5pm, v2, B2B, 007 and 0", ["5", "7", "0"]),
        ("1,2,3", ["1", "2", "3"]),
        ("Twenty people, no one second", ["20"]),
        ("0.5 of 08", ["0.5", "8"]),
        ("3.14 is not 3,141,592", ["3.14", "3141592"]),
    ],
)
def test_which_numbers_a_text_names(text: str, expected: list[str]) -> None:
    assert numbers(text) == expected
