"""What a bare swap means is told by what was stated before, whichever of the two is read first."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import Ebb
from core.memory import State

START = datetime(2025, 3, 3, 9, tzinfo=UTC)
OLD = {"text": "Tomas works at Acme.", "occurred_at": START}
SWAP = {"text": "Tomas has moved from Acme to Beacon.", "occurred_at": START + timedelta(days=9)}


@pytest.mark.parametrize("order", [(OLD, SWAP), (SWAP, OLD)])
def test_the_order_of_arrival_changes_nothing(tmp_path: Path, order: tuple[dict[str, object], ...]) -> None:
    with Ebb.open(tmp_path, background=False) as ebb:
        for item in order:
            ebb.add(**item)  # type: ignore[arg-type]
            ebb.settle()
        assert ebb.truth.current("tomas", "works at") == ["Beacon"]
        assert ebb.truth.current("tomas", "lives in") == []
        (old,) = [memory for memory in ebb.select() if memory.text == OLD["text"]]
        assert old.state == State.SUPERSEDED


def test_both_in_one_batch_are_read_alike(tmp_path: Path) -> None:
    with Ebb.open(tmp_path, background=False) as ebb:
        ebb.add_many([OLD, SWAP])
        ebb.settle()
        assert ebb.truth.current("tomas", "works at") == ["Beacon"]
        assert all(slot != "?" for _, slot, _ in ebb.truth.subjects())


def test_without_anything_before_a_move_is_one_of_home(tmp_path: Path) -> None:
    with Ebb.open(tmp_path, background=False) as ebb:
        ebb.add_many([SWAP])
        ebb.settle()
        assert ebb.truth.current("tomas", "lives in") == ["Beacon"]


def test_a_topic_and_its_value_in_two_sentences_are_one_statement(tmp_path: Path) -> None:
    with Ebb.open(tmp_path, background=False) as ebb:
        ebb.add_many(
            [
                {"text": "New car! A Toyota, red.", "occurred_at": START},
                {"text": "Picked up our new Fiat today, goodbye Toyota.", "occurred_at": START + timedelta(days=9)},
            ]
        )
        ebb.settle()
        assert ebb.truth.current("self", "drives") == ["Fiat"]
        states = {memory.text: memory.state for memory in ebb.select()}
        assert states["New car! A Toyota, red."] == State.SUPERSEDED
