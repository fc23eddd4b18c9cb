"""Fingerprints of a picture's rows and tiles, and its brightness: what two looks are compared by.

A tile is one row high and `TILE` pixels wide; a picture's tiles are padded on the right to whole ones.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from core.screen.frame import Pixels

TILE = 16
"""Pixels of one row that share a fingerprint: narrower than the gap between two columns of text."""

BLOCK = 64
"""Rows that are worked on at once, so that what is only needed on the way stays small and near."""

Bytes = NDArray[np.uint8]
Bits = NDArray[np.bool_]
Prints = NDArray[np.uint32]


def tiles_across(width: int) -> int:
    """How many tiles a row of this width has."""
    return -(-width // TILE)


@cache
def _weights(width: int) -> Prints:
    """One odd number for each column, the same in every run: the column's number, mixed as MurmurHash3 ends."""
    mixed = np.arange(1, width + 1, dtype=np.uint32)
    for factor, shift in ((0x85EBCA6B, 16), (0xC2B2AE35, 13), (1, 16)):
        mixed = (mixed ^ (mixed >> np.uint32(shift))) * np.uint32(factor)
    return mixed | np.uint32(1)


def _words(pixels: Pixels) -> Prints:
    """The pixels as one number each, (height, width), without a copy where they lie as a screen gives them."""
    if pixels.strides[-1] != 1 or pixels.strides[-2] != 4:
        pixels = np.ascontiguousarray(pixels)
    return pixels.view(np.uint32)[..., 0]


def row_prints(pixels: Pixels) -> Prints:
    """(height,) fingerprints of the rows: a weighted sum modulo 2**32, so that one changed pixel always shows.

    Several changed pixels of a row go unseen with a chance of about 2**-32.
    """
    words = _words(pixels)
    prints: Prints = np.einsum("ij,j->i", words, _weights(words.shape[1]))
    return prints


def tile_prints(pixels: Pixels) -> Prints:
    """(height, tiles) fingerprints of the tiles, as `row_prints` makes them."""
    words = _words(pixels)
    height, width = words.shape
    whole = width // TILE
    prints = np.empty((height, tiles_across(width)), dtype=np.uint32)
    weights = _weights(width)
    body = words[:, : whole * TILE].reshape(height, whole, TILE)
    np.einsum("ijk,jk->ij", body, weights[: whole * TILE].reshape(whole, TILE), out=prints[:, :whole])
    if whole * TILE < width:
        prints[:, whole] = words[:, whole * TILE :] @ weights[whole * TILE :]
    return prints


def brightness(pixels: Pixels) -> Bytes:
    """(height, padded width) brightness, two parts red, five green, one blue of eight; the padding is 0."""
    height, width = pixels.shape[:2]
    light = np.zeros((height, tiles_across(width) * TILE), dtype=np.uint8)
    for top in range(0, height, BLOCK):
        part = pixels[top : top + BLOCK]
        sums = part[..., 1].astype(np.uint16)
        sums *= 5
        sums += part[..., 0]
        sums += part[..., 2]
        sums += part[..., 2]
        sums >>= 3
        light[top : top + BLOCK, :width] = sums
    return light


def by_tile(pixels: Bits) -> Bits:
    """(height, tiles): whether any pixel of a tile is set; the width is whole tiles."""
    eights = np.ascontiguousarray(pixels).view(np.uint64)
    some: Bits = (eights[:, ::2] | eights[:, 1::2]) != 0
    return some


def columns_of(grid: Bits) -> Bits:
    """(width,): whether anything is set in a column."""
    some: Bits = np.logical_or.reduce(grid, axis=0)
    return some


def rows_of(grid: Bits) -> Bits:
    """(height,): whether anything is set in a row."""
    some: Bits = np.logical_or.reduce(grid, axis=1)
    return some
