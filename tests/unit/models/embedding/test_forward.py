"""The activation function, the one step of the encoder that is an approximation."""

import math

import numpy as np

from models.embedding.forward import INNER, WIDTH, gelu


def test_gelu_is_within_a_millionth_of_the_exact_function() -> None:
    values = np.linspace(-12, 12, INNER * 48, dtype=np.float32)
    exact = np.array([x * (1 + math.erf(x / math.sqrt(2))) / 2 for x in values.astype(float)])
    block = values.reshape(INNER, 48).copy()
    gelu(block, np.zeros((INNER, 1), np.float32), np.empty((3 * WIDTH, 48), np.float32))
    assert np.abs(block.ravel() - exact).max() < 1e-6


def test_gelu_of_extreme_values_is_the_value_or_nothing() -> None:
    block = np.tile(np.array([[-1e4, -100, 100, 1e4]], np.float32), (INNER, 1))
    gelu(block, np.zeros((INNER, 1), np.float32), np.empty((3 * WIDTH, 4), np.float32))
    assert (block == np.array([0, 0, 100, 1e4], np.float32)).all()


def test_gelu_adds_each_row_its_bias_first() -> None:
    bias = np.linspace(-3, 3, INNER, dtype=np.float32)[:, None]
    with_bias, added = np.ones((INNER, 20), np.float32), np.ones((INNER, 20), np.float32) + bias
    spare = np.empty((3 * WIDTH, 20), np.float32)
    gelu(with_bias, bias, spare)
    gelu(added, np.zeros_like(bias), spare)
    assert np.array_equal(with_bias, added)
