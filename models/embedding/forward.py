"""The BERT encoder of all-MiniLM-L6-v2 in numpy, over ragged batches.

Activations are feature-major, (features, tokens): the weights of the file are then used where they lie, with no
copy and no transposition, and the tokens of all sentences stand side by side without padding between them.
Attention runs over groups of sentences of equal length.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.embedding.weights import Weights

    Float32 = NDArray[np.float32]

LAYERS, HEADS, WIDTH, INNER = 6, 12, 384, 1536
HEAD = WIDTH // HEADS
EPSILON = 1e-12
MEAN = np.full(WIDTH, 1 / WIDTH, np.float32)
COLUMNS = 16
"""A batch is filled up to a multiple of this many tokens; products with 16 columns take less time than with 12."""
WORDS = "embeddings.word_embeddings.weight"
BLOCK = 16384
"""Elements of an activation worked on at a time, so that a chain of elementwise steps stays in the cache."""

LOGIT = (-1.5957684, -7.2668567e-2, 6.6259968e-5, 1.1048032e-4, -7.9382197e-6, 2.6689287e-7, -3.611234e-9)
"""-log(Φ(x) / (1 - Φ(x))) is x times this polynomial in x², lowest power first. Fitted for the smallest greatest
error of x·Φ(x), which is 7e-8 for every x; float32 rounding adds up to 5e-7 where |x| is 5."""


class Layer:
    """One encoder layer's weights: views of the file, biases and norms as columns."""

    def __init__(self, weights: Weights, number: int) -> None:
        def take(name: str) -> Float32:
            return weights.tensor(f"encoder.layer.{number}.{name}")

        def dense(name: str) -> tuple[Float32, Float32]:
            return take(f"{name}.weight"), take(f"{name}.bias")[:, None]

        def norm(name: str) -> tuple[Float32, Float32]:
            return take(f"{name}.LayerNorm.weight")[:, None], take(f"{name}.LayerNorm.bias")[:, None]

        self.query = dense("attention.self.query")
        self.key = dense("attention.self.key")
        self.value = dense("attention.self.value")
        self.mix = dense("attention.output.dense")
        self.mix_norm = norm("attention.output")
        self.up = dense("intermediate.dense")
        self.down = dense("output.dense")
        self.down_norm = norm("output")


class Encoder:
    """Runs token ids through all layers; one instance is used by one thread at a time."""

    def __init__(self, weights: Weights, limit: int) -> None:
        self._weights = weights
        self._words = weights.tensor(WORDS)
        kind = weights.tensor("embeddings.token_type_embeddings.weight")[0]
        self._places = weights.tensor("embeddings.position_embeddings.weight")[:limit] + kind
        self._norm = (
            weights.tensor("embeddings.LayerNorm.weight")[:, None],
            weights.tensor("embeddings.LayerNorm.bias")[:, None],
        )
        self._layers = [Layer(weights, number) for number in range(LAYERS)]
        self._space = np.empty(0, np.float32)

    def last_hidden(self, batch: Sequence[Sequence[int]]) -> Float32:
        """Return the last hidden states, (384, tokens): the sentences' columns side by side, then unused ones.

        Neighbours of equal length share their steps of attention. The result is valid until the next call.
        """
        total = sum(map(len, batch))
        hidden, mixed, qkv, inner = self._buffers(-(-total // COLUMNS) * COLUMNS)
        self._embed(batch, hidden, total)
        groups = list(runs(batch))
        for layer in self._layers:
            attend(layer, hidden, mixed, qkv, groups)
            feed(layer, hidden, mixed, inner, qkv)
        return hidden

    def release(self) -> None:
        """Give back the memory of the word vectors used so far, up to 47 MB."""
        self._weights.release(WORDS)

    def _buffers(self, columns: int) -> list[Float32]:
        """Return the work arrays, contiguous, for so many tokens."""
        sides = (WIDTH, WIDTH, 3 * WIDTH, INNER)
        if self._space.size < sum(sides) * columns:
            self._space = np.empty(sum(sides) * columns, np.float32)
        ends = np.cumsum(sides) * columns
        return [
            self._space[end - side * columns : end].reshape(side, columns)
            for side, end in zip(sides, ends, strict=True)
        ]

    def _embed(self, batch: Sequence[Sequence[int]], hidden: Float32, total: int) -> None:
        ids = np.fromiter((number for ids in batch for number in ids), np.int64, total)
        places = np.concatenate([np.arange(len(ids)) for ids in batch])
        rows = self._words[ids]
        rows += self._places[places]
        hidden[:, :total] = rows.T
        hidden[:, total:] = 0.0
        normalise(hidden, self._norm, None)


def runs(batch: Sequence[Sequence[int]]) -> Iterator[tuple[int, int, int]]:
    """Yield the first column, the number of sentences and their length, for each run of equal lengths."""
    start = 0
    for length, same in groupby(map(len, batch)):
        many = sum(1 for _ in same)
        yield start, many, length
        start += many * length


def attend(layer: Layer, hidden: Float32, mixed: Float32, qkv: Float32, groups: list[tuple[int, int, int]]) -> None:
    """Self-attention with its residual and norm, in place on `hidden`."""
    for at, (weight, bias) in enumerate((layer.query, layer.key, layer.value)):
        part = qkv[at * WIDTH : (at + 1) * WIDTH]
        np.matmul(weight, hidden, out=part)
        part += bias
    qkv[:WIDTH] *= 1 / math.sqrt(HEAD)
    for start, many, length in groups:
        shape = (3, HEADS, HEAD, many, length)
        span = slice(start, start + many * length)
        query, key, value = qkv[:, span].reshape(shape).transpose(0, 3, 1, 2, 4)
        scores = np.matmul(key.swapaxes(-1, -2), query)
        scores -= scores.max(axis=-2, keepdims=True)
        np.exp(scores, out=scores)
        found = np.matmul(value, scores)
        found /= scores.sum(axis=-2, keepdims=True)
        mixed[:, span].reshape(HEADS, HEAD, many, length)[...] = found.transpose(1, 2, 0, 3)
    mixed[:, groups[-1][0] + groups[-1][1] * groups[-1][2] :] = 0.0
    weight, bias = layer.mix
    out = np.matmul(weight, mixed, out=qkv[:WIDTH])
    out += bias
    hidden += out
    normalise(hidden, layer.mix_norm, mixed)


def feed(layer: Layer, hidden: Float32, mixed: Float32, inner: Float32, spare: Float32) -> None:
    """The feed-forward half of a layer with its residual and norm, in place on `hidden`; `spare` is overwritten."""
    np.matmul(layer.up[0], hidden, out=inner)
    gelu(inner, layer.up[1], spare)
    np.matmul(layer.down[0], inner, out=mixed)
    mixed += layer.down[1]
    hidden += mixed
    normalise(hidden, layer.down_norm, mixed)


def normalise(hidden: Float32, norm: tuple[Float32, Float32], spare: Float32 | None) -> None:
    """Layer-normalise each column in place; `spare` is overwritten."""
    hidden -= MEAN @ hidden
    squares = np.multiply(hidden, hidden, out=spare)
    scale = MEAN @ squares
    scale += EPSILON
    np.sqrt(scale, out=scale)
    hidden /= scale
    hidden *= norm[0]
    hidden += norm[1]


def gelu(values: Float32, bias: Float32, spare: Float32) -> None:
    """Add the bias column, then x·Φ(x), in place; Φ through a polynomial for its logit. `spare` is overwritten."""
    rows = min(max(1, BLOCK // values.shape[1]), len(spare) // 2)
    with np.errstate(over="ignore"):
        for start in range(0, len(values), rows):
            block = values[start : start + rows]
            block += bias[start : start + rows]
            gate(block, spare[: len(block)], spare[rows : rows + len(block)])


def gate(x: Float32, square: Float32, total: Float32) -> None:
    """Replace x by x / (1 + exp(-logit Φ(x))); `square` and `total` are overwritten."""
    np.multiply(x, x, out=square)
    np.multiply(square, LOGIT[-1], out=total)
    for coefficient in LOGIT[-2:0:-1]:
        total += coefficient
        total *= square
    total += LOGIT[0]
    total *= x
    np.exp(total, out=total)
    total += 1.0
    x /= total
