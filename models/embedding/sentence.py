"""Any sentence-transformers model, by name or folder; torch is imported when one is made, not before."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from models.embedding.encoding import Encoding
from models.embedding.wordpiece import encodable
from models.errors import EmbedderMissing

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MAX_TOKENS = 512
"""Taken for a model that names no limit of its own."""


class SentenceTransformerEmbedder:
    """A sentence-transformers model from this machine's disk; it gives no token vectors.

    `model` is a folder or a name in the Hugging Face cache (`cache_folder`, None for the usual one). Nothing is
    fetched unless `download` is true. `device` is torch's, None lets it choose. Raises EmbedderMissing.
    """

    token_dimensions = 0

    def __init__(
        self, model: str, *, download: bool = False, cache_folder: Path | None = None, device: str | None = None
    ) -> None:
        self._model = loaded(model, download, cache_folder, device)
        self.name = f"{Path(model).name if Path(model).is_dir() else model}@{digest(self._model)[:8]}"
        self.max_tokens = int(self._model.max_seq_length or MAX_TOKENS)
        self.dimensions = self.encode([""])[0].vector.size

    def encode(self, texts: Sequence[str], batch: int = 32) -> list[Encoding]:
        """Embed texts, in order, `batch` texts at a time; `tokens` is (0, 0)."""
        if not texts:
            return []
        vectors = self._model.encode(
            [encodable(text) for text in texts], batch_size=batch, show_progress_bar=False, normalize_embeddings=True
        )
        none = np.empty((0, 0), np.float32)
        return [Encoding(np.array(vector, np.float32), none, ()) for vector in vectors]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has uncut, to compare with `max_tokens`."""
        tokenizer = self._model.tokenizer
        return [len(tokenizer(encodable(text), truncation=False, verbose=False)["input_ids"]) for text in texts]


def loaded(model: str, download: bool, cache_folder: Path | None, device: str | None) -> SentenceTransformer:
    """Load a model; the network is used only if `download` is true. Raises EmbedderMissing."""
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar
    except ImportError as error:
        raise EmbedderMissing(
            "The package sentence-transformers is not installed.",
            "Install it with: pip install sentence-transformers, or use the model all-MiniLM-L6-v2, which needs none.",
        ) from error
    disable_progress_bar()  # type: ignore[no-untyped-call]
    where = model if download else str(folder_of(model, cache_folder))
    cache = str(cache_folder) if cache_folder else None
    try:
        with quiet():
            return SentenceTransformer(where, device=device, cache_folder=cache, local_files_only=not download)
    except Exception as error:  # a damaged model makes the library raise almost anything
        raise EmbedderMissing(
            f"The embedding model {model!r} cannot be loaded: {type(error).__name__}.",
            "Give the folder of a sentence-transformers model.",
        ) from error


def folder_of(model: str, cache_folder: Path | None) -> Path:
    """Return where a model lies on this disk, itself a folder or a snapshot in the cache. Raises EmbedderMissing."""
    from huggingface_hub import snapshot_download

    if model and Path(model).is_dir():
        return Path(model)
    cache = cache_folder or os.getenv("SENTENCE_TRANSFORMERS_HOME")
    for name in (model,) if "/" in model else (f"sentence-transformers/{model}", model):
        try:
            return Path(snapshot_download(name, cache_dir=cache, local_files_only=True))
        except (OSError, ValueError):
            continue
    raise EmbedderMissing(
        f"The embedding model {model!r} is not on this machine.",
        "Give the folder of a sentence-transformers model, or download it first.",
    )


def digest(model: SentenceTransformer) -> str:
    """Return the SHA-256 over all weights, the same wherever the model lies."""
    import torch

    total = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        total.update(name.encode())
        total.update(tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy().data)
    return total.hexdigest()


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the library's remarks about a model off the terminal; its errors are raised anyway."""
    loggers = [logging.getLogger(name) for name in ("sentence_transformers", "transformers")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
