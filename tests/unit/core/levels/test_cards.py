"""Cards tell of somebody what stands in the memories, with dates; the profile tells of the person."""

from datetime import timedelta
from functools import partial

import pytest

from core.clock import to_micros
from core.levels import cards, holding, profile
from core.levels.cards import About
from core.levels.describing import describe, rarity
from core.store import entities, revisions, statements
from core.store.derived import Role
from core.store.entities import PEOPLE
from core.store.revisions import Author
from core.truth.statement import LIVES, Form, Found
from tests.unit.core.levels.scene import NIGHT, NOON, Night

WEEK = timedelta(weeks=1)


def _mention(night: Night, name: str, *seqs: int) -> int:
    numbers = night.store.write(partial(entities.put, names={name: PEOPLE}))
    night.store.write(partial(entities.mention, pairs=[(seq, numbers[name]) for seq in seqs]))
    return numbers[name]


def _about(night: Night, name: str, as_of: int | None = None) -> About:
    (entity,) = night.store.read(partial(entities.named, name=name))
    subject = night.store.read(partial(cards.read, entity=entity, as_of=as_of))
    assert subject is not None
    rare = rarity(night.store)
    return night.store.read(lambda connection: describe(connection, subject, night.bag.name, rare, as_of))


@pytest.fixture
def clara(night: Night) -> list[int]:
    """Notes on Clara over five weeks, and one that only calls her."""
    texts = (
        "Clara moved to Porto on Monday.",
        "Met Clara and Ben at the harbour. The ferry was late.",
        "Clara, could you bring the kayak?",
        "Clara bought a red kayak from Ben for 200 euros.",
        "Rang Clara: the kayak leaks.",
    )
    seqs = [night.tell(text, NOON + WEEK * number) for number, text in enumerate(texts)]
    _mention(night, "Clara", *seqs)
    _mention(night, "Ben", seqs[1], seqs[3])
    return seqs


@pytest.mark.usefixtures("clara")
def test_a_card_says_since_when_how_often_with_whom_and_quotes_what_is_about_them(night: Night) -> None:
    card = _about(night, "clara")
    assert (card.name, card.memories, card.since, card.last) == ("Clara", 5, NOON, NOON + 4 * WEEK)
    assert [(one.name, one.memories) for one in card.related] == [("Ben", 2)]
    quotes = [one.quote for one in card.lines]
    assert "Clara bought a red kayak from Ben for 200 euros." in quotes
    assert "The ferry was late." not in quotes
    assert "Clara, could you bring the kayak?" not in quotes
    assert [one.at for one in card.lines] == sorted(one.at for one in card.lines)


@pytest.mark.usefixtures("clara")
def test_a_card_of_an_earlier_time_knows_nothing_later(night: Night) -> None:
    then = _about(night, "Clara", to_micros(NOON + WEEK))
    assert (then.memories, then.last) == (2, NOON + WEEK)
    assert all("kayak" not in one.quote for one in then.lines)


def test_what_is_superseded_is_labelled_from_when_that_was_known(night: Night, clara: list[int]) -> None:
    known = to_micros(NOON + 3 * WEEK)
    changes = {"status": "superseded", "known_until": known}
    night.store.write(partial(revisions.revise, seq=clara[0], changes=changes, at=1, why="", author=Author("ebb")))
    assert [one.label for one in _about(night, "Clara").lines][0] == "superseded"
    assert {one.label for one in _about(night, "Clara", known - 1).lines} == {""}
    night.sleep()
    assert "(superseded): “Clara moved to Porto on Monday.”" in night.made(Role.CARD)["Clara"]


def test_a_speaker_s_card_quotes_what_they_say_of_themselves_and_what_they_like(night: Night) -> None:
    night.talk()
    night.tell("I love kayaking. I love kayaking at dawn.", thread="talk", author="Ana")
    card = _about(night, "Ana")
    quotes = [one.quote for one in card.lines]
    assert "I adopted a dog called Scout on Saturday." in quotes
    assert not any(quote.startswith(("Hey", "Wow")) for quote in quotes)
    assert [line.text for line in card.likes] == ["Likes kayaking at dawn; said 2 times since 8 May 2023"]
    assert [one.name for one in card.related] == []  # one talk is no habit


def test_what_is_stated_and_holds_comes_first_with_since_when(night: Night, clara: list[int]) -> None:
    for seq, place, ends in ((clara[0], "Porto", None), (clara[3], "Faro", None)):
        said = to_micros(NOON + WEEK * clara.index(seq))
        one = Found(0, 5, "clara", LIVES, place, place.lower(), Form.HOLDS, "", said, ends)
        night.store.write(partial(statements.replace, seq=seq, said_at=said, found=[one]))
    old, new = (night.store.read(partial(statements.of, seq=seq))[0] for seq in (clara[0], clara[3]))
    closing = partial(
        statements.close, id=old.id, by=new.id, valid_until=new.said_at, known_until=new.said_at, run=None
    )
    night.store.write(closing)
    told = [fact.text for fact in _about(night, "Clara").holds]
    assert told == ["Lives in Faro (since 29 May 2023)", "Lives in Porto (until 29 May 2023, superseded)"]
    then = night.store.read(partial(holding.facts, subjects=["clara"], as_of=new.said_at - 1))
    assert [fact.text for fact in then] == ["Lives in Porto (since 8 May 2023)"]


def test_a_card_goes_when_its_entity_goes_by_another_name_or_by_none(night: Night, clara: list[int]) -> None:
    night.sleep()
    assert "Clara" in night.made(Role.CARD)
    whole = _mention(night, "Clara Reis", clara[4])
    (row,) = night.store.read(partial(entities.named, name="Clara"))
    night.store.write(partial(entities.merge, alias=row.id, entity=whole, why="test", at=1))
    _mention(night, "Clara Reis", night.tell("The kayak sank.", NOON + 9 * WEEK))
    night.store.write(partial(entities.mention, pairs=[(clara[4], whole)]))
    night.store.write(partial(revisions.revise, seq=clara[4], changes={"title": "Leak"}, at=1, why="edited"))
    report = night.sleep()
    assert list(night.made(Role.CARD)) == ["Clara Reis"]
    assert ("removed", "card", "Clara") in {(one.outcome, one.role, one.title) for one in report.changes}
    night.store.write(partial(entities.replace_mentions, mentions=dict.fromkeys(clara, ())))
    night.store.write(partial(revisions.revise, seq=clara[3], changes={"text": "Sold it."}, at=1, why="edited"))
    night.sleep()
    assert night.made(Role.CARD) == {}


def test_a_card_stays_the_same_memory_when_more_becomes_known_of_its_entity(night: Night, clara: list[int]) -> None:
    night.store.write(lambda connection: connection.execute("UPDATE entities SET kind = 'name'"))
    night.sleep()
    before = night.known("card/clara")
    night.store.write(lambda connection: connection.execute("UPDATE entities SET kind = 'person'"))
    _mention(night, "Clara", night.tell("Clara sold the kayak.", NOON + 6 * WEEK))
    report = night.sleep()
    assert ("remade", "card", before.id) in {(one.outcome, one.role, one.id) for one in report.changes}
    assert len(clara) == 5


def test_of_two_of_one_name_the_one_that_more_memories_bear_has_the_card(night: Night, clara: list[int]) -> None:
    night.store.write(
        lambda connection: connection.execute(
            "INSERT INTO entities (name, kind, key) VALUES ('Clara', 'place', 'clara')"
        )
    )
    (place,) = night.store.read(lambda c: [row[0] for row in c.execute("SELECT id FROM entities WHERE kind = 'place'")])
    night.store.write(partial(entities.mention, pairs=[(clara[0], place)]))
    night.sleep()
    assert "in 5 memories" in night.made(Role.CARD)["Clara"]
    before = night.dump()
    assert night.sleep().changes == []
    assert night.dump() == before


def test_neither_the_person_nor_a_machine_has_a_card(night: Night) -> None:
    for number in range(4):
        for author in ("You", "ChatGPT"):
            night.tell(f"I repaired machine {number} in June.", thread="chat", author=author)
    night.sleep()
    assert night.made(Role.CARD) == {}


def test_the_profile_tells_what_the_person_said_with_evidence_and_nothing_of_others(night: Night) -> None:
    night.tell("I love black coffee.", NOON)
    night.tell("I really love strong coffee.", NOON + WEEK)
    night.tell("I never eat meat.", NOON, thread="chat", author="You")
    night.tell("I love tea.", NOON, thread="talk", author="Ben")
    found, members = night.store.read(partial(profile.whole, now=to_micros(NIGHT)))
    assert [(line.section, line.text) for line in found.lines] == [
        ("stable", "Likes strong coffee; said 2 times since 8 May 2023"),
        ("recent", "Does not eat meat"),
    ]
    texts = {member.id: member.text for member in members}
    for line in found.lines:
        for one in line.evidence:
            assert texts[one.id][one.start : one.end] == one.quote


def test_a_preference_that_turned_stands_first_with_its_day_and_not_before_it_turned(night: Night) -> None:
    night.tell("I love coffee.", NOON)
    night.tell("I no longer drink coffee.", NOON + WEEK)
    night.tell("I love tea. I love tea.", NOON)
    night.sleep()
    (text,) = night.made(Role.PROFILE).values()
    assert text.split("\n")[0].startswith("Does not drink coffee; changed on 15 May 2023, before liked (15 May 2023: “")
    then, _ = night.store.read(partial(profile.read, now=to_micros(NOON)))
    assert [line.text for line in then.lines][-1] == "Likes coffee"


def test_a_profile_keeps_only_what_still_holds(night: Night) -> None:
    seq = night.tell("I love coffee.", NOON)
    night.sleep()
    assert night.made(Role.PROFILE)
    changes = {"status": "superseded", "known_until": to_micros(NOON)}
    night.store.write(partial(revisions.revise, seq=seq, changes=changes, at=1, why="", author=Author("ebb")))
    report = night.sleep()
    assert [(one.outcome, one.role) for one in report.changes] == [("removed", "profile")]
    assert night.made() == {}
