"""What a question wants counted, listed or picked out, in whatever words it asks."""

from datetime import UTC, datetime

import pytest

from core.answer import activities
from core.answer.asked import Part, Tally, Wants, tally_of, window

NOW = datetime(2025, 6, 20, 12, tzinfo=UTC)


def read(question: str) -> Tally:
    tally = tally_of(question, NOW)
    assert tally is not None
    return tally


@pytest.mark.parametrize(
    ("question", "wants", "activity"),
    [
        ("how many runs did I do in May?", Wants.COUNT, "run"),
        ("Can you count my runs in May?", Wants.COUNT, "run"),
        ("How frequently did I go running?", Wants.COUNT, "run"),
        ("runs in May, how many?", Wants.COUNT, "run"),
        ("Could you please tell me how often I've met Ana?", Wants.COUNT, "meet"),
        ("number of books I've read?", Wants.COUNT, "read"),
        ("What's the total distance I ran in May?", Wants.TOTAL, "run"),
        ("sum of km run in May", Wants.TOTAL, "run"),
        ("what was my spending on groceries in May?", Wants.TOTAL, "spend"),
        ("What's the longest I ran in May?", Wants.MOST, "run"),
        ("What books have I finished?", Wants.LIST, "read"),
        ("all the books I read", Wants.LIST, "read"),
        ("most recent book I read", Wants.LAST, "read"),
        ("When did I see Ana last?", Wants.LAST, "meet"),
        ("When did I first run into Ana?", Wants.FIRST, "meet"),
        ("When did I meet Ana for the first time?", Wants.FIRST, "meet"),
        ("On what day did I visit Siena?", Wants.WHEN, "visit"),
    ],
)
def test_what_is_wanted_is_read_from_the_quantifier_wherever_it_stands(
    question: str, wants: Wants, activity: str
) -> None:
    tally = read(question)
    assert (tally.wants, tally.activity, tally.subject) == (wants, activity, "")


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("How often did I meet Ana?", Part.COMPANY),
        ("last time with Ana", Part.COMPANY),
        ("When was I in Siena?", Part.PLACE),
        ("When did I go to Siena?", Part.PLACE),
        ("How much did I pay for tools?", Part.PRICE),
        ("How often did I play tennis?", Part.PLAIN),
        ("When did I buy a car?", Part.PLAIN),
    ],
)
def test_a_name_takes_part_as_company_place_or_what_was_paid_for(question: str, part: Part) -> None:
    assert read(question).part is part


@pytest.mark.parametrize(
    "question",
    [
        "How many children does Melanie have?",
        "How many chairs are there?",
        "How often does Ana go to the beach?",
        "Who did I see Heat with?",
        "How old is my sister?",
        "When will I fly to Oslo?",
        "When does the shop open?",
        "What is my shoe size?",
        "",
        "?",
    ],
)
def test_what_is_so_or_lies_ahead_is_not_counted(question: str) -> None:
    assert tally_of(question, NOW) is None


def test_what_no_memory_holds_is_read_as_the_word_it_nearly_is() -> None:
    def nothing(_: str) -> bool:
        return False

    tally = tally_of("how many times did i go runing in May", NOW, nothing)
    assert tally is not None and tally.activity == "run"
    heard_of = tally_of("how often did I see runing", NOW, lambda word: word == "runing")
    assert heard_of is not None and heard_of.activity != "run"


def test_what_took_place_in_a_month_may_be_told_of_two_months_later() -> None:
    found = window(read("How many times did I run in March?"))
    assert found is not None
    assert (found[0].date().isoformat(), found[1].date().isoformat()) == ("2025-02-28", "2025-06-02")
    assert window(read("How many times did I run?")) is None


def test_activities_know_their_words_in_all_forms() -> None:
    assert activities.of("jogged") == activities.of("jogging") == activities.of("run") == ("run",)
    assert activities.of_thing("novels") == "read"
    assert activities.of("zebra") == ()
    assert {"ran", "running", "jog"} <= set(activities.told_by("run"))
    assert "book" in activities.things_of("read")
