"""One sentence places a memory: who, where, when, about what."""

from datetime import UTC, datetime

import pytest

from core.memory import Kind, Source
from core.notes.context import Circumstances, sentence
from core.text.times import dates_in

AT = datetime(2023, 5, 8, 13, 56, tzinfo=UTC)


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (
            Circumstances(Kind.CHAT, Source(author="Ana"), AT, listeners=["Ben", "Cy"], topics=["herons"]),
            "Ana to Ben and Cy on 8 May 2023, about herons.",
        ),
        (
            Circumstances(Kind.CHAT, Source(author="You", title="Rye loaf"), AT, listeners=["Bot"]),
            "You to Bot in “Rye loaf” on 8 May 2023.",
        ),
        (Circumstances(Kind.CHAT, Source(), AT), "Somebody on 8 May 2023."),
        (
            Circumstances(Kind.NOTE, Source(), AT, title="Garlic", topics=["garlic", "rust", "stairs"], people=["Ida"]),
            "Note “Garlic” of 8 May 2023, about rust and stairs, with mention of Ida.",
        ),
        (
            Circumstances(Kind.NOTE, Source(), AT, title="2023-05-08", people=["Ida"], places=["Lake Bohinj"]),
            "Note of 8 May 2023, mentioning Ida, in connection with Lake Bohinj.",
        ),
        (
            Circumstances(Kind.DOCUMENT, Source(author="Osei Brandt"), AT, title="Winter", topics=["clocks"]),
            "Document “Winter” by Osei Brandt of 8 May 2023, about clocks.",
        ),
        (
            Circumstances(Kind.SCREEN, Source(app="Firefox", title="Trains"), AT, topics=["berth"]),
            "On the screen in Firefox on 8 May 2023, “Trains”, about berth.",
        ),
        (
            Circumstances(Kind.NOTE, Source(), AT, topics=["Ida Lund"], people=["Ida", "Ida Lund"]),
            "Note of 8 May 2023, about Ida Lund.",
        ),
    ],
)
def test_the_sentence_says_what_is_known(known: Circumstances, said: str) -> None:
    assert sentence(known) == said


def test_days_and_months_that_the_text_speaks_of_are_told_but_not_its_own_nor_weekdays() -> None:
    times = dates_in("Today. Yesterday we sailed, last month we packed, bins go out on Wednesday.", AT)
    known = Circumstances(Kind.NOTE, Source(), AT, times=times)
    assert sentence(known) == "Note of 8 May 2023, speaking of 7 May 2023 and April 2023."


def test_hostile_titles_stay_on_one_line_without_escapes() -> None:
    known = Circumstances(Kind.CHAT, Source(author="Ana", title="a\x1b]0;x\x07b\nc" + "d" * 200), AT)
    said = sentence(known)
    assert "\x1b" not in said and "\n" not in said and len(said) < 130
