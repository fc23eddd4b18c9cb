"""What people say they like and do, and where that turns."""

from datetime import timedelta

import pytest

from core.clock import to_micros
from core.levels import preferences
from core.levels.preferences import Observation, Preference
from tests.unit.core.levels.scene import NIGHT, NOON, member


def read(text: str) -> list[tuple[str, int, str]]:
    """(what, sign, sort) of each preference in a text."""
    return [(one.what, one.sign, one.sort) for one in _observed(text)]


def _observed(*texts: str) -> list[Observation]:
    said = [member(number, text, at=NOON + timedelta(days=10 * number)) for number, text in enumerate(texts)]
    return preferences.observed(said)


def over_time(*texts: str) -> Preference:
    """What sentences, ten days apart, come to; they must be about one thing."""
    (one,) = preferences.preferences(_observed(*texts), to_micros(NIGHT))
    return one


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I love black coffee in the morning.", [("black coffee in the morning", 1, "taste")]),
        ("I really enjoy running, especially at dawn.", [("running", 1, "taste")]),
        ("I'm a big fan of Nintendo games, and so is Bo.", [("Nintendo games", 1, "taste")]),
        ("I’m allergic to hazelnuts.", [("hazelnuts", -1, "taste")]),
        ("I love a safe, warm place for people to grow.", [("safe warm place for people to grow", 1, "taste")]),
        ("I love a swim, a walk and tea.", [("swim", 1, "taste")]),
        ("I can't stand coriander.", [("coriander", -1, "taste")]),
        ("I no longer eat meat.", [("meat", -1, "taste")]),
        ("I gave up smoking last year.", [("smoking last year", -1, "taste")]),
        ("My favourite cafe is the Blue Door.", [("the Blue Door", 1, "favourite")]),
        ("I usually play CS:GO with Bo.", [("play CS:GO with Bo", 1, "habit")]),
        ("Do I like tea?", []),
        ("I love this!", []),
        ("I like how it looks.", []),
        ("I love them and thought of you.", []),
        ("I always feel like I could write.", []),
        ("She said I would like it.", []),
        ("He loves tea.", []),
    ],
)
def test_only_what_is_said_of_oneself_and_of_a_thing_counts(text: str, found: list[tuple[str, int, str]]) -> None:
    assert read(text) == found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("I love black coffee.", "Likes black coffee"),
        ("I'm allergic to hazelnuts.", "Is allergic to hazelnuts"),
        ("I no longer eat meat.", "Does not eat meat"),
        ("I gave up smoking.", "Gave up smoking"),
        ("I avoid motorways.", "Avoids motorways"),
        ("I hate speaking.", "Does not like speaking"),
    ],
)
def test_it_is_told_as_it_was_meant(text: str, told: str) -> None:
    assert [one.told for one in _observed(text)] == [told]


def test_evidence_is_the_very_sentence() -> None:
    (one,) = _observed("Good day. I love black coffee. Bye.")
    held = one.sentence
    assert held.member.text[held.start : held.end] == "I love black coffee."


def test_what_is_said_again_is_stable_and_said_once_is_not() -> None:
    assert over_time("I love coffee.", "I love strong coffee.").stable
    assert not over_time("I love coffee.").stable


def test_a_single_thing_that_was_liked_once_is_no_taste() -> None:
    assert preferences.preferences(_observed("I love the yellow leaves."), to_micros(NIGHT)) == []


def test_a_preference_changes_on_the_day_on_which_it_turned() -> None:
    turned = over_time("I love coffee.", "I love coffee a lot.", "I no longer drink coffee.", "I can't stand coffee.")
    assert (turned.sign, turned.before, turned.stable) == (-1, "liked", False)
    assert turned.changed_at == to_micros(NOON + timedelta(days=20))


def test_another_favourite_is_a_change_and_the_old_one_is_told() -> None:
    turned = over_time("My favourite cafe is Anchor.", "My favourite cafe is the Blue Door.")
    assert (turned.told, turned.before) == ("Favourite cafe: the Blue Door", "Anchor")
    assert turned.changed_at == to_micros(NOON + timedelta(days=10))


@pytest.mark.parametrize(
    ("signs", "since"),
    [
        ([1], None),
        ([1, 1, 1, 1, 1], None),
        ([1, 1, 1, 1, -1], None),  # one day's mood
        ([1, -1], 1),
        ([1, 1, 1, -1, -1], 3),
        ([-1, -1, 1, 1], 2),
        ([1, -1, 1], None),  # back where it was
        ([1, 1, *[-1] * 20], None),  # long ago: it is what they are now
    ],
)
def test_the_short_view_beside_the_long_one_tells_a_change_from_a_mood(signs: list[int], since: int | None) -> None:
    assert preferences.drifted(signs) == since


def test_nothing_that_was_said_later_counts_at_an_earlier_time() -> None:
    seen = _observed("I love coffee.", "I hate coffee.")
    (then,) = preferences.preferences(seen, to_micros(NOON))
    assert (then.sign, then.changed_at) == (1, None)
