"""Embedding models: the packaged default through numpy, any other through sentence-transformers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.embedding.minilm import MiniLM
    from models.embedding.sentence import SentenceTransformerEmbedder

DEFAULT = "all-MiniLM-L6-v2"


def load(
    name: str = DEFAULT, cache: Path | None = None, *, download: bool = False
) -> MiniLM | SentenceTransformerEmbedder:
    """Return the embedder called so: the default without torch, else any model name or folder.

    `cache` is a folder in which the default remembers that its weights were checked. Only with `download` may another
    model come from the network. Raises EmbedderMissing, WeightsRejected.
    """
    if is_packaged(name):
        return _default(cache)
    from models.embedding.sentence import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(name, download=download)


def _default(cache: Path | None) -> MiniLM:
    """Return the default. Raises EmbedderMissing, WeightsRejected."""
    from models.errors import EmbedderMissing

    try:
        from models.embedding.minilm import MiniLM
    except ImportError as error:
        raise EmbedderMissing(
            f"The package {error.name} is not installed.", f"Install it with: pip install {error.name}"
        ) from error
    return MiniLM(cache)


def is_packaged(name: str) -> bool:
    """Return whether this names the packaged default."""
    return name.removeprefix("sentence-transformers/") == DEFAULT


def packaged_name(name: str) -> str | None:
    """Return what the packaged default's vectors are marked with, loading nothing; None for another model or none.

    That is also None when the package is not installed.
    """
    from models.embedding.packaged import NAME, packaged_folder
    from models.errors import EmbedderMissing

    if not is_packaged(name):
        return None
    try:
        packaged_folder()
    except EmbedderMissing:
        return None
    return NAME
