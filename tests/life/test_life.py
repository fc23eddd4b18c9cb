"""What must hold of every life, in whatever words: nothing lost, no addition an update, nothing true superseded."""

from pathlib import Path

import pytest

from tests.life.generator import life
from tests.life.judging import judged
from tests.life.phrasings import HELD_OUT, TUNED


@pytest.mark.parametrize("seed", [1, 2])
def test_every_day_of_a_life_is_told_as_it_was(tmp_path: Path, seed: int) -> None:
    score = judged(tmp_path, life(seed, TUNED), every=15)
    assert {name: wrong[:3] for name, wrong in score.wrong.items()} == {}
    assert min(score.total.values()) > 0


def test_words_that_no_rule_was_made_for_lose_nothing_and_supersede_nothing_true(tmp_path: Path) -> None:
    score = judged(tmp_path, life(3, HELD_OUT), asks=False)
    for name in ("kept verbatim", "all reachable", "additions kept", "not superseded wrongly"):
        assert score.share(name) == 1.0, score.wrong[name]
    assert score.share("supersessions made") > 0.4


def test_a_seed_tells_one_life() -> None:
    first, second = life(5, TUNED), life(5, TUNED)
    assert [entry.item for entry in first.entries] == [entry.item for entry in second.entries]
