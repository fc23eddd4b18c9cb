"""Answers that only quote: which memories pass, which sentence is taken, and how a date is told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.answer.extract import FLOOR, MOST_QUOTES, UNKNOWN, Wanted, evidence, extracted, passing, wanted
from core.memory import Answer, Hit, Memory, Source
from core.recall.engine import Found
from core.text.words import content
from tests.unit.core.recall.scene import Bag

MAY_8 = datetime(2023, 5, 8, 18, tzinfo=UTC)


def memory(text: str, title: str = "", kind: str = "note", author: str | None = None, number: int = 0) -> Memory:
    return Memory(
        id=f"{number:026}",
        kind=kind,
        title=title,
        text=text,
        context="",
        keywords=(),
        tags=(),
        created_at=MAY_8,
        occurred_at=MAY_8,
        retention=1.0,
        stability_days=1.0,
        pinned=False,
        state="vivid",
        source=Source(author=author),
    )


def said(text: str, author: str = "Caroline") -> Memory:
    return memory(text, kind="chat", author=author)


def found(question: str, memories: Sequence[Memory], closeness: float | None = 0.9) -> Found:
    """As if recall had found these memories for a question, best first."""
    hits = [
        Hit(Memory(**{**one.to_json(), **_kept(one, number)}), 0.9 - number / 20, (), "")
        for number, one in enumerate(memories)
    ]
    return Found(hits, [closeness] * len(hits), dict.fromkeys(content(question), 1.0))


def _kept(one: Memory, number: int) -> dict[str, object]:
    times = {"created_at": one.created_at, "occurred_at": one.occurred_at}
    return {"id": f"{number:026}", "source": one.source, "links": (), "keywords": (), "tags": (), **times}


def ask(question: str, *memories: Memory, closeness: float | None = 0.9, zone: timezone = UTC) -> Answer:
    return extracted(question, found(question, memories, closeness), zone)


def quotes(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations]


# What is asked for


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When did Ana move?", Wanted.TIME),
        ("when dentist", Wanted.TIME),
        ("Do you know when the boiler was serviced?", Wanted.TIME),
        ("What year did we move?", Wanted.TIME),
        ("How long ago was it?", Wanted.TIME),
        ("When I was in Oslo, what did I eat?", Wanted.ANYTHING),
        ("What did I do when I was in Oslo?", Wanted.ANYTHING),
        ("Where was I when Ida called?", Wanted.ANYTHING),
        ("How many eggs?", Wanted.AMOUNT),
        ("how old is Ida", Wanted.AMOUNT),
        ("How much did the boat cost when I bought it?", Wanted.AMOUNT),
        ("Who fixed the boiler when it broke?", Wanted.PERSON),
        ("Whose dog is it?", Wanted.PERSON),
        ("Where is the boat?", Wanted.ANYTHING),
        ("boat", Wanted.ANYTHING),
        ("", Wanted.ANYTHING),
    ],
)
def test_a_question_asks_for_a_kind_of_thing(question: str, kind: Wanted) -> None:
    assert wanted(question) is kind


# Which memories pass


def test_evidence_grows_with_nearness_and_with_the_words_held() -> None:
    weights = {"boat": 2.0, "moored": 1.0}
    both, one = memory("The boats are moored."), memory("A boat.")
    assert evidence(both, 0.9, weights) > evidence(both, 0.5, weights) > evidence(one, 0.5, weights) > 0
    assert evidence(both, None, weights) > evidence(one, None, weights) > evidence(memory("A dog."), None, weights) == 0
    assert evidence(memory("Green.", title="Boat"), None, weights) == evidence(one, None, weights)
    assert evidence(both, None, {}) == 0


def test_what_does_not_pass_the_floor_does_not_answer() -> None:
    question, boat = "Where is the boat?", memory("The boat is in Oslo.")
    assert ask(question, boat, closeness=0.05).text == UNKNOWN
    assert ask(question, boat, closeness=0.05).abstained
    assert not ask(question, boat, closeness=0.9).abstained
    assert passing(found(question, [boat], 0.5), 0.9) == []
    assert len(passing(found(question, [boat], 0.5), 0.0)) == 1
    assert 0 < FLOOR < 1


def test_without_an_embedder_the_words_decide() -> None:
    question = "Where is the green boat moored?"
    assert not ask(question, memory("The green boat is moored in Oslo."), closeness=None).abstained
    assert ask(question, memory("Green is a colour."), closeness=None).abstained


def test_nothing_found_is_not_known() -> None:
    answer = ask("Where is the boat?")
    assert (answer.text, answer.citations, answer.abstained, answer.question) == (
        UNKNOWN,
        (),
        True,
        "Where is the boat?",
    )


# Which sentence is quoted


def test_the_sentence_that_answers_is_quoted_verbatim_with_its_place() -> None:
    text = "It rained all day.\n\nThe boat is moored\n  in Oslo.  Ida came by."
    answer = ask("Where is the boat moored?", memory(text, title="Diary"))
    (citation,) = answer.citations
    assert citation.quote == text[citation.start : citation.end]
    assert "boat is moored" in citation.quote
    assert answer.text.startswith("“The boat is moored")
    assert answer.text.endswith("[1] (Diary, 8 May 2023)")
    assert "\n" not in answer.text


def test_who_told_it_is_said() -> None:
    assert "(Caroline, 8 May 2023)" in ask("Where is the boat?", said("The boat is in Oslo.")).text
    assert "(your note, 8 May 2023)" in ask("Where is the boat?", memory("The boat is in Oslo.")).text
    assert "(document, 8 May 2023)" in ask("Where is the boat?", memory("The boat is in Oslo.", kind="document")).text


@pytest.mark.parametrize(
    ("question", "text", "quote"),
    [
        ("How many eggs does the cake need?", "Eggs go into the cake. Take 3 eggs. Stir.", "Take 3 eggs."),
        ("How many eggs does the cake need?", "Eggs go into the cake. Take three eggs.", "Take three eggs."),
        ("Who repaired the boiler?", "The boiler was repaired. That was Mr Pell, the boiler man.",
         "That was Mr Pell, the boiler man."),
        ("When is the boiler serviced?", "The boiler needs service. It is serviced on 3 June 2023.",
         "It is serviced on 3 June 2023."),
    ],
)  # fmt: skip
def test_a_sentence_with_the_kind_of_thing_asked_for_is_preferred(question: str, text: str, quote: str) -> None:
    assert quotes(ask(question, memory(text))) == [quote]


def test_what_somebody_says_of_themselves_answers_who() -> None:
    answer = ask("Who adopted a dog?", said("A dog was adopted from the shelter. I adopted the dog Scout."))
    assert quotes(answer) == ["I adopted the dog Scout."]


def test_an_amount_that_the_question_names_is_no_answer() -> None:
    text = "The 12 guests came by boat. They ate 40 buns."
    assert quotes(ask("How many buns did the 12 guests eat?", memory(text))) == ["They ate 40 buns."]


def test_a_question_answers_no_question() -> None:
    text = "Where is the boat moored? The boat is moored in Oslo."
    assert quotes(ask("Where is the boat moored?", memory(text))) == ["The boat is moored in Oslo."]


@pytest.mark.parametrize(
    "aside",
    [
        "# Where the boat is moored",
        "## Boat",
        "```sh\nebb --home ~/boat moored\n```",
        "~~~\nboat = moored\n~~~",
        "````\n```\nboat moored\n````",
        "  ```\n  boat moored\n  ```",
    ],
)
def test_a_heading_or_code_is_not_quoted_where_a_sentence_serves(aside: str) -> None:
    for text in (f"{aside}\n\nShe lies in Oslo.", f"She lies in Oslo.\n\n{aside}\n"):
        assert quotes(ask("Where is the boat moored?", memory(text))) == ["She lies in Oslo."]


def test_a_front_matter_is_not_quoted() -> None:
    text = "---\ntags: [boat, moored]\n---\nShe lies in Oslo."
    assert quotes(ask("Where is the boat moored?", memory(text))) == ["She lies in Oslo."]


def test_code_without_an_end_reaches_to_the_end() -> None:
    text = "She lies in Oslo.\n```\nboat moored\nboat moored"
    assert quotes(ask("Where is the boat moored?", memory(text))) == ["She lies in Oslo."]


@pytest.mark.parametrize("question", ["Which command shows the boat?", "How do I show the boat?", "`show` boat?"])
def test_code_is_quoted_where_it_is_asked_for(question: str) -> None:
    text = "The boat is nice.\n\n```sh\nebb show boat\n```"
    assert quotes(ask(question, memory(text))) == ["ebb show boat"]


def test_a_memory_of_code_alone_is_quoted() -> None:
    assert quotes(ask("Where is the boat moored?", memory("```\nboat moored\n```"))) != []


def test_a_heading_that_says_more_than_the_question_is_quoted() -> None:
    text = "# The wifi password is herring\n\nAsk Ida."
    assert quotes(ask("What is the wifi password?", memory(text))) == ["# The wifi password is herring"]


def test_each_memory_is_quoted_once_and_few_are() -> None:
    memories = [memory(f"The boat is moored in Oslo, berth {at}. The boat is moored.") for at in range(9)]
    answer = ask("Where is the boat moored?", *memories)
    assert 1 < len(answer.citations) <= MOST_QUOTES
    assert len({citation.id for citation in answer.citations}) == len(answer.citations)
    assert answer.text.count("\n") == len(answer.citations) - 1


def test_a_memory_that_says_much_less_is_not_quoted_as_well() -> None:
    memories = [memory("The boat is moored in Oslo."), memory("Green paint dries slowly.")]
    assert quotes(ask("Where is the boat moored?", *memories)) == ["The boat is moored in Oslo."]


def test_meaning_chooses_among_sentences_without_a_common_word() -> None:
    question, text = "Where is the vessel?", "The dog sleeps. The boat lies. The garden grows."
    answer = extracted(question, found(question, [memory(text)]), UTC, Bag())
    assert quotes(answer) == ["The boat lies."]


def test_a_very_long_sentence_is_quoted_in_part() -> None:
    answer = ask("Where is the boat?", memory("The boat " + "and the oar " * 300))
    assert 0 < len(answer.citations[0].quote) <= 400
    assert answer.citations[0].quote.startswith("The boat")


def test_a_sentence_deep_in_a_huge_memory_is_quoted() -> None:
    text = "Nothing of note happened there. " * 8000 + "The boat is moored in Oslo. " + "Nothing more. " * 20_000
    answer = ask("Where is the boat moored?", memory(text))
    (citation,) = answer.citations
    assert citation.quote == "The boat is moored in Oslo." == text[citation.start : citation.end]


def test_hits_without_a_score_are_quoted_too() -> None:
    one = found("Where is the boat?", [memory("The boat is in Oslo.")])
    flat = Found([Hit(one.hits[0].memory, 0.0, (), "")], one.closeness, one.words)
    assert quotes(extracted("Where is the boat?", flat, UTC)) == ["The boat is in Oslo."]


@given(st.lists(st.text(min_size=1, max_size=200), min_size=1, max_size=4), st.text(max_size=40))
def test_every_quote_of_any_text_stands_where_it_is_said_to(texts: list[str], question: str) -> None:
    texts = [text for text in texts if text.strip()] or ["x"]
    answer = ask(question, *(memory(text) for text in texts))
    for citation in answer.citations:
        assert citation.quote == texts[int(citation.id)][citation.start : citation.end]
    assert answer.abstained == (not answer.citations)


# When


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("I went to Oslo yesterday.", "7 May 2023"),
        ("I went to Oslo last Friday.", "5 May 2023"),
        ("I went to Oslo last week.", "the week before 8 May 2023"),
        ("I went to Oslo in March 2021.", "March 2021"),
        ("I went to Oslo in 2019.", "2019"),
        ("I went to Oslo from 3 to 5 April 2022.", "3 April 2022 to 5 April 2022"),
        ("I have been to Oslo since March 2021.", "since 1 March 2021"),
        ("I went to Oslo before March 2021.", "before 1 March 2021"),
        ("I went to Oslo.", "8 May 2023"),
    ],
)
def test_when_is_answered_by_the_time_that_was_told(text: str, answer: str) -> None:
    assert ask("When did Caroline go to Oslo?", said(text)).text.startswith(f"{answer}: “{text}” [1]")


def test_the_day_on_which_a_note_was_written_is_no_answer() -> None:
    answer = ask("When is the rent due?", memory("The rent is due on the first of the month."))
    assert answer.text.startswith("“The rent is due")


def test_days_are_those_of_the_zone_that_is_given() -> None:
    east = timezone(timedelta(hours=8))  # where it was 9 May already
    answer = ask("When did Caroline go to Oslo?", said("I went to Oslo yesterday."), zone=east)
    assert answer.text == "8 May 2023: “I went to Oslo yesterday.” [1] (Caroline, 9 May 2023)"


@pytest.mark.parametrize("mark", ["- ", "* ", "3. ", "12) ", "> ", "• "])
def test_a_quote_begins_behind_the_mark_of_a_list_item(mark: str) -> None:
    note = memory(f"# Boiler\n\n{mark}The serial number is HB-2291.\n{mark}It was installed in 2017.", "Boiler")
    answer = ask("What is the serial number of the boiler?", note)
    assert quotes(answer) == ["The serial number is HB-2291."]
    (citation,) = answer.citations
    assert note.text[citation.start : citation.end] == citation.quote


def test_a_sentence_that_only_looks_like_a_list_item_is_quoted_whole() -> None:
    answer = ask("What was the temperature on the balcony?", memory("-5 degrees was the temperature on the balcony."))
    assert quotes(answer) == ["-5 degrees was the temperature on the balcony."]


# Who and how many


def test_who_is_answered_by_the_only_name_that_the_question_does_not_say() -> None:
    answer = ask("Who repaired the boiler?", memory("The boiler was repaired by Ana Lund."))
    assert answer.text.startswith("Ana Lund: “The boiler was repaired by Ana Lund.”")
    two = ask("Who repaired the boiler?", memory("The boiler was repaired by Ana Lund and Ben Okafor."))
    assert two.text.startswith("“The boiler")


def test_how_many_is_answered_by_the_only_number_with_its_unit() -> None:
    answer = ask("How far is it to the marina?", memory("It is 12 km to the marina."))
    assert answer.text.startswith("12 km: “It is 12 km")
    assert ask("How many chairs are there?", memory("There are four chairs.")).text.startswith("four: “")
    assert ask("How many chairs are there?", memory("There are 4 chairs in 2 rooms.")).text.startswith("4: “")


# Whose


def test_what_another_has_said_of_themselves_does_not_answer_for_somebody() -> None:
    mine, theirs = said("I adopted a dog.", "Ana"), said("I went to Oslo yesterday.", "Ben")
    for question, abstained in (("When did Ana go to Oslo?", True), ("When did Ben go to Oslo?", False)):
        recalled = replace(found(question, [theirs, mine]), closeness=[0.8, 0.45])
        assert extracted(question, recalled, UTC).abstained is abstained


def test_a_note_of_one_s_own_or_words_of_a_third_answer_for_somebody() -> None:
    question, mine = "When did Ana go to Oslo?", said("I adopted a dog.", "Ana")
    for told in (memory("Ana went to Oslo on 3 May 2023."), said("Ana went to Oslo on 3 May 2023.", "Ben")):
        recalled = replace(found(question, [told, mine]), closeness=[0.8, 0.45])
        assert extracted(question, recalled, UTC).text.startswith("3 May 2023: ")


def test_what_ebb_has_said_is_no_evidence() -> None:
    question = "Where does the boat lie?"
    told = replace(said("The boat lies in Oslo.", "Ebb"), trust="agent")
    recalled = Found([Hit(told, 0.9, (), "")], [0.9], dict.fromkeys(content(question), 1.0))
    assert extracted(question, recalled, UTC).abstained


def test_what_one_asks_another_tells_nothing_of_oneself() -> None:
    asked = said("What motivated you to study law?", "Ana")
    told = said("My uncle was a judge, so I was drawn to study law.", "Ben")
    assert ask("What motivated Ana to study law?", asked, told).abstained
    assert quotes(ask("What motivated Ben to study law?", asked, told)) == [told.text]


def test_a_name_that_no_memory_has_is_not_answered_for() -> None:
    ran = memory("Ran with Tom along the river.")
    assert ask("Who did I see Ran with?", ran).abstained
    assert not ask("Who ran with me along the river?", ran).abstained
