"""What a question asks for is read from its words, and looked for in a text."""

import pytest

from core.recall.answers import holds, several, sought, substance


@pytest.mark.parametrize(
    ("question", "answering", "other"),
    [
        ("When did Ana go camping?", "We went yesterday.", "We slept in a tent."),
        ("What year did she move?", "It was 2019 I think.", "It was long and hard."),
        ("Where did Bo grow up?", "I grew up in Oslo.", "I grew up poor and happy."),
        ("Which city did he visit?", "My trip to Rome was fun.", "My trip was fun."),
        ("How many dogs does she have?", "I have two of them.", "I have some of them."),
        ("Who came to the party?", "I danced with Chiara.", "I danced with everybody."),
        ("What books has Tim read?", 'I finished "the hobbit".', "I finished it."),
        ("How long did it take?", "It took three whole weeks.", "It took some patience."),
        ("Why did they leave?", "They left because it rained.", "They left early."),
        ("How did Ana feel about it?", "I was so proud.", "I was there."),
    ],
)
def test_a_text_that_holds_the_kind_of_answer_asked_for_is_told_from_one_that_does_not(
    question: str, answering: str, other: str
) -> None:
    kinds = sought(question)
    assert kinds
    assert holds(answering, kinds)
    assert not holds(other, kinds)


def test_a_query_that_asks_for_nothing_certain_seeks_nothing() -> None:
    assert sought("boiler pump") == ()
    assert sought("") == ()
    assert not holds("We went yesterday.", ())


def test_the_first_word_and_the_first_of_a_line_count_too() -> None:
    assert holds("Yesterday.", sought("When was it?"))
    assert holds("Well\nyesterday", sought("When was it?"))


def test_what_tells_has_more_substance_than_small_talk() -> None:
    small = substance("Wow, that sounds great! Keep it up!", replies=False)
    telling = substance('I took Toby to Oslo on 3 May, and we saw "Rent".', replies=False)
    assert small == 0.0
    assert 0.5 < telling <= 1.0


def test_a_reply_has_more_substance_than_the_same_words_said_unasked() -> None:
    assert substance("A red one.", replies=True) > substance("A red one.", replies=False)


def test_substance_has_an_end() -> None:
    assert substance("then I met Ana " * 1000, replies=True) == pytest.approx(1.0)
    assert substance("", replies=False) == 0.0


@pytest.mark.parametrize(
    "question",
    [
        "What books has Tim read?",
        "Which outdoor activities do they share?",
        "How many dogs does she have?",
        "What kind of art does Ana make?",
        "What do both of them paint?",
        "In what ways does Bo help?",
    ],
)
def test_a_question_for_several_things_is_told_by_its_words(question: str) -> None:
    assert several(question)


@pytest.mark.parametrize(
    "question",
    ["What is this?", "What was the class about?", "When did she visit her parents?", "Who wrote it?", "boats", ""],
)
def test_a_question_for_one_thing_is_not_taken_for_more(question: str) -> None:
    assert not several(question)
