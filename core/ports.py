"""What the engine needs from the models, as Protocols; `app` hands the real ones in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.screen.frame import Line, Rect

Float32 = NDArray[np.float32]


class Encoding(Protocol):
    """One text, embedded: the sentence vector and the vectors of its content tokens."""

    @property
    def vector(self) -> Float32:
        """The mean-pooled sentence vector, (dimensions,) float32, unit length."""

    @property
    def tokens(self) -> Float32:
        """Content tokens in order, (n, token_dimensions) float32, unit length; n may be 0."""

    @property
    def words(self) -> tuple[str, ...]:
        """The lower-case word that each row of `tokens` belongs to, length n."""


class Embedder(Protocol):
    """Turns text into vectors; one instance is used by one thread at a time."""

    @property
    def name(self) -> str:
        """Model and revision; stored with every vector it makes."""

    @property
    def dimensions(self) -> int:
        """The length of a sentence vector."""

    @property
    def token_dimensions(self) -> int:
        """The length of a token vector; 0 if this model gives none."""

    @property
    def max_tokens(self) -> int:
        """Tokens beyond which a text is cut; longer memories are split into passages before."""

    def encode(self, texts: Sequence[str]) -> Sequence[Encoding]:
        """Embed texts, in order; a batch may be reordered inside, never in the result."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, uncut."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a prompt; `role` is "system", "user" or "assistant"."""

    role: str
    content: str


class LanguageModel(Protocol):
    """A local language model that streams."""

    @property
    def name(self) -> str:
        """What to call the model in answers."""

    @property
    def context_tokens(self) -> int:
        """How many tokens prompt and answer may have together."""

    def count_tokens(self, text: str) -> int:
        """The number of the model's own tokens in `text`."""

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        schema: dict[str, Any] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Iterator[str]:
        """Yield the answer piece by piece; ends early when `cancelled()` turns true. Raises ModelError-like errors."""

    def close(self) -> None:
        """Free the model; idempotent."""


class TextReader(Protocol):
    """Reads the text in pictures; one instance is used by one thread at a time."""

    @property
    def name(self) -> str:
        """Engine, version and languages; kept beside what it read."""

    def read(self, image: NDArray[np.uint8], regions: Sequence[Rect]) -> list[Line]:
        """Read regions of an image, (height, width, 3) uint8 in red, green, blue; boxes are relative to the image.

        Lines come region by region, within one from top to bottom. A region up to 44 pixels high is one line.
        """
