"""Counting and listing: every sentence that tells of it as a fact, once, by whom and when it was asked for."""

from datetime import UTC, datetime

import pytest

from core.answer.asked import Tally, Wants, tally_of
from core.answer.quantities import Quantity, quantities, said, unit_of
from core.answer.tallies import MOST, tallied, told_of
from core.answer.validity import Over
from core.answer.verbs import alike, forms
from core.memory import Answer, Kind, Memory, Source, State

NOW = datetime(2025, 6, 20, 12, tzinfo=UTC)


def note(text: str, month: int = 5, day: int = 10, **details: object) -> Memory:
    at = datetime(2025, month, day, 18, tzinfo=UTC)
    kind = details.pop("kind", Kind.NOTE)
    trust = str(details.pop("trust", "self"))
    source = Source(**details)  # type: ignore[arg-type]
    id = f"{month:02}{day:02}{text[:20]}"
    return Memory(id, str(kind), "", text, "", (), (), at, at, 1, 1, False, State.VIVID, source, trust=trust)


def ask(question: str, *memories: Memory) -> Answer | None:
    tally = tally_of(question, NOW)
    assert tally is not None
    return tallied(tally, told_of(tally, memories, UTC, {}), UTC)


def quotes(question: str, *memories: Memory) -> list[str]:
    answer = ask(question, *memories)
    return [citation.quote for citation in answer.citations] if answer else []


RUNS = (note("Ran 5 km along the river.", 5, 3), note("Went for a run, 7.5 km.", 5, 10), note("Ran 6 km.", 6, 10))


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("How many times did I run in May?", Wants.COUNT),
        ("How often have I visited Porto?", Wants.COUNT),
        ("How many books did I read this year?", Wants.COUNT),
        ("How many km did I run in May?", Wants.TOTAL),
        ("How much did I spend on groceries?", Wants.TOTAL),
        ("List the books I read", Wants.LIST),
        ("Show me all the films that I watched in May", Wants.LIST),
        ("Which books did I read?", Wants.LIST),
        ("When did I last see Ana?", Wants.LAST),
        ("When was the first time I met Ana?", Wants.FIRST),
        ("What was my longest run?", Wants.MOST),
        ("What was the shortest run in May", Wants.LEAST),
    ],
)
def test_what_is_to_be_counted_is_read_from_the_question(question: str, wants: Wants) -> None:
    tally = tally_of(question, NOW)
    assert tally is not None and tally.wants is wants and tally.subject == ""


@pytest.mark.parametrize(
    "question",
    [
        "Where is the boat?",
        "How many moons does Jupiter have?",
        "How much is the rent?",
        "What did Caroline's grandmother give her?",
        "When did I move?",
        "Who is Ana?",
        "",
        "How many times",
    ],
)
def test_other_questions_are_left_to_recall(question: str) -> None:
    tally = tally_of(question, NOW)
    assert tally is None or tallied(tally, told_of(tally, [note("The boat is mine.")], UTC, {}), UTC) is None


def test_times_are_counted_within_the_time_and_cited() -> None:
    answer = ask("How many times did I run in May?", *RUNS)
    assert answer is not None and not answer.abstained
    assert answer.text == (
        "Twice:\n“Ran 5 km along the river.” [1] (your note, 3 May 2025)\n"
        "“Went for a run, 7.5 km.” [2] (your note, 10 May 2025)"
    )
    for citation, memory in zip(answer.citations, RUNS, strict=False):
        assert memory.text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    "text",
    [
        "I didn't run today.",
        "I want to run a marathon.",
        "Tomorrow I will run 5 km.",
        "Ana ran 10 km.",
        "Tomas ran 10 km.",
        "Fred ran 10 km this morning.",
        "Emily also ran.",
        "Then she ran home.",
        "Should I run today?",
        "I run every morning.",
        "We almost ran into a tree.",
        "The run was cancelled.",
        "I used to run.",
        "No run today, my knee hurts.",
        "Too hot to run.",
        "Signed up to run 10 km in autumn.",
        "Ran into Ben at the station.",
    ],
)
def test_what_did_not_take_place_or_was_done_by_others_is_not_counted(text: str) -> None:
    assert quotes("How many times did I run in May?", *RUNS, note(text, 5, 12)) == [RUNS[0].text, RUNS[1].text]


def test_what_others_say_of_themselves_counts_for_them() -> None:
    theirs = note("I ran along the beach.", 5, 4, kind=Kind.CHAT, author="Ana Lund", trust="chat")
    assert quotes("How many times did I run in May?", theirs) == []
    assert quotes("How many times did Ana run in May?", theirs, *RUNS) == [theirs.text]


def test_what_ebb_said_or_a_screen_showed_is_not_counted() -> None:
    ebb = note("You ran 5 km.", 5, 5, kind=Kind.CHAT, trust="agent")
    screen = note("I ran 50 km.", 5, 5, kind=Kind.SCREEN, trust="screen")
    assert quotes("How many times did I run?", ebb, screen) == []


def test_yesterday_belongs_to_the_month_before() -> None:
    first = note("Yesterday I ran 4 km.", 6, 1)
    assert quotes("How many times did I run in May?", first) == [first.text]
    assert quotes("How many times did I run in June?", first) == []


def test_one_event_told_twice_on_a_day_counts_once_and_twice_counts_two() -> None:
    same = (note("Ran 5 km along the river.", 5, 3), note("I ran 5 km along the river.", 5, 3))
    assert len(quotes("How many times did I run?", *same)) == 1
    answer = ask("How many times did I run?", note("Ran twice today.", 5, 3), note("Ran home.", 5, 8))
    assert answer is not None and answer.text.startswith("3 times:")


def test_amounts_are_added_up_in_their_unit() -> None:
    answer = ask("How many km did I run in May?", *RUNS)
    assert answer is not None and answer.text.startswith("12.5 km:\n")
    spent = (note("Spent €40 on groceries."), note("Paid €12.50 for groceries.", 5, 18), note("Spent €9 on books."))
    answer = ask("How much did I spend on groceries?", *spent)
    assert answer is not None and answer.text.startswith("€52.50:\n")


def test_the_first_the_last_the_longest_and_the_shortest_are_picked_out() -> None:
    assert quotes("When did I first run?", *RUNS) == [RUNS[0].text]
    assert quotes("When did I last run?", *RUNS) == [RUNS[2].text]
    assert quotes("What was my longest run?", *RUNS) == [RUNS[1].text]
    answer = ask("What was my shortest run?", *RUNS)
    assert answer is not None and answer.text.startswith("5 km: “Ran 5 km")


def test_what_is_over_is_not_counted() -> None:
    tally = tally_of("How many times did I run?", NOW)
    assert tally is not None
    overs = {RUNS[0].id: [Over(0, len(RUNS[0].text), NOW)]}
    assert [one.memory for one in told_of(tally, RUNS, UTC, overs)] == [RUNS[1], RUNS[2]]


def test_a_long_list_says_how_much_more_there_is() -> None:
    many = [
        note(f"Ran to the {place} house.", 1 + n // 28, 1 + n % 28)
        for n, place in enumerate(map(chr, range(97, 97 + 60)))
    ]
    answer = ask("How many times did I run?", *many)
    assert answer is not None and len(answer.citations) == MOST
    assert answer.text.startswith("60 times:") and answer.text.endswith("… and 10 more")


def test_verbs_are_known_in_their_forms() -> None:
    assert {"run", "ran", "running"} <= set(forms("ran"))
    assert "purchased" not in forms("buy") and "bought" in alike("purchase")
    assert "met" in alike("see") and "saw" not in alike("meet")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5 km", [Quantity(5, "km")]),
        ("1 h 20 min", [Quantity(80, "minutes")]),
        ("€1,200.50 and $3", [Quantity(1200.5, "€"), Quantity(3, "$")]),
        ("12,5 km", [Quantity(12.5, "km")]),
        ("at 5", []),
        ("v1.2.3m", []),
    ],
)
def test_amounts_are_read(text: str, found: list[Quantity]) -> None:
    assert quantities(text) == found


def test_amounts_are_said() -> None:
    assert [said(Quantity(*one)) for one in ((80, "minutes"), (5, "km"), (52.5, "€"), (120, "minutes"))] == [
        "1 h 20 min", "5 km", "€52.50", "2 h",
    ]  # fmt: skip
    assert (unit_of("kilometres"), unit_of("friends")) == ("km", "")


def test_a_tally_needs_words_to_look_for() -> None:
    assert tally_of("How many times did I go?", NOW) is None
    assert Tally(Wants.COUNT, "", ("run",), ()).groups == [("run",)]


def test_what_is_only_likely_is_not_counted_but_named() -> None:
    surely = (note("I read the book Dune.", 5, 3), note("Read the book Emma.", 5, 8))
    likely = note("Done with Solaris, what an ending.", 5, 20)
    answer = ask("How many books did I read?", *surely, likely)
    assert answer is not None
    assert answer.text.startswith("At least 2 books:\n“I read the book Dune.” [1]")
    assert "One more may tell of it:\n“Done with Solaris, what an ending.” [3]" in answer.text
    assert [citation.quote for citation in answer.citations] == [surely[0].text, surely[1].text, likely.text]
    listed = ask("Which books did I read?", *surely, likely)
    assert listed is not None and listed.text.startswith("At least 2:\n")
    sure = ask("Which books did I read?", *surely)
    assert sure is not None and sure.text.startswith("2:\n")


def test_a_total_with_an_amount_that_is_only_likely_says_at_least() -> None:
    answer = ask(
        "How many pages did I read of books?", note("Read 30 pages of the book Dune."), note("Read 12 pages of Emma.")
    )
    assert answer is not None and answer.text.startswith("At least 30 pages:\n")


def test_nothing_sure_is_no_count() -> None:
    assert ask("How many books did I read?", note("Done with Solaris, what an ending.")) is None


def test_one_book_told_of_on_two_days_is_one_book() -> None:
    twice = (note("I read the book Dune.", 5, 3), note("Finished the book Dune, loved it.", 5, 9))
    answer = ask("How many books did I read?", *twice)
    assert answer is not None and answer.text.startswith("1 book:")
    often = ask("How often did I read the book Dune?", *twice)
    assert often is not None and often.text.startswith("Twice:")


def test_when_it_was_is_told_by_every_day_of_it() -> None:
    assert ask("When was I in Lima?", note("Tom lives in Lima.")) is None
    answer = ask("When was I in Lima?", note("Weekend in Lima.", 5, 3), note("Been to Lima again.", 5, 9))
    assert answer is not None and answer.text.startswith("3 May 2025 and 9 May 2025:\n“Weekend in Lima.” [1]")
    unsure = ask("When was I in Lima?", note("Lima with the whole family."))
    assert unsure is not None and unsure.text.startswith("Perhaps 10 May 2025: ")


def test_of_others_it_is_only_known_what_they_told() -> None:
    theirs = note("I ran along the beach.", 5, 4, kind=Kind.CHAT, author="Ana Lund", trust="chat")
    answer = ask("How many times did Ana run in May?", theirs)
    assert answer is not None and answer.text.startswith("At least once:")
