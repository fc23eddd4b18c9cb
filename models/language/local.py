"""Describes a GGUF file on this machine and refuses those that cannot answer questions."""

import os
from dataclasses import dataclass
from pathlib import Path

from models.language.errors import NotGguf
from models.language.gguf import Header, read_header
from models.language.quantisation import MIXTURES

# Architectures of llama.cpp that read or see but do not write text.
MUTE = frozenset(
    {
        "bert",
        "clip",
        "eurobert",
        "gemma-embedding",
        "jina-bert-v2",
        "jina-bert-v3",
        "llama-embed",
        "modern-bert",
        "neo-bert",
        "nomic-bert",
        "nomic-bert-moe",
        "wavtokenizer-dec",
    }
)
NAME_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Description:
    """A GGUF file in words and figures; `context` is in tokens, `quantisation` is "" when the file does not say."""

    name: str
    architecture: str
    context: int | None
    size_bytes: int
    quantisation: str
    parameters: int | None


def verify(path: str | os.PathLike[str]) -> Description:
    """Check the file at `path` and describe it; the runtime need not be installed.

    Raises: NotGguf, TruncatedGguf.
    """
    return described(talking_header(Path(path)))


def talking_header(path: Path) -> Header:
    """The header of a model that can write text.

    Raises: NotGguf, also for embedders, projectors, adapters, parts and files without tensors or vocabulary.
    """
    header = read_header(path)
    kind = header.text("general.type") or "model"
    if header.architecture in MUTE or kind != "model":
        what = header.architecture if kind == "model" else kind
        raise NotGguf(f"{path} is a GGUF file of the kind {what}, which cannot answer questions.")
    if (header.number("split.count") or 1) > 1:
        raise NotGguf(f"{path} is one part of a split model: join the parts with `llama-gguf-split --merge` first.")
    if not header.parameters or header.text("tokenizer.ggml.model") is None:
        raise NotGguf(f"{path} holds no weights or no vocabulary.")
    return header


def described(header: Header) -> Description:
    """The description of an already checked header."""
    mixture = header.number("general.file_type")
    return Description(
        name=display_name(header),
        architecture=_line(header.architecture),
        context=header.context_length,
        size_bytes=header.size_bytes,
        quantisation="" if mixture is None else MIXTURES.get(mixture, ""),
        parameters=header.parameters or None,
    )


def display_name(header: Header) -> str:
    """The model's own name, or its file's, on one line of at most 80 printable characters."""
    return _line(header.text("general.name") or "") or _line(header.path.stem) or "model"


def _line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:NAME_LENGTH]
