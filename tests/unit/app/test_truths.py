"""What holds and what held, through the facade: supersessions, their undoing, conflicts, timelines, looking back."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import Ebb
from core.errors import BadInput
from core.memory import State
from core.store import runs, statements

START = datetime(2025, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
def ebb(home: Path) -> Iterator[Ebb]:
    with Ebb.open(home, background=False) as opened:
        yield opened


def told(ebb: Ebb, *texts: str, gap: int = 10) -> list[str]:
    """Remember notes some days apart and settle; returns their ids."""
    ids = [ebb.add(text, occurred_at=START + timedelta(days=gap * day)) for day, text in enumerate(texts)]
    ebb.settle()
    return ids


def states(ebb: Ebb, ids: list[str]) -> list[bool]:
    """Whether each memory is superseded."""
    return [ebb.get(id).state == State.SUPERSEDED for id in ids]


def values(ebb: Ebb, subject: str, slot: str, day: int | None = None) -> list[str]:
    """The values of a slot, as of a day."""
    return ebb.truth.current(subject, slot, None if day is None else START + timedelta(days=day))


def test_an_update_supersedes_with_closed_intervals_a_link_and_a_reason(ebb: Ebb) -> None:
    old, new = told(ebb, "I live in Porto.", "I moved to Lisbon.")
    memory = ebb.get(old)
    assert memory.state == State.SUPERSEDED and memory.valid_until == START + timedelta(days=10)
    (link,) = [link for link in ebb.links(old) if link.kind == "supersedes"]
    assert (link.id, link.direction) == (new, "in") and "Porto" in link.why
    last = ebb.history(old)[-1]
    assert last.actor == "ebb" and last.cause == new and last.run and "Lisbon" in last.why


def test_additions_are_never_updates(ebb: Ebb) -> None:
    ids = told(ebb, "We adopted a dog called Buddy.", "We adopted a second dog called Scout.", "I bought a kettle.")
    assert states(ebb, ids) == [False, False, False]
    assert values(ebb, "self", "pets") == ["Buddy", "Scout"]


def test_an_end_closes_one_of_many_by_its_value(ebb: Ebb) -> None:
    told(ebb, "We adopted a dog called Buddy.", "We adopted a dog called Scout.", "Buddy died last night.")
    assert values(ebb, "self", "pets") == ["Scout"]
    assert values(ebb, "self", "pets", 15) == ["Buddy", "Scout"]


def test_the_same_said_again_is_one_more_proof(ebb: Ebb) -> None:
    ids = told(ebb, "I live in Porto.", "I live in Porto now.")
    assert states(ebb, ids) == [False, False]
    (span,) = ebb.truth.timeline("self", "lives in")
    assert (span.value, span.since, span.until, span.proofs) == ("Porto", START, None, tuple(ids))


def test_a_memory_that_says_more_stays_and_its_old_part_is_known(ebb: Ebb) -> None:
    text = "I live in Porto. The harbour smells of tar in the morning and gulls steal every sandwich they see."
    old, _ = told(ebb, text, "I moved to Lisbon.")
    assert states(ebb, [old]) == [False]
    (one,) = ebb.truth.statements(old)
    assert text[one.start : one.end] == "I live in Porto." and one.until == START + timedelta(days=10)


def test_the_order_of_arrival_does_not_matter(tmp_path: Path) -> None:
    texts = [
        "I live in Porto.",
        "I moved to Lisbon.",
        "I no longer live in Lisbon.",
        "I live in Faro now.",
        "I live in Faro.",
        "We adopted a dog called Buddy.",
        "Buddy died.",
    ]
    items = [{"text": text, "occurred_at": START + timedelta(days=day)} for day, text in enumerate(texts)]
    seen = set()
    for seed in range(4):
        shuffled = list(items)
        random.Random(seed).shuffle(shuffled)
        with Ebb.open(tmp_path / str(seed), background=False) as ebb:
            for part in (shuffled[:3], shuffled[3:]):
                ebb.add_many(part)
                ebb.settle()
            memories = sorted((m.text, m.state == State.SUPERSEDED, m.valid_until) for m in ebb.select())
            told_of = [(s.value, s.since, s.until) for s in ebb.truth.timeline("self", "lives in")]
            seen.add((tuple(memories), tuple(told_of)))
    assert len(seen) == 1


def test_forgetting_what_superseded_reopens_and_restoring_closes_again(ebb: Ebb) -> None:
    old, new = told(ebb, "I live in Porto.", "I moved to Lisbon.")
    ebb.forget([new])
    ebb.settle()
    assert states(ebb, [old]) == [False] and values(ebb, "self", "lives in") == ["Porto"]
    ebb.restore([new])
    ebb.settle()
    assert states(ebb, [old]) == [True]
    ebb.forget([new], forever=True)
    ebb.settle()
    assert states(ebb, [old]) == [False] and ebb.get(old).valid_until is None


def test_editing_what_superseded_reopens(ebb: Ebb) -> None:
    old, new = told(ebb, "I live in Porto.", "I moved to Lisbon.")
    ebb.edit(new, text="I dreamt that I moved to Lisbon.")
    ebb.settle()
    assert states(ebb, [old]) == [False]


def test_editing_a_superseded_memory_so_that_it_says_something_else_brings_it_back(ebb: Ebb) -> None:
    old, _ = told(ebb, "I live in Porto.", "I moved to Lisbon.")
    ebb.edit(old, text="The tram in Porto is steep.")
    ebb.settle()
    assert states(ebb, [old]) == [False]


def test_what_a_person_brought_back_is_not_superseded_again(ebb: Ebb) -> None:
    old, _ = told(ebb, "I live in Porto.", "I moved to Lisbon.")
    ebb.undo(old, ebb.history(old)[-1].number)
    told(ebb, "I live in Lisbon now.")
    assert states(ebb, [old]) == [False]


def test_a_withdrawn_run_opens_what_it_closed_for_good(ebb: Ebb) -> None:
    old, _ = told(ebb, "I live in Porto.", "I moved to Lisbon.")
    (run,) = [
        run for run in ebb._store.read(lambda connection: runs.newest(connection, 5)) if run.counts.get("superseded")
    ]
    count = ebb._store.write(lambda connection: statements.withdraw_run(connection, run.id, 0))
    assert count == 1 and [one.until for one in ebb.truth.statements(old)] == [None]
    ebb.edit(old, text="I live in Porto!")
    ebb.settle()
    assert [one.until for one in ebb.truth.statements(old)] == [None]


def test_a_plain_contradiction_waits_for_a_person(ebb: Ebb) -> None:
    old, new = ids = told(ebb, "I live in Porto.", "I live in Lisbon.")
    assert states(ebb, ids) == [False, False]
    (conflict,) = ebb.truth.conflicts()
    assert (conflict.kind, conflict.a.id, conflict.b.id) == ("supersede", old, new)
    assert ebb.truth.decide(conflict.number, True).state == "accepted"
    assert states(ebb, ids) == [True, False] and ebb.truth.conflicts() == []
    assert ebb.truth.decide(conflict.number, False).state == "declined"
    assert states(ebb, ids) == [False, False] and ebb.truth.conflicts() == []
    told(ebb, "Rain all day, nothing else.")
    assert ebb.truth.conflicts() == []


def test_near_copies_are_proposed_and_merged_only_when_accepted(ebb: Ebb) -> None:
    text = "Called the plumber about the leaking tap in the bathroom on the second floor"
    first = ebb.add(text, occurred_at=START)
    second = ebb.add(f"{text}!", occurred_at=START + timedelta(hours=2))
    ebb.add(f"{text} at 5", occurred_at=START + timedelta(hours=3))
    ebb.add(text, occurred_at=START + timedelta(days=30))
    ebb.settle()
    (conflict,) = ebb.truth.conflicts()
    assert (conflict.kind, conflict.a.id, conflict.b.id) == ("duplicate", first, second)
    assert states(ebb, [first, second]) == [False, False]
    ebb.truth.decide(conflict.number, True)
    assert states(ebb, [first, second]) == [False, True]
    ebb.truth.decide(conflict.number, False)
    assert states(ebb, [first, second]) == [False, False]


def test_an_unknown_conflict_is_bad_input(ebb: Ebb) -> None:
    with pytest.raises(BadInput):
        ebb.truth.decide(7, True)


def test_search_and_answers_of_a_day_know_nothing_later(ebb: Ebb) -> None:
    old, new = told(ebb, "I live in Porto.", "I moved to Lisbon.")
    then, now = START + timedelta(days=5), START + timedelta(days=20)
    assert [hit.memory.id for hit in ebb.search("where do I live", as_of=then)] == [old]
    assert ebb.search("where do I live", as_of=then)[0].memory.state != State.SUPERSEDED
    assert "Porto" in ebb.ask("Where do I live?", as_of=then).text
    answer = ebb.ask("Where do I live?", as_of=now)
    assert "Lisbon" in answer.text and "Porto" not in answer.text
    assert [citation.id for citation in answer.citations] == [new]


def test_a_question_for_the_past_gets_the_old_value_labelled_and_behind_the_new(ebb: Ebb) -> None:
    old, new = told(ebb, "I live in Porto.", "I moved to Lisbon.")
    answer = ebb.ask("Where did I live before?", as_of=START + timedelta(days=20))
    assert [citation.id for citation in answer.citations] == [new, old]
    assert "until 13 March 2025" in answer.text.splitlines()[1]
    found = [hit.memory.id for hit in ebb.search("where did I live before")]
    assert found.index(new) < found.index(old)


def test_a_superseded_memory_is_found_where_nothing_else_has_the_word(ebb: Ebb) -> None:
    old, _ = told(ebb, "I live in Porto.", "I moved to Lisbon.")
    assert old in [hit.memory.id for hit in ebb.search("porto")]
    assert old in [hit.memory.id for hit in ebb.search("live", all=True)]


def test_an_answer_by_words_alone_does_not_quote_what_is_over(ebb: Ebb) -> None:
    told(ebb, "I keep my bees in the orchard. My hives live in Porto with my uncle.", "I live in Lisbon now.")
    told(ebb, "My boat is moored in Faro. The rent is 850 euros.", "The rent went up to 900 euros.")
    answer = ebb.ask("Tell me about the rent in euros", extractive=True)
    assert "900" in answer.text and "850" not in answer.text


def test_every_citation_is_verbatim(ebb: Ebb) -> None:
    told(ebb, "Big news:  I live in\nPorto.", "I moved to Lisbon.")
    for day in (5, 20):
        for citation in ebb.ask("Where do I live?", as_of=START + timedelta(days=day)).citations:
            assert ebb.get(citation.id).text[citation.start : citation.end] == citation.quote
