"""Ids: ULIDs that sort in the order in which they were made."""

import threading

import pytest

from core import ids
from core.ids import is_prefix, new_id


def test_ids_ascend_also_within_a_millisecond_and_over_threads() -> None:
    made: list[list[str]] = [[], [], []]

    def make(mine: list[str]) -> None:
        mine += [new_id() for _ in range(2000)]

    threads = [threading.Thread(target=make, args=(mine,)) for mine in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(mine == sorted(mine) for mine in made)
    assert len({id for mine in made for id in mine}) == 6000


def test_ids_ascend_though_the_clock_steps_back(monkeypatch: pytest.MonkeyPatch) -> None:
    now = new_id()
    monkeypatch.setattr("core.ids.time.time_ns", lambda: 0)
    assert new_id() > now


def test_an_id_begins_with_its_time_as_the_specification_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.ids.time.time_ns", lambda: 1_469_918_176_385 * 1_000_000)
    monkeypatch.setattr("core.ids._sequence", ids._Sequence())
    id = new_id()
    assert id.startswith("01ARYZ6S41")  # the ULID specification's own example
    assert len(id) == 26
    assert is_prefix(id)


@pytest.mark.parametrize("text", ["", "0" * 27, "ILOU", "01é", "01 ", "01\n", "%"])
def test_what_no_ulid_can_begin_with(text: str) -> None:
    assert not is_prefix(text)
