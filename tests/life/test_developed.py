"""Single sentences of the development list: changes are read as such, and what changes nothing states nothing."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from core.truth import statement as slots
from core.truth.reading import read
from core.truth.statement import Form, Found
from core.truth.swaps import Known
from core.truth.values import key
from tests.life.developed import COUNTEREXAMPLES, DEVELOPED

SAID = datetime(2025, 3, 3, 12, tzinfo=UTC)  # a Monday
FACTS = {
    "residence": ("self", slots.LIVES, "Porto", "Lisbon"),
    "job": ("self", slots.WORKS, "Acme", "Beacon"),
    "phone": ("self", slots.PHONE, "555-1111", "555-2222"),
    "rent": ("self/rent", slots.VALUE, "850", "905"),
    "correction": ("self/rent", slots.VALUE, "850", "905"),
    "dentist": ("self", "dentist", "Dr Silva", "Dr Okafor"),
    "car": ("self", slots.DRIVES, "Skoda", "Fiat"),
    "key": ("self/spare key", slots.PLACE, "under the flower pot", "in the shed"),
    "favourite": ("self", "favourite cafe", "Luna", "Copper Kettle"),
    "hours": ("self/library", slots.OPENS, "9:00", "10:00"),
    "thermostat": ("self/thermostat", slots.VALUE, "19", "21"),
    "appointment": ("self/dentist", slots.WHEN, "Wednesday", "Thursday"),
    "trip": ("self/rome trip", slots.WHEN, "June", "September"),
}
WORDS = {"name": "Tomas", "day": "Wednesday", "next": "Thursday", "hour": "15:00", "place": "Rome", "month": "June"}
WRONG = {"residence": "Oslo", "job": "Gantry", "rent": "1200", "key": "behind the meter", "pet": "Rex"}


def told(text: str, event: str = "") -> list[Found]:
    """What a text states of its writer, who was stated before to have the old value."""
    _, slot, old, _ = FACTS.get(event, ("", "", "", ""))
    return read(text, None, SAID, lambda subject: [Known(slot, old, key(old))] if old else [])


def changes() -> list[tuple[str, str]]:
    return [
        (event, phrase)
        for event in FACTS
        for phrase in (*DEVELOPED.get(f"{event}.change", ()), *DEVELOPED.get(event, ()))
    ]


def _is_read(event: str, phrase: str) -> bool:
    subject, slot, old, new = FACTS[event]
    text = phrase.format(old=old, new=new, later="September", **WORDS)
    held = [
        one
        for one in told(text[0].upper() + text[1:], event)
        if (one.subject, one.slot) == (subject, slot) and one.form is Form.HOLDS
    ]
    return bool(held) and all(new.lower() in one.value.lower() and one.cue for one in held)


def test_nearly_every_way_to_tell_a_change_is_an_exact_update_to_the_new_value() -> None:
    missed = [phrase for event, phrase in changes() if not _is_read(event, phrase)]
    assert len(changes()) >= 200
    assert len(missed) <= 0.05 * len(changes()), missed


def test_no_kind_of_change_is_read_worse_than_four_times_in_five() -> None:
    right, total = Counter[str](), Counter[str]()
    for event, phrase in changes():
        total[event] += 1
        right[event] += _is_read(event, phrase)
    assert {event: right[event] / total[event] for event in total if right[event] < 0.8 * total[event]} == {}


def _others() -> list[str]:
    found = [
        phrase.format(wrong=WRONG[event.partition(".")[2]], animal="hamster")
        for event, phrases in DEVELOPED.items()
        if event.startswith("distractor")
        for phrase in phrases
    ]
    return [*found, *COUNTEREXAMPLES]


def test_what_is_wished_asked_denied_or_of_others_changes_nothing_of_the_writers_own() -> None:
    read_so = {}
    own = {subject for subject, *_ in FACTS.values()}
    for text in _others():
        wrong = [one for one in told(text) if one.subject in own and _changes(one)]
        if wrong:
            read_so[text] = [(one.slot, one.value, one.form.value) for one in wrong]
    assert len(_others()) >= 180
    assert len(read_so) <= 2, read_so


def _changes(one: Found) -> bool:
    return (one.form is Form.HOLDS or one.slot == slots.PETS) and one.slot != slots.UNTOLD


@pytest.mark.parametrize("slot", [slots.LIVES, slots.WORKS, "favourite cafe"])
def test_a_bare_swap_is_of_the_slot_that_the_old_value_filled(slot: str) -> None:
    found = read("Goodbye Luna, hello Magnolia!", None, SAID, lambda subject: [Known(slot, "Luna", "luna")])
    assert [(one.slot, one.value, one.form.value) for one in found] == [
        (slot, "Luna", "ends"),
        (slot, "Magnolia", "holds"),
    ]


def test_a_bare_swap_of_something_unknown_states_only_that_it_is_untold() -> None:
    found = read("Goodbye Luna, hello Magnolia!", None, SAID, lambda subject: [])
    assert (slots.UNTOLD, "Luna", Form.ENDS) in {(one.slot, one.value, one.form) for one in found}
    assert not any(one.form is Form.HOLDS for one in found)
