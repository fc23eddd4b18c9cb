"""What the program can do: use cases over the engine and the models. `from app import Ebb` is the public door."""

import os
from typing import TYPE_CHECKING, Any

# OpenBLAS's further threads spin while they wait: they cost CPU time and win nothing on matrices of this size.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if TYPE_CHECKING:
    from app.ebb import Ebb
    from app.upkeep import Status

__all__ = ["Ebb", "Status"]


def __getattr__(name: str) -> Any:
    """Load `Ebb` when it is first asked for, so that importing a part of `app` stays cheap."""
    if name == "Ebb":
        from app.ebb import Ebb

        return Ebb
    if name == "Status":
        from app.upkeep import Status

        return Status
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
