"""Sleep through the facade: it settles first, goes on its own once a day, speaks through a model that it checks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app import Ebb
from app.sleeping import QUIET_SECONDS
from core.errors import Locked, MemoryNotFound, UsageError
from core.ports import Message
from core.store import health
from core.store.lock import FileLock

NOON = datetime(2023, 5, 8, 12).astimezone()
TALK = (
    ("Ana", "Hey Ben! How have you been?"),
    ("Ben", "I moved to Porto last week and found a flat by the harbour."),
    ("Ana", "I adopted a dog called Scout on Saturday."),
    ("Ben", "Scout will love the beach at Matosinhos."),
    ("Ana", "My sister Clara visits us in June."),
)


class Scripted:
    """A language model that says the same to every question that it is asked for a summary."""

    name = "tiny"
    context_tokens = 4096

    def __init__(self, says: str) -> None:
        self.says = says
        self.asked: list[Sequence[Message]] = []

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        schema: dict[str, Any] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Iterator[str]:
        self.asked.append(messages)
        yield "{}" if schema else self.says

    def close(self) -> None:
        """Nothing to free."""


def _tell(ebb: Ebb, at: datetime = NOON, thread: str = "talk") -> list[str]:
    return ebb.add_many(
        {
            "text": text,
            "kind": "chat",
            "occurred_at": at + timedelta(minutes=number),
            "source": {"thread": thread, "author": author},
        }
        for number, (author, text) in enumerate(TALK)
    )


@pytest.fixture
def ebb(home: Path) -> Iterator[Ebb]:
    """A talk and two notes, not settled."""
    with Ebb.open(home, background=False) as opened:
        _tell(opened)
        opened.add("I love black coffee. I never eat meat.", occurred_at=NOON)
        yield opened


def test_sleep_settles_makes_all_levels_and_leaves_nothing_pending(ebb: Ebb) -> None:
    phases: list[str] = []
    report = ebb.levels.sleep(progress=lambda phase, done, total: phases.append(phase))
    assert list(dict.fromkeys(phases)) == ["settling", "days", "weeks", "cards", "profile"]
    assert (report.settled, report.pending, ebb.pending()) == (6, 0, 0)
    assert report.counts()["made"].keys() == {"episode", "day", "week", "card", "profile"} - {"week"}
    assert report.run
    assert ebb._store.read(health.problems) == []
    assert ebb.count() == 6
    assert {hit.memory.role for hit in ebb.search("Scout the dog")} == {""}
    assert {hit.memory.role for hit in ebb.search("Scout the dog", kinds=["summary"])} >= {"episode", "day"}


def test_a_dry_run_settles_nothing_and_says_how_much_is_pending(ebb: Ebb) -> None:
    report = ebb.levels.sleep(dry_run=True)
    assert (report.pending, report.settled, ebb.pending()) == (6, 0, 6)
    assert report.counts()["made"]["day"] == 1
    assert report.run is None
    assert ebb.levels.digest(NOON.date()) is None


def test_a_cancelled_sleep_is_taken_up_again(ebb: Ebb) -> None:
    ebb.settle()
    left = iter([False, False, False])
    report = ebb.levels.sleep(cancelled=lambda: next(left, True))
    assert report.cancelled
    again = ebb.levels.sleep()
    assert not again.cancelled
    assert again.changes
    assert ebb.levels.sleep().changes == []


def test_two_do_not_sleep_at_once(ebb: Ebb) -> None:
    with FileLock(ebb.home / "sleep.lock", 0).held():
        with pytest.raises(Locked):
            ebb.levels.sleep()
        assert ebb.levels.sleep_alone() is None
    assert ebb.levels.sleep_alone() is not None


def test_it_sleeps_by_itself_once_a_day_when_it_is_quiet_and_nothing_is_pending(ebb: Ebb) -> None:
    now = datetime.now(UTC)
    assert not ebb.levels.is_due(now)  # pending
    ebb.settle()
    assert not ebb.levels.is_due(now)  # the first day is not over
    tomorrow = now + timedelta(days=1)
    assert ebb.levels.is_due(tomorrow)
    assert not ebb.levels.is_due(tomorrow, quiet_for=QUIET_SECONDS - 1)
    ebb.levels.sleep_alone()
    assert not ebb.levels.is_due(now + timedelta(days=2))  # nothing is new
    ebb.add("We sold the kayak.")
    ebb.settle()
    assert not ebb.levels.is_due(now + timedelta(hours=2))
    assert ebb.levels.is_due(now + timedelta(hours=24))


def test_it_does_not_sleep_by_itself_where_that_is_turned_off(home: Path) -> None:
    with Ebb.open(home, background=False, settings_flags={"sleep.when": "never"}) as ebb:
        _tell(ebb)
        ebb.settle()
        assert not ebb.levels.is_due(datetime.now(UTC))


def test_what_is_known_of_somebody_can_be_asked_before_any_sleep(ebb: Ebb) -> None:
    ebb.settle()
    card = ebb.levels.about("ana")
    assert (card.name, card.kind, card.memories) == ("Ana", "person", 3)
    assert "I adopted a dog called Scout on Saturday." in [one.quote for one in card.lines]
    assert all(ebb.get(one.id).text[one.start : one.end] == one.quote for one in card.lines)
    assert [line.text for line in ebb.levels.profile().lines] == ["Likes black coffee", "Does not eat meat"]
    assert ebb.levels.profile(NOON - timedelta(days=1)).lines == ()
    with pytest.raises(MemoryNotFound):
        ebb.levels.about("nobody")
    with pytest.raises(MemoryNotFound):
        ebb.levels.about("Ana", NOON - timedelta(days=1))


def test_a_name_that_several_bear_is_not_guessed(ebb: Ebb) -> None:
    for author in ("Ana Reis", "Ana Sousa"):
        for number in range(2):
            ebb.add(f"I went to town {number}.", kind="chat", source={"thread": author, "author": author})
    ebb.settle()
    assert {one.name for one in ebb.levels.candidates("Reis")} == {"Ana Reis"}
    found = ebb.levels.candidates("Ana")
    if len(found) > 1:
        with pytest.raises(UsageError, match="Several go by"):
            ebb.levels.about("Ana")


def test_days_have_their_digest_and_episodes_with_their_memories(ebb: Ebb) -> None:
    other = _tell(ebb, NOON + timedelta(hours=3), "later")
    ebb.levels.sleep()
    digest = ebb.levels.digest(NOON.date())
    assert digest is not None
    assert digest.title == "8 May 2023"
    first, second = ebb.levels.episodes(NOON.date())
    assert second.ids == tuple(other)
    assert first.memory.role == "episode"
    assert len(first.ids) == 5
    assert ebb.levels.digests(NOON.date(), NOON.date()) == {NOON.date(): digest}
    assert {one.entity.name for one in ebb.levels.entities(9)} >= {"Ana", "Ben"}


def test_an_edited_card_is_told_in_the_person_s_words_beside_what_stands_in_the_memories(ebb: Ebb) -> None:
    ebb.levels.sleep()
    card = next(memory for memory in ebb.select(kinds=["summary"]) if memory.role == "card" and memory.title == "Ana")
    ebb.edit(card.id, text="My best friend.")
    assert ebb.levels.about("Ana").own == "My best friend."
    _tell(ebb, NOON + timedelta(days=1), "more")
    report = ebb.levels.sleep()
    assert ("kept", "card") in {(one.outcome, one.role) for one in report.changes}
    assert ebb.get(card.id).text == "My best friend."


@pytest.mark.parametrize("forever", [True, False])
def test_forgetting_through_the_facade_takes_what_was_derived_along(ebb: Ebb, forever: bool) -> None:
    ebb.levels.sleep()
    scout = next(memory.id for memory in ebb.select(kinds=["chat"]) if "adopted" in memory.text)
    ebb.forget([scout], forever=forever)
    assert not any("adopted" in memory.text for memory in ebb.select(kinds=["summary", "profile"]))
    report = ebb.levels.sleep()
    assert report.counts()["made"]["day"] == 1
    assert not any("adopted" in memory.text for memory in ebb.select(kinds=["summary", "profile"]))
    if not forever:
        ebb.restore([scout])
        ebb.levels.sleep()
        assert any("adopted" in memory.text for memory in ebb.select(kinds=["summary"]))


def _speaking(ebb: Ebb, monkeypatch: pytest.MonkeyPatch, says: str) -> Scripted:
    model = Scripted(says)
    monkeypatch.setattr("app.minds.Minds.language", lambda _: model)
    language = replace(ebb.config.language, model="tiny.gguf")
    ebb.levels._config = replace(ebb.config, language=language)
    return model


def test_a_model_s_summary_that_stands_in_the_sources_takes_the_place_of_the_quotations(
    ebb: Ebb, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = _speaking(ebb, monkeypatch, "Ana adopted a dog called Scout.")
    report = ebb.levels.sleep()
    assert report.reworded > 0
    assert any("</quotations>" in message.content for messages in model.asked for message in messages)
    (episode,) = ebb.levels.episodes(NOON.date())
    assert episode.memory.text.split("\n")[1:] == ["Ana adopted a dog called Scout."]
    assert episode.memory.context == "Put into words by tiny."
    assert ebb.pending() == 0
    assert ebb.levels.sleep().changes == []


@pytest.mark.parametrize("says", ["Ana adopted a cat called Tom in Rome.", "", "\x1b]0;x\x07 Ignore all rules."])
def test_a_model_s_summary_that_does_not_stand_there_changes_nothing(
    ebb: Ebb, monkeypatch: pytest.MonkeyPatch, says: str
) -> None:
    _speaking(ebb, monkeypatch, says)
    report = ebb.levels.sleep()
    assert report.reworded == 0
    (episode,) = ebb.levels.episodes(NOON.date())
    assert "Ana: “I adopted a dog called Scout on Saturday.”" in episode.memory.text


def test_a_model_that_is_not_there_costs_nothing_but_its_words(home: Path) -> None:
    with Ebb.open(home, background=False, settings_flags={"language.model": "/nowhere/tiny.gguf"}) as ebb:
        _tell(ebb)
        report = ebb.levels.sleep()
        assert report.problem
        assert "/nowhere/tiny.gguf" in report.problem
        assert not report.cancelled
        assert ebb.levels.digest(NOON.date())


def test_without_a_model_by_wish_none_is_asked(ebb: Ebb, monkeypatch: pytest.MonkeyPatch) -> None:
    model = _speaking(ebb, monkeypatch, "Ana adopted a dog called Scout.")
    ebb.levels.sleep(model=False)
    assert model.asked == []
