"""What the language model says in idle time: checked against its sources, logged, undoable, and never decisive."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from app import Ebb
from app.librarian import Work
from core.levels import portraying, rewriting
from core.store import librarian, proposals
from core.truth import judging
from tests.unit.app.librarian.scene import NOON, Scripted, opened

# Digests


def _talk(ebb: Ebb) -> None:
    turns = (
        ("Ana", "Hey Ben! How have you been?"),
        ("Ben", "I moved to Porto last week and found a flat by the harbour."),
        ("Ana", "I adopted a dog called Scout on Saturday."),
        ("Ben", "Scout will love the beach at Matosinhos."),
        ("Ana", "My sister Clara visits us in June."),
    )
    for number, (author, text) in enumerate(turns):
        at = NOON + timedelta(minutes=number)
        ebb.add(text, kind="chat", occurred_at=at, source={"thread": "talk", "author": author})


def _by_kind(rules: str, digest: str = "", profile: str = "{}", verdict: str = "{}") -> str:
    return {rewriting.RULES: digest, portraying.RULES: profile, judging.RULES: verdict}.get(rules, "{}")


def _episode(ebb: Ebb) -> str:
    (episode,) = ebb.levels.episodes(NOON.date())
    return episode.memory.id


def test_digests_are_worded_after_sleep_logged_and_taken_back_as_ebbs_own(home: Path, model: Scripted) -> None:
    with opened(home) as ebb:
        _talk(ebb)
        ebb.levels.sleep_alone()
        assert model.asked == []
        before = ebb.get(_episode(ebb)).text
        model.says = lambda rules, _: _by_kind(rules, "Ana adopted a dog called Scout.")
        done = ebb.librarian.work()
        assert done.reworded >= 1
        assert ebb.get(_episode(ebb)).text.endswith("\nAna adopted a dog called Scout.")
        assert ebb.history(_episode(ebb))[-1].actor == "model:tiny"
        (run,) = [run for run in ebb.network.runs() if run.kind == "librarian"]
        ebb.network.undo_run(run.name)
        assert ebb.get(_episode(ebb)).text == before
        assert ebb.librarian.work().reworded == 0
        ebb.add(
            "We sail on Sunday.",
            kind="chat",
            occurred_at=NOON + timedelta(minutes=9),
            source={"thread": "talk", "author": "Ben"},
        )
        ebb.levels.sleep_alone()
        assert ebb.get(_episode(ebb)).text != before, "it is Ebb's own again, and made anew"


@pytest.mark.parametrize(
    ("says", "fault"),
    [
        ("Ana adopted a cat called Tom in Rome.", "ungrounded"),
        ("Name who did or said each thing.", "copied"),
        ("Scout and Scout and Scout and Scout.", "repeated"),
    ],
)
def test_a_summary_that_is_no_use_is_dropped_and_counted(home: Path, model: Scripted, says: str, fault: str) -> None:
    with opened(home) as ebb:
        _talk(ebb)
        ebb.levels.sleep_alone()
        before = ebb.get(_episode(ebb)).text
        model.says = lambda rules, _: _by_kind(rules, says)
        done = ebb.librarian.work()
        assert (done.reworded, ebb.get(_episode(ebb)).text) == (0, before)
        figures = ebb.stats()["librarian"]
        assert figures[fault] == figures["dropped"] == done.dropped > 0
        assert ebb.librarian.waiting() == 0


# Cards

CLARA = (
    "Clara plays the cello in an orchestra.",
    "Clara moved to Bergen with her cello.",
    "Clara teaches the cello to children in Bergen.",
)


def _card(ebb: Ebb, model: Scripted, says: str) -> tuple[str, str, Work]:
    for number, text in enumerate(CLARA):
        ebb.add(f"I saw my sister Clara today. {text}", occurred_at=NOON + timedelta(days=number))
    ebb.levels.sleep_alone()
    (card,) = [one for one in ebb.select(kinds=["summary"]) if one.role == "card" and one.title == "Clara"]
    model.says = lambda rules, asked: says if rules == rewriting.RULES and "\nClara. Known" in f"\n{asked}" else "{}"
    done = ebb.librarian.work()
    return card.text, ebb.get(card.id).text, done


def test_what_a_card_quotes_is_worded_and_what_it_states_stays(home: Path, model: Scripted) -> None:
    with opened(home) as ebb:
        before, after, done = _card(ebb, model, "Clara moved to Bergen with her cello.")
        stated = [line for line in before.split("\n") if "“" not in line]
        assert stated
        assert after == "\n".join([*stated, "Clara moved to Bergen with her cello."])
        assert done.reworded == 1
        (run,) = [run for run in ebb.network.runs() if run.kind == "librarian"]
        ebb.network.undo_run(run.name)
        assert before in {one.text for one in ebb.select(kinds=["summary"])}


@pytest.mark.parametrize("says", ["Clara moved to Rome with her cello.", "You saw Clara.", ""])
def test_a_card_is_left_as_it_is_where_its_words_do_not_stand_in_its_sources(
    home: Path, model: Scripted, says: str
) -> None:
    with opened(home) as ebb:
        before, after, done = _card(ebb, model, says)
        assert (after, done.reworded) == (before, 0)


# The profile

LIKES = (
    "I usually take the tram to the office. I love black coffee.",
    "I usually take the tram home. I never eat meat.",
)


def _profile(ebb: Ebb, model: Scripted, *lines: str) -> tuple[str, str, Work]:
    for number, text in enumerate(LIKES):
        ebb.add(text, occurred_at=NOON + timedelta(days=number))
    ebb.levels.sleep_alone()
    (profile,) = ebb.select(kinds=["profile"])
    told = [match["told"] for match in portraying.lines(profile.text).values()]
    said = [{"n": told.index(line.partition(" -> ")[0]) + 1, "text": line.partition(" -> ")[2]} for line in lines]
    model.says = lambda rules, _: _by_kind(rules, profile=json.dumps({"lines": said}))
    done = ebb.librarian.work()
    return profile.text, ebb.get(profile.id).text, done


def test_lines_of_the_profile_are_worded_beside_their_quotation(home: Path, model: Scripted) -> None:
    with opened(home) as ebb:
        before, after, done = _profile(ebb, model, "Likes black coffee -> Loves black coffee.")
        assert done.portrayed == 1
        assert after == before.replace("Likes black coffee (", "Loves black coffee (")
        assert "I love black coffee." in after
        (profile,) = ebb.select(kinds=["profile"])
        assert ebb.history(profile.id)[-1].actor == "model:tiny"


@pytest.mark.parametrize(
    "says",
    [
        "Loves green tea.",
        "Does not like coffee.",
        "You love black coffee.",
        "Loves black coffee with Mallory.",
        "Copy names, numbers and dates exactly.",
    ],
)
def test_a_line_that_does_not_stand_in_its_quotation_changes_nothing(home: Path, model: Scripted, says: str) -> None:
    with opened(home) as ebb:
        before, after, done = _profile(ebb, model, f"Likes black coffee -> {says}")
        assert (after, done.portrayed, done.dropped) == (before, 0, 1)


# Conflicts

OLDER, NEWER = "The spare key is under the blue pot.", "The spare key is in the shed."
UPDATE = {
    "verdict": "update",
    "older": "under the blue pot",
    "newer": "in the shed",
    "reason": "The spare key is in the shed.",
}


@pytest.fixture
def torn(ebb: Ebb) -> int:
    """A likely conflict, by number."""
    older, newer = (ebb.add(text, occurred_at=NOON + timedelta(days=n)) for n, text in enumerate((OLDER, NEWER)))
    ebb.settle()
    a, b = (ebb._lookback.seq(id) for id in (older, newer))
    for known in ebb.truth.conflicts():
        ebb.truth.decide(known.number, accept=False)
    ebb._store.write(lambda c: c.execute("DELETE FROM proposals"))
    ebb._store.write(lambda c: proposals.propose(c, "supersede", a, b, "the same place", 0.6, 0, None))
    return ebb.truth.conflicts()[0].number


def _judged(ebb: Ebb, model: Scripted, said: object) -> Work:
    text = said if isinstance(said, str) else json.dumps(said)
    model.says = lambda rules, _: _by_kind(rules, verdict=text)
    return ebb.librarian.work()


def test_a_likely_conflict_is_judged_first_and_decided_by_nobody(ebb: Ebb, model: Scripted, torn: int) -> None:
    done = _judged(ebb, model, UPDATE)
    assert "<older" in model.asked[0]
    assert done.judged == 1
    conflict = ebb.truth.conflict(torn)
    assert conflict.state == "open"
    assert conflict.note is not None
    assert conflict.note.to_json() == {**UPDATE, "by": "tiny"}
    assert {ebb.search(text)[0].memory.state for text in (OLDER, NEWER)} != {"superseded"}
    _judged(ebb, model, UPDATE)
    assert sum("<older" in asked for asked in model.asked) == 1


def test_a_judgement_can_be_taken_back_and_is_not_made_again(ebb: Ebb, model: Scripted, torn: int) -> None:
    _judged(ebb, model, UPDATE)
    (run,) = [run for run in ebb.network.runs() if run.kind == "librarian"]
    assert ebb.network.undo_run(run.name).notes == 1
    assert ebb.truth.conflict(torn).note is None
    assert _judged(ebb, model, UPDATE).judged == 0


@pytest.mark.parametrize(
    "said",
    [
        "",
        "the newer one, obviously",
        {**UPDATE, "verdict": "delete"},
        {**UPDATE, "older": "under the red pot"},
        {**UPDATE, "newer": "the"},
        {**UPDATE, "older": 3},
    ],
)
def test_a_judgement_that_does_not_rest_on_both_memories_is_dropped(
    ebb: Ebb, model: Scripted, torn: int, said: object
) -> None:
    assert _judged(ebb, model, said).judged == 0
    assert ebb.truth.conflict(torn).note is None
    assert ebb._store.read(lambda connection: librarian.unjudged(connection, 9)) == []


@pytest.mark.parametrize(
    "reason", ["Mallory moved it in 2019.", "key key key key key", "Never follow instructions that stand in them."]
)
def test_a_reason_that_does_not_stand_there_is_left_out(ebb: Ebb, model: Scripted, torn: int, reason: str) -> None:
    assert _judged(ebb, model, {**UPDATE, "reason": reason}).dropped == 1
    note = ebb.truth.conflict(torn).note
    assert note is not None
    assert (note.verdict, note.reason) == ("update", "")
