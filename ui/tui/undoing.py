"""What was changed in this sitting, newest last, each with the way back; `u` takes one step back at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app import Ebb

MOST = 200
"""Steps that are kept; older ones are still in each memory's history."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change: `did` says it in a word or two ("Pinned “Boat”"), `undo` takes it back, in a thread."""

    did: str
    undo: "Callable[[Ebb], object]"


class Steps:
    """The steps of this sitting; only the thread of the screen touches them."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    def __len__(self) -> int:
        return len(self._steps)

    def did(self, did: str, undo: "Callable[[Ebb], object]") -> None:
        """Note a change and its way back."""
        self._steps.append(Step(did, undo))
        del self._steps[:-MOST]

    def last(self) -> Step | None:
        """Take out the newest step, None if there is none."""
        return self._steps.pop() if self._steps else None

    def keep(self, step: Step) -> None:
        """Put a step back whose undoing did not work."""
        self._steps.append(step)
