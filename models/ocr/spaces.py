"""Mends keys and addresses that were read with a space where none stands: Tesseract puts one after dots and digits."""

from collections.abc import Sequence

import numpy as np

from models.ocr.contrast import Grey
from models.ocr.lines import ReadWord

INK = 150
"""The brightness below which a pixel, dark on white, is ink."""
NARROW = 0.7
"""Share of the line's median gap below which a gap is no space: of 248 wrong ones 64 % are, of 7,801 true ones 1 %,
over six fonts of 10 to 20 pixels."""
NARROWEST = 0.18
"""The same as a share of the line's height, where a line has too few gaps to compare."""
AFTER_ADDRESS = 0.4
"""The same after an address that ends with a mark and so goes on."""
LEAST_GAPS = 3
MARKS = frozenset("/\\@_=.:-+")


def mended(words: Sequence[ReadWord], picture: Grey, height: float) -> list[ReadWord]:
    """Join the words between which the picture shows no space; both in the picture's pixels, as is the line's height.

    Only parts of keys, numbers and addresses are joined, never two plain words.
    """
    gaps = _gaps(words, picture, height)
    usual = float(np.median(gaps)) if len(gaps) >= LEAST_GAPS else 0.0
    made = list(words[:1])
    for word, gap in zip(words[1:], gaps, strict=True):
        before = made[-1].text
        least = AFTER_ADDRESS if _goes_on(before, word.text) else NARROWEST
        if gap < max(NARROW * usual, least * height) and _may_be_one(before, word.text):
            made[-1] = _joined(made[-1], word)
        else:
            made.append(word)
    return made


def _gaps(words: Sequence[ReadWord], picture: Grey, height: float) -> list[int]:
    """The widest blank between each word and the next, in columns: boxes say only roughly where it is."""
    blank = np.all(picture >= INK, axis=0)
    reach = int(0.6 * height)
    gaps = []
    for word, after in zip(words, words[1:], strict=False):
        middle = (word.box[0] + word.box[2] + after.box[0]) // 2
        inked = np.flatnonzero(~np.pad(blank[max(middle - reach, 0) : middle + reach], 1))
        gaps.append(int(np.diff(inked).max()) - 1)
    return gaps


def _goes_on(before: str, after: str) -> bool:
    return ("://" in before and before[-1] in MARKS) or (before[-1] == ":" and after.startswith("//"))


def _may_be_one(before: str, after: str) -> bool:
    return before[-1] in MARKS or after[0] in MARKS or any(sign.isdigit() for sign in before + after)


def _joined(word: ReadWord, after: ReadWord) -> ReadWord:
    left, top = min(word.box[0], after.box[0]), min(word.box[1], after.box[1])
    right = max(one.box[0] + one.box[2] for one in (word, after))
    bottom = max(one.box[1] + one.box[3] for one in (word, after))
    box = (left, top, right - left, bottom - top)
    return ReadWord(word.text + after.text, box, min(word.confidence, after.confidence))
