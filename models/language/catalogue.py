"""The language models that can be fetched by name, as `catalogue.toml` lists them. Nothing here reaches the network."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_suffix(".toml")
WORKING_BYTES = 400_000_000
"""What the runtime takes beside weights and context: its buffers and the interpreter, measured with small models."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One model: `parameters` in billions, `context` in tokens, `sha256` None where it is not known for sure.

    `open` is whether its licence lets everybody use it for everything; `size` is its class: 1, 4 or 8.
    """

    name: str
    title: str
    size: int
    parameters: float
    repository: str
    file: str
    bytes: int
    licence: str
    open: bool
    context: int
    kv_bytes: int
    sha256: str | None = None

    def memory(self, context: int) -> int:
        """The bytes of memory that the model takes while it holds `context` tokens."""
        return self.bytes + self.kv_bytes * min(context, self.context) + WORKING_BYTES


@cache
def catalogue() -> tuple[Entry, ...]:
    """All models, the smallest class first; within a class those with an open licence first, then as listed."""
    with open(FILE, "rb") as file:
        listed = [Entry(name=name, **values) for name, values in tomllib.load(file).items()]
    return tuple(sorted(listed, key=lambda entry: (entry.size, not entry.open)))


def entry(name: str) -> Entry | None:
    """The model called so, in capitals or not; None if there is none."""
    return next((one for one in catalogue() if one.name == name.casefold()), None)
