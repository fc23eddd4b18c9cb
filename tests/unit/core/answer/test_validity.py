"""What is over: left out of quotes, told with its last day, and labelled for a model."""

from datetime import UTC, datetime

from core.answer.prompts import Excerpt, answering
from core.answer.stated import Stated, answered
from core.answer.validity import Over, is_all_over, outdated, over_in, until
from core.memory import Memory, Source

SAID = datetime(2025, 3, 3, 12, tzinfo=UTC)
ENDED = datetime(2025, 5, 3, 12, tzinfo=UTC)
TEXT = 'I live in "Porto"> here. I keep bees.'


def memory(text: str = TEXT) -> Memory:
    """A note of 3 March 2025."""
    return Memory("01A", "note", "", text, "", (), (), SAID, SAID, 1.0, 1.0, False, "vivid", Source())


def test_a_span_is_over_where_most_of_it_is() -> None:
    overs = {"01A": [Over(0, 24, ENDED)]}
    assert is_all_over(over_in(overs, "01A", 0, 24), 0, 24)
    assert not is_all_over(over_in(overs, "01A", 20, 37), 20, 37)
    assert over_in(overs, "01A", 25, 37) == [] and over_in(overs, "01B", 0, 24) == []


def test_the_last_day_is_told_in_words() -> None:
    assert until([Over(0, 3, SAID), Over(0, 3, ENDED)], UTC) == "until 3 May 2025"
    assert until([], UTC) == ""


def test_a_model_is_told_what_is_outdated_and_the_label_cannot_be_closed() -> None:
    label = outdated(TEXT, [Over(0, 24, ENDED)], UTC)
    assert label == 'I live in "Porto"> here (until 3 May 2025)'
    prompt = answering("Where do I live?", [Excerpt(memory(), TEXT, label)], now=ENDED)[1].content
    (head,) = [line for line in prompt.splitlines() if line.startswith("<memory ")]
    assert "outdated=\"I live in 'Porto'› here (until 3 May 2025)\">" in head and head.count('"') == 10
    plain = answering("Where do I live?", [Excerpt(memory(), TEXT)], now=ENDED)[1].content
    assert "outdated" not in plain


def test_a_stated_answer_quotes_the_whole_sentence_verbatim_with_its_end() -> None:
    found = answered("Where did I live?", [Stated(memory(), 2, 10, ENDED), Stated(memory(), 4, 9)], UTC)
    assert found is not None and len(found.citations) == 1
    (citation,) = found.citations
    assert TEXT[citation.start : citation.end] == citation.quote == 'I live in "Porto"> here.'
    assert found.text.endswith("[1] (your note, 3 March 2025; until 3 May 2025)")
    assert answered("Where?", [], UTC) is None


def test_a_planned_day_stands_before_its_quote() -> None:
    found = answered("When?", [Stated(memory("Dentist on Friday."), 0, 18, None, "2025-03-07T15:00")], UTC)
    assert found is not None and found.text.startswith("7 March 2025: “Dentist on Friday.”")
