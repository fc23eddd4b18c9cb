"""Channels add up to one score, whatever their order and whichever of them are missing."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.recall.fusion import (
    AROUND,
    ASKING,
    AUTHOR,
    CONTEXT,
    DATE,
    EVIDENCE,
    EVIDENCE_WITHOUT_TOKENS,
    MEANING,
    MOST_REPEATED,
    PREFERENCE,
    REPEATED,
    REPEATED_OF_SEVERAL,
    SESSION,
    WORDS,
    Channels,
    fused,
    scaled,
    varied,
)

VECTORS = (MEANING, CONTEXT, AROUND)
ALL = (WORDS, *VECTORS, AUTHOR, DATE, ASKING)


def array(*values: float) -> np.typing.NDArray[np.float32]:
    return np.array(values, dtype=np.float32)


def made(threads: list[int | None], **scores: list[float]) -> Channels:
    return Channels(len(threads), threads, {name: array(*values) for name, values in scores.items()})


@st.composite
def channels(draw: st.DrawFn) -> Channels:
    """Some candidates, a part of them not embedded, in some channels."""
    size = draw(st.integers(1, 8))
    score = st.floats(0, 30, width=32, allow_subnormal=False)
    pending = draw(st.lists(st.booleans(), min_size=size, max_size=size))
    names = [
        WORDS,
        *draw(st.sampled_from([(), (MEANING, AROUND), VECTORS])),
        *draw(st.sets(st.sampled_from([AUTHOR, DATE]))),
    ]
    result = Channels(size, draw(st.lists(st.sampled_from([None, 1, 2]), min_size=size, max_size=size)))
    for name in names:
        values = array(*draw(st.lists(score, min_size=size, max_size=size)))
        result.put(name, np.where(pending, np.float32(np.nan), values) if name in VECTORS else values)
    return result


@given(channels(), st.randoms(use_true_random=False))
def test_the_order_of_candidates_does_not_matter(one: Channels, random: Random) -> None:
    order = list(range(one.size))
    random.shuffle(order)
    other = Channels(one.size, [one.threads[at] for at in order], {n: v[order] for n, v in one.scores.items()})
    assert np.allclose(fused(one)[0][order], fused(other)[0], atol=1e-5)


@given(channels())
def test_a_channels_unit_does_not_matter(one: Channels) -> None:
    other = Channels(one.size, one.threads, {name: values * 4 for name, values in one.scores.items()})
    assert np.allclose(fused(one)[0], fused(other)[0], atol=1e-5)


@given(channels())
def test_every_score_is_a_number_and_at_most_the_weights_together(one: Channels) -> None:
    total, parts = fused(one)
    most = sum(EVIDENCE.values()) + sum(weight for weight in PREFERENCE.values() if weight > 0)
    assert np.isfinite(total).all()
    assert total.max() <= most + 1e-5
    assert all(np.isfinite(values).all() and values.max() <= 1 + 1e-6 for values in parts.values())


@given(channels(), st.sampled_from(ALL))
def test_a_channel_left_out_counts_as_if_it_were_not_there(one: Channels, name: str) -> None:
    rest = {channel: values for channel, values in one.scores.items() if channel != name}
    if name != CONTEXT:  # without token vectors at all, the others have other weights
        left = fused(one, frozenset({name}))[0]
        assert np.allclose(left, fused(Channels(one.size, one.threads, rest))[0], atol=1e-5)


def test_the_evidence_that_is_there_takes_the_share_of_what_is_missing() -> None:
    alone = fused(made([None], words=[3.0]), frozenset({SESSION}))[0]
    everything = fused(made([None], words=[3.0], meaning=[0.5], around=[0.5], context=[0.4]), frozenset({SESSION}))[0]
    assert alone[0] == pytest.approx(sum(EVIDENCE_WITHOUT_TOKENS.values()))
    assert everything[0] == pytest.approx(sum(EVIDENCE.values()))


def test_a_memory_that_is_not_embedded_competes_by_its_words() -> None:
    nan = float("nan")
    total, _ = fused(made([None] * 3, words=[9.0, 10.0, 1.0], meaning=[0.9, nan, 0.3], context=[0.9, nan, 0.2]))
    assert total[1] > total[0] > total[2]


def test_before_anything_is_embedded_words_alone_decide() -> None:
    nan = float("nan")
    total, _ = fused(made([None] * 2, words=[1.0, 2.0], meaning=[nan, nan], context=[nan, nan]))
    assert total[1] > total[0] > 0


def test_a_session_is_as_good_as_its_best() -> None:
    _, parts = fused(made([1, 1, 1, 2, None], words=[1.0, 0.2, 0.0, 0.5, 0.8]))
    assert parts[SESSION].tolist() == pytest.approx([1, 1, 1, 0.5, 0.8])


def test_a_turn_loses_for_every_better_turn_of_its_session_and_order_within_it_stays() -> None:
    scores = varied(array(1.0, 0.999, 0.998, 0.997, 0.0), [1, 1, 1, 2, 1])
    kept = 1 - REPEATED
    assert scores.tolist() == pytest.approx([1.0, 0.999 * kept, 0.998 * kept**2, 0.997, 0.0])
    assert scores[3] > scores[1] > scores[2]


def test_a_question_for_several_things_is_answered_from_several_sessions() -> None:
    one = made([1, 1, 2], words=[1.0, 0.99, 0.975])
    assert REPEATED < REPEATED_OF_SEVERAL
    for several, order in ((False, [0, 1, 2]), (True, [0, 2, 1])):
        one.several = several
        assert np.argsort(-fused(one)[0]).tolist() == order


def test_what_a_turn_loses_to_its_session_has_an_end() -> None:
    many = varied(array(*[1 - at * 1e-4 for at in range(40)]), [1] * 40)
    assert many[-1] == pytest.approx((1 - 39e-4) * (1 - REPEATED) ** MOST_REPEATED)
    alone = array(3, 2, 1)
    assert varied(alone, [None] * 3).tolist() == varied(alone, ()).tolist() == [3, 2, 1]


def test_who_and_when_prefer_and_a_question_is_preferred_less() -> None:
    total, _ = fused(made([None] * 4, words=[1.0] * 4, author=[0, 1, 0, 0], date=[0, 0, 1, 0], asking=[0, 0, 0, 1]))
    assert total[2] > total[1] > total[0] > total[3]


def test_no_candidates_have_no_scores() -> None:
    total, parts = fused(made([], words=[], meaning=[]))
    assert total.shape == (0,)
    assert all(values.shape == (0,) for values in parts.values())


def test_scaling_keeps_what_is_missing_and_never_divides_by_nothing() -> None:
    assert scaled(array(2, 4, 1)).tolist() == [0.5, 1.0, 0.25]
    assert scaled(array(0, 0)).tolist() == [0.0, 0.0]
    assert scaled(array(-1, -2)).tolist() == [0.0, 0.0]
    assert np.isnan(scaled(array(float("nan"), 2))).tolist() == [True, False]
    assert np.isnan(scaled(array(float("nan"))))[0]
