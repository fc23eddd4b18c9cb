"""The shipped token projection, and the sample it was fitted over."""

import numpy as np
import pytest

from models.embedding.minilm import MiniLM
from models.embedding.packaged import PROJECTION
from models.embedding.projection import fitted
from models.embedding.sample_sentences import sentences

HELD_OUT = [
    "I went to the LGBTQ support group yesterday and it was so powerful.",
    "The integral converges uniformly on every compact subset of the plane.",
    "Our kubernetes cluster ran out of disk, so the nightly job failed.",
    "Grandpa used to grow tomatoes behind the old railway station.",
    "Voters in Ohio rejected the amendment by a narrow margin.",
    "How long has Melanie been practising art, and who taught her?",
    "The patient was given 40 mg of furosemide intravenously.",
    "We might finally hike in the Dolomites if the weather holds.",
]


@pytest.fixture(scope="module")
def model() -> MiniLM:
    return MiniLM()


def test_the_shipped_projection_is_small_and_keeps_128_directions() -> None:
    shipped = np.load(PROJECTION, allow_pickle=False)
    assert shipped.shape == (384, 128) and shipped.dtype == np.float16
    assert PROJECTION.stat().st_size < 100_000
    assert np.linalg.matrix_rank(shipped.astype(np.float64)) == 128


def test_cosines_of_projected_tokens_follow_those_of_whole_states(model: MiniLM) -> None:
    small = np.concatenate([found.tokens for found in model.encode(HELD_OUT)])
    whole = np.concatenate(model.states(HELD_OUT))
    pairs = np.triu_indices(len(whole), 1)
    agreement = np.corrcoef((small @ small.T)[pairs], (whole @ whole.T)[pairs])[0, 1]
    assert agreement > 0.9


def test_a_fit_over_part_of_the_sample_finds_most_of_the_shipped_directions(model: MiniLM) -> None:
    again = fitted(model, every=40).astype(np.float64)
    shipped = np.load(PROJECTION).astype(np.float64)
    overlap = np.linalg.svd(np.linalg.qr(again)[0].T @ np.linalg.qr(shipped)[0], compute_uv=False)
    assert overlap.mean() > 0.85


def test_the_sample_is_the_same_every_time() -> None:
    words = ["apple", "river", "engine"]
    assert sentences(words, 50) == sentences(words, 50)
    assert len(set(sentences(words, 200))) > 190
    assert not any(mark in text for text in sentences(words, 500) for mark in "{}|")
