"""What must hold of every life, in whatever words: nothing lost, no addition an update, nothing true superseded."""

from pathlib import Path

import pytest

from tests.life.generator import life
from tests.life.held_out import HELD_OUT
from tests.life.held_out_again import HELD_OUT_AGAIN
from tests.life.judging import judged
from tests.life.phrasings import TUNED, Phrasings


@pytest.mark.parametrize("seed", [1, 2])
def test_every_day_of_a_life_is_told_as_it_was(tmp_path: Path, seed: int) -> None:
    score = judged(tmp_path, life(seed, TUNED), every=15)
    assert {name: wrong[:3] for name, wrong in score.wrong.items()} == {}
    assert min(score.total.values()) > 0


@pytest.mark.parametrize(("phrasings", "least"), [(HELD_OUT, 0.8), (HELD_OUT_AGAIN, 0.5)])
def test_words_that_no_rule_was_made_for_lose_nothing_and_supersede_nothing_true(
    tmp_path: Path, phrasings: Phrasings, least: float
) -> None:
    score = judged(tmp_path, life(3, phrasings), asks=False)
    for name in ("kept verbatim", "all reachable", "additions kept", "not superseded wrongly"):
        assert score.share(name) == 1.0, score.wrong[name]
    assert score.share("supersessions made") > least


def test_a_seed_tells_one_life() -> None:
    first, second = life(5, TUNED), life(5, TUNED)
    assert [entry.item for entry in first.entries] == [entry.item for entry in second.entries]
