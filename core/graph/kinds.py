"""The kinds of links as people see them: their order, and a colour and a line that tell them apart without each other.

Colours follow Okabe and Ito (Color Universal Design, 2008), which people of every colour vision can tell apart; those
for a dark ground are lighter forms of the same hues.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Look:
    """How links of one kind are drawn: colours as #rrggbb, `dashes` as lengths on and off in units of the width."""

    kind: str
    about: str
    light: str
    dark: str
    dashes: tuple[float, ...] = ()


LOOKS: Final = (
    Look("manual", "linked by hand", "#25313a", "#e8edf0"),
    Look("mentions", "names the other", "#b36b00", "#f0b43c", (8, 2)),
    Look("supersedes", "takes the other's place", "#d55e00", "#f58a4b", (5, 1.5, 1.5, 1.5, 1.5, 1.5)),
    Look("reply", "answers the other", "#aa4499", "#e39ac9", (3, 2)),
    Look("entity", "the same person or thing", "#007a59", "#3cc79b", (6, 2, 1.5, 2)),
    Look("similar", "alike in meaning", "#0072b2", "#62b0ea"),
    Look("time", "close in time", "#3d8fbd", "#a6d8f2", (1, 1.5)),
    Look("summarises", "was made from the other", "#7a7a7a", "#aab2b8", (2, 1, 2, 4)),
)
"""Every kind that Ebb makes, the most telling first."""

_OTHER: Final = ("#7a6a55", "#c9b38a", (1.0, 3.0))
_BY_KIND: Final = {look.kind: look for look in LOOKS}
_RANKS: Final = {look.kind: rank for rank, look in enumerate(LOOKS)}


def look_of(kind: str) -> Look:
    """How this kind is drawn; one that another program made up has a look of its own."""
    return _BY_KIND.get(kind) or Look(kind, "", *_OTHER)


def rank_of(kind: str) -> tuple[int, str]:
    """Where the kind stands in the order of LOOKS; unknown ones follow by name."""
    return _RANKS.get(kind, len(LOOKS)), kind
