"""Times are found inside sentences, and words that only look like times are let pass."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.times import TimeRange, dates_in, ranges

NOW = datetime(2023, 8, 17, 15, 30, tzinfo=UTC)  # a Thursday
WRITTEN = datetime(2023, 5, 3, 18, tzinfo=UTC)  # a Wednesday


def told(found: list[TimeRange]) -> list[str]:
    return [f"{each.words}: {each.start:%Y-%m-%d}..{each.end:%Y-%m-%d}" for each in found]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did I do in May 2023?", ["May 2023: 2023-05-01..2023-06-01"]),
        ("when did Ana move last summer", ["last summer: 2022-06-01..2022-09-01"]),
        ("What happened on 8 May?", ["8 May: 2023-05-08..2023-05-09"]),
        ("Two weeks ago I met whom?", ["Two weeks ago: 2023-07-31..2023-08-07"]),
        ("in the first week of June 2022", ["first week of June 2022: 2022-06-01..2022-06-08"]),
        ("Where was I during 2022?", ["2022: 2022-01-01..2023-01-01"]),
        ("in may", ["may: 2023-05-01..2023-06-01"]),
        ("What did Ana start in May 2022?", ["May 2022: 2022-05-01..2022-06-01"]),
        ("this May", ["this May: 2023-05-01..2023-06-01"]),
        (
            "Which trip between August 11 and August 15 2022?",
            ["between August 11 and August 15 2022: 2022-08-11..2022-08-16"],
        ),
        ("from November to March", ["from November to March: 2022-11-01..2023-04-01"]),
        ("from Monday to Friday", ["from Monday to Friday: 2023-08-07..2023-08-12"]),
        ("since May", ["since May: 2023-05-01..2023-08-18"]),
        ("after 8 May 2022", ["after 8 May 2022: 2022-05-09..2023-08-18"]),
        ("before 23 January, 2023?", ["before 23 January, 2023: 1000-01-01..2023-01-23"]),
        ("by the end of 2022", ["by the end of 2022: 1000-01-01..2023-01-01"]),
        ("last week before 23 January, 2023", ["last week before 23 January, 2023: 2023-01-16..2023-01-23"]),
        ("over the weekend", ["weekend: 2023-08-12..2023-08-14"]),
        ("What did I do Monday?", ["Monday: 2023-08-14..2023-08-15"]),
        ("on Sat", ["Sat: 2023-08-12..2023-08-13"]),
        ("What will I do on Friday?", ["Friday: 2023-08-18..2023-08-19"]),
        ("What are my plans for tomorrow's lunch", ["tomorrow's: 2023-08-18..2023-08-19"]),
        ("in March 2022 and April 2022", ["March 2022: 2022-03-01..2022-04-01", "April 2022: 2022-04-01..2022-05-01"]),
        ("at Christmas", ["Christmas: 2022-12-25..2022-12-26"]),
        ("on 10.5.2022 or 3/4/22", ["10.5.2022: 2022-05-10..2022-05-11"]),
    ],
)
def test_the_times_in_a_question(question: str, expected: list[str]) -> None:
    assert told(ranges(question, NOW)) == expected


LOOKALIKES = """
    I may go there|May I ask?|this may not work|Who is May?|they march on|to march by|march 10 people|April likes June
    3 dogs and a second cat|in 2000 words|room 2022|every Monday|on Mondays|Black Friday sales|a last minute thing
    the last time we met|the sun sat there|Christmas tree|the day after I came|inspired by autumn|it will fall
    version 2.0.1|wait a second|at 5|COVID-19|call 2023|192.168.10.12|1,200 steps|the other day|recently|this is May Lee
"""


@pytest.mark.parametrize("question", [words.strip() for words in LOOKALIKES.replace("\n", "|").split("|")])
def test_what_only_looks_like_a_time_is_let_pass(question: str) -> None:
    assert told(ranges(question, NOW)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We met last Friday.", ["last Friday: 2023-04-28..2023-04-29"]),
        (
            "On Friday we visited Bob. See you Friday!",
            ["Friday: 2023-04-28..2023-04-29", "Friday: 2023-05-05..2023-05-06"],
        ),
        ("Friday fish, trip in March", []),
        ("My exam is on 8 May", ["8 May: 2023-05-08..2023-05-09"]),
        ("20 December was cold", ["20 December: 2022-12-20..2022-12-21"]),
        ("We will travel in March.", ["March: 2024-03-01..2024-04-01"]),
        ("We went in March.", ["March: 2023-03-01..2023-04-01"]),
        ("I was told that we will meet in March", ["March: 2024-03-01..2024-04-01"]),
        ("Bob came 10 years ago", ["10 years ago: 2013-01-01..2014-01-01"]),
        ("since 2016", ["since 2016: 2016-01-01..2023-05-04"]),
        (
            "# Log\n- yesterday: rain\n- today: sun",
            ["yesterday: 2023-05-02..2023-05-03", "today: 2023-05-03..2023-05-04"],
        ),
    ],
)
def test_the_times_in_a_note_are_seen_from_when_it_was_written(text: str, expected: list[str]) -> None:
    assert told(dates_in(text, WRITTEN)) == expected


SPOKEN = "last friday in may 8 2023 , the week before since two days ago until . from to 5pm between and \n first of"


@given(st.text() | st.lists(st.sampled_from(SPOKEN.split(" "))).map(" ".join))
def test_what_is_found_stands_in_the_text_in_order(text: str) -> None:
    previous = 0
    for found in dates_in(text, WRITTEN):
        assert previous <= found.text_start < found.text_end
        assert text[found.text_start : found.text_end] == found.words
        assert found.start < found.end
        previous = found.text_end


def test_a_hostile_chain_of_relations_is_let_pass() -> None:
    found = ranges("the day before " * 60 + "yesterday", NOW)
    assert [each.words for each in found] == ["before the day before the day before yesterday"]
