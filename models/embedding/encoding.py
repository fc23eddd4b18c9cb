"""The value every embedder of this package returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Encoding:
    """One text, embedded as a whole and token by token.

    `vector` is (dimensions,) float32, unit length. `tokens` is (n, token_dimensions) float32, each row of
    unit length, one row per content token in the order of the text; n may be 0. `words` names the lower-case
    word each row belongs to, length n.
    """

    vector: NDArray[np.float32]
    tokens: NDArray[np.float32]
    words: tuple[str, ...]
